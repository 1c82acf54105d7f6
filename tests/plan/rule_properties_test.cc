/// The two rules that compute, against brute force: days and elapsed units as ranges over many zones and instants, and
/// arithmetic solved for a column.
#include <random>
#include <string>

#include <gtest/gtest.h>

#include "compiler/plan/make.h"
#include "compiler/plan/rules/rules.h"
#include "compiler/plan/window.h"
#include "runtime/abi/support_time.h"
#include "shop.h"

namespace segql::plan {
namespace {

constexpr int64_t kHour = 3600 * kMicrosPerSecond;

class EveryZone : public testing::TestWithParam<const char*> {};
INSTANTIATE_TEST_SUITE_P(Zones, EveryZone,
                         testing::Values("UTC", "Europe/London", "America/New_York", "Asia/Riyadh", "Africa/Cairo",
                                         "Pacific/Apia", "America/Sao_Paulo", "America/St_Johns", "Australia/Lord_Howe",
                                         "Asia/Kathmandu"));

/// Whether the replaced condition is true of a value: a Literal or a Range.
bool holds(const Expr& condition, int64_t value) {
  if (const auto* literal = std::get_if<Literal>(&condition.node)) return literal->value;
  const auto& range = std::get<Range>(condition.node);
  return range.low <= value && value <= range.high;
}

TEST_P(EveryZone, ElapsedUnitsAsARangeAgreeWithTheSupportFunction) {
  const auto zone = TimeZone::find(GetParam()).value();
  std::mt19937_64 random(11);
  const Shop shop(1, 5);
  std::uniform_int_distribution<int64_t> any_instant(0, 1'900'000'000'000'000);  // 1970 to 2030
  int replaced = 0;
  for (int round = 0; round < 400; ++round) {
    const Moment moment{any_instant(random), zone.get()};
    runtime::EvalContext context;
    context.as_of = moment.as_of;
    context.zone = zone.get();
    Scan scan;
    RuleContext rule_context{scan, moment, shop};
    const auto unit = static_cast<hir::Unit>(random() % 8);
    const bool until = random() % 2 == 0, is_date = random() % 2 == 0;
    const int64_t low = static_cast<int64_t>(random() % 50) - 20, high = low + static_cast<int64_t>(random() % 20);
    const ExprRef operand = make_missing(scan, Repr::kInt);
    const ExprRef elapsed = make_value(scan, Repr::kInt, true, Elapsed{unit, until, is_date, operand});
    const ExprRef condition =
        make_range(scan, elapsed, round % 5 == 0 ? INT64_MIN : low, round % 7 == 0 ? INT64_MAX : high);
    const ExprRef result = rules::window_to_range(*condition, rule_context);
    if (result == nullptr) continue;
    ++replaced;
    const auto& range = std::get<Range>(condition->node);
    for (int i = 0; i < 200; ++i) {
      const int64_t near = moment.as_of + static_cast<int64_t>(random() % 4000) * kHour - 2000 * kHour;
      const int64_t instant = i % 2 == 0 ? near : any_instant(random);
      const int64_t value = is_date ? instant / kMicrosPerDay : instant;
      const int64_t units =
          runtime::segql_elapsed(&context, static_cast<uint32_t>(unit), until ? 1 : 0, is_date ? 1 : 0, value);
      ASSERT_EQ(holds(*result, value), range.low <= units && units <= range.high)
          << "unit " << static_cast<int>(unit) << " until " << until << " date " << is_date << " value " << value
          << " as of " << moment.as_of;
    }
  }
  EXPECT_GT(replaced, 350);
}

// Language section 5: month arithmetic is always computed from as_of, in windows and in counts.
TEST_P(EveryZone, MonthsSinceAgreesWithMonthsAgo) {
  const auto zone = TimeZone::find(GetParam()).value();
  const std::pair<hir::Unit, runtime::ElapsedUnit> kUnits[] = {
      {hir::Unit::kMonth, runtime::ElapsedUnit::kMonth},
      {hir::Unit::kQuarter, runtime::ElapsedUnit::kQuarter},
      {hir::Unit::kYear, runtime::ElapsedUnit::kYear},
  };
  for (int32_t today = days_from_civil({2023, 2, 25}); today < days_from_civil({2024, 6, 3}); ++today) {
    runtime::EvalContext context;
    context.as_of = zone->start_of_day(today) + 12 * kHour;
    context.zone = zone.get();
    const Moment moment{context.as_of, zone.get()};
    for (const auto& [unit, elapsed] : kUnits) {
      for (int64_t n = 1; n <= 5; ++n) {
        const int32_t ago = *resolve(hir::Relative{-n, unit}, moment).day;
        const int32_t from_now = *resolve(hir::Relative{n, unit}, moment).day;
        const auto since = [&](int32_t day) {
          return runtime::segql_elapsed(&context, static_cast<uint32_t>(elapsed), 0, 1, day);
        };
        ASSERT_EQ(since(ago), n) << today;
        ASSERT_EQ(since(ago + 1), n - 1) << today;
        ASSERT_EQ(since(from_now), -n) << today;
        ASSERT_EQ(since(from_now - 1), 1 - n) << today;
      }
    }
  }
}

TEST_P(EveryZone, LocalDaysAsARangeOfInstants) {
  const auto zone = TimeZone::find(GetParam()).value();
  const Shop shop(1, 5);
  Scan scan;
  const Moment moment{kShopNow, zone.get()};
  RuleContext context{scan, moment, shop};
  const ExprRef day = make_value(scan, Repr::kInt, true, LocalDay{make_missing(scan, Repr::kInt)});
  // Every day of years with changes of the clock, some of them across midnight or over a whole day.
  for (int32_t first = days_from_civil({2005, 1, 1}); first < days_from_civil({2012, 6, 1}); ++first) {
    const ExprRef condition = make_range(scan, day, first, first + 1);
    const ExprRef result = rules::window_to_range(*condition, context);
    if (result == nullptr) continue;  // clocks set back across midnight: the rule must keep away
    for (int64_t instant = zone->start_of_day(first) - 26 * kHour; instant < zone->start_of_day(first + 2) + 26 * kHour;
         instant += kHour / 2) {
      const int32_t local = zone->local_day(instant);
      ASSERT_EQ(holds(*result, instant), first <= local && local <= first + 1) << first << " " << instant;
    }
  }
}

TEST(SolveForColumn, KeepsTheMeaningOfRandomArithmetic) {
  Shop shop(7, 120);
  std::mt19937_64 random(13);
  const char* const kFields[] = {"points", "visits"};
  const char* const kOps[] = {"=", "!=", "<", "<=", ">", ">="};
  const auto number = [&] { return std::to_string(static_cast<int64_t>(random() % 7)); };
  for (int round = 0; round < 250; ++round) {
    std::string value = kFields[random() % 2];
    for (size_t steps = random() % 4; steps > 0; --steps) {
      switch (random() % 5) {
        case 0: value = "(" + value + " + " + number() + ")"; break;
        case 1: value = "(" + number() + " - " + value + ")"; break;
        case 2: value = "(" + value + " * " + number() + ")"; break;
        case 3: value = "(" + value + " * 0.5)"; break;
        default: value = "(" + value + " - 1.25)"; break;
      }
    }
    const std::string condition = value + " " + kOps[random() % 6] + " " +
                                  std::to_string(static_cast<int64_t>(random() % 60)) +
                                  (random() % 2 == 0 ? "" : ".75");
    Scan scan = shop.lower("customer", condition);
    const Words expected = shop.members(scan);
    shop.optimise(scan, "solve-for-column");
    ASSERT_EQ(shop.members(scan), expected) << condition;
  }
}

TEST(SolveForColumn, TheConstantMayStandOnTheLeft) {
  Shop shop;
  Scan scan = shop.lower("customer", "points > 5");
  const ExprRef points = std::get<Range>(scan.predicate->node).value;
  const ExprRef wide = make_widened(scan, points);
  const ExprRef square = make_value(scan, Repr::kWide, false, Product{wide, wide});
  const ExprRef negated = make_value(scan, Repr::kWide, false, Negate{square});
  // A value that fits, though it is larger than what estimates call safe.
  const int128 large = power_of_ten(38) - 1;
  const auto solved = [&](ExprRef lhs, ExprRef rhs) {
    RuleContext context{scan, shop.moment(), shop};
    return rules::solve_for_column(*make_compare(scan, hir::CompareOp::kLess, lhs, rhs), context);
  };
  for (const ExprRef result : {solved(make_wide(scan, large), negated), solved(negated, make_wide(scan, large))}) {
    ASSERT_NE(result, nullptr);
    const auto& compare = std::get<Compare>(result->node);
    EXPECT_EQ(compare.lhs, square);
    EXPECT_TRUE(value_of(std::get<ConstWide>(compare.rhs->node)) == -large);
  }
}

TEST(SolveForColumn, KeepsAwayFromWhatMayOverflow) {
  Shop shop;
  // 19 * 10^38: beyond 38 digits rows are missing, so the comparison is not one of the column.
  Scan scan = shop.lower("customer", "points * 100000000000000000 * 100000000000000000 * 10000 > 5");
  const Words expected = shop.members(scan);
  shop.optimise(scan, "solve-for-column");
  EXPECT_EQ(shop.members(scan), expected);
}

}  // namespace
}  // namespace segql::plan
