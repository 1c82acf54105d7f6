/// count-to-at-least: a one-sided comparison of a count stops at the row that decides it. Two-sided ones stay: one pass counts
/// exactly, two questions would read the rows twice.
#include <limits>

#include "compiler/plan/make.h"
#include "compiler/plan/rules/rules.h"

namespace segql::plan::rules {

ExprRef count_to_at_least(const Expr& expr, RuleContext& context) {
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
