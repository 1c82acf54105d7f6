/// Sums, products and quotients: int to decimal to float, money by its own rules, never a silent loss.

#include <algorithm>

#include "compiler/check/convert.h"
#include "compiler/check/rules.h"
#include "compiler/syntax/syntax.h"

namespace segql::check {
namespace {

using schema::Kind;
using schema::Type;

constexpr uint8_t kLargestScale = 18;

bool need_number(Context& ctx, const hir::Expr& expr) {
  if (expr.type.is_number()) return true;
  Diagnostic& d = ctx.report(expr.span, diag::NotANumber, ctx.text_of(expr.type));
  if (expr.type.kind == Kind::kDate || expr.type.kind == Kind::kTimestamp) {
    d.hint = "a distance in time is `days since x` or `days until x`";
  }
  return false;
}

Diagnostic& report_types(Context& ctx, Span at, ast::ArithOp op, const Type& lhs, const Type& rhs) {
  const std::string left = ctx.text_of(lhs);
  const std::string right = ctx.text_of(rhs);
  switch (op) {
    case ast::ArithOp::kAdd: return ctx.report(at, diag::ArithmeticTypes, "add", right, "to", left);
    case ast::ArithOp::kSubtract: return ctx.report(at, diag::ArithmeticTypes, "subtract", right, "from", left);
    case ast::ArithOp::kMultiply: return ctx.report(at, diag::ArithmeticTypes, "multiply", left, "by", right);
    case ast::ArithOp::kDivide: break;
  }
  return ctx.report(at, diag::ArithmeticTypes, "divide", left, "by", right);
}

hir::ExprRef check_sum(Context& ctx, const ast::Expr& expr, const ast::Arith& node) {
  std::vector<hir::Term> terms;
  std::optional<Type> type;
  bool sound = true;
  const auto add = [&](const ast::Expr& operand, ast::ArithOp op) {
    const hir::ExprRef value = check_expr(ctx, operand);
    if (value == nullptr || !need_number(ctx, *value)) {
      sound = false;
      return;
    }
    const auto common = type ? common_number(*type, value->type) : std::optional(value->type);
    if (!common) {
      Diagnostic& d = report_types(ctx, operand.span, op, *type, value->type);
      if (type->kind == Kind::kMoney && is_bare_number(operand)) {
        const std::string fixed = syntax::print(operand) + " " + std::string(schema::currency_text(type->currency));
        add_guess(d, operand.span, fixed, "write `" + fixed + "`");
      }
      sound = false;
      return;
    }
    type = common;
    terms.push_back({op == ast::ArithOp::kSubtract, value});
  };
  add(*node.first, ast::ArithOp::kAdd);
  for (const ast::ArithTerm& term : node.rest) add(*term.operand, term.op);
  if (!sound) return nullptr;
  bool nullable = type->kind == Kind::kFloat;
  for (hir::Term& term : terms) {
    term.value = cast_to(ctx, term.value, *type);
    if (term.value == nullptr) return nullptr;
    nullable |= term.value->nullable;
  }
  const hir::Sum sum{ctx.arena().copy(terms)};
  const hir::Expr probe{expr.span, *type, nullable, sum};
  return ctx.make(expr.span, *type, nullable || may_overflow(ctx, probe), sum);
}

/// `money` times or through a number; nothing for combinations without a meaning.
std::optional<Type> product_type(const Type& lhs, const Type& rhs) {
  const bool has_money = lhs.kind == Kind::kMoney || rhs.kind == Kind::kMoney;
  const uint8_t scale = static_cast<uint8_t>(lhs.scale + rhs.scale);
  if (has_money) {
    if (lhs.kind == rhs.kind || lhs.kind == Kind::kFloat || rhs.kind == Kind::kFloat) return std::nullopt;
    return Type::money(lhs.kind == Kind::kMoney ? lhs.currency : rhs.currency, scale);
  }
  if (lhs.kind == Kind::kFloat || rhs.kind == Kind::kFloat) return Type::of(Kind::kFloat);
  return lhs.kind == Kind::kInt && rhs.kind == Kind::kInt ? lhs : Type::decimal(scale);
}

std::optional<Type> quotient_type(const Type& lhs, const Type& rhs) {
  const uint8_t scale = std::max({kQuotientScale, lhs.scale, rhs.scale});
  if (lhs.kind == Kind::kMoney) {
    if (rhs.kind == Kind::kFloat) return std::nullopt;
    if (rhs.kind != Kind::kMoney) return Type::money(lhs.currency, scale);
    return lhs.currency == rhs.currency ? std::optional(Type::decimal(scale)) : std::nullopt;
  }
  if (rhs.kind == Kind::kMoney) return std::nullopt;
  if (lhs.kind == Kind::kFloat || rhs.kind == Kind::kFloat) return Type::of(Kind::kFloat);
  return Type::decimal(scale);
}

hir::ExprRef multiply(Context& ctx, Span span, hir::ExprRef lhs, ast::ArithOp op, hir::ExprRef rhs) {
  const bool divide = op == ast::ArithOp::kDivide;
  const auto type = divide ? quotient_type(lhs->type, rhs->type) : product_type(lhs->type, rhs->type);
  if (!type) {
    report_types(ctx, span, op, lhs->type, rhs->type);
    return nullptr;
  }
  if (type->scale > kLargestScale) {
    ctx.report(span, diag::ScaleTooLarge, int64_t{type->scale});
    return nullptr;
  }
  if (type->kind == Kind::kFloat) {
    lhs = cast_to(ctx, lhs, *type);
    rhs = cast_to(ctx, rhs, *type);
    if (lhs == nullptr || rhs == nullptr) return nullptr;
  }
  if (divide) return ctx.make(span, *type, true, hir::Quotient{lhs, rhs});
  const hir::Product product{lhs, rhs};
  const bool nullable = lhs->nullable || rhs->nullable || type->kind == Kind::kFloat;
  const hir::Expr probe{span, *type, nullable, product};
  return ctx.make(span, *type, nullable || may_overflow(ctx, probe), product);
}

hir::ExprRef check_product(Context& ctx, const ast::Expr& expr, const ast::Arith& node) {
  if (node.rest.size() > ctx.project.limits.nesting) {
    ctx.report(expr.span, diag::TooDeep, int64_t{ctx.project.limits.nesting});
    return nullptr;
  }
  hir::ExprRef result = check_expr(ctx, *node.first);
  bool sound = result != nullptr && need_number(ctx, *result);
  for (const ast::ArithTerm& term : node.rest) {
    const hir::ExprRef operand = check_expr(ctx, *term.operand);
    sound = operand != nullptr && need_number(ctx, *operand) && sound;
    if (!sound) continue;
    result = multiply(ctx, {expr.span.begin, term.operand->span.end}, result, term.op, operand);
    sound = result != nullptr;
  }
  return sound ? result : nullptr;
}

}  // namespace

hir::ExprRef check_arith(Context& ctx, const ast::Expr& expr, const ast::Arith& node) {
  const ast::ArithOp op = node.rest.front().op;
  return op == ast::ArithOp::kAdd || op == ast::ArithOp::kSubtract ? check_sum(ctx, expr, node)
                                                                   : check_product(ctx, expr, node);
}

hir::ExprRef check_negate(Context& ctx, const ast::Expr& expr, const ast::Negate& node) {
  const hir::ExprRef operand = check_expr(ctx, *node.operand);
  if (operand == nullptr || !need_number(ctx, *operand)) return nullptr;
  return ctx.make(expr.span, operand->type, operand->nullable, hir::Negate{operand});
}

}  // namespace segql::check
