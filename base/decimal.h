#pragma once
/// An exact decimal literal: unscaled / 10^scale.

#include <cstdint>

namespace segql {

struct Decimal {
  int64_t unscaled = 0;
  uint8_t scale = 0;  ///< digits after the point as written, 0 to 18
  bool operator==(const Decimal&) const = default;
};

}  // namespace segql
