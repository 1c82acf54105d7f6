// Samples of values and of runs of events.
#include "runtime/table/value_sample.h"

#include <algorithm>
#include <numeric>

#include <gtest/gtest.h>

namespace segql::runtime {
namespace {

TEST(ValueSample, IsSortedAndOfValuesThatAreThere) {
  std::vector<int64_t> values(10'000);
  for (size_t i = 0; i < values.size(); ++i) values[i] = static_cast<int64_t>(i * 7'919 % 10'000);
  const std::vector<int64_t> sample = sorted_sample(values.data(), nullptr, values.size(), kSampledRows);
  ASSERT_EQ(sample.size(), kSampledRows);
  EXPECT_TRUE(std::is_sorted(sample.begin(), sample.end()));
  EXPECT_NEAR(static_cast<double>(sample[kSampledRows / 2]), 5'000, 500);
  const std::vector<uint64_t> nobody((values.size() + 63) / 64);
  EXPECT_TRUE(sorted_sample(values.data(), nobody.data(), values.size(), kSampledRows).empty());
  EXPECT_TRUE(sorted_sample(values.data(), nullptr, 0, kSampledRows).empty());
}

TEST(ValueSample, TypicalRunsAreThoseOfEqualPartsOfTheOwners) {
  // Half of the owners have no events, a quarter has one, a quarter ten.
  std::vector<uint32_t> starts{0};
  for (uint32_t owner = 0; owner < 4'096; ++owner) {
    const uint32_t part = owner * 2'654'435'761U >> 30;
    starts.push_back(starts.back() + (part < 2 ? 0 : part == 2 ? 1 : 10));
  }
  const std::vector<uint32_t> runs = typical_runs(starts.data(), 4'096);
  ASSERT_EQ(runs.size(), 32U);
  EXPECT_TRUE(std::is_sorted(runs.begin(), runs.end()));
  EXPECT_NEAR(static_cast<double>(std::count(runs.begin(), runs.end(), 0U)), 16, 2);
  EXPECT_NEAR(static_cast<double>(std::count(runs.begin(), runs.end(), 10U)), 8, 2);
  EXPECT_EQ(typical_runs(starts.data(), 1), std::vector<uint32_t>(32, starts[1]));
  EXPECT_TRUE(typical_runs(starts.data(), 0).empty());
}

}  // namespace
}  // namespace segql::runtime
