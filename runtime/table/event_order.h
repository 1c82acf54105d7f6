#pragma once
/// The order of events: by owner, then time, then arrival. Counting sort by owner, then each owner's run by time.

#include <cstdint>
#include <span>

#include "runtime/table/buffer.h"
#include "runtime/table/large_vector.h"
#include "segql/result.h"

namespace segql::runtime {

inline constexpr uint32_t kNoOwner = UINT32_MAX;

struct EventOrder {
  Buffer starts;               ///< uint32_t: owner o has rows[starts[o]] to rows[starts[o + 1]]
  LargeVector<uint32_t> rows;  ///< those without an owner stand at the end, by time
  uint64_t num_owned = 0;
};

/// `owners[row]` below `num_owners` or kNoOwner; empty: no row has one. Rows with their bit in `dropped` are left out.
/// On at most `workers` threads; fails when memory runs out on one of them.
Result<EventOrder> order_events(std::span<const uint32_t> owners, std::span<const int64_t> times,
                                std::span<const uint64_t> dropped, uint32_t num_owners, size_t workers);

}  // namespace segql::runtime
