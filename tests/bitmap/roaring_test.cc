/// Roaring's portable bytes: round trips, agreement with the format's own library, and bytes nobody should trust.
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
          Bitmap::all(1),
          Bitmap(100'000),
          Bitmap::all(200'001),
          every_nth(500'000, 1000),
          every_nth(200'000, 2),
          irregular};
}

TEST(Roaring, RoundTrip) {
  for (const Bitmap& bitmap : samples()) {
    const auto back = Bitmap::of_roaring(bitmap.to_roaring(), bitmap.num_rows());
    ASSERT_TRUE(back.ok()) << back.error().message;
    EXPECT_EQ(*back, bitmap);
  }
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

TEST(Roaring, RowsBeyondTheTableAreRefused) {
  const std::string bytes = Bitmap::all(65).to_roaring();
  EXPECT_TRUE(Bitmap::of_roaring(bytes, 65).ok());
  EXPECT_TRUE(Bitmap::of_roaring(bytes, 1000).ok());
  const auto refused = Bitmap::of_roaring(bytes, 64);
  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(refused.error().code, ErrorCode::kInvalidData);
}

TEST(Roaring, EveryTruncationIsRefused) {
  const std::string bytes = every_nth(200'000, 700).to_roaring();
  for (size_t size = 0; size < bytes.size(); ++size) {
    EXPECT_FALSE(Bitmap::of_roaring(std::string(bytes, 0, size), 200'000).ok()) << size;
  }
  EXPECT_FALSE(Bitmap::of_roaring(bytes + '\0', 200'000).ok());
}

TEST(Roaring, ImpossibleNumbersOfContainersAreRefused) {
  for (const char last : {'\x01', '\x40', '\x7f', '\x80', '\xc0', '\xff'}) {
    EXPECT_FALSE(Bitmap::of_roaring(std::string("\x3a\x30\0\0\0\0\0", 7) + last, 100).ok());
  }
}

TEST(Roaring, DamagedBytesGiveAnErrorOrRowsOfTheTable) {
  std::mt19937 random(11);
  for (const Bitmap& bitmap : samples()) {
    const std::string bytes = bitmap.to_roaring();
    for (int round = 0; round < 300; ++round) {
      std::string damaged = bytes;
      // The first bytes say how many containers of what size follow; most of the harm is done there.
      for (int i = 0; i < 3; ++i)
        damaged[random() % std::min<size_t>(damaged.size(), 40)] = static_cast<char>(random());
      const auto read = Bitmap::of_roaring(damaged, bitmap.num_rows());
      if (!read.ok()) continue;
      EXPECT_EQ(*read, Bitmap::of_words(read->words(), bitmap.num_rows()));
    }
  }
}

}  // namespace
}  // namespace segql::runtime
