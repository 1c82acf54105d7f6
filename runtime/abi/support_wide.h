#pragma once
/// Support functions of exact arithmetic: wide values are 128-bit integers of at most 38 digits, |value| < 10^38; what
/// would be larger is missing and counted. Conventions: runtime/abi/support.h. Arguments beyond 38 digits are computed
/// with as they are. `context` may be null: nothing is counted.

#include <cstdint>

#include "base/int128.h"
#include "runtime/abi/context.h"

namespace segql::runtime {

/// 10^38: the first magnitude that is too large.
inline constexpr int128 kWideLimit = power_of_ten(38);

constexpr bool fits_wide(int128 value) { return value > -kWideLimit && value < kWideLimit; }

/// An exact sum of any number of wide values: one little-endian two's complement 192-bit integer (LLVM's i192, padded).
/// Starts as zeros. Only the total is checked against 38 digits, so the order of the terms never matters.
struct alignas(16) WideSum {
  uint64_t words[3] = {0, 0, 0};
  uint64_t unused = 0;
};

/// Which integer a number becomes: the nearest (halves away from zero), the one below, the one above.
enum class Rounding : uint32_t { kNearest, kDown, kUp };

extern "C" {

/// Counts one value that became missing because it does not fit; for sums and narrowing that compiled code does itself.
void segql_count_overflow(EvalContext* context);

void segql_wide_sum_add(WideSum* sum, const int128* value);
void segql_wide_sum_subtract(WideSum* sum, const int128* value);
/// The total; missing beyond 38 digits.
uint32_t segql_wide_sum_total(EvalContext* context, const WideSum* sum, int128* out);

/// *lhs * *rhs; missing beyond 38 digits.
uint32_t segql_wide_multiply(EvalContext* context, const int128* lhs, const int128* rhs, int128* out);

/// *value * 10^power; missing beyond 38 digits. REQUIRES: power <= 38 (above: missing unless *value is 0).
uint32_t segql_wide_rescale(EvalContext* context, const int128* value, uint32_t power, int128* out);

/// (*lhs * 10^power) / *rhs, exact and then rounded to an integer, halves away from zero. Missing by zero (not counted)
/// and beyond 38 digits (counted). The intermediate product has 256 bits. REQUIRES: power <= 38 (above: missing unless
/// *lhs is 0).
uint32_t segql_wide_divide(EvalContext* context, const int128* lhs, const int128* rhs, uint32_t power, int128* out);

/// (*lhs + *rhs) * 10^power / 2, exact and then rounded to an integer, halves away from zero. Missing beyond 38 digits.
/// REQUIRES: both are wide values and power <= 38 (above: missing unless they cancel out).
uint32_t segql_wide_midpoint(EvalContext* context, const int128* lhs, const int128* rhs, uint32_t power, int128* out);

/// *value / 10^power, rounded to an integer, which there always is: answers 1. `rounding` is a Rounding. A power above
/// 38 counts as 38.
uint32_t segql_wide_round(const int128* value, uint32_t power, uint32_t rounding, int128* out);

/// value with `digits` digits after the point (negative: with that many zeros before it), -18 to 18; itself where that
/// would be beyond the range of a double. `rounding` is a Rounding.
double segql_float_round(double value, int32_t digits, uint32_t rounding);

/// *value as int64_t; missing when it does not fit.
uint32_t segql_wide_narrow(EvalContext* context, const int128* value, int64_t* out);

/// double(*value) / double(10^scale), each step rounded to nearest, ties to even. That makes it the correctly rounded
/// quotient whenever |*value| <= 2^53 and scale <= 22, within 2 units in the last place otherwise, and monotonic in
/// *value. For a value of 64 bits it equals `sitofp` and `fdiv` by the constant. A scale above 38 counts as 38.
double segql_wide_to_float(const int128* value, uint32_t scale);

}  // extern "C"

}  // namespace segql::runtime
