#pragma once
/// skip-blocks: what the least and greatest values of a block of rows say about the predicate.

#include <string_view>

#include "compiler/plan/build.h"
#include "compiler/plan/plan.h"

namespace segql::plan {

inline constexpr std::string_view kSkipBlocks = "skip-blocks";

/// Fills Scan::blocks where at least one block is decided; otherwise it stays empty.
void skip_blocks(Scan& scan, const Catalog& catalog, Trace* trace);

}  // namespace segql::plan
