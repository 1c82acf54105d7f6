#pragma once
/// The name someone probably meant.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace segql::connect {

/// The candidate that fewest single-character edits and swaps turn `wanted` into, letter case aside; none when all are
/// far.
std::optional<std::string> nearest_name(std::string_view wanted, const std::vector<std::string>& candidates);

/// "; did you mean `x`?", or nothing.
std::string did_you_mean(std::string_view wanted, const std::vector<std::string>& candidates);

/// "`a`, `b` and `c`"; beyond `limit` names "`a`, `b` and 7 more".
std::string quoted_list(const std::vector<std::string>& names, size_t limit = 12);

}  // namespace segql::connect
