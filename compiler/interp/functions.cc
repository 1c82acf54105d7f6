/// Functions of the language: a missing argument makes a missing result, but for `coalesce` and `if`.
#include <cmath>

#include "base/try.h"
#include "compiler/interp/evaluator.h"
#include "compiler/plan/rounding.h"
#include "runtime/abi/support.h"

namespace segql::interp {
namespace {

using hir::Function;

Value rounded(const plan::Call& node, const Value& value) {
  const auto rounding = static_cast<uint32_t>(plan::rounding_of(node.function));
  if (value.repr == Repr::kFloat) return real_value(runtime::segql_float_round(value.real, node.digits, rounding));
  int128 result = 0;
  runtime::segql_wide_round(&value.wide, static_cast<uint32_t>(node.digits), rounding, &result);
  return wide_value(result);
}

Value absolute(const Value& value) {
  if (value.repr == Repr::kFloat) return real_value(std::abs(value.real));
  return wide_value(value.wide < 0 ? -value.wide : value.wide);
}

}  // namespace

Value Evaluator::extreme(const plan::Call& node, const Expr& e) {
  Value best;
  for (const Expr* argument : node.arguments) {
    const Value next = evaluate(*argument);
    if (!next.present) return missing(e.repr);
    const int order = best.present ? order_of(next, best) : 0;
    const bool better = node.function == Function::kLeast ? order < 0 : order > 0;
    if (!best.present || better) best = next;
  }
  return best;
}

Value Evaluator::value_of(const plan::Lookup& node, const Expr& e) {
  const Value code = evaluate(*node.value);
  if (!code.present) return missing(e.repr);
  return integer_value(scan_.tables[node.table].values[static_cast<size_t>(code.integer)]);
}

Value Evaluator::value_of(const plan::Call& node, const Expr& e) {
  switch (node.function) {
    case Function::kLeast:
    case Function::kGreatest: return extreme(node, e);
    case Function::kCoalesce:
      for (const Expr* argument : node.arguments) {
        const Value value = evaluate(*argument);
        if (value.present) return value;
      }
      return missing(e.repr);
    case Function::kIf: return evaluate(*node.arguments[holds(*node.arguments[0]) ? 1 : 2]);
    default: break;
  }
  const Value value = evaluate(*node.arguments[0]);
  if (!value.present) return missing(e.repr);
  if (hir::is_calendar_part(node.function)) {
    return integer_value(runtime::segql_calendar_part(args_.context, static_cast<uint32_t>(node.function),
                                                      node.is_date ? 1 : 0, value.integer));
  }
  return node.function == Function::kAbs ? absolute(value) : rounded(node, value);
}

}  // namespace segql::interp
