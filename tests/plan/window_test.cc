/// Every sentence about windows in language.md (laws 5 and 6, section 5) and docs/decisions/0030-windows.md, as one
/// row: window, as_of, zone, week start -> interval. Instants are written in local time of the zone.
#include "compiler/plan/window.h"

#include <cstdio>
#include <limits>
#include <random>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace segql::plan {
namespace {

using hir::Unit;
using schema::Weekday;

std::shared_ptr<const TimeZone> zone_of(const std::string& name) {
  auto zone = TimeZone::find(name);
  EXPECT_TRUE(zone.ok()) << name;
  return zone.value();
}

/// `2026-03-31 12:00` or `2026-03-31 12:00:30` or `2026-03-31`, as local microseconds.
int64_t local_micros(const std::string& text) {
  int year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0;
  const int fields = std::sscanf(text.c_str(), "%d-%d-%d %d:%d:%d", &year, &month, &day, &hour, &minute, &second);
  EXPECT_GE(fields, 3) << text;
  return micros_of_days(days_from_civil({year, month, day})) +
         ((hour * 60LL + minute) * 60 + second) * kMicrosPerSecond;
}

hir::Window within_last(int64_t n, Unit unit) { return {{}, hir::WithinCount{false, n, false, unit, false}}; }
hir::Window within_next(int64_t n, Unit unit) { return {{}, hir::WithinCount{true, n, false, unit, false}}; }
hir::Window last_complete(int64_t n, Unit unit) { return {{}, hir::WithinCount{false, n, true, unit, false}}; }
hir::Window next_complete(int64_t n, Unit unit) { return {{}, hir::WithinCount{true, n, true, unit, false}}; }
hir::Window last_rolling(int64_t n, Unit unit) { return {{}, hir::WithinCount{false, n, false, unit, true}}; }
hir::Window next_rolling(int64_t n, Unit unit) { return {{}, hir::WithinCount{true, n, false, unit, true}}; }
hir::Window this_unit(Unit unit) { return {{}, hir::WithinUnit{hir::WhichUnit::kThis, unit}}; }
hir::Window previous(Unit unit) { return {{}, hir::WithinUnit{hir::WhichUnit::kPrevious, unit}}; }
hir::Window following(Unit unit) { return {{}, hir::WithinUnit{hir::WhichUnit::kFollowing, unit}}; }
hir::Window bound(hir::Bound bound, hir::Instant instant) { return {{}, hir::Bounded{bound, instant}}; }
hir::Window from_to(hir::Instant from, hir::Instant to) { return {{}, hir::FromTo{from, to}}; }
hir::Window during(const char* first, const char* end) {
  const auto day = [](const char* text) { return static_cast<int32_t>(local_micros(text) / kMicrosPerDay); };
  return {{}, hir::During{day(first), day(end)}};
}
hir::LocalDate date(const char* text) { return {static_cast<int32_t>(local_micros(text) / kMicrosPerDay)}; }
hir::LocalTime time(const char* text) { return {local_micros(text)}; }
hir::Relative ago(int64_t n, Unit unit) { return {-n, unit}; }

const hir::StartOfDay kToday{0}, kYesterday{-1}, kTomorrow{1};
const hir::Bound kBefore = hir::Bound::kBefore, kAfter = hir::Bound::kAfter, kSince = hir::Bound::kSince,
                 kOn = hir::Bound::kOn;

struct Row {
  const char* rule;
  hir::Window window;
  const char* as_of;
  const char* zone;
  const char* from;  ///< "": unbounded; a number of seconds after it: "2026-01-01 00:00 + 1us"
  const char* to;
  bool clips_rows;
  Weekday week_starts = Weekday::kMonday;
};

const char* const kRiyadh = "Asia/Riyadh";
const char* const kLondon = "Europe/London";
const char* const kNewYork = "America/New_York";
const char* const kCairo = "Africa/Cairo";
const char* const kApia = "Pacific/Apia";
const char* const kSaoPaulo = "America/Sao_Paulo";
const char* const kNoon = "2026-03-31 12:00";

// One row is one line.
// clang-format off
const Row kRows[] = {
    // Law 6: calendar units are aligned
    {"last 90 days: from the start of a day", within_last(90, Unit::kDay), kNoon, kRiyadh, "2025-12-31 00:00", kNoon, true},
    {"last 1 day at midnight", within_last(1, Unit::kDay), "2026-03-31 00:00", kRiyadh, "2026-03-30 00:00", "2026-03-31 00:00", true},
    {"last 2 weeks are 14 days", within_last(2, Unit::kWeek), kNoon, kRiyadh, "2026-03-17 00:00", kNoon, true},
    {"last 1 month clamps: 31 March to 28 February", within_last(1, Unit::kMonth), kNoon, kRiyadh, "2026-02-28 00:00", kNoon, true},
    {"last 1 month clamps: leap year", within_last(1, Unit::kMonth), "2024-03-31 12:00", kRiyadh, "2024-02-29 00:00", "2024-03-31 12:00", true},
    {"last 1 quarter", within_last(1, Unit::kQuarter), "2026-05-31 12:00", kRiyadh, "2026-02-28 00:00", "2026-05-31 12:00", true},
    {"last 1 year from a leap day", within_last(1, Unit::kYear), "2024-02-29 08:00", kRiyadh, "2023-02-28 00:00", "2024-02-29 08:00", true},
    {"last 4 years from a leap day", within_last(4, Unit::kYear), "2024-02-29 08:00", kRiyadh, "2020-02-29 00:00", "2024-02-29 08:00", true},
    // Law 6: clock units are exact
    {"last 72 hours", within_last(72, Unit::kHour), kNoon, kRiyadh, "2026-03-28 12:00", kNoon, true},
    {"last 90 minutes", within_last(90, Unit::kMinute), kNoon, kRiyadh, "2026-03-31 10:30", kNoon, true},
    {"last 30 seconds", within_last(30, Unit::kSecond), kNoon, kRiyadh, "2026-03-31 11:59:30", kNoon, true},
    {"last 24 hours over a spring gap", within_last(24, Unit::kHour), "2026-03-29 12:00", kLondon, "2026-03-28 11:00", "2026-03-29 12:00", true},
    {"last 1 day over a spring gap", within_last(1, Unit::kDay), "2026-03-29 12:00", kLondon, "2026-03-28 00:00", "2026-03-29 12:00", true},
    // rolling
    {"last 1 day rolling is 24 hours", last_rolling(1, Unit::kDay), "2026-03-29 12:00", kLondon, "2026-03-28 11:00", "2026-03-29 12:00", true},
    {"last 1 week rolling is 168 hours", last_rolling(1, Unit::kWeek), kNoon, kRiyadh, "2026-03-24 12:00", kNoon, true},
    {"last 1 month rolling: same local time, clamped", last_rolling(1, Unit::kMonth), kNoon, kLondon, "2026-02-28 12:00", kNoon, true},
    {"last 1 month rolling into a gap moves forward", last_rolling(1, Unit::kMonth), "2026-04-29 01:30", kLondon, "2026-03-29 02:00", "2026-04-29 01:30", true},
    {"last 1 year rolling", last_rolling(1, Unit::kYear), kNoon, kNewYork, "2025-03-31 12:00", kNoon, true},
    {"next 1 day rolling", next_rolling(1, Unit::kDay), kNoon, kRiyadh, kNoon, "2026-04-01 12:00", false},
    {"next 1 month rolling", next_rolling(1, Unit::kMonth), "2026-01-31 12:00", kRiyadh, "2026-01-31 12:00", "2026-02-28 12:00", false},
    // complete
    {"last 3 complete months", last_complete(3, Unit::kMonth), kNoon, kRiyadh, "2025-12-01 00:00", "2026-03-01 00:00", true},
    {"last 2 complete days", last_complete(2, Unit::kDay), kNoon, kRiyadh, "2026-03-29 00:00", "2026-03-31 00:00", true},
    {"last 1 complete quarter", last_complete(1, Unit::kQuarter), kNoon, kRiyadh, "2025-10-01 00:00", "2026-01-01 00:00", true},
    {"last 2 complete years", last_complete(2, Unit::kYear), kNoon, kRiyadh, "2024-01-01 00:00", "2026-01-01 00:00", true},
    {"last 2 complete weeks from Monday", last_complete(2, Unit::kWeek), kNoon, kRiyadh, "2026-03-16 00:00", "2026-03-30 00:00", true},
    {"last 2 complete weeks from Sunday", last_complete(2, Unit::kWeek), kNoon, kRiyadh, "2026-03-15 00:00", "2026-03-29 00:00", true, Weekday::kSunday},
    {"last 1 complete week on its first day", last_complete(1, Unit::kWeek), "2026-03-29 00:00", kRiyadh, "2026-03-22 00:00", "2026-03-29 00:00", true, Weekday::kSunday},
    {"next 1 complete month", next_complete(1, Unit::kMonth), kNoon, kRiyadh, "2026-04-01 00:00", "2026-05-01 00:00", false},
    {"next 2 complete weeks", next_complete(2, Unit::kWeek), kNoon, kRiyadh, "2026-04-06 00:00", "2026-04-20 00:00", false},
    // next mirrors last
    {"next 1 day: the rest of today and all of tomorrow", within_next(1, Unit::kDay), kNoon, kRiyadh, kNoon, "2026-04-02 00:00", false},
    {"next 30 days", within_next(30, Unit::kDay), kNoon, kRiyadh, kNoon, "2026-05-01 00:00", false},
    {"next 1 month clamps", within_next(1, Unit::kMonth), "2026-01-31 12:00", kRiyadh, "2026-01-31 12:00", "2026-03-01 00:00", false},
    {"next 2 hours", within_next(2, Unit::kHour), kNoon, kRiyadh, kNoon, "2026-03-31 14:00", false},
    {"next 1 day over a spring gap", within_next(1, Unit::kDay), "2026-03-28 12:00", kLondon, "2026-03-28 12:00", "2026-03-30 00:00", false},
    // this, previous, following
    {"this month reaches past as_of", this_unit(Unit::kMonth), kNoon, kRiyadh, "2026-03-01 00:00", "2026-04-01 00:00", true},
    {"this week from Saturday", this_unit(Unit::kWeek), kNoon, kCairo, "2026-03-28 00:00", "2026-04-04 00:00", true, Weekday::kSaturday},
    {"this week on its last day", this_unit(Unit::kWeek), "2026-03-29 23:59:59", kRiyadh, "2026-03-23 00:00", "2026-03-30 00:00", true},
    {"this day", this_unit(Unit::kDay), kNoon, kRiyadh, "2026-03-31 00:00", "2026-04-01 00:00", true},
    {"previous month", previous(Unit::kMonth), kNoon, kRiyadh, "2026-02-01 00:00", "2026-03-01 00:00", true},
    {"previous year", previous(Unit::kYear), kNoon, kRiyadh, "2025-01-01 00:00", "2026-01-01 00:00", true},
    {"following quarter", following(Unit::kQuarter), kNoon, kRiyadh, "2026-04-01 00:00", "2026-07-01 00:00", false},
    // bounds
    {"before a date ends where it starts", bound(kBefore, date("2026-02-01")), kNoon, kRiyadh, "", "2026-02-01 00:00", true},
    {"before tomorrow", bound(kBefore, kTomorrow), kNoon, kRiyadh, "", "2026-04-01 00:00", true},
    {"since a date", bound(kSince, date("2026-02-18")), kNoon, kRiyadh, "2026-02-18 00:00", kNoon, true},
    {"since 10 days ago: start of that day", bound(kSince, ago(10, Unit::kDay)), kNoon, kRiyadh, "2026-03-21 00:00", kNoon, true},
    {"since 72 hours ago: exact", bound(kSince, ago(72, Unit::kHour)), kNoon, kRiyadh, "2026-03-28 12:00", kNoon, true},
    {"since 1 month ago clamps", bound(kSince, ago(1, Unit::kMonth)), kNoon, kRiyadh, "2026-02-28 00:00", kNoon, true},
    {"after a date: the following day", bound(kAfter, date("2026-02-18")), kNoon, kRiyadh, "2026-02-19 00:00", "", false},
    {"after today", bound(kAfter, kToday), kNoon, kRiyadh, "2026-04-01 00:00", "", false},
    {"after 3 days ago: a whole day", bound(kAfter, ago(3, Unit::kDay)), kNoon, kRiyadh, "2026-03-29 00:00", "", false},
    {"after an instant: strictly later", bound(kAfter, time("2026-02-18 10:00")), kNoon, kRiyadh, "2026-02-18 10:00 + 1us", "", false},
    {"after now", bound(kAfter, hir::Now{}), kNoon, kRiyadh, "2026-03-31 12:00 + 1us", "", false},
    {"on a date", bound(kOn, date("2026-03-20")), kNoon, kRiyadh, "2026-03-20 00:00", "2026-03-21 00:00", true},
    {"on today", bound(kOn, kToday), kNoon, kRiyadh, "2026-03-31 00:00", "2026-04-01 00:00", true},
    {"on yesterday", bound(kOn, kYesterday), kNoon, kRiyadh, "2026-03-30 00:00", "2026-03-31 00:00", true},
    {"from a to b, not clipped", from_to(date("2026-03-01"), date("2026-05-01")), kNoon, kRiyadh, "2026-03-01 00:00", "2026-05-01 00:00", false},
    {"from 365 days ago to 30 days ago", from_to(ago(365, Unit::kDay), ago(30, Unit::kDay)), kNoon, kRiyadh, "2025-03-31 00:00", "2026-03-01 00:00", false},
    {"during 2026-Q1", during("2026-01-01", "2026-04-01"), kNoon, kRiyadh, "2026-01-01 00:00", "2026-04-01 00:00", true},
    {"ever: everything before as_of", {{}, hir::Ever{}}, kNoon, kRiyadh, "", kNoon, true},
    // Section 5: gaps, overlaps, days that do not exist
    {"a local literal in a gap moves forward", bound(kSince, time("2026-03-29 01:30")), kNoon, kLondon, "2026-03-29 02:00", kNoon, true},
    {"last 1 day starts in a midnight gap", within_last(1, Unit::kDay), "2018-11-05 12:00", kSaoPaulo, "2018-11-04 01:00", "2018-11-05 12:00", true},
    {"on a day that starts at 01:00", bound(kOn, date("2023-04-28")), "2023-05-31 12:00", kCairo, "2023-04-28 01:00", "2023-04-29 00:00", true},
    {"on a day that does not exist: nothing", bound(kOn, date("2011-12-30")), "2012-01-31 12:00", kApia, "2011-12-31 00:00", "2011-12-31 00:00", true},
    {"last 2 days over a day that does not exist", within_last(2, Unit::kDay), "2011-12-31 12:00", kApia, "2011-12-29 00:00", "2011-12-31 12:00", true},
    {"on the day with 25 hours", bound(kOn, date("2026-11-01")), "2026-11-30 12:00", kNewYork, "2026-11-01 00:00", "2026-11-02 00:00", true},
    {"on the day with 23 hours", bound(kOn, date("2026-03-08")), kNoon, kNewYork, "2026-03-08 00:00", "2026-03-09 00:00", true},
};
// clang-format on

std::optional<int64_t> expected_of(const std::string& text, const TimeZone& zone) {
  if (text.empty()) return std::nullopt;
  const bool later = text.ends_with(" + 1us");
  return zone.from_local(local_micros(text)) + (later ? 1 : 0);
}

TEST(Window, EverySentence) {
  for (const Row& row : kRows) {
    const auto zone = zone_of(row.zone);
    const Moment moment{zone->from_local(local_micros(row.as_of)), zone.get()};
    schema::Settings settings;
    settings.week_starts = row.week_starts;
    const Interval interval = resolve(&row.window, moment, settings);
    EXPECT_EQ(interval.from.micros, expected_of(row.from, *zone)) << row.rule;
    EXPECT_EQ(interval.to.micros, expected_of(row.to, *zone)) << row.rule;
    EXPECT_EQ(interval.clip_rows, row.clips_rows) << row.rule;
  }
}

TEST(Window, OverlapTakesTheEarlierInstant) {
  const auto zone = zone_of(kLondon);
  const Moment moment{zone->from_local(local_micros("2026-11-30 12:00")), zone.get()};
  const hir::Window window = bound(kSince, time("2026-10-25 01:30"));
  EXPECT_EQ(*resolve(&window, moment, {}).from.micros, local_micros("2026-10-25 00:30"));  // 01:30 +01:00
}

TEST(Window, AbsoluteInstantsIgnoreTheZone) {
  const hir::Window window = bound(kSince, hir::Absolute{42});
  for (const char* name : {kLondon, kApia, kNewYork}) {
    const auto zone = zone_of(name);
    EXPECT_EQ(*resolve(&window, {1000, zone.get()}, {}).from.micros, 42);
  }
}

// A date is in a window when the start of its day is: first_day_from turns intervals of instants into intervals of
// days.
TEST(Window, FirstDayFromAgreesWithStartOfDay) {
  std::mt19937_64 random(3);
  for (const char* name : {kRiyadh, kLondon, kNewYork, kCairo, kApia, kSaoPaulo, "America/St_Johns"}) {
    const auto zone = zone_of(name);
    std::uniform_int_distribution<int64_t> any(local_micros("1950-01-01"), local_micros("2040-01-01"));
    for (int i = 0; i < 2000; ++i) {
      const int64_t instant =
          i % 2 == 0 ? any(random) : zone->start_of_day(static_cast<int32_t>(any(random) / kMicrosPerDay));
      const int32_t day = first_day_from(instant, *zone);
      ASSERT_GE(zone->start_of_day(day), instant);
      ASSERT_LT(zone->start_of_day(day - 1), instant);
    }
  }
}

TEST(Window, EnormousCountsSaturate) {
  constexpr int64_t kHuge = std::numeric_limits<int64_t>::max();
  const auto zone = zone_of(kLondon);
  for (const int64_t as_of : {int64_t{0}, kHuge, std::numeric_limits<int64_t>::min()}) {
    const Moment moment{as_of, zone.get()};
    for (const Unit unit : {Unit::kSecond, Unit::kMinute, Unit::kHour, Unit::kDay, Unit::kWeek, Unit::kMonth,
                            Unit::kQuarter, Unit::kYear}) {
      std::vector<hir::Window> windows{within_last(kHuge, unit), within_next(kHuge, unit)};
      if (!hir::is_clock_unit(unit)) {
        windows.insert(windows.end(),
                       {last_complete(kHuge, unit), next_complete(kHuge, unit), last_rolling(kHuge, unit),
                        next_rolling(kHuge, unit), this_unit(unit), previous(unit), following(unit)});
      }
      for (const hir::Window& window : windows) {
        const Interval interval = resolve(&window, moment, {});
        EXPECT_LE(*interval.from.micros, *interval.to.micros);
        first_day_from(*interval.from.micros, *zone);
        first_day_from(*interval.to.micros, *zone);
      }
    }
  }
}

}  // namespace
}  // namespace segql::plan
