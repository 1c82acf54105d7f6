/// Order of terms. By law 8 nothing can fail, so any order is right; the cheapest on average puts first what removes
/// most per nanosecond: in `And` ascending cost / (1 - selectivity), in `Or` ascending cost / selectivity.
#include "compiler/plan/order.h"

#include <algorithm>
#include <numeric>

#include "compiler/plan/make.h"
#include "compiler/plan/traverse.h"

namespace segql::plan {
namespace {

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
    constexpr double kTiny = 1e-6;
    std::vector<double> ranks;
    for (const ExprRef term : node.terms) {
      const Estimate& estimate = scan_.estimates.at(term);
      ranks.push_back(estimate.cost / std::max(is_and ? 1 - estimate.selectivity : estimate.selectivity, kTiny));
    }
    std::vector<size_t> indices(ranks.size());
    std::iota(indices.begin(), indices.end(), size_t{0});
    std::stable_sort(indices.begin(), indices.end(), [&](size_t a, size_t b) { return ranks[a] < ranks[b]; });
    if (std::is_sorted(indices.begin(), indices.end())) return expr;
    std::vector<ExprRef> terms;
    for (const size_t index : indices) terms.push_back(node.terms[index]);
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
    scan.cost = estimate.cost;
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
