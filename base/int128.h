#pragma once
/// 128-bit integers: exact intermediates of money and decimal arithmetic, and the accumulator of every sum.

#include <cstdint>
#include <string>

namespace segql {

__extension__ typedef __int128 int128;
__extension__ typedef unsigned __int128 uint128;

/// 10^exponent. REQUIRES: 0 <= exponent <= 38.
constexpr int128 power_of_ten(int exponent) {
  int128 result = 1;
  for (int i = 0; i < exponent; ++i) result *= 10;
  return result;
}

constexpr bool fits_int64(int128 value) { return value >= INT64_MIN && value <= INT64_MAX; }

/// `unscaled` / 10^scale in plain decimal notation: (12345, 2) is "123.45".
std::string decimal_text(int128 unscaled, int scale);

}  // namespace segql
