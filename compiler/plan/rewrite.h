#pragma once
/// The table of rewrite rules and the driver that applies them.

#include <span>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

#include "compiler/plan/build.h"

namespace segql::plan {

/// What a rule may look at; new nodes go into scan's arena, new lists and sets into its tables.
struct RuleContext {
  Scan& scan;
  const Moment& moment;
  const Catalog& catalog;
};

/// All rules, in the order in which they are tried.
std::span<const NamedRule> all_rules();

/// Applies `rules` bottom-up: children first, then the first rule that fires, again from that node's children, until
/// none does. Stops firing after `budget` replacements; what is left is still right, only less good.
class Rewriter {
 public:
  Rewriter(RuleContext context, std::vector<NamedRule> rules, uint64_t budget, Trace* trace)
      : context_(context), rules_(std::move(rules)), budget_(budget), trace_(trace) {}

  ExprRef rewrite(ExprRef expr);

 private:
  ExprRef fire(ExprRef expr);

  RuleContext context_;
  std::vector<NamedRule> rules_;
  uint64_t budget_;
  uint64_t firings_ = 0;
  Trace* trace_;
  std::unordered_set<ExprRef> done_;  ///< nodes to which nothing applies any more
};

}  // namespace segql::plan
