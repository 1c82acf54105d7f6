#pragma once
/// Days and instants of one timezone, as of one instant, by way of the `date` library alone: what the tests compare the
/// engine's own time with.

#include <algorithm>
#include <cstdint>
#include <string>

#include <date/tz.h>

namespace segql::testing {

class Calendar {
 public:
  Calendar(std::string zone, int64_t as_of, date::weekday week_starts = date::Monday, bool leap_day_in_march = false)
      : name_(std::move(zone)),
        zone_(date::locate_zone(name_)),
        as_of_(as_of),
        week_starts_(week_starts),
        leap_day_in_march_(leap_day_in_march) {}

  const std::string& zone() const { return name_; }
  date::weekday week_starts() const { return week_starts_; }
  bool leap_day_in_march() const { return leap_day_in_march_; }
  Calendar at(int64_t as_of) const { return {name_, as_of, week_starts_, leap_day_in_march_}; }
  Calendar in(const std::string& zone) const { return {zone, as_of_, week_starts_, leap_day_in_march_}; }
  /// The tables of this zone's days and offsets in SQL.
  std::string days() const { return "days_" + word(); }
  std::string offsets() const { return "offsets_" + word(); }

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
  /// A local time of the clock; in a gap the first instant after it.
  int64_t from_local(std::chrono::microseconds since_1970) const {
    const date::local_time<std::chrono::microseconds> local(since_1970);
    const auto info = zone_->get_info(date::floor<std::chrono::seconds>(local));
    if (info.result == date::local_info::nonexistent) return micros(info.first.end);
    return zone_->to_sys(local, date::choose::earliest).time_since_epoch().count();
  }
  int64_t to_local(int64_t instant) const { return instant + offset_at(instant).micros; }
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

  std::string word() const {
    std::string word = name_;
    std::replace(word.begin(), word.end(), '/', '_');
    return word;
  }

  std::string name_;
  const date::time_zone* zone_;
  int64_t as_of_;
  date::weekday week_starts_;
  bool leap_day_in_march_;
};

}  // namespace segql::testing
