#pragma once
/// `TimeZone`: local days and civil times of one IANA zone, over the `date` library's reading of the system database.
/// Instants are microseconds since 1970-01-01T00:00Z; days are days since 1970-01-01. Immutable, thread-safe.
/// Nothing here overflows: results beyond the range of their type are its minimum or maximum.

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "segql/result.h"

namespace segql {

inline constexpr int64_t kMicrosPerSecond = 1'000'000;
inline constexpr int64_t kMicrosPerDay = 86'400 * kMicrosPerSecond;

class TimeZone {
 public:
  /// kNotFound for a name the database does not have. Zones are read once per process and shared.
  static Result<std::shared_ptr<const TimeZone>> find(std::string_view name);

  const std::string& name() const { return name_; }
  /// The local calendar day on which `instant` falls.
  int32_t local_day(int64_t instant) const;
  /// Local civil time of `instant`: microseconds as if the zone were UTC.
  int64_t to_local(int64_t instant) const;
  /// The first instant that exists on that local day (language.md section 5); of a day that the zone skipped, the first
  /// instant of the next one. Never decreases with `day`.
  int64_t start_of_day(int32_t day) const;
  /// The instant of a local civil time: in a gap moved forward to the first instant after it, in an overlap the earlier
  /// one. In one sentence: the first instant whose local time is `local_micros` or later.
  int64_t from_local(int64_t local_micros) const;

 private:
  TimeZone() = default;
  static std::shared_ptr<const TimeZone> read(std::string name, const void* date_zone);
  void build_grid();
  size_t period_of(int64_t instant) const;

  std::string name_;
  /// Offsets east of UTC in microseconds: offsets_[i] is in force from starts_[i] on; starts_[0] is the minimum.
  std::vector<int64_t> starts_, offsets_;
  /// grid_[g]: the period of instant grid_start_ + g * 2^kGridShift, so that a look-up is one load and a step or two.
  std::vector<uint32_t> grid_;
  int64_t grid_start_ = 0;
};

/// Proleptic Gregorian calendar.
struct YearMonthDay {
  int32_t year;
  int32_t month;  ///< 1 to 12
  int32_t day;    ///< 1 to 31
};
YearMonthDay civil_from_days(int32_t days);
int32_t days_from_civil(YearMonthDay civil);
int32_t days_in_month(int32_t year, int32_t month);
/// `months` later, clamped to the last day of that month (31 March - 1 month is 28 or 29 February).
int32_t add_months(int32_t days, int64_t months);
/// The local day as an instant of a zone without offset: days * 86,400 s.
int64_t micros_of_days(int32_t days);
/// a / b towards minus infinity. REQUIRES: b > 0.
constexpr int64_t floor_divide(int64_t a, int64_t b) { return a / b - (a % b < 0 ? 1 : 0); }
/// a + b.
int64_t add_saturating(int64_t a, int64_t b);

}  // namespace segql
