/// Functions of the language, as DuckDB has them or as its own arithmetic says them.

#include <algorithm>

#include <fmt/format.h>

#include "tests/differential/pairs.h"

namespace segql::testing {
namespace {

std::string power(int exponent) { return "1" + std::string(static_cast<size_t>(exponent), '0') + "::hugeint"; }

std::string scaled(const Number& number, int scale) {
  if (number.scale == scale) return number.pair.sql;
  return fmt::format("(({}) * {})", number.pair.sql, power(scale - number.scale));
}

}  // namespace

Pair PairMaker::time_field(bool& date) {
  const Place at = place();
  int scale = 0;
  if (random_.chance(15)) {
    if (const auto computed = attribute(at, date ? Definition::Kind::kDate : Definition::Kind::kTime, scale)) {
      return *computed;
    }
  }
  if (has_rows() && (closed() || random_.chance(10))) {
    date = false;
    return time_aggregate(0);
  }
  if (at.table == "customer") {
    if (date) return field(at, "born");
    return field(at, random_.one_of({"joined", "last_ts"}));
  }
  if (at.table == "product") return field(at, date ? "launched" : "updated");
  date = false;
  return field(at, at.table == "purchase" ? "ts" : "seen");
}

Number PairMaker::calendar_part() {
  bool date = random_.chance(40);
  const Pair value = time_field(date);
  const std::string local =
      date ? value.sql
           : fmt::format("make_timestamp(epoch_us({0}) + (select arg_max(o.shift, o.s) from {1} o where o.s <= {0}))",
                         value.sql, calendar_.offsets());
  static const std::vector<std::pair<std::string, std::string>> kParts{
      {"year", "year"},      {"quarter", "quarter"}, {"month", "month"},   {"week", "week"},    {"day", "day"},
      {"weekday", "isodow"}, {"hour", "hour"},       {"minute", "minute"}, {"second", "second"}};
  const auto& [name, sql] = kParts[static_cast<size_t>(random_.below(date ? 6 : 9))];
  const std::string text = random_.chance(50) ? name + " of " + value.segql : name + "(" + value.segql + ")";
  return {{text, fmt::format("({}({}))::hugeint", sql, local)}, 0, false};
}

Number PairMaker::rounded(const Number& a) {
  const std::string name = random_.one_of({"round", "round", "floor", "ceil"});
  const int digits = name == "round" ? static_cast<int>(random_.between(-2, 3)) : 0;
  const bool plain = name != "round" || (digits == 0 && random_.chance(50));
  const std::string text =
      plain ? fmt::format("{}({})", name, a.pair.segql) : fmt::format("round({}, {})", a.pair.segql, digits);
  if (digits >= 0 && digits >= a.scale) return {{text, a.pair.sql}, a.scale, a.money};
  const std::string function = name == "round" ? "quotient" : name == "floor" ? "floored" : "ceiled";
  const std::string sql = fmt::format("({}(({})::hugeint, {}) * {})", function, a.pair.sql, power(a.scale - digits),
                                      power(std::max(-digits, 0)));
  return {{text, sql}, std::max(digits, 0), a.money};
}

Number PairMaker::number_function(int depth, bool money) {
  const Number a = depth > 0 && random_.chance(50) ? number(depth - 1) : number_field(money);
  const auto other = [&] { return random_.chance(60) ? number_field(a.money) : literal(a.money); };
  switch (random_.below(10)) {
    case 6: {
      std::string kind;
      const Pair text = text_value(kind);
      return {{"length(" + text.segql + ")", "length(" + text.sql + ")::hugeint"}, 0, false};
    }
    case 0:
    case 7:
    case 8: return calendar_part();
    case 1: return {{"abs(" + a.pair.segql + ")", "abs(" + a.pair.sql + ")"}, a.scale, a.money};
    case 2:
    case 3: return rounded(a);
    case 4: {
      const Number b = other();
      const int scale = std::max(a.scale, b.scale);
      const std::string name = random_.one_of({"least", "greatest"});
      const std::string x = scaled(a, scale), y = scaled(b, scale);
      return {{fmt::format("{}({}, {})", name, a.pair.segql, b.pair.segql),
               fmt::format("(case when ({0}) is null or ({1}) is null then null else {2}({0}, {1}) end)", x, y, name)},
              scale,
              a.money};
    }
    case 5: {
      const Number b = other(), c = other();
      const int scale = std::max({a.scale, b.scale, c.scale});
      return {{fmt::format("coalesce({}, {}, {})", a.pair.segql, b.pair.segql, c.pair.segql),
               fmt::format("coalesce({}, {}, {})", scaled(a, scale), scaled(b, scale), scaled(c, scale))},
              scale,
              a.money};
    }
    default: {
      const Number b = other();
      const int scale = std::max(a.scale, b.scale);
      const Pair condition = any(std::max(depth - 1, 0));
      return {{fmt::format("if({}, {}, {})", condition.segql, a.pair.segql, b.pair.segql),
               fmt::format("(case when {} then {} else {} end)", condition.sql, scaled(a, scale), scaled(b, scale))},
              scale,
              a.money};
    }
  }
}

/// Letters are ASCII or mean the same to both; DuckDB's `trim` takes spaces off, the only white space in the data.
Pair PairMaker::text_function(const Pair& a, const Pair& b) {
  const auto called = [](const char* form, const Pair& x, const Pair& y) {
    return Pair{fmt::format(fmt::runtime(form), x.segql, y.segql), fmt::format(fmt::runtime(form), x.sql, y.sql)};
  };
  switch (random_.below(7)) {
    case 0: return called("lower({0})", a, b);
    case 1: return called("upper({0})", a, b);
    case 2: return called("trim({0})", a, b);
    case 3: return called("lower(trim({0}))", a, b);
    case 4: return called("coalesce({0}, {1})", a, b);
    case 5: {
      const std::string text = random_.one_of({"Riyadh", "none", "toys", ""});
      return called("coalesce({0}, {1})", a, {"\"" + text + "\"", "'" + text + "'"});
    }
    default: {
      const Pair condition = bool_condition();
      return {fmt::format("if({}, {}, upper({}))", condition.segql, a.segql, b.segql),
              fmt::format("(case when {} then {} else upper({}) end)", condition.sql, a.sql, b.sql)};
    }
  }
}

Pair PairMaker::time_function(bool& date) {
  const Pair a = time_field(date);
  bool same = date;
  const Pair b = time_field(same);
  if (same != date) return a;
  switch (random_.below(3)) {
    case 0: return {fmt::format("coalesce({}, {})", a.segql, b.segql), fmt::format("coalesce({}, {})", a.sql, b.sql)};
    case 1: {
      const Pair condition = leaf();
      return {fmt::format("if({}, {}, {})", condition.segql, a.segql, b.segql),
              fmt::format("(case when {} then {} else {} end)", condition.sql, a.sql, b.sql)};
    }
    default: {
      const std::string name = random_.one_of({"least", "greatest"});
      return {fmt::format("{}({}, {})", name, a.segql, b.segql),
              fmt::format("(case when ({0}) is null or ({1}) is null then null else {2}({0}, {1}) end)", a.sql, b.sql,
                          name)};
    }
  }
}

}  // namespace segql::testing
