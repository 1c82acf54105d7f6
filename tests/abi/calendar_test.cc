/// Calendar parts against the `date` library's calendar, and rounding against whole-number arithmetic.
#include <date/iso_week.h>
#include <gtest/gtest.h>

#include "runtime/abi/support.h"

namespace segql::runtime {
namespace {

int64_t part(const EvalContext& context, CalendarPart part, bool is_date, int64_t value) {
  return segql_calendar_part(&context, static_cast<uint32_t>(part), is_date ? 1 : 0, value);
}

TEST(CalendarPart, DaysAgreeWithTheDateLibrary) {
  EvalContext context;
  for (int32_t d = -80'000; d < 80'000; d += 3) {
    const date::sys_days day{date::days(d)};
    const date::year_month_day civil(day);
    EXPECT_EQ(part(context, CalendarPart::kYear, true, d), int(civil.year()));
    EXPECT_EQ(part(context, CalendarPart::kMonth, true, d), unsigned(civil.month()));
    EXPECT_EQ(part(context, CalendarPart::kDay, true, d), unsigned(civil.day()));
    EXPECT_EQ(part(context, CalendarPart::kQuarter, true, d), (unsigned(civil.month()) + 2) / 3);
    EXPECT_EQ(part(context, CalendarPart::kWeekday, true, d), date::weekday(day).iso_encoding());
    EXPECT_EQ(part(context, CalendarPart::kWeek, true, d), unsigned(iso_week::year_weeknum_weekday(day).weeknum()))
        << d;
  }
}

TEST(CalendarPart, ClockPartsAreThoseOnTheWall) {
  EvalContext context;
  const auto zone = TimeZone::find("Europe/London").value();
  context.zone = zone.get();
  // 29 March 2026, 01:00 UTC: clocks go from 01:00 to 02:00.
  const int64_t gap = days_from_civil({2026, 3, 29}) * kMicrosPerDay + 3600 * kMicrosPerSecond;
  EXPECT_EQ(part(context, CalendarPart::kHour, false, gap - 1), 0);
  EXPECT_EQ(part(context, CalendarPart::kMinute, false, gap - 1), 59);
  EXPECT_EQ(part(context, CalendarPart::kSecond, false, gap - 1), 59);
  EXPECT_EQ(part(context, CalendarPart::kHour, false, gap), 2);
  EXPECT_EQ(part(context, CalendarPart::kHour, true, 5), 0);
  EXPECT_EQ(segql_calendar_part(&context, 9, 0, gap), 0);
  for (const int64_t far : {INT64_MIN, INT64_MAX}) {
    for (uint32_t p = 0; p < 9; ++p) EXPECT_GE(segql_calendar_part(&context, p, 0, far), p == 0 ? -300'000 : 0);
  }
}

TEST(Rounding, NearestDownAndUp) {
  for (int value = -2500; value <= 2500; ++value) {
    const int128 wide = value;
    const auto rounded = [&](Rounding rounding) {
      int128 out = 0;
      EXPECT_EQ(segql_wide_round(&wide, 2, static_cast<uint32_t>(rounding), &out), 1u);
      return static_cast<int>(out);
    };
    const int sign = value < 0 ? -1 : 1;
    EXPECT_EQ(rounded(Rounding::kNearest), sign * ((std::abs(value) + 50) / 100)) << value;
    EXPECT_EQ(rounded(Rounding::kDown), (value + 2500) / 100 - 25) << value;
    EXPECT_EQ(rounded(Rounding::kUp), 25 - (2500 - value) / 100) << value;
  }
  const int128 largest = kWideLimit - 1;
  int128 out = 0;
  segql_wide_round(&largest, 38, 0, &out);
  EXPECT_TRUE(out == 1);
  EXPECT_EQ(segql_float_round(1e300, 18, 0), 1e300) << "beyond a double on the way";
  EXPECT_EQ(segql_float_round(1250, -2, 0), 1300);
}

}  // namespace
}  // namespace segql::runtime
