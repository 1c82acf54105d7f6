/// Dates and timestamps in windows, anniversaries, `days since`.

#include "base/overload.h"
#include "compiler/check/instants.h"
#include "compiler/check/rules.h"

namespace segql::check {
namespace {

using schema::Kind;

bool is_time(const hir::Expr& expr) { return expr.type.kind == Kind::kDate || expr.type.kind == Kind::kTimestamp; }

/// A bound that is the start of a local day, so that whole days lie between two of them.
bool is_day_bound(const hir::Instant& instant) {
  if (const auto* relative = std::get_if<hir::Relative>(&instant)) return !hir::is_clock_unit(relative->unit);
  if (const auto* computed = std::get_if<hir::Computed>(&instant)) return computed->value->type.kind == Kind::kDate;
  return std::holds_alternative<hir::StartOfDay>(instant) || std::holds_alternative<hir::LocalDate>(instant);
}

/// Anniversaries are days, so their window has to be a range of days.
bool is_range_of_days(const hir::Window& window) {
  return std::visit(
      overload{
          [](const hir::WithinCount& within) { return !hir::is_clock_unit(within.unit) && !within.rolling; },
          [](const hir::WithinUnit&) { return true; },
          [](const hir::FromTo& range) { return is_day_bound(range.from) && is_day_bound(range.to); },
          [](const hir::Bounded& bounded) { return bounded.bound == hir::Bound::kOn; },
          [](const hir::During&) { return true; },
          [](const hir::Ever&) { return false; },
      },
      window.node);
}

}  // namespace

hir::ExprRef check_in_window(Context& ctx, const ast::Expr& expr, const ast::InWindow& node) {
  const hir::ExprRef value = check_expr(ctx, *node.value);
  const hir::Window* window = check_window(ctx, *node.window);
  if (value == nullptr || window == nullptr) return nullptr;
  if (!is_time(*value)) {
    ctx.report(node.value->span, diag::NotATime, node.anniversary ? "`anniversary`" : "a window",
               ctx.text_of(value->type));
    return nullptr;
  }
  if (node.anniversary && !is_range_of_days(*window)) {
    ctx.report(node.window->span, diag::AnniversaryWindow);
    return nullptr;
  }
  return ctx.make_condition(expr.span, hir::InWindow{value, node.anniversary, window});
}

hir::ExprRef check_elapsed(Context& ctx, const ast::Expr& expr, const ast::Elapsed& node) {
  const hir::ExprRef operand = check_expr(ctx, *node.operand);
  if (operand == nullptr) return nullptr;
  const auto unit = static_cast<hir::Unit>(node.unit);
  if (!is_time(*operand)) {
    const std::string what = "`" + std::string(unit_text(unit, true)) + (node.until ? " until`" : " since`");
    ctx.report(node.operand->span, diag::NotATime, what, ctx.text_of(operand->type));
    return nullptr;
  }
  return ctx.make(expr.span, schema::Type::of(Kind::kInt), operand->nullable, hir::Elapsed{unit, node.until, operand});
}

}  // namespace segql::check
