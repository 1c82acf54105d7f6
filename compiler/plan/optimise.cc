/// From the plan as written to the plan as run: rewrite, drop what is no longer used, order, estimate.
#include <algorithm>

#include "base/try.h"
#include "compiler/plan/compact.h"
#include "compiler/plan/hoist_reference.h"
#include "compiler/plan/order.h"
#include "compiler/plan/rewrite.h"

namespace segql::plan {
namespace {

void check_plan([[maybe_unused]] const Scan& scan) {
#ifndef NDEBUG
  const std::string problem = verify(scan);
  if (problem.empty()) return;
  std::fprintf(stderr, "segql: the plan is wrong: %s\n%s", problem.c_str(), dump(scan).c_str());
  SEGQL_CHECK(problem.empty());
#endif
}

std::vector<NamedRule> enabled_rules(const OptimiseOptions& options) {
  std::vector<NamedRule> rules;
  for (const NamedRule& rule : all_rules()) {
    if (options.allow(rule.name)) rules.push_back(rule);
  }
  rules.insert(rules.end(), options.further_rules.begin(), options.further_rules.end());
  return rules;
}

/// A predicate that is true for every row is no predicate.
void drop_true_predicate(Scan& scan) {
  const auto* literal = scan.predicate == nullptr ? nullptr : std::get_if<Literal>(&scan.predicate->node);
  if (literal != nullptr && literal->value) scan.predicate = nullptr;
}

}  // namespace

bool OptimiseOptions::allow(std::string_view rule) const {
  return enabled && std::find(disabled_rules.begin(), disabled_rules.end(), rule) == disabled_rules.end();
}

void optimise(Scan& scan, const Moment& moment, const Catalog& catalog, const Limits& limits,
              const OptimiseOptions& options, Trace* trace) {
  check_plan(scan);
  if (options.enabled) {
    Rewriter rewriter({scan, moment, catalog}, enabled_rules(options), limits.rule_firings, trace);
    scan.predicate = rewriter.rewrite(scan.predicate);
    for (Output& output : scan.outputs) output.value = rewriter.rewrite(output.value);
    drop_true_predicate(scan);
    check_plan(scan);
  }
  if (options.allow(kHoistReference)) {
    hoist_references(scan, catalog, trace);
    check_plan(scan);
  }
  compact(scan);
  check_plan(scan);
  order(scan, catalog, options.allow(kOrderTerms));
  check_plan(scan);
}

}  // namespace segql::plan
