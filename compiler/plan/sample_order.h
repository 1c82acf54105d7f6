#pragma once
/// sample-order: the order of the terms at the top of a predicate, from what they are true for in a sample of the rows.
/// Statistics know columns one by one; a sample also knows which conditions go together.

#include <cstdint>
#include <string_view>
#include <vector>

#include "compiler/plan/build.h"
#include "compiler/plan/plan.h"

namespace segql::plan {

inline constexpr std::string_view kSampleOrder = "sample-order";

/// The terms whose order matters; empty: there are none.
ExprList terms_at_top(const Scan& scan);

/// Words of 64 rows to look at, so that it takes at most a hundredth of what the scan of `num_rows` is expected to; 0:
/// that would be too few to learn from.
uint64_t words_to_sample(const Scan& scan, uint64_t num_rows);

/// By number of the relation: whether a term at the top looks at events of the scanned row itself through it.
std::vector<bool> relations_at_top(const Scan& scan);

/// A sample: words of rows, and for each of them the rows that are there and those for which each term is true.
struct Sample {
  std::vector<uint64_t> rows;
  std::vector<std::vector<uint64_t>> terms;  ///< in the order of `terms_at_top`
  std::vector<std::vector<uint32_t>>
      events;  ///< how many each row has, by relation; empty: not one of those at the top
};

/// Puts the terms at the top in the order that would have taken least time for the sample, and expects of each what it
/// was true for among the rows that the terms before it have left.
void order_by_sample(Scan& scan, const Sample& sample, Trace* trace);

}  // namespace segql::plan
