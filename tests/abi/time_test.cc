/// Elapsed units and anniversaries against loops over single days, in zones with and without clock changes.
#include <memory>

#include <gtest/gtest.h>

#include "runtime/abi/support.h"

namespace segql::runtime {
namespace {

constexpr int64_t kHour = 3600 * kMicrosPerSecond;

std::shared_ptr<const TimeZone> zone(const char* name) {
  auto found = TimeZone::find(name);
  EXPECT_TRUE(found.ok()) << name;
  return *found;
}

class Clock {
 public:
  Clock(const char* zone_name, int64_t as_of) : zone_(zone(zone_name)) {
    context_.as_of = as_of;
    context_.zone = zone_.get();
  }
  /// As of noon on `day`, local time.
  static Clock at_noon(const char* zone_name, int32_t day) {
    return Clock(zone_name, zone(zone_name)->from_local(day * kMicrosPerDay + 12 * kHour));
  }
  int64_t since_day(ElapsedUnit unit, int64_t day) const { return elapsed(unit, 0, 1, day); }
  int64_t since_instant(ElapsedUnit unit, int64_t instant) const { return elapsed(unit, 0, 0, instant); }
  int64_t until_day(ElapsedUnit unit, int64_t day) const { return elapsed(unit, 1, 1, day); }
  int64_t until_instant(ElapsedUnit unit, int64_t instant) const { return elapsed(unit, 1, 0, instant); }
  const EvalContext* context() const { return &context_; }
  const TimeZone& time_zone() const { return *zone_; }

