#pragma once
/// Days and instants of one timezone by way of the `date` library alone: what the tests compare the engine's own time
/// with.

#include <cstdint>
#include <string>

#include <date/tz.h>

namespace segql::testing {

class Calendar {
 public:
  Calendar(const std::string& zone, int64_t as_of) : zone_(date::locate_zone(zone)), as_of_(as_of) {}

  date::local_days today() const { return day_of(as_of_); }
  date::local_days day_of(int64_t instant) const {
    return date::floor<date::days>(
        zone_->to_local(date::sys_time<std::chrono::microseconds>(std::chrono::microseconds(instant))));
  }
  /// The first instant of a local day.
  int64_t start_of(date::local_days day) const {
    const auto info = zone_->get_info(date::local_seconds(day));
    if (info.result == date::local_info::nonexistent) return micros(info.first.end);
    return micros(zone_->to_sys(date::local_seconds(day), date::choose::earliest));
  }
  int64_t as_of() const { return as_of_; }
  /// The distance to UTC at `instant`, and the instant from which on it is another one.
  struct Offset {
    int64_t micros, until;
  };
  Offset offset_at(int64_t instant) const {
    const auto info = zone_->get_info(date::floor<std::chrono::seconds>(
        date::sys_time<std::chrono::microseconds>(std::chrono::microseconds(instant))));
    return {std::chrono::microseconds(info.offset).count(), micros(info.end)};
  }
  static date::local_days add_months(date::local_days day, int months) {
    date::year_month_day ymd(day);
    ymd = ymd.year() / ymd.month() / ymd.day() + date::months(months);
    if (!ymd.ok()) ymd = ymd.year() / ymd.month() / date::last;
    return date::local_days(ymd);
  }

 private:
  static int64_t micros(date::sys_seconds at) { return at.time_since_epoch().count() * 1'000'000; }

  const date::time_zone* zone_;
  int64_t as_of_;
};

}  // namespace segql::testing
