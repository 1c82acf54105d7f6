#pragma once
/// Makes plan nodes in a scan's arena; the only place that decides the form and nullability of a node.

#include <cstdint>
#include <vector>

#include "compiler/plan/plan.h"

namespace segql::plan {

template <typename Node>
ExprRef make_value(Scan& scan, Repr repr, bool nullable, const Node& node, uint32_t dictionary = kNone) {
  return scan.arena.make<Expr>(repr, nullable, dictionary, decltype(Expr::node)(node));
}
template <typename Node>
ExprRef make_condition(Scan& scan, const Node& node) {
  return make_value(scan, Repr::kBool, false, node);
}

ExprRef make_literal(Scan& scan, bool value);
ExprRef make_missing(Scan& scan, Repr repr);
ExprRef make_int(Scan& scan, int64_t value);
ExprRef make_wide(Scan& scan, int128 value);
ExprRef make_float(Scan& scan, double value);  ///< NaN: Missing

/// `and` and `or` of any number of terms: none is the neutral constant, one is itself.
ExprRef make_and(Scan& scan, const std::vector<ExprRef>& terms);
ExprRef make_or(Scan& scan, const std::vector<ExprRef>& terms);
ExprRef make_not(Scan& scan, ExprRef operand);
/// `not (value is missing)`.
ExprRef make_present(Scan& scan, ExprRef value);
/// Literal false when low > high.
ExprRef make_range(Scan& scan, ExprRef value, int64_t low, int64_t high);
/// `op` may be kNotEqual: then Not of kEqual.
ExprRef make_compare(Scan& scan, hir::CompareOp op, ExprRef lhs, ExprRef rhs);
/// The values of a kInt `value` for which `value op constant` holds, as a Range (kNotEqual: Not of one). The constant
/// may be beyond 64 bits.
ExprRef make_compare_constant(Scan& scan, hir::CompareOp op, ExprRef value, int128 constant);
/// Membership of a kInt value in `items` (any order, duplicates allowed): false, a Range, or an InList.
ExprRef make_in_list(Scan& scan, ExprRef value, std::vector<int64_t> items);
/// kInt or kWide to kWide.
ExprRef make_widened(Scan& scan, ExprRef value);

int128 value_of(const ConstWide& constant);
/// The value of a ConstInt, otherwise nothing.
const int64_t* int_constant(ExprRef expr);

}  // namespace segql::plan
