/// The clauses of a segment: who is kept of those who qualify, and in which zone. The others have files of their own.

#include <algorithm>
#include <set>

#include "base/overload.h"
#include "base/timezone.h"
#include "compiler/check/instants.h"
#include "compiler/check/names.h"
#include "compiler/check/rules.h"
#include "compiler/check/shares.h"
#include "compiler/syntax/syntax.h"

namespace segql::check {
namespace {

using schema::Kind;

constexpr int64_t kMostRows = UINT32_MAX;

std::optional<int64_t> check_amount(Context& ctx, const ast::Take& node) {
  if (!node.percent) return whole_number(ctx, *node.amount, 1, kMostRows, "`take`");
  const auto* number = std::get_if<ast::NumberLit>(&node.amount->node);
  if (number == nullptr) {
    ctx.report(node.amount->span, diag::BadPercentage);
    return std::nullopt;
  }
  return check_percentage(ctx, node.amount->span, number->value);
}

hir::ExprRef check_group(Context& ctx, const ast::Path& path) {
  const auto named = resolve_value(ctx, path);
  const hir::ExprRef value = named ? make_named(ctx, path.span, *named) : nullptr;
  if (value == nullptr) return nullptr;
  if (!value->type.is_collection()) return value;
  ctx.report(path.span, diag::NotAScalar, "`per`", ctx.text_of(value->type));
  return nullptr;
}

std::optional<hir::Take> check_take(Context& ctx, Span at, const ast::Take& node) {
  hir::Take take{node.bottom, node.percent, 0, nullptr, nullptr, node.among != nullptr, {}, false, -1};
  const auto amount = check_amount(ctx, node);
  take.by = check_expr(ctx, *node.by);
  if (take.by != nullptr && !can_rank(take.by->type)) {
    ctx.report(node.by->span, diag::NotARank, ctx.text_of(take.by->type));
    take.by = nullptr;
  }
  if (node.per != nullptr) take.per = check_group(ctx, *node.per);
  if (node.among != nullptr) {
    const auto among = check_among(ctx, *node.among);
    if (!among) return std::nullopt;
    take.among = *among;
  }
  if (node.has_at_most && (node.at_most < 1 || node.at_most > kMostRows)) {
    ctx.report(at, diag::BadCount, "`at most`", 1, kMostRows);
    return std::nullopt;
  }
  if (!amount || take.by == nullptr || (node.per != nullptr && take.per == nullptr)) return std::nullopt;
  take.amount = *amount;
  take.ties_kept = node.ties == ast::Take::Ties::kKept;
  if (node.has_at_most) take.at_most = node.at_most;
  return take;
}

void check_zone(Context& ctx, Span at, const ast::Timezone& node, hir::Segment& segment) {
  if (TimeZone::find(node.zone).ok()) {
    segment.timezone = ctx.arena().copy_text(node.zone);
  } else {
    ctx.report(at, diag::UnknownTimezone, node.zone);
  }
}

}  // namespace

bool check_clauses(Context& ctx, std::span<const ast::Clause> clauses, hir::Segment& segment) {
  std::vector<hir::Take> takes;
  std::vector<hir::Sample> samples;
  std::vector<hir::Delivery> deliveries;
  std::set<std::pair<std::string_view, std::string_view>> destinations;  // with their names
  for (const ast::Clause& clause : clauses) {
    std::visit(overload{
                   [](const ast::Exclude&) {},  // checked beside `where`
                   [&](const ast::Take& node) {
                     if (const auto take = check_take(ctx, clause.span, node)) takes.push_back(*take);
                   },
                   [&](const ast::Sample& node) {
                     const auto share = check_percentage(ctx, clause.span, node.percent);
                     if (share) samples.push_back({0, *share, ctx.arena().copy_text(node.seed)});
                   },
                   [&](const ast::Timezone& node) { check_zone(ctx, clause.span, node, segment); },
                   [&](const ast::Refresh& node) {
                     check_refresh(ctx, clause.span, node);
                     segment.refresh = ctx.arena().copy_text(syntax::print(clause));
                   },
                   [&](const ast::Keep& node) { segment.keep = check_keep(ctx, clause.span, node); },
                   [&](const ast::Deliver& node) {
                     const hir::Delivery& made = deliveries.emplace_back(check_deliver(ctx, clause.span, node));
                     if (destinations.emplace(made.destination, made.title).second) return;
                     ctx.report(clause.span, diag::BadClause,
                                "the delivery to `" + std::string(made.destination) +
                                    "` is written twice: give one of them a name, with `as`");
                   },
               },
               clause.node);
  }
  segment.takes = ctx.arena().copy(takes);
  segment.samples = ctx.arena().copy(samples);
  segment.deliveries = ctx.arena().copy(deliveries);
  return !ctx.failed;
}

}  // namespace segql::check
