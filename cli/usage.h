#pragma once
/// What is wrong with a command line, in words.

#include <span>
#include <string>

namespace CLI {
class App;
class ParseError;
}  // namespace CLI

namespace segql::cli {

/// What is wrong with the first option among `words` that the command does not have, or that has no value. Empty: none
/// is. Told before anything is parsed: the word after a mistyped option would be taken for something else.
std::string wrong_option(const CLI::App& command, std::span<const std::string> words);

/// What the parser has against words for `command`, whose options are fine.
std::string usage_message(const CLI::App& command, const CLI::ParseError& error);

}  // namespace segql::cli
