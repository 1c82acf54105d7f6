#pragma once
/// How wide text is on a terminal.

#include <string>
#include <string_view>

namespace segql::cli {

/// Columns of a terminal: none for combining marks, two for wide characters. `text` is UTF-8 without control
/// characters.
size_t width(std::string_view text);

/// What of `text` fits into `most` columns: all of it, or its beginning and `…`.
std::string cut(std::string_view text, size_t most);

/// Columns of the terminal that `file` is; 0 when it is none, or does not say.
size_t terminal_width(int file);

}  // namespace segql::cli
