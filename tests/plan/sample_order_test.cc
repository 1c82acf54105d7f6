// The order of terms from a sample: what goes together is known, and nothing but the order changes.
#include "compiler/plan/sample_order.h"

#include <gtest/gtest.h>

#include "compiler/plan/dump.h"
#include "tests/plan/shop.h"

namespace segql::plan {
namespace {

constexpr uint64_t kEvery = ~uint64_t{0}, kHalf = 0xAAAA'AAAA'AAAA'AAAA;

/// The predicate after a sample of `words` words in which the i-th term is true for the rows of `masks[i]`.
std::string ordered(Scan& scan, const std::vector<uint64_t>& masks, Trace* trace = nullptr) {
  Sample sample;
  sample.rows.assign(8, kEvery);
  for (const uint64_t mask : masks) sample.terms.emplace_back(8, mask);
  order_by_sample(scan, sample, trace);
  EXPECT_EQ(verify(scan), "");
  return one_line(scan, *scan.predicate);
}

/// Estimates that make all terms cost the same and promise the same.
void make_equal(Scan& scan, double cost) {
  for (const ExprRef term : terms_at_top(scan)) scan.estimates[term] = {{cost}, 0.5};
}

TEST(SampleOrder, WhatRemovesMostComesFirst) {
  Shop shop;
  Scan scan = shop.plan("customer", "points > 5 and active");
  make_equal(scan, 10);
  const std::string before = one_line(scan, *scan.predicate);
  Trace trace;
  const std::string after = ordered(scan, {kHalf, 0}, &trace);
  EXPECT_NE(after, before);
  ASSERT_EQ(trace.lines.size(), 1U);
  EXPECT_EQ(trace.lines[0], "sample-order: " + before + "  =>  " + after);
  EXPECT_EQ(ordered(scan, {0, kHalf}), after) << "in order it stays";
}

TEST(SampleOrder, WhatAddsMostComesFirstInOr) {
  Shop shop;
  Scan scan = shop.plan("customer", "points > 5 or active");
  make_equal(scan, 10);
  const std::string before = one_line(scan, *scan.predicate);
  const std::string after = ordered(scan, {kHalf, kEvery});
  EXPECT_NE(after, before);
  EXPECT_EQ(ordered(scan, {kEvery, kHalf}), after);
}

TEST(SampleOrder, TermsThatGoTogetherAreNotAskedOneAfterTheOther) {
  Shop shop;
  Scan scan = shop.plan("customer", "points > 5 and birthday is present and active");
  make_equal(scan, 10);
  const ExprList terms = terms_at_top(scan);
  ASSERT_EQ(terms.size(), 3U);
  const std::string first = one_line(scan, *terms[0]), second = one_line(scan, *terms[1]),
                    third = one_line(scan, *terms[2]);
  // The second says what the first says; the third removes as much of what is left as it does of all.
  EXPECT_EQ(ordered(scan, {kHalf, kHalf, 0xCCCC'CCCC'CCCC'CCCC}), first + " and " + third + " and " + second);
}

TEST(SampleOrder, ACheapTermIsNotPutBehindADearOneForLittle) {
  Shop shop;
  Scan scan = shop.plan("customer", "points > 5 and any purchases");
  const std::string before = one_line(scan, *scan.predicate);
  scan.estimates[terms_at_top(scan)[0]] = {{0.1}, 0.5};
  scan.estimates[terms_at_top(scan)[1]] = {{50}, 0.5};
  EXPECT_EQ(ordered(scan, {kHalf, 0}), before);
}

TEST(SampleOrder, RunsAreAsLongAsThoseOfTheRowsThatAreLeft) {
  Shop shop;
  Scan scan = shop.plan("customer", "points > 5 and max of amount of purchases > 100 SAR");
  const ExprList terms = terms_at_top(scan);
  ASSERT_EQ(terms.size(), 2U);
  scan.estimates[terms[0]] = {{0, 0.1}, 0.5};
  scan.estimates[terms[1]] = {{10, 0, Cost::kNever, true}, 0.9};
  EXPECT_EQ(relations_at_top(scan), std::vector<bool>{true});
  Sample sample;
  sample.rows.assign(8, kEvery);
  sample.terms.emplace_back(8, kHalf);
  sample.terms.emplace_back(8, kEvery);
  sample.events.resize(1);
  for (uint32_t row = 0; row < 64 * 8; ++row) sample.events[0].push_back(row % 2 == 0 ? 8 : 10);  // kHalf has more
  order_by_sample(scan, sample, nullptr);
  EXPECT_EQ(terms_at_top(scan)[1], terms[1]) << "the order stays";
  EXPECT_DOUBLE_EQ(scan.estimates.at(terms[1]).cost.row, 10 * (0.25 + 0.75 * 10 / 9));
}

TEST(SampleOrder, SmallTablesAreNotSampled) {
  Shop shop;
  const Scan scan = shop.plan("customer", "points > 5 and any purchases");
  EXPECT_EQ(words_to_sample(scan, 1'000), 0U);
  EXPECT_GT(words_to_sample(scan, 100'000'000), 0U);
  const Scan single = shop.plan("customer", "points > 5");
  EXPECT_EQ(words_to_sample(single, 100'000'000), 0U);
}

}  // namespace
}  // namespace segql::plan
