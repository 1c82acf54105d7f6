/// Days, elapsed units, anniversaries and calendar parts over the calendar of base/timezone.h.
#include "runtime/abi/support_time.h"

#include <algorithm>

#include "base/int128.h"

namespace segql::runtime {
namespace {

int32_t day_in_range(int64_t day) { return static_cast<int32_t>(std::clamp<int64_t>(day, kFirstDay, kLastDay)); }

int64_t instant_in_range(int64_t instant) {
  return std::clamp(instant, kFirstDay * kMicrosPerDay, kLastDay * kMicrosPerDay);
}

/// Whole months from `day` to `today`, which is what the steps start from in either direction (language.md section 5):
/// the day a month before 31 March is 28 February, and a month after 28 February is 28 March.
int64_t months_since(int32_t day, int32_t today) {
  const YearMonthDay then = civil_from_days(day);
  const YearMonthDay now = civil_from_days(today);
  const int64_t months = (int64_t{now.year} - then.year) * 12 + (now.month - then.month);
  // That many steps from today end in the month of `day`, so they are at most one too many.
  const int32_t reached = add_months(today, -months);
  if (day <= today) return reached >= day ? months : months - 1;
  return reached <= day ? months : months + 1;
}

int64_t micros_since(const EvalContext& context, bool is_date, int64_t value, int64_t micros_per_unit) {
  const int64_t start = instant_in_range(is_date ? segql_start_of_day(&context, value) : value);
  return static_cast<int64_t>((int128{instant_in_range(context.as_of)} - start) / micros_per_unit);
}

int64_t elapsed_since(const EvalContext& context, ElapsedUnit unit, bool is_date, int64_t value) {
  const auto day = [&] { return is_date ? day_in_range(value) : day_in_range(segql_local_day(&context, value)); };
  const auto today = [&] { return day_in_range(segql_local_day(&context, context.as_of)); };
  switch (unit) {
    case ElapsedUnit::kSecond: return micros_since(context, is_date, value, kMicrosPerSecond);
    case ElapsedUnit::kMinute: return micros_since(context, is_date, value, 60 * kMicrosPerSecond);
    case ElapsedUnit::kHour: return micros_since(context, is_date, value, 3600 * kMicrosPerSecond);
    case ElapsedUnit::kDay: return int64_t{today()} - day();
    case ElapsedUnit::kWeek: return (int64_t{today()} - day()) / 7;
    case ElapsedUnit::kMonth: return months_since(day(), today());
    case ElapsedUnit::kQuarter: return months_since(day(), today()) / 3;
    case ElapsedUnit::kYear: return months_since(day(), today()) / 12;
  }
  return 0;
}

/// The day on which `civil`'s month and day of month come round in `year`.
int32_t anniversary_in(int32_t year, YearMonthDay civil, uint32_t leap_day) {
  if (civil.day <= days_in_month(year, civil.month)) return days_from_civil({year, civil.month, civil.day});
  return leap_day == 0 ? days_from_civil({year, 2, 28}) : days_from_civil({year, 3, 1});
}

/// 0 is Monday; day 0 was a Thursday.
int32_t weekday_of(int32_t day) { return ((day + 3) % 7 + 7) % 7; }

/// A week is of the year that its Thursday is in, so week 1 is the one with the year's first Thursday.
int64_t iso_week(int32_t day) {
  const int32_t thursday = day - weekday_of(day) + 3;
  return (thursday - days_from_civil({civil_from_days(thursday).year, 1, 1})) / 7 + 1;
}

/// Seconds since the local midnight by the clock on the wall, whatever was done to it that day.
int64_t clock_seconds(const EvalContext& context, int64_t instant) {
  const int64_t local = context.zone->to_local(instant_in_range(instant));
  return (local - floor_divide(local, kMicrosPerDay) * kMicrosPerDay) / kMicrosPerSecond;
}

}  // namespace

extern "C" {

int64_t segql_local_day(const EvalContext* context, int64_t instant) {
  return context->zone->local_day(instant_in_range(instant));
}

int64_t segql_start_of_day(const EvalContext* context, int64_t day) {
  return context->zone->start_of_day(day_in_range(day));
}

int64_t segql_elapsed(const EvalContext* context, uint32_t unit, uint32_t until, uint32_t is_date, int64_t value) {
  const int64_t since = elapsed_since(*context, static_cast<ElapsedUnit>(unit), is_date != 0, value);
  return until != 0 ? -since : since;
}

uint32_t segql_anniversary(int64_t day, int32_t first, int32_t end, uint32_t leap_day) {
  const YearMonthDay civil = civil_from_days(day_in_range(day));
  const int32_t from = day_in_range(first);
  // The first one at or after `from` is that of the same year or of the next.
  const int32_t year = civil_from_days(from).year;
  int32_t next = anniversary_in(year, civil, leap_day);
  if (next < from) next = anniversary_in(year + 1, civil, leap_day);
  return next < end ? 1 : 0;
}

int64_t segql_calendar_part(const EvalContext* context, uint32_t part, uint32_t is_date, int64_t value) {
  const auto day = [&] { return day_in_range(is_date != 0 ? value : segql_local_day(context, value)); };
  const auto seconds = [&] { return is_date != 0 ? 0 : clock_seconds(*context, value); };
  switch (static_cast<CalendarPart>(part)) {
    case CalendarPart::kYear: return civil_from_days(day()).year;
    case CalendarPart::kQuarter: return (civil_from_days(day()).month - 1) / 3 + 1;
    case CalendarPart::kMonth: return civil_from_days(day()).month;
    case CalendarPart::kWeek: return iso_week(day());
    case CalendarPart::kDay: return civil_from_days(day()).day;
    case CalendarPart::kWeekday: return weekday_of(day()) + 1;
    case CalendarPart::kHour: return seconds() / 3600;
    case CalendarPart::kMinute: return seconds() / 60 % 60;
    case CalendarPart::kSecond: return seconds() % 60;
  }
  return 0;
}

}  // extern "C"

}  // namespace segql::runtime
