/// Row sets: owners, windows, filters, nesting with correlation, and the two conditions that ask for rows.
#include <gtest/gtest.h>

#include "tests/interp/shop.h"

namespace segql::interp {
namespace {

using hir::CompareOp;

class RowSets : public ::testing::Test, protected Shop {
 protected:
  Cells<int64_t> counts(const plan::RowSet* rows) { return world.values(world.count(rows)); }
};

TEST_F(RowSets, BelongToTheirOwner) {
  EXPECT_EQ(counts(mine()), (Cells<int64_t>{4, 0, 2, 1}));
  EXPECT_EQ(counts(world.events(world.row(), shuffled)), (Cells<int64_t>{3, 2, 0, 1}));
}

TEST_F(RowSets, OfAnotherRowAreEmptyWhenThereIsNone) {
  EXPECT_EQ(counts(world.events(world.row(0, {friend_of}), purchases)), (Cells<int64_t>{2, 4, 0, 0}));
  EXPECT_EQ(counts(world.events(world.row(0, {friend_of, friend_of}), purchases)), (Cells<int64_t>{0, 2, 0, 4}));
}

TEST_F(RowSets, WindowsAreHalfOpen) {
  plan::RowSet* rows = mine();
  rows->from = world.integer(20);
  EXPECT_EQ(counts(rows), (Cells<int64_t>{3, 0, 1, 1}));
  rows->to = world.integer(30);
  EXPECT_EQ(counts(rows), (Cells<int64_t>{2, 0, 0, 0}));
  rows->from = nullptr;
  EXPECT_EQ(counts(rows), (Cells<int64_t>{3, 0, 1, 0}));
  rows->from = rows->to = world.integer(20);
  EXPECT_EQ(counts(rows), Cells<int64_t>(4, 0));
  rows->from = world.integer(INT64_MIN);
  rows->to = world.integer(INT64_MAX);
  EXPECT_EQ(counts(rows), (Cells<int64_t>{4, 0, 2, 1}));
}

TEST_F(RowSets, AMissingBoundMeansNoRows) {
  plan::RowSet* rows = mine();
  rows->from = world.cell(since);
  EXPECT_EQ(counts(rows), (Cells<int64_t>{3, 0, 0, 1})) << "computed per row; customer 2 has none";
  rows->from = nullptr;
  rows->to = world.cell(since);
  EXPECT_EQ(counts(rows), (Cells<int64_t>{1, 0, 0, 0}));
}

TEST_F(RowSets, RowsWithoutATimeAreInNoWindow) {
  World other(1);
  const uint32_t at = other.integers({1, kMissing, 3});
  plan::RowSet* rows = other.events(other.row(), other.relation({{0, 1, 2}}, at, true));
  EXPECT_EQ(other.values(other.count(rows)), Cells<int64_t>{3});
  rows->to = other.integer(INT64_MAX);
  EXPECT_EQ(other.values(other.count(rows)), Cells<int64_t>{2});
}

TEST_F(RowSets, FiltersSeeTheRowAndTheSubject) {
  plan::RowSet* rows = mine();
  rows->where = world.compare(of(amount, rows), CompareOp::kGreater, world.integer(4));
  EXPECT_EQ(counts(rows), (Cells<int64_t>{3, 0, 0, 0}));
  rows->where = world.compare(of(time, rows), CompareOp::kGreater, world.cell(since));
  EXPECT_EQ(counts(rows), (Cells<int64_t>{1, 0, 0, 1}));
  rows->where = world.compare(world.cell(price, world.row(rows->slot, {item})), CompareOp::kEqual, world.integer(100));
  EXPECT_EQ(counts(rows), (Cells<int64_t>{2, 0, 0, 1})) << "through the item; a missing item or price is not 100";
  rows->where = world.negation(rows->where);
  EXPECT_EQ(counts(rows), (Cells<int64_t>{2, 0, 2, 0})) << "and exactly the others are not";
}

TEST_F(RowSets, AtLeast) {
  const plan::RowSet* rows = mine();
  EXPECT_EQ(world.members(at_least(rows, 1)), (Rows{0, 2, 3}));
  EXPECT_EQ(world.members(at_least(rows, 2)), (Rows{0, 2}));
  EXPECT_EQ(world.members(at_least(rows, 4)), Rows{0});
  EXPECT_EQ(world.members(at_least(rows, 5)), Rows{});
  EXPECT_EQ(world.members(world.negation(at_least(rows, 1))), Rows{1}) << "no purchase";
}

TEST_F(RowSets, LatestAndEarliest) {
  plan::RowSet* rows = mine();
  const auto edge = [&](bool latest, plan::ExprRef satisfy) {
    return world.condition(plan::Edge{latest, rows, satisfy});
  };
  const auto cheap = world.compare(of(amount, rows), CompareOp::kLess, world.integer(6));
  EXPECT_EQ(world.members(edge(true, cheap)), (Rows{0, 2, 3}));
  EXPECT_EQ(world.members(edge(false, cheap)), (Rows{0, 3})) << "the earliest of customer 2 has no amount";
  EXPECT_EQ(world.members(edge(true, nullptr)), (Rows{0, 2, 3})) << "over nothing: false";
  const auto not_cheap = world.negation(cheap);
  EXPECT_EQ(world.members(edge(true, not_cheap)), Rows{}) << "over nothing: false, also negated inside";
  EXPECT_EQ(world.members(world.negation(edge(true, cheap))), Rows{1});
}

TEST_F(RowSets, EqualTimesKeepTheirLoadOrder) {
  plan::RowSet* rows = mine();
  rows->to = world.integer(30);
  rows->from = world.integer(20);  // purchases 1 and 2, both at 20
  const auto is = [&](int64_t row) {
    return world.compare(world.make(Repr::kInt, plan::RowId{world.row(rows->slot)}), CompareOp::kEqual,
                         world.integer(row));
  };
  EXPECT_EQ(world.members(world.condition(plan::Edge{true, rows, is(2)})), Rows{0});
  EXPECT_EQ(world.members(world.condition(plan::Edge{false, rows, is(1)})), Rows{0});
}

/// `every purchase (time >= 10)` is `no purchase where (not (time >= 10))`: true over nothing.
TEST_F(RowSets, EveryOverNothingIsTrue) {
  plan::RowSet* rows = mine();
  rows->where = world.negation(world.compare(of(time, rows), CompareOp::kGreaterEqual, world.integer(10)));
  EXPECT_EQ(world.members(world.negation(any(rows))), (Rows{0, 1, 3}));
}

/// any purchase p where (any purchase q where (q.amount = p.amount and q is not p))
TEST_F(RowSets, NestedSetsSeeTheRowsAroundThem) {
  plan::RowSet* outer = mine();
  plan::RowSet* inner = mine();
  const auto id = [&](const plan::RowSet* rows) { return world.make(Repr::kInt, plan::RowId{world.row(rows->slot)}); };
  inner->where = world.all_of({world.compare(of(amount, inner), CompareOp::kEqual, of(amount, outer)),
                               world.negation(world.compare(id(inner), CompareOp::kEqual, id(outer)))});
  outer->where = any(inner);
  EXPECT_EQ(counts(outer), (Cells<int64_t>{2, 0, 0, 0})) << "purchases 0 and 3 both cost 5";
}

/// Purchases followed by a dearer one within 15: the inner window starts at the outer row's time.
TEST_F(RowSets, NestedWindowsAreComputedPerOuterRow) {
  plan::RowSet* outer = mine();
  plan::RowSet* inner = mine();
  inner->from = of(time, outer);
  inner->to = world.make(
      Repr::kInt,
      plan::Narrow{world.sum(Repr::kWide, {{false, world.widen(of(time, outer))}, {false, world.wide(15)}})});
  inner->where = world.compare(of(amount, inner), CompareOp::kGreater, of(amount, outer));
  outer->where = any(inner);
  EXPECT_EQ(counts(outer), (Cells<int64_t>{1, 0, 0, 0}));
}

/// A filter that sees two sets around its own: the subject's purchases and the friend's.
TEST_F(RowSets, ThreeLevels) {
  plan::RowSet* a = mine();
  plan::RowSet* b = world.events(world.row(0, {friend_of}), purchases);
  plan::RowSet* c = world.events(world.row(), shuffled);
  c->where = world.all_of({world.compare(of(time, c), CompareOp::kGreater, of(time, a)),
                           world.compare(of(time, c), CompareOp::kGreater, of(time, b))});
  b->where = any(c);
  a->where = any(b);
  // Customer 0: a is 0..3 at 10, 20, 20, 30; b is 4 and 5 at 5 and 50; c is 0, 3, 6 at 10, 30, 40.
  // Customers 1 (no purchases), 2 (no friend), 3 (a friend without purchases): none.
  EXPECT_EQ(counts(a), (Cells<int64_t>{4, 0, 0, 0}));
  c->where = world.all_of({world.compare(of(time, c), CompareOp::kLess, of(time, a)),
                           world.compare(of(time, c), CompareOp::kGreater, of(time, b))});
  EXPECT_EQ(counts(a), (Cells<int64_t>{3, 0, 0, 0})) << "c at 10, between b at 5 and a at 20, 20 and 30";
}

}  // namespace
}  // namespace segql::interp
