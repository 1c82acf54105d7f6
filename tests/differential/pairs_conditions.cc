/// Conditions over single fields: bools, enums, floats, dates, links, what is missing.

#include <fmt/format.h>

#include "tests/differential/pairs.h"
#include "tests/differential/sql.h"

namespace segql::testing {

Pair PairMaker::bool_condition() {
  const Place at = place();
  std::string name;
  if (at.table == "customer") name = "vip";
  if (at.table == "product") name = "discounted";
  if (at.table == "purchase") name = "paid";
  if (name.empty()) return compare_numbers(0);
  const Pair value = field(at, name);
  if (const Argument* given = argument("b"); given != nullptr && random_.chance(50)) {
    return {value.segql + " = $b", definite(value.sql + " = " + given->value.sql)};
  }
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
  if (frames_.front().table != "customer" || around_.of_events) return text_condition();
  const Place self{"customer", frames_.size() == 1 ? "" : "self.", "", "r0"};
  const Pair value = field(self, "level");
  if (const Argument* given = argument("e"); given != nullptr && random_.chance(50)) {
    return {value.segql + " != $e", "not " + definite(value.sql + " = " + given->value.sql)};
  }
  const Frame& row = frames_.back();
  if (frames_.size() > 1 && random_.chance(30)) {
    const std::string who = row.table == "purchase" ? "buyer" : "who";
    const std::string other = fmt::format("(select x.level from customer x where x.id = {}.{})", row.alias, who);
    return {fmt::format("{}.level = {}", who, value.segql), definite(other + " = " + value.sql)};
  }
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
  const bool aggregate = has_rows() && random_.chance(20);
  const Pair value = aggregate ? real_aggregate(0) : field(at, at.table == "customer" ? "score" : "weight");
  if (const Argument* given = argument("f"); given != nullptr && random_.chance(50)) {
    return {value.segql + " > $f", definite(value.sql + " > " + given->value.sql)};
  }
  const std::string constant = random_.one_of({"0", "0.5", "1", "1.25", "-0.75", "2"});
  const std::string op = random_.one_of({"=", "!=", "<", "<=", ">", ">="});
  if (random_.chance(20)) {
    const std::string function = random_.one_of({"abs({})", "floor({})", "ceil({})", "round({})", "round({}, 1)"});
    const std::string sql = definite(fmt::format("{} {} {}::double", fmt::format(fmt::runtime(function), value.sql),
                                                 op == "!=" ? "=" : op, constant));
    return {fmt::format("{} {} {}", fmt::format(fmt::runtime(function), value.segql), op, constant),
            op == "!=" ? "not " + sql : sql};
  }
  if (random_.chance(15)) {
    const bool half = random_.chance(50);
    const std::string sql = definite(fmt::format("({}{} {} {}::double)", half ? "" : "-", value.sql,
                                                 (half ? "/ 2 " : "") + (op == "!=" ? "=" : op), constant));
    return {fmt::format("{}{}{} {} {}", half ? "" : "-", value.segql, half ? " / 2" : "", op, constant),
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
    const std::string op = random_.one_of({"=", "!=", "<", "<=", ">", ">="});
    const Argument* const given = argument("d");
    const std::string constant = given != nullptr ? given->value.sql : "date '2026-02-14'";
    const std::string sql = definite(fmt::format("{} {} {}", value.sql, op == "!=" ? "=" : op, constant));
    return {fmt::format("{} {} {}", value.segql, op, given != nullptr ? "$d" : "2026-02-14"),
            op == "!=" ? "not " + sql : sql};
  }
  if (const Argument* times = argument("ws"); !date && times != nullptr && random_.chance(30)) {
    const bool no = random_.chance(30);
    const std::string sql = definite(fmt::format("{} in ({})", value.sql, times->value.sql));
    return {value.segql + (no ? " not in $ws" : " in $ws"), no ? "not " + sql : sql};
  }
  const WindowPair in = window(false, false);
  const std::string instant =
      date ? fmt::format("(select s from {} where d = {})", calendar_.days(), value.sql) : value.sql;
  return {value.segql + " " + in.segql, definite(fmt::format(fmt::runtime(in.sql), instant))};
}

Pair PairMaker::reference_condition() {
  if (around_.of_events) return member_condition();
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
