/// push-not: negations move inward until they stand on a test, and into it where that is its exact complement. A test
/// of a value that may be missing keeps its `not`: not (x < 5) is x >= 5 or x is missing (law 3).
#include <limits>

#include "compiler/plan/make.h"
#include "compiler/plan/rules/rules.h"

namespace segql::plan::rules {
namespace {

std::vector<ExprRef> negated(Scan& scan, ExprList terms) {
  std::vector<ExprRef> result;
  result.reserve(terms.size());
  for (const ExprRef term : terms) result.push_back(make_not(scan, term));
  return result;
}

/// The complement of equality stays `not`: a plan has no kNotEqual.
template <typename Node>
ExprRef not_compare(Scan& scan, Node node) {
  if (node.lhs->nullable || node.rhs->nullable || node.op == hir::CompareOp::kEqual) return nullptr;
  node.op = complement(node.op);
  return make_condition(scan, node);
}

ExprRef not_range(Scan& scan, const Range& range) {
  constexpr int64_t kMin = std::numeric_limits<int64_t>::min(), kMax = std::numeric_limits<int64_t>::max();
  if (range.value->nullable) return nullptr;
  if (range.low == kMin && range.high == kMax) return make_literal(scan, false);
  if (range.low == kMin) return make_range(scan, range.value, range.high + 1, kMax);
  if (range.high == kMax) return make_range(scan, range.value, kMin, range.low - 1);
  return nullptr;
}

}  // namespace

ExprRef push_not(const Expr& expr, RuleContext& context) {
  const auto* outer = std::get_if<Not>(&expr.node);
  if (outer == nullptr) return nullptr;
  Scan& scan = context.scan;
  const Expr& inner = *outer->operand;
  if (const auto* node = std::get_if<Not>(&inner.node)) return node->operand;
  if (const auto* node = std::get_if<Literal>(&inner.node)) return make_literal(scan, !node->value);
  if (const auto* node = std::get_if<And>(&inner.node)) return make_or(scan, negated(scan, node->terms));
  if (const auto* node = std::get_if<Or>(&inner.node)) return make_and(scan, negated(scan, node->terms));
  if (const auto* node = std::get_if<Range>(&inner.node)) return not_range(scan, *node);
  if (const auto* node = std::get_if<Compare>(&inner.node)) return not_compare(scan, *node);
  if (const auto* node = std::get_if<TextCompare>(&inner.node)) return not_compare(scan, *node);
  return nullptr;
}

}  // namespace segql::plan::rules
