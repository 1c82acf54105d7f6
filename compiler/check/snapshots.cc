/// `snapshot segment ... as of t`: the instant, and a warning about what cannot be looked at as it was then.

#include <set>

#include "base/timezone.h"
#include "compiler/check/definitions.h"
#include "compiler/check/instants.h"
#include "compiler/check/rules.h"

namespace segql::check {
namespace {

/// Microseconds; nothing for instants that move with the run.
std::optional<int64_t> fixed_micros(const hir::Instant& instant, std::string_view zone_name) {
  if (const auto* absolute = std::get_if<hir::Absolute>(&instant)) return absolute->micros;
  const auto zone = TimeZone::find(zone_name);
  if (!zone.ok()) return std::nullopt;
  if (const auto* day = std::get_if<hir::LocalDate>(&instant)) return (*zone)->start_of_day(day->days);
  if (const auto* time = std::get_if<hir::LocalTime>(&instant)) return (*zone)->from_local(time->micros);
  return std::nullopt;
}

/// Fields of entities are kept as they are now (section 5: attribute history), but for keys, which never change.
class HistoryLint {
 public:
  HistoryLint(Context& ctx, std::string_view snapshot) : ctx_(ctx), snapshot_(snapshot) {}

  void look_at(const hir::Expr* expr) {
    if (expr == nullptr) return;
    if (const auto* field = std::get_if<hir::FieldOf>(&expr->node)) look_at_field(*field, expr->span);
    if (const auto* entry = std::get_if<hir::MapEntry>(&expr->node))
      look_at_field({entry->row, entry->field}, expr->span);
    if (const auto* of = std::get_if<hir::AttributeOf>(&expr->node)) {
      // Said where the attribute is used: by itself there is nothing wrong with it.
      const hir::Expr* value = ctx_.project.attributes[of->attribute.index]->value;
      if (outer_ == nullptr) {
        outer_ = expr;
        look_at(value);
        outer_ = nullptr;
      } else {
        look_at(value);
      }
    }
    for_each_child(*expr, [&](const hir::Expr& child) { look_at(&child); });
  }

 private:
  void look_at_field(const hir::FieldOf& field, Span at) {
    const schema::Table& table = ctx_.schema().table(field.row.table);
    if (table.is_event || field.field == table.key_or_time) return;
    if (!met_.emplace(field.row.table.index, field.field.index).second) return;
    const Span place = outer_ != nullptr ? outer_->span : at;
    const std::string name = table.name + "." + table.field(field.field).name;
    if (ctx_.reporter.strict()) {
      ctx_.report(place, diag::HistoryStrict, name, snapshot_);
    } else {
      ctx_.report(place, diag::History, name, snapshot_);
    }
  }

  Context& ctx_;
  std::string_view snapshot_;
  const hir::Expr* outer_ = nullptr;  ///< the outermost attribute being looked into
  std::set<std::pair<uint32_t, uint32_t>> met_;
};

}  // namespace

void check_snapshot(Context& ctx, const ast::Segment& node, hir::Segment& segment) {
  if (node.as_of == nullptr) {
    ctx.not_evaluated(node.name.span, "a snapshot segment without `as of`");
    return;
  }
  const auto instant = constant_instant(ctx, *node.as_of);
  if (!instant) return;
  segment.snapshot_at = fixed_micros(*instant, segment.timezone);
  if (!segment.snapshot_at) {
    ctx.report(node.as_of->span, diag::SnapshotMoves, instant_text(*instant));
    return;
  }
  const std::string written = instant_text(*instant);
  HistoryLint lint(ctx, written);
  lint.look_at(segment.where);
  for (const hir::ExprRef exclude : segment.excludes) lint.look_at(exclude);
  for (const hir::Take& take : segment.takes) {
    lint.look_at(take.by);
    lint.look_at(take.per);
  }
}

}  // namespace segql::check
