#pragma once
/// One cell of a column as a number, whatever its encoding. For code that takes cells one by one; compiled code reads
/// vectors of them itself.

#include <cstdint>

#include "runtime/abi/column_view.h"

namespace segql::runtime {

/// The integer in cell `index`. REQUIRES: not a kF64 column (0).
inline int64_t integer_cell(const ColumnView& column, uint64_t index) {
  // Unsigned, because the cells of missing rows are arbitrary and may overflow with the base.
  const auto with_base = [&](uint64_t cell) {
    return static_cast<int64_t>(static_cast<uint64_t>(column.base) + static_cast<uint64_t>(column.unit) * cell);
  };
  switch (column.encoding) {
    case Encoding::kU8: return with_base(static_cast<const uint8_t*>(column.data)[index]);
    case Encoding::kU16: return with_base(static_cast<const uint16_t*>(column.data)[index]);
    case Encoding::kU32: return with_base(static_cast<const uint32_t*>(column.data)[index]);
    case Encoding::kI64: return static_cast<const int64_t*>(column.data)[index];
    case Encoding::kF64: return 0;
  }
  return 0;
}

/// The double in cell `index`. REQUIRES: a kF64 column.
inline double real_cell(const ColumnView& column, uint64_t index) {
  return static_cast<const double*>(column.data)[index];
}

/// Row `row` is there and has a value.
inline bool has_cell(const ColumnView& column, int64_t row) {
  if (row < 0) return false;
  const auto index = static_cast<uint64_t>(row);
  return column.valid == nullptr || ((column.valid[index / 64] >> (index % 64)) & 1) != 0;
}

}  // namespace segql::runtime
