/// Tests: what is given is typed like data, what is expected like conditions.

#include "compiler/check/test_blocks.h"

#include <algorithm>
#include <unordered_map>

#include "base/quoted_list.h"
#include "base/timezone.h"
#include "compiler/check/instants.h"
#include "compiler/check/lint.h"
#include "compiler/check/rules.h"
#include "compiler/check/schema_builder.h"
#include "compiler/check/suggest.h"
#include "compiler/check/unknown_names.h"

namespace segql::check {
namespace {

using schema::Kind;

/// The rows of one test: first their names and tables, so that any may refer to any, then their values.
class GivenRows {
 public:
  GivenRows(Env& env, const ast::Test& test) : env_(env) {
    for (const ast::TestItem& item : test.items) {
      if (const auto* given = std::get_if<ast::Given>(&item.node)) declare(*given, item.span);
    }
    for (Row& row : rows_) fill(row);
    check_keys();
  }

  /// The position of the row called `name`; reports.
  std::optional<uint32_t> find(const ast::Name& name) {
    if (const auto found = names_.find(name.text); found != names_.end()) return found->second;
    NearestName nearest(name.text);
    for (const auto& [known, position] : names_) nearest.consider(known);
    Diagnostic& d = env_.report(name.span, diag::UnknownTable, "row", name.text);
    suggest(d, name.span, nearest);
    if (d.hint.empty()) d.hint = "a row gets a name where it is given: `given customer c1 { ... }`";
    return std::nullopt;
  }
  /// Nothing: what it is a row of is unknown, which has been reported.
  std::optional<schema::TableId> table(uint32_t position) const { return rows_[position].table; }

  std::span<const hir::GivenRow> typed() const {
    std::vector<hir::GivenRow> typed;
    for (const Row& row : rows_) {
      typed.push_back(
          {env_.arena().copy_text(row.written->row.text), *row.table, env_.arena().copy(row.cells), row.at});
    }
    return env_.arena().copy(typed);
  }

 private:
  struct Row {
    const ast::Given* written;
    Span at;
    std::optional<schema::TableId> table;
    std::vector<hir::GivenCell> cells;
  };
  using Value = decltype(hir::GivenCell::value);

  void declare(const ast::Given& given, Span at) {
    Row row{&given, at, env_.schema().find_table(given.table.text), {}};
    if (!row.table) report_unknown_given(given.table);
    const auto position = static_cast<uint32_t>(rows_.size());
    rows_.push_back(std::move(row));
    if (given.row.text.empty()) return;
    const auto [first, added] = names_.emplace(given.row.text, position);
    if (added) return;
    add_note(env_.report(given.row.span, diag::DuplicateName, "row", given.row.text), env_.source,
             rows_[first->second].written->row.span, "first given here");
  }

  /// Any table may be meant; by the name of a relation, that of its events.
  void report_unknown_given(const ast::Name& name) {
    NearestName nearest(name.text);
    std::string_view meant;
    for (const schema::Table& table : env_.schema().tables) nearest.consider(table.name);
    for (const schema::Relation& relation : env_.schema().relations) {
      if (relation.name == name.text) meant = env_.table_name(relation.event);
    }
    if (meant.empty()) meant = nearest.best();
    suggest(env_.report(name.span, diag::UnknownTable, "entity or event", name.text), name.span, meant);
  }

  void fill(Row& row) {
    if (!row.table) return;
    const schema::Table& table = env_.schema().table(*row.table);
    std::vector<bool> given(table.fields.size(), false);
    for (const ast::GivenField& written : row.written->fields) {
      const auto field = find_own_field(env_, *row.table, written.name);
      if (!field) continue;
      if (given[field->index]) env_.report(written.name.span, diag::DuplicateArgument, written.name.text);
      given[field->index] = true;
      const auto typed = value(*written.value, table.field(*field).type);
      if (typed) row.cells.push_back({*field, *typed, written.value->span});
    }
    std::vector<std::string> missing;
    for (size_t i = 0; i < given.size(); ++i) {
      const schema::Field& field = table.fields[i];
      const bool has_default = !std::holds_alternative<schema::Missing>(field.default_value);
      if (!given[i] && !field.nullable && !has_default && !field.type.is_collection()) missing.push_back(field.name);
    }
    if (!missing.empty()) {
      env_.report(row.written->table.span, diag::GivenWithoutValue, table.name, quoted_list(missing));
    }
  }

