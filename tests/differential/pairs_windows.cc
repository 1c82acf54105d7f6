/// Windows, resolved by hand: laws 5 and 6 and section 5 of language.md over the `date` library.

#include <cstdlib>

#include <fmt/format.h>

#include "tests/differential/pairs.h"
#include "tests/differential/sql.h"

namespace segql::testing {
namespace {

using date::days;
using date::local_days;

std::string iso(local_days day) {
  const date::year_month_day ymd(day);
  return fmt::format("{:04}-{:02}-{:02}", int(ymd.year()), unsigned(ymd.month()), unsigned(ymd.day()));
}

/// First day of the unit that `day` is in, moved by `steps` units.
local_days unit_start(local_days day, const std::string& unit, int steps, date::weekday week_starts) {
  const date::year_month_day ymd(day);
  if (unit == "day") return day + days(steps);
  if (unit == "week") {
    return day - (date::weekday(day) - week_starts) + days(7 * steps);
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

FixedInstant PairMaker::fixed_instant(bool relative) {
  const local_days today = calendar_.today();
  const auto at_day = [&](const std::string& text, local_days day) {
    return FixedInstant{text, calendar_.start_of(day), true};
  };
  switch (random_.below(relative ? 10 : 2)) {
    case 0: {
      const local_days day = written_today_ - days(random_.between(-20, 200));
      return at_day(iso(day), day);
    }
    case 1: {
      const local_days day = written_today_ - days(random_.between(-20, 200));
      const int64_t seconds = random_.below(86'400), minutes = seconds / 60 * 60, zone = random_.between(-2, 6) * 1800;
      const bool exact = random_.chance(50);
      const std::chrono::microseconds clock(
          (day.time_since_epoch().count() * int64_t{86'400} + (exact ? seconds : minutes)) * 1'000'000);
      std::string text = fmt::format("{}T{:02}:{:02}", iso(day), seconds / 3600, seconds / 60 % 60);
      if (exact) text += fmt::format(":{:02}", seconds % 60);
      switch (random_.below(3)) {
        case 0: return {text + "Z", clock.count()};
        case 1:
          return {text + fmt::format("{}{:02}:{:02}", zone < 0 ? '-' : '+', std::abs(zone) / 3600,
                                     std::abs(zone) / 60 % 60),
                  clock.count() - zone * 1'000'000};
        default: return {text, calendar_.from_local(clock)};
      }
    }
    case 2: return at_day("today", today);
    case 3: return at_day("yesterday", today - days(1));
    case 4: return at_day("tomorrow", today + days(1));
    case 5: return {"now", calendar_.as_of()};
    case 6: {
      const auto [unit, seconds] =
          random_.pick(std::vector<std::pair<std::string, int64_t>>{{"hour", 3600}, {"minute", 60}, {"second", 1}});
      const int64_t n = random_.between(1, unit == "hour" ? 100 : 5000);
      const bool future = random_.chance(25);
      return {fmt::format("{} {}s {}", n, unit, future ? "from now" : "ago"),
              calendar_.as_of() + (future ? 1 : -1) * n * seconds * 1'000'000};
    }
    case 7:
      if (const Argument* n = argument("n")) {
        const int count = std::stoi(n->value.sql);
        return at_day("$n days ago", today - days(count));
      }
      [[fallthrough]];
    default: {
      const std::string unit = random_.one_of({"day", "day", "week", "month", "quarter", "year"});
      const int n = static_cast<int>(random_.between(1, unit == "day" ? 120 : unit == "year" ? 1 : 6));
      const bool future = random_.chance(20);
      return at_day(fmt::format("{} {} {}", n, plural(unit), future ? "from now" : "ago"),
                    shift(today, unit, future ? n : -n));
    }
  }
}

PairMaker::Bound PairMaker::bound() {
  if (frames_.size() > 1 && random_.chance(40)) {
    const auto chosen = 1 + static_cast<size_t>(random_.below(static_cast<int64_t>(frames_.size()) - 1));
    const Frame& frame = frames_[chosen];
    const std::string name = frame.table == "purchase" ? "ts" : "seen";
    if (!frame.label.empty()) return {{frame.label + "." + name, frame.alias + "." + name}, ""};
    if (chosen + 1 == frames_.size()) return {{name, frame.alias + "." + name}, ""};
  }
  if (!around_.of_events && random_.chance(8)) {
    const Place self{frames_.front().table, frames_.size() == 1 ? "" : "self.", "", "r0"};
    const Pair day = field(self, self.table == "customer" ? "born" : "launched");
    const auto start = [&](int more) {
      return fmt::format("(select s from {} where d = {} + {})", calendar_.days(), day.sql, more);
    };
    return {{day.segql, start(0)}, start(1)};
  }
  if (const Argument* day = argument("d"); day != nullptr && random_.chance(25)) {
    const auto start = [&](int more) {
      return fmt::format("(select s from {} where d = {} + {})", calendar_.days(), day->value.sql, more);
    };
    return {{"$d", start(0)}, start(1)};
  }
  if (const Argument* at = argument("w"); at != nullptr && random_.chance(25)) return {{"$w", at->value.sql}, ""};
  const FixedInstant at = fixed_instant(true);
  const std::string next = sql_instant(calendar_.start_of(calendar_.day_of(at.micros) + days(1)));
  return {{at.segql, sql_instant(at.micros)}, at.is_day ? next : ""};
}

int64_t PairMaker::rolled(const std::string& unit, int count) const {
  const int64_t day = 86'400'000'000;
  if (unit == "day") return calendar_.as_of() + count * day;
  if (unit == "week") return calendar_.as_of() + count * 7 * day;
  const std::chrono::microseconds local(calendar_.to_local(calendar_.as_of()));
  const local_days today = calendar_.today(), then = shift(today, unit, count);
  return calendar_.from_local(local + std::chrono::microseconds((then - today).count() * day));
}

/// `within ...`. `days_only`: what has whole local days.
PairMaker::WindowPair PairMaker::within(bool days_only) {
  const local_days today = calendar_.today();
  const auto start = [&](local_days day) { return sql_instant(calendar_.start_of(day)); };
  const std::string now = sql_instant(calendar_.as_of());
  const auto between = [](const std::string& low, const std::string& high) {
    return fmt::format("{{0}} >= {} and {{0}} < {}", low, high);
  };
  const auto unit_start = [&](const std::string& unit, int steps) {
    return start(segql::testing::unit_start(today, unit, steps, calendar_.week_starts()));
  };
  const std::string unit = random_.one_of({"day", "week", "month", "quarter", "year"});
  const std::string small_unit = random_.one_of({"day", "day", "day", "week", "month", "quarter", "year"});
  int n = static_cast<int>(random_.between(1, small_unit == "day" ? 90 : small_unit == "year" ? 1 : 6));
  std::string number = std::to_string(n);
  if (const Argument* argument = this->argument("n");
      argument != nullptr && small_unit != "year" && random_.chance(50)) {
    number = "$n";
    n = std::stoi(argument->value.sql);
  }
  const bool next = random_.chance(25);
  switch (random_.below(days_only ? 5 : 8)) {
    case 0:
    case 1:
      if (next)
        return {fmt::format("within next {} {}", number, plural(small_unit)),
                between(now, start(shift(today, small_unit, n) + days(1)))};
      return {fmt::format("within last {} {}", number, plural(small_unit)),
              between(start(shift(today, small_unit, -n)), now)};
    case 2: {
      const int k = static_cast<int>(random_.between(1, unit == "year" ? 1 : 4));
      if (next)
        return {fmt::format("within next {} complete {}", k, plural(unit)),
                between(unit_start(unit, 1), unit_start(unit, 1 + k))};
      return {fmt::format("within last {} complete {}", k, plural(unit)),
              between(unit_start(unit, -k), unit_start(unit, 0))};
    }
    case 3: return {"within previous " + unit, between(unit_start(unit, -1), unit_start(unit, 0))};
    case 4: return {"within following " + unit, between(unit_start(unit, 1), unit_start(unit, 2))};
    case 5: {
      if (next)
        return {fmt::format("within next {} {} rolling", number, plural(small_unit)),
                between(now, sql_instant(rolled(small_unit, n)))};
      return {fmt::format("within last {} {} rolling", number, plural(small_unit)),
              between(sql_instant(rolled(small_unit, -n)), now)};
    }
    default: {
      const auto [clock, seconds] =
          random_.pick(std::vector<std::pair<std::string, int64_t>>{{"hour", 3600}, {"minute", 60}, {"second", 1}});
      const int64_t k = random_.between(1, clock == "hour" ? 400 : clock == "minute" ? 9000 : 200'000);
      const int64_t length = k * seconds * 1'000'000;
      if (next)
        return {fmt::format("within next {} {}s", k, clock), between(now, sql_instant(calendar_.as_of() + length))};
      return {fmt::format("within last {} {}s", k, clock), between(sql_instant(calendar_.as_of() - length), now)};
    }
  }
}

/// Windows with bounds that are written.
PairMaker::WindowPair PairMaker::bounded(bool for_rows) {
  const std::string now = sql_instant(calendar_.as_of());
  const std::string clip = for_rows ? fmt::format(" and {{0}} < {}", now) : "";
  const auto between = [](const std::string& low, const std::string& high) {
    return fmt::format("{{0}} >= {} and {{0}} < {}", low, high);
  };
  switch (random_.below(6)) {
    case 0: {
      const int far = static_cast<int>(random_.between(20, 200)), near = static_cast<int>(random_.between(0, 20));
      const auto start = [&](int ago) { return sql_instant(calendar_.start_of(calendar_.today() - days(ago))); };
      return {fmt::format("from {} days ago to {} days ago", far, near), between(start(far), start(near))};
    }
    case 1: {
      // Fixed bounds in the wrong order are an error of their own: one of them is of a row.
      const Bound from = bound();
      const bool fixed = from.at.sql.starts_with("make_timestamp") || from.at.segql.starts_with("$");
      if (fixed) return {"since " + from.at.segql, between(from.at.sql, now)};
      const Bound to = bound();
      return {fmt::format("from {} to {}", from.at.segql, to.at.segql), between(from.at.sql, to.at.sql)};
    }
    case 2: {
      const Bound at = bound();
      return {"before " + at.at.segql, fmt::format("{{0}} < {}", at.at.sql) + clip};
    }
    case 3: {
      const Bound at = bound();
      return {"after " + at.at.segql,
              at.next_day.empty() ? "{0} > " + at.at.sql : fmt::format("{{0}} >= {}", at.next_day)};
    }
    case 4: {
      const Bound at = bound();
      return {"since " + at.at.segql, between(at.at.sql, now)};
    }
    default: {
      const Bound at = bound();
      if (!at.next_day.empty()) return {"on " + at.at.segql, between(at.at.sql, at.next_day) + clip};
      // Of the instants that are known beforehand only days are whole; one of a row means its day.
      if (at.at.sql.starts_with("make_timestamp")) return {"since " + at.at.segql, between(at.at.sql, now)};
      const auto edge = [&](const char* which, const char* relation) {
        return fmt::format("(select {}(s) from {} where s {} {})", which, calendar_.days(), relation, at.at.sql);
      };
      return {"on " + at.at.segql, between(edge("max", "<="), edge("min", ">")) + clip};
    }
  }
}

PairMaker::WindowPair PairMaker::window(bool for_rows, bool none_allowed) {
  const std::string now = sql_instant(calendar_.as_of());
  if (none_allowed && random_.chance(8)) return {"", fmt::format("{{0}} < {}", now)};
  if (random_.chance(8)) return {"ever", fmt::format("{{0}} < {}", now)};
  const auto start = [&](local_days day) { return sql_instant(calendar_.start_of(day)); };
  const std::string clip = for_rows ? fmt::format(" and {{0}} < {}", now) : "";
  if (random_.chance(10)) {
    const std::string unit = random_.one_of({"day", "week", "month", "quarter", "year"});
    const local_days today = calendar_.today();
    return {"within this " + unit,
            fmt::format("{{0}} >= {} and {{0}} < {}", start(unit_start(today, unit, 0, calendar_.week_starts())),
                        start(unit_start(today, unit, 1, calendar_.week_starts()))) +
                clip};
  }
  if (random_.chance(10)) return during(clip);
  return random_.chance(55) ? within(false) : bounded(for_rows);
}

PairMaker::WindowPair PairMaker::during(const std::string& clip) {
  const std::string unit = random_.chance(50) ? "quarter" : "month";
  const int steps = static_cast<int>(random_.between(-3, 0));
  const local_days first = unit_start(written_today_, unit, steps, date::Monday);
  const date::year_month_day ymd(first);
  const std::string name = unit == "quarter" ? fmt::format("{}-Q{}", int(ymd.year()), (unsigned(ymd.month()) + 2) / 3)
                                             : fmt::format("{}-{:02}", int(ymd.year()), unsigned(ymd.month()));
  return {"during " + name, fmt::format("{{0}} >= {} and {{0}} < {}", sql_instant(calendar_.start_of(first)),
                                        sql_instant(calendar_.start_of(unit_start(first, unit, 1, date::Monday)))) +
                                clip};
}

}  // namespace segql::testing
