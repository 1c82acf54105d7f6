#pragma once
/// `Bitmap`: a set of rows of one table, one bit each. No bit at or beyond the row count is ever 1: every setter holds
/// to that, and whoever writes `words()` directly (a scan) must too. Any thread may read; one may write.

#include <bit>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "base/unwritten.h"

namespace segql::runtime {

inline constexpr uint64_t kRowsPerWord = 64;

/// Bits that are 1.
uint64_t count_bits(std::span<const uint64_t> words);

class Bitmap {
 public:
  /// No rows of none.
  Bitmap() = default;
  /// No rows of `num_rows`.
  explicit Bitmap(uint64_t num_rows);
  /// For engines: arbitrary words, each of which is written before it is read.
  static Bitmap unwritten(uint64_t num_rows);

  uint64_t num_rows() const { return num_rows_; }
  uint64_t num_words() const { return words_.size(); }
  /// Bit i of word w stands for row 64 * w + i.
  std::span<const uint64_t> words() const { return words_; }
  /// For engines, which write bits beyond the row count as 0 (runtime/abi/scan.h).
  std::span<uint64_t> words() { return words_; }

  bool test(uint64_t row) const {
    return row < num_rows_ && ((words_[row / kRowsPerWord] >> (row % kRowsPerWord)) & 1) != 0;
  }
  /// Rows beyond the row count are ignored.
  void set(uint64_t row);

  uint64_t count() const;

  /// In place. REQUIRES: the same number of rows.
  Bitmap& operator&=(const Bitmap& other);

  bool operator==(const Bitmap&) const = default;

  /// Calls `visit(row)` for each member, in ascending order.
  template <typename Visit>
  void for_each(Visit&& visit) const {
    for (uint64_t w = 0; w < words_.size(); ++w) {
      for (uint64_t rest = words_[w]; rest != 0; rest &= rest - 1) {
        visit(w * kRowsPerWord + static_cast<uint64_t>(std::countr_zero(rest)));
      }
    }
  }

  /// The portable serialisation of Roaring bitmaps (github.com/RoaringBitmap/RoaringFormatSpec), as hosts exchange it.
  /// REQUIRES: num_rows() <= 2^32.
  std::string to_roaring() const;

 private:
  uint64_t num_rows_ = 0;
  std::vector<uint64_t, UnwrittenAllocator<uint64_t>> words_;
};

}  // namespace segql::runtime
