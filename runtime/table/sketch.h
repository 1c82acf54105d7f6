#pragma once
/// `Sketch`: a column of large numbers once more in one byte per row, which decides most comparisons with a constant
/// for a quarter of the bytes or less (B. Hentschel, M. S. Kester, S. Idreos, "Column Sketches: A Scan Accelerator for
/// Rapid and Robust Predicate Evaluation", SIGMOD 2018).

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "runtime/table/buffer.h"

namespace segql::runtime {

class Sketch {
 public:
  /// Nothing when it would not pay: few rows or few values, or values that crowd between two bounds. `valid` null:
  /// every row has a value.
  static std::optional<Sketch> make(std::span<const int64_t> values, const uint64_t* valid, int64_t min, int64_t max);

  /// Ascending, at most 255. The code of a value is how many bounds are not above it. No value of the column has the
  /// code 0 or the last one. Of rows without a value the code is arbitrary.
  std::span<const int64_t> bounds() const { return bounds_; }
  /// One per row; readable as runtime/abi/column_view.h says.
  const uint8_t* codes() const { return reinterpret_cast<const uint8_t*>(codes_.data()); }
  size_t memory_bytes() const { return codes_.size() + bounds_.size() * sizeof(int64_t); }

 private:
  std::vector<int64_t> bounds_;
  Buffer codes_;
};

}  // namespace segql::runtime
