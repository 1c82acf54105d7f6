/// Conditions: two-valued logic and the traps that three-valued logic would fall into.
#include <algorithm>
#include <iterator>

#include <gtest/gtest.h>

#include "tests/interp/fixture.h"

namespace segql::interp {
namespace {

using hir::CompareOp;

constexpr CompareOp kOps[] = {CompareOp::kEqual, CompareOp::kLess, CompareOp::kLessEqual, CompareOp::kGreater,
                              CompareOp::kGreaterEqual};

class Conditions : public ::testing::Test {
 protected:
  /// The members, after a look at the complement: every row is in exactly one of the two.
  Rows members(plan::ExprRef condition) {
    const Rows inside = world.members(condition);
    const Rows outside = world.members(world.negation(condition));
    Rows both;
    std::merge(inside.begin(), inside.end(), outside.begin(), outside.end(), std::back_inserter(both));
    EXPECT_EQ(both, (Rows{0, 1, 2, 3}));
    return inside;
  }

  World world{4};
  uint32_t age = world.integers({5, kMissing, 10, -1});
  uint32_t limit = world.bytes({5, 3, kMissing, 8}, 0);
  uint32_t score = world.reals({0.0, kMissing, -0.0, 2.5});
  uint32_t city = world.texts({"Riyadh", kMissing, "Jeddah", ""});
  uint32_t home = world.texts({"Riyadh", "Riyadh", "Taif", kMissing});
};

TEST_F(Conditions, Literals) {
  EXPECT_EQ(members(world.condition(plan::Literal{true})), (Rows{0, 1, 2, 3}));
  EXPECT_EQ(members(world.condition(plan::Literal{false})), Rows{});
}

TEST_F(Conditions, AComparisonWithAMissingSideIsFalse) {
  EXPECT_EQ(members(world.compare(world.cell(age), CompareOp::kEqual, world.cell(limit))), Rows{0});
  EXPECT_EQ(members(world.compare(world.cell(age), CompareOp::kLess, world.cell(limit))), Rows{3});
  EXPECT_EQ(members(world.compare(world.cell(age), CompareOp::kLessEqual, world.cell(limit))), (Rows{0, 3}));
  EXPECT_EQ(members(world.compare(world.cell(age), CompareOp::kGreater, world.cell(limit))), Rows{});
  EXPECT_EQ(members(world.compare(world.cell(age), CompareOp::kGreaterEqual, world.cell(limit))), Rows{0});
  for (const CompareOp op : kOps) {
    EXPECT_EQ(members(world.compare(world.missing(), op, world.missing())), Rows{});
    EXPECT_EQ(members(world.compare(world.missing(), op, world.integer(1))), Rows{});
  }
}

TEST_F(Conditions, TheNegationOfAComparisonIsItsComplement) {
  const auto below = world.compare(world.cell(age), CompareOp::kLess, world.integer(6));
  const auto at_least = world.compare(world.cell(age), CompareOp::kGreaterEqual, world.integer(6));
  EXPECT_EQ(members(world.negation(below)), (Rows{1, 2})) << "not (x < 6) is true for a missing x";
  EXPECT_EQ(members(at_least), Rows{2}) << "x >= 6 is not";
  const auto missing_or = world.any_of({at_least, world.condition(plan::IsMissing{world.cell(age)})});
  EXPECT_EQ(members(missing_or), (Rows{1, 2}));
}

TEST_F(Conditions, DeMorgan) {
  const auto a = world.compare(world.cell(age), CompareOp::kLess, world.integer(6));
  const auto b = world.compare(world.cell(limit), CompareOp::kGreater, world.integer(4));
  EXPECT_EQ(members(world.negation(world.all_of({a, b}))),
            members(world.any_of({world.negation(a), world.negation(b)})));
  EXPECT_EQ(members(world.negation(world.any_of({a, b}))),
            members(world.all_of({world.negation(a), world.negation(b)})));
}

TEST_F(Conditions, AndOrOfAnyNumberOfTerms) {
  const auto yes = world.condition(plan::Literal{true});
  const auto no = world.condition(plan::Literal{false});
  EXPECT_EQ(members(world.all_of({})), (Rows{0, 1, 2, 3}));
  EXPECT_EQ(members(world.any_of({})), Rows{});
  EXPECT_EQ(members(world.all_of({yes, yes, no})), Rows{});
  EXPECT_EQ(members(world.any_of({no, no, yes})), (Rows{0, 1, 2, 3}));
}

TEST_F(Conditions, WideAndFloatComparisons) {
  const auto wide = world.widen(world.cell(age));
  EXPECT_EQ(members(world.compare(wide, CompareOp::kGreaterEqual, world.wide(5))), (Rows{0, 2}));
  EXPECT_EQ(members(world.compare(wide, CompareOp::kLess, world.wide(power_of_ten(37)))), (Rows{0, 2, 3}));
  EXPECT_EQ(members(world.compare(world.cell(score), CompareOp::kEqual, world.real(0))), (Rows{0, 2}))
      << "-0.0 equals 0.0";
  EXPECT_EQ(members(world.compare(world.cell(score), CompareOp::kLess, world.real(0))), Rows{});
  EXPECT_EQ(members(world.compare(world.cell(score), CompareOp::kGreater, world.real(0))), Rows{3});
}

TEST_F(Conditions, Range) {
  EXPECT_EQ(members(world.condition(plan::Range{world.cell(age), -1, 5})), (Rows{0, 3}));
  EXPECT_EQ(members(world.condition(plan::Range{world.cell(age), 6, 5})), Rows{});
  EXPECT_EQ(members(world.condition(plan::Range{world.cell(age), INT64_MIN, INT64_MAX})), (Rows{0, 2, 3}));
}

TEST_F(Conditions, InList) {
  EXPECT_EQ(members(world.condition(plan::InList{world.cell(age), world.list(std::vector<int64_t>{-1, 7, 10})})),
            (Rows{2, 3}));
  EXPECT_EQ(members(world.condition(plan::InList{world.cell(age), world.list(std::vector<int64_t>{})})), Rows{});
  EXPECT_EQ(members(world.condition(plan::InList{world.cell(score), world.list(std::vector<double>{0, 2.5})})),
            (Rows{0, 2, 3}));
}

TEST_F(Conditions, CodeIn) {
  EXPECT_EQ(members(world.condition(plan::CodeIn{world.cell(city), world.code_set(city, {"Riyadh", ""})})),
            (Rows{0, 3}));
  EXPECT_EQ(members(world.condition(plan::CodeIn{world.cell(city), world.code_set(city, {})})), Rows{});
}

TEST_F(Conditions, TextComparedAcrossDictionaries) {
  const auto text = [&](CompareOp op) {
    return world.condition(plan::TextCompare{op, world.cell(city), world.cell(home)});
  };
  EXPECT_EQ(members(text(CompareOp::kEqual)), Rows{0});
  EXPECT_EQ(members(text(CompareOp::kLess)), Rows{2});
  EXPECT_EQ(members(text(CompareOp::kLessEqual)), (Rows{0, 2}));
  EXPECT_EQ(members(text(CompareOp::kGreater)), Rows{});
  EXPECT_EQ(members(text(CompareOp::kGreaterEqual)), Rows{0});
}

TEST_F(Conditions, IsMissing) {
  EXPECT_EQ(members(world.condition(plan::IsMissing{world.cell(age)})), Rows{1});
  EXPECT_EQ(members(world.condition(plan::IsMissing{world.cell(city)})), Rows{1}) << "\"\" is present";
  EXPECT_EQ(
      members(world.condition(plan::IsMissing{world.cell(age, world.row(0, {world.integers({1, 2, 3, kMissing})}))})),
      (Rows{0, 3}));
}

TEST_F(Conditions, CollectionsHaveItems) {
  const uint32_t sizes = world.integer_sets({{{3, 5}}, {{}}, kMissing, {{5, 7, 5}}});
  const uint32_t ratios = world.real_sets({{{3, 5}}, {{}}, kMissing, {{5, 7, 5}}});
  const auto has = [&](hir::HasMode mode, std::vector<int64_t> items) {
    const std::vector<double> reals(items.begin(), items.end());
    const Rows rows = members(world.condition(plan::HasItems{mode, world.row(), sizes, world.list(items)}));
    EXPECT_EQ(members(world.condition(plan::HasItems{mode, world.row(), ratios, world.list(reals)})), rows);
    return rows;
  };
  EXPECT_EQ(has(hir::HasMode::kAny, {3, 7}), (Rows{0, 3}));
  EXPECT_EQ(has(hir::HasMode::kAny, {4}), Rows{});
  EXPECT_EQ(has(hir::HasMode::kAny, {}), Rows{});
  EXPECT_EQ(has(hir::HasMode::kAll, {5}), (Rows{0, 3}));
  EXPECT_EQ(has(hir::HasMode::kAll, {5, 7}), Rows{3});
  EXPECT_EQ(has(hir::HasMode::kAll, {}), (Rows{0, 1, 3})) << "true of every collection that is present";
  EXPECT_EQ(members(world.condition(plan::IsMissing{world.cell(sizes)})), Rows{2}) << "empty is present";
}

TEST_F(Conditions, CollectionsHaveAValue) {
  const uint32_t sizes = world.integer_sets({{{3, 5}}, {{3}}, kMissing, {{-1}}});
  EXPECT_EQ(members(world.condition(plan::HasValue{world.row(), sizes, world.cell(age)})), (Rows{0, 3}));
  EXPECT_EQ(members(world.condition(plan::HasValue{world.row(), sizes, world.missing()})), Rows{});
  const uint32_t places = world.text_sets({{{"Taif", "Riyadh"}}, {{"Riyadh"}}, {{"Jeddah"}}, {{"", "Riyadh"}}});
  EXPECT_EQ(members(world.condition(plan::HasValue{world.row(), places, world.cell(city)})), (Rows{0, 2, 3}));
  const uint32_t ratios = world.real_sets({{{-0.0}}, {{1}}, {{0.0, 4}}, {{2.25}}});
  EXPECT_EQ(members(world.condition(plan::HasValue{world.row(), ratios, world.cell(score)})), (Rows{0, 2}));
}

TEST_F(Conditions, SegmentsOfTheRowAndOfOthers) {
  const uint32_t vip = world.segment(4, {1, 3});
  const uint32_t friend_of = world.integers({1, 2, kMissing, 3});
  EXPECT_EQ(members(world.condition(plan::InSegment{world.row(), vip})), (Rows{1, 3}));
  EXPECT_EQ(members(world.condition(plan::InSegment{world.row(0, {friend_of}), vip})), (Rows{0, 3}));
}

TEST_F(Conditions, Anniversaries) {
  const auto day = [](int year, int month, int day_of_month) { return days_from_civil({year, month, day_of_month}); };
  const uint32_t birthday = world.integers({day(1990, 12, 31), kMissing, day(2000, 2, 29), day(1985, 3, 1)});
  const auto within = [&](int32_t first, int32_t end, schema::LeapDay leap_day) {
    return members(world.condition(plan::Anniversary{world.cell(birthday), first, end, leap_day}));
  };
  EXPECT_EQ(within(day(2025, 12, 20), day(2026, 1, 5), schema::LeapDay::kFeb28), Rows{0});
  EXPECT_EQ(within(day(2025, 2, 28), day(2025, 3, 1), schema::LeapDay::kFeb28), Rows{2});
  EXPECT_EQ(within(day(2025, 2, 28), day(2025, 3, 1), schema::LeapDay::kMar1), Rows{});
  EXPECT_EQ(within(day(2025, 3, 1), day(2025, 3, 2), schema::LeapDay::kMar1), (Rows{2, 3}));
  EXPECT_EQ(within(day(2024, 2, 29), day(2024, 3, 1), schema::LeapDay::kMar1), Rows{2});
}

TEST_F(Conditions, NodesAPlanNeverHasAreOurMistake) {
  const auto different = world.compare(world.integer(1), CompareOp::kNotEqual, world.integer(2));
  EXPECT_DEATH(world.members(different), "internal error");
}

}  // namespace
}  // namespace segql::interp
