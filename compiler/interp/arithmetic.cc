/// Arithmetic and conversions between the forms of a number: a missing operand makes a missing result, and so does
/// whatever has no result (law 8).
#include "base/try.h"
#include "compiler/interp/evaluator.h"
#include "runtime/abi/support.h"

namespace segql::interp {

Value Evaluator::value_of(const plan::Widen& node, const Expr& e) {
  const Value operand = evaluate(*node.operand);
  return operand.present ? wide_value(operand.integer) : missing(e.repr);
}

Value Evaluator::value_of(const plan::Rescale& node, const Expr& e) {
  const Value operand = evaluate(*node.operand);
  if (!operand.present) return missing(e.repr);
  int128 result = 0;
  const bool fits = runtime::segql_wide_rescale(args_.context, &operand.wide, node.power, &result) != 0;
  return fits ? wide_value(result) : missing(e.repr);
}

Value Evaluator::value_of(const plan::ToFloat& node, const Expr& e) {
  const Value operand = evaluate(*node.operand);
  if (!operand.present) return missing(e.repr);
  const int128 number = exact(operand);
  return real_value(runtime::segql_wide_to_float(&number, node.scale));
}

Value Evaluator::value_of(const plan::Narrow& node, const Expr& e) {
  const Value operand = evaluate(*node.operand);
  if (!operand.present) return missing(e.repr);
  int64_t result = 0;
  const bool fits = runtime::segql_wide_narrow(args_.context, &operand.wide, &result) != 0;
  return fits ? integer_value(result) : missing(e.repr);
}

Value Evaluator::value_of(const plan::Sum& node, const Expr& e) {
  SEGQL_CHECK(e.repr == Repr::kWide || e.repr == Repr::kFloat);
  runtime::WideSum wide_sum;
  double real_sum = 0;
  for (const plan::Term& term : node.terms) {
    const Value value = evaluate(*term.value);
    if (!value.present) return missing(e.repr);
    real_sum = term.subtract ? real_sum - value.real : real_sum + value.real;
    if (term.subtract) {
      runtime::segql_wide_sum_subtract(&wide_sum, &value.wide);
    } else {
      runtime::segql_wide_sum_add(&wide_sum, &value.wide);
    }
  }
  if (e.repr == Repr::kFloat) return real_value(real_sum);
  int128 result = 0;
  const bool fits = runtime::segql_wide_sum_total(args_.context, &wide_sum, &result) != 0;
  return fits ? wide_value(result) : missing(e.repr);
}

Value Evaluator::value_of(const plan::Product& node, const Expr& e) {
  const Value lhs = evaluate(*node.lhs);
  const Value rhs = evaluate(*node.rhs);
  if (!lhs.present || !rhs.present) return missing(e.repr);
  if (e.repr == Repr::kFloat) return real_value(lhs.real * rhs.real);
  SEGQL_CHECK(e.repr == Repr::kWide);
  int128 result = 0;
  const bool fits = runtime::segql_wide_multiply(args_.context, &lhs.wide, &rhs.wide, &result) != 0;
  return fits ? wide_value(result) : missing(e.repr);
}

Value Evaluator::value_of(const plan::Quotient& node, const Expr& e) {
  const Value lhs = evaluate(*node.lhs);
  const Value rhs = evaluate(*node.rhs);
  if (!lhs.present || !rhs.present) return missing(e.repr);
  if (e.repr == Repr::kFloat) return rhs.real == 0 ? missing(e.repr) : real_value(lhs.real / rhs.real);
  SEGQL_CHECK(e.repr == Repr::kWide);
  return quotient(lhs.wide, rhs.wide, node.power);
}

Value Evaluator::quotient(int128 lhs, int128 rhs, uint8_t power) {
  int128 result = 0;
  const bool fits = runtime::segql_wide_divide(args_.context, &lhs, &rhs, power, &result) != 0;
  return fits ? wide_value(result) : missing(Repr::kWide);
}

Value Evaluator::value_of(const plan::Negate& node, const Expr& e) {
  const Value operand = evaluate(*node.operand);
  if (!operand.present) return missing(e.repr);
  if (e.repr == Repr::kFloat) return real_value(-operand.real);
  const int128 number = exact(operand);
  runtime::WideSum nothing_less_it;
  runtime::segql_wide_sum_subtract(&nothing_less_it, &number);
  int128 negated = 0;
  if (runtime::segql_wide_sum_total(args_.context, &nothing_less_it, &negated) == 0) return missing(e.repr);
  if (e.repr == Repr::kWide) return wide_value(negated);
  int64_t result = 0;
  const bool fits = runtime::segql_wide_narrow(args_.context, &negated, &result) != 0;
  return fits ? integer_value(result) : missing(e.repr);
}

}  // namespace segql::interp
