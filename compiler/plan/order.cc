/// Order of terms. By law 8 nothing can fail, so any order is right. What is known of the terms here are numbers of
/// each by itself: what goes together is seen in a sample of the rows (sample_order.cc).
#include "compiler/plan/order.h"

#include <algorithm>

#include "compiler/plan/best_order.h"
#include "compiler/plan/make.h"
#include "compiler/plan/traverse.h"

namespace segql::plan {
namespace {

/// Terms that have nothing to do with one another, for `best_order`.
struct Independent {
  const Scan& scan;
  ExprList terms;
  bool is_and;

  static Left start() { return {}; }
  static double rows(Left left) { return left.rows; }
  double cost(size_t term, Left left) const { return scan.estimates.at(terms[term]).cost.of(left); }
  Left after(size_t term, Left left) const {
    const double true_share = scan.estimates.at(terms[term]).selectivity;
    left.rows *= is_and ? true_share : 1 - true_share;
    return {left.rows, words_with_any(left.rows)};
  }
};

class Ordering {
 public:
  Ordering(Scan& scan, const Catalog& catalog, bool moves) : scan_(scan), estimator_(scan, catalog), moves_(moves) {}

  ExprRef apply(ExprRef expr) {
    if (expr == nullptr) return nullptr;
    expr = with_children(scan_, expr, [this](ExprRef child) { return apply(child); });
    const auto* conjunction = moves_ ? std::get_if<And>(&expr->node) : nullptr;
    if (conjunction != nullptr) expr = ordered(expr, *conjunction, true);
    const auto* disjunction = moves_ ? std::get_if<Or>(&expr->node) : nullptr;
    if (disjunction != nullptr) expr = ordered(expr, *disjunction, false);
    if (expr->repr == Repr::kBool) scan_.estimates[expr] = estimator_.estimate(*expr);
    return expr;
  }

  const Estimator& estimator() const { return estimator_; }

 private:
  template <typename Node>
  ExprRef ordered(ExprRef expr, const Node& node, bool is_and) {
    const std::vector<size_t> order = best_order(Independent{scan_, node.terms, is_and}, node.terms.size());
    if (std::is_sorted(order.begin(), order.end())) return expr;
    std::vector<ExprRef> terms;
    for (const size_t index : order) terms.push_back(node.terms[index]);
    return make_condition(scan_, Node{scan_.arena.copy(terms)});
  }

  Scan& scan_;
  Estimator estimator_;
  bool moves_;
};

}  // namespace

void order(Scan& scan, const Catalog& catalog, bool moves) {
  scan.estimates.clear();
  Ordering ordering(scan, catalog, moves);
  scan.predicate = ordering.apply(scan.predicate);
  scan.cost = 0, scan.plain_cost = 0;
  double members = 1;
  if (scan.predicate != nullptr) {
    const Estimate& estimate = scan.estimates.at(scan.predicate);
    scan.cost = estimate.cost.of({});
    scan.plain_cost = ordering.estimator().plain_cost(*scan.predicate);
    members = estimate.selectivity;
  }
  for (Output& output : scan.outputs) {
    output.value = ordering.apply(output.value);
    scan.cost += members * ordering.estimator().cost(*output.value);
    scan.plain_cost += members * ordering.estimator().plain_cost(*output.value);
  }
}

}  // namespace segql::plan
