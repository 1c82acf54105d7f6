#pragma once
/// Names as messages list them, and the one that was probably meant.

#include <string>
#include <vector>

#include "base/nearest_name.h"

namespace segql::connect {

using segql::did_you_mean;
using segql::nearest_name;

/// "`a`, `b` and `c`"; beyond `limit` names "`a`, `b` and 7 more".
std::string quoted_list(const std::vector<std::string>& names, size_t limit = 12);

}  // namespace segql::connect
