#pragma once
/// hoist-reference: conditions on a referenced row, asked once of each row that may be referred to.

#include "compiler/plan/build.h"
#include "compiler/plan/plan.h"

namespace segql::plan {

inline constexpr std::string_view kHoistReference = "hoist-reference";

/// `any purchases where (item.brand = "a" and item.price > 10)` asks one of ten thousand items again and again. What is
/// asked of an item alone becomes a scan of the items, and the purchases look for theirs among its rows. Not a rule,
/// because it wants the largest condition that is about one row, not the smallest.
void hoist_references(Scan& scan, const Catalog& catalog, Trace* trace);

}  // namespace segql::plan
