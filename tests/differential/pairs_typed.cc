/// Values of every scalar type, from wherever one comes, and what is asked of any value.

#include <fmt/format.h>

#include "tests/differential/pairs.h"
#include "tests/differential/sql.h"

namespace segql::testing {
namespace {

constexpr int kNumScalars = static_cast<int>(Scalar::kPoint) + 1;

bool is_ref(Scalar type) { return type == Scalar::kProduct || type == Scalar::kCustomer; }
bool has_order(Scalar type) {
  return !is_ref(type) && type != Scalar::kBool && type != Scalar::kEnum && type != Scalar::kPoint;
}

/// Fields of a type in a table.
std::vector<std::string> fields(const std::string& table, Scalar type) {
  using Lists = std::vector<std::vector<std::string>>;  // in the order of Scalar
  static const Lists kCustomer{{"city", "name"}, {"age", "small"}, {"rate"},  {"score"}, {"vip"}, {"born"},
                               {"joined"},       {"wallet"},       {"level"}, {"fav"},   {},      {"home"}};
  static const Lists kProduct{{"sku", "cat"},
                              {"stock"},
                              {},
                              {},
                              {"discounted"},
                              {"launched"},
                              {"updated"},
                              {"price", "list_price"},
                              {},
                              {},
                              {},
                              {}};
  static const Lists kPurchase{{"note"}, {"qty"},    {"tax"},   {"weight"}, {"paid"},  {"due"},
                               {"ts"},   {"amount"}, {"grade"}, {"item"},   {"buyer"}, {"spot"}};
  static const Lists kView{{}, {"secs"}, {}, {}, {}, {}, {"seen"}, {}, {}, {"what"}, {"who"}, {}};
  const Lists& lists = table == "customer"   ? kCustomer
                       : table == "product"  ? kProduct
                       : table == "purchase" ? kPurchase
                                             : kView;
  return lists[static_cast<size_t>(type)];
}

/// The order of values in SQL: texts by code point, enumerators by position, rows by load order.
std::string order_key(Scalar type, const std::string& sql) {
  if (type == Scalar::kEnum) return fmt::format("list_position(['low', 'mid', 'high'], {})", sql);
  if (type == Scalar::kProduct) return fmt::format("(select x.pos from product x where x.sku = {})", sql);
  if (type == Scalar::kCustomer) return fmt::format("(select x.pos from customer x where x.id = {})", sql);
  return sql;
}

}  // namespace

/// Decimals all have three digits in SQL.
std::optional<Pair> PairMaker::field_of(const Place& at, Scalar type) {
  if (around_.project != nullptr && !around_.of_events && random_.chance(8)) {
    if (const auto called = host_call(at, type)) return called;
  }
  if (random_.chance(25)) {
    using Kind = Definition::Kind;
    const std::optional<Kind> kind = type == Scalar::kText        ? Kind::kText
                                     : type == Scalar::kTimestamp ? Kind::kTime
                                     : type == Scalar::kDate      ? Kind::kDate
                                     : type == Scalar::kFloat     ? Kind::kFloat
                                     : type == Scalar::kPoint     ? Kind::kPoint
                                     : type == Scalar::kProduct   ? Kind::kProduct
                                     : type == Scalar::kCustomer  ? Kind::kCustomer
                                     : type == Scalar::kEnum      ? Kind::kEnum
                                     : type == Scalar::kBool      ? std::optional(Kind::kBool)
                                                                  : std::nullopt;
    int scale = 0;
    if (const auto computed = kind ? attribute(at, *kind, scale) : std::nullopt) return computed;
  }
  const std::vector<std::string> names = fields(at.table, type);
  if (names.empty()) return std::nullopt;
  const std::string& name = random_.pick(names);
  Pair value = field(at, name);
  if (name == "tax") value.sql = "(" + value.sql + " * 10)";
  if (type == Scalar::kProduct) value.sql = fmt::format("(select x.sku from product x where x.sku = {})", value.sql);
  if (type == Scalar::kCustomer) value.sql = fmt::format("(select x.id from customer x where x.id = {})", value.sql);
  return value;
}

Pair PairMaker::constant(Scalar type) {
  switch (type) {
    case Scalar::kText: {
      const std::string text = random_.one_of({"Riyadh", "ab", "toys", "n1", "p3", ""});
      return {"\"" + text + "\"", sql_text(text)};
    }
    case Scalar::kInt: {
      const std::string n = std::to_string(random_.between(-2, 20));
      return {n, "(" + n + ")"};
    }
    case Scalar::kDecimal: {
      const int64_t hundredths = random_.chance(70) ? random_.between(0, 19) * 10 : random_.between(0, 199);
      return {fmt::format("{}.{:02}", hundredths / 100, hundredths % 100), std::to_string(hundredths * 10)};
    }
    case Scalar::kFloat: {
      const std::string n = random_.one_of({"0.5", "1.25", "0", "2"});
      return {n, n + "::double"};
    }
    case Scalar::kBool: return random_.chance(50) ? Pair{"true", "true"} : Pair{"false", "false"};
    case Scalar::kDate: {
      const std::string day = date::format("%F", written_today_ - date::days(random_.between(-20, 200)));
      return {day, "date '" + day + "'"};
    }
    case Scalar::kTimestamp: {
      FixedInstant at = fixed_instant(true);
      while (at.segql.size() == 10 && at.segql[4] == '-') at = fixed_instant(true);  // a bare date is a date
      return {at.segql, sql_instant(at.micros)};
    }
    case Scalar::kMoney: {
      const std::string whole = std::to_string(random_.between(0, 60));
      return {whole + " SAR", whole + "00"};
    }
    case Scalar::kEnum: {
      const std::string name = random_.one_of({"low", "mid", "high"});
      return {name, sql_text(name)};
    }
    case Scalar::kPoint: {
      const Argument* const given = argument("h");
      if (given != nullptr && random_.chance(40)) return {"$h", given->value.sql};
      const PointText& point = random_.pick(kPoints);
      return {"\"" + std::string(point.text) + "\"", std::to_string(point.cell())};
    }
    case Scalar::kProduct:
    case Scalar::kCustomer: break;
  }
  return {};
}

/// `first`, `last`, `most common`, `min` or `max` of a field of rows, or of what rows refer to.
std::optional<Pair> PairMaker::aggregate_of(Scalar type) {
  const Rows set = rows(0);
  const Frame row = frames_.back();
  Place at{row.table, "", "", row.alias};
  if (!around_.of_events && random_.chance(30)) {
    const bool product = random_.chance(60), purchase = row.table == "purchase";
    const std::string name = product ? (purchase ? "item" : "what") : (purchase ? "buyer" : "who");
    const std::string entity = product ? "product" : "customer";
    at = {entity, name + ".",
          fmt::format("(select x.{0} from {1} x where x.{0} = {2}.{3})", key_of(entity), entity, row.alias, name), ""};
  }
  auto value = field_of(at, type);
  frames_.pop_back();
  if (!value) return std::nullopt;
  const bool is_call = value->segql.ends_with(")");  // the others take paths
  const std::string time = row.alias + (row.table == "purchase" ? ".ts" : ".seen");
  const bool extreme = has_order(type) && type != Scalar::kText;
  if (is_call && !extreme) return std::nullopt;
  if (is_call) value->segql = "(" + value->segql + ")";
  switch (is_call ? 3 : random_.below(extreme ? 5 : 3)) {
    case 0:
      return Pair{fmt::format("(most common {} of {})", value->segql, set.segql),
                  fmt::format("(select mc from (select {} as mc {}) where mc is not null group by mc order by count(*) "
                              "desc, {} limit 1)",
                              value->sql, set.sql, order_key(type, "mc"))};
    case 1:
      return Pair{fmt::format("(first of {} of {})", value->segql, set.segql),
                  fmt::format("(select {0} {1} order by {2}, {3}.pos limit 1)", value->sql, set.sql, time, row.alias)};
    case 2:
      return Pair{fmt::format("(last of {} of {})", value->segql, set.segql),
                  fmt::format("(select {0} {1} order by {2} desc, {3}.pos desc limit 1)", value->sql, set.sql, time,
                              row.alias)};
    default: {
      const std::string kind = random_.one_of({"min", "max"});
      return Pair{fmt::format("({} of {} of {})", kind, value->segql, set.segql),
                  fmt::format("(select {}(v) from (select {} as v {}))", kind, value->sql, set.sql)};
    }
  }
}

std::optional<Pair> PairMaker::typed_value(Scalar type, int depth) {
  const bool row = has_rows() && (closed() || random_.chance(25));
  if (depth <= 0 || random_.chance(65))
    return row ? aggregate_of(type) : closed() ? std::nullopt : field_of(place(), type);
  const auto a = typed_value(type, depth - 1);
  auto b = typed_value(type, depth - 1);
  if (a && type == Scalar::kPoint && random_.chance(40)) b = constant(type);
  if (!a || !b) return a ? a : b;
  const bool orders = has_order(type) && type != Scalar::kText;
  switch (random_.below(orders ? 3 : 2)) {
    case 0:
      return Pair{fmt::format("coalesce({}, {})", a->segql, b->segql), fmt::format("coalesce({}, {})", a->sql, b->sql)};
    case 1: {
      const Pair condition = leaf();
      return Pair{fmt::format("if({}, {}, {})", condition.segql, a->segql, b->segql),
                  fmt::format("(case when {} then {} else {} end)", condition.sql, a->sql, b->sql)};
    }
    default: {
      const std::string name = random_.one_of({"least", "greatest"});
      return Pair{fmt::format("{}({}, {})", name, a->segql, b->segql),
                  fmt::format("(case when ({0}) is null or ({1}) is null then null else {2}({0}, {1}) end)", a->sql,
                              b->sql, name)};
    }
  }
}

Pair PairMaker::typed_condition() {
  const auto type = static_cast<Scalar>(random_.below(kNumScalars));
  const auto value = typed_value(type, 1);
  if (!value) return compare_numbers(0);
  const bool no = random_.chance(30);
  const auto either = [&](const std::string& segql, const std::string& sql) {
    return Pair{segql, no ? "not " + definite(sql) : definite(sql)};
  };
  const int64_t form = random_.below(10);
  if (form < 2) {
    return {value->segql + (no ? " is missing" : " is present"),
            fmt::format("({}) is {}null", value->sql, no ? "" : "not ")};
  }
  if (form < 5 && !is_ref(type)) {
    std::string list, sql;
    for (int64_t n = random_.between(1, 3); n > 0; --n) {
      Pair item = constant(type);
      while ((type == Scalar::kTimestamp || type == Scalar::kPoint) && item.segql[0] == '$') item = constant(type);
      list += (list.empty() ? "" : ", ") + item.segql;
      sql += (sql.empty() ? "" : ", ") + item.sql;
    }
    return either(fmt::format("{} {}in ({})", value->segql, no ? "not " : "", list),
                  fmt::format("{} in ({})", value->sql, sql));
  }
  auto other = random_.chance(50) || is_ref(type) ? typed_value(type, 0) : std::nullopt;
  if (!other && is_ref(type)) return {value->segql + " is missing", "(" + value->sql + ") is null"};
  if (!other) other = constant(type);
  if (!has_order(type)) {
    return either(fmt::format("{} {} {}", value->segql, no ? "!=" : "=", other->segql),
                  fmt::format("{} = {}", value->sql, other->sql));
  }
  const std::string op = random_.one_of({"=", "<", "<=", ">", ">="});
  const bool unequal = no && op == "=";
  const std::string sql = definite(fmt::format("{} {} {}", value->sql, op, other->sql));
  return {fmt::format("{} {} {}", value->segql, unequal ? "!=" : op, other->segql), unequal ? "not " + sql : sql};
}

/// `has` of sets and lists of every type.
Pair PairMaker::typed_set_condition() {
  const Place at = place();
  if (at.table != "customer") return set_condition();
  const auto [name, type] = random_.pick(std::vector<std::pair<std::string, Scalar>>{{"rates", Scalar::kDecimal},
                                                                                     {"flags", Scalar::kBool},
                                                                                     {"days", Scalar::kDate},
                                                                                     {"times", Scalar::kTimestamp},
                                                                                     {"weights", Scalar::kFloat}});
  const Pair set = field(at, name);
  if (random_.chance(45)) {
    const auto item = random_.chance(60) ? typed_value(type, 0) : std::nullopt;
    // Types are the same or they are not: a decimal of three digits is none of two.
    const Pair one = item && type != Scalar::kDecimal ? *item : constant(type);
    return {fmt::format("{} has {}", set.segql, one.segql),
            definite(fmt::format("list_contains({}, {})", set.sql, one.sql))};
  }
  std::string list, sql;
  for (int64_t n = random_.between(0, 3); n > 0; --n) {
    const Pair item = constant(type);
    list += (list.empty() ? "" : ", ") + item.segql;
    sql += (sql.empty() ? "" : ", ") + item.sql;
  }
  const auto test = [&](const char* which) {
    if (sql.empty()) return std::string(which) == "any" ? std::string("false") : "(" + set.sql + ") is not null";
    return definite(fmt::format("list_has_{}({}, [{}])", which, set.sql, sql));
  };
  const std::string mode = random_.one_of({"any", "all", "none", "none"});
  return {fmt::format("{} has {} of ({})", set.segql, mode, list),
          mode == "none" ? "not " + test("any") : test(mode.c_str())};
}

}  // namespace segql::testing
