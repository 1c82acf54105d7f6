/// The proleptic Gregorian calendar as integer arithmetic (Howard Hinnant's eras of 400 years).
#include <algorithm>
#include <limits>

#include "base/timezone.h"

namespace segql {
namespace {

constexpr int64_t kDaysPerEra = 146'097;  // 400 years
constexpr int64_t kDaysTo1970 = 719'468;  // from 0000-03-01 to 1970-01-01
constexpr int32_t kMinDay = std::numeric_limits<int32_t>::min();
constexpr int32_t kMaxDay = std::numeric_limits<int32_t>::max();

int32_t clamp_day(int64_t days) { return static_cast<int32_t>(std::clamp<int64_t>(days, kMinDay, kMaxDay)); }

/// Years begin in March here, so that the leap day is the last day of its year.
int64_t days_of(int64_t year, int32_t month, int32_t day) {
  const int64_t y = month <= 2 ? year - 1 : year;
  const int64_t era = floor_divide(y, 400);
  const int64_t year_of_era = y - era * 400;
  const int64_t day_of_year = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1;
  const int64_t day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
  return era * kDaysPerEra + day_of_era - kDaysTo1970;
}

int32_t month_length(int64_t year, int32_t month) {
  constexpr int32_t kLengths[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  const bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
  return month == 2 && leap ? 29 : kLengths[month - 1];
}

}  // namespace

YearMonthDay civil_from_days(int32_t days) {
  const int64_t z = static_cast<int64_t>(days) + kDaysTo1970;
  const int64_t era = floor_divide(z, kDaysPerEra);
  const int64_t day_of_era = z - era * kDaysPerEra;
  const int64_t year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36'524 - day_of_era / 146'096) / 365;
  const int64_t day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
  const int64_t mp = (5 * day_of_year + 2) / 153;  // month counted from March
  const auto day = static_cast<int32_t>(day_of_year - (153 * mp + 2) / 5 + 1);
  const auto month = static_cast<int32_t>(mp < 10 ? mp + 3 : mp - 9);
  const int64_t year = year_of_era + era * 400 + (month <= 2 ? 1 : 0);
  return {static_cast<int32_t>(year), month, day};
}

int32_t days_from_civil(YearMonthDay civil) { return clamp_day(days_of(civil.year, civil.month, civil.day)); }

int32_t days_in_month(int32_t year, int32_t month) { return month_length(year, month); }

int32_t add_months(int32_t days, int64_t months) {
  // Beyond this many months the answer is outside the range of days whatever the start.
  constexpr int64_t kEnough = int64_t{12} * 20'000'000;
  const YearMonthDay civil = civil_from_days(days);
  const int64_t index =
      static_cast<int64_t>(civil.year) * 12 + (civil.month - 1) + std::clamp(months, -kEnough, kEnough);
  const int64_t year = floor_divide(index, 12);
  const auto month = static_cast<int32_t>(index - year * 12 + 1);
  return clamp_day(days_of(year, month, std::min(civil.day, month_length(year, month))));
}

int64_t add_saturating(int64_t a, int64_t b) {
  int64_t sum = 0;
  if (!__builtin_add_overflow(a, b, &sum)) return sum;
  return b > 0 ? std::numeric_limits<int64_t>::max() : std::numeric_limits<int64_t>::min();
}

int64_t micros_of_days(int32_t days) {
  int64_t micros = 0;
  if (!__builtin_mul_overflow(int64_t{days}, kMicrosPerDay, &micros)) return micros;
  return days > 0 ? std::numeric_limits<int64_t>::max() : std::numeric_limits<int64_t>::min();
}

}  // namespace segql
