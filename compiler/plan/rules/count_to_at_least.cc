/// count-to-at-least: a one-sided comparison of a count stops at the row that decides it. Two-sided ones stay, and two
/// questions about one row set in an `and` become one: counting once is less than reading the rows twice.
#include <limits>

#include "compiler/plan/make.h"
#include "compiler/plan/rules/rules.h"
#include "compiler/plan/traverse.h"

namespace segql::plan::rules {
namespace {

const AtLeast* fewer_than(ExprRef term) {
  const auto* negated = std::get_if<Not>(&term->node);
  return negated == nullptr ? nullptr : std::get_if<AtLeast>(&negated->operand->node);
}

/// at least a of r and fewer than b of r  is  count of r in [a, b - 1].
ExprRef one_count(Scan& scan, const And& list) {
  for (size_t i = 0; i < list.terms.size(); ++i) {
    const AtLeast* high = fewer_than(list.terms[i]);
    if (high == nullptr) continue;
    for (size_t j = 0; j < list.terms.size(); ++j) {
      const auto* low = std::get_if<AtLeast>(&list.terms[j]->node);
      if (low == nullptr || !equal(scan, *low->rows, *high->rows)) continue;
      const Aggregate count{hir::AggregateKind::kCount, low->rows, nullptr, nullptr, 0, kNone};
      std::vector<ExprRef> terms(list.terms.begin(), list.terms.end());
      terms[j] = make_range(scan, make_value(scan, Repr::kInt, false, count), low->count, high->count - 1);
      terms.erase(terms.begin() + static_cast<ptrdiff_t>(i));
      return make_and(scan, terms);
    }
  }
  return nullptr;
}

}  // namespace

ExprRef count_to_at_least(const Expr& expr, RuleContext& context) {
  if (const auto* list = std::get_if<And>(&expr.node)) return one_count(context.scan, *list);
  const auto* range = std::get_if<Range>(&expr.node);
  const auto* count = range == nullptr ? nullptr : std::get_if<Aggregate>(&range->value->node);
  if (count == nullptr || count->kind != hir::AggregateKind::kCount) return nullptr;
  Scan& scan = context.scan;
  const bool bounded_below = range->low > 0;
  const bool bounded_above = range->high < std::numeric_limits<int64_t>::max();
  if (range->high < 0) return make_literal(scan, false);
  if (bounded_below && bounded_above) return nullptr;
  if (bounded_below) return make_condition(scan, AtLeast{count->rows, range->low});
  if (bounded_above) return make_not(scan, make_condition(scan, AtLeast{count->rows, range->high + 1}));
  return make_literal(scan, true);
}

}  // namespace segql::plan::rules
