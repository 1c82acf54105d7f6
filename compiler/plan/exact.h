#pragma once
/// Exact arithmetic on constants: the support functions that the engines use, so that folding can never differ from
/// them.

#include <optional>

#include "base/int128.h"
#include "runtime/abi/support_wide.h"

namespace segql::plan {

/// value * 10^power; nothing beyond 38 digits. REQUIRES: power >= 0.
inline std::optional<int128> rescaled(int128 value, int power) {
  int128 result = 0;
  if (runtime::segql_wide_rescale(nullptr, &value, static_cast<uint32_t>(power), &result) == 0) return std::nullopt;
  return result;
}

inline std::optional<int128> multiplied(int128 lhs, int128 rhs) {
  int128 result = 0;
  if (runtime::segql_wide_multiply(nullptr, &lhs, &rhs, &result) == 0) return std::nullopt;
  return result;
}

/// (lhs * 10^power) / rhs, rounded half away from zero; nothing by zero. REQUIRES: power >= 0.
inline std::optional<int128> divided(int128 lhs, int128 rhs, int power) {
  int128 result = 0;
  if (runtime::segql_wide_divide(nullptr, &lhs, &rhs, static_cast<uint32_t>(power), &result) == 0) return std::nullopt;
  return result;
}

/// value / 10^power toward minus infinity, and whether nothing was lost. REQUIRES: 0 <= power <= 38.
struct Floored {
  int128 value;
  bool is_exact;
};
inline Floored floored(int128 value, int power) {
  const int128 step = power_of_ten(power);
  const int128 rest = value % step;
  return {value / step - (rest < 0 ? 1 : 0), rest == 0};
}

}  // namespace segql::plan
