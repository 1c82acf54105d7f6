/// Windows, resolved by hand: laws 5 and 6 and section 5 of language.md over the `date` library.

#include <fmt/format.h>

#include "tests/differential/pairs.h"
#include "tests/differential/world.h"

namespace segql::testing {
namespace {

using date::days;
using date::local_days;

std::string iso(local_days day) {
  const date::year_month_day ymd(day);
  return fmt::format("{:04}-{:02}-{:02}", int(ymd.year()), unsigned(ymd.month()), unsigned(ymd.day()));
}

/// First day of the unit that `day` is in, moved by `steps` units.
local_days unit_start(local_days day, const std::string& unit, int steps) {
  const date::year_month_day ymd(day);
  if (unit == "day") return day + days(steps);
  if (unit == "week") {
    const auto since_monday = (date::weekday(day) - date::Monday).count();
    return day - days(since_monday) + days(7 * steps);
  }
  if (unit == "month") return Calendar::add_months(local_days(ymd.year() / ymd.month() / 1), steps);
  if (unit == "quarter") {
    const unsigned first = (unsigned(ymd.month()) - 1) / 3 * 3 + 1;
    return Calendar::add_months(local_days(ymd.year() / date::month(first) / 1), 3 * steps);
  }
  return Calendar::add_months(local_days(ymd.year() / date::January / 1), 12 * steps);
}

/// `count` units before (negative) or after `day`, clamped.
local_days shift(local_days day, const std::string& unit, int count) {
  if (unit == "day") return day + days(count);
  if (unit == "week") return day + days(7 * count);
  return Calendar::add_months(day, count * (unit == "month" ? 1 : unit == "quarter" ? 3 : 12));
}

std::string plural(const std::string& unit) { return unit + "s"; }

}  // namespace

Pair PairMaker::instant(bool allow_rows) {
  const local_days today = calendar_.today();
  const auto exact = [](int64_t at) { return sql_instant(at); };
  if (allow_rows && frames_.size() > 1 && random_.chance(40)) {
    const Frame& frame = frames_[1 + static_cast<size_t>(random_.below(static_cast<int64_t>(frames_.size()) - 1))];
    const std::string name = frame.table == "purchase" ? "ts" : "seen";
    return {(frame.label.empty() ? "" : frame.label + ".") + name, frame.alias + "." + name};
  }
  switch (random_.below(6)) {
    case 0: return {"today", exact(calendar_.start_of(today))};
    case 1: return {"yesterday", exact(calendar_.start_of(today - days(1)))};
    case 2: {
      const int n = static_cast<int>(random_.between(1, 120));
      return {fmt::format("{} days ago", n), exact(calendar_.start_of(today - days(n)))};
    }
    case 3: {
      const int n = static_cast<int>(random_.between(1, 6));
      return {fmt::format("{} months ago", n), exact(calendar_.start_of(Calendar::add_months(today, -n)))};
    }
    case 4: {
      const int64_t n = random_.between(1, 100);
      return {fmt::format("{} hours ago", n), exact(calendar_.as_of() - n * 3'600'000'000)};
    }
    default: {
      const local_days day = today - days(random_.between(-20, 200));
      return {iso(day), exact(calendar_.start_of(day))};
    }
  }
}

PairMaker::WindowPair PairMaker::window(bool for_rows, bool none_allowed) {
  const local_days today = calendar_.today();
  const auto start = [&](local_days day) { return sql_instant(calendar_.start_of(day)); };
  const std::string now = sql_instant(calendar_.as_of());
  const std::string clip = for_rows ? fmt::format(" and {{0}} < {}", now) : "";
  const auto between = [](const std::string& low, const std::string& high) {
    return fmt::format("{{0}} >= {} and {{0}} < {}", low, high);
  };
  const std::string unit = random_.one_of({"day", "week", "month", "quarter", "year"});
  const std::string small_unit = random_.one_of({"day", "day", "week", "month"});
  const int n = static_cast<int>(random_.between(1, small_unit == "day" ? 90 : 6));
  switch (random_.below(none_allowed ? 15 : 14)) {
    case 0:
      return {fmt::format("within last {} {}", n, plural(small_unit)),
              between(start(shift(today, small_unit, -n)), now)};
    case 1: {
      const int64_t hours = random_.between(1, 200);
      return {fmt::format("within last {} hours", hours),
              between(sql_instant(calendar_.as_of() - hours * 3'600'000'000), now)};
    }
    case 2: {
      const int k = static_cast<int>(random_.between(1, 5));
      return {fmt::format("within last {} complete {}", k, plural(unit)),
              between(start(unit_start(today, unit, -k)), start(unit_start(today, unit, 0)))};
    }
    case 3: {
      const int k = static_cast<int>(random_.between(1, 40));
      return {fmt::format("within last {} days rolling", k),
              between(sql_instant(calendar_.as_of() - k * int64_t{86'400'000'000}), now)};
    }
    case 4:
      return {"within this " + unit,
              between(start(unit_start(today, unit, 0)), start(unit_start(today, unit, 1))) + clip};
    case 5:
      return {"within previous " + unit,
              between(start(unit_start(today, unit, -1)), start(unit_start(today, unit, 0)))};
    case 6:
      return {"within following " + unit,
              between(start(unit_start(today, unit, 1)), start(unit_start(today, unit, 2)))};
    case 7: {
      const int64_t hours = random_.between(1, 400);
      return {fmt::format("within next {} hours", hours),
              between(now, sql_instant(calendar_.as_of() + hours * 3'600'000'000))};
    }
    case 8: {
      const int far = static_cast<int>(random_.between(20, 200));
      const int near = static_cast<int>(random_.between(0, 20));
      return {fmt::format("from {} days ago to {} days ago", far, near),
              between(start(today - days(far)), start(today - days(near)))};
    }
    case 9: {
      const Pair at = instant(true);
      return {"before " + at.segql, fmt::format("{{0}} < {}", at.sql) + clip};
    }
    case 10: {
      const Pair at = instant(true);
      return {"since " + at.segql, between(at.sql, now)};
    }
    case 11: {
      const local_days day = today - days(random_.between(-10, 100));
      return {"on " + iso(day), between(start(day), start(day + days(1))) + clip};
    }
    case 12: {
      const bool quarter = random_.chance(50);
      const local_days first =
          unit_start(today, quarter ? "quarter" : "month", static_cast<int>(random_.between(-3, 0)));
      const date::year_month_day ymd(first);
      const std::string name = quarter ? fmt::format("{}-Q{}", int(ymd.year()), (unsigned(ymd.month()) + 2) / 3)
                                       : fmt::format("{}-{:02}", int(ymd.year()), unsigned(ymd.month()));
      return {"during " + name,
              between(start(first), start(unit_start(first, quarter ? "quarter" : "month", 1))) + clip};
    }
    case 13: return {"ever", fmt::format("{{0}} < {}", now)};
    default: return {"", fmt::format("{{0}} < {}", now)};
  }
}

}  // namespace segql::testing
