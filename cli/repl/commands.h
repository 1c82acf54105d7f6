#pragma once
/// The commands of the shell, which begin with a colon: one table that runs, completes and describes them.

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include "cli/repl/input.h"
#include "segql/engine.h"

namespace segql::cli {

class Repl;

/// What stands after a command, and completes it.
enum class Takes : uint8_t {
  kNothing,
  kQuestion,
  kStageAndQuestion,
  kMembers,
  kName,
  kInstant,
  kPath,
  kSwitch,
  kCommand
};

struct Command {
  std::string_view name;
  std::string_view arguments;
  Takes takes;
  std::string_view about;
  std::string_view more;  ///< for `:help NAME`
  int (*run)(Repl& repl, const std::string& argument);
};

constexpr std::pair<std::string_view, ExplainStage> kStages[] = {
    {"source", ExplainStage::kSource}, {"ast", ExplainStage::kAst}, {"typed", ExplainStage::kTyped},
    {"plan", ExplainStage::kPlan},     {"ir", ExplainStage::kIr},   {"asm", ExplainStage::kAsm}};

/// In order of their names.
std::span<const Command> commands();
/// Null: there is none of that name.
const Command* find_command(std::string_view name);

/// Runs the command that `line` is. Its exit code.
int run_command(Repl& repl, const std::string& line);

// command_completion.cc
/// What may follow in a line that is a command.
Offers complete_command(Repl& repl, std::string_view line);

}  // namespace segql::cli
