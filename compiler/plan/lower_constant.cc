/// Expressions whose value is known when the plan is made. What a column is compared with must be a constant for the
/// comparison to become a Range, so these are worked out here and not by a rule.
#include <algorithm>
#include <cmath>

#include "compiler/plan/exact.h"
#include "compiler/plan/lower.h"

namespace segql::plan {
namespace {

using schema::Kind;

Constant missing() { return {true, 0, 0, {}}; }
Constant exact(const std::optional<int128>& value) { return value ? Constant{false, *value, 0, {}} : missing(); }
Constant real(double value) { return std::isnan(value) ? missing() : Constant{false, 0, value, {}}; }

Constant literal(const hir::Literal& value) {
  switch (value.form) {
    case hir::Literal::Form::kMissing: return missing();
    case hir::Literal::Form::kBool:
    case hir::Literal::Form::kInteger: return {false, value.integer, 0, {}};
    case hir::Literal::Form::kFloat: return real(value.real);
    case hir::Literal::Form::kText: return {false, 0, 0, value.text};
  }
  return missing();
}

std::optional<Constant> cast(const Lowering& lowering, const hir::Expr& expr, const hir::Cast& node) {
  const std::optional<Constant> operand = constant_of(lowering, *node.operand);
  if (!operand || operand->missing) return operand;
  const schema::Type& from = node.operand->type;
  if (expr.type.kind == Kind::kFloat) {
    return from.kind == Kind::kFloat ? *operand : real(runtime::segql_wide_to_float(&operand->exact, from.scale));
  }
  return exact(rescaled(operand->exact, expr.type.scale - from.scale));
}

std::optional<Constant> sum(const Lowering& lowering, const hir::Expr& expr, const hir::Sum& node) {
  bool is_missing = false;
  double reals = 0;
  runtime::WideSum exacts;
  for (const hir::Term& term : node.terms) {
    const std::optional<Constant> value = constant_of(lowering, *term.value);
    if (!value) return std::nullopt;
    is_missing |= value->missing;
    reals = term.subtract ? reals - value->real : reals + value->real;
    (term.subtract ? runtime::segql_wide_sum_subtract : runtime::segql_wide_sum_add)(&exacts, &value->exact);
  }
  if (is_missing) return missing();
  if (expr.type.kind == Kind::kFloat) return real(reals);
  int128 total = 0;
  if (runtime::segql_wide_sum_total(nullptr, &exacts, &total) == 0) return missing();
  return Constant{false, total, 0, {}};
}

std::optional<Constant> product(const Lowering& lowering, const hir::Expr& expr, const hir::Product& node) {
  const auto lhs = constant_of(lowering, *node.lhs), rhs = constant_of(lowering, *node.rhs);
  if (!lhs || !rhs) return std::nullopt;
  if (lhs->missing || rhs->missing) return missing();
  if (expr.type.kind == Kind::kFloat) return real(lhs->real * rhs->real);
  return exact(multiplied(lhs->exact, rhs->exact));
}

std::optional<Constant> quotient(const Lowering& lowering, const hir::Expr& expr, const hir::Quotient& node) {
  const auto lhs = constant_of(lowering, *node.lhs), rhs = constant_of(lowering, *node.rhs);
  if (!lhs || !rhs) return std::nullopt;
  if (lhs->missing || rhs->missing) return missing();
  if (expr.type.kind == Kind::kFloat) return rhs->real == 0 ? missing() : real(lhs->real / rhs->real);
  const int power = expr.type.scale + node.rhs->type.scale - node.lhs->type.scale;
  const std::optional<int128> denominator = rescaled(rhs->exact, std::max(-power, 0));
  return denominator ? exact(divided(lhs->exact, *denominator, std::max(power, 0))) : missing();
}

}  // namespace

std::optional<Constant> constant_of(const Lowering& lowering, const hir::Expr& expr) {
  const auto not_constant = [](const auto&) -> std::optional<Constant> { return std::nullopt; };
  return hir::match(
      expr, [](const hir::Constant& c) -> std::optional<Constant> { return literal(c.value); },
      [&](const hir::InstantValue& v) -> std::optional<Constant> {
        return Constant{false, resolve(v.instant, lowering.moment).micros, 0, {}};
      },
      [&](const hir::Cast& node) { return cast(lowering, expr, node); },
      [&](const hir::Sum& node) { return sum(lowering, expr, node); },
      [&](const hir::Product& node) { return product(lowering, expr, node); },
      [&](const hir::Quotient& node) { return quotient(lowering, expr, node); },
      [&](const hir::Negate& node) -> std::optional<Constant> {
        std::optional<Constant> operand = constant_of(lowering, *node.operand);
        if (!operand || operand->missing) return operand;
        return Constant{false, -operand->exact, -operand->real, {}};
      },
      [&](const hir::Call& node) { return constant_call(lowering, expr, node); },
      [&](const hir::FieldOf& n) { return not_constant(n); },
      [&](const hir::AttributeOf& n) { return not_constant(n); },
      [&](const hir::MapEntry& n) { return not_constant(n); }, [&](const hir::RowValue& n) { return not_constant(n); },
      [&](const hir::Elapsed& n) { return not_constant(n); }, [&](const hir::Aggregate& n) { return not_constant(n); },
      [&](const hir::And& n) { return not_constant(n); }, [&](const hir::Or& n) { return not_constant(n); },
      [&](const hir::Not& n) { return not_constant(n); }, [&](const hir::Holds& n) { return not_constant(n); },
      [&](const hir::Compare& n) { return not_constant(n); }, [&](const hir::InList& n) { return not_constant(n); },
      [&](const hir::IsMissing& n) { return not_constant(n); }, [&](const hir::TextTest& n) { return not_constant(n); },
      [&](const hir::HasItems& n) { return not_constant(n); }, [&](const hir::HasValue& n) { return not_constant(n); },
      [&](const hir::InWindow& n) { return not_constant(n); },
      [&](const hir::Quantified& n) { return not_constant(n); },
      [&](const hir::InSegment& n) { return not_constant(n); }, [&](const hir::Moved& n) { return not_constant(n); });
}

}  // namespace segql::plan
