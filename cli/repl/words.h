#pragma once
/// Words of a line that is a command.

#include <string>
#include <string_view>
#include <utility>

namespace segql::cli {

/// Without the white space at both ends.
std::string trimmed(std::string_view text);

/// The first word, and the rest.
std::pair<std::string, std::string> first_word(std::string_view text);

/// Where `word` stands by itself, outside of brackets and quotes; the last time. npos: nowhere.
size_t find_word(std::string_view text, std::string_view word);

}  // namespace segql::cli
