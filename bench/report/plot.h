#pragma once
/// `Plot`: how something grows, as a table, in words and as an SVG image with two logarithmic axes.

#include <string>
#include <utility>
#include <vector>

namespace segql::bench {

/// Points in order of x; all numbers are above 0.
struct Line {
  std::string name;
  std::vector<std::pair<double, double>> points;
};

struct Plot {
  std::string title, x_label, y_label;
  std::vector<Line> lines;
};

/// Of the last step of a line: time ~ x^exponent. REQUIRES: at least two points.
double last_exponent(const Line& line);
/// Noise is not growth.
inline constexpr double kLinear = 1.1;

/// Columns x, each line, rows as points, and below how steep the last step of each line is. REQUIRES: the lines have
/// the same x.
std::string as_table(const Plot& plot);

/// Legible on light and on dark ground.
std::string as_svg(const Plot& plot);

}  // namespace segql::bench
