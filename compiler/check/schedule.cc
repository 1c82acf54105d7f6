/// `refresh` and `deliver`: what a scheduler does with a segment. They never change members, but a scheduler must be
/// able to rely on them: what is named twice or is no day of the week is said here.

#include <algorithm>
#include <set>

#include "compiler/check/instants.h"
#include "compiler/check/names.h"
#include "compiler/check/rules.h"

namespace segql::check {
namespace {

/// Where `name` stands among `known`; reports others as not `expected`.
std::optional<size_t> position_in(Env& env, const ast::Name& name, std::span<const std::string_view> known,
                                  std::string_view expected) {
  const auto found = std::ranges::find(known, name.text);
  if (found != known.end()) return static_cast<size_t>(found - known.begin());
  env.report(name.span, diag::BadClause, "`" + std::string(name.text) + "` is not " + std::string(expected));
  return std::nullopt;
}

std::string path_text(const ast::Path& path) {
  std::string text;
  for (const ast::Name& part : path.parts) text += (text.empty() ? "" : ".") + std::string(part.text);
  return text;
}

void report_twice(Env& env, Span at, const std::string& what) {
  env.report(at, diag::BadClause, what + " is written twice");
}

void check_weekdays(Env& env, std::span<const ast::Name> names) {
  static constexpr std::string_view kWeekdays[] = {"mon",      "tue",    "wed",      "thu",     "fri",
                                                   "sat",      "sun",    "monday",   "tuesday", "wednesday",
                                                   "thursday", "friday", "saturday", "sunday"};
  constexpr int64_t kDays = 7;
  std::vector<int64_t> days;
  for (const ast::Name& name : names) {
    const auto position = position_in(env, name, kWeekdays, "a day of the week: mon, tue, wed, thu, fri, sat or sun");
    if (!position) continue;
    const int64_t day = static_cast<int64_t>(*position) % kDays + 1;
    if (std::ranges::find(days, day) != days.end()) report_twice(env, name.span, "`" + std::string(name.text) + "`");
    days.push_back(day);
  }
}

void check_month_days(Env& env, Span at, std::span<const int64_t> days) {
  std::set<int64_t> seen;
  for (const int64_t day : days) {
    if (!seen.insert(day).second) report_twice(env, at, "day " + std::to_string(day));
  }
}

/// What `also on` names is for the scheduler: an event of the schema, or one that is only known outside.
void check_also_on(Env& env, std::span<const ast::Name> names) {
  std::set<std::string_view> events;
  for (const ast::Name& name : names) {
    if (!events.insert(name.text).second) report_twice(env, name.span, "`" + std::string(name.text) + "`");
    const auto table = env.schema().find_table(name.text);
    if (table && !env.schema().table(*table).is_event) {
      env.report(name.span, diag::BadClause, "`" + std::string(name.text) + "` is an entity, not an event");
    }
    const auto relation = std::ranges::find(env.schema().relations, name.text, &schema::Relation::name);
    if (!table && relation != env.schema().relations.end()) {
      env.report(
          name.span, diag::BadClause,
          "`" + std::string(name.text) + "` is a relation; its event is `" + env.table_name(relation->event) + "`");
    }
  }
}

}  // namespace

void check_refresh(Context& ctx, Span at, const ast::Refresh& node) {
  static constexpr std::string_view kPriorities[] = {"high", "normal", "low"};
  const int64_t most = longest(node.every_unit);
  if (node.kind == ast::Refresh::Kind::kEvery && (node.every < 1 || node.every > most)) {
    ctx.report(at, diag::BadCount, "`refresh every`", 1, most);
  }
  check_month_days(ctx, at, node.month_days);
  check_weekdays(ctx, node.weekdays);
  check_also_on(ctx, node.also_on);
  if (node.kind == ast::Refresh::Kind::kManual && !node.also_on.empty()) {
    ctx.report(at, diag::BadClause,
               "`refresh manual` waits for a person, so nothing else can start it: `also on` has no place here");
  }
  if (!node.priority.text.empty()) position_in(ctx, node.priority, kPriorities, "a priority: high, normal or low");
}

hir::Delivery check_deliver(Context& ctx, Span at, const ast::Deliver& node) {
  static constexpr std::string_view kEvents[] = {"enter", "exit"};
  if (node.has_name && node.as_name.empty()) {
    ctx.report(at, diag::BadClause, "the name after `as` is empty: write one, or leave `as` out");
  }
  bool on[2] = {false, false};
  for (const ast::Name& name : node.on) {
    const auto event = position_in(ctx, name, kEvents, "`enter` or `exit`");
    if (!event) continue;
    if (on[*event]) report_twice(ctx, name.span, "`" + std::string(name.text) + "`");
    on[*event] = true;
  }
  std::vector<hir::ExprRef> columns;
  std::set<std::string> seen;
  for (const ast::Path& path : node.columns) {
    const std::string text = path_text(path);
    if (!seen.insert(text).second) report_twice(ctx, path.span, "`" + text + "`");
    const auto named = resolve_value(ctx, path);
    const hir::ExprRef column = named ? make_named(ctx, path.span, *named) : nullptr;
    if (column != nullptr) columns.push_back(column);
  }
  return {ctx.arena().copy_text(path_text(node.destination)), ctx.arena().copy_text(node.as_name), on[0], on[1],
          ctx.arena().copy(columns)};
}

}  // namespace segql::check
