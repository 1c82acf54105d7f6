#pragma once
/// Leaves out the columns, relations, segments, lists, sets and collectors that a scan no longer uses.

#include "compiler/plan/plan.h"

namespace segql::plan {

/// Renumbers what is left, in the order of first use. The scan means the same.
void compact(Scan& scan);

}  // namespace segql::plan
