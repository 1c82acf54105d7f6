/// Messages about names that mean nothing here.

#include "compiler/check/unknown_names.h"

#include "compiler/check/definition_checks.h"
#include "compiler/check/missing_import.h"
#include "compiler/check/suggest.h"

namespace segql::check {
namespace {

void consider_members(const Context& ctx, schema::TableId table, NearestName& nearest) {
  for (const schema::Field& field : ctx.project.schema.table(table).fields) nearest.consider(field.name);
  for (const Definition& definition : ctx.project.definitions) {
    if (definition.kind == DefinitionKind::kAttribute && definition.table == table) nearest.consider(definition.name);
  }
}

void consider_rows(const Context& ctx, schema::TableId table, NearestName& nearest) {
  for (const schema::Relation& relation : ctx.project.schema.relations) {
    if (relation.owner == table) nearest.consider(relation.name);
  }
}

bool report_rows_as_value(Context& ctx, const ast::Name& name, schema::TableId table) {
  const auto relation = ctx.schema().find_relation(table, name.text);
  if (!relation) return false;
  ctx.report(name.span, diag::RowsAsValue, name.text, ctx.table_name(ctx.schema().relation(*relation).event));
  return true;
}

bool report_definition_as_value(Context& ctx, const ast::Name& name) {
  if (find_define(ctx.project, ctx.file, name.text, std::nullopt).index != kNoDefinition) {
    Diagnostic& d = ctx.report(name.span, diag::DefineWithoutCall, name.text);
    add_fix(d, name.span, std::string(name.text) + "()", "add the parentheses");
    return true;
  }
  const FoundDefinition segment = find_segment(ctx.project, ctx.file, name.text);
  if (segment.index != kNoDefinition && has_parts(ctx.project.definition(segment.index).kind)) {
    const Definition& definition = ctx.project.definition(segment.index);
    ctx.report(name.span, diag::PartNeeded, name.text, kind_name(definition.kind)).hint =
        "say `in segment`; " + part_list(definition);
    return true;
  }
  if (segment.index != kNoDefinition) {
    Diagnostic& d = ctx.report(name.span, diag::SegmentAsValue, name.text);
    add_guess(d, name.span, "in segment " + std::string(name.text), "say `in segment`");
    return true;
  }
  return false;
}

}  // namespace

void report_unknown_value(Context& ctx, const ast::Name& name, const schema::Type* expected) {
  for (size_t i = ctx.rows.size(); i > ctx.first_row; --i) {
    if (report_rows_as_value(ctx, name, ctx.rows[i - 1].table)) return;
  }
  if (report_definition_as_value(ctx, name)) return;
  Diagnostic& d = ctx.report(name.span, diag::UnknownField, name.text, ctx.table_name(ctx.innermost().table));
  NearestName nearest(name.text);
  for (size_t i = ctx.rows.size(); i > ctx.first_row; --i) {
    consider_members(ctx, ctx.rows[i - 1].table, nearest);
    nearest.consider(ctx.rows[i - 1].label);
  }
  suggest(d, name.span, nearest);
  if (expected == nullptr || expected->kind != schema::Kind::kText || !d.hint.empty()) return;
  d.hint = "a text is written in double quotes";
  add_guess(d, name.span, "\"" + std::string(name.text) + "\"", "put it in quotes");
}

std::optional<schema::FieldId> find_own_field(Env& env, schema::TableId id, const ast::Name& name) {
  const schema::Table& table = env.schema().table(id);
  const auto field = table.find_field(name.text);
  if (field) return field;
  NearestName nearest(name.text);
  for (const schema::Field& candidate : table.fields) nearest.consider(candidate.name);
  suggest(env.report(name.span, diag::UnknownField, name.text, table.name), name.span, nearest);
  return std::nullopt;
}

void report_unknown_member(Context& ctx, const ast::Name& name, schema::TableId table) {
  if (report_rows_as_value(ctx, name, table)) return;
  Diagnostic& d = ctx.report(name.span, diag::UnknownField, name.text, ctx.table_name(table));
  NearestName nearest(name.text);
  consider_members(ctx, table, nearest);
  suggest(d, name.span, nearest);
}

void report_unknown_rows(Context& ctx, const ast::Name& name, schema::TableId table) {
  Diagnostic& d = ctx.report(name.span, diag::UnknownRows, name.text, ctx.table_name(table));
  std::vector<std::string_view> same_event;
  for (const schema::Relation& relation : ctx.schema().relations) {
    if (relation.owner == table && ctx.table_name(relation.event) == name.text) same_event.push_back(relation.name);
  }
  for (const std::string_view relation : same_event) {
    d.hint += (d.hint.empty() ? "say which: `" : " or `") + std::string(relation) + "`";
  }
  if (!same_event.empty()) return;
  NearestName nearest(name.text);
  consider_rows(ctx, table, nearest);
  for (size_t i = ctx.rows.size(); i > ctx.first_row; --i) consider_rows(ctx, ctx.rows[i - 1].table, nearest);
  suggest(d, name.span, nearest);
}

void report_not_imported(Env& env, const ast::Name& name, DefinitionIndex index) {
  const Definition& definition = env.project.definition(index);
  const std::string& path = env.project.files[definition.file].path;
  Diagnostic& d = env.report(name.span, diag::NotImported, name.text, path);
  add_note(d, definition.source, definition.name_span, "declared here");
  add_import_fix(env, d, definition.file, name);
}

}  // namespace segql::check
