#include <cmath>
#include <cstdint>

#include <fmt/format.h>

#include "bench/report/document.h"
#include "bench/report/plot.h"
#include "bench/report/spread.h"

namespace segql::bench {

double last_exponent(const Line& line) {
  const auto& [x, y] = line.points[line.points.size() - 2];
  const auto& [last_x, last_y] = line.points.back();
  return std::log(last_y / y) / std::log(last_x / x);
}

std::string as_table(const Plot& plot) {
  std::string text = fmt::format("| {} |", plot.x_label), rule = "|---|", steep = "| last step |";
  bool is_linear = true;
  for (const Line& line : plot.lines) {
    text += fmt::format(" {} |", line.name);
    rule += "---|";
    const double exponent = last_exponent(line);
    steep += fmt::format(" n^{:.2f} |", exponent);
    is_linear = is_linear && exponent <= kLinear;
  }
  text += "\n" + rule + "\n";
  for (size_t i = 0; i < plot.lines.front().points.size(); ++i) {
    text += fmt::format("| {} |", grouped(static_cast<uint64_t>(plot.lines.front().points[i].first)));
    for (const Line& line : plot.lines) text += fmt::format(" {} |", three_digits(line.points[i].second));
    text += "\n";
  }
  text += steep + "\n\n";
  if (is_linear) return text + "None grows faster than linearly.\n";
  std::string faster;
  for (const Line& line : plot.lines) {
    if (last_exponent(line) > kLinear) faster += (faster.empty() ? "" : ", ") + line.name;
  }
  return text + "Faster than linearly in the last step: " + faster + ".\n";
}

}  // namespace segql::bench
