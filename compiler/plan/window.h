#pragma once
/// Windows as half-open intervals of instants: laws 5 and 6, section 5 of the language, docs/decisions/0030-windows.md.

#include <cstdint>
#include <optional>

#include "compiler/check/hir.h"
#include "compiler/plan/build.h"
#include "schema/schema.h"

namespace segql::plan {

/// One end of a window. Neither `micros` nor `computed`: unbounded.
struct Limit {
  std::optional<int64_t> micros;
  /// The value of a row: a timestamp or a date.
  const hir::Expr* computed = nullptr;
  bool whole_day = false;  ///< computed timestamp: the start of the local day that contains it (a date is one already)
  bool next = false;       ///< computed: the start of the following day; of an exact timestamp: one microsecond later

  bool unbounded() const { return !micros && computed == nullptr; }
};

struct Interval {
  Limit from, to;
  /// Over rows, those dated at or after as_of are invisible although the window itself reaches further.
  bool clip_rows = false;
};

/// `window` null: everything before as_of.
Interval resolve(const hir::Window* window, const Moment& moment, const schema::Settings& settings);

/// An instant that is not computed: its microseconds, and the local day it stands for as a whole, if it does.
struct FixedInstant {
  int64_t micros;
  std::optional<int32_t> day;
};
/// REQUIRES: not hir::Computed.
FixedInstant resolve(const hir::Instant& instant, const Moment& moment);

/// The first local day that starts at `instant` or later: a date is in [from, to) when it is in
/// [first_day_from(from), first_day_from(to)).
int32_t first_day_from(int64_t instant, const TimeZone& zone);

/// `day` moved by calendar units; months clamp.
int32_t shift_day(int32_t day, int64_t count, hir::Unit unit);

}  // namespace segql::plan
