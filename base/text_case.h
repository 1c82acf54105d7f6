#pragma once
/// Small and capital letters and white space: one code point for one code point, the same in every locale.

#include <string>
#include <string_view>

namespace segql::utf8 {

// REQUIRES: `text` is valid UTF-8.
std::string to_lower(std::string_view text);
std::string to_upper(std::string_view text);
/// Without white space (Unicode's White_Space) at either end: a part of `text`.
std::string_view trimmed(std::string_view text);

}  // namespace segql::utf8
