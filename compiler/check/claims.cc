#include "compiler/check/claims.h"

#include "compiler/check/lint.h"
#include "compiler/check/rules.h"
#include "compiler/check/schema_builder.h"
#include "compiler/syntax/syntax.h"

namespace segql::check {
namespace {

/// `customer where ...` as a segment without a name. Invalid without `where`; nothing: reported.
std::optional<hir::SegmentId> check_population(Env& env, const ast::Claim& claim, schema::TableId table) {
  if (claim.where == nullptr) return hir::SegmentId{};
  Context ctx(env.project, env.reporter);
  ctx.file = env.file;
  ctx.source = env.source;
  ctx.name = "expect";
  ctx.rows.push_back({0, table, {}});
  hir::Segment segment{};
  segment.where = check_condition(ctx, *claim.where);
  if (segment.where != nullptr && !ctx.failed) report_notes(ctx);
  env.failed |= ctx.failed;
  if (segment.where == nullptr || ctx.failed) return std::nullopt;
  segment.table = table;
  segment.timezone = env.schema().settings.timezone;
  segment.num_slots = ctx.num_slots;
  segment.source = env.source;
  segment.span = claim.where->span;
  return env.project.add_segment(segment);
}

}  // namespace

void check_claim(Env& env, const ast::Claim& claim, Span at) {
  std::optional<schema::TableId> table;
  std::vector<hir::SegmentId> segments;
  std::vector<Span> spans;
  const auto add = [&](const ast::SegmentRef& reference) -> std::optional<hir::SegmentId> {
    const auto segment = use_segment(env, reference);
    if (!segment) return std::nullopt;
    if (!table) table = segment->table;
    if (segment->table == *table) return segment->id;
    env.report(reference.span, diag::WrongEntity, syntax_name(reference), env.table_name(segment->table),
               env.table_name(*table));
    return std::nullopt;
  };
  hir::Claim typed{};
  std::string population;
  if (claim.population != nullptr) {
    if (const auto segment = add(*claim.population)) typed.population = *segment;
    population = "`" + syntax_name(*claim.population) + "`";
  } else if (claim.kind == ast::Claim::Kind::kCover) {
    table = resolve_entity(env, claim.entity);
    if (!table) return;
    const auto rows = check_population(env, claim, *table);
    if (rows) typed.population = *rows;
    population = std::string(claim.entity.text);
    if (claim.where != nullptr) population = "`" + population + " where " + syntax::print(*claim.where) + "`";
  }
  for (const ast::SegmentRef& reference : claim.segments) {
    const auto segment = add(reference);
    if (!segment) continue;
    segments.push_back(*segment);
    spans.push_back(reference.span);
  }
  if (env.failed) return;
  typed.kind = static_cast<hir::Claim::Kind>(claim.kind);
  typed.segments = env.arena().copy(segments);
  typed.spans = env.arena().copy(spans);
  typed.population_text = env.arena().copy_text(population);
  typed.source = env.source;
  typed.span = at;
  env.project.claims.push_back(env.arena().make<hir::Claim>(typed));
}

}  // namespace segql::check
