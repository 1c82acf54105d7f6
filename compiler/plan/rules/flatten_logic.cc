/// flatten-logic: `and` directly in `and` is one list, and so is `or` in `or`; a list of one term is that term.
#include <algorithm>

#include "compiler/plan/make.h"
#include "compiler/plan/rules/rules.h"

namespace segql::plan::rules {
namespace {

template <typename Node>
ExprRef flattened(Scan& scan, const Node& node) {
  if (node.terms.size() == 1) return node.terms.front();
  const auto nested = [](ExprRef term) { return std::holds_alternative<Node>(term->node); };
  if (std::none_of(node.terms.begin(), node.terms.end(), nested)) return nullptr;
  std::vector<ExprRef> terms;
  for (const ExprRef term : node.terms) {
    if (const auto* inner = std::get_if<Node>(&term->node)) {
      terms.insert(terms.end(), inner->terms.begin(), inner->terms.end());
    } else {
      terms.push_back(term);
    }
  }
  return make_condition(scan, Node{scan.arena.copy(terms)});
}

}  // namespace

ExprRef flatten_logic(const Expr& expr, RuleContext& context) {
  if (const auto* node = std::get_if<And>(&expr.node)) return flattened(context.scan, *node);
  if (const auto* node = std::get_if<Or>(&expr.node)) return flattened(context.scan, *node);
  return nullptr;
}

}  // namespace segql::plan::rules
