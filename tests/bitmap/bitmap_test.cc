/// Bitmap against a std::set of rows, and the promise that no bit beyond the row count is ever set.
#include "runtime/bitmap/bitmap.h"

#include <random>
#include <set>

#include <gtest/gtest.h>

namespace segql::runtime {
namespace {

using Rows = std::set<uint64_t>;

Rows rows_of(const Bitmap& bitmap) {
  Rows rows;
  bitmap.for_each([&](uint64_t row) { rows.insert(row); });
  return rows;
}

void expect_clean(const Bitmap& bitmap) {
  ASSERT_EQ(bitmap.num_words(), (bitmap.num_rows() + 63) / 64);
  if (bitmap.num_rows() % 64 != 0) {
    EXPECT_EQ(bitmap.words().back() >> (bitmap.num_rows() % 64), 0u);
  }
}

struct Sample {
  Bitmap bitmap;
  Rows rows;
};

Sample random_sample(uint64_t num_rows, uint32_t seed) {
  Sample sample{Bitmap(num_rows), {}};
  std::mt19937 random(seed);
  for (uint64_t row = 0; row < num_rows; ++row) {
    if (random() % 3 != 0) continue;
    sample.bitmap.set(row);
    sample.rows.insert(row);
  }
  return sample;
}

constexpr uint64_t kSizes[] = {0, 1, 63, 64, 65, 127, 128, 1000};

TEST(Bitmap, StartsEmpty) {
  EXPECT_EQ(Bitmap().num_rows(), 0u);
  for (const uint64_t size : kSizes) {
    const Bitmap bitmap(size);
    EXPECT_EQ(bitmap.count(), 0u);
    EXPECT_EQ(rows_of(bitmap), Rows());
    expect_clean(bitmap);
  }
}

TEST(Bitmap, EveryRow) {
  for (const uint64_t size : kSizes) {
    Bitmap bitmap(size);
    for (uint64_t row = 0; row < size; ++row) bitmap.set(row);
    EXPECT_EQ(bitmap.count(), size);
    EXPECT_EQ(rows_of(bitmap).size(), size);
    expect_clean(bitmap);
  }
}

TEST(Bitmap, RowsBeyondTheEndAreIgnored) {
  for (const uint64_t size : kSizes) {
    Bitmap bitmap(size);
    bitmap.set(size);
    bitmap.set(size + 1000);
    bitmap.set(UINT64_MAX);
    EXPECT_FALSE(bitmap.test(size));
    EXPECT_FALSE(bitmap.test(UINT64_MAX));
    EXPECT_EQ(bitmap, Bitmap(size));
  }
}

TEST(Bitmap, SetTest) {
  Bitmap bitmap(130);
  for (const uint64_t row : {0, 63, 64, 127, 128, 129}) {
    EXPECT_FALSE(bitmap.test(row));
    bitmap.set(row);
    EXPECT_TRUE(bitmap.test(row));
  }
  EXPECT_EQ(rows_of(bitmap), (Rows{0, 63, 64, 127, 128, 129}));
}

TEST(Bitmap, IntersectsAndCounts) {
  for (const uint64_t size : kSizes) {
    const Sample a = random_sample(size, 1);
    const Sample b = random_sample(size, 2);
    Rows both;
    for (const uint64_t row : a.rows) {
      if (b.rows.contains(row)) both.insert(row);
    }
    const Bitmap intersection = Bitmap(a.bitmap) &= b.bitmap;
    EXPECT_EQ(rows_of(intersection), both);
    EXPECT_EQ(intersection.count(), both.size());
    EXPECT_EQ(a.bitmap.count(), a.rows.size());
    expect_clean(intersection);
  }
}

TEST(BitmapDeathTest, DifferentTablesDoNotMix) {
  Bitmap bitmap(64);
  const Bitmap other(65);
  EXPECT_DEATH(bitmap &= other, "num_rows_ == other.num_rows_");
}

}  // namespace
}  // namespace segql::runtime
