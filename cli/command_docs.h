#pragma once
/// What is written about the command line elsewhere than in `--help`: all from the same table.

#include <string>

#include "cli/options.h"

namespace CLI {
class App;
}

namespace segql::cli {

/// For bash, fish or zsh: commands, options and the words that options take.
std::string completion_script(const CLI::App& app, Shell shell);

/// A page of section 1 in the macros of man(7).
std::string man_page(const CLI::App& app, const std::string& version);

}  // namespace segql::cli
