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
  for (uint64_t w = 0; w < bitmap.num_words(); ++w) EXPECT_EQ(bitmap.words()[w] & ~bitmap.mask_of(w), 0u);
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
    EXPECT_TRUE(bitmap.empty());
    expect_clean(bitmap);
  }
}

TEST(Bitmap, AllStopsAtTheRowCount) {
  for (const uint64_t size : kSizes) {
    const Bitmap bitmap = Bitmap::all(size);
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
    bitmap.reset(size);
    EXPECT_FALSE(bitmap.test(size));
    EXPECT_FALSE(bitmap.test(UINT64_MAX));
    EXPECT_TRUE(bitmap.empty());
  }
}

TEST(Bitmap, SetResetTest) {
  Bitmap bitmap(130);
  for (const uint64_t row : {0, 63, 64, 127, 128, 129}) {
    EXPECT_FALSE(bitmap.test(row));
    bitmap.set(row);
    EXPECT_TRUE(bitmap.test(row));
  }
  EXPECT_EQ(rows_of(bitmap), (Rows{0, 63, 64, 127, 128, 129}));
  bitmap.reset(64);
  EXPECT_EQ(rows_of(bitmap), (Rows{0, 63, 127, 128, 129}));
  bitmap.clear();
  EXPECT_TRUE(bitmap.empty());
}

TEST(Bitmap, SetOperationsAreThoseOfSets) {
  for (const uint64_t size : kSizes) {
    const Sample a = random_sample(size, 1);
    const Sample b = random_sample(size, 2);
    Rows both, either, one, left, neither;
    for (uint64_t row = 0; row < size; ++row) {
      const bool in_a = a.rows.contains(row);
      const bool in_b = b.rows.contains(row);
      if (in_a && in_b) both.insert(row);
      if (in_a || in_b) either.insert(row);
      if (in_a != in_b) one.insert(row);
      if (in_a && !in_b) left.insert(row);
      if (!in_a) neither.insert(row);
    }
    EXPECT_EQ(rows_of(Bitmap(a.bitmap) &= b.bitmap), both);
    EXPECT_EQ(rows_of(Bitmap(a.bitmap) |= b.bitmap), either);
    EXPECT_EQ(rows_of(Bitmap(a.bitmap) ^= b.bitmap), one);
    EXPECT_EQ(rows_of(Bitmap(a.bitmap).and_not(b.bitmap)), left);
    Bitmap flipped = a.bitmap;
    flipped.flip();
    EXPECT_EQ(rows_of(flipped), neither);
    expect_clean(flipped);
    EXPECT_EQ(a.bitmap.count(), a.rows.size());
  }
}

TEST(Bitmap, CountsAndSlicesByWords) {
  const Sample sample = random_sample(1000, 3);
  for (uint64_t first = 0; first <= 17; ++first) {
    for (uint64_t last = first; last <= 17; ++last) {
      const auto begin = sample.rows.lower_bound(first * 64);
      const auto end = sample.rows.lower_bound(last * 64);
      EXPECT_EQ(sample.bitmap.count(first, last), static_cast<uint64_t>(std::distance(begin, end)));
      EXPECT_EQ(sample.bitmap.slice(first, last).size(), std::min<uint64_t>(last, 16) - std::min<uint64_t>(first, 16));
    }
  }
  EXPECT_EQ(sample.bitmap.slice(3, 4)[0], sample.bitmap.words()[3]);
}

TEST(Bitmap, OfWordsDropsWhatIsBeyond) {
  const uint64_t ones[] = {UINT64_MAX, UINT64_MAX, UINT64_MAX};
  for (const uint64_t size : {0, 1, 64, 65, 128, 150, 192}) {
    const Bitmap bitmap = Bitmap::of_words(ones, size);
    EXPECT_EQ(bitmap, Bitmap::all(size));
    expect_clean(bitmap);
  }
  EXPECT_EQ(Bitmap::of_words(ones, 500).count(), 192u);
}

TEST(Bitmap, ResizeDropsAndAddsNonMembers) {
  for (const uint64_t from : kSizes) {
    for (const uint64_t to : kSizes) {
      Bitmap bitmap = Bitmap::all(from);
      bitmap.resize(to);
      EXPECT_EQ(bitmap.count(), std::min(from, to));
      bitmap.resize(from);
      EXPECT_EQ(bitmap.count(), std::min(from, to));
      expect_clean(bitmap);
    }
  }
}

TEST(BitmapDeathTest, DifferentTablesDoNotMix) {
  Bitmap bitmap(64);
  const Bitmap other(65);
  EXPECT_DEATH(bitmap &= other, "num_rows_ == other.num_rows_");
}

}  // namespace
}  // namespace segql::runtime
