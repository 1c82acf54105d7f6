#pragma once
/// The commands of the shell, which begin with a colon: one table that runs, completes and describes them.

#include <string>
#include <string_view>

#include "cli/repl/input.h"

namespace segql::cli {

class Repl;

/// Runs the command that `line` is. Its exit code.
int run_command(Repl& repl, const std::string& line);

/// What may follow in a line that is a command.
Offers complete_command(Repl& repl, std::string_view line);

}  // namespace segql::cli
