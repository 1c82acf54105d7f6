#pragma once
/// Why a row is in a segment or not: its conditions one by one.

#include <vector>

#include "compiler/check/definitions.h"
#include "engine/evaluator.h"
#include "segql/test.h"

namespace segql::engine {

/// Every condition of `where` and the `exclude`s for one row, blocks before their parts, with the windows in them; then
/// every `take` and `sample`.
/// `files` hold the declaration of the segment. REQUIRES: the segment has been evaluated.
Result<std::vector<TestCondition>> conditions_of(Evaluator& evaluator, const std::vector<check::InputFile>& files,
                                                 hir::SegmentId segment, uint32_t row);

}  // namespace segql::engine
