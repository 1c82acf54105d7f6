#pragma once
/// `Ranks`: where the values of a column stand among some thresholds, a byte each. Many comparisons of wide cells with
/// constants become as many comparisons of bytes, once the ranks of a block of rows are there.

#include <array>
#include <cstdint>
#include <span>

#include "runtime/abi/column_view.h"

namespace segql::runtime {

class Ranks {
 public:
  static constexpr size_t kMostThresholds = 255;
  static constexpr uint32_t kBuckets = 2048;  ///< in which searches begin

  /// `thresholds`: ascending, each once, at most kMostThresholds. `column`: kU32 or kI64; its cells outlive this.
  Ranks(std::span<const int64_t> thresholds, const ColumnView& column);

  /// How many thresholds are not above the value, for each row of [first, first + count); of missing rows arbitrary.
  /// Thread-safe.
  void write(uint64_t first, uint64_t count, uint8_t* ranks) const;

 private:
  /// A search may look so many places beyond the last threshold.
  static constexpr size_t kPlaces = 512;
  void find_buckets(uint32_t size);

  ColumnView column_;
  bool is_wide_;
  uint32_t everyones_ = 0;     ///< thresholds that no value is below
  uint32_t longest_step_ = 0;  ///< of a search among the others, a power of two; 0: it ends where it begins
  /// A search begins by the bucket of the cell: cell - least_, shifted.
  int64_t least_ = 0;
  uint32_t shift_ = 0;
  std::array<uint32_t, kBuckets> first_ranks_{};
  /// The last cells below each; those that are not there are as if above every cell. By the width of the cells.
  std::array<uint32_t, kPlaces> below_narrow_;
  std::array<int64_t, kPlaces> below_wide_;
};

}  // namespace segql::runtime
