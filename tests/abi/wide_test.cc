/// Exact arithmetic against the test's own, in tests/abi/digits.h.
#include <algorithm>
#include <cmath>
#include <optional>
#include <random>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "runtime/abi/support.h"
#include "tests/abi/digits.h"

namespace segql::runtime {
namespace {

// ---------- the functions under test, as optionals ----------

struct Outcome {
  std::optional<int128> value;
  uint64_t overflows;
};

template <typename Call>
Outcome outcome(Call call) {
  EvalContext context;
  int128 out = 4711;
  const uint32_t ok = call(&context, &out);
  EXPECT_LE(ok, 1u);
  if (ok == 0) {
    EXPECT_TRUE(out == 4711) << "a missing result leaves *out alone";
    return {std::nullopt, context.num_overflows};
  }
  EXPECT_EQ(context.num_overflows, 0u);
  EXPECT_TRUE(fits_wide(out));
  return {out, 0};
}

Outcome multiply(int128 lhs, int128 rhs) {
  return outcome([&](EvalContext* c, int128* out) { return segql_wide_multiply(c, &lhs, &rhs, out); });
}
Outcome rescale(int128 value, uint32_t power) {
  return outcome([&](EvalContext* c, int128* out) { return segql_wide_rescale(c, &value, power, out); });
}
Outcome divide(int128 lhs, int128 rhs, uint32_t power) {
  return outcome([&](EvalContext* c, int128* out) { return segql_wide_divide(c, &lhs, &rhs, power, out); });
}
Outcome midpoint(int128 lhs, int128 rhs, uint32_t power) {
  return outcome([&](EvalContext* c, int128* out) { return segql_wide_midpoint(c, &lhs, &rhs, power, out); });
}

void expect_same(const Outcome& actual, const std::optional<int128>& expected, const std::string& what) {
  ASSERT_EQ(actual.value.has_value(), expected.has_value()) << what;
  if (expected) {
    EXPECT_TRUE(*actual.value == *expected)
        << what << ": " << decimal_text(*actual.value, 0) << " instead of " << decimal_text(*expected, 0);
  } else {
    EXPECT_EQ(actual.overflows, 1u) << what;
  }
}

const int128 kMin = static_cast<int128>(static_cast<uint128>(1) << 127);
const int128 kMax = ~kMin;

/// Every edge: around 0, around powers of two and ten, at the limits of 64 bits, 38 digits and 128 bits; and random
/// sizes.
std::vector<int128> numbers(int num_random) {
  std::vector<int128> result = {0, kMin, kMax, kMin + 1};
  const auto around = [&](int128 value) {
    for (int delta = -1; delta <= 1; ++delta) {
      result.push_back(value + delta);
      result.push_back(-(value + delta));
    }
  };
  for (const int128 value : {int128{1}, int128{5}, int128{INT64_MAX}, int128{UINT64_MAX}, kWideLimit, kWideLimit / 2})
    around(value);
  for (int power = 1; power <= 38; power += 12) around(power_of_ten(power));
  std::mt19937_64 random(5);
  for (int i = 0; i < num_random; ++i) {
    const auto bits = (static_cast<uint128>(random()) << 64) | random();
    result.push_back(static_cast<int128>(bits >> (1 + random() % 127)) * (random() % 2 == 0 ? 1 : -1));
  }
  return result;
}

std::string text(int128 lhs, const char* op, int128 rhs) { return decimal_text(lhs, 0) + op + decimal_text(rhs, 0); }

TEST(Wide, Multiply) {
  for (const int128 lhs : numbers(16)) {
    for (const int128 rhs : numbers(16)) {
      const bool negative = (lhs < 0) != (rhs < 0);
      expect_same(multiply(lhs, rhs), number(negative, times(digits_of(lhs), digits_of(rhs))), text(lhs, " * ", rhs));
    }
  }
}

TEST(Wide, Rescale) {
  for (const int128 value : numbers(100)) {
    for (uint32_t power = 0; power <= 38; ++power) {
      expect_same(rescale(value, power), number(value < 0, shifted_left(digits_of(value), power)),
                  text(value, " rescaled by ", power));
    }
  }
}

TEST(Wide, Divide) {
  for (const int128 lhs : numbers(8)) {
    for (const int128 rhs : numbers(8)) {
      if (rhs == 0) continue;
      for (const uint32_t power : {0u, 1u, 19u, 38u}) {
        const Digits expected = divided(shifted_left(digits_of(lhs), power), digits_of(rhs));
        expect_same(divide(lhs, rhs, power), number((lhs < 0) != (rhs < 0), expected), text(lhs, " / ", rhs));
      }
    }
  }
}

TEST(Wide, DivideByZeroIsMissingAndNoOverflow) {
  for (const int128 lhs : {int128{0}, int128{1}, kMin, kMax}) {
    const Outcome result = divide(lhs, 0, 2);
    EXPECT_FALSE(result.value);
    EXPECT_EQ(result.overflows, 0u);
  }
}

TEST(Wide, DivideRoundsHalvesAwayFromZero) {
  struct Case {
    int lhs, rhs, expected;
  };
  for (const auto& [lhs, rhs, expected] : {Case{5, 10, 1},
                                           {-5, 10, -1},
                                           {5, -10, -1},
                                           {-5, -10, 1},
                                           {4, 10, 0},
                                           {-4, 10, 0},
                                           {15, 10, 2},
                                           {25, 10, 3},
                                           {-25, 10, -3},
                                           {1, 3, 0},
                                           {2, 3, 1},
                                           {7, 2, 4},
                                           {-7, 2, -4}}) {
    EXPECT_TRUE(divide(lhs, rhs, 0).value == int128{expected}) << lhs << " / " << rhs;
  }
}

TEST(Wide, PowersBeyond38AreMissingUnlessNothingIsScaled) {
  for (const uint32_t power : {39u, 255u, UINT32_MAX}) {
    EXPECT_FALSE(rescale(1, power).value);
    EXPECT_TRUE(rescale(0, power).value == int128{0});
    EXPECT_FALSE(divide(1, kMax, power).value);
    EXPECT_TRUE(divide(0, 7, power).value == int128{0});
    EXPECT_FALSE(midpoint(1, 1, power).value);
    EXPECT_TRUE(midpoint(-1, 1, power).value == int128{0});
  }
}

TEST(Wide, Midpoint) {
  for (const int128 lhs : numbers(8)) {
    for (const int128 rhs : numbers(8)) {
      if (!fits_wide(lhs) || !fits_wide(rhs)) continue;
      const Digits a = digits_of(lhs);
      const Digits b = digits_of(rhs);
      const bool same_sign = (lhs < 0) == (rhs < 0);
      const Digits sum = same_sign ? plus(a, b) : less(a, b) ? minus(b, a) : minus(a, b);
      const bool negative = same_sign || !less(a, b) ? lhs < 0 : rhs < 0;
      for (const uint32_t power : {0u, 1u, 38u}) {
        expect_same(midpoint(lhs, rhs, power), number(negative, divided(shifted_left(sum, power), {2})),
                    text(lhs, " between ", rhs));
      }
    }
  }
}

TEST(Wide, SumDependsOnTheTotalOnly) {
  // Terms that leave 128 bits on the way and come back, in every order.
  std::vector<int128> terms = {kWideLimit - 1, kWideLimit - 1, kWideLimit - 1, -(kWideLimit - 1), -(kWideLimit - 1), 5};
  std::sort(terms.begin(), terms.end());
  do {
    WideSum added;
    WideSum subtracted;
    for (const int128 term : terms) {
      segql_wide_sum_add(&added, &term);
      segql_wide_sum_subtract(&subtracted, &term);
    }
    int128 total = 0;
    ASSERT_EQ(segql_wide_sum_total(nullptr, &added, &total), 0u) << "10^38 + 4 has 39 digits";
    const int128 five = 5;
    segql_wide_sum_subtract(&added, &five);
    ASSERT_EQ(segql_wide_sum_total(nullptr, &added, &total), 1u);
    EXPECT_TRUE(total == kWideLimit - 1);
    segql_wide_sum_add(&subtracted, &five);
    ASSERT_EQ(segql_wide_sum_total(nullptr, &subtracted, &total), 1u);
    EXPECT_TRUE(total == -(kWideLimit - 1));
  } while (std::next_permutation(terms.begin(), terms.end()));
}

TEST(Wide, SumOfRandomTerms) {
  std::mt19937_64 random(9);
  for (int round = 0; round < 200; ++round) {
    WideSum sum;
    Digits positive, negative;
    for (const int128 value : numbers(static_cast<int>(random() % 20))) {
      const bool subtract = random() % 2 == 0;
      (subtract ? segql_wide_sum_subtract : segql_wide_sum_add)(&sum, &value);
      Digits& side = (value < 0) != subtract ? negative : positive;
      side = plus(side, digits_of(value));
    }
    const bool below = less(positive, negative);
    const auto expected = number(below, below ? minus(negative, positive) : minus(positive, negative));
    expect_same(outcome([&](EvalContext* c, int128* out) { return segql_wide_sum_total(c, &sum, out); }), expected,
                "sum");
  }
}

TEST(Wide, SumIsA192BitInteger) {
  WideSum sum;
  const int128 minus_one = -1;
  segql_wide_sum_add(&sum, &minus_one);
  for (const uint64_t word : sum.words) EXPECT_EQ(word, UINT64_MAX);
  segql_wide_sum_subtract(&sum, &minus_one);
  for (const uint64_t word : sum.words) EXPECT_EQ(word, 0u);
  for (const int128 extreme : {kMin, kMax}) {
    WideSum back;
    segql_wide_sum_add(&back, &extreme);
    segql_wide_sum_subtract(&back, &extreme);
    for (const uint64_t word : back.words) EXPECT_EQ(word, 0u);
  }
}

TEST(Wide, Narrow) {
  for (const int128 value : numbers(200)) {
    EvalContext context;
    int64_t out = 4711;
    const uint32_t ok = segql_wide_narrow(&context, &value, &out);
    EXPECT_EQ(ok, fits_int64(value) ? 1u : 0u);
    EXPECT_EQ(context.num_overflows, 1 - ok);
    EXPECT_TRUE(out == (ok != 0 ? value : int128{4711}));
  }
}

TEST(Wide, NoContextMeansNoCounting) {
  const int128 large = kWideLimit - 1;
  int128 out = 0;
  EXPECT_EQ(segql_wide_multiply(nullptr, &large, &large, &out), 0u);
  segql_count_overflow(nullptr);
}

double to_float(int128 value, uint32_t scale) { return segql_wide_to_float(&value, scale); }

TEST(Wide, ToFloatIsCorrectlyRoundedForSmallNumbers) {
  // strtod rounds the decimal text correctly.
  std::mt19937_64 random(13);
  for (int i = 0; i < 20'000; ++i) {
    const auto value = static_cast<int64_t>(random() >> (11 + random() % 53)) * (random() % 2 == 0 ? 1 : -1);
    const auto scale = static_cast<uint32_t>(random() % 23);
    EXPECT_EQ(to_float(value, scale), std::stod(decimal_text(value, static_cast<int>(scale))));
  }
}

TEST(Wide, ToFloatIsWithinTwoUnitsForAllNumbers) {
  for (const int128 value : numbers(500)) {
    for (uint32_t scale = 0; scale <= 38; ++scale) {
      const double exact = std::stod(decimal_text(value, static_cast<int>(scale)));
      const double unit = std::nextafter(std::abs(exact), INFINITY) - std::abs(exact);
      EXPECT_LE(std::abs(to_float(value, scale) - exact), 2 * unit) << decimal_text(value, static_cast<int>(scale));
    }
  }
}

TEST(Wide, ToFloatIsMonotonic) {
  std::vector<int128> values = numbers(500);
  std::sort(values.begin(), values.end());
  for (const uint32_t scale : {0u, 2u, 23u, 38u, 39u, UINT32_MAX}) {
    for (size_t i = 1; i < values.size(); ++i) EXPECT_LE(to_float(values[i - 1], scale), to_float(values[i], scale));
  }
}

TEST(Wide, ToFloatOf64BitsIsConversionAndDivision) {
  for (const int64_t value : {int64_t{0}, int64_t{-1}, INT64_MIN, INT64_MAX, int64_t{9'007'199'254'740'993}}) {
    EXPECT_EQ(to_float(value, 0), static_cast<double>(value));
    EXPECT_EQ(to_float(value, 2), static_cast<double>(value) / 100.0);
    EXPECT_EQ(to_float(value, 18), static_cast<double>(value) / 1e18);
  }
}

}  // namespace
}  // namespace segql::runtime
