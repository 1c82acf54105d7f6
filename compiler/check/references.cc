/// Uses of segments, attributes and defines: found, sound, of the right entity, and without cycles.

#include <algorithm>

#include "compiler/check/definition_checks.h"
#include "compiler/check/lint.h"
#include "compiler/check/names.h"
#include "compiler/check/rules.h"
#include "compiler/check/suggest.h"
#include "compiler/check/unknown_names.h"
#include "compiler/source/path.h"
#include "compiler/syntax/syntax.h"

namespace segql::check {
namespace {

/// `vip -> loyal -> vip`, reported where it closes; everything on the way is broken, and says so no more.
void report_cycle(Env& env, DefinitionIndex index, Span at) {
  Project& project = env.project;
  const auto first = std::ranges::find(project.in_progress, index);
  std::string path;
  for (auto at_index = first; at_index != project.in_progress.end(); ++at_index) {
    project.definition(*at_index).in_cycle = true;
    path += std::string(project.definition(*at_index).name) + " -> ";
  }
  const Definition& definition = project.definition(index);
  env.report(at, diag::Cycle, kind_name(definition.kind), path + std::string(definition.name));
}

void report_broken(Env& env, const Definition& definition, std::string_view name, Span at) {
  env.failed = true;
  const auto& users = env.project.in_progress;
  if (definition.in_cycle && !users.empty() && env.project.definition(users.back()).in_cycle) return;
  // What is wrong with a library is wrong once, and not again with all that uses it.
  const ProjectFile* file = env.project.file(definition.file);
  if (env.file != kNoFile && (definition.of_library || (file != nullptr && is_library_path(file->path)))) {
    if (!users.empty()) env.project.definition(users.back()).of_library = true;
    return;
  }
  Diagnostic& d = env.report(at, diag::BrokenReference, kind_name(definition.kind), name);
  add_note(d, definition.source, definition.name_span, "declared here");
}

/// Nobody is in the middle of checking it, and the chain of users is not too long.
bool may_check(Env& env, DefinitionIndex index, Span at) {
  if (std::ranges::find(env.project.in_progress, index) != env.project.in_progress.end()) {
    report_cycle(env, index, at);
    return false;
  }
  const uint32_t limit = env.project.limits.reference_depth;
  if (env.project.in_progress.size() < limit) return true;
  env.report(at, diag::TooManyReferences, int64_t{limit});
  return false;
}

/// The definition being checked may stand on the sound `index`: the chain below it is not too long, whatever the order
/// in which its links were checked. What evaluates definitions may then follow uses by recursion.
bool may_stand_on(Env& env, DefinitionIndex index, Span at) {
  Project& project = env.project;
  const uint32_t depth = project.definition(index).depth + 1;
  if (depth > project.limits.reference_depth) {
    env.report(at, diag::TooManyReferences, int64_t{project.limits.reference_depth});
    return false;
  }
  if (project.in_progress.empty()) return true;
  Definition& user = project.definition(project.in_progress.back());
  user.depth = std::max(user.depth, depth);
  return true;
}

void report_unknown_segment(Env& env, const ast::Name& name) {
  NearestName nearest(name.text);
  for (const Definition& definition : env.project.definitions) {
    if (definition.kind != DefinitionKind::kAttribute && definition.kind != DefinitionKind::kDefine) {
      nearest.consider(definition.name);
    }
  }
  suggest(env.report(name.span, diag::UnknownSegment, name.text), name.span, nearest);
}

/// `winback_test.control`: the split or priority list `index` is sound, and has that part.
std::optional<UsedSegment> use_part(Env& env, const ast::SegmentRef& reference, DefinitionIndex index) {
  const Definition& definition = env.project.definition(index);
  if (definition.state == Definition::State::kUnchecked || definition.state == Definition::State::kInProgress) {
    if (!may_check(env, index, reference.span)) return std::nullopt;
    check_parts(env.project, env.reporter, index);
  }
  if (definition.state != Definition::State::kSound) {
    report_broken(env, definition, definition.name, reference.span);
    return std::nullopt;
  }
  if (!bind_arguments(env, definition, reference.arguments, reference.span)) return std::nullopt;
  const std::span<const ast::Name> path = reference.path.parts;
  if (path.size() == 1) {
    env.report(reference.span, diag::PartNeeded, definition.name, kind_name(definition.kind)).hint =
        part_list(definition);
    return std::nullopt;
  }
  // A part of a priority list may be named by a part itself: `spring.winback_test.control`.
  const std::string wanted = syntax_name(reference).substr(definition.name.size() + 1);
  const auto part = std::ranges::find(definition.parts, wanted, &Part::name);
  if (part != definition.parts.end()) {
    if (!may_stand_on(env, index, reference.span)) return std::nullopt;
    return UsedSegment{part->segment, *definition.table};
  }
  const Span at{path[1].span.begin, path.back().span.end};
  Diagnostic& d = env.report(at, diag::UnknownPart, kind_name(definition.kind), definition.name, wanted);
  NearestName nearest(wanted);
  for (const Part& candidate : definition.parts) nearest.consider(candidate.name);
  suggest(d, at, nearest);
  if (d.hint.empty()) d.hint = part_list(definition);
  return std::nullopt;
}

/// The row `in segment` is about: the subject written before it, or the innermost row.
std::optional<hir::RowRef> membership_row(Context& ctx, const ast::InSegment& node) {
  if (node.subject == nullptr) {
    const Row& row = ctx.innermost();
    return hir::RowRef{row.slot, {}, row.table, false};
  }
  const auto* path = std::get_if<ast::PathExpr>(&node.subject->node);
  if (path == nullptr) {
    const hir::ExprRef value = check_expr(ctx, *node.subject);
    if (value != nullptr) ctx.report(node.subject->span, diag::NotARow, ctx.text_of(value->type));
    return std::nullopt;
  }
  const auto value = resolve_value(ctx, path->path);
  return value ? row_of(ctx, node.subject->span, *value) : std::nullopt;
}

void report_wrong_entity(Context& ctx, const ast::InSegment& node, const UsedSegment& segment, schema::TableId table) {
  const std::string name = syntax_name(node.segment);
  Diagnostic& d =
      ctx.report(node.segment.span, diag::WrongEntity, name, ctx.table_name(segment.table), ctx.table_name(table));
  for (const schema::Field& field : ctx.schema().table(table).fields) {
    if (field.type.kind != schema::Kind::kRef || field.type.table() != segment.table) continue;
    const std::string subject = node.subject == nullptr ? "" : syntax::print(*node.subject) + ".";
    d.hint = "write `" + subject + field.name + " in segment " + name + "`";
    return;
  }
  if (node.subject == nullptr && ctx.subject().table == segment.table) d.hint = "write `self in segment " + name + "`";
}

}  // namespace

std::string syntax_name(const ast::SegmentRef& reference) {
  std::string name;
  for (const ast::Name& part : reference.path.parts) name += (name.empty() ? "" : ".") + std::string(part.text);
  return name;
}

std::optional<UsedSegment> use_segment(Env& env, const ast::SegmentRef& reference) {
  const ast::Name& name = reference.path.parts[0];
  const FoundDefinition found = find_segment(env.project, env.file, name.text);
  if (found.index == kNoDefinition) {
    report_unknown_segment(env, name);
    return std::nullopt;
  }
  if (!found.visible) {
    report_not_imported(env, name, found.index);
    return std::nullopt;
  }
  const Definition& definition = env.project.definition(found.index);
  if (has_parts(definition.kind)) return use_part(env, reference, found.index);
  if (reference.path.parts.size() > 1) {
    env.report(reference.path.span, diag::UnknownSegment, syntax_name(reference)).hint =
        "only splits and priority lists have parts";
    return std::nullopt;
  }
  if (definition.state == Definition::State::kBroken) {
    report_broken(env, definition, name.text, reference.span);
    return std::nullopt;
  }
  const auto bindings = bind_arguments(env, definition, reference.arguments, reference.span);
  if (!bindings || !may_check(env, found.index, reference.span)) return std::nullopt;
  const schema::TableId table = *definition.table;
  const auto id = check_segment(env.project, env.reporter, found.index, *bindings);
  if (id && !may_stand_on(env, found.index, reference.span)) return std::nullopt;
  if (id) return UsedSegment{*id, table};
  const Definition& broken = env.project.definition(found.index);
  report_broken(env, broken, canonical_name(env.schema(), broken, *bindings), reference.span);
  return std::nullopt;
}

hir::ExprRef check_in_segment(Context& ctx, const ast::Expr& expr, const ast::InSegment& node) {
  const auto row = membership_row(ctx, node);
  const auto segment = use_segment(ctx, node.segment);
  if (!row || !segment) return nullptr;
  if (row->table != segment->table) {
    report_wrong_entity(ctx, node, *segment, row->table);
    return nullptr;
  }
  const hir::ExprRef result = ctx.make_condition(expr.span, hir::InSegment{*row, segment->id});
  if (result == nullptr || !node.negated) return result;
  note_negation(ctx, expr, {ctx.arena().make<hir::Expr>(expr.span, schema::Type{}, true, hir::RowValue{*row})});
  return make_not(ctx, expr.span, result);
}

std::optional<hir::AttributeId> use_attribute(Env& env, DefinitionIndex index, Span at) {
  const auto state = [&] { return env.project.definition(index).state; };
  if (state() == Definition::State::kUnchecked || state() == Definition::State::kInProgress) {
    if (!may_check(env, index, at)) return std::nullopt;
    check_attribute(env.project, env.reporter, index);
  }
  const Definition& definition = env.project.definition(index);
  if (definition.state == Definition::State::kSound) {
    if (!may_stand_on(env, index, at)) return std::nullopt;
    return definition.attribute;
  }
  report_broken(env, definition, definition.name, at);
  return std::nullopt;
}

bool use_define(Env& env, DefinitionIndex index, Span at) {
  // A define on the way to itself is a cycle even when it is sound so far: it is being put in.
  if (!may_check(env, index, at)) return false;
  if (env.project.definition(index).state == Definition::State::kUnchecked) {
    check_define(env.project, env.reporter, index);
  }
  const Definition& definition = env.project.definition(index);
  if (definition.state == Definition::State::kSound) return may_stand_on(env, index, at);
  report_broken(env, definition, definition.name, at);
  return false;
}

}  // namespace segql::check
