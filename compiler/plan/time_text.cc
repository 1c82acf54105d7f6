/// Instants and days as people write them.
#include <algorithm>
#include <string>

#include <fmt/format.h>

#include "compiler/plan/dump.h"

namespace segql::plan {
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

}  // namespace segql::plan
