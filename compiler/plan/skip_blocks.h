#pragma once
/// skip-blocks: what the least and greatest values of a block of rows say about the predicate.

#include <string_view>
#include <vector>

#include "compiler/plan/build.h"
#include "compiler/plan/plan.h"

namespace segql::plan {

inline constexpr std::string_view kSkipBlocks = "skip-blocks";

/// By block of 65,536 rows (runtime::kRowsPerBlock); empty: none is decided. For a scan that is about to be run.
std::vector<Verdict> skip_blocks(const Scan& scan, const Catalog& catalog, Trace* trace);

}  // namespace segql::plan
