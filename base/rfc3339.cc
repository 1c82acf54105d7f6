#include "base/rfc3339.h"

#include <fmt/format.h>

#include "base/timezone.h"

namespace segql {

std::string rfc3339(int64_t instant, int64_t offset) {
  const int64_t local = instant + offset;
  const int64_t day = floor_divide(local, kMicrosPerDay);
  const int64_t rest = local - day * kMicrosPerDay;
  const YearMonthDay civil = civil_from_days(static_cast<int32_t>(day));
  const int64_t seconds = rest / kMicrosPerSecond;
  const int64_t micros = rest % kMicrosPerSecond;
  std::string text = fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}", civil.year, civil.month, civil.day,
                                 seconds / 3600, seconds / 60 % 60, seconds % 60);
  if (micros != 0) text += fmt::format(".{:06}", micros);
  const int64_t east = offset / (60 * kMicrosPerSecond);
  if (east == 0) return text + "Z";
  const int64_t minutes = east < 0 ? -east : east;
  return text + fmt::format("{}{:02}:{:02}", east < 0 ? '-' : '+', minutes / 60, minutes % 60);
}

}  // namespace segql
