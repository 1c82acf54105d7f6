// Packed cells say of every row what its byte and its validity say.
#include "runtime/table/packed.h"

#include <algorithm>
#include <random>
#include <vector>

#include <gtest/gtest.h>

#include "runtime/bitmap/bits.h"

namespace segql::runtime {
namespace {

TEST(Packed, EveryWidthWithAndWithoutMissingRows) {
  std::mt19937_64 random(4);
  for (const uint64_t num_rows : {1, 63, 64, 65, 200}) {
    for (const uint32_t num_values : {1, 2, 3, 4, 5, 15, 16, 17, 256}) {
      for (const bool is_missing : {false, true}) {
        for (const bool may_have_rest : {false, true}) {
          std::vector<uint8_t> cells(words_for(num_rows) * 64);
          std::vector<uint64_t> valid(words_for(num_rows));
          for (uint64_t row = 0; row < num_rows; ++row) {
            cells[row] = static_cast<uint8_t>(row == 0 ? num_values - 1 : random() % num_values);
            if (!is_missing || row == 0 || random() % 3 != 0) set_bit(valid, row);
          }
          const uint32_t num_codes = num_values + (is_missing ? 1 : 0);
          const auto packed = Packed::make(cells.data(), is_missing ? valid.data() : nullptr, num_rows, may_have_rest);
          ASSERT_EQ(packed.has_value(), num_codes <= 16 || may_have_rest);
          if (!packed) continue;
          ASSERT_EQ(packed->bits(), num_codes <= 2 ? 1U : num_codes <= 4 ? 2U : 4U);
          ASSERT_EQ(packed->has_rest(), num_codes > 16);
          const uint32_t last = (1U << packed->bits()) - 1;
          for (uint64_t row = 0; row < num_rows; ++row) {
            const uint64_t bit = row * packed->bits();
            const uint32_t code = (packed->data()[bit / 8] >> (bit % 8)) & last;
            const uint32_t most = packed->has_rest() ? last - (is_missing ? 1 : 0) : 255;
            ASSERT_EQ(code, test_bit(valid, row) ? std::min<uint32_t>(cells[row], most) : last) << row;
          }
        }
      }
    }
  }
}

}  // namespace
}  // namespace segql::runtime
