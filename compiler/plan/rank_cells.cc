#include "compiler/plan/rank_cells.h"

#include <algorithm>
#include <map>
#include <set>

#include "compiler/plan/make.h"
#include "runtime/table/ranks.h"

namespace segql::plan {
namespace {

/// Finding the ranks of 64 rows takes as long as so many ranges of 32 bits (bench_rules; 3 ns each against 1 over
/// bytes).
constexpr size_t kFewestRanges = 32;

/// The range of a wide column that a condition is; null: it is something else.
const Range* wide_range(const Scan& condition) {
  const auto* range = condition.predicate == nullptr ? nullptr : std::get_if<Range>(&condition.predicate->node);
  if (range == nullptr) return nullptr;
  const runtime::Encoding encoding = condition.columns[std::get<Column>(range->value->node).column].encoding;
  return encoding == runtime::Encoding::kU32 || encoding == runtime::Encoding::kI64 ? range : nullptr;
}

/// A range is told by the ranks among its least value and the one after its greatest.
void add_limits(const Range& range, std::set<int64_t>& thresholds) {
  if (range.low != INT64_MIN) thresholds.insert(range.low);
  if (range.high != INT64_MAX) thresholds.insert(range.high + 1);
}

void ask_ranks(Scan& condition, const std::vector<int64_t>& thresholds) {
  const Range range = *wide_range(condition);
  const auto rank_of = [&](int64_t value) {
    return std::upper_bound(thresholds.begin(), thresholds.end(), value) - thresholds.begin();
  };
  const int64_t low = range.low == INT64_MIN ? 0 : rank_of(range.low);
  const int64_t high = range.high == INT64_MAX ? std::ssize(thresholds) : rank_of(range.high + 1) - 1;
  ColumnUse& column = condition.columns[std::get<Column>(range.value->node).column];
  column.encoding = runtime::Encoding::kU8;
  column.base = 0;
  column.unit = 1;
  condition.predicate = make_condition(condition, Range{range.value, low, high});
}

}  // namespace

std::vector<RankedColumn> rank_cells(std::span<Scan> conditions) {
  std::map<ColumnSource, std::vector<uint32_t>> by_column;
  for (uint32_t i = 0; i < conditions.size(); ++i) {
    if (const Range* range = wide_range(conditions[i]); range != nullptr)
      by_column[conditions[i].columns[std::get<Column>(range->value->node).column].source].push_back(i);
  }
  std::vector<RankedColumn> ranked;
  for (auto& [source, ranges] : by_column) {
    // Those of near limits together: they have the more of these in common.
    std::sort(ranges.begin(), ranges.end(),
              [&](uint32_t a, uint32_t b) { return wide_range(conditions[a])->low < wide_range(conditions[b])->low; });
    for (auto next = ranges.begin(); ranges.end() - next >= std::ptrdiff_t{kFewestRanges};) {
      std::set<int64_t> thresholds;
      const auto first = next;
      while (next != ranges.end() && thresholds.size() + 2 <= runtime::Ranks::kMostThresholds)
        add_limits(*wide_range(conditions[*next++]), thresholds);
      RankedColumn& made =
          ranked.emplace_back(RankedColumn{source, {thresholds.begin(), thresholds.end()}, {first, next}});
      for (const uint32_t i : made.conditions) ask_ranks(conditions[i], made.thresholds);
    }
  }
  return ranked;
}

}  // namespace segql::plan
