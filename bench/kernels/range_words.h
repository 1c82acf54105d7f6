#pragma once
/// `RangeWords`: which rows of a column have a value of a range, by the column's sketch where it has one.

#include <cstdint>
#include <type_traits>

#include "bench/kernels/words.h"
#include "runtime/table/column.h"

namespace segql::bench {

class RangeWords {
 public:
  /// [low, high]; the column outlives this. REQUIRES: no kF64 column.
  RangeWords(const runtime::Column& column, int64_t low, int64_t high);
  /// Word w into out[w - first]. Rows beyond the last one have arbitrary bits.
  void write(uint64_t first, uint64_t last, uint64_t* out) const;

 private:
  template <typename Cell>
  SEGQL_AVX512 void by_cells(uint64_t first, uint64_t last, uint64_t* out) const;
  template <typename Cell>
  SEGQL_AVX512 void by_sketch(uint64_t first, uint64_t last, uint64_t* out) const;

  const runtime::ColumnView& view_;
  bool possible_;
  uint64_t first_cell_, cell_span_;
  // Codes [first_code_, first_code_ + code_span_] are of values in the range, the two open ones may be.
  uint64_t some_are_, some_may_be_;  ///< all bits, or none
  uint8_t first_code_, code_span_, open_codes_[2];
};

/// Calls `use` with the cells of a column as pointer to their type.
template <typename Use>
decltype(auto) with_cells(const runtime::ColumnView& view, Use&& use) {
  switch (view.encoding) {
    case runtime::Encoding::kU8: return use(static_cast<const uint8_t*>(view.data));
    case runtime::Encoding::kU16: return use(static_cast<const uint16_t*>(view.data));
    case runtime::Encoding::kU32: return use(static_cast<const uint32_t*>(view.data));
    default: return use(static_cast<const uint64_t*>(view.data));
  }
}

}  // namespace segql::bench
