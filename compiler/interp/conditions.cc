/// Conditions: true or false, never unknown. A positive test of a missing value is false, and `not` is the complement
/// (law 3).
#include <algorithm>

#include "base/try.h"
#include "compiler/interp/evaluator.h"
#include "runtime/abi/cell.h"
#include "runtime/abi/support.h"

namespace segql::interp {
namespace {

template <typename T>
int order(T lhs, T rhs) {
  if (lhs < rhs) return -1;
  return rhs < lhs ? 1 : 0;
}

bool satisfies(hir::CompareOp op, int order) {
  switch (op) {
    case hir::CompareOp::kEqual: return order == 0;
    case hir::CompareOp::kLess: return order < 0;
    case hir::CompareOp::kLessEqual: return order <= 0;
    case hir::CompareOp::kGreater: return order > 0;
    case hir::CompareOp::kGreaterEqual: return order >= 0;
    case hir::CompareOp::kNotEqual: break;  // is Not of kEqual in a plan: a missing side would make it true
  }
  SEGQL_CHECK(false);
}

bool is_in(const plan::ConstantList& list, const Value& value) {
  if (value.repr == Repr::kFloat) return std::binary_search(list.reals.begin(), list.reals.end(), value.real);
  return std::binary_search(list.integers.begin(), list.integers.end(), value.integer);
}

template <typename T>
bool all_found(const std::vector<T>& wanted, const std::vector<Value>& items, T Value::*number) {
  return std::all_of(wanted.begin(), wanted.end(), [&](T each) {
    return std::any_of(items.begin(), items.end(), [&](const Value& item) { return item.*number == each; });
  });
}

}  // namespace

int Evaluator::order_of(const Value& lhs, const Value& rhs) {
  switch (lhs.repr) {
    case Repr::kBool:
    case Repr::kInt: return order(lhs.integer, rhs.integer);
    case Repr::kWide: return order(lhs.wide, rhs.wide);
    case Repr::kFloat: return order(lhs.real, rhs.real);
  }
  SEGQL_CHECK(false);
}

int Evaluator::text_order_of(const Value& lhs, uint32_t lhs_column, const Value& rhs, uint32_t rhs_column) const {
  return order(runtime::segql_text_compare(column(lhs_column).dictionary, lhs.integer, column(rhs_column).dictionary,
                                           rhs.integer),
               0);
}

Value Evaluator::value_of(const plan::Literal& node, const Expr&) { return truth(node.value); }

Value Evaluator::value_of(const plan::And& node, const Expr&) {
  return truth(std::all_of(node.terms.begin(), node.terms.end(), [&](plan::ExprRef term) { return holds(*term); }));
}

Value Evaluator::value_of(const plan::Or& node, const Expr&) {
  return truth(std::any_of(node.terms.begin(), node.terms.end(), [&](plan::ExprRef term) { return holds(*term); }));
}

Value Evaluator::value_of(const plan::Not& node, const Expr&) { return truth(!holds(*node.operand)); }

Value Evaluator::value_of(const plan::Compare& node, const Expr&) {
  const Value lhs = evaluate(*node.lhs);
  const Value rhs = evaluate(*node.rhs);
  return truth(lhs.present && rhs.present && satisfies(node.op, order_of(lhs, rhs)));
}

Value Evaluator::value_of(const plan::Range& node, const Expr&) {
  const Value value = evaluate(*node.value);
  return truth(value.present && node.low <= value.integer && value.integer <= node.high);
}

Value Evaluator::value_of(const plan::InList& node, const Expr&) {
  const Value value = evaluate(*node.value);
  return truth(value.present && is_in(scan_.lists[node.list], value));
}

Value Evaluator::value_of(const plan::CodeIn& node, const Expr&) {
  const Value value = evaluate(*node.value);
  if (!value.present) return truth(false);
  const auto code = static_cast<uint64_t>(value.integer);
  const plan::CodeSet& set = scan_.code_sets[node.set];
  return truth(code < set.universe && ((set.words[code / 64] >> (code % 64)) & 1) != 0);
}

Value Evaluator::value_of(const plan::TextCompare& node, const Expr&) {
  const Value lhs = evaluate(*node.lhs);
  const Value rhs = evaluate(*node.rhs);
  return truth(lhs.present && rhs.present &&
               satisfies(node.op, text_order_of(lhs, node.lhs->dictionary, rhs, node.rhs->dictionary)));
}

Value Evaluator::value_of(const plan::IsMissing& node, const Expr&) { return truth(!evaluate(*node.value).present); }

Value Evaluator::value_of(const plan::HasItems& node, const Expr&) {
  const std::vector<Value> items = items_of(node.row, node.column);
  const plan::ConstantList& list = scan_.lists[node.list];
  const bool any = std::any_of(items.begin(), items.end(), [&](const Value& item) { return is_in(list, item); });
  const bool present = runtime::has_cell(column(node.column), row_of(node.row));
  switch (node.mode) {
    case hir::HasMode::kAny: return truth(any);
    case hir::HasMode::kAll:
      return truth(present && all_found(list.integers, items, &Value::integer) &&
                   all_found(list.reals, items, &Value::real));
    case hir::HasMode::kNone: break;  // is Not of kAny in a plan
  }
  SEGQL_CHECK(false);
}

Value Evaluator::value_of(const plan::HasValue& node, const Expr&) {
  const Value value = evaluate(*node.value);
  if (!value.present) return truth(false);
  const std::vector<Value> items = items_of(node.row, node.column);
  const uint32_t dictionary = node.value->dictionary;
  return truth(std::any_of(items.begin(), items.end(), [&](const Value& item) {
    const int order =
        dictionary == plan::kNone ? order_of(item, value) : text_order_of(item, node.column, value, dictionary);
    return order == 0;
  }));
}

Value Evaluator::value_of(const plan::InSegment& node, const Expr&) {
  const int64_t row = row_of(node.row);
  if (row == runtime::kNoRow) return truth(false);
  const uint64_t word = args_.segments[node.segment][row / 64];
  return truth(((word >> (row % 64)) & 1) != 0);
}

Value Evaluator::value_of(const plan::Anniversary& node, const Expr&) {
  const Value day = evaluate(*node.day);
  return truth(day.present && runtime::segql_anniversary(day.integer, node.first, node.end,
                                                         static_cast<uint32_t>(node.leap_day)) != 0);
}

}  // namespace segql::interp