  std::optional<Value> value(const ast::Expr& written, const schema::Type& type) {
    if (type.kind == Kind::kMap) {
      env_.report(written.span, diag::GivenUnwritable, env_.text_of(type));
      return std::nullopt;
    }
    if (type.kind == Kind::kRef) return reference(written, type.table());
    const auto* list = std::get_if<ast::ListLit>(&written.node);
    if (!type.is_collection() && list == nullptr) {
      const auto one = scalar(written, type);
      return one ? std::optional<Value>(*one) : std::nullopt;
    }
    if (!type.is_collection() || list == nullptr) {
      argument_as(env_, written, type);  // says which of the two is wrong
      return std::nullopt;
    }
    std::vector<hir::GivenScalar> items;
    bool sound = true;
    for (const ast::ExprRef item : list->items) {
      const auto one = scalar(*item, type.element_type());
      sound &= one.has_value();
      if (one) items.push_back(*one);
    }
    return sound ? std::optional<Value>(hir::GivenItems{env_.arena().copy(items)}) : std::nullopt;
  }

  std::optional<hir::GivenScalar> scalar(const ast::Expr& written, const schema::Type& type) {
    const auto literal = literal_as(env_, written, type);
    if (!literal) return std::nullopt;
    if (type.kind == Kind::kTimestamp) return literal->instant;
    return literal->value;
  }

  std::optional<Value> reference(const ast::Expr& written, schema::TableId table) {
    const std::string wanted = "a row of " + env_.table_name(table) + " given in this test";
    const auto* path = std::get_if<ast::PathExpr>(&written.node);
    if (path == nullptr || path->path.parts.size() != 1) {
      Diagnostic& d = env_.report(written.span, diag::WrongType, wanted, path != nullptr ? "a path" : "a constant");
      d.hint = "write the name of the row";
      return std::nullopt;
    }
    const auto row = find(path->path.parts[0]);
    if (!row || !rows_[*row].table) return std::nullopt;
    if (*rows_[*row].table == table) return Value(hir::GivenReference{*row});
    env_.report(written.span, diag::WrongType, wanted, "a row of " + env_.table_name(*rows_[*row].table));
    return std::nullopt;
  }

  /// Loading keeps the last of two rows with one key; in a test that can only be a mistake.
  void check_keys() {
    std::unordered_map<std::string, Span> seen;
    for (const Row& row : rows_) {
      if (!row.table || env_.schema().table(*row.table).is_event) continue;
      const schema::Table& table = env_.schema().table(*row.table);
      for (const hir::GivenCell& cell : row.cells) {
        const auto* one = std::get_if<hir::GivenScalar>(&cell.value);
        if (cell.field != table.key_or_time || one == nullptr) continue;
        const std::string key = literal_text(env_.schema(), table.field(cell.field).type, std::get<hir::Literal>(*one));
        const auto [first, added] = seen.emplace(table.name + " " + key, cell.span);
        if (added) continue;
        add_note(env_.report(cell.span, diag::GivenTwice, table.name, key), env_.source, first->second,
                 "first given here");
      }
    }
  }

