#pragma once
/// Support functions of time: local days, elapsed units, anniversaries, calendar parts. Conventions:
/// runtime/abi/support.h.
///
/// Instants are microseconds since 1970-01-01T00:00Z, days are days since 1970-01-01. Both are taken as the nearest one
/// within 100,000,000 days of 1970-01-01 when they lie beyond (over 270,000 years; no real datum does).

#include <cstdint>

#include "runtime/abi/context.h"

namespace segql::runtime {

inline constexpr int32_t kLastDay = 100'000'000;
inline constexpr int32_t kFirstDay = -kLastDay;

/// The numbers of hir::Unit; compiler/interp asserts that they agree.
enum class ElapsedUnit : uint32_t { kSecond, kMinute, kHour, kDay, kWeek, kMonth, kQuarter, kYear };
/// The numbers of hir::Function; compiler/plan asserts that they agree.
enum class CalendarPart : uint32_t { kYear, kQuarter, kMonth, kWeek, kDay, kWeekday, kHour, kMinute, kSecond };

extern "C" {

/// The local day on which `instant` falls.
int64_t segql_local_day(const EvalContext* context, int64_t instant);

/// The first instant that exists on local day `day`.
int64_t segql_start_of_day(const EvalContext* context, int64_t day);

/// Whole units from `value` to as_of (`until`: from as_of to `value`, the same number negated). `value` is a day
/// (`is_date`) or an instant. Negative when the end lies before the start; truncated toward zero.
///
/// Days are the difference of local calendar days; weeks are days / 7. Months are steps on the calendar from the local
/// day of as_of (docs/decisions/0031): the largest m with add_months(today, -m) >= day, or, for a day after today,
/// minus the largest m with add_months(today, m) <= day; quarters are months / 3, years months / 12. Hours, minutes and
/// seconds are elapsed time, for a day from the start of that local day.
/// `unit` is an ElapsedUnit; any other number gives 0.
int64_t segql_elapsed(const EvalContext* context, uint32_t unit, uint32_t until, uint32_t is_date, int64_t value);

/// 1 when the month and day of month of `day` come round on a day of [first, end), whatever the year; 29 February does
/// on 28 February (`leap_day` 0) or 1 March (`leap_day` 1, as schema::LeapDay) in years that do not have it.
uint32_t segql_anniversary(int64_t day, int32_t first, int32_t end, uint32_t leap_day);

/// A part of `value`, a day (`is_date`) or an instant in the zone of `context`. Weeks are those of ISO 8601, 1 to 53;
/// weekdays go from 1, Monday, to 7. A day has hour, minute and second 0.
/// `part` is a CalendarPart; any other number gives 0.
int64_t segql_calendar_part(const EvalContext* context, uint32_t part, uint32_t is_date, int64_t value);

}  // extern "C"

}  // namespace segql::runtime
