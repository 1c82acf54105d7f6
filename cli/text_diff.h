#pragma once
/// What differs between two texts, line by line, as people and `patch` read it.

#include <string>
#include <string_view>

namespace segql::cli {

/// The unified diff with three lines of context; empty when the texts are equal. It is not always the shortest where
/// much differs: time and memory grow with the number of lines alone.
std::string unified_diff(std::string_view name, std::string_view before, std::string_view after);

/// A diff as a terminal shows it: each line printable, and in the colour of what it is.
std::string diff_for_terminal(std::string_view diff, bool colour);

}  // namespace segql::cli