 private:
  int64_t elapsed(ElapsedUnit unit, uint32_t until, uint32_t is_date, int64_t value) const {
    return segql_elapsed(&context_, static_cast<uint32_t>(unit), until, is_date, value);
  }
  std::shared_ptr<const TimeZone> zone_;
  EvalContext context_;
};

int32_t day(int year, int month, int day_of_month) { return days_from_civil({year, month, day_of_month}); }

constexpr ElapsedUnit kUnits[] = {ElapsedUnit::kSecond,  ElapsedUnit::kMinute, ElapsedUnit::kHour,
                                  ElapsedUnit::kDay,     ElapsedUnit::kWeek,   ElapsedUnit::kMonth,
                                  ElapsedUnit::kQuarter, ElapsedUnit::kYear};

/// Steps of `months` from `today` until the next one would pass `day`; steps into the future are negative.
int64_t steps(int32_t day, int32_t today, int months) {
  int64_t count = 0;
  if (day <= today) {
    while (add_months(today, -(count + 1) * months) >= day) ++count;
    return count;
  }
  while (add_months(today, (count + 1) * months) <= day) ++count;
  return -count;
}

TEST(Elapsed, MonthsQuartersAndYearsAreStepsFromAsOf) {
  // From every day of four years around a leap day, to days that include the ends of months.
  for (const int32_t today : {day(2024, 2, 29), day(2024, 2, 28), day(2023, 2, 28), day(2024, 3, 31), day(2024, 4, 30),
                              day(2024, 12, 31), day(2025, 1, 1), day(2025, 1, 30)}) {
    const Clock clock = Clock::at_noon("UTC", today);
    for (int32_t d = day(2022, 1, 1); d <= day(2027, 3, 1); ++d) {
      EXPECT_EQ(clock.since_day(ElapsedUnit::kMonth, d), steps(d, today, 1)) << d << " to " << today;
      EXPECT_EQ(clock.since_day(ElapsedUnit::kQuarter, d), steps(d, today, 3)) << d << " to " << today;
      EXPECT_EQ(clock.since_day(ElapsedUnit::kYear, d), steps(d, today, 12)) << d << " to " << today;
    }
  }
}

// Language section 5: month arithmetic clamps and is always computed from as_of, never from the field.
TEST(Elapsed, MonthsClampAndAreComputedFromAsOf) {
  const auto since = [](int32_t as_of, ElapsedUnit unit, int32_t day) {
    return Clock::at_noon("UTC", as_of).since_day(unit, day);
  };
  const int32_t leap_day = day(2024, 2, 29);
  EXPECT_EQ(since(leap_day, ElapsedUnit::kMonth, day(2024, 1, 30)), 0) << "a month ago was 29 January";
  EXPECT_EQ(since(leap_day, ElapsedUnit::kMonth, day(2024, 1, 29)), 1);
  EXPECT_EQ(since(leap_day, ElapsedUnit::kYear, day(2023, 3, 1)), 0);
  EXPECT_EQ(since(leap_day, ElapsedUnit::kYear, day(2023, 2, 28)), 1) << "a year ago was 28 February";
  EXPECT_EQ(since(day(2024, 4, 30), ElapsedUnit::kMonth, day(2024, 3, 31)), 0) << "a month ago was 30 March";
  EXPECT_EQ(since(day(2024, 3, 31), ElapsedUnit::kMonth, leap_day), 1) << "a month ago was 29 February";
  EXPECT_EQ(since(day(2024, 5, 31), ElapsedUnit::kQuarter, leap_day), 1) << "three months ago was 29 February";
  EXPECT_EQ(since(day(2024, 5, 30), ElapsedUnit::kQuarter, day(2024, 3, 1)), 0);
  EXPECT_EQ(since(day(2023, 2, 28), ElapsedUnit::kYear, day(2020, 2, 29)), 2) << "three years ago was 28 February";
  EXPECT_EQ(since(day(2023, 3, 1), ElapsedUnit::kYear, day(2020, 2, 29)), 3);
  // The future: steps from as_of as well.
  EXPECT_EQ(since(day(2023, 1, 31), ElapsedUnit::kMonth, day(2023, 2, 28)), -1) << "in a month it is 28 February";
  EXPECT_EQ(since(day(2023, 2, 28), ElapsedUnit::kMonth, day(2023, 3, 27)), 0);
  EXPECT_EQ(since(day(2023, 2, 28), ElapsedUnit::kMonth, day(2023, 3, 28)), -1);
}

TEST(Elapsed, DaysAndWeeksAreDifferencesOfLocalDays) {
  for (const char* name : {"UTC", "Asia/Riyadh", "America/New_York", "Pacific/Apia", "Asia/Kathmandu"}) {
    const int32_t today = day(2024, 3, 10);
    const Clock clock = Clock::at_noon(name, today);
    for (int32_t d = today - 800; d <= today + 800; ++d) {
      const int64_t days = today - d;
      EXPECT_EQ(clock.since_day(ElapsedUnit::kDay, d), days);
      EXPECT_EQ(clock.since_day(ElapsedUnit::kWeek, d), days / 7);
      // The first and the last microsecond of that local day.
      const int64_t start = clock.time_zone().start_of_day(d);
      const int64_t end = clock.time_zone().start_of_day(d + 1) - 1;
      EXPECT_EQ(clock.since_instant(ElapsedUnit::kDay, start), days) << name;
      EXPECT_EQ(clock.since_instant(ElapsedUnit::kDay, end), days) << name;
      EXPECT_EQ(clock.since_instant(ElapsedUnit::kMonth, end), clock.since_day(ElapsedUnit::kMonth, d)) << name;
    }
  }
}

TEST(Elapsed, WeeksTruncateTowardZero) {
  const Clock clock = Clock::at_noon("UTC", 1000);
  for (int64_t d = -20; d <= 20; ++d) EXPECT_EQ(clock.since_day(ElapsedUnit::kWeek, 1000 - d), d / 7);
}

TEST(Elapsed, ClockUnitsAreExactAndTruncated) {
  const int64_t now = 1'700'000'000 * kMicrosPerSecond;
  const Clock clock("Asia/Riyadh", now);
  EXPECT_EQ(clock.since_instant(ElapsedUnit::kHour, now - kHour), 1);
  EXPECT_EQ(clock.since_instant(ElapsedUnit::kHour, now - kHour + 1), 0);
  EXPECT_EQ(clock.since_instant(ElapsedUnit::kHour, now + kHour - 1), 0);
  EXPECT_EQ(clock.since_instant(ElapsedUnit::kHour, now + kHour), -1);
  EXPECT_EQ(clock.since_instant(ElapsedUnit::kMinute, now - 90 * kMicrosPerSecond), 1);
  EXPECT_EQ(clock.since_instant(ElapsedUnit::kSecond, now - 90 * kMicrosPerSecond - 1), 90);
  EXPECT_EQ(clock.until_instant(ElapsedUnit::kSecond, now + 90 * kMicrosPerSecond), 90);
}

TEST(Elapsed, ClockUnitsOfADayCountFromItsStart) {
  // New York, 10 March 2024: the day of the change has 23 hours.
  const int32_t change = day(2024, 3, 10);
  const Clock clock = Clock::at_noon("America/New_York", change + 1);
  EXPECT_EQ(clock.since_day(ElapsedUnit::kHour, change + 1), 12);
  EXPECT_EQ(clock.since_day(ElapsedUnit::kHour, change), 35);
  EXPECT_EQ(clock.since_day(ElapsedUnit::kMinute, change), 35 * 60);
  EXPECT_EQ(clock.until_day(ElapsedUnit::kHour, change + 2), 12);
}

TEST(Elapsed, UntilIsSinceNegated) {
  const Clock clock = Clock::at_noon("America/New_York", day(2024, 2, 29));
  for (const ElapsedUnit unit : kUnits) {
    for (int32_t d = day(2020, 1, 1); d < day(2028, 1, 1); d += 11) {
      EXPECT_EQ(clock.until_day(unit, d), -clock.since_day(unit, d));
      const int64_t instant = d * kMicrosPerDay + 12'345'678'901;
      EXPECT_EQ(clock.until_instant(unit, instant), -clock.since_instant(unit, instant));
    }
  }
}

TEST(Elapsed, AnyValueAndAnyUnitHaveAnAnswer) {
  for (const int64_t as_of : {INT64_MIN, int64_t{0}, INT64_MAX}) {
    const Clock clock("America/New_York", as_of);
    for (const int64_t value : {INT64_MIN, INT64_MIN + 1, int64_t{INT32_MIN}, int64_t{INT32_MAX}, INT64_MAX}) {
      for (const ElapsedUnit unit : kUnits) {
        EXPECT_EQ(clock.until_day(unit, value), -clock.since_day(unit, value));
        EXPECT_EQ(clock.until_instant(unit, value), -clock.since_instant(unit, value));
      }
      EXPECT_EQ(segql_elapsed(clock.context(), 8, 0, 0, value), 0);
      EXPECT_EQ(segql_elapsed(clock.context(), UINT32_MAX, 1, 1, value), 0);
    }
  }
  const Clock clock("UTC", INT64_MAX);
  EXPECT_EQ(clock.since_day(ElapsedUnit::kDay, INT64_MIN), int64_t{kLastDay} - kFirstDay);
}

TEST(LocalDay, IsTheZonesAndClampsFarInstants) {
  const Clock clock("Asia/Riyadh", 0);
  EXPECT_EQ(segql_local_day(clock.context(), 0), 0);
  EXPECT_EQ(segql_local_day(clock.context(), 21 * kHour - 1), 0);
  EXPECT_EQ(segql_local_day(clock.context(), 21 * kHour), 1);
  EXPECT_EQ(segql_local_day(clock.context(), -3 * kHour - 1), -1);
  EXPECT_EQ(segql_local_day(clock.context(), INT64_MAX), kLastDay);
  EXPECT_EQ(segql_local_day(clock.context(), INT64_MIN), kFirstDay);
  for (int32_t d = -1000; d < 30'000; d += 7) {
    EXPECT_EQ(segql_start_of_day(clock.context(), d), clock.time_zone().start_of_day(d));
    EXPECT_EQ(segql_local_day(clock.context(), segql_start_of_day(clock.context(), d)), d);
  }
  EXPECT_EQ(segql_start_of_day(clock.context(), INT64_MAX), kLastDay * kMicrosPerDay - 3 * kHour);
  EXPECT_EQ(segql_start_of_day(clock.context(), INT64_MIN), segql_start_of_day(clock.context(), kFirstDay));
}

/// Looks at every day of the window.
bool comes_round(int32_t day_of_birth, int32_t first, int32_t end, uint32_t leap_day) {
  const YearMonthDay birth = civil_from_days(day_of_birth);
  for (int32_t d = first; d < end; ++d) {
    const YearMonthDay civil = civil_from_days(d);
    if (civil.month == birth.month && civil.day == birth.day) return true;
    const bool leap_year = days_in_month(civil.year, 2) == 29;
    if (birth.month != 2 || birth.day != 29 || leap_year) continue;
    if (leap_day == 0 && civil.month == 2 && civil.day == 28) return true;
    if (leap_day == 1 && civil.month == 3 && civil.day == 1) return true;
  }
  return false;
}

TEST(Anniversary, AgreesWithEveryDayOfTheWindow) {
  for (int32_t birth = day(1996, 1, 1); birth < day(1997, 1, 2); ++birth) {  // a leap year: each day of the year
    for (const uint32_t leap_day : {0u, 1u}) {
      for (const int32_t first :
           {day(2023, 12, 20), day(2024, 2, 27), day(2025, 2, 27), day(2025, 3, 1), day(1899, 12, 31)}) {
        for (const int32_t length : {0, 1, 2, 3, 30, 364, 365, 366, 367, 800}) {
          EXPECT_EQ(segql_anniversary(birth, first, first + length, leap_day) != 0,
                    comes_round(birth, first, first + length, leap_day))
              << birth << " in " << first << " + " << length;
        }
      }
    }
  }
}

TEST(Anniversary, EveryWindowOfTwoYearsDayByDay) {
  const int32_t leap = day(2000, 2, 29);
  for (int32_t first = day(2023, 1, 1); first < day(2025, 4, 1); ++first) {
    for (const uint32_t leap_day : {0u, 1u}) {
      EXPECT_EQ(segql_anniversary(leap, first, first + 1, leap_day) != 0,
                comes_round(leap, first, first + 1, leap_day));
    }
  }
}

TEST(Anniversary, CrossesTheEndOfTheYear) {
  EXPECT_EQ(segql_anniversary(day(1990, 1, 5), day(2025, 12, 20), day(2026, 1, 19), 0), 1u);
  EXPECT_EQ(segql_anniversary(day(1990, 12, 24), day(2025, 12, 20), day(2026, 1, 19), 0), 1u);
  EXPECT_EQ(segql_anniversary(day(1990, 1, 20), day(2025, 12, 20), day(2026, 1, 19), 0), 0u);
}

TEST(Anniversary, AnyNumbersHaveAnAnswer) {
  for (const int64_t d : {INT64_MIN, int64_t{0}, INT64_MAX}) {
    EXPECT_EQ(segql_anniversary(d, INT32_MAX, INT32_MIN, 0), 0u);
    EXPECT_EQ(segql_anniversary(d, INT32_MIN, INT32_MAX, 1), 1u);
    EXPECT_EQ(segql_anniversary(d, INT32_MAX, INT32_MAX, 7), segql_anniversary(d, INT32_MAX, INT32_MAX, 1));
    EXPECT_EQ(segql_anniversary(d, 5, 5, 0), 0u);
  }
}

}  // namespace
}  // namespace segql::runtime
