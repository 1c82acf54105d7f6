/// What other definitions say of a row: attributes, defines, members of segments, now and at other instants.

#include <fmt/format.h>

#include "tests/differential/pairs.h"
#include "tests/differential/sql.h"

namespace segql::testing {

std::optional<Pair> PairMaker::attribute(const Place& place, Definition::Kind kind, int& scale) {
  if (around_.project == nullptr || (place.table != "customer" && place.table != "product")) return std::nullopt;
  Project& project = *around_.project;
  const auto found = project.pick(random_, kind, place.table, around_.num_known, around_.of_events);
  if (!found) return std::nullopt;
  scale = project.definition(*found).scale;
  return Pair{place.segql + project.definition(*found).name,
              fmt::format("(select v from {} where k = {})", project.table(*found, 0, calendar_), key_at(place))};
}

Pair PairMaker::some_segment(const std::string& entity) {
  Project& project = *around_.project;
  const auto found = project.pick(random_, Definition::Kind::kSegment, entity, around_.num_known, around_.of_events);
  if (!found) {
    // `active` is made of events; nobody calls a product popular without a look at fields.
    if (entity == "customer" && around_.of_events) {
      return {
          "active",
          fmt::format("select y.buyer as k from purchase y where y.buyer in (select id from customer) and y.ts >= {} "
                      "and y.ts < {}",
                      sql_instant(calendar_.in(project.calendar().zone())
                                      .start_of(calendar_.in(project.calendar().zone()).today() - date::days(30))),
                      sql_instant(calendar_.as_of()))};
    }
    if (entity == "customer") return {"rich", "select id as k from customer where wallet >= 4000"};
    return {"cheap", "select sku as k from product where price < 2000"};
  }
  const Call call = project.some_call(random_, *found, around_.arguments);
  // A segment's days are not those of whoever asks.
  const Calendar calendar = calendar_.in(project.calendar().zone());
  return {call.text, "select k from " + project.table(*found, call.arguments, calendar)};
}

Pair PairMaker::member_condition() {
  const Frame& row = frames_.back();
  std::string subject, entity = frames_.front().table, key = std::string("r0.") + key_of(entity);
  if (frames_.size() == 1) {
    if (random_.chance(30)) subject = "self ";
    if (!around_.of_events && entity == "customer" && random_.chance(25)) {
      subject = "fav ";
      entity = "product";
      key = "(select x.sku from product x where x.sku = r0.fav)";
    }
  } else {
    subject = "self ";
    if (random_.chance(70)) {
      const bool customer = random_.chance(40), purchase = row.table == "purchase";
      const std::string name = customer ? (purchase ? "buyer" : "who") : (purchase ? "item" : "what");
      entity = customer ? "customer" : "product";
      subject = name + " ";
      key = fmt::format("(select x.{0} from {1} x where x.{0} = {2}.{3})", key_of(entity), entity, row.alias, name);
    }
  }
  if (around_.project != nullptr && random_.chance(20)) {
    const Place through = referred();
    if (!through.key.empty()) {
      subject = through.segql.substr(0, through.segql.size() - 1) + " ";
      entity = through.table;
      key = through.key;
    }
  }
  if (around_.project == nullptr ||
      (around_.of_events && entity == "product" &&
       !around_.project->pick(random_, Definition::Kind::kSegment, entity, around_.num_known, true))) {
    return compare_numbers(0);
  }
  const Pair segment = some_segment(entity);
  const std::string sql = definite(fmt::format("{} in ({})", key, segment.sql));
  if (random_.chance(35)) return {fmt::format("{}not in segment {}", subject, segment.segql), "not " + sql};
  return {fmt::format("{}in segment {}", subject, segment.segql), sql};
}

/// A define is about the innermost row of its entity, which is the subject: events have none.
Pair PairMaker::define_condition() {
  const std::string& entity = frames_.front().table;
  Project& project = *around_.project;
  const auto found = project.pick(random_, Definition::Kind::kDefine, entity, around_.num_known, around_.of_events);
  if (!found) return member_condition();
  const Call call = project.some_call(random_, *found, around_.arguments);
  return {call.text,
          fmt::format("r0.{} in (select k from {})", key_of(entity), project.table(*found, call.arguments, calendar_))};
}

Pair PairMaker::was_in_condition() {
  const std::string& entity = frames_.front().table;
  Project& project = *around_.project;
  const auto found = project.pick(random_, Definition::Kind::kSegment, entity, around_.num_known, true);
  if (!found) return member_condition();
  const Call call = project.some_call(random_, *found, around_.arguments);
  const FixedInstant at = fixed_instant(true);
  const std::string text = fmt::format("was in segment {} as of {}", call.text, at.segql);
  if (at.micros > calendar_.as_of()) return {text, "false"};
  const Calendar then = calendar_.in(project.calendar().zone()).at(at.micros);
  return {text,
          fmt::format("r0.{} in (select k from {})", key_of(entity), project.table(*found, call.arguments, then))};
}

Number PairMaker::attribute_number(const std::string& entity, bool money) {
  for (;;) {
    begin(entity);
    const Number value = number(2);
    if (value.money == money && value.scale <= 6) return value;
  }
}

Pair PairMaker::attribute_value(const std::string& entity, Definition::Kind kind) {
  using Kind = Definition::Kind;
  for (;;) {
    begin(entity);
    const bool date = kind == Kind::kDate;
    if (kind == Kind::kText && random_.chance(50)) {
      std::string table;
      return text_value(table);
    }
    if ((date || kind == Kind::kTime) && random_.chance(50)) {
      bool is_date = date;
      const Pair value = random_.chance(30) ? time_function(is_date) : time_field(is_date);
      if (is_date == date) return value;
      continue;
    }
    const Scalar type = kind == Kind::kText       ? Scalar::kText
                        : kind == Kind::kTime     ? Scalar::kTimestamp
                        : kind == Kind::kDate     ? Scalar::kDate
                        : kind == Kind::kFloat    ? Scalar::kFloat
                        : kind == Kind::kProduct  ? Scalar::kProduct
                        : kind == Kind::kCustomer ? Scalar::kCustomer
                        : kind == Kind::kPoint    ? Scalar::kPoint
                        : kind == Kind::kEnum     ? Scalar::kEnum
                                                  : Scalar::kBool;
    if (const auto value = typed_value(type, 1)) return *value;
  }
}

Pair PairMaker::score(const std::string& entity) {
  begin(entity);
  if (!around_.of_events && random_.chance(15)) {
    return field({entity, "", "", "r0"}, entity == "customer" ? "score" : "updated");
  }
  if (random_.chance(25)) {
    return attribute_value(entity, random_.pick(std::vector<Definition::Kind>{
                                       Definition::Kind::kDate, Definition::Kind::kTime, Definition::Kind::kFloat}));
  }
  return number(2).pair;
}

Pair PairMaker::of_the_clock(const std::string& entity) {
  begin(entity);
  const bool fields = !around_.of_events;
  const Pair at = entity == "customer"
                      ? field({entity, "", "", "r0"}, fields && random_.chance(50) ? "joined" : "last_ts")
                  : fields ? field({entity, "", "", "r0"}, "updated")
                           : time_aggregate(0);
  const int64_t hour = random_.between(6, 18);
  const std::string shift =
      fmt::format("(select arg_max(o.shift, o.s) from {} o where o.s <= {})", calendar_.offsets(), at.sql);
  return {fmt::format("hour of {} < {}", at.segql, hour),
          definite(fmt::format("hour(make_timestamp(epoch_us({}) + {})) < {}", at.sql, shift, hour))};
}

Pair PairMaker::group(const std::string& entity) {
  begin(entity);
  if (around_.of_events) {
    int scale = 0;
    const Place self{entity, "", "", "r0"};
    const auto kind = random_.chance(50) ? Definition::Kind::kNumber : Definition::Kind::kText;
    if (const auto computed = attribute(self, kind, scale)) return *computed;
    return field(self, entity == "customer" ? "spend" : "sold");
  }
  if (random_.chance(15)) {
    int scale = 0;
    const auto kind = random_.chance(50) ? Definition::Kind::kProduct : Definition::Kind::kCustomer;
    if (const auto computed = attribute({entity, "", "", "r0"}, kind, scale)) return *computed;
  }
  const std::string name = entity == "customer"
                               ? random_.one_of({"city", "level", "vip", "small", "top_cat", "fav", "fav.cat"})
                               : random_.one_of({"cat", "stock", "discounted", "launched"});
  if (name == "fav") return {name, "(select x.sku from product x where x.sku = r0.fav)"};
  if (name == "fav.cat") return {name, "(select x.cat from product x where x.sku = r0.fav)"};
  return field({entity, "", "", "r0"}, name);
}

}  // namespace segql::testing
