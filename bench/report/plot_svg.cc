#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "bench/report/plot.h"

namespace segql::bench {
namespace {

constexpr double kWidth = 760, kHeight = 420;
constexpr double kLeft = 70, kRight = 560, kTop = 40, kBottom = 360;
/// Neither light nor dark.
constexpr const char* kColours[] = {"#4878d0", "#ee854a", "#4fae62", "#d65f5f", "#956cb4",
                                    "#a0724a", "#dc7ec0", "#8a8a8a", "#b8a92f", "#45b0c9"};

/// Whole decades around the values.
class Axis {
 public:
  Axis(double least, double most, double from, double to)
      : first_(std::floor(std::log10(least) + 1e-9)),
        last_(std::max(std::ceil(std::log10(most) - 1e-9), first_ + 1)),
        from_(from),
        to_(to) {}
  double at(double value) const { return from_ + (std::log10(value) - first_) / (last_ - first_) * (to_ - from_); }
  int first() const { return static_cast<int>(first_); }
  int last() const { return static_cast<int>(last_); }

 private:
  double first_, last_, from_, to_;
};

/// "0.01", "100", "10 k", "1 M".
std::string decade_text(int decade) {
  if (decade < 0) return fmt::format("{:.{}f}", std::pow(10, decade), -decade);
  const char* const unit = decade >= 6 ? " M" : decade >= 4 ? " k" : "";
  return fmt::format("{:.0f}{}", std::pow(10, decade - (decade >= 6 ? 6 : decade >= 4 ? 3 : 0)), unit);
}

std::string escaped(const std::string& text) {
  std::string made;
  for (const char c : text) {
    if (c == '<')
      made += "&lt;";
    else if (c == '&')
      made += "&amp;";
    else
      made += c;
  }
  return made;
}

std::string text_at(double x, double y, const char* anchor, const std::string& text) {
  return fmt::format("<text x=\"{:.1f}\" y=\"{:.1f}\" text-anchor=\"{}\">{}</text>\n", x, y, anchor, escaped(text));
}

std::string grid_line(double x1, double y1, double x2, double y2) {
  return fmt::format("<line class=\"grid\" x1=\"{:.1f}\" y1=\"{:.1f}\" x2=\"{:.1f}\" y2=\"{:.1f}\"/>\n", x1, y1, x2,
                     y2);
}

std::string axes(const Plot& plot, const Axis& x, const Axis& y) {
  std::string svg;
  for (int decade = x.first(); decade <= x.last(); ++decade) {
    const double at = x.at(std::pow(10, decade));
    svg += grid_line(at, kTop, at, kBottom) + text_at(at, kBottom + 18, "middle", decade_text(decade));
  }
  for (int decade = y.first(); decade <= y.last(); ++decade) {
    const double at = y.at(std::pow(10, decade));
    svg += grid_line(kLeft, at, kRight, at) + text_at(kLeft - 8, at + 4, "end", decade_text(decade));
  }
  svg += text_at((kLeft + kRight) / 2, kBottom + 40, "middle", plot.x_label);
  svg += fmt::format("<text transform=\"translate(18 {:.1f}) rotate(-90)\" text-anchor=\"middle\">{}</text>\n",
                     (kTop + kBottom) / 2, escaped(plot.y_label));
  return svg;
}

std::string curve(const Line& line, const char* colour, const Axis& x, const Axis& y) {
  std::string points, dots;
  for (const auto& [px, py] : line.points) {
    points += fmt::format("{}{:.1f},{:.1f}", points.empty() ? "" : " ", x.at(px), y.at(py));
    dots += fmt::format("<circle cx=\"{:.1f}\" cy=\"{:.1f}\" r=\"3\" fill=\"{}\"/>\n", x.at(px), y.at(py), colour);
  }
  return fmt::format("<polyline points=\"{}\" fill=\"none\" stroke=\"{}\" stroke-width=\"2\"/>\n{}", points, colour,
                     dots);
}

}  // namespace

std::string as_svg(const Plot& plot) {
  double least_x = INFINITY, most_x = 0, least_y = INFINITY, most_y = 0;
  for (const Line& line : plot.lines) {
    for (const auto& [x, y] : line.points) {
      least_x = std::min(least_x, x), most_x = std::max(most_x, x);
      least_y = std::min(least_y, y), most_y = std::max(most_y, y);
    }
  }
  const Axis x(least_x, most_x, kLeft, kRight), y(least_y, most_y, kBottom, kTop);
  std::string svg = fmt::format(
      "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {0} {1}\" width=\"{0}\" height=\"{1}\">\n"
      "<style>svg {{ color: #7a7a7a; }} text {{ font: 12px sans-serif; fill: currentColor; }} "
      ".grid {{ stroke: currentColor; stroke-opacity: 0.3; }} "
      "@media (prefers-color-scheme: light) {{ svg {{ color: #444; }} }} "
      "@media (prefers-color-scheme: dark) {{ svg {{ color: #ccc; }} }}</style>\n",
      kWidth, kHeight);
  svg += text_at(kLeft, 22, "start", plot.title) + axes(plot, x, y);
  // The key beside the plot has the lines in the order of their ends.
  std::vector<size_t> order;
  for (size_t i = 0; i < plot.lines.size(); ++i) order.push_back(i);
  const auto end_of = [&](size_t i) { return plot.lines[i].points.back().second; };
  std::stable_sort(order.begin(), order.end(), [&](size_t a, size_t b) { return end_of(a) > end_of(b); });
  double key = kTop + 10;
  for (const size_t i : order) {
    const char* const colour = kColours[i % std::size(kColours)];
    svg += curve(plot.lines[i], colour, x, y);
    svg += fmt::format("<rect x=\"{:.1f}\" y=\"{:.1f}\" width=\"12\" height=\"3\" fill=\"{}\"/>\n", kRight + 14,
                       key - 5, colour);
    svg += text_at(kRight + 32, key, "start", plot.lines[i].name);
    key += 20;
  }
  return svg + "</svg>\n";
}

}  // namespace segql::bench
