/// `between`: inclusive on numbers, money, dates and text; half-open on timestamps (section 5).

#include "compiler/check/convert.h"
#include "compiler/check/lint.h"
#include "compiler/check/rules.h"
#include "compiler/check/written.h"
#include "compiler/syntax/syntax.h"

namespace segql::check {
namespace {

using schema::Kind;
using schema::Type;

bool can_be_bound(const ast::Expr& expr) {
  return std::holds_alternative<ast::InstantLit>(expr.node) || std::holds_alternative<ast::PathExpr>(expr.node) ||
         std::holds_alternative<ast::Param>(expr.node);
}

void report_reversed(Context& ctx, const ast::Expr& expr, const ast::Between& node) {
  ctx.report(expr.span, diag::BoundsReversed, syntax::print(*node.low), syntax::print(*node.high));
}

/// Adds the window of the same bounds.
void suggest_from_to(const Context& ctx, Diagnostic& d, const ast::Expr& expr, const ast::Between& node) {
  if (!can_be_bound(*node.low) || !can_be_bound(*node.high)) return;
  std::string value = syntax::print(*node.value);
  // Behind the rows of an aggregate it would be their window.
  if (!std::holds_alternative<ast::PathExpr>(node.value->node)) value = "(" + value + ")";
  const std::string fixed = std::string(node.negated ? "not " : "") + value + " from " + syntax::print(*node.low) +
                            " to " + syntax::print(*node.high);
  d.hint = "write `" + fixed + "`";
  const bool is_lint = d.severity != Severity::kError;
  (is_lint && !has_comment(ctx, expr.span) ? add_fix : add_guess)(d, expr.span, fixed, "write `from ... to ...`");
}

hir::ExprRef between_instants(Context& ctx, const ast::Expr& expr, const ast::Between& node, hir::ExprRef value) {
  const auto from = bound_of(ctx, *node.low);
  const auto to = bound_of(ctx, *node.high);
  if (!from || !to) return nullptr;
  if (!ctx.has_placeholders() && is_reversed(*from, *to)) {
    report_reversed(ctx, expr, node);
    return nullptr;
  }
  suggest_from_to(ctx, ctx.report(expr.span, diag::BetweenInstants), expr, node);
  const auto* window = ctx.arena().make<hir::Window>(expr.span, hir::FromTo{*from, *to});
  return ctx.make_condition(expr.span, hir::InWindow{value, false, window});
}

/// Constants of one type: negative, zero or positive as `lhs` is below, equal to or above `rhs`.
int compare_literals(const hir::Literal& lhs, const hir::Literal& rhs) {
  if (lhs.form == hir::Literal::Form::kText) return lhs.text.compare(rhs.text);
  if (lhs.form == hir::Literal::Form::kFloat) return lhs.real < rhs.real ? -1 : (lhs.real > rhs.real ? 1 : 0);
  return lhs.integer < rhs.integer ? -1 : (lhs.integer > rhs.integer ? 1 : 0);
}

hir::ExprRef between_values(Context& ctx, const ast::Expr& expr, const ast::Between& node, hir::ExprRef value) {
  const hir::ExprRef low_value = check_expr(ctx, *node.low, &value->type);
  const hir::ExprRef high_value = check_expr(ctx, *node.high, &value->type);
  if (low_value == nullptr || high_value == nullptr) return nullptr;
  if (value->type.kind == Kind::kDate &&
      (low_value->type.kind == Kind::kTimestamp || high_value->type.kind == Kind::kTimestamp)) {
    suggest_from_to(ctx, ctx.report(expr.span, diag::DateAndTimestamp, syntax::print(expr)), expr, node);
    return nullptr;
  }
  const ast::Compare above{ast::CompareOp::kGreaterEqual, node.value, node.low};
  const ast::Compare below{ast::CompareOp::kLessEqual, node.value, node.high};
  const hir::ExprRef low = compare_values(ctx, expr, above, value, low_value);
  const hir::ExprRef high = compare_values(ctx, expr, below, value, high_value);
  if (low == nullptr || high == nullptr) return nullptr;
  const auto& low_side = std::get<hir::Compare>(low->node);
  const auto& high_side = std::get<hir::Compare>(high->node);
  const auto* low_constant = std::get_if<hir::Constant>(&low_side.rhs->node);
  const auto* high_constant = std::get_if<hir::Constant>(&high_side.rhs->node);
  if (low_constant != nullptr && high_constant != nullptr && !ctx.has_placeholders()) {
    const auto type = common_number(low_side.rhs->type, high_side.rhs->type).value_or(value->type);
    const hir::ExprRef lower = cast_to(ctx, low_side.rhs, type);
    const hir::ExprRef upper = cast_to(ctx, high_side.rhs, type);
    if (lower == nullptr || upper == nullptr) return nullptr;
    if (compare_literals(std::get<hir::Constant>(lower->node).value, std::get<hir::Constant>(upper->node).value) > 0) {
      report_reversed(ctx, expr, node);
      return nullptr;
    }
  }
  const hir::ExprRef terms[] = {low, high};
  return ctx.make_condition(expr.span, hir::And{ctx.arena().copy(std::span<const hir::ExprRef>(terms))});
}

}  // namespace

hir::ExprRef check_between(Context& ctx, const ast::Expr& expr, const ast::Between& node) {
  const hir::ExprRef value = check_expr(ctx, *node.value);
  if (value == nullptr) return nullptr;
  const hir::ExprRef inside = value->type.kind == Kind::kTimestamp ? between_instants(ctx, expr, node, value)
                                                                   : between_values(ctx, expr, node, value);
  if (inside == nullptr || !node.negated) return inside;
  const hir::ExprRef outside = make_not(ctx, expr.span, inside);
  if (outside != nullptr) note_negation(ctx, expr, {value});
  return outside;
}

}  // namespace segql::check
