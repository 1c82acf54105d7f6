#pragma once
/// Leaves out the columns, relations, segments, lists, sets and collectors that a scan does not use.

#include "compiler/plan/plan.h"

namespace segql::plan {

/// Renumbers what is left, in the order of first use. The scan means the same.
void compact(Scan& scan);

/// A scan of the same rows with `predicate`, which is an expression of `scan`, and nothing else.
Scan alone(const Scan& scan, const Expr& predicate);

}  // namespace segql::plan
