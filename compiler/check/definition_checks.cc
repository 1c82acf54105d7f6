/// Attributes, defines and segments, each with its parameters put in.

#include "compiler/check/definition_checks.h"

#include "compiler/check/lint.h"
#include "compiler/check/rules.h"
#include "compiler/check/unknown_names.h"

namespace segql::check {
namespace {

using schema::Kind;

/// A context for the body of a definition: its subject is row 0.
class Body {
 public:
  Body(Project& project, Reporter& reporter, DefinitionIndex index, std::span<const Binding> bindings)
      : ctx(project, reporter) {
    const Definition& definition = project.definition(index);
    ctx.file = definition.file;
    ctx.source = definition.source;
    ctx.name = definition.name;
    ctx.bindings = bindings;
    ctx.rows.push_back({0, *definition.table, {}});
    project.in_progress.push_back(index);
  }
  ~Body() { ctx.project.in_progress.pop_back(); }
  Body(const Body&) = delete;
  Body& operator=(const Body&) = delete;

  Context ctx;
};

/// Defaults, and placeholders for what has none.
std::vector<Binding> default_bindings(const Definition& definition) {
  std::vector<Binding> result;
  for (const Parameter& parameter : definition.parameters) {
    result.push_back(
        {parameter.name, parameter.default_value ? *parameter.default_value : placeholder(parameter.type)});
  }
  return result;
}

/// Reports the lints of a sound body; those of a broken one might be answered by what could not be checked.
void finish(Context& ctx) {
  if (ctx.failed) {
    ctx.pending.clear();
  } else {
    report_notes(ctx);
  }
}

bool check_excludes(Context& ctx, const ast::Segment& node, hir::Segment& segment) {
  std::vector<hir::ExprRef> excludes;
  for (const ast::Clause& clause : node.clauses) {
    const auto* exclude = std::get_if<ast::Exclude>(&clause.node);
    if (exclude == nullptr) continue;
    const hir::ExprRef condition = check_condition(ctx, *exclude->condition);
    if (condition != nullptr) excludes.push_back(condition);
  }
  segment.excludes = ctx.arena().copy(excludes);
  // Only rows that satisfy `where` come this far, so what it proves is proven here too.
  if (segment.where != nullptr) answer_in_conjunction(ctx, 0, {&segment.where, 1});
  return !ctx.failed;
}

void check_value_type(Context& ctx, const ast::Expr& written, const hir::Expr& value) {
  if (value.type.is_collection()) {
    ctx.report(written.span, diag::NotAScalar, "an attribute", ctx.text_of(value.type));
  }
}

void check_static(Context& ctx, const Definition& definition, const ast::StaticSegment& node, hir::Segment& segment) {
  const schema::Table& table = ctx.schema().table(*definition.table);
  const auto key = find_own_field(ctx, *definition.table, node.key);
  if (!key) return;
  const Kind kind = table.field(*key).type.kind;
  if (kind != Kind::kText && kind != Kind::kInt && kind != Kind::kEnum) {
    ctx.report(node.key.span, diag::BadListKey, node.key.text, ctx.text_of(table.field(*key).type));
    return;
  }
  segment.keys = ctx.arena().make<hir::KeyList>(ctx.arena().copy_text(node.file), node.file_span, *key);
}

void check_members(Context& ctx, const ast::Segment& node, hir::Segment& segment) {
  for (const ast::Clause& clause : node.clauses) {
    if (const auto* zone = std::get_if<ast::Timezone>(&clause.node)) ctx.timezone = zone->zone;
  }
  if (node.where != nullptr) segment.where = check_condition(ctx, *node.where);
  check_excludes(ctx, node, segment);
  check_clauses(ctx, node.clauses, segment);
  if (node.snapshot) check_snapshot(ctx, node, segment);
}

std::optional<hir::Segment> check_body(Context& ctx, const Definition& definition, std::string_view name) {
  hir::Segment segment{};
  segment.name = name;
  segment.doc = ctx.arena().copy_text(definition.decl->doc);
  segment.table = *definition.table;
  segment.timezone = ctx.schema().settings.timezone;
  segment.source = definition.source;
  segment.span = definition.name_span;
  const auto title_of = [&](const auto& node) {
    if (node.has_title) segment.title = ctx.arena().copy_text(node.title);
  };
  if (const auto* fixed = std::get_if<ast::StaticSegment>(&definition.decl->node)) {
    title_of(*fixed);
    check_static(ctx, definition, *fixed, segment);
  } else {
    const auto& node = std::get<ast::Segment>(definition.decl->node);
    title_of(node);
    check_members(ctx, node, segment);
  }
  finish(ctx);
  segment.num_slots = ctx.num_slots;
  if (ctx.failed) return std::nullopt;
  return segment;
}

}  // namespace

std::string canonical_name(const schema::Schema& schema, const Definition& definition,
                           std::span<const Binding> bindings) {
  std::string result(definition.name);
  for (size_t i = 0; i < bindings.size(); ++i) {
    result += (i == 0 ? "(" : ", ") + std::string(bindings[i].name) + ": " + argument_text(schema, bindings[i].value);
  }
  return bindings.empty() ? result : result + ")";
}

void check_attribute(Project& project, Reporter& reporter, DefinitionIndex index) {
  project.definition(index).state = Definition::State::kInProgress;
  const ast::Expr& written = *std::get<ast::Attribute>(project.definition(index).decl->node).value;
  hir::ExprRef value = nullptr;
  uint32_t num_slots = 0;
  bool sound = false;
  bool may_be_missing = false;
  {
    Body body(project, reporter, index, {});
    value = check_expr(body.ctx, written);
    if (value != nullptr) check_value_type(body.ctx, written, *value);
    finish(body.ctx);
    sound = value != nullptr && !body.ctx.failed;
    num_slots = body.ctx.num_slots;
    may_be_missing = sound && may_be_missing_as_declared(body.ctx, *value);
  }
  Definition& definition = project.definition(index);
  definition.state = sound ? Definition::State::kSound : Definition::State::kBroken;
  if (!sound) return;
  definition.attribute = project.add_attribute({project.arena.copy_text(definition.name), *definition.table, value,
                                                num_slots, definition.source, definition.name_span},
                                               may_be_missing);
}

void check_define(Project& project, Reporter& reporter, DefinitionIndex index) {
  project.definition(index).state = Definition::State::kInProgress;
  const std::vector<Binding> bindings = default_bindings(project.definition(index));
  bool sound = false;
  {
    Body body(project, reporter, index, bindings);
    const hir::ExprRef value = check_expr(body.ctx, *std::get<ast::Define>(project.definition(index).decl->node).value);
    // Lints are left to the places where it is put in: their neighbours may answer them.
    body.ctx.pending.clear();
    sound = value != nullptr && !body.ctx.failed;
  }
  project.definition(index).state = sound ? Definition::State::kSound : Definition::State::kBroken;
}

std::optional<hir::SegmentId> check_segment(Project& project, Reporter& reporter, DefinitionIndex index,
                                            std::span<const Binding> bindings) {
  const std::string name = canonical_name(project.schema, project.definition(index), bindings);
  if (const auto found = project.instances.find(name); found != project.instances.end()) return found->second;
  if (!bindings.empty() && !reporter.count_instance(project.limits.instances)) {
    const Definition& definition = project.definition(index);
    reporter.report(definition.source, definition.name_span, diag::TooManyInstances, int64_t{project.limits.instances});
    return std::nullopt;
  }
  const std::string_view kept_name = project.arena.copy_text(name);
  std::optional<hir::Segment> segment;
  {
    Body body(project, reporter, index, bindings);
    segment = check_body(body.ctx, project.definition(index), kept_name);
  }
  std::optional<hir::SegmentId> id;
  if (segment) id = project.add_segment(*segment);
  project.instances.emplace(kept_name, id);
  return id;
}

void check_segment_by_itself(Project& project, Reporter& reporter, DefinitionIndex index) {
  const std::vector<Binding> bindings = default_bindings(project.definition(index));
  for (const Binding& binding : bindings) {
    if (!binding.value.placeholder) continue;
    Body body(project, reporter, index, bindings);
    check_body(body.ctx, project.definition(index), {});
    return;
  }
  if (const auto id = check_segment(project, reporter, index, bindings)) project.default_instances.push_back(*id);
}

}  // namespace segql::check
