/// hoist-row-filter: a filter of a row set that does not look at the set's rows is the same for all of them, so it is
/// asked once: any purchases where (amount > 5 and self.active) is self.active and any purchases where (amount > 5).
#include "compiler/plan/make.h"
#include "compiler/plan/rules/rules.h"
#include "compiler/plan/rules/slots.h"
#include "compiler/plan/traverse.h"

namespace segql::plan::rules {

ExprRef hoist_row_filter(const Expr& expr, RuleContext& context) {
  const auto* node = std::get_if<AtLeast>(&expr.node);
  if (node == nullptr || node->rows->where == nullptr) return nullptr;
  Scan& scan = context.scan;
  const auto* list = std::get_if<And>(&node->rows->where->node);
  const ExprList terms = list == nullptr ? ExprList(&node->rows->where, 1) : list->terms;
  std::vector<ExprRef> inside, outside;
  for (const ExprRef term : terms) (refers_to(*term, node->rows->slot) ? inside : outside).push_back(term);
  if (outside.empty()) return nullptr;
  RowSet rows = *node->rows;
  rows.where = inside.empty() ? nullptr : make_and(scan, inside);
  outside.push_back(make_condition(scan, AtLeast{scan.arena.make<RowSet>(rows), node->count}));
  return make_and(scan, outside);
}

}  // namespace segql::plan::rules
