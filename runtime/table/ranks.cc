// Ranks: binary searches without branches, each beginning in one of many buckets of equal width, most of which have no
// threshold or one.

#include "runtime/table/ranks.h"

#include <algorithm>
#include <bit>
#include <limits>

#include "base/int128.h"
#include "base/per_machine.h"

namespace segql::runtime {
namespace {

/// Rows whose ranks are searched for together: they stay in the first cache.
constexpr uint64_t kTogether = 512;

// For cells of both widths, each compiled for several machines.

/// The bucket of a cell, by masks: choices would keep these loops from becoming vectors.
template <typename Cell, typename Distance>
[[gnu::always_inline]] inline uint32_t bucket_of(Cell cell, Cell least, uint32_t shift) {
  const Distance is_above = -static_cast<Distance>(cell >= least);
  const Distance bucket = ((static_cast<Distance>(cell) - static_cast<Distance>(least)) & is_above) >> shift;
  const Distance is_beyond = -static_cast<Distance>(bucket >= Ranks::kBuckets);
  return static_cast<uint32_t>((bucket | is_beyond) & (Ranks::kBuckets - 1));
}
SEGQL_PER_MACHINE void begin_narrow(const uint32_t* __restrict cells, uint32_t least, uint32_t shift,
                                    const uint32_t* __restrict first_ranks, uint64_t count,
                                    uint32_t* __restrict ranks) {
  for (uint64_t i = 0; i < count; ++i) ranks[i] = first_ranks[bucket_of<uint32_t, uint32_t>(cells[i], least, shift)];
}
SEGQL_PER_MACHINE void begin_wide(const int64_t* __restrict cells, int64_t least, uint32_t shift,
                                  const uint32_t* __restrict first_ranks, uint64_t count, uint32_t* __restrict ranks) {
  for (uint64_t i = 0; i < count; ++i) ranks[i] = first_ranks[bucket_of<int64_t, uint64_t>(cells[i], least, shift)];
}
SEGQL_PER_MACHINE void step_narrow(const uint32_t* __restrict below, const uint32_t* __restrict cells, uint32_t step,
                                   uint64_t count, uint32_t* __restrict ranks) {
  for (uint64_t i = 0; i < count; ++i) ranks[i] += below[ranks[i] + step - 1] < cells[i] ? step : 0;
}
SEGQL_PER_MACHINE void step_wide(const int64_t* __restrict below, const int64_t* __restrict cells, uint32_t step,
                                 uint64_t count, uint32_t* __restrict ranks) {
  for (uint64_t i = 0; i < count; ++i) ranks[i] += below[ranks[i] + step - 1] < cells[i] ? step : 0;
}
SEGQL_PER_MACHINE void end(const uint32_t* __restrict found, uint64_t count, uint32_t everyones,
                           uint8_t* __restrict ranks) {
  for (uint64_t i = 0; i < count; ++i) ranks[i] = static_cast<uint8_t>(found[i] + everyones);
}

/// The last cell whose value is below `threshold`, which may be less than any cell or more.
int128 cell_below(const ColumnView& column, int64_t threshold) {
  const int128 distance = int128{threshold} - column.base - 1;
  return distance < 0 && column.encoding != Encoding::kI64 ? int128{-1} : distance / column.unit;
}

}  // namespace

Ranks::Ranks(std::span<const int64_t> thresholds, const ColumnView& column)
    : column_(column), is_wide_(column.encoding == Encoding::kI64) {
  below_narrow_.fill(std::numeric_limits<uint32_t>::max());
  below_wide_.fill(std::numeric_limits<int64_t>::max());
  uint32_t size = 0;
  for (const int64_t threshold : thresholds) {
    const int128 below = cell_below(column, threshold);
    if (below < (is_wide_ ? int128{INT64_MIN} : int128{0})) {
      ++everyones_;
      continue;
    }
    below_narrow_[size] = static_cast<uint32_t>(std::min<int128>(below, UINT32_MAX));
    below_wide_[size] = is_wide_ ? static_cast<int64_t>(below) : int64_t{below_narrow_[size]};
    ++size;
  }
  if (size > 0) find_buckets(size);
}

void Ranks::find_buckets(uint32_t size) {
  const auto below = std::span(below_wide_).first(size);
  least_ = below.front();
  const uint64_t span = static_cast<uint64_t>(below.back()) - static_cast<uint64_t>(least_);
  while (span >> shift_ >= kBuckets) ++shift_;
  uint32_t most = 0;
  for (uint64_t bucket = 0; bucket < kBuckets; ++bucket) {
    // The thresholds below its least cell, and below its greatest.
    const auto rank_of = [&](uint64_t distance) {
      const auto is_passed = [&](int64_t cell) {
        return static_cast<uint64_t>(cell) - static_cast<uint64_t>(least_) < distance;
      };
      return static_cast<uint32_t>(std::partition_point(below.begin(), below.end(), is_passed) - below.begin());
    };
    first_ranks_[bucket] = rank_of(bucket << shift_);
    const bool is_last = bucket + 1 == kBuckets;
    most = std::max(most, (is_last ? size : rank_of(((bucket + 1) << shift_) - 1)) - first_ranks_[bucket]);
  }
  longest_step_ = std::bit_floor(most);
}

void Ranks::write(uint64_t first, uint64_t count, uint8_t* ranks) const {
  const auto* const narrow = static_cast<const uint32_t*>(column_.data);
  const auto* const wide = static_cast<const int64_t*>(column_.data);
  std::array<uint32_t, kTogether> found;
  for (uint64_t done = 0; done < count; done += kTogether) {
    const uint64_t row = first + done, part = std::min(kTogether, count - done);
    if (is_wide_) {
      begin_wide(wide + row, least_, shift_, first_ranks_.data(), part, found.data());
    } else {
      begin_narrow(narrow + row, static_cast<uint32_t>(least_), shift_, first_ranks_.data(), part, found.data());
    }
    for (uint32_t step = longest_step_; step > 0; step /= 2) {
      if (is_wide_) {
        step_wide(below_wide_.data(), wide + row, step, part, found.data());
      } else {
        step_narrow(below_narrow_.data(), narrow + row, step, part, found.data());
      }
    }
    end(found.data(), part, everyones_, ranks + done);
  }
}

}  // namespace segql::runtime
