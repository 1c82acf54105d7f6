#pragma once
/// Many ranges of one wide column in one pass: they are asked of where its values stand among all their limits, a byte
/// a row (runtime/table/ranks.h).

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "compiler/plan/plan.h"

namespace segql::plan {

/// Switches it off.
inline constexpr std::string_view kRankCells = "rank-cells";

/// Conditions that are asked of ranks among the same thresholds.
struct RankedColumn {
  ColumnSource source;
  std::vector<int64_t> thresholds;   ///< ascending, each once
  std::vector<uint32_t> conditions;  ///< by index
};

/// `conditions`: scans of one condition each. Those that are ranges of a wide column that has many of them become
/// ranges of ranks: their column is one of bytes then.
std::vector<RankedColumn> rank_cells(std::span<Scan> conditions);

}  // namespace segql::plan
