#pragma once
/// Names as messages list them.

#include <cstddef>
#include <span>
#include <string>

namespace segql {

/// "`a`, `b` and `c`"; beyond `limit` names "`a`, `b` and 7 more".
std::string quoted_list(std::span<const std::string> names, size_t limit = 12);

}  // namespace segql
