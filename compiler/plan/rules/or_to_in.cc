/// or-to-in: alternatives for one integer value become one list: `x = 1 or x = 5 or x in (7, 9)`. In `and`, what else
/// is asked of the value is asked of the list's items, once: `x in (1, 5, 9) and x >= 4`.
#include <algorithm>
#include <iterator>

#include "compiler/plan/make.h"
#include "compiler/plan/rules/groups.h"
#include "compiler/plan/rules/rules.h"

namespace segql::plan::rules {
namespace {

const Expr* ranged_value(const Expr& term) {
  if (const auto* in = std::get_if<InList>(&term.node)) return in->value->repr == Repr::kInt ? in->value : nullptr;
  const auto* range = std::get_if<Range>(&term.node);
  return range == nullptr || range->value->dictionary != kNone ? nullptr : range->value;
}
const Expr* listed_value(const Expr& term) {
  const auto* range = std::get_if<Range>(&term.node);
  return range != nullptr && range->low != range->high ? nullptr : ranged_value(term);
}

std::vector<ExprRef> one_list(RuleContext& context, const std::vector<ExprRef>& group) {
  std::vector<int64_t> items;
  for (const ExprRef term : group) {
    if (const auto* range = std::get_if<Range>(&term->node)) {
      items.push_back(range->low);
    } else {
      const std::vector<int64_t>& more = context.scan.lists[std::get<InList>(term->node).list].integers;
      items.insert(items.end(), more.begin(), more.end());
    }
  }
  return {make_in_list(context.scan, ranged_value(*group.front()), std::move(items))};
}

std::vector<ExprRef> shared_items(RuleContext& context, const std::vector<ExprRef>& group) {
  const auto list_of = [&](ExprRef term) -> const std::vector<int64_t>* {
    const auto* in = std::get_if<InList>(&term->node);
    return in == nullptr ? nullptr : &context.scan.lists[in->list].integers;
  };
  const auto first = std::find_if(group.begin(), group.end(), list_of);
  if (first == group.end()) return group;  // ranges alone: merge-ranges
  std::vector<int64_t> items = *list_of(*first);
  for (const ExprRef term : group) {
    std::vector<int64_t> both;
    if (const std::vector<int64_t>* other = list_of(term)) {
      std::set_intersection(items.begin(), items.end(), other->begin(), other->end(), std::back_inserter(both));
    } else {
      const Range& range = std::get<Range>(term->node);
      std::copy(std::lower_bound(items.begin(), items.end(), range.low),
                std::upper_bound(items.begin(), items.end(), range.high), std::back_inserter(both));
    }
    items = std::move(both);
  }
  return {make_in_list(context.scan, ranged_value(*group.front()), std::move(items))};
}

}  // namespace

ExprRef or_to_in(const Expr& expr, RuleContext& context) {
  if (const auto* node = std::get_if<Or>(&expr.node)) return merge_groups(context, *node, &listed_value, &one_list);
  if (const auto* node = std::get_if<And>(&expr.node))
    return merge_groups(context, *node, &ranged_value, &shared_items);
  return nullptr;
}

}  // namespace segql::plan::rules
