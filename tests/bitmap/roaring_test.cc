/// Roaring's portable bytes: what the format's own library reads in them, and one bitmap byte by byte.
#include <random>

#include <gtest/gtest.h>
#include <roaring/roaring.h>

#include "runtime/bitmap/bitmap.h"

namespace segql::runtime {
namespace {

Bitmap every_nth(uint64_t num_rows, uint64_t n) {
  Bitmap bitmap(num_rows);
  for (uint64_t row = 0; row < num_rows; row += n) bitmap.set(row);
  return bitmap;
}

/// Every container kind: arrays (sparse), bitsets (dense, irregular), runs (full), and none.
std::vector<Bitmap> samples() {
  Bitmap irregular(300'000);
  std::mt19937 random(7);
  for (int i = 0; i < 120'000; ++i) irregular.set(random() % 300'000);
  return {Bitmap(),
          Bitmap(1),
          every_nth(1, 1),
          Bitmap(100'000),
          every_nth(200'001, 1),
          every_nth(500'000, 1000),
          every_nth(200'000, 2),
          irregular};
}

TEST(Roaring, OtherReadersSeeTheSameRows) {
  for (const Bitmap& bitmap : samples()) {
    const std::string bytes = bitmap.to_roaring();
    roaring_bitmap_t* roaring = roaring_bitmap_portable_deserialize_safe(bytes.data(), bytes.size());
    ASSERT_NE(roaring, nullptr);
    EXPECT_EQ(roaring_bitmap_get_cardinality(roaring), bitmap.count());
    bitmap.for_each([&](uint64_t row) { ASSERT_TRUE(roaring_bitmap_contains(roaring, static_cast<uint32_t>(row))); });
    roaring_bitmap_free(roaring);
  }
}

/// The bytes of {1, 2, 1000} as the format's specification lays them out.
TEST(Roaring, KnownBytes) {
  Bitmap bitmap(2000);
  for (const uint64_t row : {1, 2, 1000}) bitmap.set(row);
  const char expected[] =
      "\x3a\x30\x00\x00"
      "\x01\x00\x00\x00"
      "\x00\x00\x02\x00"
      "\x10\x00\x00\x00"
      "\x01\x00\x02\x00\xe8\x03";
  EXPECT_EQ(bitmap.to_roaring(), std::string(expected, sizeof(expected) - 1));
}

}  // namespace
}  // namespace segql::runtime
