/// Instants, days and windows as people write them.
#include <algorithm>
#include <string>

#include <fmt/format.h>

#include "compiler/plan/build.h"
#include "compiler/plan/dump.h"
#include "compiler/plan/window.h"

namespace segql::plan {
namespace {

std::string limit_text(const Limit& limit, const TimeZone& zone, const char* unbounded) {
  if (limit.micros) return instant_text(*limit.micros, zone);
  if (limit.computed == nullptr) return unbounded;
  if (limit.next) return "after the row's instant";
  return limit.whole_day ? "the day of the row's instant" : "the row's instant";
}

}  // namespace

std::string day_text(int64_t day) {
  const YearMonthDay civil = civil_from_days(static_cast<int32_t>(std::clamp<int64_t>(day, INT32_MIN, INT32_MAX)));
  return fmt::format("{:04}-{:02}-{:02}", civil.year, civil.month, civil.day);
}

std::string instant_text(int64_t instant, const TimeZone& zone) {
  const int64_t local = zone.to_local(instant);
  const int32_t day = zone.local_day(instant);
  const int64_t time = local - micros_of_days(day);
  const int64_t seconds = time / kMicrosPerSecond, fraction = time % kMicrosPerSecond;
  std::string text = fmt::format("{} {:02}:{:02}", day_text(day), seconds / 3600, seconds / 60 % 60);
  if (seconds % 60 != 0 || fraction != 0) text += fmt::format(":{:02}", seconds % 60);
  if (fraction != 0) text += fmt::format(".{:06}", fraction);
  return text;
}

std::string describe_window(const hir::Window& window, const Moment& moment, const schema::Settings& settings) {
  const Interval interval = resolve(&window, moment, settings);
  return "[" + limit_text(interval.from, *moment.zone, "the beginning") + ", " +
         limit_text(interval.to, *moment.zone, "the end") + ") " + moment.zone->name();
}

}  // namespace segql::plan
