/// Functions of the language, one row at a time.
#include <gtest/gtest.h>

#include "base/timezone.h"
#include "tests/interp/fixture.h"

namespace segql::interp {
namespace {

using hir::Function;

constexpr int64_t kHour = 3600 * kMicrosPerSecond;

plan::ExprRef call(World& world, Function function, std::vector<plan::ExprRef> arguments, Repr repr = Repr::kInt,
                   int8_t digits = 0, bool is_date = false) {
  return world.make(repr, plan::Call{function, is_date, digits, world.copy(arguments)});
}

TEST(Functions, CalendarPartsAreLocal) {
  World world(3, "Asia/Riyadh");
  const int64_t evening = days_from_civil({2026, 12, 31}) * kMicrosPerDay + 22 * kHour;  // 01:00 of 1 January there
  const uint32_t at = world.integers({evening, evening - 2 * kHour, kMissing});
  const auto part = [&](Function function) { return world.values(call(world, function, {world.cell(at)})); };
  EXPECT_EQ(part(Function::kYear), (Cells<int64_t>{2027, 2026, kMissing}));
  EXPECT_EQ(part(Function::kQuarter), (Cells<int64_t>{1, 4, kMissing}));
  EXPECT_EQ(part(Function::kWeek), (Cells<int64_t>{53, 53, kMissing}));
  EXPECT_EQ(part(Function::kWeekday), (Cells<int64_t>{5, 4, kMissing}));
  EXPECT_EQ(part(Function::kHour), (Cells<int64_t>{1, 23, kMissing}));
}

TEST(Functions, Rounding) {
  World world(4);
  const uint32_t cents = world.integers({250, -250, 249, kMissing});
  const auto rounded = [&](Function function) {
    const auto value = call(world, function, {world.widen(world.cell(cents))}, Repr::kWide, 2);
    return world.values(world.make(Repr::kInt, plan::Narrow{value}));
  };
  EXPECT_EQ(rounded(Function::kRound), (Cells<int64_t>{3, -3, 2, kMissing})) << "halves go away from zero";
  EXPECT_EQ(rounded(Function::kFloor), (Cells<int64_t>{2, -3, 2, kMissing}));
  EXPECT_EQ(rounded(Function::kCeil), (Cells<int64_t>{3, -2, 3, kMissing}));
  const uint32_t reals = world.reals({2.5, -2.5, 0.125, kMissing});
  const auto real = [&](Function function, int8_t digits) {
    return world.real_values(call(world, function, {world.cell(reals)}, Repr::kFloat, digits));
  };
  EXPECT_EQ(real(Function::kRound, 0), (Cells<double>{3, -3, 0, kMissing}));
  EXPECT_EQ(real(Function::kRound, 2), (Cells<double>{2.5, -2.5, 0.13, kMissing}));
  EXPECT_EQ(real(Function::kAbs, 0), (Cells<double>{2.5, 2.5, 0.125, kMissing}));
}

TEST(Functions, WhatAMissingArgumentMeans) {
  World world(4);
  const uint32_t a = world.integers({1, kMissing, 3, kMissing}), b = world.integers({2, 2, kMissing, kMissing});
  const auto of = [&](Function function) {
    return world.values(call(world, function, {world.cell(a), world.cell(b)}));
  };
  EXPECT_EQ(of(Function::kLeast), (Cells<int64_t>{1, kMissing, kMissing, kMissing}));
  EXPECT_EQ(of(Function::kGreatest), (Cells<int64_t>{2, kMissing, kMissing, kMissing}));
  EXPECT_EQ(of(Function::kCoalesce), (Cells<int64_t>{1, 2, 3, kMissing}));
  const auto condition = world.compare(world.cell(a), hir::CompareOp::kEqual, world.integer(1));
  EXPECT_EQ(world.values(call(world, Function::kIf, {condition, world.cell(a), world.cell(b)})),
            (Cells<int64_t>{1, 2, kMissing, kMissing}));
}

TEST(Functions, WhatATableHasForAText) {
  World world(4);
  const uint32_t city = world.texts({"a", "bb", kMissing, "a"});
  std::vector<int64_t> lengths(2);
  lengths[world.code(city, "a")] = 1, lengths[world.code(city, "bb")] = 2;
  const auto length = world.make(Repr::kInt, plan::Lookup{world.cell(city), world.table(lengths)});
  EXPECT_EQ(world.values(length), (Cells<int64_t>{1, 2, kMissing, 1}));
}

}  // namespace
}  // namespace segql::interp
