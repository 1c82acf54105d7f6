/// `ntile N of x among ...` and `percentile of x among ...`: places in a population. A place is known once the scores
/// of the whole population are: it becomes an attribute without a name, which the engine computes before the rows are
/// looked at that use it.

#include "compiler/check/instants.h"
#include "compiler/check/lint.h"
#include "compiler/check/rules.h"
#include "compiler/syntax/syntax.h"

namespace segql::check {
namespace {

using schema::Kind;
using schema::Type;

constexpr int64_t kMostTiles = 1'000'000;
/// Enough to tell places apart among 4 billion rows.
constexpr uint8_t kPercentileScale = 15;

/// The score is of the subject alone, whatever rows are in scope: everybody's is computed.
struct ScoreContext : Context {
  explicit ScoreContext(const Context& around) : Context(around.project, around.reporter) {
    file = around.file;
    source = around.source;
    bindings = around.bindings;
    name = around.name;
    num_nodes = around.num_nodes;
    rows.push_back({0, around.subject().table, around.subject().label, false});
  }
};

}  // namespace

bool can_rank(const Type& type) {
  return type.is_number() || type.kind == Kind::kDate || type.kind == Kind::kTimestamp;
}

std::optional<hir::SegmentId> check_among(Context& ctx, const ast::Among& among) {
  if (among.segment == nullptr) return hir::SegmentId{};
  const auto segment = use_segment(ctx, *among.segment);
  if (!segment) return std::nullopt;
  if (segment->table == ctx.subject().table) return segment->id;
  ctx.report(among.span, diag::WrongEntity, syntax_name(*among.segment), ctx.table_name(segment->table),
             ctx.table_name(ctx.subject().table));
  return std::nullopt;
}

hir::ExprRef check_population(Context& ctx, const ast::Expr& expr, const ast::Population& node) {
  int64_t tiles = 0;
  bool sound = true;
  if (node.buckets != nullptr) {
    const auto number = whole_number(ctx, *node.buckets, 1, kMostTiles, "`ntile`");
    sound = number.has_value();
    tiles = number.value_or(1);
  }
  const auto among = check_among(ctx, node.among);
  ScoreContext scores(ctx);
  const hir::ExprRef score = check_expr(scores, *node.value);
  ctx.num_nodes = scores.num_nodes;
  if (score != nullptr && !can_rank(score->type)) {
    scores.report(node.value->span, diag::NotARank, ctx.text_of(score->type));
  }
  ctx.failed |= scores.failed;
  if (!among || score == nullptr || scores.failed || !sound) return nullptr;
  report_notes(scores);
  const Type type = tiles == 0 ? Type::decimal(kPercentileScale) : Type::of(Kind::kInt);
  const auto* ranking = ctx.arena().make<hir::Ranking>(score, tiles, node.among.segment == nullptr, *among, type);
  const hir::AttributeId place =
      ctx.project.add_attribute({ctx.arena().copy_text(syntax::print(expr)), ctx.subject().table, ranking,
                                 scores.num_slots, ctx.source, expr.span},
                                true);
  const hir::RowRef subject{ctx.subject().slot, {}, ctx.subject().table, false};
  return ctx.make(expr.span, type, true, hir::AttributeOf{subject, place});
}

}  // namespace segql::check
