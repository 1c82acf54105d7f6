#include "runtime/table/packed.h"

#include <algorithm>

#include "runtime/bitmap/bits.h"

namespace segql::runtime {
namespace {

bool is_valid(const uint64_t* valid, uint64_t row) { return valid == nullptr || test_bit({valid, row / 64 + 1}, row); }

}  // namespace

std::optional<Packed> Packed::make(const uint8_t* cells, const uint64_t* valid, uint64_t num_rows) {
  uint8_t largest = 0;
  for (uint64_t row = 0; row < num_rows; ++row) {
    if (is_valid(valid, row)) largest = std::max(largest, cells[row]);
  }
  const uint32_t num_codes = uint32_t{largest} + 1 + (valid == nullptr ? 0 : 1);
  if (num_codes > 16) return std::nullopt;
  Packed packed;
  packed.bits_ = num_codes <= 2 ? 1 : num_codes <= 4 ? 2 : 4;
  packed.data_ = Buffer(words_for(num_rows) * 8 * packed.bits_);
  const auto missing = static_cast<uint8_t>((1U << packed.bits_) - 1);
  const uint32_t per_byte = 8 / packed.bits_;
  auto* const bytes = reinterpret_cast<uint8_t*>(packed.data_.data());
  for (uint64_t row = 0; row < num_rows; ++row) {
    const uint32_t code = is_valid(valid, row) ? cells[row] : missing;
    bytes[row / per_byte] |= static_cast<uint8_t>(code << (row % per_byte * packed.bits_));
  }
  return packed;
}

}  // namespace segql::runtime
