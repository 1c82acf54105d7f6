#pragma once
/// Values written as text: numbers, truth values, ISO dates and timestamps. Nothing is guessed: no thousands
/// separators, no currency signs, no day-month orders. `text` has no spaces around it and is not empty.

#include <cstdint>
#include <string_view>

#include "base/int128.h"
#include "base/timezone.h"
#include "runtime/table/outcome.h"

namespace segql::runtime {

/// The days and instants that can be stored: years 1 to 9999.
inline constexpr int64_t kMinDay = -719'162;
inline constexpr int64_t kMaxDay = 2'932'896;
inline constexpr int64_t kMinInstant = kMinDay * kMicrosPerDay;
inline constexpr int64_t kMaxInstant = (kMaxDay + 1) * kMicrosPerDay - 1;

/// `unscaled` / 10^`from` as an integer / 10^`to`; kOutOfRange when that is not exact or does not fit.
Outcome rescale(int128 unscaled, int from, int to, int64_t& out);

/// `-12.50`, `1.5e3`: exact at `scale`, or kOutOfRange.
Outcome parse_exact(std::string_view text, int scale, int64_t& out);
/// NaN is kNotANumber; infinities and what exceeds a double are kOutOfRange.
Outcome parse_real(std::string_view text, double& out);
/// true, t, yes, y, 1 and false, f, no, n, 0 in any case.
Outcome parse_bool(std::string_view text, int64_t& out);
/// `2026-03-31`.
Outcome parse_date(std::string_view text, int64_t& days);
/// `2026-03-31T12:00:05.250+03:00`; a space serves for T; seconds, fraction and offset may be absent, the time of day
/// too. Without an offset it is local to `zone`. Finer digits than microseconds are cut off.
Outcome parse_instant(std::string_view text, const TimeZone& zone, int64_t& micros);

}  // namespace segql::runtime
