/// Casts, common types, digits.

#include "compiler/check/convert.h"

#include <algorithm>

#include "base/try.h"

namespace segql::check {
namespace {

using schema::Kind;
using schema::Type;

constexpr int kStoredDigits = 19;  // of a 64-bit integer
constexpr int kRowDigits = 10;     // of a number of rows

int digits_of(int64_t value) {
  int digits = 1;
  for (; value / 10 != 0; value /= 10) ++digits;
  return digits;
}

int digits_of_aggregate(const Context& ctx, const hir::Aggregate& aggregate, const Type& type) {
  switch (aggregate.kind) {
    case hir::AggregateKind::kCount:
    case hir::AggregateKind::kCountDistinct: return kRowDigits;
    case hir::AggregateKind::kShare: return kShareScale + 1;
    case hir::AggregateKind::kSum: return most_digits(ctx, *aggregate.value) + kRowDigits;
    case hir::AggregateKind::kAvg:
    case hir::AggregateKind::kMedian:
      return most_digits(ctx, *aggregate.value) + type.scale - aggregate.value->type.scale;
    case hir::AggregateKind::kMin:
    case hir::AggregateKind::kMax:
    case hir::AggregateKind::kFirst:
    case hir::AggregateKind::kLast:
    case hir::AggregateKind::kMostCommon: return most_digits(ctx, *aggregate.value);
  }
  return kStoredDigits;
}

/// Values that become the result keep their digits; rounding may carry into one more.
int digits_of_call(const Context& ctx, const hir::Call& call, const Type& type) {
  if (hir::is_calendar_part(call.function) || !type.is_exact_number()) return kStoredDigits;
  int digits = 0;
  for (const hir::ExprRef argument : call.arguments) {
    if (!argument->type.is_exact_number()) continue;  // the condition of `if`
    digits = std::max(digits, most_digits(ctx, *argument) + type.scale - argument->type.scale);
  }
  const bool rounds = call.function >= hir::Function::kRound && call.function <= hir::Function::kCeil;
  return digits == 0 ? kStoredDigits : digits + (rounds ? 1 : 0);
}

}  // namespace

std::optional<Type> common_number(const Type& lhs, const Type& rhs) {
  if (!lhs.is_number() || !rhs.is_number()) return std::nullopt;
  const bool money = lhs.kind == Kind::kMoney;
  if (money != (rhs.kind == Kind::kMoney)) return std::nullopt;
  const uint8_t scale = std::max(lhs.scale, rhs.scale);
  if (money) return lhs.currency == rhs.currency ? std::optional(Type::money(lhs.currency, scale)) : std::nullopt;
  if (lhs.kind == Kind::kFloat || rhs.kind == Kind::kFloat) return Type::of(Kind::kFloat);
  if (lhs.kind == Kind::kInt && rhs.kind == Kind::kInt) return lhs;
  return Type::decimal(scale);
}

hir::ExprRef cast_to(Context& ctx, hir::ExprRef expr, const Type& to) {
  if (expr == nullptr || expr->type == to) return expr;
  if (const auto* constant = std::get_if<hir::Constant>(&expr->node)) {
    const auto literal = convert_literal(ctx, {expr->type, constant->value}, to, expr->span);
    return literal ? ctx.make_literal(expr->span, *literal) : nullptr;
  }
  const bool too_long = to.is_exact_number() && most_digits(ctx, *expr) + to.scale - expr->type.scale > kMostDigits;
  return ctx.make(expr->span, to, expr->nullable || too_long, hir::Cast{expr});
}

int most_digits(const Context& ctx, const hir::Expr& expr) {
  if (const auto* constant = std::get_if<hir::Constant>(&expr.node)) return digits_of(constant->value.integer);
  if (const auto* aggregate = std::get_if<hir::Aggregate>(&expr.node)) {
    return digits_of_aggregate(ctx, *aggregate, expr.type);
  }
  if (const auto* sum = std::get_if<hir::Sum>(&expr.node)) {
    int digits = 0;
    for (const hir::Term& term : sum->terms) digits = std::max(digits, most_digits(ctx, *term.value));
    return digits + digits_of(static_cast<int64_t>(sum->terms.size()) - 1);
  }
  if (const auto* product = std::get_if<hir::Product>(&expr.node)) {
    return most_digits(ctx, *product->lhs) + most_digits(ctx, *product->rhs);
  }
  if (const auto* quotient = std::get_if<hir::Quotient>(&expr.node)) {
    return most_digits(ctx, *quotient->lhs) + expr.type.scale + quotient->rhs->type.scale - quotient->lhs->type.scale;
  }
  if (const auto* negate = std::get_if<hir::Negate>(&expr.node)) return most_digits(ctx, *negate->operand);
  if (const auto* call = std::get_if<hir::Call>(&expr.node)) return digits_of_call(ctx, *call, expr.type);
  if (const auto* cast = std::get_if<hir::Cast>(&expr.node)) {
    return most_digits(ctx, *cast->operand) + expr.type.scale - cast->operand->type.scale;
  }
  return kStoredDigits;
}

bool may_overflow(const Context& ctx, const hir::Expr& expr) {
  return expr.type.is_exact_number() && most_digits(ctx, expr) > kMostDigits;
}

bool may_not_be_stored(const Context& ctx, const hir::Expr& expr) {
  return expr.type.is_exact_number() && most_digits(ctx, expr) > kStoredDigits;
}

}  // namespace segql::check
