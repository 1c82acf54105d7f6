/// TimeZone against the `date` library over every kind of zone, and against the written decisions of language.md
/// section 5.
#include "base/timezone.h"

#include <chrono>
#include <limits>
#include <random>
#include <string>
#include <vector>

#include <date/tz.h>
#include <gtest/gtest.h>

namespace segql {
namespace {

using std::chrono::microseconds;

std::shared_ptr<const TimeZone> zone_of(const char* name) {
  auto zone = TimeZone::find(name);
  EXPECT_TRUE(zone.ok()) << name;
  return zone.ok() ? zone.value() : nullptr;
}

int64_t utc(int year, unsigned month, unsigned day, int hour = 0, int minute = 0, int second = 0) {
  const auto days = date::sys_days(date::year(year) / date::month(month) / date::day(day));
  return microseconds(days.time_since_epoch()).count() + ((hour * 60LL + minute) * 60 + second) * kMicrosPerSecond;
}
int32_t day_of(int year, unsigned month, unsigned day) {
  return static_cast<int32_t>(utc(year, month, day) / kMicrosPerDay);
}

const char* const kZones[] = {
    "UTC",
    "Europe/London",
    "Europe/Dublin",
    "Europe/Berlin",
    "Europe/Moscow",
    "America/New_York",
    "America/Sao_Paulo",
    "America/St_Johns",
    "America/Caracas",
    "America/Toronto",
    "Asia/Riyadh",
    "Asia/Tehran",
    "Asia/Kathmandu",
    "Asia/Manila",
    "Asia/Gaza",
    "Africa/Cairo",
    "Africa/Casablanca",
    "Africa/Monrovia",
    "Pacific/Apia",
    "Pacific/Kwajalein",
    "Pacific/Chatham",
    "Australia/Lord_Howe",
    "Antarctica/Troll",
    "America/Scoresbysund",
    "Asia/Beirut",
};

/// What the library says for a local time: gap forward, overlap earlier.
int64_t expected_from_local(const date::time_zone& zone, int64_t local) {
  const date::local_time<microseconds> at{microseconds(local)};
  const date::local_info info = zone.get_info(at);
  switch (info.result) {
    case date::local_info::unique:
    case date::local_info::ambiguous:  // first: the earlier period, with the larger offset
      return local - microseconds(info.first.offset).count();
    default: return microseconds(info.first.end.time_since_epoch()).count();
  }
}

class EveryZone : public testing::TestWithParam<const char*> {};
INSTANTIATE_TEST_SUITE_P(Zones, EveryZone, testing::ValuesIn(kZones));

TEST_P(EveryZone, AgreesWithTheDateLibrary) {
  const auto zone = zone_of(GetParam());
  const date::time_zone& oracle = *date::locate_zone(GetParam());
  std::mt19937_64 random(7);
  std::vector<int64_t> instants;
  std::uniform_int_distribution<int64_t> any(utc(1850, 1, 1), utc(2100, 1, 1));
  for (int i = 0; i < 4000; ++i) instants.push_back(any(random));
  // Around every transition, to the microsecond.
  for (date::sys_seconds at = date::sys_days(date::year(1850) / 1 / 1);;) {
    const date::sys_info info = oracle.get_info(at);
    if (info.end >= date::sys_days(date::year(2100) / 1 / 1)) break;
    const int64_t end = microseconds(info.end.time_since_epoch()).count();
    for (const int64_t hours : {-25, -3, -2, -1, 0, 1, 2, 3, 25}) {
      for (const int64_t step : {-1, 0, 1}) instants.push_back(end + hours * 3600 * kMicrosPerSecond + step);
    }
    at = info.end;
  }
  for (const int64_t instant : instants) {
    const date::sys_time<microseconds> at{microseconds(instant)};
    const int64_t local = instant + microseconds(oracle.get_info(at).offset).count();
    ASSERT_EQ(zone->to_local(instant), local) << instant;
    ASSERT_EQ(zone->local_day(instant), date::floor<date::days>(microseconds(local)).count()) << instant;
    ASSERT_EQ(zone->from_local(local), expected_from_local(oracle, local)) << local;
    // As a local time too, so that gaps are hit.
    ASSERT_EQ(zone->from_local(instant), expected_from_local(oracle, instant)) << instant;
  }
}

TEST_P(EveryZone, StartOfDayIsTheFirstInstantOfThatDay) {
  const auto zone = zone_of(GetParam());
  int64_t previous = std::numeric_limits<int64_t>::min();
  for (int32_t day = day_of(1900, 1, 1); day < day_of(2040, 1, 1); ++day) {
    const int64_t start = zone->start_of_day(day);
    ASSERT_GE(start, previous) << day;
    ASSERT_GE(zone->local_day(start), day);  // a skipped day starts where the next one does
    ASSERT_LT(zone->local_day(start - 1), day);
    previous = start;
  }
}

TEST(TimeZone, UnknownNamesAreNotFound) {
  for (const char* name : {"", "Mars/Olympus", "europe/london", "../etc/passwd", "Europe/", "Europe/London\n"}) {
    const auto zone = TimeZone::find(name);
    ASSERT_FALSE(zone.ok()) << name;
    EXPECT_EQ(zone.error().code, ErrorCode::kNotFound);
  }
}

TEST(TimeZone, IsSharedAndKeepsTheNameAsked) {
  EXPECT_EQ(zone_of("Asia/Riyadh").get(), zone_of("Asia/Riyadh").get());
  EXPECT_EQ(zone_of("US/Eastern")->name(), "US/Eastern");
  EXPECT_EQ(zone_of("US/Eastern")->to_local(0), zone_of("America/New_York")->to_local(0));
}

// Section 5: "start of day = first instant that exists on that local date".
TEST(TimeZone, MidnightGapStartsTheDayLate) {
  const auto sao_paulo = zone_of("America/Sao_Paulo");  // 2018-11-04 began at 01:00
  EXPECT_EQ(sao_paulo->start_of_day(day_of(2018, 11, 4)), utc(2018, 11, 4, 3));
  EXPECT_EQ(sao_paulo->to_local(utc(2018, 11, 4, 3)), utc(2018, 11, 4, 1));
  const auto cairo = zone_of("Africa/Cairo");  // 2023-04-28 began at 01:00
  EXPECT_EQ(cairo->to_local(cairo->start_of_day(day_of(2023, 4, 28))), utc(2023, 4, 28, 1));
}

TEST(TimeZone, ADayThatDoesNotExistStartsWhereTheNextOneDoes) {
  const auto apia = zone_of("Pacific/Apia");  // 2011-12-29 was followed by 2011-12-31
  EXPECT_EQ(apia->start_of_day(day_of(2011, 12, 30)), apia->start_of_day(day_of(2011, 12, 31)));
  EXPECT_EQ(apia->local_day(apia->start_of_day(day_of(2011, 12, 30)) - 1), day_of(2011, 12, 29));
  EXPECT_EQ(apia->from_local(utc(2011, 12, 30, 15)), apia->start_of_day(day_of(2011, 12, 31)));
}

TEST(TimeZone, GapForwardOverlapEarlier) {
  const auto london = zone_of("Europe/London");
  EXPECT_EQ(london->from_local(utc(2026, 3, 29, 1, 30)), utc(2026, 3, 29, 1));        // 01:30 does not exist
  EXPECT_EQ(london->from_local(utc(2026, 10, 25, 1, 30)), utc(2026, 10, 25, 0, 30));  // it exists twice
  const auto new_york = zone_of("America/New_York");
  EXPECT_EQ(new_york->from_local(utc(2026, 3, 8, 2, 59, 59)), utc(2026, 3, 8, 7));
  EXPECT_EQ(new_york->from_local(utc(2026, 11, 1, 1)), utc(2026, 11, 1, 5));
}

TEST(TimeZone, FarInstantsSaturate) {
  constexpr int64_t kMin = std::numeric_limits<int64_t>::min(), kMax = std::numeric_limits<int64_t>::max();
  for (const char* name : kZones) {
    const auto zone = zone_of(name);
    for (const int64_t at : {kMin, kMin + 1, kMin + kMicrosPerDay, int64_t{0}, kMax - kMicrosPerDay, kMax - 1, kMax}) {
      zone->local_day(at);
      zone->to_local(at);
      zone->from_local(at);
    }
    EXPECT_EQ(zone->start_of_day(std::numeric_limits<int32_t>::min()), kMin);
    EXPECT_EQ(zone->start_of_day(std::numeric_limits<int32_t>::max()), kMax);
    EXPECT_LT(zone->local_day(kMin), zone->local_day(kMax));
    EXPECT_EQ(zone->from_local(kMin), kMin);
    EXPECT_EQ(zone->from_local(kMax), kMax);
  }
}

TEST(Calendar, AgreesWithTheDateLibrary) {
  for (int32_t day = day_of(-4000, 1, 1); day < day_of(6000, 1, 1); day += 7) {
    const date::year_month_day expected{date::sys_days(date::days(day))};
    const YearMonthDay civil = civil_from_days(day);
    ASSERT_EQ(civil.year, static_cast<int>(expected.year()));
    ASSERT_EQ(civil.month, static_cast<int>(static_cast<unsigned>(expected.month())));
    ASSERT_EQ(civil.day, static_cast<int>(static_cast<unsigned>(expected.day())));
    ASSERT_EQ(days_from_civil(civil), day);
  }
}

TEST(Calendar, MonthArithmeticClamps) {
  EXPECT_EQ(add_months(day_of(2026, 3, 31), -1), day_of(2026, 2, 28));
  EXPECT_EQ(add_months(day_of(2024, 3, 31), -1), day_of(2024, 2, 29));
  EXPECT_EQ(add_months(day_of(2024, 2, 29), 12), day_of(2025, 2, 28));
  EXPECT_EQ(add_months(day_of(2024, 2, 29), -48), day_of(2020, 2, 29));
  EXPECT_EQ(add_months(day_of(2026, 1, 31), 1), day_of(2026, 2, 28));
  EXPECT_EQ(add_months(day_of(2026, 1, 15), -13), day_of(2024, 12, 15));
  EXPECT_EQ(add_months(day_of(1969, 12, 31), 2), day_of(1970, 2, 28));
  EXPECT_EQ(days_in_month(1900, 2), 28);
  EXPECT_EQ(days_in_month(2000, 2), 29);
}

TEST(Calendar, FarDaysSaturate) {
  constexpr int32_t kMin = std::numeric_limits<int32_t>::min(), kMax = std::numeric_limits<int32_t>::max();
  EXPECT_EQ(days_from_civil(civil_from_days(kMin)), kMin);
  EXPECT_EQ(days_from_civil(civil_from_days(kMax)), kMax);
  EXPECT_EQ(add_months(0, std::numeric_limits<int64_t>::max()), kMax);
  EXPECT_EQ(add_months(0, std::numeric_limits<int64_t>::min()), kMin);
  EXPECT_EQ(micros_of_days(kMax), std::numeric_limits<int64_t>::max());
  EXPECT_EQ(add_saturating(std::numeric_limits<int64_t>::max(), 1), std::numeric_limits<int64_t>::max());
  EXPECT_EQ(add_saturating(std::numeric_limits<int64_t>::min(), -1), std::numeric_limits<int64_t>::min());
}

}  // namespace
}  // namespace segql
