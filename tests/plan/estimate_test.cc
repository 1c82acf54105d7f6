// What conditions are expected to cost and to keep.
#include <bit>
#include <cmath>

#include <gtest/gtest.h>

#include "compiler/plan/order.h"
#include "tests/plan/shop.h"

namespace segql::plan {
namespace {

Cost cost_of(Shop& shop, const char* condition) {
  const Scan scan = shop.plan("customer", condition);
  return scan.estimates.at(scan.predicate).cost;
}

TEST(Estimate, WhatIsDoneFor64RowsAtOnce) {
  Shop shop;
  for (const char* condition : {"points < 10", "country = \"SA\"", "points in (1, 5, 9)"}) {
    const Cost cost = cost_of(shop, condition);
    EXPECT_EQ(cost.row, 0) << condition;
    EXPECT_GT(cost.word, 0) << condition;
    EXPECT_EQ(cost.event_words, Cost::kNever) << condition;
  }
  const Cost month = cost_of(shop, "month of birthday = 3");
  EXPECT_GT(month.row, 1);
  EXPECT_EQ(month.event_words, Cost::kNever);
  EXPECT_FALSE(month.visits_events);
}

TEST(Estimate, EventWordsOrRuns) {
  Shop shop;
  for (const char* condition : {"any purchases within last 90 days", "sum of quantity of purchases > 3",
                                "not any purchases where (quantity > 3)", "avg of quantity of purchases > 3"}) {
    const Cost cost = cost_of(shop, condition);
    EXPECT_LT(cost.event_words, Cost::kNever) << condition;
    EXPECT_GT(cost.row, 0) << condition;
    EXPECT_TRUE(cost.visits_events) << condition;
  }
  EXPECT_EQ(cost_of(shop, "max of quantity of purchases > 3").event_words, Cost::kNever);
  EXPECT_EQ(cost_of(shop, "any purchases where (quantity > self.points)").event_words, Cost::kNever);

  Scan scan = shop.plan("customer", "sum of quantity of purchases > 3");
  EXPECT_LT(Estimator(scan, shop).cost_of(*scan.predicate).event_words, Cost::kNever);
  scan.relations[0].rows_per_owner = 100;
  EXPECT_EQ(Estimator(scan, shop).cost_of(*scan.predicate).event_words, Cost::kNever) << "long runs";
}

TEST(Estimate, TheFewerRowsTheDearerEachRun) {
  const Cost cost{10, 0.1, 2, true};
  EXPECT_TRUE(cost.is_by_event_words({1, 1}));
  EXPECT_DOUBLE_EQ(cost.of({1, 1}), 2);
  EXPECT_FALSE(cost.is_by_event_words({0.01, words_with_any(0.01)}));
  EXPECT_GT(cost.of({0.01, words_with_any(0.01)}), 0.1);
  const Cost calls{10, 0, Cost::kNever, false};
  EXPECT_DOUBLE_EQ(calls.of({0.01, 1}), 0.1);
  EXPECT_DOUBLE_EQ(words_with_any(0), 0);
  EXPECT_DOUBLE_EQ(words_with_any(1), 1);
}

TEST(Estimate, EventsAreExpectedAsOwnersHaveThem) {
  Shop shop(3, 2'000);
  for (const char* condition : {
           "any purchases",
           "at least 2 purchases",
           "at least 5 purchases",
           "at least 2 purchases where (quantity >= 3)",
           "count of purchases <= 1",
           "sum of quantity of purchases >= 6",
           "sum of quantity of purchases < 4",
           "sum of quantity of purchases where (quantity >= 3) > 7",
       }) {
    const Scan scan = shop.plan("customer", condition);
    double members = 0;
    for (const uint64_t word : shop.members(scan)) members += std::popcount(word);
    EXPECT_NEAR(scan.estimates.at(scan.predicate).selectivity, members / 2'000, 0.2) << condition;
  }
}

TEST(Estimate, OfEventsThatAreNotThereNothing) {
  Shop shop(1, 0);
  const Scan scan = shop.lower("customer", "any purchases and sum of quantity of purchases >= 6");
  EXPECT_TRUE(std::isfinite(Estimator(scan, shop).selectivity(*scan.predicate)));
  EXPECT_TRUE(std::isfinite(Estimator(scan, shop).plain_cost(*scan.predicate)));
}

}  // namespace
}  // namespace segql::plan
