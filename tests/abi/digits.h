#pragma once
/// The reference of the arithmetic tests: magnitudes as lists of decimal digits, worked on as in school.

#include <algorithm>
#include <optional>
#include <vector>

#include "base/int128.h"

namespace segql::runtime {

/// Least significant digit first, no zeros at the end.
using Digits = std::vector<int>;

inline Digits trimmed(Digits digits) {
  while (!digits.empty() && digits.back() == 0) digits.pop_back();
  return digits;
}

inline Digits digits_of(int128 value) {
  Digits digits;
  for (uint128 rest = value < 0 ? -static_cast<uint128>(value) : static_cast<uint128>(value); rest != 0; rest /= 10) {
    digits.push_back(static_cast<int>(rest % 10));
  }
  return digits;
}

inline bool less(const Digits& lhs, const Digits& rhs) {
  if (lhs.size() != rhs.size()) return lhs.size() < rhs.size();
  return std::lexicographical_compare(lhs.rbegin(), lhs.rend(), rhs.rbegin(), rhs.rend());
}

inline Digits plus(const Digits& lhs, const Digits& rhs) {
  Digits result;
  int carry = 0;
  for (size_t i = 0; i < std::max(lhs.size(), rhs.size()) || carry != 0; ++i) {
    carry += (i < lhs.size() ? lhs[i] : 0) + (i < rhs.size() ? rhs[i] : 0);
    result.push_back(carry % 10);
    carry /= 10;
  }
  return trimmed(result);
}

/// REQUIRES: !less(lhs, rhs).
inline Digits minus(Digits lhs, const Digits& rhs) {
  for (size_t i = 0; i < rhs.size(); ++i) lhs[i] -= rhs[i];
  for (size_t i = 0; i + 1 < lhs.size(); ++i) {
    if (lhs[i] >= 0) continue;
    lhs[i] += 10;
    --lhs[i + 1];
  }
  return trimmed(lhs);
}

inline Digits times(const Digits& lhs, const Digits& rhs) {
  Digits result(lhs.size() + rhs.size() + 1, 0);
  for (size_t i = 0; i < lhs.size(); ++i) {
    for (size_t j = 0; j < rhs.size(); ++j) result[i + j] += lhs[i] * rhs[j];
  }
  for (size_t i = 0; i + 1 < result.size(); ++i) {
    result[i + 1] += result[i] / 10;
    result[i] %= 10;
  }
  return trimmed(result);
}

inline Digits shifted_left(const Digits& digits, uint32_t power) {
  Digits result(power, 0);
  result.insert(result.end(), digits.begin(), digits.end());
  return trimmed(result);
}

/// Rounded half up. REQUIRES: rhs is not empty.
inline Digits divided(const Digits& lhs, const Digits& rhs) {
  Digits quotient(lhs.size(), 0);
  Digits rest;
  for (size_t i = lhs.size(); i-- > 0;) {
    rest.insert(rest.begin(), lhs[i]);
    rest = trimmed(rest);
    while (!less(rest, rhs)) {
      rest = minus(rest, rhs);
      ++quotient[i];
    }
  }
  const bool round_up = !less(plus(rest, rest), rhs);
  return round_up ? plus(trimmed(quotient), {1}) : trimmed(quotient);
}

/// Nothing when there are more than 38 digits.
inline std::optional<int128> number(bool negative, const Digits& digits) {
  if (digits.size() > 38) return std::nullopt;
  int128 value = 0;
  for (size_t i = digits.size(); i-- > 0;) value = value * 10 + digits[i];
  return negative ? -value : value;
}

}  // namespace segql::runtime
