/// Declarations that are accepted and not evaluated yet: their names and types are checked, then E0001 says so.

#include "base/overload.h"
#include "base/timezone.h"
#include "compiler/check/definition_checks.h"
#include "compiler/check/instants.h"
#include "compiler/check/rules.h"
#include "compiler/check/schema_builder.h"
#include "compiler/check/suggest.h"

namespace segql::check {
namespace {

/// The rows a test gives, by name.
using GivenRows = std::unordered_map<std::string_view, schema::TableId>;

void check_given_value(Env& env, const ast::GivenField& given, const schema::Type& type, const GivenRows& rows) {
  if (type.kind == schema::Kind::kMap || type.kind == schema::Kind::kPoint) {
    env.not_evaluated(given.value->span, "a given value of type " + env.text_of(type));
    return;
  }
  if (type.kind != schema::Kind::kRef) {
    argument_as(env, *given.value, type);
    return;
  }
  const auto* path = std::get_if<ast::PathExpr>(&given.value->node);
  const std::string_view name = path != nullptr ? path->path.parts[0].text : std::string_view();
  const auto row = rows.find(name);
  if (row != rows.end() && row->second == type.table()) return;
  env.report(given.value->span, diag::WrongType, "a row of " + env.table_name(type.table()) + " given above",
             path != nullptr ? "`" + std::string(name) + "`" : "a constant");
}

void check_given(Env& env, const ast::Given& given, GivenRows& rows) {
  const auto id = env.schema().find_table(given.table.text);
  if (!id) {
    report_unknown_table(env, given.table, "entity or event", false);
    return;
  }
  const schema::Table& table = env.schema().table(*id);
  for (const ast::GivenField& field : given.fields) {
    if (const auto found = table.find_field(field.name.text)) {
      check_given_value(env, field, table.field(*found).type, rows);
      continue;
    }
    NearestName nearest(field.name.text);
    for (const schema::Field& candidate : table.fields) nearest.consider(candidate.name);
    suggest(env.report(field.name.span, diag::UnknownField, field.name.text, table.name), field.name.span, nearest);
  }
  if (given.row.text.empty()) return;
  if (!rows.emplace(given.row.text, *id).second) env.report(given.row.span, diag::DuplicateName, "row", given.row.text);
}

void check_expect(Env& env, const ast::Expect& expect, const GivenRows& rows) {
  const ast::Name& row = expect.path.parts[0];
  if (!rows.contains(row.text)) {
    NearestName nearest(row.text);
    for (const auto& [name, table] : rows) nearest.consider(name);
    suggest(env.report(row.span, diag::UnknownTable, "row", row.text), row.span, nearest);
  }
  if (expect.as_of != nullptr) constant_instant(env, *expect.as_of);
}

void check_test(Env& env, const ast::Test& test, Span at) {
  use_segment(env, test.segment);
  constant_instant(env, test.as_of);
  if (test.has_timezone && !TimeZone::find(test.timezone).ok()) env.report(at, diag::UnknownTimezone, test.timezone);
  GivenRows rows;
  for (const ast::TestItem& item : test.items) {
    std::visit(overload{[&](const ast::Given& given) { check_given(env, given, rows); },
                        [&](const ast::Expect& expect) { check_expect(env, expect, rows); }},
               item.node);
  }
  env.not_evaluated(test.segment.span, "a test");
}

}  // namespace

void check_unsupported(Project& project, Reporter& reporter, FileIndex file, const ast::Decl& decl) {
  Env env{project, reporter, file, project.files[file].file->source, {}, false};
  std::visit(overload{
                 [](const ast::Settings&) {},
                 [](const ast::Entity&) {},
                 [](const ast::Event&) {},
                 [](const ast::Relation&) {},
                 [](const ast::Extern&) {},
                 [](const ast::Attribute&) {},
                 [](const ast::Define&) {},
                 [](const ast::Segment&) {},
                 [](const ast::StaticSegment&) {},
                 [](const ast::Split&) {},
                 [](const ast::Priority&) {},
                 [&](const ast::Test& node) { check_test(env, node, decl.span); },
             },
             decl.node);
}

}  // namespace segql::check