  Env& env_;
  std::vector<Row> rows_;
  std::unordered_map<std::string_view, uint32_t> names_;
};

/// `c1.order_count = 2` as a condition on the row, and the value in it as an attribute.
bool check_expected_value(Env& env, const ast::Expect& expect, Span at, schema::TableId table,
                          std::string_view timezone, hir::Expectation& typed) {
  const ast::Path rest{expect.path.parts.subspan(1), {expect.path.parts[1].span.begin, expect.path.span.end}};
  const ast::Expr left{rest.span, ast::PathExpr{rest}};
  const ast::Compare compare{expect.op, &left, expect.value};
  const ast::Expr whole{{rest.span.begin, at.end}, compare};
  Context ctx(env.project, env.reporter);
  ctx.file = env.file;
  ctx.source = env.source;
  ctx.name = "expect";
  ctx.rows.push_back({0, table, {}});
  const hir::ExprRef value = check_expr(ctx, left);
  const hir::ExprRef condition = value != nullptr ? check_compare(ctx, whole, compare) : nullptr;
  // A lint about missing values is for conditions that choose rows; this one is about a row that is known.
  ctx.pending.clear();
  env.failed |= ctx.failed;
  if (condition == nullptr || ctx.failed) return false;

  Project& project = env.project;
  hir::Segment segment{};
  segment.table = table;
  segment.where = condition;
  segment.timezone = timezone;
  segment.num_slots = ctx.num_slots;
  segment.source = env.source;
  segment.span = whole.span;
  typed.condition = project.add_segment(segment);
  typed.value = project.add_attribute({{}, table, value, ctx.num_slots, env.source, rest.span}, value->nullable);
  typed.value_span = rest.span;
  return true;
}

std::optional<hir::Expectation> check_expect(Env& env, const ast::Expect& expect, Span at, GivenRows& rows,
                                             const std::optional<UsedSegment>& segment) {
  hir::Expectation typed{};
  typed.span = at;
  if (expect.as_of != nullptr) {
    typed.as_of = constant_instant(env, *expect.as_of);
    if (!typed.as_of) return std::nullopt;
  }
  const ast::Name& name = expect.path.parts[0];
  const auto row = rows.find(name);
  const auto table = row ? rows.table(*row) : std::nullopt;
  if (!table) return std::nullopt;
  typed.row = *row;
  if (env.schema().table(*table).is_event) {
    env.report(name.span, diag::ExpectOfEvent, name.text, env.table_name(*table));
    return std::nullopt;
  }
  if (expect.kind != ast::Expect::Kind::kValue) {
    typed.kind = expect.kind == ast::Expect::Kind::kIn ? hir::Expectation::Kind::kIn : hir::Expectation::Kind::kOut;
    if (!segment || segment->table == *table) return typed;
    env.report(name.span, diag::WrongEntity, env.project.segments[segment->id.index]->name,
               env.table_name(segment->table), env.table_name(*table));
    return std::nullopt;
  }
  typed.kind = hir::Expectation::Kind::kValue;
  if (expect.path.parts.size() == 1) {
    env.report(name.span, diag::ExpectWithoutValue, name.text);
    return std::nullopt;
  }
  // What the segment sees: values are those of its timezone.
  const std::string_view timezone =
      segment ? env.project.segments[segment->id.index]->timezone : env.schema().settings.timezone;
  if (!check_expected_value(env, expect, at, *table, timezone, typed)) return std::nullopt;
  return typed;
}

bool is_fixed(const hir::Instant& instant) {
  return std::holds_alternative<hir::LocalDate>(instant) || std::holds_alternative<hir::LocalTime>(instant) ||
         std::holds_alternative<hir::Absolute>(instant);
}

}  // namespace

void check_test(Env& env, const ast::Test& test, Span at) {
  const auto segment = use_segment(env, test.segment);
  const auto as_of = constant_instant(env, test.as_of);
  if (as_of && !is_fixed(*as_of)) env.report(test.as_of.span, diag::MovingTest);
  if (test.has_timezone && !TimeZone::find(test.timezone).ok()) env.report(at, diag::UnknownTimezone, test.timezone);
  GivenRows rows(env, test);
  std::vector<hir::Expectation> expectations;
  bool expects = false;
  for (const ast::TestItem& item : test.items) {
    const auto* expect = std::get_if<ast::Expect>(&item.node);
    if (expect == nullptr) continue;
    expects = true;
    if (const auto typed = check_expect(env, *expect, item.span, rows, segment)) expectations.push_back(*typed);
  }
  if (!expects) env.report(test.segment.span, diag::ExpectsNothing);
  if (env.failed || !segment || !as_of) return;
  hir::Test typed{};
  typed.title = env.arena().copy_text(test.title);
  typed.segment = segment->id;
  typed.as_of = *as_of;
  typed.timezone = test.has_timezone ? env.arena().copy_text(test.timezone) : env.schema().settings.timezone;
  typed.rows = rows.typed();
  typed.expectations = env.arena().copy(expectations);
  typed.source = env.source;
  typed.span = at;
  env.project.tests.push_back(env.arena().make<hir::Test>(typed));
}

}  // namespace segql::check
