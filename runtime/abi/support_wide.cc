/// Exact arithmetic of 38 digits. Everything is computed on magnitudes, which cannot overflow unnoticed, and gets its
/// sign and the check against 38 digits at the end.
#include "runtime/abi/support_wide.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdlib>
#include <optional>

namespace segql::runtime {
namespace {

constexpr uint32_t kLargestPower = 38;
constexpr uint128 kMagnitudeLimit = static_cast<uint128>(kWideLimit);

constexpr uint128 magnitude(int128 value) {
  return value < 0 ? -static_cast<uint128>(value) : static_cast<uint128>(value);
}

/// 10^0 to 10^38 as doubles, each the nearest one, as literals are.
constexpr std::array<double, kLargestPower + 1> kPowersOfTen = {
    1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,  1e8,  1e9,  1e10, 1e11, 1e12,
    1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22, 1e23, 1e24, 1e25,
    1e26, 1e27, 1e28, 1e29, 1e30, 1e31, 1e32, 1e33, 1e34, 1e35, 1e36, 1e37, 1e38};

/// high * 2^128 + low.
struct Unsigned256 {
  uint128 high;
  uint128 low;
};

/// Schoolbook multiplication of halves of 64 bits; no partial sum exceeds 128 bits.
Unsigned256 full_product(uint128 lhs, uint128 rhs) {
  const uint128 mask = UINT64_MAX;
  const uint128 low_low = (lhs & mask) * (rhs & mask);
  const uint128 low_high = (lhs & mask) * (rhs >> 64);
  const uint128 high_low = (lhs >> 64) * (rhs & mask);
  const uint128 high_high = (lhs >> 64) * (rhs >> 64);
  const uint128 middle = (low_low >> 64) + (low_high & mask) + (high_low & mask);
  return {high_high + (low_high >> 64) + (high_low >> 64) + (middle >> 64), (middle << 64) | (low_low & mask)};
}

struct Division {
  uint128 quotient;
  uint128 remainder;
};

/// Long division, bit by bit below the high half. Nothing when the quotient exceeds 128 bits. REQUIRES: divisor > 0.
std::optional<Division> divide(Unsigned256 dividend, uint128 divisor) {
  if (dividend.high == 0) return Division{dividend.low / divisor, dividend.low % divisor};
  if (dividend.high >= divisor) return std::nullopt;
  uint128 quotient = 0;
  uint128 remainder = dividend.high;
  for (int bit = 127; bit >= 0; --bit) {
    const bool carry = (remainder >> 127) != 0;
    remainder = (remainder << 1) | ((dividend.low >> bit) & 1);
    quotient <<= 1;
    if (carry || remainder >= divisor) {
      remainder -= divisor;
      quotient |= 1;
    }
  }
  return Division{quotient, remainder};
}

uint32_t overflow(EvalContext* context) {
  segql_count_overflow(context);
  return 0;
}

uint32_t signed_result(EvalContext* context, bool negative, uint128 value, int128* out) {
  if (value >= kMagnitudeLimit) return overflow(context);
  *out = negative ? -static_cast<int128>(value) : static_cast<int128>(value);
  return 1;
}

uint32_t signed_product(EvalContext* context, bool negative, uint128 lhs, uint128 rhs, int128* out) {
  const Unsigned256 product = full_product(lhs, rhs);
  return product.high != 0 ? overflow(context) : signed_result(context, negative, product.low, out);
}

/// +-(lhs * 10^power / divisor), rounded half away from zero. REQUIRES: divisor > 0.
uint32_t rounded_quotient(EvalContext* context, bool negative, uint128 lhs, uint32_t power, uint128 divisor,
                          int128* out) {
  if (lhs == 0) return signed_result(context, false, 0, out);
  if (power > kLargestPower) return overflow(context);
  const auto factor = static_cast<uint128>(power_of_ten(static_cast<int>(power)));
  const std::optional<Division> division = divide(full_product(lhs, factor), divisor);
  if (!division || division->quotient >= kMagnitudeLimit) return overflow(context);
  const bool round_up = division->remainder >= divisor - division->remainder;
  return signed_result(context, negative, division->quotient + (round_up ? 1 : 0), out);
}

/// Adds the 192-bit integer `high` * 2^128 + `low`, modulo 2^192.
void add_words(WideSum* sum, uint128 low, uint64_t high) {
  const uint128 before = (static_cast<uint128>(sum->words[1]) << 64) | sum->words[0];
  const uint128 after = before + low;
  sum->words[0] = static_cast<uint64_t>(after);
  sum->words[1] = static_cast<uint64_t>(after >> 64);
  sum->words[2] += high + (after < before ? 1 : 0);
}

uint64_t sign_word(uint128 value) { return (value >> 127) != 0 ? UINT64_MAX : 0; }

}  // namespace

extern "C" {

void segql_count_overflow(EvalContext* context) {
  if (context != nullptr) ++context->num_overflows;
}

void segql_wide_sum_add(WideSum* sum, const int128* value) {
  const auto bits = static_cast<uint128>(*value);
  add_words(sum, bits, sign_word(bits));
}

void segql_wide_sum_subtract(WideSum* sum, const int128* value) {
  // -v is ~v + 1 in 192 bits.
  const auto bits = ~static_cast<uint128>(*value);
  add_words(sum, bits, sign_word(bits));
  add_words(sum, 1, 0);
}

uint32_t segql_wide_sum_total(EvalContext* context, const WideSum* sum, int128* out) {
  const uint128 low = (static_cast<uint128>(sum->words[1]) << 64) | sum->words[0];
  const auto total = static_cast<int128>(low);
  if (sum->words[2] != sign_word(low) || !fits_wide(total)) return overflow(context);
  *out = total;
  return 1;
}

uint32_t segql_wide_multiply(EvalContext* context, const int128* lhs, const int128* rhs, int128* out) {
  return signed_product(context, (*lhs < 0) != (*rhs < 0), magnitude(*lhs), magnitude(*rhs), out);
}

uint32_t segql_wide_rescale(EvalContext* context, const int128* value, uint32_t power, int128* out) {
  if (*value == 0) return signed_result(context, false, 0, out);
  if (power > kLargestPower) return overflow(context);
  return signed_product(context, *value < 0, magnitude(*value),
                        static_cast<uint128>(power_of_ten(static_cast<int>(power))), out);
}

uint32_t segql_wide_divide(EvalContext* context, const int128* lhs, const int128* rhs, uint32_t power, int128* out) {
  if (*rhs == 0) return 0;
  return rounded_quotient(context, (*lhs < 0) != (*rhs < 0), magnitude(*lhs), power, magnitude(*rhs), out);
}

uint32_t segql_wide_midpoint(EvalContext* context, const int128* lhs, const int128* rhs, uint32_t power, int128* out) {
  // With equal signs the magnitude of the sum needs all 128 bits; with different signs it is a difference.
  const bool same_sign = (*lhs < 0) == (*rhs < 0);
  const int128& larger = magnitude(*lhs) >= magnitude(*rhs) ? *lhs : *rhs;
  const int128& smaller = &larger == lhs ? *rhs : *lhs;
  const uint128 sum = same_sign ? magnitude(larger) + magnitude(smaller) : magnitude(larger) - magnitude(smaller);
  return rounded_quotient(context, larger < 0, sum, power, 2, out);
}

uint32_t segql_wide_round(const int128* value, uint32_t power, uint32_t rounding, int128* out) {
  const auto step = static_cast<uint128>(power_of_ten(static_cast<int>(power < kLargestPower ? power : kLargestPower)));
  const bool negative = *value < 0;
  const uint128 whole = magnitude(*value) / step, rest = magnitude(*value) % step;
  bool away = rest >= step - rest;
  if (rounding == static_cast<uint32_t>(Rounding::kDown)) away = negative && rest != 0;
  if (rounding == static_cast<uint32_t>(Rounding::kUp)) away = !negative && rest != 0;
  const auto result = static_cast<int128>(whole + (away ? 1 : 0));
  *out = negative ? -result : result;
  return 1;
}

double segql_float_round(double value, int32_t digits, uint32_t rounding) {
  const double step = kPowersOfTen[static_cast<size_t>(std::min(std::abs(digits), 18))];
  const double scaled = digits < 0 ? value / step : value * step;
  if (!std::isfinite(scaled)) return value;
  double whole = std::round(scaled);  // halves away from zero
  if (rounding == static_cast<uint32_t>(Rounding::kDown)) whole = std::floor(scaled);
  if (rounding == static_cast<uint32_t>(Rounding::kUp)) whole = std::ceil(scaled);
  const double result = digits < 0 ? whole * step : whole / step;
  return std::isfinite(result) ? result : value;
}

uint32_t segql_wide_narrow(EvalContext* context, const int128* value, int64_t* out) {
  if (!fits_int64(*value)) return overflow(context);
  *out = static_cast<int64_t>(*value);
  return 1;
}

double segql_wide_to_float(const int128* value, uint32_t scale) {
  return static_cast<double>(*value) / kPowersOfTen[scale < kLargestPower ? scale : kLargestPower];
}

}  // extern "C"

}  // namespace segql::runtime
