/// The rule table and its driver.
#include "compiler/plan/rewrite.h"

#include "compiler/plan/dump.h"
#include "compiler/plan/hoist_reference.h"
#include "compiler/plan/order.h"
#include "compiler/plan/rank_cells.h"
#include "compiler/plan/reach_events.h"
#include "compiler/plan/rules/rules.h"
#include "compiler/plan/sample_order.h"
#include "compiler/plan/skip_blocks.h"
#include "compiler/plan/traverse.h"

namespace segql::plan {
namespace {

// Order is meaning: shapes are made plain first, then conditions small, then what is the same is merged.
constexpr NamedRule kRules[] = {
    {"push-not", &rules::push_not},
    {"flatten-logic", &rules::flatten_logic},
    {"fold-constants", &rules::fold_constants},
    {"tables-to-codes", &rules::tables_to_codes},
    {"solve-for-column", &rules::solve_for_column},
    {"window-to-range", &rules::window_to_range},
    {"count-to-at-least", &rules::count_to_at_least},
    {"time-bounds", &rules::time_bounds},
    {"hoist-row-filter", &rules::hoist_row_filter},
    {"merge-ranges", &rules::merge_ranges},
    {"merge-codes", &rules::merge_codes},
    {"or-to-in", &rules::or_to_in},
    {"absorb", &rules::absorb},
};

}  // namespace

std::span<const NamedRule> all_rules() { return kRules; }

std::vector<std::string_view> rule_names() {
  std::vector<std::string_view> names;
  for (const NamedRule& rule : kRules) names.push_back(rule.name);
  names.push_back(kHoistReference);
  names.push_back(kReachEvents);
  names.push_back(kOrderTerms);
  names.push_back(kSkipBlocks);
  names.push_back(kSampleOrder);
  names.push_back(kRankCells);
  return names;
}

ExprRef Rewriter::fire(ExprRef expr) {
  if (firings_ >= budget_) return nullptr;
  for (const NamedRule& rule : rules_) {
    const ExprRef result = rule.apply(*expr, context_);
    if (result == nullptr) continue;
    ++firings_;
    if (trace_ != nullptr) {
      trace_->lines.push_back(std::string(rule.name) + ": " + one_line(context_.scan, *expr) + "  =>  " +
                              one_line(context_.scan, *result));
    }
    return result;
  }
  return nullptr;
}

ExprRef Rewriter::rewrite(ExprRef expr) {
  if (expr == nullptr || done_.contains(expr)) return expr;
  for (ExprRef replacement = expr; replacement != nullptr; replacement = fire(expr)) {
    expr = with_children(context_.scan, replacement, [this](ExprRef child) { return rewrite(child); });
  }
  done_.insert(expr);
  return expr;
}

}  // namespace segql::plan
