/// Arithmetic: exact results, missing operands, and what has no result.
#include <cmath>
#include <limits>

#include <gtest/gtest.h>

#include "tests/interp/fixture.h"

namespace segql::interp {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();
const int128 kLargest = power_of_ten(38) - 1;

class Arithmetic : public ::testing::Test {
 protected:
  plan::ExprRef product(plan::ExprRef lhs, plan::ExprRef rhs) { return world.make(lhs->repr, plan::Product{lhs, rhs}); }
  plan::ExprRef quotient(plan::ExprRef lhs, plan::ExprRef rhs, uint8_t power = 0) {
    return world.make(lhs->repr, plan::Quotient{lhs, rhs, power});
  }
  plan::ExprRef negative(plan::ExprRef operand) { return world.make(operand->repr, plan::Negate{operand}); }
  plan::ExprRef plus(plan::ExprRef lhs, plan::ExprRef rhs) {
    return world.sum(lhs->repr, {{false, lhs}, {false, rhs}});
  }
  plan::ExprRef minus(plan::ExprRef lhs, plan::ExprRef rhs) {
    return world.sum(lhs->repr, {{false, lhs}, {true, rhs}});
  }

  World world{3};
  uint32_t count = world.integers({7, kMissing, -2});
  uint32_t score = world.reals({0.5, kMissing, -4});
};

TEST_F(Arithmetic, Conversions) {
  const auto wide = world.widen(world.cell(count));
  EXPECT_EQ(world.wide_text(wide, 0), "7");
  EXPECT_EQ(world.wide_text(wide, 1), "missing");
  EXPECT_EQ(world.wide_text(wide, 2), "-2");
  EXPECT_EQ(world.wide_text(world.make(Repr::kWide, plan::Rescale{wide, 3}), 2), "-2000");
  EXPECT_EQ(world.wide_text(world.make(Repr::kWide, plan::Rescale{wide, 3}), 1), "missing");
  EXPECT_EQ(world.real_values(world.make(Repr::kFloat, plan::ToFloat{world.cell(count), 1})),
            (Cells<double>{0.7, kMissing, -0.2}));
  EXPECT_EQ(world.real_values(world.make(Repr::kFloat, plan::ToFloat{wide, 0})), (Cells<double>{7, kMissing, -2}));
  EXPECT_EQ(world.values(world.make(Repr::kInt, plan::Narrow{wide})), (Cells<int64_t>{7, kMissing, -2}));
  EXPECT_EQ(world.num_overflows(), 0u);
}

TEST_F(Arithmetic, WhatDoesNotFitIsMissingAndCounted) {
  EXPECT_EQ(world.wide_text(world.make(Repr::kWide, plan::Rescale{world.wide(kLargest), 1})), "missing");
  EXPECT_FALSE(world.value(world.make(Repr::kInt, plan::Narrow{world.wide(int128{INT64_MAX} + 1)})).present);
  EXPECT_EQ(world.wide_text(plus(world.wide(kLargest), world.wide(1))), "missing");
  EXPECT_EQ(world.wide_text(product(world.wide(kLargest), world.wide(-2))), "missing");
  EXPECT_EQ(world.wide_text(quotient(world.wide(kLargest), world.wide(1), 1)), "missing");
  EXPECT_FALSE(world.value(negative(world.integer(INT64_MIN))).present);
  EXPECT_EQ(world.num_overflows(), 6u);
}

TEST_F(Arithmetic, SumsAreExactWhateverTheOrder) {
  const auto largest = world.wide(kLargest);
  const auto one = world.wide(1);
  EXPECT_EQ(world.wide_text(world.sum(Repr::kWide, {{false, largest}, {false, largest}, {true, largest}, {true, one}})),
            decimal_text(kLargest - 1, 0));
  EXPECT_EQ(world.wide_text(world.sum(
                Repr::kWide,
                {{true, largest}, {true, largest}, {true, largest}, {false, largest}, {false, largest}, {false, one}})),
            decimal_text(-kLargest + 1, 0));
  EXPECT_EQ(world.wide_text(world.sum(Repr::kWide, {})), "0");
}

TEST_F(Arithmetic, OneMissingOperandMakesTheResultMissing) {
  const auto wide = world.widen(world.cell(count));
  const auto real = world.cell(score);
  for (const auto e :
       {plus(wide, world.wide(1)), minus(world.wide(1), wide), product(wide, world.wide(0)),
        product(world.wide(0), wide), quotient(world.wide(0), wide), quotient(wide, world.wide(3)), negative(wide)}) {
    EXPECT_EQ(world.wide_text(e, 1), "missing");
    EXPECT_NE(world.wide_text(e, 0), "missing");
  }
  for (const auto e :
       {plus(real, world.real(1)), minus(world.real(1), real), product(real, world.real(0)),
        product(world.real(0), real), quotient(world.real(0), real), quotient(real, world.real(3)), negative(real)}) {
    EXPECT_FALSE(world.value(e, 1).present);
    EXPECT_TRUE(world.value(e, 0).present);
  }
}

TEST_F(Arithmetic, ExactQuotientsRoundHalvesAwayFromZero) {
  EXPECT_EQ(world.wide_text(quotient(world.wide(7), world.wide(2))), "4");
  EXPECT_EQ(world.wide_text(quotient(world.wide(-7), world.wide(2))), "-4");
  EXPECT_EQ(world.wide_text(quotient(world.wide(2), world.wide(3), 4)), "6667");
  EXPECT_EQ(world.wide_text(quotient(world.wide(kLargest), world.wide(kLargest), 37)), "1" + std::string(37, '0'));
}

TEST_F(Arithmetic, DivisionByZeroIsMissing) {
  EXPECT_EQ(world.wide_text(quotient(world.wide(5), world.wide(0))), "missing");
  EXPECT_EQ(world.wide_text(quotient(world.wide(0), world.wide(0))), "missing");
  for (const double zero : {0.0, -0.0}) {
    EXPECT_FALSE(world.value(quotient(world.real(5), world.real(zero))).present);
    EXPECT_FALSE(world.value(quotient(world.real(0), world.real(zero))).present);
  }
  EXPECT_EQ(world.num_overflows(), 0u);
}

TEST_F(Arithmetic, FloatsFollowIeeeAndNanIsMissing) {
  EXPECT_EQ(world.value(plus(world.real(0.1), world.real(0.2))).real, 0.1 + 0.2);
  EXPECT_EQ(world.value(product(world.real(1e308), world.real(10))).real, kInfinity);
  EXPECT_EQ(world.value(quotient(world.real(1), world.real(3))).real, 1.0 / 3);
  EXPECT_FALSE(world.value(minus(world.real(kInfinity), world.real(kInfinity))).present);
  EXPECT_FALSE(world.value(product(world.real(kInfinity), world.real(0))).present);
  EXPECT_FALSE(world.value(quotient(world.real(kInfinity), world.real(kInfinity))).present);
}

TEST_F(Arithmetic, Negation) {
  EXPECT_EQ(world.values(negative(world.cell(count))), (Cells<int64_t>{-7, kMissing, 2}));
  EXPECT_EQ(world.real_values(negative(world.cell(score))), (Cells<double>{-0.5, kMissing, 4}));
  EXPECT_EQ(world.wide_text(negative(world.wide(kLargest))), decimal_text(-kLargest, 0));
}

}  // namespace
}  // namespace segql::interp
