#pragma once
/// Text of data, files and definitions as it may be sent to a terminal: one obeys control characters.

#include <string>
#include <string_view>

namespace segql::cli {

/// `text` with its control characters spelt out: an escape is `<U+001B>`. One line stays one line.
std::string printable(std::string_view text);

/// The same for a text of several lines.
std::string printable_lines(std::string_view text);

}  // namespace segql::cli
