#include "compiler/prove/values.h"

#include <limits>
#include <random>

#include <gtest/gtest.h>

#include "compiler/prove/text_order.h"

namespace segql::prove {
namespace {

/// All sets of a few ranges, beside sets of the numbers -6 to 6.
Values some(std::mt19937_64& random) {
  std::vector<Values::Range> ranges;
  for (uint64_t i = random() % 4; i > 0; --i) {
    const auto first = static_cast<int128>(random() % 13) - 6;
    ranges.push_back({first, first + static_cast<int128>(random() % 4)});
  }
  return Values::of(std::move(ranges));
}

TEST(Values, AreSets) {
  std::mt19937_64 random(1);
  for (int i = 0; i < 5'000; ++i) {
    const Values a = some(random), b = some(random);
    const Values either = a | b, both = a & b, rest = a.complement();
    bool part = true, meets = false;
    for (int128 x = -12; x <= 12; ++x) {
      EXPECT_EQ(either.contains(x), a.contains(x) || b.contains(x));
      EXPECT_EQ(both.contains(x), a.contains(x) && b.contains(x));
      EXPECT_EQ(rest.contains(x), !a.contains(x));
      part &= !a.contains(x) || b.contains(x);
      meets |= a.contains(x) && b.contains(x);
    }
    EXPECT_EQ(a.is_part_of(b), part);
    EXPECT_EQ(a.meets(b), meets);
    EXPECT_EQ(rest.complement(), a);
    EXPECT_EQ(a.list().size(), a.count_up_to(100).value());
    EXPECT_EQ(both == a, part) << "equal sets have equal ranges";
  }
}

TEST(Values, BeforeArithmetic) {
  std::mt19937_64 random(2);
  for (int i = 0; i < 5'000; ++i) {
    const Values a = some(random) | (i % 3 == 0 ? Values::compared(hir::CompareOp::kLess, -3) : Values());
    const auto factor = static_cast<int128>(1 + random() % 5) * (random() % 2 == 0 ? 1 : -1);
    const auto summand = static_cast<int128>(random() % 9) - 4;
    for (int128 x = -20; x <= 20; ++x) {
      EXPECT_EQ(a.before_sum(summand).contains(x), a.contains(x + summand));
      EXPECT_EQ(a.before_product(factor).contains(x), a.contains(x * factor));
    }
  }
  EXPECT_EQ(Values::all().before_sum(-5), Values::all());
  EXPECT_EQ(Values::all().before_product(-5), Values::all());
  EXPECT_EQ(Values::all().complement(), Values());
  EXPECT_FALSE(Values::all().count_up_to(1'000).has_value());
}

TEST(Values, FloatsAreNumberedInOrder) {
  const double infinity = std::numeric_limits<double>::infinity(), tiny = std::numeric_limits<double>::denorm_min();
  const double ordered[] = {-infinity, -1e300,  -1.5, -1.0, -tiny, 0.0, tiny, 1.0, std::nextafter(1.0, 2.0),
                            1e300,     infinity};
  for (size_t i = 0; i + 1 < std::size(ordered); ++i) {
    EXPECT_LT(float_ordinal(ordered[i]), float_ordinal(ordered[i + 1]));
    EXPECT_EQ(float_of(float_ordinal(ordered[i])), ordered[i]);
  }
  EXPECT_EQ(float_ordinal(0.0), float_ordinal(-0.0));
  EXPECT_EQ(float_ordinal(0.0) + 1, float_ordinal(tiny));
  EXPECT_EQ(float_ordinal(1.0) + 1, float_ordinal(std::nextafter(1.0, 2.0)));
}

TEST(Values, TextsAndTheirGapsAreNumberedInOrder) {
  const TextOrder order({"b", "a", "ab", "b", "\xC3\xA9"});
  EXPECT_LT(order.ordinal("a"), order.ordinal("ab"));
  EXPECT_LT(order.ordinal("ab"), order.ordinal("b"));
  EXPECT_LT(order.ordinal("b"), order.ordinal("\xC3\xA9"));
  std::string last;
  for (const int128 ordinal : order.domain().list()) {
    const auto text = order.text_of(ordinal);
    ASSERT_TRUE(text.has_value());
    if (ordinal > 0) {
      EXPECT_LT(last, *text);
    }
    last = *text;
  }
  const TextOrder close({"a", std::string_view("a\0", 2), ""});
  EXPECT_EQ(close.text_of(close.ordinal("a") + 1), std::nullopt) << "nothing lies between";
  EXPECT_FALSE(close.domain().contains(close.ordinal("") - 1)) << "nothing comes before the empty text";
  EXPECT_EQ(TextOrder({}).text_of(0), "");
}

}  // namespace
}  // namespace segql::prove
