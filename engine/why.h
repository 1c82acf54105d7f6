#pragma once
/// Why a row is in a segment or not, and when time alone changes that.

#include <vector>

#include "compiler/check/definitions.h"
#include "engine/evaluator.h"
#include "segql/explanation.h"
#include "segql/result.h"

namespace segql::engine {

/// `files` hold the declaration of the segment.
Result<Explanation> why(Evaluator& evaluator, const std::vector<check::InputFile>& files, hir::SegmentId segment,
                        uint32_t row, bool looks_ahead);

}  // namespace segql::engine
