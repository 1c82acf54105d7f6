/// Fields, numbers, texts and the conditions over them.

#include <fmt/format.h>

#include "tests/differential/pairs.h"
#include "tests/differential/sql.h"
#include "tests/differential/world.h"

namespace segql::testing {
namespace {

std::string power(int exponent) { return "1" + std::string(static_cast<size_t>(exponent), '0') + "::hugeint"; }

std::string scaled(const Number& number, int scale) {
  if (number.scale == scale) return number.pair.sql;
  return fmt::format("(({}) * {})", number.pair.sql, power(scale - number.scale));
}

std::string definite(const std::string& condition) { return "coalesce(" + condition + ", false)"; }

}  // namespace

PairMaker::Place PairMaker::place(bool own_only) {
  const size_t last = frames_.size() - 1;
  const size_t chosen =
      random_.chance(75) ? last : static_cast<size_t>(random_.below(static_cast<int64_t>(frames_.size())));
  const Frame& frame = frames_[chosen];
  const std::string prefix = chosen == last ? "" : frame.label + ".";
  const auto through = [&](const char* field, const char* table, const char* key) {
    return Place{table, prefix + field + ".",
                 fmt::format("(select x.{0} from {1} x where x.{0} = {2}.{3})", key, table, frame.alias, field), ""};
  };
  if (!own_only && random_.chance(frame.table == "customer" || frame.table == "product" ? 20 : 40)) {
    if (frame.table == "customer") return through("fav", "product", "sku");
    if (frame.table == "purchase")
      return random_.chance(70) ? through("item", "product", "sku") : through("buyer", "customer", "id");
    if (frame.table == "view")
      return random_.chance(70) ? through("what", "product", "sku") : through("who", "customer", "id");
  }
  return {frame.table, prefix, "", frame.alias};
}

Pair PairMaker::field(const Place& place, const std::string& name) const {
  const std::string key_field = place.table == "customer" ? "id" : "sku";
  const std::string key = place.key.empty() ? place.alias + "." + key_field : place.key;
  const std::string visible = sql_instant(calendar_.as_of());
  std::string attribute;
  if (name == "spend")
    attribute = "(select coalesce(sum(z.amount), 0) from purchase z where z.buyer = {} and z.paid and z.ts < {})";
  if (name == "sold") attribute = "(select coalesce(sum(z.qty), 0) from purchase z where z.item = {} and z.ts < {})";
  if (name == "last_ts")
    attribute = "(select z.ts from purchase z where z.buyer = {} and z.ts < {} order by z.ts desc, z.pos desc limit 1)";
  if (name == "top_cat") {
    attribute =
        "(select zp.cat from purchase z join product zp on zp.sku = z.item where z.buyer = {} and z.ts < {} and zp.cat "
        "is not null "
        "group by zp.cat order by count(*) desc, zp.cat limit 1)";
  }
  if (name == "discounted") {
    attribute =
        "(select coalesce(z.list_price is not null and z.price < z.list_price, false) from product z where z.sku = {} "
        "and {} is not null)";
  }
  if (!attribute.empty()) {
    return {place.segql + name, fmt::format("(case when {0} is null then null else {1} end)", key,
                                            fmt::format(fmt::runtime(attribute), key, visible))};
  }
  if (place.key.empty()) return {place.segql + name, place.alias + "." + name};
  return {place.segql + name,
          fmt::format("(select x.{} from {} x where x.{} = {})", name, place.table, key_field, place.key)};
}

Number PairMaker::number_field(bool money) {
  for (int attempt = 0; attempt < 20; ++attempt) {
    const Place at = place();
    std::string name;
    int scale = 0;
    if (money) {
      scale = 2;
      if (at.table == "customer") name = random_.one_of({"wallet", "spend"});
      if (at.table == "product") name = random_.one_of({"price", "list_price"});
      if (at.table == "purchase") name = "amount";
    } else {
      if (at.table == "customer") name = random_.one_of({"age", "small", "rate"});
      if (at.table == "product") name = random_.one_of({"stock", "sold"});
      if (at.table == "purchase") name = "qty";
      if (at.table == "view") name = "secs";
      if (name == "rate") scale = 3;
    }
    if (name.empty()) continue;
    Pair pair = field(at, name);
    pair.sql = "(" + pair.sql + ")::hugeint";
    return {pair, scale, money};
  }
  return literal(money);
}

Number PairMaker::literal(bool money) {
  const int scale = money ? static_cast<int>(random_.pick(std::vector<int>{0, 2}))
                          : static_cast<int>(random_.pick(std::vector<int>{0, 0, 0, 1, 3}));
  const int64_t whole = money ? random_.between(0, 100) : random_.between(0, 40);
  std::string text = std::to_string(whole);
  std::string digits = text;
  for (int i = 0; i < scale; ++i) {
    const char digit = static_cast<char>('0' + random_.below(10));
    text += i == 0 ? std::string(".") + digit : std::string(1, digit);
    digits += digit;
  }
  if (money) text += " SAR";
  Number number{{text, digits + "::hugeint"}, scale, money};
  if (random_.chance(15)) number = {{"-" + text, "(-" + digits + "::hugeint)"}, scale, money};
  return number;
}

Number PairMaker::number(int depth) {
  if (random_.chance(5)) return place_in_population();
  const bool money = random_.chance(40);
  if (depth <= 0 || random_.chance(30)) return random_.chance(85) ? number_field(money) : literal(money);
  switch (random_.below(9)) {
    case 7:
    case 8: return number_function(depth, money);
    case 0:
    case 1: {
      if (has_rows()) return aggregate(depth - 1, money);
      return number_field(money);
    }
    case 2: {
      const Number a = number(depth - 1);
      Number b = a.money ? (random_.chance(50) ? number_field(true) : literal(true))
                         : (random_.chance(50) ? number_field(false) : literal(false));
      const int scale = std::max(a.scale, b.scale);
      const char op = random_.chance(50) ? '+' : '-';
      return {{fmt::format("({} {} {})", a.pair.segql, op, b.pair.segql),
               fmt::format("({} {} {})", scaled(a, scale), op, scaled(b, scale))},
              scale,
              a.money};
    }
    case 3: {
      const Number a = number_field(random_.chance(50));
      const Number b = random_.chance(50) ? number_field(false) : literal(false);
      return {{fmt::format("({} * {})", a.pair.segql, b.pair.segql), fmt::format("({} * {})", a.pair.sql, b.pair.sql)},
              a.scale + b.scale,
              a.money};
    }
    case 4: {
      const Number a = number(0);
      const bool by_money = a.money && random_.chance(40);
      const Number b = random_.chance(60) ? number_field(by_money) : literal(by_money);
      const int scale = std::max({6, a.scale, b.scale});
      const std::string sql =
          fmt::format("quotient(({}) * {}, {})", a.pair.sql, power(scale + b.scale - a.scale), b.pair.sql);
      return {{fmt::format("({} / {})", a.pair.segql, b.pair.segql), sql}, scale, a.money && !by_money};
    }
    case 5: {
      const Number a = number(depth - 1);
      return {{"-(" + a.pair.segql + ")", "(-(" + a.pair.sql + "))"}, a.scale, a.money};
    }
    default: {
      if (frames_.front().table != "customer") return number_field(money);
      const Place self{"customer", frames_.size() == 1 ? "" : "self.", "", "r0"};
      const bool until = random_.chance(30);
      const char* word = until ? "until" : "since";
      const std::string sign = until ? "-" : "";
      const std::string day = fmt::format("(date '1970-01-01' + {})", calendar_.today().time_since_epoch().count());
      const bool date = random_.chance(50);
      const Pair of = field(self, date ? "born" : random_.one_of({"joined", "last_ts"}));
      const std::string local = date ? of.sql : fmt::format("(select max(d) from days where s <= {})", of.sql);
      switch (random_.below(4)) {
        case 0:
          return {{fmt::format("days {} {}", word, of.segql), fmt::format("({}({} - {}))::hugeint", sign, day, local)},
                  0,
                  false};
        case 1:
          return {{fmt::format("weeks {} {}", word, of.segql),
                   fmt::format("truncated({}({} - {}), 7)::hugeint", sign, day, local)},
                  0,
                  false};
        case 2: {
          constexpr std::pair<const char*, int> kMonths[] = {{"months", 1}, {"quarters", 3}, {"years", 12}};
          const auto& [unit, months] = kMonths[random_.below(3)];
          return {{fmt::format("{} {} {}", unit, word, of.segql),
                   fmt::format("truncated({}months_since({}, {}), {})::hugeint", sign, local, day, months)},
                  0,
                  false};
        }
        default: {
          const Pair at = field(self, random_.one_of({"joined", "last_ts"}));
          return {
              {fmt::format("hours {} {}", word, at.segql),
               fmt::format("truncated({}({} - epoch_us({})), 3600000000)::hugeint", sign, calendar_.as_of(), at.sql)},
              0,
              false};
        }
      }
    }
  }
}

Pair PairMaker::compare_numbers(int depth) {
  const Number a = number(depth);
  const int64_t form = random_.below(10);
  if (form == 0 && a.scale <= 3) {
    Number low = literal(a.money), high = literal(a.money);
    const bool negated = random_.chance(30);
    const int scale = std::max({a.scale, low.scale, high.scale});
    // Constants in the wrong order are an error of their own: put them in order.
    const auto value = [&](const Number& n) {
      std::string digits = n.pair.sql.substr(0, n.pair.sql.find(':'));
      const bool minus = digits.front() == '(';
      int64_t v = std::stoll(minus ? digits.substr(2) : digits);
      for (int i = n.scale; i < scale; ++i) v *= 10;
      return minus ? -v : v;
    };
    if (value(low) > value(high)) std::swap(low, high);
    const std::string sql =
        definite(fmt::format("{} between {} and {}", scaled(a, scale), scaled(low, scale), scaled(high, scale)));
    return {fmt::format("{} {}between {} and {}", a.pair.segql, negated ? "not " : "", low.pair.segql, high.pair.segql),
            negated ? "not " + sql : sql};
  }
  if (form == 1 && a.scale <= 3) {
    std::string list, sql_list;
    const int64_t count = random_.between(1, 4);
    for (int64_t i = 0; i < count; ++i) {
      Number item = literal(a.money);
      while (item.scale > a.scale) item = literal(a.money);
      list += (i != 0 ? ", " : "") + item.pair.segql;
      sql_list += (i != 0 ? ", " : "") + scaled(item, a.scale);
    }
    const bool negated = random_.chance(30);
    const std::string sql = definite(fmt::format("({}) in ({})", a.pair.sql, sql_list));
    return {fmt::format("{} {}in ({})", a.pair.segql, negated ? "not " : "", list), negated ? "not " + sql : sql};
  }
  const Number b = random_.chance(60) ? literal(a.money) : number_field(a.money);
  const int scale = std::max(a.scale, b.scale);
  const std::string op = random_.one_of({"=", "!=", "<", "<=", ">", ">="});
  const std::string sql = definite(fmt::format("{} {} {}", scaled(a, scale), op == "!=" ? "=" : op, scaled(b, scale)));
  return {fmt::format("{} {} {}", a.pair.segql, op, b.pair.segql), op == "!=" ? "not " + sql : sql};
}

Pair PairMaker::text_value(std::string& kind) {
  const Pair value = text_field(kind);
  std::string other;
  return random_.chance(30) ? text_function(value, text_field(other)) : value;
}

Pair PairMaker::text_field(std::string& kind) {
  if (has_rows() && random_.chance(15)) return text_aggregate(0);
  const Place at = place();
  kind = at.table;
  if (at.table == "customer") return field(at, random_.one_of({"city", "name", "top_cat"}));
  if (at.table == "product") return field(at, random_.one_of({"sku", "cat"}));
  if (at.table == "purchase") return field(at, "note");
  const Place self{frames_.front().table, "self.", "", "r0"};
  return field(self, self.table == "customer" ? "city" : "cat");
}

Pair PairMaker::text_condition() {
  static const std::vector<std::string> kTexts{"Riyadh", "riyadh", "",   "a",  "ab",    "abc", "n1",
                                               "toys",   "Toys",   "p1", "Ün", "books", "YA",  "ya"};
  std::string kind;
  const Pair value = text_value(kind);
  const std::string text = random_.pick(kTexts);
  const bool negated = random_.chance(30);
  const std::string no = negated ? "not " : "";
  const auto done = [&](const std::string& segql, const std::string& sql) {
    return Pair{segql, negated ? "not " + definite(sql) : definite(sql)};
  };
  const bool fold = random_.chance(40);
  const std::string tail = fold ? " ignoring case" : "";
  const std::string lhs = fold ? "lower(" + value.sql + ")" : value.sql;
  const std::string rhs = fold ? "lower(" + sql_text(text) + ")" : sql_text(text);
  switch (random_.below(8)) {
    case 0:
      return done(fmt::format("{} {} \"{}\"", value.segql, negated ? "!=" : "=", text),
                  fmt::format("{} = {}", value.sql, sql_text(text)));
    case 1: {
      const std::string other = random_.pick(kTexts);
      return done(fmt::format("{} {}in (\"{}\", \"{}\")", value.segql, no, text, other),
                  fmt::format("{} in ({}, {})", value.sql, sql_text(text), sql_text(other)));
    }
    case 2:
      return done(fmt::format("{} {}contains \"{}\"{}", value.segql, no, text, tail),
                  fmt::format("contains({}, {})", lhs, rhs));
    case 3:
      return done(fmt::format("{} {}starts with \"{}\"{}", value.segql, no, text, tail),
                  fmt::format("starts_with({}, {})", lhs, rhs));
    case 4:
      return done(fmt::format("{} {}ends with \"{}\"{}", value.segql, no, text, tail),
                  fmt::format("ends_with({}, {})", lhs, rhs));
    case 5: {
      const std::string re = random_.one_of({"^a", "[rR]iy", "s$", "^n1?[0-9]$", "o+", "^$"});
      return done(fmt::format("{} {}matches \"{}\"", value.segql, no, re),
                  fmt::format("regexp_matches({}, '{}')", value.sql, re));
    }
    case 6: {
      const std::string op = random_.one_of({"<", "<=", ">", ">="});
      return Pair{fmt::format("{} {} \"{}\"", value.segql, op, text),
                  definite(fmt::format("{} {} {}", value.sql, op, sql_text(text)))};
    }
    default: {
      std::string other_kind;
      const Pair other = text_value(other_kind);
      const std::string op = random_.one_of({"=", "!=", "<", ">="});
      const std::string sql = definite(fmt::format("{} {} {}", value.sql, op == "!=" ? "=" : op, other.sql));
      return {fmt::format("{} {} {}", value.segql, op, other.segql), op == "!=" ? "not " + sql : sql};
    }
  }
}

Pair PairMaker::bool_condition() {
  const Place at = place();
  std::string name;
  if (at.table == "customer") name = "vip";
  if (at.table == "product") name = "discounted";
  if (at.table == "purchase") name = "paid";
  if (name.empty()) return compare_numbers(0);
  const Pair value = field(at, name);
  switch (random_.below(6)) {
    case 4: return {"coalesce(" + value.segql + ", true)", "coalesce(" + value.sql + ", true)"};
    case 5:
      return {"if(" + value.segql + " is missing, false, " + value.segql + ")",
              definite("case when " + value.sql + " is null then false else " + value.sql + " end")};
    case 0: return {value.segql, definite(value.sql)};
    case 1: return {"not " + value.segql, "not " + definite(value.sql)};
    case 2: return {value.segql + " = false", definite("not " + value.sql)};
    default: return {value.segql + " = true", definite(value.sql)};
  }
}

Pair PairMaker::enum_condition() {
  if (frames_.front().table != "customer") return text_condition();
  const Place self{"customer", frames_.size() == 1 ? "" : "self.", "", "r0"};
  const Pair value = field(self, "level");
  switch (random_.below(5)) {
    case 4: return {"coalesce(" + value.segql + ", mid) != low", "not (coalesce(" + value.sql + ", 'mid') = 'low')"};
    case 0: return {value.segql + " = mid", definite(value.sql + " = 'mid'")};
    case 1: return {value.segql + " != low", "not " + definite(value.sql + " = 'low'")};
    case 2: return {value.segql + " in (low, high)", definite(value.sql + " in ('low', 'high')")};
    default: return {value.segql + " not in (mid)", "not " + definite(value.sql + " in ('mid')")};
  }
}

Pair PairMaker::real_condition() {
  const Place at = place();
  if (at.table != "customer" && at.table != "purchase") return compare_numbers(0);
  const Pair value = field(at, at.table == "customer" ? "score" : "weight");
  const std::string constant = random_.one_of({"0", "0.5", "1", "1.25", "-0.75", "2"});
  const std::string op = random_.one_of({"=", "!=", "<", "<=", ">", ">="});
  if (random_.chance(20)) {
    const std::string function = random_.one_of({"abs({})", "floor({})", "ceil({})", "round({})", "round({}, 1)"});
    const std::string sql = definite(fmt::format("{} {} {}::double", fmt::format(fmt::runtime(function), value.sql),
                                                 op == "!=" ? "=" : op, constant));
    return {fmt::format("{} {} {}", fmt::format(fmt::runtime(function), value.segql), op, constant),
            op == "!=" ? "not " + sql : sql};
  }
  if (random_.chance(25)) {
    const std::string sql =
        definite(fmt::format("({0} * 2 + 0.25::double) {1} {2}::double", value.sql, op == "!=" ? "=" : op, constant));
    return {fmt::format("{} * 2 + 0.25 {} {}", value.segql, op, constant), op == "!=" ? "not " + sql : sql};
  }
  const std::string sql = definite(fmt::format("{} {} {}::double", value.sql, op == "!=" ? "=" : op, constant));
  return {fmt::format("{} {} {}", value.segql, op, constant), op == "!=" ? "not " + sql : sql};
}

Pair PairMaker::date_condition() {
  bool date = random_.chance(45);
  const Pair value = random_.chance(15) ? time_function(date) : time_field(date);
  if (date && random_.chance(30)) {
    const std::string op = random_.one_of({"=", "<", ">="});
    return {fmt::format("{} {} 2026-02-14", value.segql, op),
            definite(fmt::format("{} {} date '2026-02-14'", value.sql, op))};
  }
  const WindowPair in = window(false, false);
  const std::string instant = date ? fmt::format("(select s from days where d = {})", value.sql) : value.sql;
  return {value.segql + " " + in.segql, definite(fmt::format(fmt::runtime(in.sql), instant))};
}

Pair PairMaker::reference_condition() {
  const size_t last = frames_.size() - 1;
  const Frame& frame = frames_[last];
  const bool to_customer = frame.table == "purchase" || frame.table == "view" ? random_.chance(30) : false;
  std::string field_name, table = "product", key = "sku";
  if (frame.table == "customer") field_name = "fav";
  if (frame.table == "purchase") field_name = to_customer ? "buyer" : "item";
  if (frame.table == "view") field_name = to_customer ? "who" : "what";
  if (to_customer) {
    table = "customer";
    key = "id";
  }
  std::string sql_key =
      fmt::format("(select x.{0} from {1} x where x.{0} = {2}.{3})", key, table, frame.alias, field_name);
  const std::string visible = sql_instant(calendar_.as_of());
  const auto segments = [&](const std::string& of, const std::string& k) -> Pair {
    if (of == "customer") {
      return random_.chance(50)
                 ? Pair{"rich",
                        fmt::format("exists (select 1 from customer y where y.id = {} and y.wallet >= 4000)", k)}
                 : Pair{"active",
                        fmt::format("exists (select 1 from purchase y where y.buyer = {} and exists (select 1 from "
                                    "customer yc where yc.id = y.buyer) and y.ts >= {} and y.ts < {})",
                                    k, sql_instant(calendar_.start_of(calendar_.today() - date::days(30))), visible)};
    }
    return random_.chance(50)
               ? Pair{"cheap", fmt::format("exists (select 1 from product y where y.sku = {} and y.price < 2000)", k)}
               : Pair{"popular",
                      fmt::format("(select count(*) from purchase y join customer yc on yc.id = y.buyer where y.item = "
                                  "{0} and y.ts < {1} and yc.wallet >= 4000) >= 3 and {0} in (select sku from product)",
                                  k, visible)};
  };
  if (field_name.empty() || random_.chance(30)) {
    const std::string subject_key = frames_.front().table == "customer" ? "r0.id" : "r0.sku";
    const Pair member = segments(frames_.front().table, subject_key);
    if (frames_.size() != 1) return compare_numbers(0);
    if (random_.chance(30)) return {"not in segment " + member.segql, "not coalesce(" + member.sql + ", false)"};
    return {"in segment " + member.segql, "coalesce(" + member.sql + ", false)"};
  }
  switch (random_.below(4)) {
    case 0: return {field_name + " is missing", sql_key + " is null"};
    case 1:
      if (frame.table != "customer" && frames_.front().table == table) {
        // The subject itself.
        const std::string subject = table == "customer" ? "r0.id" : "r0.sku";
        return {field_name + " = self", definite(sql_key + " = " + subject)};
      }
      if (frame.table != "customer" && frames_.front().table == "customer" && !to_customer) {
        return {field_name + " != self.fav",
                "not " + definite(sql_key + " = (select x.sku from product x where x.sku = r0.fav)")};
      }
      [[fallthrough]];
    default: {
      const Pair member = segments(table, sql_key);
      if (random_.chance(40))
        return {field_name + " not in segment " + member.segql, "not coalesce(" + member.sql + ", false)"};
      return {field_name + " in segment " + member.segql, "coalesce(" + member.sql + ", false)"};
    }
  }
}

Pair PairMaker::presence_condition() {
  const Place at = place();
  std::string name;
  if (at.table == "customer")
    name = random_.one_of({"age", "score", "city", "born", "joined", "wallet", "level", "top_cat"});
  if (at.table == "product") name = random_.one_of({"price", "cat", "updated", "sku"});
  if (at.table == "purchase") name = random_.one_of({"amount", "note", "ts"});
  if (at.table == "view") name = "secs";
  const Pair value = field(at, name);
  if (random_.chance(50)) return {value.segql + " is missing", value.sql + " is null"};
  return {value.segql + " is present", value.sql + " is not null"};
}

}  // namespace segql::testing
