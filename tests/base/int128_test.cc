#include "base/int128.h"

#include <gtest/gtest.h>

namespace segql {
namespace {

TEST(Int128, DecimalText) {
  EXPECT_EQ(decimal_text(12345, 2), "123.45");
  EXPECT_EQ(decimal_text(-12345, 2), "-123.45");
  EXPECT_EQ(decimal_text(5, 4), "0.0005");
  EXPECT_EQ(decimal_text(0, 0), "0");
  EXPECT_EQ(decimal_text(0, 2), "0.00");
  EXPECT_EQ(decimal_text(-power_of_ten(38), 0), "-1" + std::string(38, '0'));
}

TEST(Int128, FitsInt64) {
  EXPECT_TRUE(fits_int64(INT64_MAX));
  EXPECT_TRUE(fits_int64(INT64_MIN));
  EXPECT_FALSE(fits_int64(int128{INT64_MAX} + 1));
  EXPECT_FALSE(fits_int64(int128{INT64_MIN} - 1));
}

}  // namespace
}  // namespace segql
