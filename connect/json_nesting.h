#pragma once
/// How deep a JSON file goes. DuckDB's reader recurses once per level and overflows the stack of the process on a
/// hostile file.

#include <string>

#include "connect/suffixes.h"
#include "segql/result.h"

namespace segql::connect {

inline constexpr int kDeepestJson = 1000;

/// kLimitExceeded when arrays and objects are nested deeper than `kDeepestJson`. `shown` is how the message names the
/// file.
Status check_json_nesting(const std::string& path, const std::string& shown, Compression compression);

}  // namespace segql::connect
