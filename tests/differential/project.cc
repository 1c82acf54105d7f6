#include "tests/differential/project.h"

#include <fmt/format.h>

#include "tests/differential/hosts.h"
#include "tests/differential/pairs.h"
#include "tests/differential/sql.h"

namespace segql::testing {
namespace {

/// A value of each type a parameter can have.
Argument some_argument(Random& random, const std::string& name, const Calendar& calendar) {
  const auto quoted = [](const std::string& text) { return "\"" + text + "\""; };
  if (name == "n") {
    const std::string n = std::to_string(random.between(1, 9));
    return {name, "int", {n, n + "::hugeint"}, 0};
  }
  if (name == "m") {
    const int64_t halalas = random.between(0, 9000);
    return {name,
            "money(SAR)",
            {fmt::format("{}.{:02} SAR", halalas / 100, halalas % 100), fmt::format("{}::hugeint", halalas)},
            2};
  }
  if (name == "r") {
    const int64_t tenths = random.between(0, 99);
    return {
        name, "decimal(1)", {fmt::format("{}.{}", tenths / 10, tenths % 10), fmt::format("{}::hugeint", tenths)}, 1};
  }
  if (name == "f") {
    const std::string value = random.one_of({"0.5", "-0.25", "1.0"});
    return {name, "float", {value, value + "::double"}};
  }
  if (name == "t") {
    const std::string text = random.one_of({"Riyadh", "ab", "toys", "n1"});
    return {name, "text", {quoted(text), sql_text(text)}};
  }
  if (name == "s") {
    const std::string one = random.one_of({"Riyadh", "ab", "toys", "n1"}),
                      other = random.one_of({"abc", "books", "n2"});
    return {
        name,
        random.chance(70) ? "set<text>" : "list<text>",
        {fmt::format("({}, {})", quoted(one), quoted(other)), fmt::format("{}, {}", sql_text(one), sql_text(other))}};
  }
  if (name == "d") {
    const auto day = calendar.today() - date::days(random.between(-20, 200));
    const std::string text = date::format("%F", day);
    return {name, "date", {text, "date '" + text + "'"}};
  }
  if (name == "w") {
    const auto day = calendar.today() - date::days(random.between(-5, 200));
    const int64_t minutes = random.below(1440);
    const std::string text = fmt::format("{}T{:02}:{:02}Z", date::format("%F", day), minutes / 60, minutes % 60);
    return {name,
            "timestamp",
            {text, sql_instant((day.time_since_epoch().count() * int64_t{1440} + minutes) * 60'000'000)}};
  }
  if (name == "h") {
    const PointText& point = random.pick(kPoints);
    return {name, "point", {quoted(point.text), std::to_string(point.cell())}};
  }
  if (name == "ws") {
    std::string text, sql;
    for (int i = 0; i < 3; ++i) {
      const int64_t at = calendar.as_of() - (i == 0 ? 0 : random.below(60 * 24) * 3'600'000'000);
      const date::sys_time<std::chrono::microseconds> instant{std::chrono::microseconds(at)};
      text += (i == 0 ? "" : ", ") + date::format("%FT%TZ", date::floor<std::chrono::seconds>(instant));
      sql += (i == 0 ? "" : ", ") + sql_instant(at);
    }
    return {name, random.chance(70) ? "set<timestamp>" : "list<timestamp>", {"(" + text + ")", sql}};
  }
  if (name == "b") return {name, "bool", random.chance(50) ? Pair{"true", "true"} : Pair{"false", "false"}};
  const std::string level = random.one_of({"low", "mid", "high"});
  return {name, "enum { low, mid, high }", {level, sql_text(level)}};
}

}  // namespace

Project::Project(uint64_t seed, const Calendar& calendar)
    : random_(seed ^ 0x5E6D),
      calendar_(calendar),
      taken_(calendar.as_of() - random_.between(-1, 40) * 5 * 3'600'000'000),
      other_zone_(calendar.zone() == "UTC" ? "Asia/Riyadh" : "UTC") {
  // Names of a file are visible to those that import it.
  text_ = random_.chance(50) ? "language 1\nimport \"world.segql\"\n"
                             : "import { rich, active, cheap, popular, pricier, spend, top_cat, last_ts, discounted, "
                               "sold, } from \"world.segql\"\n";
  text_ += kHostDeclarations;
  if (other_zone_ == "UTC" && random_.chance(70)) other_zone_ = "America/New_York";
  if (other_zone_ == calendar.zone()) other_zone_ = "Pacific/Auckland";
  for (const char* entity : {"customer", "product"}) {
    for (const char* word : {"a", "panel-2026"})
      bucketings_.push_back({entity, word, fmt::format("bucket_{}_{}", entity, bucketings_.size())});
  }
  for (int i = 0; i < 6; ++i) {
    add_attribute();
    add_define();
    for (int k = 0; k < 3; ++k) add_segment();
    if (i % 3 == 0) add_static_segment();
    if (i % 3 == 1) add_split();
    if (i % 3 == 2) add_priority_list();
  }
}

std::optional<size_t> Project::pick(Random& random, Kind kind, const std::string& entity, size_t num_known,
                                    bool of_events) const {
  std::vector<size_t> found;
  for (size_t i = 0; i < num_known; ++i) {
    const Definition& d = definitions_[i];
    if (d.kind == kind && d.entity == entity && (d.of_events || !of_events)) found.push_back(i);
  }
  if (found.empty()) return std::nullopt;
  return random.pick(found);
}

Call Project::some_call(Random& random, size_t index, const Arguments& around) const {
  Call call = random.pick(definitions_[index].calls);
  if (call.arguments.empty() || around.empty() || random.chance(30)) return call;
  std::string given;
  for (Argument& argument : call.arguments) {
    for (const Argument& outer : around) {
      if (outer.name == argument.name && outer.type == argument.type)
        argument.value = {"$" + outer.name, outer.value.sql};
    }
    given += fmt::format("{}{}: {}", given.empty() ? "" : ", ", argument.name, argument.value.segql);
  }
  call.text = fmt::format("{}({})", definitions_[index].name, given);
  return call;
}

std::string Project::table(size_t index, const Arguments& arguments, const Calendar& calendar) {
  std::string of = fmt::format("{} {} {}", index, calendar.zone(), calendar.as_of());
  for (const Argument& argument : arguments) of += " " + argument.value.sql;
  if (const auto found = tables_.find(of); found != tables_.end()) return found->second;
  const std::string query = definitions_[index].write(calendar, arguments).query;
  const std::string name = fmt::format("made_{}", tables_.size());
  tables_.emplace(of, name);
  statements_.push_back(fmt::format("create table {} as {}", name, query));
  return name;
}

std::vector<Pair> Project::everything(const std::string& entity) {
  std::vector<Pair> pairs;
  const auto members = [&](size_t index, size_t call) {
    return fmt::format("r0.{} in (select k from {})", key_of(entity), table(index, call, calendar_));
  };
  for (size_t i = 0; i < definitions_.size(); ++i) {
    const Definition& d = definitions_[i];
    if (d.entity != entity || (d.kind != Kind::kSegment && d.kind != Kind::kDefine)) continue;
    for (size_t call = 0; call < d.calls.size(); ++call) {
      pairs.push_back({(d.kind == Kind::kSegment ? "in segment " : "") + d.calls[call].text, members(i, call)});
    }
  }
  for (const Parts& whole : parts_) {
    if (whole.entity != entity) continue;
    std::string any, any_whole;
    for (size_t i = 0; i < whole.parts.size(); ++i) {
      const std::string part = "in segment " + definitions_[whole.parts[i]].name;
      any += (any.empty() ? "" : " or ") + part;
      for (size_t k = 0; k < i; ++k) {
        pairs.push_back({part + " and in segment " + definitions_[whole.parts[k]].name, "false"});
      }
    }
    for (const auto& [index, call] : whole.wholes) {
      any_whole += (any_whole.empty() ? "" : " or ") + members(index, call);
    }
    if (!any_whole.empty()) pairs.push_back({any, any_whole});
  }
  return pairs;
}

std::vector<std::string> Project::take_statements() { return std::exchange(statements_, {}); }

void Project::add(Definition definition) {
  if (definition.calls.empty()) definition.calls.push_back({definition.name, {}});
  definitions_.push_back(std::move(definition));
}

std::string Project::add_parameters(Definition& definition, int percent) {
  if (!random_.chance(percent)) return "";
  std::string declared;
  std::vector<std::pair<Argument, bool>> parameters;  // and whether it has a default
  for (const char* name : {"n", "m", "r", "f", "t", "s", "d", "w", "b", "e", "ws", "h"}) {
    if (!random_.chance(45)) continue;
    const Argument argument = some_argument(random_, name, calendar_);
    const bool has_default = random_.chance(50);
    declared += fmt::format("{}{}: {}{}", declared.empty() ? "" : ", ", name, argument.type,
                            has_default ? " = " + argument.value.segql : "");
    parameters.emplace_back(argument, has_default);
  }
  for (int64_t n = random_.between(1, 2); n > 0; --n) {
    Call call;
    std::string given;
    for (const auto& [argument, has_default] : parameters) {
      call.arguments.push_back(argument);
      if (has_default && random_.chance(50)) continue;
      const Argument other = some_argument(random_, argument.name, calendar_);
      call.arguments.back().value = other.value;
      given += fmt::format("{}{}: {}", given.empty() ? "" : ", ", argument.name, other.value.segql);
    }
    call.text = definition.name;
    if (!given.empty() || definition.kind == Kind::kDefine || random_.chance(30)) call.text += "(" + given + ")";
    definition.calls.push_back(call);
  }
  return "(" + declared + ")";
}

void Project::add_attribute() {
  Definition d;
  d.name = fmt::format("a{}", definitions_.size());
  d.entity = some_entity();
  d.kind = random_.pick(std::vector<Kind>{Kind::kNumber, Kind::kNumber, Kind::kMoney, Kind::kText, Kind::kTime,
                                          Kind::kDate, Kind::kFloat, Kind::kEnum, Kind::kEnum, Kind::kEnum, Kind::kBool,
                                          Kind::kProduct, Kind::kProduct, Kind::kCustomer, Kind::kPoint});
  d.of_events = random_.chance(40);
  const uint64_t seed = random_.next();
  const size_t num_known = definitions_.size();
  // The scale is part of what is written, so it is known from the first time on.
  const auto write = [this, seed, num_known, kind = d.kind, entity = d.entity, of_events = d.of_events](
                         const Calendar& calendar, int& scale) {
    Random random(seed);
    PairMaker maker(random, calendar, {this, num_known, {}, of_events});
    Number value;
    if (kind == Kind::kNumber || kind == Kind::kMoney) {
      value = maker.attribute_number(entity, kind == Kind::kMoney);
    } else {
      value.pair = maker.attribute_value(entity, kind);
    }
    scale = value.scale;
    return Written{value.pair.segql,
                   fmt::format("select r0.{} as k, {} as v from {} r0", key_of(entity), value.pair.sql, entity)};
  };
  text_ += fmt::format("attribute {} of {} = {}\n", d.name, d.entity, write(calendar_, d.scale).text);
  d.write = [write](const Calendar& calendar, const Arguments&) {
    int scale = 0;
    return write(calendar, scale);
  };
  add(std::move(d));
}

void Project::add_define() {
  Definition d;
  d.kind = Kind::kDefine;
  d.name = fmt::format("d{}", definitions_.size());
  d.entity = some_entity();
  d.of_events = random_.chance(40);
  const std::string parameters = add_parameters(d, 60);
  if (d.calls.empty()) d.calls.push_back({d.name + "()", {}});
  const uint64_t seed = random_.next();
  d.write = [this, seed, num_known = definitions_.size(), entity = d.entity, of_events = d.of_events](
                const Calendar& calendar, const Arguments& arguments) {
    Random random(seed);
    PairMaker maker(random, calendar, {this, num_known, arguments, of_events});
    const Pair body = maker.condition(entity, static_cast<int>(random.between(1, 2)));
    return Written{body.segql,
                   fmt::format("select r0.{0} as k from {1} r0 where {2}", key_of(entity), entity, body.sql)};
  };
  text_ += fmt::format("define {}{} of {} = {}\n", d.name, parameters, d.entity,
                       d.write(calendar_, d.calls[0].arguments).text);
  add(std::move(d));
}

}  // namespace segql::testing
