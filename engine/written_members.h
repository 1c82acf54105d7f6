#pragma once
/// `WrittenMembers`: who is in the segments that are not computed from the rows.

#include <functional>
#include <map>
#include <optional>
#include <string>

#include "runtime/bitmap/bitmap.h"
#include "segql/engine.h"

namespace segql::engine {

/// Rows of the static segments for which keys were given, by SegmentId::index.
using KeyMembers = std::map<uint32_t, runtime::Bitmap>;

/// A snapshot without `as of`, once it has been taken.
struct TakenMembers {
  runtime::Bitmap rows;
  Instant taken = 0;
};
/// By canonical name: ids of instances that were asked for come and go.
using SnapshotMembers = std::map<std::string, TakenMembers, std::less<>>;

struct WrittenMembers {
  KeyMembers lists;
  SnapshotMembers snapshots;
  /// Of a test, for which nothing is written down: every snapshot is taken at this instant.
  std::optional<Instant> take_snapshots_at;
};

}  // namespace segql::engine
