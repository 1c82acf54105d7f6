/// Aggregates: every kind over every form of value, with missing values, over nothing (law 7), and inside filters.
#include <limits>

#include <gtest/gtest.h>

#include "tests/interp/shop.h"

namespace segql::interp {
namespace {

using hir::AggregateKind;
using hir::CompareOp;
using Wides = std::vector<std::string>;

constexpr double kInfinity = std::numeric_limits<double>::infinity();

class Aggregates : public ::testing::Test, protected Shop {
 protected:
  Cells<int64_t> integers(AggregateKind kind, uint32_t column) {
    const plan::RowSet* rows = mine();
    return world.values(world.aggregate(kind, rows, of(column, rows), Repr::kInt));
  }
  Cells<double> reals(AggregateKind kind) {
    const plan::RowSet* rows = mine();
    return world.real_values(world.aggregate(kind, rows, of(score, rows), Repr::kFloat));
  }
  Wides wides(plan::ExprRef e) {
    Wides result;
    for (int64_t row = 0; row < 4; ++row) result.push_back(world.wide_text(e, row));
    return result;
  }
  /// Over kInt values and over the same widened, which must agree.
  Wides wides(AggregateKind kind, uint8_t power) {
    const plan::RowSet* rows = mine();
    const Wides result = wides(world.aggregate(kind, rows, of(amount, rows), Repr::kWide, power));
    EXPECT_EQ(wides(world.aggregate(kind, rows, world.widen(of(amount, rows)), Repr::kWide, power)), result);
    return result;
  }
  /// The texts of a text aggregate.
  Cells<std::string> texts(AggregateKind kind) {
    Cells<std::string> result;
    for (const auto& code : integers(kind, city)) {
      if (!code) {
        result.push_back(kMissing);
        continue;
      }
      for (const char* text : {"Riyadh", "Jeddah", "Abha"}) {
        if (world.code(city, text) == *code) result.push_back(text);
      }
    }
    return result;
  }
};

TEST_F(Aggregates, Count) { EXPECT_EQ(world.values(world.count(mine())), (Cells<int64_t>{4, 0, 2, 1})); }

TEST_F(Aggregates, CountDistinctIsOfPresentValues) {
  EXPECT_EQ(integers(AggregateKind::kCountDistinct, amount), (Cells<int64_t>{2, 0, 1, 1}));
  EXPECT_EQ(integers(AggregateKind::kCountDistinct, city), (Cells<int64_t>{2, 0, 1, 1}));
  EXPECT_EQ(integers(AggregateKind::kCountDistinct, score), (Cells<int64_t>{3, 0, 1, 1}));
}

TEST_F(Aggregates, SumOverNothingIsZero) {
  EXPECT_EQ(wides(AggregateKind::kSum, 0), (Wides{"19", "0", "-7", "1"}));
  EXPECT_EQ(reals(AggregateKind::kSum), (Cells<double>{0.0, 0.0, 0.25, 4.0}));
}

TEST_F(Aggregates, AverageIsRoundedHalfAwayFromZero) {
  EXPECT_EQ(wides(AggregateKind::kAvg, 0), (Wides{"6", "missing", "-7", "1"}));
  EXPECT_EQ(wides(AggregateKind::kAvg, 4), (Wides{"63333", "missing", "-70000", "10000"}));
  EXPECT_EQ(reals(AggregateKind::kAvg), (Cells<double>{0.0, kMissing, 0.25, 4.0}));
}

TEST_F(Aggregates, MinAndMax) {
  EXPECT_EQ(integers(AggregateKind::kMin, amount), (Cells<int64_t>{5, kMissing, -7, 1}));
  EXPECT_EQ(integers(AggregateKind::kMax, amount), (Cells<int64_t>{9, kMissing, -7, 1}));
  EXPECT_EQ(reals(AggregateKind::kMin), (Cells<double>{-2.0, kMissing, 0.25, 4.0}));
  EXPECT_EQ(reals(AggregateKind::kMax), (Cells<double>{1.5, kMissing, 0.25, 4.0}));
  EXPECT_EQ(texts(AggregateKind::kMin), (Cells<std::string>{"Jeddah", kMissing, "Abha", "Jeddah"}))
      << "by text, not code";
  EXPECT_EQ(texts(AggregateKind::kMax), (Cells<std::string>{"Riyadh", kMissing, "Abha", "Jeddah"}));
}

TEST_F(Aggregates, MinAndMaxOfWideValues) {
  const plan::RowSet* rows = mine();
  const auto value = world.make(Repr::kWide, plan::Rescale{world.widen(of(amount, rows)), 20});
  const std::string zeros(20, '0');
  EXPECT_EQ(wides(world.aggregate(AggregateKind::kMin, rows, value, Repr::kWide)),
            (Wides{"5" + zeros, "missing", "-7" + zeros, "1" + zeros}));
  EXPECT_EQ(wides(world.aggregate(AggregateKind::kMax, rows, value, Repr::kWide)),
            (Wides{"9" + zeros, "missing", "-7" + zeros, "1" + zeros}));
}

TEST_F(Aggregates, Median) {
  EXPECT_EQ(wides(AggregateKind::kMedian, 0), (Wides{"5", "missing", "-7", "1"}));
  EXPECT_EQ(wides(AggregateKind::kMedian, 2), (Wides{"500", "missing", "-700", "100"}));
  EXPECT_EQ(reals(AggregateKind::kMedian), (Cells<double>{0.5, kMissing, 0.25, 4.0}));
  plan::RowSet* two = mine();
  two->to = world.integer(25);  // amounts 5 and 9; scores 0.5 and 1.5
  EXPECT_EQ(world.wide_text(world.aggregate(AggregateKind::kMedian, two, of(amount, two), Repr::kWide, 1)), "70");
  EXPECT_EQ(world.value(world.aggregate(AggregateKind::kMedian, two, of(score, two), Repr::kFloat)).real, 1.0);
}

TEST_F(Aggregates, FirstAndLastAreOfTheRowEvenWhenItsValueIsMissing) {
  EXPECT_EQ(integers(AggregateKind::kFirst, amount), (Cells<int64_t>{5, kMissing, kMissing, 1}));
  EXPECT_EQ(integers(AggregateKind::kLast, amount), (Cells<int64_t>{5, kMissing, -7, 1}));
  EXPECT_EQ(reals(AggregateKind::kFirst), (Cells<double>{0.5, kMissing, kMissing, 4.0}));
  EXPECT_EQ(reals(AggregateKind::kLast), (Cells<double>{-2.0, kMissing, 0.25, 4.0}));
  EXPECT_EQ(texts(AggregateKind::kLast), (Cells<std::string>{kMissing, kMissing, "Abha", "Jeddah"}));
  EXPECT_EQ(integers(AggregateKind::kLast, time), (Cells<int64_t>{30, kMissing, 50, 40}));
}

TEST_F(Aggregates, MostCommonTakesTheSmallestOfSeveral) {
  EXPECT_EQ(integers(AggregateKind::kMostCommon, amount), (Cells<int64_t>{5, kMissing, -7, 1}));
  EXPECT_EQ(integers(AggregateKind::kMostCommon, time), (Cells<int64_t>{20, kMissing, 5, 40}));
  EXPECT_EQ(reals(AggregateKind::kMostCommon), (Cells<double>{-2.0, kMissing, 0.25, 4.0}));
  EXPECT_EQ(texts(AggregateKind::kMostCommon), (Cells<std::string>{"Riyadh", kMissing, "Abha", "Jeddah"}));
  plan::RowSet* two = mine();
  two->from = world.integer(20);  // Jeddah, Riyadh, missing
  const auto common = world.aggregate(AggregateKind::kMostCommon, two, of(city, two), Repr::kInt);
  EXPECT_EQ(world.value(common).integer, world.code(city, "Jeddah")) << "code 1, but the smaller text";
}

TEST_F(Aggregates, Share) {
  const plan::RowSet* rows = mine();
  const auto dear = world.compare(of(amount, rows), CompareOp::kGreater, world.integer(4));
  const auto share = [&](uint8_t power) {
    return wides(
        world.make(Repr::kWide, plan::Aggregate{AggregateKind::kShare, rows, nullptr, dear, power, plan::kNone}));
  };
  EXPECT_EQ(share(2), (Wides{"75", "missing", "0", "0"})) << "of all rows, also those without an amount";
  EXPECT_EQ(share(0), (Wides{"1", "missing", "0", "0"})) << "0.75 rounded";
}

TEST_F(Aggregates, TotalsBeyond38DigitsAreMissingAndCounted) {
  const plan::RowSet* rows = mine();
  const auto huge = world.wide(power_of_ten(38) - 1);
  const auto sum = world.aggregate(AggregateKind::kSum, rows, huge, Repr::kWide);
  EXPECT_EQ(wides(sum), (Wides{"missing", "0", "missing", decimal_text(power_of_ten(38) - 1, 0)}));
  EXPECT_EQ(world.num_overflows(), 2u);
  const auto average = world.aggregate(AggregateKind::kAvg, rows, huge, Repr::kWide);
  EXPECT_EQ(wides(average), (Wides{"missing", "missing", "missing", decimal_text(power_of_ten(38) - 1, 0)}));
}

TEST_F(Aggregates, SumsThatCancelOutAreExact) {
  // Three times 10^38 - 1, which 128 bits do not hold, and three times its negation.
  World other(1);
  const uint32_t sign = other.integers({1, 1, 1, -1, -1, -1});
  const plan::RowSet* rows = other.events(other.row(), other.relation({{0, 1, 2, 3, 4, 5}}, sign, true));
  const auto value = other.make(
      Repr::kWide, plan::Product{other.widen(other.cell(sign, rows->slot)), other.wide(power_of_ten(38) - 1)});
  EXPECT_EQ(other.wide_text(other.aggregate(AggregateKind::kSum, rows, value, Repr::kWide)), "0");
  EXPECT_EQ(other.num_overflows(), 0u);
}

TEST_F(Aggregates, FloatsThatHaveNoResultAreMissing) {
  World other(1);
  const uint32_t value = other.reals({kInfinity, 1.0, -kInfinity});
  const uint32_t at = other.integers({1, 2, 3});
  const plan::RowSet* rows = other.events(other.row(), other.relation({{0, 1, 2}}, at, true));
  const auto of_kind = [&](AggregateKind kind) {
    return other.real_values(other.aggregate(kind, rows, other.cell(value, rows->slot), Repr::kFloat));
  };
  EXPECT_EQ(of_kind(AggregateKind::kSum), Cells<double>{kMissing});
  EXPECT_EQ(of_kind(AggregateKind::kAvg), Cells<double>{kMissing});
  EXPECT_EQ(of_kind(AggregateKind::kMedian), Cells<double>{1.0});
  EXPECT_EQ(of_kind(AggregateKind::kMax), Cells<double>{kInfinity});
}

TEST_F(Aggregates, ZerosOfBothSignsAreOneValue) {
  World other(1);
  const uint32_t value = other.reals({0.0, -0.0, 3.0});
  const uint32_t at = other.integers({1, 2, 3});
  const plan::RowSet* rows = other.events(other.row(), other.relation({{0, 1, 2}}, at, true));
  const auto cell = other.cell(value, rows->slot);
  EXPECT_EQ(other.values(other.aggregate(AggregateKind::kCountDistinct, rows, cell, Repr::kInt)), Cells<int64_t>{2});
  EXPECT_EQ(other.real_values(other.aggregate(AggregateKind::kMostCommon, rows, cell, Repr::kFloat)),
            Cells<double>{0.0});
}

/// Over nothing, for a row that is not there as well as for one without purchases.
TEST_F(Aggregates, LawSevenForEveryKind) {
  const plan::RowSet* none =
      world.events(world.row(0, {friend_of, friend_of, friend_of, friend_of, friend_of}), purchases);
  const auto wide = [&](AggregateKind kind) {
    return wides(world.aggregate(kind, none, of(amount, none), Repr::kWide));
  };
  const auto integer = [&](AggregateKind kind) {
    return world.values(world.aggregate(kind, none, of(amount, none), Repr::kInt));
  };
  EXPECT_EQ(integer(AggregateKind::kCount), Cells<int64_t>(4, 0));
  EXPECT_EQ(integer(AggregateKind::kCountDistinct), Cells<int64_t>(4, 0));
  EXPECT_EQ(wide(AggregateKind::kSum), Wides(4, "0"));
  for (const AggregateKind kind : {AggregateKind::kAvg, AggregateKind::kMedian})
    EXPECT_EQ(wide(kind), Wides(4, "missing"));
  for (const AggregateKind kind : {AggregateKind::kMin, AggregateKind::kMax, AggregateKind::kFirst,
                                   AggregateKind::kLast, AggregateKind::kMostCommon}) {
    EXPECT_EQ(integer(kind), Cells<int64_t>(4, kMissing));
  }
  const auto always = world.condition(plan::Literal{true});
  EXPECT_EQ(
      wides(world.make(Repr::kWide, plan::Aggregate{AggregateKind::kShare, none, nullptr, always, 2, plan::kNone})),
      Wides(4, "missing"));
}

/// Only missing values: as over nothing, but for the rows themselves.
TEST_F(Aggregates, OnlyMissingValues) {
  plan::RowSet* rows = mine();
  rows->where = world.condition(plan::IsMissing{of(amount, rows)});
  const auto wide = [&](AggregateKind kind) {
    return world.wide_text(world.aggregate(kind, rows, of(amount, rows), Repr::kWide));
  };
  EXPECT_EQ(world.values(world.count(rows)), (Cells<int64_t>{1, 0, 1, 0}));
  EXPECT_EQ(wide(AggregateKind::kSum), "0");
  EXPECT_EQ(wide(AggregateKind::kAvg), "missing");
  EXPECT_EQ(wide(AggregateKind::kMedian), "missing");
}

/// Purchases dearer than the average of all purchases of the same customer.
TEST_F(Aggregates, InsideTheFilterOfAnotherSet) {
  plan::RowSet* outer = mine();
  const plan::RowSet* inner = mine();
  const auto average = world.aggregate(AggregateKind::kAvg, inner, of(amount, inner), Repr::kWide);
  outer->where = world.compare(world.widen(of(amount, outer)), CompareOp::kGreater, average);
  EXPECT_EQ(world.values(world.count(outer)), (Cells<int64_t>{1, 0, 0, 0}));
}

/// For each purchase how many are later; the most common such number and the sum of them.
TEST_F(Aggregates, OfCorrelatedAggregates) {
  const plan::RowSet* outer = mine();
  plan::RowSet* later = mine();
  later->where = world.compare(of(time, later), CompareOp::kGreater, of(time, outer));
  const auto num_later = world.count(later);  // customer 0: 3, 1, 1, 0; customer 2: 1, 0; customer 3: 0
  EXPECT_EQ(wides(world.aggregate(AggregateKind::kSum, outer, num_later, Repr::kWide)), (Wides{"5", "0", "1", "0"}));
  EXPECT_EQ(world.values(world.aggregate(AggregateKind::kMostCommon, outer, num_later, Repr::kInt)),
            (Cells<int64_t>{1, kMissing, 0, 0}));
  EXPECT_EQ(world.values(world.aggregate(AggregateKind::kFirst, outer, num_later, Repr::kInt)),
            (Cells<int64_t>{3, kMissing, 1, 0}));
}

}  // namespace
}  // namespace segql::interp
