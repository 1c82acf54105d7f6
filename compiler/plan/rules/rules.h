#pragma once
/// Every rewrite rule; one file each. A rule keeps the meaning for every row, missing values included.

#include "compiler/plan/rewrite.h"

namespace segql::plan::rules {

/// `not not a` is a; De Morgan; the complement of a comparison, where no side can be missing.
ExprRef push_not(const Expr& expr, RuleContext& context);
/// `and` in `and`, `or` in `or`.
ExprRef flatten_logic(const Expr& expr, RuleContext& context);
/// What statistics and constants decide: true and false terms, ranges that hold no or every value, empty sets.
ExprRef fold_constants(const Expr& expr, RuleContext& context);
/// `lower(city) = "riyadh"` is a set of cities.
ExprRef tables_to_codes(const Expr& expr, RuleContext& context);
/// `x * 2 + 10 > 100` is a range of x, when no step can overflow.
ExprRef solve_for_column(const Expr& expr, RuleContext& context);
/// `days since f <= 30` is a range of f: elapsed units and local days compared with constants.
ExprRef window_to_range(const Expr& expr, RuleContext& context);
/// `count of r >= 3` needs to see three rows only.
ExprRef count_to_at_least(const Expr& expr, RuleContext& context);
/// A filter on the instant of a row set's rows becomes its bounds; bounds that no row crosses go away.
ExprRef time_bounds(const Expr& expr, RuleContext& context);
/// A filter that does not look at the rows of its set is asked once, outside.
ExprRef hoist_row_filter(const Expr& expr, RuleContext& context);
/// Ranges of one value: intersected in `and`, united in `or`.
ExprRef merge_ranges(const Expr& expr, RuleContext& context);
/// Code sets of one text: intersected in `and`, united in `or`.
ExprRef merge_codes(const Expr& expr, RuleContext& context);
/// `x = 1 or x = 5 or x in (7, 9)` is one list.
ExprRef or_to_in(const Expr& expr, RuleContext& context);
/// Duplicates, `a and (a or b)`, `a and not a`, presence that another term proves.
ExprRef absorb(const Expr& expr, RuleContext& context);

}  // namespace segql::plan::rules
