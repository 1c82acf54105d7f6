#pragma once
/// When time alone may change whether a row is in a segment.

#include <cstdint>
#include <string>
#include <vector>

#include "engine/evaluator.h"
#include "segql/result.h"

namespace segql::engine {

struct TimePoints {
  /// Ascending, after as_of: between two of them, and before the first, nothing can change as long as the rows stay as
  /// they are. At most of them nothing does.
  std::vector<Instant> instants;
  Instant until = 0;           ///< all up to here, and here, are among them
  bool is_about_row = true;    ///< no definition is asked of another row of the same table
  std::string why_not_beyond;  ///< `until` is earlier than what was asked for: why
};

/// Of `row` in a segment, from the evaluator's instant up to `until`. What is compared with a time of the data changes
/// where the one passes the other, so every time the row, its events and all they refer to have is looked at, and every
/// window, `now` and number of elapsed units in the segment and what it uses.
Result<TimePoints> time_points(Evaluator& evaluator, hir::SegmentId segment, uint32_t row, Instant until);

}  // namespace segql::engine
