#include "base/int128.h"

#include <algorithm>

namespace segql {

std::string decimal_text(int128 unscaled, int scale) {
  const bool negative = unscaled < 0;
  uint128 rest = negative ? -static_cast<uint128>(unscaled) : static_cast<uint128>(unscaled);
  std::string digits;
  do {
    digits.push_back(static_cast<char>('0' + static_cast<int>(rest % 10)));
    rest /= 10;
  } while (rest != 0);
  while (static_cast<int>(digits.size()) <= scale) digits.push_back('0');
  if (scale > 0) digits.insert(static_cast<size_t>(scale), 1, '.');
  if (negative) digits.push_back('-');
  std::reverse(digits.begin(), digits.end());
  return digits;
}

}  // namespace segql
