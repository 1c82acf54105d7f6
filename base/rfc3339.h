#pragma once
/// Instants as text for people and programs.

#include <cstdint>
#include <string>

namespace segql {

/// `2026-03-31T12:00:00+03:00`, and `Z` where the offset is 0; microseconds are shown when there are some. Both numbers
/// are microseconds: since 1970-01-01T00:00Z, and east of UTC.
std::string rfc3339(int64_t instant, int64_t offset = 0);

}  // namespace segql
