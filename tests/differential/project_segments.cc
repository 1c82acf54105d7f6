/// Segments of a random project, and what is made of segments.

#include <fmt/format.h>

#include "tests/differential/pairs.h"
#include "tests/differential/project.h"
#include "tests/differential/sql.h"

namespace segql::testing {
namespace {

/// What a scheduler reads, and nobody else.
std::string schedule(Random& random, const std::string& entity) {
  std::string text;
  if (random.chance(40)) {
    const std::string when =
        random.one_of({"live", "manual", "daily at 03:00", "weekly on mon, thursday at 06:30",
                       "monthly on 1, 15 at 04:00", "every 15 minutes", "every 2 days", "every 6 hours",
                       "every 2 weeks", "every 1 month", "every 1 quarter", "every 1 year"});
    text += " refresh " + when;
    if (when != "manual" && random.chance(40)) text += " also on purchase, restocked";
    if (random.chance(40)) text += " priority high";
  }
  if (random.chance(30)) {
    text += " deliver to " + random.one_of({"ads.meta", "file.csv", "push"});
    if (random.chance(50)) text += " as \"a list\"";
    if (random.chance(50)) text += random.one_of({" on enter", " on enter, exit"});
    if (random.chance(50)) text += entity == "customer" ? " columns (id, fav.cat, spend)" : " columns (sku)";
  }
  return text;
}

std::string header(Random& random) {
  std::string text;
  if (random.chance(20)) text += "/// Described.\n";
  if (random.chance(20)) text += random.one_of({"@owner(\"crm\") ", "@tag(\"a\") @live ", "@rank(3) "});
  return text;
}

/// One `take`: its text, and the query of those left of `members`.
Pair some_take(Random& random, PairMaker& maker, Project& project, size_t num_known, const std::string& entity,
               bool of_events, const Calendar& calendar, const std::string& members, const Arguments& arguments) {
  const char* const key = key_of(entity);
  const bool top = random.chance(60), percent = random.chance(40);
  int64_t amount = percent ? random.between(1, 1000) : random.between(1, 20);  // percent: in tenths
  std::string how_many = percent ? fmt::format("{}.{}%", amount / 10, amount % 10) : std::to_string(amount);
  if (percent && random.chance(30)) how_many = std::to_string(amount = random.between(1, 100)) + "%", amount *= 10;
  std::string limit = percent ? fmt::format("((n * {} + 999) // 1000)", amount) : std::to_string(amount);
  for (const Argument& argument : arguments) {
    if (percent || argument.name != "n" || random.chance(40)) continue;
    how_many = "$n";
    limit = argument.value.sql;
  }
  const Pair by = maker.score(entity);
  std::string text = fmt::format(" take {} {} by {}", top ? "top" : "bottom", how_many, by.segql);
  std::string group = "0";
  if (random.chance(35)) {
    const Pair per = maker.group(entity);
    text += " per " + per.segql;
    group = per.sql;
  }
  std::string population = members;
  if (random.chance(40)) {
    const auto segment = random.chance(60)
                             ? project.pick(random, Definition::Kind::kSegment, entity, num_known, of_events)
                             : std::nullopt;
    population = fmt::format("select {} as k from {}", key, entity);
    text += " among everyone";
    if (segment) {
      text.resize(text.size() - 8);
      const Call call = project.some_call(random, *segment, arguments);
      text += "segment " + call.text;
      population = "select k from " + project.table(*segment, call.arguments, calendar.in(project.calendar().zone()));
    }
  }
  const bool kept = random.chance(40);
  if (kept) text += " ties kept";
  if (!kept && random.chance(40)) text += " ties dropped";
  std::string winners = fmt::format("{} <= {}", kept ? "tie" : "place", limit);
  if (random.chance(30)) {
    const int64_t most = random.between(1, 10);
    text += fmt::format(" at most {}", most);
    winners += fmt::format(" and place <= {}", most);
  }
  const char* const order = top ? "desc" : "asc";
  return {
      text,
      fmt::format(
          "select k from ({members}) where k in (select k from (select k, n, s, row_number() over (partition by g "
          "order by s {order} nulls last, k) as place, rank() over (partition by g order by s {order} nulls last) as "
          "tie from (select r0.{key} as k, ({by}) as s, ({group}) as g, count(*) over (partition by ({group})) as n "
          "from {entity} r0 where r0.{key} in ({population}))) where s is not null and {winners})",
          fmt::arg("members", members), fmt::arg("order", order), fmt::arg("key", key), fmt::arg("by", by.sql),
          fmt::arg("group", group), fmt::arg("entity", entity), fmt::arg("population", population),
          fmt::arg("winners", winners))};
}

}  // namespace

Written Project::write_segment(uint64_t seed, const std::string& entity, size_t num_known, bool of_events,
                               Snapshot snapshot, const Calendar& asked, const Arguments& arguments) {
  Random random(seed);
  const bool zoned = random.chance(25);
  // A segment's days are those of its own zone, else of the project's, whoever asks.
  const Calendar zone = asked.in(zoned ? other_zone_ : calendar_.zone());
  PairMaker names(random, calendar_.in(zone.zone()), {this, num_known, {}, of_events});
  const FixedInstant at = names.fixed_instant(false);
  const int64_t instant = snapshot == Snapshot::kTaken ? taken_ : at.micros;
  const Calendar calendar = snapshot != Snapshot::kNone ? zone.at(instant) : zone;
  PairMaker maker(random, calendar, {this, num_known, arguments, of_events});
  std::string text = fmt::format("of {}{} {{", entity, snapshot == Snapshot::kOfInstant ? " as of " + at.segql : "");
  std::string query = fmt::format("select r0.{} as k from {} r0 where true", key_of(entity), entity);
  if (random.chance(90)) {
    const Pair where = maker.condition(entity, static_cast<int>(random.between(1, 3)));
    text += " where " + where.segql;
    query += " and (" + where.sql + ")";
  }
  for (int i = 0; i < 2 && (zoned || random.chance(25)); ++i) {
    const Pair exclude = zoned && i == 0 ? maker.of_the_clock(entity) : maker.condition(entity, 1);
    text += " exclude " + exclude.segql;
    query += " and not (" + exclude.sql + ")";
  }
  for (int i = 0; i < 2 && random.chance(35); ++i) {
    const Pair take = some_take(random, maker, *this, num_known, entity, of_events, calendar, query, arguments);
    text += take.segql;
    query = take.sql;
  }
  if (random.chance(15)) {
    const int64_t tenths = random.between(200, 1000);
    const Bucketing& by = bucketings_[(entity == "customer" ? 0U : 2U) + static_cast<size_t>(random.below(2))];
    text += fmt::format(" sample {}.{}% seed \"{}\"", tenths / 10, tenths % 10, by.seed);
    query =
        fmt::format("select k from ({}) where k in (select k from {} where b < {})", query, by.table, tenths * 1000);
  }
  if (zoned) text += fmt::format(" timezone \"{}\"", other_zone_);
  text += schedule(random, entity) + " }";
  if (snapshot != Snapshot::kNone && instant > asked.as_of())
    query = fmt::format("select * from ({}) where false", query);
  return {text, query};
}

void Project::add_segment() {
  Definition d;
  d.name = fmt::format("s{}", definitions_.size());
  d.entity = some_entity();
  d.of_events = random_.chance(35);
  const Snapshot snapshot = random_.chance(12)   ? Snapshot::kOfInstant
                            : random_.chance(12) ? Snapshot::kTaken
                                                 : Snapshot::kNone;
  const std::string parameters = snapshot == Snapshot::kOfInstant ? "" : add_parameters(d, 40);
  d.write = [this, seed = random_.next(), num_known = definitions_.size(), entity = d.entity, of_events = d.of_events,
             snapshot](const Calendar& calendar, const Arguments& arguments) {
    return write_segment(seed, entity, num_known, of_events, snapshot, calendar, arguments);
  };
  const Arguments no_arguments;
  const Arguments& arguments = d.calls.empty() ? no_arguments : d.calls[0].arguments;
  text_ +=
      fmt::format("{}{}segment {}{}{} {}\n", header(random_), snapshot != Snapshot::kNone ? "snapshot " : "", d.name,
                  parameters, random_.chance(20) ? " \"A title\"" : "", d.write(calendar_, arguments).text);
  // Who was in it is written down: its past is known, whatever it reads.
  d.of_events = d.of_events || snapshot == Snapshot::kTaken;
  add(std::move(d));
}

void Project::add_static_segment() {
  Definition d;
  d.name = fmt::format("s{}", definitions_.size());
  d.entity = some_entity();
  const bool customer = d.entity == "customer";
  const std::string field = customer ? random_.one_of({"id", "id", "city", "level"}) : random_.one_of({"sku", "cat"});
  std::vector<std::string> keys;
  std::string sql;
  for (int i = 0; i < 12; ++i) {
    std::string key = std::to_string(random_.between(-50, 700));
    if (field == "city") key = random_.one_of({"Riyadh", "ab", "Ünye", "nowhere"});
    if (field == "level") key = random_.one_of({"mid", "high"});
    if (field == "sku") key = "p" + std::to_string(random_.below(30));
    if (field == "cat") key = random_.one_of({"toys", "food", "nothing"});
    if (field == "id" && random_.chance(60)) key = std::to_string(random_.below(30) * 7 - 50);
    keys.push_back(key);
    sql += (sql.empty() ? "" : ", ") + (field == "id" ? key : sql_text(key));
  }
  lists_.emplace(d.name, keys);
  text_ += fmt::format("static segment {}{} of {} from \"{}.csv\" key {}\n", d.name,
                       random_.chance(30) ? " \"A list\"" : "", d.entity, d.name, field);
  d.write = [entity = d.entity, field, sql](const Calendar&, const Arguments&) {
    return Written{"",
                   fmt::format("select r0.{} as k from {} r0 where r0.{} in ({})", key_of(entity), entity, field, sql)};
  };
  add(std::move(d));
}

void Project::add_part(const std::string& name, const std::string& entity, bool of_events,
                       std::function<std::string(const Calendar&)> query) {
  Definition d;
  d.name = name;
  d.entity = entity;
  d.of_events = of_events;
  d.write = [this, query = std::move(query)](const Calendar& calendar, const Arguments&) {
    return Written{"", query(calendar.in(calendar_.zone()))};
  };
  add(std::move(d));
}

void Project::add_split() {
  const std::string entity = some_entity(), name = fmt::format("t{}", definitions_.size());
  const auto whole = pick(random_, Kind::kSegment, entity, definitions_.size(), false);
  if (!whole) return;
  const auto call = static_cast<size_t>(random_.below(static_cast<int64_t>(definitions_[*whole].calls.size())));
  const Bucketing by = bucketings_[(entity == "customer" ? 0U : 2U) + static_cast<size_t>(random_.below(2))];
  text_ += fmt::format("split {} of segment {} seed \"{}\" {{ ", name, definitions_[*whole].calls[call].text, by.seed);
  int64_t begin = 0;
  const bool all = random_.chance(50);
  Parts parts{entity, {}, {}};
  if (all) parts.wholes.emplace_back(*whole, call);
  for (const std::string part : {"control", "offer_a", "offer_b"}) {
    int64_t tenths = random_.chance(60) ? random_.between(20, 33) * 10 : random_.between(1, 330);
    if (all && part == "offer_b") tenths = 1000 - begin / 1000;
    parts.parts.push_back(definitions_.size());
    const int64_t end = begin + tenths * 1000;
    text_ += fmt::format("{} {}.{}%, ", part, tenths / 10, tenths % 10);
    add_part(name + "." + part, entity, definitions_[*whole].of_events,
             [this, whole = *whole, call, table = by.table, begin, end](const Calendar& calendar) {
               return fmt::format("select k from {} where k in (select k from {} where b >= {} and b < {})",
                                  this->table(whole, call, calendar), table, begin, end);
             });
    begin = end;
  }
  text_ += "}\n";
  parts_.push_back(parts);
}

void Project::add_priority_list() {
  const std::string entity = some_entity(), name = fmt::format("p{}", definitions_.size());
  std::vector<size_t> segments;
  bool of_events = true;
  const size_t num_known = definitions_.size();
  for (int i = 0; i < 6 && segments.size() < 4; ++i) {
    const auto segment = pick(random_, Kind::kSegment, entity, num_known, false);
    if (!segment || std::find(segments.begin(), segments.end(), *segment) != segments.end()) continue;
    segments.push_back(*segment);
  }
  if (segments.empty()) return;
  text_ += fmt::format("priority list {} of {} {{ ", name, entity);
  Parts parts{entity, {}, {}};
  for (size_t i = 0; i < segments.size(); ++i) {
    text_ += definitions_[segments[i]].calls.back().text + ", ";
    of_events = of_events && definitions_[segments[i]].of_events;
    parts.parts.push_back(definitions_.size());
    parts.wholes.emplace_back(segments[i], definitions_[segments[i]].calls.size() - 1);
    const std::vector<size_t> before(segments.begin(), segments.begin() + static_cast<ptrdiff_t>(i));
    add_part(name + "." + definitions_[segments[i]].name, entity, of_events,
             [this, own = segments[i], before](const Calendar& calendar) {
               const auto of = [&](size_t segment) {
                 return "select k from " + this->table(segment, definitions_[segment].calls.size() - 1, calendar);
               };
               std::string query = fmt::format("select k from ({}) where true", of(own));
               for (const size_t segment : before) query += fmt::format(" and k not in ({})", of(segment));
               return query;
             });
  }
  text_ += "}\n";
  parts_.push_back(parts);
}

}  // namespace segql::testing
