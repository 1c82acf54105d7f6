/// Texts that functions make: how much of it is done before a row is read, and what is left in the plan.
#include <algorithm>

#include <gtest/gtest.h>

#include "shop.h"

namespace segql::plan {
namespace {

/// Dictionaries made for the plan.
int64_t num_made(const Scan& scan) {
  return std::count_if(scan.columns.begin(), scan.columns.end(),
                       [](const ColumnUse& use) { return use.texts != nullptr; });
}

TEST(MadeText, WhatAConstantIsComparedWithLeavesNothing) {
  Shop shop;
  for (const char* condition :
       {"lower(city) = \"riyadh\"", "length(trim(city)) > 5", "upper(country) in (\"SA\", \"AE\")",
        "lower(city) matches \"^r\"", "lower(upper(friend.city)) is missing"}) {
    const Scan scan = shop.plan("customer", condition);
    EXPECT_TRUE(scan.tables.empty()) << condition;
    EXPECT_EQ(num_made(scan), 0) << condition;
  }
}

TEST(MadeText, TheSameIsMadeOnce) {
  Shop shop;
  const Scan scan = shop.lower("customer", "lower(city) = country or lower(city) > upper(country)");
  EXPECT_EQ(scan.tables.size(), 2u);
  EXPECT_EQ(num_made(scan), 2);
}

TEST(MadeText, AChainIsOneTable) {
  Shop shop;
  const Scan scan = shop.lower("customer", "lower(trim(upper(city))) = country");
  EXPECT_EQ(scan.tables.size(), 1u);
  EXPECT_EQ(num_made(scan), 1);
}

TEST(MadeText, FunctionsOfOneColumnAreComparedByCode) {
  Shop shop;
  const Scan scan = shop.plan("customer", "lower(city) = lower(friend.city)");
  EXPECT_TRUE(std::holds_alternative<Compare>(scan.predicate->node));
}

TEST(MadeText, ChosenTextsOfOneColumnStayItsCodes) {
  Shop shop;
  const Scan scan = shop.plan("customer", "coalesce(country, \"SA\") = country");
  EXPECT_TRUE(std::holds_alternative<Compare>(scan.predicate->node));
  EXPECT_TRUE(scan.tables.empty());
  EXPECT_EQ(num_made(scan), 0);
}

TEST(MadeText, ATextIsAnOutput) {
  Shop shop;
  const Scan scan = shop.lower_output("customer", "if(active, \"yes\", lower(city))");
  const Expr& value = *scan.outputs[0].value;
  ASSERT_NE(value.dictionary, kNone);
  const runtime::Dictionary& texts = *scan.columns[value.dictionary].texts;
  EXPECT_TRUE(texts.find("yes"));
  EXPECT_TRUE(texts.find("łódź"));
  EXPECT_FALSE(texts.find("Riyadh"));
}

}  // namespace
}  // namespace segql::plan
