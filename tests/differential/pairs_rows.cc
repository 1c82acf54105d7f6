/// Row sets, quantifiers and aggregates.

#include <fmt/format.h>

#include "tests/differential/pairs.h"
#include "tests/differential/sql.h"

namespace segql::testing {
bool PairMaker::has_rows() const { return frames_.size() < 4; }

/// Rows of the subject, of the innermost row's product, or of the subject again inside another row set.
PairMaker::Rows PairMaker::rows(int depth, bool) {
  const Frame& last = frames_.back();
  std::string path, table, owner_field, owner_key;
  const auto of_customer = [&](const std::string& prefix, const std::string& key) {
    const bool purchases = random_.chance(65);
    path = prefix + (purchases ? random_.one_of({"purchases", "purchase"}) : "views");
    table = purchases ? "purchase" : "view";
    owner_field = purchases ? "buyer" : "who";
    owner_key = key;
  };
  const auto of_product = [&](const std::string& prefix, const std::string& key) {
    const bool sales = random_.chance(65);
    path = prefix + (sales ? "sales" : "visits");
    table = sales ? "purchase" : "view";
    owner_field = sales ? "item" : "what";
    owner_key = key;
  };
  const bool in_row = frames_.size() > 1;
  const Place through = around_.project != nullptr && random_.chance(12) ? referred() : Place{};
  if (!through.key.empty()) {
    through.table == "customer" ? of_customer(through.segql, through.key) : of_product(through.segql, through.key);
  } else if (in_row && random_.chance(50)) {
    const std::string field = last.table == "purchase" ? "item" : "what";
    if (random_.chance(25)) {
      const std::string who = last.table == "purchase" ? "buyer" : "who";
      of_customer(who + ".", fmt::format("(select x.id from customer x where x.id = {}.{})", last.alias, who));
    } else {
      of_product(field + ".", fmt::format("(select x.sku from product x where x.sku = {}.{})", last.alias, field));
    }
  } else {
    // The rows of a subject are also found from further in.
    const char* const prefix = in_row && random_.chance(60) ? "self." : "";
    frames_.front().table == "customer" ? of_customer(prefix, "r0.id") : of_product(prefix, "r0.sku");
  }
  const std::string alias = "r" + std::to_string(next_row_);
  const std::string label = random_.chance(25) ? "" : "p" + std::to_string(next_row_);
  ++next_row_;
  const WindowPair when = window(true, true);
  Rows out;
  out.segql = (label.empty() ? "" : label + ": ") + path;
  if (!when.segql.empty()) out.segql += " " + when.segql;
  const std::string time = alias + (table == "purchase" ? ".ts" : ".seen");
  out.sql = fmt::format("from \"{}\" {} where {}.{} = {} and {}", table, alias, alias, owner_field, owner_key,
                        definite(fmt::format(fmt::runtime(when.sql), time)));
  frames_.push_back({table, alias, label});
  if (random_.chance(60)) {
    const Pair filter = any(depth);
    out.segql += " where (" + filter.segql + ")";
    out.sql += " and (" + filter.sql + ")";
  }
  // The frame stays in scope for what the caller computes of each row; the caller removes it.
  return out;
}

Pair PairMaker::count(int64_t number) {
  const Argument* const n = argument("n");
  if (n != nullptr && random_.chance(50)) return {"$n", n->value.sql};
  return {std::to_string(number), std::to_string(number)};
}

Pair PairMaker::quantified(int depth) {
  const Rows set = this->rows(depth);
  const std::string time = frames_.back().alias + (frames_.back().table == "purchase" ? ".ts" : ".seen");
  const std::string position = frames_.back().alias + ".pos";
  const int64_t form = random_.below(8);
  Pair out;
  const std::string exists = "exists (select 1 " + set.sql + ")";
  const std::string rows = "(select count(*) " + set.sql + ")";
  const int64_t n = random_.between(0, 4);
  const Pair least = count(n + 1), number = count(n);
  switch (form) {
    case 0: out = {"any " + set.segql, exists}; break;
    case 1: out = {"no " + set.segql, "not " + exists}; break;
    case 2:
      out = {fmt::format("at least {} {}", least.segql, set.segql), fmt::format("{} >= {}", rows, least.sql)};
      break;
    case 3:
      out = {fmt::format("at most {} {}", number.segql, set.segql), fmt::format("{} <= {}", rows, number.sql)};
      break;
    case 4:
      out = {fmt::format("exactly {} {}", number.segql, set.segql), fmt::format("{} = {}", rows, number.sql)};
      break;
    case 5: {
      const Pair each = any(depth);
      out = {fmt::format("every {} satisfy ({})", set.segql, each.segql),
             fmt::format("not exists (select 1 {} and not ({}))", set.sql, each.sql)};
      break;
    }
    default: {
      const Pair edge = any(depth);
      const bool latest = form == 6;
      const char* direction = latest ? "desc" : "asc";
      out = {fmt::format("{} {} satisfy ({})", latest ? "latest" : "earliest", set.segql, edge.segql),
             definite(fmt::format("(select ({}) {} order by {} {}, {} {} limit 1)", edge.sql, set.sql, time, direction,
                                  position, direction))};
    }
  }
  frames_.pop_back();
  return out;
}

Number PairMaker::aggregate(int depth, bool money) {
  const Rows set = rows(depth);
  const Frame row = frames_.back();
  const std::string time = row.alias + (row.table == "purchase" ? ".ts" : ".seen");
  const Place own{row.table, "", "", row.alias};
  Number value;
  if (row.table == "purchase") {
    if (money) {
      value = {field(own, "amount"), 2, true};
    } else {
      value = random_.chance(75) ? Number{field(own, "qty"), 0, false} : Number{field(own, "tax"), 2, false};
    }
    if (!around_.of_events && random_.chance(20)) {
      const Place item{"product", "item.",
                       fmt::format("(select x.sku from product x where x.sku = {}.item)", row.alias), ""};
      if (money) value = {field(item, "price"), 2, true};
    }
    if (money && random_.chance(20)) {
      value.pair = {"(amount * qty)", fmt::format("({0}.amount * {0}.qty)", row.alias)};
    }
  } else {
    money = false;
    value = {field(own, "secs"), 0, false};
  }
  const std::string v = "(" + value.pair.sql + ")::hugeint";
  const std::string of = value.pair.segql + " of " + set.segql;
  // Aggregates run over a derived table: where their argument only names outer rows, SQL would make them outer
  // aggregates.
  const std::string values = "from (select " + v + " as v " + set.sql + ") q";
  Number out;
  switch (random_.below(money ? 6 : 9)) {
    case 0:
      out = {{"sum of " + of, fmt::format("(select coalesce(sum(v), 0)::hugeint {})", values)}, value.scale, money};
      break;
    case 1: out = {{"min of " + of, fmt::format("(select min(v) {})", values)}, value.scale, money}; break;
    case 2: out = {{"max of " + of, fmt::format("(select max(v) {})", values)}, value.scale, money}; break;
    case 3: {
      const std::string up = "1" + std::string(static_cast<size_t>(6 - value.scale), '0') + "::hugeint";
      out = {
          {"avg of " + of, fmt::format("(select quotient(sum(v) * {}, count(v)::hugeint) {})", up, values)}, 6, money};
      break;
    }
    case 4: {
      const std::string up = "1" + std::string(static_cast<size_t>(6 - value.scale), '0') + "::hugeint";
      out = {{"median of " + of,
              fmt::format("(select case when len(l) = 0 then null else quotient((l[(len(l) + 1) // 2] + l[len(l) // 2 "
                          "+ 1]) * {}, 2::hugeint) end "
                          "from (select coalesce(list_sort(list(v) filter (v is not null)), []) as l {}))",
                          up, values)},
             6,
             money};
      break;
    }
    case 5: {
      const bool first = random_.chance(50);
      out = {{(first ? "first of " : "last of ") + of,
              fmt::format("(select {} {} order by {} {}, {}.pos {} limit 1)", v, set.sql, time, first ? "asc" : "desc",
                          row.alias, first ? "asc" : "desc")},
             value.scale,
             money};
      break;
    }
    case 6: out = {{"count of " + set.segql, fmt::format("(select count(*)::hugeint {})", set.sql)}, 0, false}; break;
    case 7: {
      const std::string name = row.table == "purchase"
                                   ? random_.one_of({"item", "note", "qty", "paid", "ts", "amount", "tax", "tax",
                                                     "weight", "weight", "due", "grade", "buyer"})
                                   : random_.one_of({"what", "secs", "seen"});
      std::string sql = row.alias + "." + name;
      if (name == "buyer") sql = fmt::format("(select x.id from customer x where x.id = {})", sql);
      if (name == "item" || name == "what") sql = fmt::format("(select x.sku from product x where x.sku = {})", sql);
      out = {{fmt::format("count of distinct {} of {}", name, set.segql),
              fmt::format("(select count(distinct v)::hugeint from (select {} as v {}) q)", sql, set.sql)},
             0,
             false};
      break;
    }
    default: {
      const Pair part = any(depth);
      out = {{fmt::format("share of {} satisfy ({})", set.segql, part.segql),
              fmt::format("(select quotient((count(*) filter (v)) * 1000000000000::hugeint, count(*)::hugeint) from "
                          "(select ({}) as v {}) q)",
                          part.sql, set.sql)},
             12,
             false};
    }
  }
  frames_.pop_back();
  return out;
}

Pair PairMaker::text_aggregate(int depth) {
  const Rows set = rows(depth);
  const Frame row = frames_.back();
  const std::string time = row.alias + (row.table == "purchase" ? ".ts" : ".seen");
  const std::string link = row.table == "purchase" ? "item" : "what";
  const Place item{"product", link + ".",
                   fmt::format("(select x.sku from product x where x.sku = {}.{})", row.alias, link), ""};
  const Pair value = row.table == "purchase" && random_.chance(40) ? field({row.table, "", "", row.alias}, "note")
                                                                   : field(item, around_.of_events ? "sku" : "cat");
  Pair out;
  switch (random_.below(3)) {
    case 0:
      out = {fmt::format("most common {} of {}", value.segql, set.segql),
             fmt::format("(select mc from (select {} as mc {}) where mc is not null group by mc order by count(*) "
                         "desc, mc limit 1)",
                         value.sql, set.sql)};
      break;
    case 1:
      out = {fmt::format("first of {} of {}", value.segql, set.segql),
             fmt::format("(select {} {} order by {}, {}.pos limit 1)", value.sql, set.sql, time, row.alias)};
      break;
    default:
      out = {fmt::format("last of {} of {}", value.segql, set.segql),
             fmt::format("(select {} {} order by {} desc, {}.pos desc limit 1)", value.sql, set.sql, time, row.alias)};
  }
  frames_.pop_back();
  return {"(" + out.segql + ")", out.sql};
}

}  // namespace segql::testing
