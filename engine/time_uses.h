#pragma once
/// What in a segment depends on time, for one row: the times that the row, its events and what they refer to have, and
/// the instants and numbers of elapsed units they are compared with.

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "base/timezone.h"
#include "compiler/check/definitions.h"
#include "engine/evaluator.h"
#include "segql/result.h"

namespace segql::engine {

/// An instant that depends on as_of, such as the beginning of a window.
using TimeFunction = std::function<int64_t(int64_t as_of)>;

struct TimeUses {
  struct Function {
    TimeFunction at;
    bool is_rough = false;  ///< it may decrease: the months of a `rolling` window, around the ends of months
  };
  struct ElapsedUnits {
    hir::Unit unit;
    std::shared_ptr<const TimeZone> zone;
    TimeFunction clock;                           ///< what as_of is for them
    std::vector<int64_t> values;                  ///< instants they are counted from
    std::optional<std::vector<int64_t>> targets;  ///< numbers that make a difference; nothing: all do
  };

  std::vector<int64_t> values;  ///< microseconds since 1970-01-01T00:00Z; days as their beginning
  std::vector<Function> functions;
  std::vector<ElapsedUnits> elapsed;
  std::set<std::shared_ptr<const TimeZone>> zones;
  bool is_about_row = true;  ///< no definition is asked of another row of the same table
  std::string unknown;       ///< why this is not all; empty: it is
};

Result<TimeUses> time_uses(Evaluator& evaluator, hir::SegmentId segment, uint32_t row);

}  // namespace segql::engine
