/// solve-for-column: arithmetic with constants moves to the constant's side, so that `price * 2 + 10 > 100` tests the
/// stored cell. Only where no step can overflow: otherwise the left side is missing for rows that the solved form would
/// keep.
#include <optional>

#include "compiler/plan/lower.h"
#include "compiler/plan/rules/rules.h"

namespace segql::plan::rules {
namespace {

using hir::CompareOp;

/// `value op constant`, or what it has become: true or false for every row whose value is present.
struct Comparison {
  CompareOp op;
  ExprRef value;
  int128 constant;
  bool never = false;
};

/// value * factor op constant, factor > 0.
void divide(Comparison& c, ExprRef value, int128 factor) {
  const int128 rest = c.constant % factor;
  const int128 floor = c.constant / factor - (rest < 0 ? 1 : 0);
  c.value = value;
  c.never = rest != 0 && c.op == CompareOp::kEqual;
  // v * f < c is v < ceil(c / f) and v * f >= c is v >= ceil(c / f); the others take the floor.
  const bool ceiling = rest != 0 && (c.op == CompareOp::kLess || c.op == CompareOp::kGreaterEqual);
  c.constant = floor + (ceiling ? 1 : 0);
}

void negate(Comparison& c, ExprRef value) {
  c.op = mirrored(c.op);
  c.constant = -c.constant;
  c.value = value;
}

const int128* wide_constant(ExprRef expr, int128& storage) {
  const auto* constant = std::get_if<ConstWide>(&expr->node);
  if (constant == nullptr) return nullptr;
  storage = value_of(*constant);
  return &storage;
}

/// Takes one operation off; false when the value is none that can be taken off.
bool step(Comparison& c) {
  if (const auto* node = std::get_if<Negate>(&c.value->node)) return negate(c, node->operand), true;
  if (const auto* node = std::get_if<Rescale>(&c.value->node)) {
    if (node->power > 38) return false;
    return divide(c, node->operand, power_of_ten(node->power)), true;
  }
  if (const auto* node = std::get_if<Product>(&c.value->node)) {
    int128 factor = 0;
    ExprRef other = node->lhs;
    if (wide_constant(node->rhs, factor) == nullptr) {
      other = node->rhs;
      if (wide_constant(node->lhs, factor) == nullptr) return false;
    }
    if (factor == 0) return false;
    if (factor < 0) {
      negate(c, other);
      factor = -factor;
    }
    return divide(c, other, factor), true;
  }
  if (const auto* node = std::get_if<Sum>(&c.value->node)) {
    const Term* unknown = nullptr;
    int128 constant = c.constant;
    for (const Term& term : node->terms) {
      int128 known = 0;
      if (wide_constant(term.value, known) == nullptr) {
        if (unknown != nullptr) return false;
        unknown = &term;
      } else if (term.subtract ? __builtin_add_overflow(constant, known, &constant)
                               : __builtin_sub_overflow(constant, known, &constant)) {
        return false;
      }
    }
    if (unknown == nullptr) return false;
    c.constant = constant;
    c.value = unknown->value;
    if (unknown->subtract) negate(c, unknown->value);
    return true;
  }
  return false;
}

}  // namespace

ExprRef solve_for_column(const Expr& expr, RuleContext& context) {
  const auto* compare = std::get_if<Compare>(&expr.node);
  if (compare == nullptr || compare->lhs->repr != Repr::kWide) return nullptr;
  Scan& scan = context.scan;
  int128 constant = 0;
  Comparison c{compare->op, compare->lhs, 0};
  if (wide_constant(compare->rhs, constant) == nullptr) {
    if (wide_constant(compare->lhs, constant) == nullptr) return nullptr;
    c = {mirrored(compare->op), compare->rhs, 0};
  }
  c.constant = constant;
  bool changed = false;
  while (!c.never && magnitude_of(scan, context.catalog, *c.value) < kSafeMagnitude && step(c)) changed = true;
  if (c.never) return make_literal(scan, false);
  if (const auto* widen = std::get_if<Widen>(&c.value->node)) {
    return make_compare_constant(scan, c.op, widen->operand, c.constant);
  }
  if (!changed) return nullptr;
  const int128 limit = power_of_ten(38);
  if (c.constant <= -limit || c.constant >= limit) return nullptr;
  return make_compare(scan, c.op, c.value, make_wide(scan, c.constant));
}

}  // namespace segql::plan::rules
