/// Collectors against counting in a map.
#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <random>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "runtime/abi/support.h"

namespace segql::runtime {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

/// A context whose collector 3 holds `values`.
struct Collected {
  explicit Collected(const std::vector<int64_t>& values) {
    segql_collect_reset(&context, id);
    for (const int64_t value : values) segql_collect_add(&context, id, value);
  }
  explicit Collected(const std::vector<int128>& values) {
    segql_collect_reset(&context, id);
    for (const int128 value : values) segql_collect_add_wide(&context, id, &value);
  }
  explicit Collected(const std::vector<double>& values) {
    segql_collect_reset(&context, id);
    for (const double value : values) segql_collect_add_float(&context, id, value);
  }
  int64_t distinct() { return segql_collect_count_distinct(&context, id); }

  EvalContext context;
  uint32_t id = 3;
};

template <typename T>
T most_common(const std::vector<T>& values) {
  std::map<T, int> counts;
  for (const T value : values) ++counts[value];
  return std::max_element(counts.begin(), counts.end(), [](auto& a, auto& b) { return a.second < b.second; })->first;
}

template <typename T>
int64_t distinct(const std::vector<T>& values) {
  std::map<T, int> counts;
  for (const T value : values) ++counts[value];
  return static_cast<int64_t>(counts.size());
}

/// (lower + upper) * 10^power / 2, away from zero; small numbers only.
template <typename T>
int128 median(std::vector<T> values, uint32_t power) {
  std::sort(values.begin(), values.end());
  const int128 sum = int128{values[(values.size() - 1) / 2]} + values[values.size() / 2];
  const int128 twice = sum * power_of_ten(static_cast<int>(power));
  return (twice + (twice < 0 ? -1 : 1)) / 2;
}

TEST(Collect, NothingCollected) {
  Collected none{std::vector<int64_t>{}};
  int64_t integer = 1;
  int128 wide = 2;
  double real = 3;
  const DictionaryView dictionary;
  EXPECT_EQ(none.distinct(), 0);
  EXPECT_EQ(segql_collect_median_int(&none.context, 3, 2, &wide), 0u);
  EXPECT_EQ(segql_collect_median_wide(&none.context, 3, 2, &wide), 0u);
  EXPECT_EQ(segql_collect_median_float(&none.context, 3, &real), 0u);
  EXPECT_EQ(segql_collect_most_common_int(&none.context, 3, &integer), 0u);
  EXPECT_EQ(segql_collect_most_common_float(&none.context, 3, &real), 0u);
  EXPECT_EQ(segql_collect_most_common_text(&none.context, 3, &dictionary, &integer), 0u);
  EXPECT_EQ(integer, 1);
  EXPECT_TRUE(wide == 2);
  EXPECT_EQ(real, 3);
}

TEST(Collect, RandomIntegers) {
  std::mt19937 random(3);
  for (int round = 0; round < 2000; ++round) {
    std::vector<int64_t> values(1 + random() % 12);
    for (int64_t& value : values) value = static_cast<int64_t>(random() % 9) - 4;
    const std::vector<int128> wides(values.begin(), values.end());

    EXPECT_EQ(Collected(values).distinct(), distinct(values));
    EXPECT_EQ(Collected(wides).distinct(), distinct(values));
    int64_t common = 0;
    Collected a(values), b(wides);
    EXPECT_EQ(segql_collect_most_common_int(&a.context, 3, &common), 1u);
    EXPECT_EQ(common, most_common(values));
    for (const uint32_t power : {0u, 1u, 4u}) {
      int128 from_int = 0;
      int128 from_wide = 0;
      EXPECT_EQ(segql_collect_median_int(&a.context, 3, power, &from_int), 1u);
      EXPECT_EQ(segql_collect_median_wide(&b.context, 3, power, &from_wide), 1u);
      EXPECT_TRUE(from_int == median(values, power));
      EXPECT_TRUE(from_wide == median(values, power));
    }
  }
}

TEST(Collect, MedianAtTheLimits) {
  int128 out = 0;
  Collected narrow{std::vector<int64_t>{INT64_MAX, INT64_MAX - 1}};
  EXPECT_EQ(segql_collect_median_int(&narrow.context, 3, 0, &out), 1u);
  EXPECT_TRUE(out == INT64_MAX);
  Collected opposite{std::vector<int64_t>{INT64_MAX, INT64_MIN}};
  EXPECT_EQ(segql_collect_median_int(&opposite.context, 3, 0, &out), 1u);
  EXPECT_TRUE(out == -1) << "-0.5 rounds away from zero";
  Collected wide{std::vector<int128>{kWideLimit - 1, kWideLimit - 2}};
  EXPECT_EQ(segql_collect_median_wide(&wide.context, 3, 0, &out), 1u);
  EXPECT_TRUE(out == kWideLimit - 1);
  EXPECT_EQ(wide.context.num_overflows, 0u);
  EXPECT_EQ(segql_collect_median_wide(&wide.context, 3, 1, &out), 0u);
  EXPECT_EQ(wide.context.num_overflows, 1u);
}

TEST(Collect, Doubles) {
  double out = 0;
  Collected odd{std::vector<double>{3, -1, 8}};
  EXPECT_EQ(segql_collect_median_float(&odd.context, 3, &out), 1u);
  EXPECT_EQ(out, 3);
  Collected even{std::vector<double>{1, 0.5, 2, 100}};
  EXPECT_EQ(segql_collect_median_float(&even.context, 3, &out), 1u);
  EXPECT_EQ(out, 1.5);
  const double largest = std::numeric_limits<double>::max();
  Collected large{std::vector<double>{largest, largest}};
  EXPECT_EQ(segql_collect_median_float(&large.context, 3, &out), 1u);
  EXPECT_EQ(out, largest);
  const double tiny = std::numeric_limits<double>::denorm_min();
  Collected small{std::vector<double>{tiny, 3 * tiny}};
  EXPECT_EQ(segql_collect_median_float(&small.context, 3, &out), 1u);
  EXPECT_EQ(out, 2 * tiny);
  Collected infinities{std::vector<double>{kInfinity, -kInfinity}};
  EXPECT_EQ(segql_collect_median_float(&infinities.context, 3, &out), 0u);
  Collected common{std::vector<double>{2, 1, 2, 1, 5}};
  EXPECT_EQ(segql_collect_most_common_float(&common.context, 3, &out), 1u);
  EXPECT_EQ(out, 1);
}

TEST(Collect, ZerosAreOneValueAndNanIsNone) {
  Collected zeros{std::vector<double>{0.0, -0.0, 1.0, std::nan("")}};
  double out = 5;
  EXPECT_EQ(segql_collect_most_common_float(&zeros.context, 3, &out), 1u);
  EXPECT_EQ(out, 0);
  EXPECT_FALSE(std::signbit(out));
  EXPECT_EQ(zeros.distinct(), 2);
}

TEST(Collect, MostCommonTextGoesByTextNotByCode) {
  const std::string heap = "pearapplezebra";
  const uint64_t offsets[] = {0, 4, 9, 14};
  const DictionaryView fruit = {heap.data(), offsets, 3};
  int64_t out = -1;
  Collected tie{std::vector<int64_t>{0, 1, 2, 0, 1, 2}};
  EXPECT_EQ(segql_collect_most_common_text(&tie.context, 3, &fruit, &out), 1u);
  EXPECT_EQ(out, 1) << "apple";
  Collected clear{std::vector<int64_t>{0, 1, 2, 2}};
  EXPECT_EQ(segql_collect_most_common_text(&clear.context, 3, &fruit, &out), 1u);
  EXPECT_EQ(out, 2) << "zebra";
  Collected odd_codes{std::vector<int64_t>{-5, 99, 99, INT64_MAX}};
  EXPECT_EQ(segql_collect_most_common_text(&odd_codes.context, 3, &fruit, &out), 1u);
  EXPECT_EQ(out, 99);
}

TEST(Collect, ResetForgetsAndCollectorsAreApart) {
  EvalContext context;
  segql_collect_reset(&context, 0);
  segql_collect_reset(&context, 1);
  for (const int64_t value : {1, 2, 3}) {
    segql_collect_add(&context, 0, value);
    segql_collect_add(&context, 1, 7);
  }
  EXPECT_EQ(segql_collect_count_distinct(&context, 0), 3);
  EXPECT_EQ(segql_collect_count_distinct(&context, 1), 1);
  segql_collect_reset(&context, 0);
  EXPECT_EQ(segql_collect_count_distinct(&context, 0), 0);
  EXPECT_EQ(segql_collect_count_distinct(&context, 1), 1);
}

}  // namespace
}  // namespace segql::runtime
