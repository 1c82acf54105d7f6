/// merge-ranges: ranges of one value. In `and` they are intersected (x >= 10 and x < 20), in `or` those that overlap or
/// touch are united, because values are integers. The merged range stands where the first one stood.
#include <algorithm>
#include <limits>

#include "compiler/plan/make.h"
#include "compiler/plan/rules/groups.h"
#include "compiler/plan/rules/rules.h"

namespace segql::plan::rules {
namespace {

const Range* as_range(ExprRef term) { return std::get_if<Range>(&term->node); }
const Expr* range_value(const Expr& term) {
  const auto* range = std::get_if<Range>(&term.node);
  return range == nullptr ? nullptr : range->value;
}

std::vector<ExprRef> intersected(RuleContext& context, const std::vector<ExprRef>& group) {
  Range result = *as_range(group.front());
  for (const ExprRef term : group) {
    result.low = std::max(result.low, as_range(term)->low);
    result.high = std::min(result.high, as_range(term)->high);
  }
  return {make_range(context.scan, result.value, result.low, result.high)};
}

std::vector<ExprRef> united(RuleContext& context, const std::vector<ExprRef>& group) {
  std::vector<Range> ranges;
  for (const ExprRef term : group) ranges.push_back(*as_range(term));
  std::sort(ranges.begin(), ranges.end(), [](const Range& a, const Range& b) { return a.low < b.low; });
  std::vector<Range> merged;
  for (const Range& range : ranges) {
    const bool touches = !merged.empty() && (merged.back().high == std::numeric_limits<int64_t>::max() ||
                                             range.low <= merged.back().high + 1);
    if (touches) {
      merged.back().high = std::max(merged.back().high, range.high);
    } else {
      merged.push_back(range);
    }
  }
  if (merged.size() == group.size()) return group;
  std::vector<ExprRef> result;
  for (const Range& range : merged) result.push_back(make_range(context.scan, range.value, range.low, range.high));
  return result;
}

}  // namespace

ExprRef merge_ranges(const Expr& expr, RuleContext& context) {
  if (const auto* node = std::get_if<And>(&expr.node)) {
    return merge_groups(context, *node, &range_value, &intersected);
  }
  if (const auto* node = std::get_if<Or>(&expr.node)) return merge_groups(context, *node, &range_value, &united);
  return nullptr;
}

}  // namespace segql::plan::rules
