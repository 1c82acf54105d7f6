#include "bench/report/spread.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

namespace segql::bench {

Spread spread_of(std::vector<double> times) {
  std::sort(times.begin(), times.end());
  const size_t middle = times.size() / 2;
  const double median = times.size() % 2 == 1 ? times[middle] : (times[middle - 1] + times[middle]) / 2;
  return {median, times.front(), times.back()};
}

std::string three_digits(double number) {
  if (!std::isfinite(number)) return "failed";
  const int places = number < 0.1 ? 3 : number < 10 ? 2 : number < 100 ? 1 : 0;
  return fmt::format("{:.{}f}", number, places);
}

std::string text_of(const Spread& spread) {
  return fmt::format("{} ({} - {})", three_digits(spread.median), three_digits(spread.low), three_digits(spread.high));
}

}  // namespace segql::bench
