#pragma once
/// What is written about the command line elsewhere than in `--help`: all from the same table.

#include <string>
#include <vector>

#include "cli/options.h"

namespace CLI {
class App;
class Option;
}  // namespace CLI

namespace segql::cli {

/// The words an option takes; none: any.
std::vector<std::string> words_of(const CLI::Option& option);

/// For bash, fish or zsh: commands, options and the words that options take.
std::string completion_script(const CLI::App& app, Shell shell);

/// A page of section 1 in the macros of man(7).
std::string man_page(const CLI::App& app, const std::string& version);

}  // namespace segql::cli
