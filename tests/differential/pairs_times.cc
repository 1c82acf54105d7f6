/// Anniversaries, comparisons of dates and instants, and what aggregates make of them; links compared with links.

#include <fmt/format.h>

#include "tests/differential/pairs.h"
#include "tests/differential/sql.h"

namespace segql::testing {

/// The window is a range of whole local days; the anniversary of 29 February goes by the settings.
Pair PairMaker::anniversary_condition() {
  const Place at = place();
  if (at.table != "customer" && at.table != "product") return date_condition();
  const bool date = random_.chance(75);
  const Pair value = field(at, at.table == "customer" ? (date ? "born" : "joined") : (date ? "launched" : "updated"));
  const std::string day =
      date ? value.sql : fmt::format("(select max(d) from {} where s <= {})", calendar_.days(), value.sql);
  WindowPair when;
  const int64_t form = random_.below(4);
  if (form == 0) {
    when = during("");
  } else if (form == 1) {
    const int64_t ago = random_.between(-20, 60), length = random_.between(1, 40);
    const auto text = [](int64_t days) {
      return days >= 0 ? fmt::format("{} days ago", days) : fmt::format("{} days from now", -days);
    };
    const auto start = [&](int64_t days) {
      return sql_instant(calendar_.start_of(calendar_.today() - date::days(days)));
    };
    when = {fmt::format("from {} to {}", text(ago), text(ago - length)),
            fmt::format("{{0}} >= {} and {{0}} < {}", start(ago), start(ago - length))};
  } else if (form == 2) {
    const int offset = static_cast<int>(random_.below(3)) - 1;
    constexpr const char* kDays[] = {"yesterday", "today", "tomorrow"};
    const auto start = [&](int days) { return sql_instant(calendar_.start_of(calendar_.today() + date::days(days))); };
    when = {std::string("on ") + kDays[offset + 1],
            fmt::format("{{0}} >= {} and {{0}} < {}", start(offset), start(offset + 1))};
  } else {
    when = within(true);
  }
  const std::string leap =
      calendar_.leap_day_in_march() ? "month(w.d) = 3 and day(w.d) = 1" : "month(w.d) = 2 and day(w.d) = 28";
  const std::string sql = fmt::format(
      "exists (select 1 from {0} w where {1} and (month(w.d) = month({2}) and day(w.d) = day({2}) or month({2}) = 2 "
      "and "
      "day({2}) = 29 and {3} and day(last_day(make_date(year(w.d), 2, 1))) = 28))",
      calendar_.days(), fmt::format(fmt::runtime(when.sql), "w.s"), day, leap);
  return {fmt::format("{} anniversary {}", value.segql, when.segql), sql};
}

Pair PairMaker::time_comparison() {
  bool date = random_.chance(40);
  const Pair value = time_field(date);
  const std::string op = random_.one_of({"=", "!=", "<", "<=", ">", ">="});
  const bool negated = op == "!=";
  const auto compared = [&](const Pair& other) {
    const std::string sql = definite(fmt::format("{} {} {}", value.sql, negated ? "=" : op, other.sql));
    return Pair{fmt::format("{} {} {}", value.segql, op, other.segql), negated ? "not " + sql : sql};
  };
  if (!date && random_.chance(40)) {
    const FixedInstant at = fixed_instant(true);
    if (random_.chance(25)) {
      // `between` on timestamps leaves its upper end out.
      const bool no = random_.chance(30);
      const auto start = [&](int days) {
        return sql_instant(calendar_.start_of(calendar_.today() - date::days(days)));
      };
      const int far = static_cast<int>(random_.between(20, 200)), near = static_cast<int>(random_.between(0, 20));
      const std::string sql = definite(fmt::format("{0} >= {1} and {0} < {2}", value.sql, start(far), start(near)));
      return {fmt::format("{} {}between {} days ago and {} days ago", value.segql, no ? "not " : "", far, near),
              no ? "not " + sql : sql};
    }
    // A bare date is a date; an instant has to be told from it.
    const bool bare_date = at.segql.size() == 10 && at.segql[4] == '-';
    if (!bare_date) return compared({at.segql, sql_instant(at.micros)});
  }
  bool same = date;
  const Pair other = time_field(same);
  if (same == date) return compared(other);
  if (date) {
    const bool no = random_.chance(30);
    const std::string sql = definite(value.sql + " between date '2025-10-01' and date '2026-02-14'");
    return {fmt::format("{} {}between 2025-10-01 and 2026-02-14", value.segql, no ? "not " : ""),
            no ? "not " + sql : sql};
  }
  return date_condition();
}

/// An instant that is computed of rows, or the instants of rows.
Pair PairMaker::time_aggregate(int depth) {
  const Rows set = rows(depth);
  const Frame row = frames_.back();
  const std::string name = row.table == "purchase" ? "ts" : "seen", time = row.alias + "." + name;
  const std::string kind = random_.one_of({"min", "max", "first", "last", "most common", "median"});
  frames_.pop_back();
  std::string sql;
  if (kind == "min" || kind == "max") sql = fmt::format("(select {}({}) {})", kind, time, set.sql);
  if (kind == "first" || kind == "last") {
    const char* const order = kind == "first" ? "asc" : "desc";
    sql = fmt::format("(select {0} {1} order by {0} {2}, {3}.pos {2} limit 1)", time, set.sql, order, row.alias);
  }
  if (kind == "most common" || kind == "median") {
    return {fmt::format("(most common {} of {})", name, set.segql),
            fmt::format("(select mc from (select {} as mc {}) group by mc order by count(*) desc, mc limit 1)", time,
                        set.sql)};
  }
  return {fmt::format("({} of {} of {})", kind, name, set.segql), sql};
}

/// Of eighths, which add up without rounding.
Pair PairMaker::real_aggregate(int depth) {
  Rows set = rows(depth);
  while (frames_.back().table != "purchase") {
    frames_.pop_back();
    set = rows(depth);
  }
  const Frame row = frames_.back();
  frames_.pop_back();
  const std::string kind = random_.one_of({"sum", "min", "max", "avg", "median", "first", "last"});
  const std::string values = fmt::format("from (select {}.weight as v {})", row.alias, set.sql);
  std::string sql = fmt::format("(select {}(v) {})", kind, values);
  if (kind == "sum") sql = fmt::format("(select coalesce(sum(v), 0) {})", values);
  if (kind == "first" || kind == "last") {
    const char* const order = kind == "first" ? "asc" : "desc";
    sql = fmt::format("(select {0}.weight {1} order by {0}.ts {2}, {0}.pos {2} limit 1)", row.alias, set.sql, order);
  }
  return {fmt::format("({} of weight of {})", kind, set.segql), sql};
}

/// The same product, or customer, twice.
Pair PairMaker::same_row_condition() {
  if (frames_.size() < 3 || frames_.back().label.empty()) return reference_condition();
  const Frame &row = frames_.back(), &outer = frames_[frames_.size() - 2];
  if (outer.label.empty()) return reference_condition();
  const auto item = [](const Frame& frame) { return std::string(frame.table == "purchase" ? "item" : "what"); };
  const auto key = [&](const Frame& frame) {
    return fmt::format("(select x.sku from product x where x.sku = {}.{})", frame.alias, item(frame));
  };
  const bool no = random_.chance(30);
  const std::string sql = definite(key(row) + " = " + key(outer));
  return {fmt::format("{} {} {}.{}", item(row), no ? "!=" : "=", outer.label, item(outer)), no ? "not " + sql : sql};
}

}  // namespace segql::testing
