#pragma once
/// Points of the earth: how one is written, and the cell it is kept in (docs/decisions/0019-points.md).

#include <cstdint>
#include <string>
#include <string_view>

namespace segql::schema {

inline constexpr int64_t kDegree = 10'000'000;  ///< in the units of a coordinate

/// Both in units of 1e-7 degree.
struct Point {
  int32_t latitude = 0;   ///< from -90 to 90 degrees
  int32_t longitude = 0;  ///< from -180 to 180 degrees
};

/// Latitude in the high half, longitude in the low one.
int64_t cell_of(const Point& point);
Point point_of(int64_t cell);
/// Both coordinates are on the globe.
bool is_on_the_globe(const Point& point);

enum class PointOutcome : uint8_t { kPoint, kNotAPoint, kOutOfRange };
/// `24.7136, 46.6753`: latitude, longitude, in degrees; spaces may stand around both. Digits beyond the seventh after
/// the point are rounded, half away from zero.
PointOutcome parse_point(std::string_view text, Point& point);
/// `24.7136,46.6753`: the shortest text that parses to it.
std::string point_text(const Point& point);

}  // namespace segql::schema
