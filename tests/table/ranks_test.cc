// Ranks of cells of both widths among thresholds.
#include "runtime/table/ranks.h"

#include <algorithm>
#include <limits>
#include <numeric>
#include <random>
#include <set>
#include <vector>

#include <gtest/gtest.h>

namespace segql::runtime {
namespace {

constexpr uint64_t kRows = 3000;  // several of the parts that are searched together, and no whole number of them

struct Cells {
  std::vector<int64_t> values;
  std::vector<uint32_t> narrow;
  ColumnView view;

  /// Values base + unit * cell; `wide`: as they are.
  Cells(const std::vector<uint32_t>& cells, int64_t base, int64_t unit, bool wide) : narrow(cells) {
    for (const uint32_t cell : cells) values.push_back(base + unit * int64_t{cell});
    view.encoding = wide ? Encoding::kI64 : Encoding::kU32;
    view.data = wide ? static_cast<const void*>(values.data()) : narrow.data();
    view.base = wide ? 0 : base;
    view.unit = wide ? 1 : unit;
  }
};

void expect_ranks(const Cells& column, const std::vector<int64_t>& thresholds) {
  const Ranks ranks(thresholds, column.view);
  std::vector<uint8_t> found(kRows);
  ranks.write(0, 1000, found.data());
  ranks.write(1000, kRows - 1000, found.data() + 1000);
  for (size_t row = 0; row < kRows; ++row) {
    const auto expected = std::upper_bound(thresholds.begin(), thresholds.end(), column.values[row]);
    ASSERT_EQ(found[row], expected - thresholds.begin()) << row << ": " << column.values[row];
  }
}

std::vector<uint32_t> some_cells(std::mt19937_64& random, uint64_t end) {
  std::vector<uint32_t> cells(kRows);
  for (uint32_t& cell : cells) cell = static_cast<uint32_t>(random() % end);
  return cells;
}

TEST(Ranks, AreNumbersOfThresholdsNotAbove) {
  std::mt19937_64 random(20261121);
  for (const bool wide : {false, true}) {
    for (const auto& [base, unit] : {std::pair<int64_t, int64_t>{0, 1}, {-700, 1}, {1'000'000, 60}}) {
      const Cells column(some_cells(random, 100'000), base, unit, wide);
      for (const size_t size : {0, 1, 2, 7, 100, 255}) {
        std::set<int64_t> thresholds;
        while (thresholds.size() < size)
          thresholds.insert(base - 50 + static_cast<int64_t>(random() % 110'000) * unit - unit / 2);
        expect_ranks(column, {thresholds.begin(), thresholds.end()});
      }
      std::vector<int64_t> close(255);
      std::iota(close.begin(), close.end(), base + 50'000 * unit);
      expect_ranks(column, close);
      close.back() = base + 2'000'000'000 * unit;  // all others are in one bucket
      expect_ranks(column, close);
    }
  }
}

TEST(Ranks, OfTheLeastAndTheGreatestThereCanBe) {
  constexpr uint32_t kLast = std::numeric_limits<uint32_t>::max();
  constexpr int64_t kLeast = std::numeric_limits<int64_t>::min(), kGreatest = std::numeric_limits<int64_t>::max();
  std::vector<uint32_t> cells(kRows);
  for (size_t row = 0; row < kRows; ++row) cells[row] = row % 3 == 0 ? 0 : row % 3 == 1 ? kLast : kLast - 1;
  const std::vector<int64_t> thresholds = {kLeast, -1, 0, 1, int64_t{kLast} - 1, kLast, int64_t{kLast} + 1, kGreatest};
  expect_ranks(Cells(cells, 0, 1, false), thresholds);
  Cells wide(cells, 0, 1, true);
  wide.values[0] = kLeast;
  wide.values[1] = kGreatest;
  expect_ranks(wide, thresholds);
  expect_ranks(Cells(cells, kLeast, 1, false), {kLeast, kLeast + 1, kLeast + kLast, -1, 0});
}

}  // namespace
}  // namespace segql::runtime
