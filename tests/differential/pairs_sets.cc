/// Sets, lists and maps.

#include <fmt/format.h>

#include "tests/differential/pairs.h"
#include "tests/differential/sql.h"

namespace segql::testing {

Pair PairMaker::set_condition() {
  const Place at = place();
  if (at.table != "customer" && at.table != "product") return text_condition();
  const std::string name =
      at.table == "customer" ? random_.one_of({"tags", "tags", "marks"}) : random_.one_of({"sizes", "prices"});
  if (random_.chance(12)) {
    const Pair some = field(at, at.table == "customer" ? random_.one_of({"marks", "flags", "prefs", "times"})
                                                       : random_.one_of({"sizes", "plan"}));
    if (random_.chance(50)) return {some.segql + " is present", "(" + some.sql + ") is not null"};
    return {some.segql + " is missing", "(" + some.sql + ") is null"};
  }
  const Pair set = field(at, name);
  const auto some_item = [&]() -> Pair {
    if (name == "tags") {
      const std::string text = random_.one_of({"Riyadh", "ab", "abc", "Ünye", "nowhere"});
      return {"\"" + text + "\"", sql_text(text)};
    }
    if (name == "sizes") {
      const std::string size = random_.one_of({"s", "m", "l"});
      return {size, sql_text(size)};
    }
    const int64_t whole = random_.between(0, name == "marks" ? 9 : 50);
    if (name == "marks") return {std::to_string(whole), std::to_string(whole)};
    return {std::to_string(whole) + " SAR", std::to_string(whole * 100)};
  };
  const auto has = [&](const std::string& item) {
    return definite(fmt::format("list_contains({}, {})", set.sql, item));
  };
  const int64_t form = random_.below(5);
  if (form == 0) {
    const Pair item = some_item();
    return {fmt::format("{} has {}", set.segql, item.segql), has(item.sql)};
  }
  if (form == 1 && name == "tags") {
    std::string kind;
    const Pair item = text_value(kind);
    return {fmt::format("{} has {}", set.segql, item.segql), has(item.sql)};
  }
  constexpr const char* kForms[] = {"any", "all", "none"};
  const auto mode = static_cast<size_t>(random_.below(3));
  std::string list, sql_items;
  const Argument* const given = name == "tags" && random_.chance(60) ? argument("s") : nullptr;
  if (given != nullptr) {
    list = "$s";
    sql_items = given->value.sql;
  } else {
    for (int64_t n = random_.between(1, 3); n > 0; --n) {
      const Pair item = some_item();
      list += (list.empty() ? "" : ", ") + item.segql;
      sql_items += (sql_items.empty() ? "" : ", ") + item.sql;
    }
    list = "(" + list + ")";
  }
  const std::string any = definite(fmt::format("list_has_any({}, [{}])", set.sql, sql_items));
  const std::string all = definite(fmt::format("list_has_all({}, [{}])", set.sql, sql_items));
  return {fmt::format("{} has {} of {}", set.segql, kForms[mode], list), mode == 0   ? any
                                                                         : mode == 1 ? all
                                                                                     : "not " + any};
}

Pair PairMaker::map_condition() {
  const Place at = place();
  const std::string entry = random_.one_of({"lang", "tier", "other"});
  if (at.table == "customer") {
    const std::string sql = fmt::format("element_at({}, '{}')[1]", field(at, "prefs").sql, entry);
    if (random_.chance(30)) return {at.segql + "prefs." + entry + " is missing", sql + " is null"};
    return {at.segql + "prefs." + entry + " != \"toys\"", "not " + definite(sql + " = 'toys'")};
  }
  if (at.table != "product") return compare_numbers(0);
  const std::string sql = fmt::format("element_at({}, '{}')[1]", field(at, "plan").sql, entry);
  const int64_t n = random_.between(0, 20);
  return {fmt::format("{}plan.{} > {}", at.segql, entry, n), definite(fmt::format("{} > {}", sql, n))};
}

}  // namespace segql::testing
