/// `verify` finds what plan.h forbids: each case breaks one promise of a sound plan.
#include <functional>
#include <limits>
#include <span>

#include <gtest/gtest.h>

#include "compiler/plan/make.h"
#include "compiler/plan/order.h"
#include "shop.h"

namespace segql::plan {
namespace {

struct Broken {
  const char* promise;
  std::function<ExprRef(Scan&, ExprRef column)> predicate;  ///< `column`: customer.points, kInt
};

void expect_found(Shop& shop, std::span<const Broken> all) {
  for (const Broken& broken : all) {
    Scan scan = shop.lower("customer", "points > 5");
    ASSERT_EQ(verify(scan), "");
    const ExprRef column = std::get<Range>(scan.predicate->node).value;
    scan.predicate = broken.predicate(scan, column);
    EXPECT_NE(verify(scan), "") << broken.promise;
  }
}

TEST(Verify, EachBrokenPromiseIsFound) {
  Shop shop;
  const Broken kBroken[] = {
      {"a predicate is a condition", [](Scan&, ExprRef column) { return column; }},
      {"lists have two terms",
       [](Scan& scan, ExprRef) {
         const ExprRef term = make_literal(scan, true);
         return make_condition(scan, And{scan.arena.copy(std::span<const ExprRef>(&term, 1))});
       }},
      {"terms are conditions",
       [](Scan& scan, ExprRef column) {
         const std::vector<ExprRef> terms{column, column};
         return make_condition(scan, Or{scan.arena.copy(terms)});
       }},
      {"conditions are never missing",
       [](Scan& scan, ExprRef) { return make_value(scan, Repr::kBool, true, Literal{true}); }},
      {"ranges are not empty",
       [](Scan& scan, ExprRef column) {
         return make_condition(scan, Range{column, 2, 1});
       }},
      {"ranges are of integers",
       [](Scan& scan, ExprRef column) {
         return make_condition(scan, Range{make_widened(scan, column), 1, 2});
       }},
      {"inequality is a negation",
       [](Scan& scan, ExprRef column) {
         return make_condition(scan, Compare{hir::CompareOp::kNotEqual, column, column});
       }},
      {"sides are of one form",
       [](Scan& scan, ExprRef column) {
         return make_condition(scan, Compare{hir::CompareOp::kEqual, column, make_wide(scan, 1)});
       }},
      {"lists exist",
       [](Scan& scan, ExprRef column) {
         return make_condition(scan, InList{column, 99});
       }},
      {"code sets exist",
       [](Scan& scan, ExprRef column) {
         return make_condition(scan, CodeIn{column, 99});
       }},
      {"columns exist",
       [](Scan& scan, ExprRef) {
         return make_condition(scan, Range{make_value(scan, Repr::kInt, true, Column{{0, {}}, 99}), 1, 2});
       }},
      {"slots are bound",
       [](Scan& scan, ExprRef column) {
         const auto node = std::get<Column>(column->node);
         return make_condition(scan, Range{make_value(scan, Repr::kInt, true, Column{{1, {}}, node.column}), 1, 2});
       }},
      {"a path goes through references",
       [](Scan& scan, ExprRef column) {
         const auto node = std::get<Column>(column->node);
         const std::vector<uint32_t> hops{node.column};
         const ExprRef cell = make_value(scan, Repr::kInt, true, Column{{0, scan.arena.copy(hops)}, node.column});
         return make_condition(scan, Range{cell, 1, 2});
       }},
      {"relations exist",
       [](Scan& scan, ExprRef) {
         const RowSet* rows = scan.arena.make<RowSet>(RowSet{{0, {}}, 99, 0, nullptr, nullptr, nullptr});
         return make_condition(scan, AtLeast{rows, 1});
       }},
      {"segments exist",
       [](Scan& scan, ExprRef) {
         return make_condition(scan, InSegment{{0, {}}, 99});
       }},
      {"arithmetic is wide",
       [](Scan& scan, ExprRef column) {
         const ExprRef product = make_value(scan, Repr::kInt, false, Product{column, column});
         return make_condition(scan, Range{product, 1, 2});
       }},
      {"what is there is said to be there", [](Scan& scan, ExprRef) { return make_condition(scan, Not{nullptr}); }},
  };
  expect_found(shop, kBroken);
}

TEST(Verify, EachBrokenPromiseOfAFunctionIsFound) {
  Shop shop;
  using hir::Function;
  const auto called = [](Scan& scan, Repr repr, Function function, std::vector<ExprRef> arguments) {
    const ExprRef call = make_value(scan, repr, true, Call{function, false, 0, scan.arena.copy(arguments)});
    return make_condition(scan, IsMissing{call});
  };
  const auto test = [](Scan& scan) { return make_literal(scan, true); };
  const Broken kBroken[] = {
      {"a function of one value has one",
       [&](Scan& scan, ExprRef column) {
         const ExprRef wide = make_widened(scan, column);
         return called(scan, Repr::kWide, Function::kAbs, {wide, wide});
       }},
      {"a choice has three arguments",
       [&](Scan& scan, ExprRef column) {
         return called(scan, Repr::kInt, Function::kIf, {test(scan), column});
       }},
      {"a choice is by a condition",
       [&](Scan& scan, ExprRef column) {
         return called(scan, Repr::kInt, Function::kIf, {column, column, column});
       }},
      {"values are not conditions",
       [&](Scan& scan, ExprRef column) {
         return called(scan, Repr::kInt, Function::kCoalesce, {column, test(scan)});
       }},
      {"arguments are of the form of the result",
       [&](Scan& scan, ExprRef column) {
         return called(scan, Repr::kInt, Function::kLeast, {column, make_widened(scan, column)});
       }},
      {"rounding is wide or real",
       [&](Scan& scan, ExprRef column) { return called(scan, Repr::kInt, Function::kRound, {column}); }},
      {"a calendar part is an integer",
       [&](Scan& scan, ExprRef column) {
         return called(scan, Repr::kWide, Function::kYear, {make_widened(scan, column)});
       }},
      {"a function of texts is a table",
       [&](Scan& scan, ExprRef column) { return called(scan, Repr::kInt, Function::kLower, {column}); }},
  };
  expect_found(shop, kBroken);
}

/// `lower(city) is missing`, and what is wrong with its table.
TEST(Verify, EachBrokenPromiseOfATableIsFound) {
  Shop shop;
  const auto broken = [&](const std::function<void(Scan&, Expr&, Lookup&)>& damage) {
    Scan scan = shop.lower("customer", "lower(city) is missing");
    EXPECT_EQ(verify(scan), "");
    Expr value = *std::get<IsMissing>(scan.predicate->node).value;
    auto node = std::get<Lookup>(value.node);
    damage(scan, value, node);
    value.node = node;
    scan.predicate = make_condition(scan, IsMissing{scan.arena.make<Expr>(value)});
    return verify(scan);
  };
  EXPECT_EQ(broken([](Scan&, Expr&, Lookup&) {}), "");
  EXPECT_NE(broken([](Scan&, Expr&, Lookup& n) { n.table = 99; }), "");
  EXPECT_NE(broken([](Scan& scan, Expr&, Lookup& n) { scan.tables[n.table].values.clear(); }), "");
  EXPECT_NE(broken([](Scan& scan, Expr&, Lookup& n) { scan.tables[n.table].values[0] = 1000; }), "");
  EXPECT_NE(broken([](Scan&, Expr& e, Lookup&) { e.repr = Repr::kWide; }), "");
  EXPECT_NE(broken([](Scan&, Expr& e, Lookup&) { e.dictionary = 99; }), "");
  EXPECT_NE(broken([](Scan&, Expr& e, Lookup& n) { e.dictionary = n.value->dictionary; }), "") << "a column's own";
  EXPECT_NE(broken([](Scan& scan, Expr&, Lookup& n) { n.value = make_int(scan, 0); }), "") << "of no text";
}

TEST(Verify, ListsAreSortedAndDistinct) {
  Shop shop;
  Scan scan = shop.lower("customer", "points in (1, 5, 9)");
  ASSERT_EQ(scan.lists.size(), 1u);
  scan.lists[0].integers = {1, 1, 5};
  EXPECT_NE(verify(scan), "");
}

TEST(Verify, OutputsAre64BitsWide) {
  Shop shop;
  Scan scan = shop.lower_output("customer", "wallet * 2");
  EXPECT_EQ(scan.outputs[0].value->repr, Repr::kInt);
  scan.outputs[0].value = make_wide(scan, 1);
  EXPECT_NE(verify(scan), "");
}

// ---------- order ----------

TEST(Order, CheapAndSelectiveFirstInAnd) {
  Shop shop;
  const Scan scan = shop.plan("customer", "any purchases within last 30 days and active and points = 3");
  const auto& list = std::get<And>(scan.predicate->node);
  ASSERT_EQ(list.terms.size(), 3u);
  EXPECT_TRUE(std::holds_alternative<Range>(list.terms[0]->node));  // points = 3 keeps 1 in 20, active 1 in 2
  EXPECT_EQ(std::get<Range>(list.terms[0]->node).low, 3);
  EXPECT_TRUE(std::holds_alternative<AtLeast>(list.terms[2]->node));
}

TEST(Order, LikelyFirstInOr) {
  Shop shop;
  const Scan scan = shop.plan("customer", "any purchases within last 30 days or points = 3 or active");
  const auto& list = std::get<Or>(scan.predicate->node);
  ASSERT_EQ(list.terms.size(), 3u);
  EXPECT_EQ(std::get<Range>(list.terms[0]->node).low, 1);  // active
  EXPECT_TRUE(std::holds_alternative<AtLeast>(list.terms[2]->node));
}

TEST(Order, InsideRowSetsToo) {
  Shop shop;
  const Scan scan = shop.plan("customer", "any purchases where (item.brand = \"Nike\" and quantity = 4)");
  const auto& where = std::get<And>(std::get<AtLeast>(scan.predicate->node).rows->where->node);
  EXPECT_TRUE(std::get<Column>(std::get<Range>(where.terms[0]->node).value->node).row.hops.empty());
}

TEST(Order, EstimatesAreSharesAndCosts) {
  Shop shop;
  const Scan scan =
      shop.plan("customer", "points < 10 and (visits is missing or country = \"SA\") and in segment rich");
  EXPECT_FALSE(scan.estimates.empty());
  for (const auto& [expr, estimate] : scan.estimates) {
    EXPECT_GT(estimate.cost.of({}), 0);
    EXPECT_GT(estimate.plain_cost, 0);
    EXPECT_GE(estimate.selectivity, 0);
    EXPECT_LE(estimate.selectivity, 1);
  }
}

TEST(Order, WhatTakesLongerCostsMore) {
  Shop shop;
  const char* const kFromCheapToDear[] = {
      "points < 10",
      "points < 10 or visits < 3",
      "friend.friend.points < 10 or visits < 3",
      "any purchases where (quantity > 3)",
      "any purchases where (quantity > 3) or sum of amount of purchases > 100 SAR",
      "max of amount of purchases > 100 SAR",
  };
  double last = 0;
  for (const char* condition : kFromCheapToDear) {
    const double cost = shop.plan("customer", condition).cost;
    EXPECT_GT(cost, last) << condition;
    last = cost;
  }
}

TEST(Compact, UnusedColumnsAreLeftOut) {
  Shop shop;
  const Scan scan = shop.plan("customer", "points > 1000 or (points is missing and risk > 0.5) or active");
  ASSERT_EQ(scan.columns.size(), 1u);
  EXPECT_EQ(scan.columns[0].name, "customer.active");
}

TEST(Compact, NothingIsUsedWhenNothingIsAsked) {
  Shop shop;
  const Scan scan = shop.plan("customer", "points >= 0");
  EXPECT_EQ(scan.predicate, nullptr);
  EXPECT_TRUE(scan.columns.empty());
}

}  // namespace
}  // namespace segql::plan
