#pragma once
/// `Spread`: what is told of several runs.

#include <string>
#include <vector>

namespace segql::bench {

struct Spread {
  double median = 0, low = 0, high = 0;
};

/// REQUIRES: at least one.
Spread spread_of(std::vector<double> times);
/// About three digits: "0.042", "0.89", "20.4", "118".
std::string three_digits(double number);
/// "0.89 (0.83 - 1.03)".
std::string text_of(const Spread& spread);

}  // namespace segql::bench
