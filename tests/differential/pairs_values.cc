/// Fields, numbers, texts and the conditions over them.

#include <algorithm>

#include <fmt/format.h>

#include "tests/differential/pairs.h"
#include "tests/differential/sql.h"

namespace segql::testing {
namespace {

std::string power(int exponent) { return "1" + std::string(static_cast<size_t>(exponent), '0') + "::hugeint"; }

std::string scaled(const Number& number, int scale) {
  if (number.scale == scale) return number.pair.sql;
  return fmt::format("(({}) * {})", number.pair.sql, power(scale - number.scale));
}

}  // namespace

PairMaker::Place PairMaker::place(bool own_only) {
  const Place at = nearby(own_only);
  return !own_only && !around_.of_events && random_.chance(15) ? followed(at) : at;
}

PairMaker::Place PairMaker::nearby(bool own_only) {
  const size_t last = frames_.size() - 1;
  size_t chosen = random_.chance(75) ? last : static_cast<size_t>(random_.below(static_cast<int64_t>(frames_.size())));
  // What has no label is not seen from further in; the fields of entities have no past.
  if (frames_[chosen].label.empty() || (chosen == 0 && around_.of_events)) chosen = last;
  own_only = own_only || around_.of_events;
  const Frame& frame = frames_[chosen];
  const std::string prefix = chosen == last ? "" : frame.label + ".";
  const auto through = [&](const char* field, const char* table, const char* key) {
    return Place{table, prefix + field + ".",
                 fmt::format("(select x.{0} from {1} x where x.{0} = {2}.{3})", key, table, frame.alias, field), ""};
  };
  if (!own_only && random_.chance(frame.table == "customer" || frame.table == "product" ? 20 : 40)) {
    if (frame.table == "customer") return through("fav", "product", "sku");
    if (frame.table != "product" && random_.chance(15)) {  // two links
      const std::string who = frame.table == "purchase" ? "buyer" : "who";
      return {"product", prefix + who + ".fav.",
              fmt::format("(select x.sku from product x join customer y on x.sku = y.fav where y.id = {}.{})",
                          frame.alias, who),
              ""};
    }
    if (frame.table == "purchase")
      return random_.chance(70) ? through("item", "product", "sku") : through("buyer", "customer", "id");
    if (frame.table == "view")
      return random_.chance(70) ? through("what", "product", "sku") : through("who", "customer", "id");
  }
  return {frame.table, prefix, "", frame.alias};
}

std::string PairMaker::key_at(const Place& place) {
  return place.key.empty() ? place.alias + "." + key_of(place.table) : place.key;
}

Pair PairMaker::field(const Place& place, const std::string& name) const {
  const std::string key_field = key_of(place.table), key = key_at(place);
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
    const auto kind = money ? Definition::Kind::kMoney : Definition::Kind::kNumber;
    if (random_.chance(20)) {
      if (const auto computed = attribute(at, kind, scale)) {
        return {{computed->segql, "(" + computed->sql + ")::hugeint"}, scale, money};
      }
    }
    if (closed()) {
      if (money && at.table == "customer") name = "spend";
      if (!money && at.table == "product") name = "sold";
      if (money && at.table == "product") return literal(true);
      if (!money && at.table == "customer") return aggregate(0, false);
      scale = money ? 2 : 0;
    } else if (money) {
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
  if (random_.chance(40)) {
    const Argument* const given = argument(money ? "m" : random_.chance(50) ? "n" : "r");
    if (given != nullptr) return {{"$" + given->name, given->value.sql}, given->scale, money};
  }
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
  if (!around_.of_events && random_.chance(5)) return place_in_population();
  if (closed() && random_.chance(70)) return aggregate(std::max(depth - 1, 0), random_.chance(40));
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
      const bool customer = frames_.front().table == "customer";
      if (!customer && around_.of_events) return number_field(money);
      const Place self{frames_.front().table, frames_.size() == 1 ? "" : "self.", "", "r0"};
      const bool until = random_.chance(45);
      const char* word = until ? "until" : "since";
      const std::string sign = until ? "-" : "";
      const std::string day = fmt::format("(date '1970-01-01' + {})", calendar_.today().time_since_epoch().count());
      const bool date = !around_.of_events && random_.chance(50);
      const std::string instant = !customer           ? "updated"
                                  : around_.of_events ? "last_ts"
                                                      : random_.one_of({"joined", "last_ts"});
      const Pair of = field(self, !date ? instant : customer ? "born" : "launched");
      const std::string local =
          date ? of.sql : fmt::format("(select max(d) from {} where s <= {})", calendar_.days(), of.sql);
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
          const Pair at = field(self, instant);
          const auto [unit, micros] = random_.pick(std::vector<std::pair<std::string, int64_t>>{
              {"hours", 3'600'000'000}, {"minutes", 60'000'000}, {"seconds", 1'000'000}});
          return {
              {fmt::format("{} {} {}", unit, word, at.segql),
               fmt::format("truncated({}({} - epoch_us({})), {})::hugeint", sign, calendar_.as_of(), at.sql, micros)},
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
    const auto constant = [&] {
      Number number = literal(a.money);
      while (number.pair.segql.starts_with("$")) number = literal(a.money);
      return number;
    };
    Number low = constant(), high = constant();
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
      while (item.scale > a.scale || item.pair.segql.starts_with("$")) item = literal(a.money);
      list += (i != 0 ? ", " : "") + item.pair.segql;
      sql_list += (i != 0 ? ", " : "") + scaled(item, a.scale);
    }
    const bool negated = random_.chance(30);
    const std::string sql = definite(fmt::format("({}) in ({})", a.pair.sql, sql_list));
    return {fmt::format("{} {}in ({})", a.pair.segql, negated ? "not " : "", list), negated ? "not " + sql : sql};
  }
  Number b = random_.chance(60) ? literal(a.money) : number_field(a.money);
  if (!a.money && random_.chance(8)) {
    const int64_t percent = random_.between(0, 150);
    b = {{fmt::format("{}%", percent), fmt::format("{}::hugeint", percent)}, 2, false};
  }
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
  if (has_rows() && (closed() || random_.chance(15))) return text_aggregate(0);
  const Place at = place();
  kind = at.table;
  if (random_.chance(15)) {
    int scale = 0;
    if (const auto computed = attribute(at, Definition::Kind::kText, scale)) return *computed;
  }
  if (at.table == "customer" && random_.chance(15)) {
    const std::string entry = random_.one_of({"lang", "tier"});
    const Pair map = field(at, "prefs");
    return {at.segql + "prefs." + entry, fmt::format("element_at({}, '{}')[1]", map.sql, entry)};
  }
  if (at.table == "customer") return field(at, random_.one_of({"city", "name", "top_cat"}));
  if (at.table == "product") return field(at, random_.one_of({"sku", "cat"}));
  if (at.table == "purchase") return field(at, "note");
  if (around_.of_events) return {"\"ab\"", "'ab'"};
  const Place self{frames_.front().table, "self.", "", "r0"};
  return field(self, self.table == "customer" ? "city" : "cat");
}

Pair PairMaker::text_condition() {
  static const std::vector<std::string> kTexts{"Riyadh", "riyadh", "",   "a",  "ab",    "abc", "n1",
                                               "toys",   "Toys",   "p1", "Ün", "books", "YA",  "ya"};
  std::string kind;
  const Pair value = text_value(kind);
  std::string text = random_.pick(kTexts);
  const bool negated = random_.chance(30);
  const std::string no = negated ? "not " : "";
  const auto done = [&](const std::string& segql, const std::string& sql) {
    return Pair{segql, negated ? "not " + definite(sql) : definite(sql)};
  };
  if (const Argument* texts = argument("s"); texts != nullptr && random_.chance(30)) {
    return done(fmt::format("{} {}in $s", value.segql, no), fmt::format("{} in ({})", value.sql, texts->value.sql));
  }
  const Argument* const given = random_.chance(50) ? argument("t") : nullptr;
  const bool fold = random_.chance(40);
  const std::string tail = fold ? " ignoring case" : "";
  const std::string lhs = fold ? "lower(" + value.sql + ")" : value.sql;
  const std::string plain = text;  // where no parameter may stand
  if (given != nullptr) text = given->value.segql.substr(1, given->value.segql.size() - 2);
  const std::string rhs = fold ? "lower(" + sql_text(text) + ")" : sql_text(text);
  const std::string pattern = given != nullptr ? "$t" : "\"" + text + "\"";
  switch (random_.below(10)) {
    case 8: {
      const std::string other = random_.pick(kTexts), low = std::min(plain, other), high = std::max(plain, other);
      return done(fmt::format("{} {}between \"{}\" and \"{}\"", value.segql, no, low, high),
                  fmt::format("{} between {} and {}", value.sql, sql_text(low), sql_text(high)));
    }
    case 9: return done(value.segql + " " + no + "in ()", "false");
    case 0:
      return done(fmt::format("{} {} {}", value.segql, negated ? "!=" : "=", pattern),
                  fmt::format("{} = {}", value.sql, sql_text(text)));
    case 1: {
      const std::string other = random_.pick(kTexts);
      return done(fmt::format("{} {}in (\"{}\", \"{}\")", value.segql, no, plain, other),
                  fmt::format("{} in ({}, {})", value.sql, sql_text(plain), sql_text(other)));
    }
    case 2:
      return done(fmt::format("{} {}contains {}{}", value.segql, no, pattern, tail),
                  fmt::format("contains({}, {})", lhs, rhs));
    case 3:
      return done(fmt::format("{} {}starts with {}{}", value.segql, no, pattern, tail),
                  fmt::format("starts_with({}, {})", lhs, rhs));
    case 4:
      return done(fmt::format("{} {}ends with {}{}", value.segql, no, pattern, tail),
                  fmt::format("ends_with({}, {})", lhs, rhs));
    case 5: {
      const std::string re = random_.one_of({"^a", "[rR]iy", "s$", "^n1?[0-9]$", "o+", "^$"});
      return done(fmt::format("{} {}matches \"{}\"{}", value.segql, no, re, tail),
                  fmt::format("regexp_matches({}, '{}'{})", value.sql, re, fold ? ", 'i'" : ""));
    }
    case 6: {
      const std::string op = random_.one_of({"<", "<=", ">", ">="});
      return Pair{fmt::format("{} {} {}", value.segql, op, pattern),
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

}  // namespace segql::testing
