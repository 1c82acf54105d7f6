/// Resolution of windows. Two kinds of unit: calendar units move whole local days and so follow the zone through its
/// gaps and overlaps; clock units are microseconds.
#include "compiler/plan/window.h"

#include <algorithm>
#include <limits>

#include "base/overload.h"
#include "base/try.h"

namespace segql::plan {
namespace {

using hir::Unit;

constexpr int64_t kMaxInstant = std::numeric_limits<int64_t>::max();
constexpr int64_t kMinInstant = std::numeric_limits<int64_t>::min();

int64_t clock_micros(Unit unit) {
  switch (unit) {
    case Unit::kSecond: return kMicrosPerSecond;
    case Unit::kMinute: return 60 * kMicrosPerSecond;
    case Unit::kHour: return 3600 * kMicrosPerSecond;
    case Unit::kDay:  // from here on: as `rolling` makes them
      return kMicrosPerDay;
    case Unit::kWeek: return 7 * kMicrosPerDay;
    case Unit::kMonth:
    case Unit::kQuarter:
    case Unit::kYear: return 0;  // not a fixed time
  }
  return 0;
}

/// instant + count * step.
int64_t add_steps(int64_t instant, int64_t count, int64_t step) {
  int64_t distance = 0;
  if (__builtin_mul_overflow(count, step, &distance)) distance = count > 0 ? kMaxInstant : kMinInstant;
  return add_saturating(instant, distance);
}

/// The same local time `count` units away; days and weeks are 24-hour days.
int64_t roll(const Moment& moment, int64_t count, Unit unit) {
  if (const int64_t step = clock_micros(unit); step != 0) return add_steps(moment.as_of, count, step);
  const int64_t local = moment.zone->to_local(moment.as_of);
  const int32_t day = moment.zone->local_day(moment.as_of);
  const int64_t time_of_day = local - micros_of_days(day);
  return moment.zone->from_local(add_saturating(micros_of_days(shift_day(day, count, unit)), time_of_day));
}

/// First day of the calendar unit that contains `day`.
int32_t unit_start(int32_t day, Unit unit, schema::Weekday week_starts) {
  const YearMonthDay civil = civil_from_days(day);
  switch (unit) {
    case Unit::kWeek: {
      // Day 0 was a Thursday, which is 3 in schema::Weekday.
      const int64_t weekday = ((int64_t{day} + 3) % 7 + 7) % 7;
      return static_cast<int32_t>(day - (weekday - static_cast<int64_t>(week_starts) + 7) % 7);
    }
    case Unit::kMonth: return days_from_civil({civil.year, civil.month, 1});
    case Unit::kQuarter: return days_from_civil({civil.year, (civil.month - 1) / 3 * 3 + 1, 1});
    case Unit::kYear: return days_from_civil({civil.year, 1, 1});
    case Unit::kSecond:
    case Unit::kMinute:
    case Unit::kHour:
    case Unit::kDay: return day;
  }
  return day;
}

/// Start of the calendar unit that contains as_of, moved by `count` units.
int64_t aligned(const Moment& moment, const schema::Settings& settings, int64_t count, Unit unit) {
  const int32_t start = unit_start(moment.zone->local_day(moment.as_of), unit, settings.week_starts);
  return moment.zone->start_of_day(shift_day(start, count, unit));
}

Limit at(int64_t micros) { return {micros, nullptr, false, false}; }

Limit limit_of(const hir::Instant& instant, const Moment& moment) {
  if (const auto* computed = std::get_if<hir::Computed>(&instant)) return {std::nullopt, computed->value, false, false};
  return at(resolve(instant, moment).micros);
}

Interval within_count(const hir::WithinCount& w, const Moment& moment, const schema::Settings& settings) {
  const int64_t n = w.count;
  if (w.complete) {
    if (w.next) {
      const int64_t end = add_saturating(n, 1);
      return {at(aligned(moment, settings, 1, w.unit)), at(aligned(moment, settings, end, w.unit)), false};
    }
    return {at(aligned(moment, settings, -n, w.unit)), at(aligned(moment, settings, 0, w.unit)), true};
  }
  if (w.rolling || hir::is_clock_unit(w.unit)) {
    if (w.next) return {at(moment.as_of), at(roll(moment, n, w.unit)), false};
    return {at(roll(moment, -n, w.unit)), at(moment.as_of), true};
  }
  const int32_t today = moment.zone->local_day(moment.as_of);
  if (w.next) {
    // The mirror image of `last`: today's rest and every day up to the one that is N units away, all of it.
    const int32_t last = shift_day(today, n, w.unit);
    return {at(moment.as_of), at(moment.zone->start_of_day(shift_day(last, 1, Unit::kDay))), false};
  }
  return {at(moment.zone->start_of_day(shift_day(today, -n, w.unit))), at(moment.as_of), true};
}

Interval within_unit(const hir::WithinUnit& w, const Moment& moment, const schema::Settings& settings) {
  const auto whole = [&](int64_t count, bool clip) -> Interval {
    return {at(aligned(moment, settings, count, w.unit)), at(aligned(moment, settings, count + 1, w.unit)), clip};
  };
  switch (w.which) {
    case hir::WhichUnit::kThis: return whole(0, true);
    case hir::WhichUnit::kPrevious: return whole(-1, true);
    case hir::WhichUnit::kFollowing: return whole(1, false);
  }
  return {};
}

Interval bounded(const hir::Bounded& w, const Moment& moment) {
  const auto* computed = std::get_if<hir::Computed>(&w.instant);
  const FixedInstant fixed = computed != nullptr ? FixedInstant{} : resolve(w.instant, moment);
  const auto start_of = [&](int32_t day, int64_t plus) {
    return at(moment.zone->start_of_day(shift_day(day, plus, Unit::kDay)));
  };
  switch (w.bound) {
    case hir::Bound::kBefore: return {{}, limit_of(w.instant, moment), true};
    case hir::Bound::kSince: return {limit_of(w.instant, moment), at(moment.as_of), true};
    case hir::Bound::kAfter:
      if (computed != nullptr) return {{std::nullopt, computed->value, false, true}, {}, false};
      if (fixed.day) return {start_of(*fixed.day, 1), {}, false};
      return {at(add_saturating(fixed.micros, 1)), {}, false};
    case hir::Bound::kOn: {
      if (computed != nullptr) {
        return {{std::nullopt, computed->value, true, false}, {std::nullopt, computed->value, true, true}, true};
      }
      SEGQL_CHECK(fixed.day.has_value());  // E0422
      return {start_of(*fixed.day, 0), start_of(*fixed.day, 1), true};
    }
  }
  return {};
}

}  // namespace

int32_t shift_day(int32_t day, int64_t count, Unit unit) {
  constexpr int64_t kEnough = int64_t{1} << 33;  // more days than there are
  const int64_t n = std::clamp(count, -kEnough, kEnough);
  const auto days = [&](int64_t distance) {
    return static_cast<int32_t>(
        std::clamp<int64_t>(day + distance, std::numeric_limits<int32_t>::min(), std::numeric_limits<int32_t>::max()));
  };
  switch (unit) {
    case Unit::kSecond:
    case Unit::kMinute:
    case Unit::kHour:
    case Unit::kDay: return days(n);
    case Unit::kWeek: return days(7 * n);
    case Unit::kMonth: return add_months(day, n);
    case Unit::kQuarter: return add_months(day, 3 * n);
    case Unit::kYear: return add_months(day, 12 * n);
  }
  return day;
}

FixedInstant resolve(const hir::Instant& instant, const Moment& moment) {
  const TimeZone& zone = *moment.zone;
  const auto whole_day = [&](int32_t day) { return FixedInstant{zone.start_of_day(day), day}; };
  const auto exact = [](int64_t micros) { return FixedInstant{micros, std::nullopt}; };
  return std::visit(overload{
                        [&](const hir::Now&) { return exact(moment.as_of); },
                        [&](const hir::StartOfDay& day) {
                          return whole_day(shift_day(zone.local_day(moment.as_of), day.days, Unit::kDay));
                        },
                        [&](const hir::Relative& r) {
                          if (hir::is_clock_unit(r.unit))
                            return exact(add_steps(moment.as_of, r.count, clock_micros(r.unit)));
                          return whole_day(shift_day(zone.local_day(moment.as_of), r.count, r.unit));
                        },
                        [&](const hir::LocalDate& date) { return whole_day(date.days); },
                        [&](const hir::LocalTime& time) { return exact(zone.from_local(time.micros)); },
                        [&](const hir::Absolute& absolute) { return exact(absolute.micros); },
                        [&](const hir::Computed&) { return exact(0); },
                    },
                    instant);
}

Interval resolve(const hir::Window* window, const Moment& moment, const schema::Settings& settings) {
  if (window == nullptr) return {{}, at(moment.as_of), true};
  return std::visit(
      overload{
          [&](const hir::WithinCount& w) { return within_count(w, moment, settings); },
          [&](const hir::WithinUnit& w) { return within_unit(w, moment, settings); },
          [&](const hir::FromTo& w) {
            return Interval{limit_of(w.from, moment), limit_of(w.to, moment), false};
          },
          [&](const hir::Bounded& w) { return bounded(w, moment); },
          [&](const hir::During& w) {
            return Interval{at(moment.zone->start_of_day(w.first_day)), at(moment.zone->start_of_day(w.end_day)), true};
          },
          [&](const hir::Ever&) {
            return Interval{{}, at(moment.as_of), true};
          },
      },
      window->node);
}

int32_t first_day_from(int64_t instant, const TimeZone& zone) {
  // Never far off: a local day and the day that starts there differ by a zone's offset at most.
  int32_t day = shift_day(zone.local_day(instant), -2, Unit::kDay);
  while (day < std::numeric_limits<int32_t>::max() && zone.start_of_day(day) < instant) ++day;
  return day;
}

}  // namespace segql::plan
