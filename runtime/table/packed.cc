#include "runtime/table/packed.h"

#include <algorithm>

#include "runtime/bitmap/bits.h"

namespace segql::runtime {
namespace {

bool is_valid(const uint64_t* valid, uint64_t row) { return valid == nullptr || test_bit({valid, row / 64 + 1}, row); }

}  // namespace

std::optional<Packed> Packed::make(const uint8_t* cells, const uint64_t* valid, uint64_t num_rows, bool may_have_rest) {
  uint8_t largest = 0;
  for (uint64_t row = 0; row < num_rows; ++row) {
    if (is_valid(valid, row)) largest = std::max(largest, cells[row]);
  }
  const uint32_t num_codes = uint32_t{largest} + 1 + (valid == nullptr ? 0 : 1);
  Packed packed;
  packed.has_rest_ = num_codes > 16;
  if (packed.has_rest_ && !may_have_rest) return std::nullopt;
  packed.bits_ = num_codes <= 2 ? 1 : num_codes <= 4 ? 2 : 4;
  packed.data_ = Buffer(words_for(num_rows) * 8 * packed.bits_);
  const auto missing = static_cast<uint8_t>((1U << packed.bits_) - 1);
  const uint32_t most = packed.has_rest_ ? uint32_t{missing} - (valid == nullptr ? 0 : 1) : largest;
  const uint32_t per_byte = 8 / packed.bits_;
  auto* const bytes = reinterpret_cast<uint8_t*>(packed.data_.data());
  for (uint64_t row = 0; row < num_rows; ++row) {
    const uint32_t code = is_valid(valid, row) ? std::min<uint32_t>(cells[row], most) : missing;
    bytes[row / per_byte] |= static_cast<uint8_t>(code << (row % per_byte * packed.bits_));
  }
  return packed;
}

}  // namespace segql::runtime
