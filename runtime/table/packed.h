#pragma once
/// `Packed`: a column of few distinct values once more in 1, 2 or 4 bits per row, missing included, so that most
/// conditions on it read an eighth to a half of its bytes, and no validity.

#include <cstdint>
#include <optional>

#include "runtime/table/buffer.h"

namespace segql::runtime {

class Packed {
 public:
  /// Nothing when the cells need more bits. `valid` null: every row has a value. `may_have_rest`: cells that are too
  /// large for four bits may share a code, the largest but that of missing rows.
  static std::optional<Packed> make(const uint8_t* cells, const uint64_t* valid, uint64_t num_rows, bool may_have_rest);

  uint32_t bits() const { return bits_; }
  bool has_rest() const { return has_rest_; }
  /// As runtime/abi/column_view.h says.
  const uint8_t* data() const { return reinterpret_cast<const uint8_t*>(data_.data()); }
  size_t memory_bytes() const { return data_.size(); }

 private:
  uint32_t bits_ = 0;
  bool has_rest_ = false;
  Buffer data_;
};

}  // namespace segql::runtime
