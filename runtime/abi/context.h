#pragma once
/// `EvalContext`: what an evaluation needs besides data: the instant, the zone, scratch space. One per thread.

#include <cstdint>
#include <vector>

#include "base/int128.h"
#include "base/timezone.h"

namespace segql::runtime {

/// Values gathered from one row set, for the aggregates that need them all (distinct, median, most common).
struct Collector {
  std::vector<int64_t> values;  ///< integers and codes
  std::vector<int128> wides;
  std::vector<double> reals;
};

struct EvalContext {
  int64_t as_of = 0;  ///< microseconds since 1970-01-01T00:00Z
  const TimeZone* zone = nullptr;
  std::vector<Collector> collectors;  ///< at least plan::Scan::num_collectors
  uint64_t num_overflows = 0;         ///< values that became missing because they do not fit (law 8)
};

}  // namespace segql::runtime
