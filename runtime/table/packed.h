#pragma once
/// `Packed`: a column of few distinct values once more in 1, 2 or 4 bits per row, missing included, so that most
/// conditions on it read an eighth to a half of its bytes, and no validity.

#include <cstdint>
#include <optional>

#include "runtime/table/buffer.h"

namespace segql::runtime {

class Packed {
 public:
  /// Nothing when the cells need more bits. `valid` null: every row has a value.
  static std::optional<Packed> make(const uint8_t* cells, const uint64_t* valid, uint64_t num_rows);

  uint32_t bits() const { return bits_; }
  /// As runtime/abi/column_view.h says.
  const uint8_t* data() const { return reinterpret_cast<const uint8_t*>(data_.data()); }
  size_t memory_bytes() const { return data_.size(); }

 private:
  uint32_t bits_ = 0;
  Buffer data_;
};

}  // namespace segql::runtime
