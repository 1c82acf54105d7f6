#pragma once
/// reach-events: events that must refer to one of few rows are found from those rows, through the relation that leads
/// from them to their events, instead of by asking every event where it refers to.

#include <cstdint>
#include <functional>
#include <string_view>

#include "compiler/plan/build.h"
#include "compiler/plan/plan.h"

namespace segql::plan {

inline constexpr std::string_view kReachEvents = "reach-events";

/// How many rows a segment of the scan has, and how many events, whenever they were, belong to them through a relation;
/// more than `most` need not be counted.
struct Reached {
  uint64_t num_rows = 0;
  uint64_t num_events = 0;
};
using CountReached = std::function<Reached(const SegmentUse& of, RelationId relation, uint64_t most)>;

/// Replaces `purchase.item in (...)` and the window, in row sets of which it leaves few events, by membership of the
/// event itself (SegmentUse::reach), which is to be evaluated before the scan; and `any` of such a set, where nothing
/// else is asked of the event, by membership of the owner. Decided by what `count` counts, so the
/// conditions of the scan have been evaluated. Returns whether there was any; the scan is in order again then.
bool reach_events(Scan& scan, const Catalog& catalog, const CountReached& count, bool moves, Trace* trace);

}  // namespace segql::plan
