#pragma once
/// Instants as people type and read them, in one timezone.

#include <string>
#include <string_view>

#include "base/timezone.h"
#include "segql/engine.h"
#include "segql/result.h"

namespace segql::engine {

/// `now`, `today`, `2026-03-31` (start of that local day), `2026-03-31T12:00[:30][Z|+03:00]`.
Result<Instant> parse_instant(std::string_view text, const TimeZone& zone, Instant now);

/// `2026-03-31T12:00:00+03:00`; microseconds are shown when there are some.
std::string format_instant(Instant instant, const TimeZone& zone);

}  // namespace segql::engine
