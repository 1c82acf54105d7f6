/// Points: texts and cells.

#include "schema/point.h"

#include <cstdlib>

#include <fmt/format.h>

namespace segql::schema {
namespace {

constexpr int kDigits = 7;
constexpr int64_t kMostLatitude = 90 * kDegree;
constexpr int64_t kMostLongitude = 180 * kDegree;

bool is_digit(char c) { return c >= '0' && c <= '9'; }

std::string_view trimmed(std::string_view text) {
  constexpr std::string_view kSpaces = " \t\r\n";
  const size_t begin = text.find_first_not_of(kSpaces);
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(kSpaces) - begin + 1);
}

/// `-12.5`, `.5` or `12.`; magnitudes beyond any coordinate stay beyond it.
PointOutcome parse_coordinate(std::string_view text, int64_t most, int32_t& coordinate) {
  const bool negative = text.starts_with('-');
  if (negative || text.starts_with('+')) text.remove_prefix(1);
  int64_t units = 0;
  int fraction = -1;  // digits after the point so far; none has been met: -1
  bool any = false, round_up = false;
  for (const char c : text) {
    if (c == '.' && fraction < 0) {
      fraction = 0;
      continue;
    }
    if (!is_digit(c)) return PointOutcome::kNotAPoint;
    any = true;
    if (fraction == kDigits) {
      round_up = c >= '5';
    } else if (fraction < kDigits && units <= most) {
      units = units * 10 + (c - '0');
    }
    if (fraction >= 0) ++fraction;
  }
  if (!any) return PointOutcome::kNotAPoint;
  for (int i = fraction < 0 ? 0 : fraction; i < kDigits && units <= most; ++i) units *= 10;
  if (round_up) ++units;
  if (units > most) return PointOutcome::kOutOfRange;
  coordinate = static_cast<int32_t>(negative ? -units : units);
  return PointOutcome::kPoint;
}

std::string coordinate_text(int32_t coordinate) {
  const int64_t units = std::abs(int64_t{coordinate});
  std::string text = fmt::format("{}{}", coordinate < 0 ? "-" : "", units / kDegree);
  if (units % kDegree == 0) return text;
  text += fmt::format(".{:07}", units % kDegree);
  return text.substr(0, text.find_last_not_of('0') + 1);
}

}  // namespace

int64_t cell_of(const Point& point) {
  return static_cast<int64_t>(static_cast<uint64_t>(static_cast<uint32_t>(point.latitude)) << 32 |
                              static_cast<uint32_t>(point.longitude));
}

Point point_of(int64_t cell) {
  const auto bits = static_cast<uint64_t>(cell);
  return {static_cast<int32_t>(bits >> 32), static_cast<int32_t>(static_cast<uint32_t>(bits))};
}

bool is_on_the_globe(const Point& point) {
  return std::abs(int64_t{point.latitude}) <= kMostLatitude && std::abs(int64_t{point.longitude}) <= kMostLongitude;
}

PointOutcome parse_point(std::string_view text, Point& point) {
  const size_t comma = text.find(',');
  if (comma == std::string_view::npos) return PointOutcome::kNotAPoint;
  const auto latitude = parse_coordinate(trimmed(text.substr(0, comma)), kMostLatitude, point.latitude);
  const auto longitude = parse_coordinate(trimmed(text.substr(comma + 1)), kMostLongitude, point.longitude);
  if (latitude == PointOutcome::kNotAPoint || longitude == PointOutcome::kNotAPoint) return PointOutcome::kNotAPoint;
  return latitude == PointOutcome::kPoint ? longitude : latitude;
}

std::string point_text(const Point& point) {
  return coordinate_text(point.latitude) + "," + coordinate_text(point.longitude);
}

}  // namespace segql::schema
