/// Sequences of what the subject did: in SQL, each step is a query inside the one before.

#include <tuple>

#include <fmt/format.h>

#include "tests/differential/pairs.h"
#include "tests/differential/sql.h"

namespace segql::testing {
namespace {

std::string time_of(const std::string& table, const std::string& alias) {
  return alias + (table == "purchase" ? ".ts" : ".seen");
}

}  // namespace

/// The relation that a step is about: of the subject, or of what the subject or the row around the sequence refers to.
PairMaker::StepRows PairMaker::step_rows() {
  std::string prefix = frames_.size() > 1 ? "self." : "", entity = frames_.front().table;
  std::string key = std::string("r0.") + key_of(entity);
  if (random_.chance(20)) {
    const Place through = referred();
    if (!through.key.empty()) std::tie(prefix, entity, key) = std::tie(through.segql, through.table, through.key);
  }
  const bool purchases = random_.chance(60), customer = entity == "customer";
  const std::string path = customer ? (purchases ? "purchases" : "views") : (purchases ? "sales" : "visits");
  const std::string owner = customer ? (purchases ? "buyer" : "who") : (purchases ? "item" : "what");
  return {prefix + path, purchases ? "purchase" : "view", owner, key};
}

std::string PairMaker::step_from(const StepRows& rows, const std::string& alias) const {
  return fmt::format("from \"{}\" {} where {}.{} = {}", rows.table, alias, alias, rows.owner, rows.owner_key);
}

/// How long after the step before: elapsed time, a day being 24 hours.
Pair PairMaker::step_limit() {
  const auto [unit, most] = random_.pick(std::vector<std::pair<std::string, int64_t>>{
      {"hours", 900}, {"days", 60}, {"weeks", 8}, {"minutes", 40'000}, {"seconds", 3'000'000}});
  const int64_t n = random_.between(1, most);
  return {fmt::format("within {} {}", n, unit), fmt::format("interval ({}) {}", n, unit)};
}

Pair PairMaker::sequence(int depth) {
  Sequence all;
  all.matching = static_cast<int>(random_.below(4));
  // Long ones mostly go without limits, and nothing is asked of each two of their steps.
  const bool is_long = random_.chance(35);
  const int64_t count = is_long ? random_.between(3, 6) : random_.between(2, 3);
  all.percent_limited = is_long ? (random_.chance(70) ? 0 : 25) : 50;
  if (is_long && all.matching == 2) all.matching = 0;
  for (int64_t i = 0; i < count; ++i) all.steps.push_back(step_rows());
  const WindowPair when = window(true, true);
  const std::string sql = happened(all, 0, when.sql, "", depth);
  constexpr const char* kMatching[] = {"", " matching first", " matching strict", " matching any"};
  return {fmt::format("did {} ({}){}", when.segql, all.segql, kMatching[all.matching]), sql};
}

std::string PairMaker::steps_from(Sequence& all, size_t index, const std::string& previous, int depth) {
  if (index == all.steps.size()) return "true";
  all.segql += " then ";
  if (!random_.chance(30)) return happened(all, index, "", previous, depth);
  // A step that did not happen.
  const StepRows& rows = all.steps[index];
  const std::string alias = "r" + std::to_string(next_row_++), time = time_of(rows.table, alias);
  const std::string now = sql_instant(calendar_.as_of());
  const Pair limit = random_.chance(all.percent_limited + 10) ? step_limit() : Pair{"so far", ""};
  all.segql += fmt::format("no {} {}", rows.path, limit.segql);
  std::string sql = fmt::format("{} and {} < {} and {} > {}", step_from(rows, alias), time, now, time, previous);
  if (!limit.sql.empty()) sql += fmt::format(" and {} <= {} + {}", time, previous, limit.sql);
  frames_.push_back({rows.table, alias, ""});  // no label: nothing inside reaches it from further in
  if (random_.chance(50)) {
    const Pair filter = leaf();
    all.segql += " where (" + filter.segql + ")";
    sql += " and (" + filter.sql + ")";
  }
  frames_.pop_back();
  sql = "not exists (select 1 " + sql + ")";
  if (!limit.sql.empty()) sql += fmt::format(" and {} + {} < {}", previous, limit.sql, now);
  return "(" + sql + " and " + steps_from(all, index + 1, previous, depth) + ")";
}

std::string PairMaker::happened(Sequence& all, size_t index, const std::string& window, const std::string& previous,
                                int depth) {
  const StepRows& rows = all.steps[index];
  const std::string number = std::to_string(next_row_++), alias = "r" + number, time = time_of(rows.table, alias);
  const std::string label = random_.chance(25) ? "" : "p" + number;
  all.segql += (label.empty() ? "" : label + ": ") + rows.path;
  std::string sql = step_from(rows, alias);
  const std::string visible = index == 0 ? fmt::format(fmt::runtime(window), time)
                                         : fmt::format("{} < {}", time, sql_instant(calendar_.as_of()));
  sql += " and coalesce(" + visible + ", false)";
  if (index > 0) sql += fmt::format(" and {} > {}", time, previous);
  if (index > 0 && random_.chance(all.percent_limited)) {
    const Pair limit = step_limit();
    all.segql += " " + limit.segql;
    sql += fmt::format(" and {} <= {} + {}", time, previous, limit.sql);
  }
  if (index > 0 && all.matching == 2) {
    for (const StepRows& other : all.steps) {
      sql +=
          fmt::format(" and not exists (select 1 {} and b.{} > {} and b.{} < {} and b.{} < {})", step_from(other, "b"),
                      time_of(other.table, "").substr(1), previous, time_of(other.table, "").substr(1), time,
                      time_of(other.table, "").substr(1), sql_instant(calendar_.as_of()));
    }
  }
  frames_.push_back({rows.table, alias, label});
  if (random_.chance(50)) {
    const Pair filter = index == 0 ? any(depth - 1) : leaf();
    all.segql += " where (" + filter.segql + ")";
    sql += " and (" + filter.sql + ")";
  }
  const std::string rest = steps_from(all, index + 1, time, depth);
  frames_.pop_back();
  if (all.matching != 1) return "exists (select 1 " + sql + " and " + rest + ")";
  return fmt::format("coalesce((select ({}) {} order by {}, {}.pos limit 1), false)", rest, sql, time, alias);
}

}  // namespace segql::testing
