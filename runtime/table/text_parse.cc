// Values written as text.

#include "runtime/table/text_parse.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstdlib>

namespace segql::runtime {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// Reads text from the left; every `take` either consumes what it names or leaves the rest alone.
struct Scanner {
  std::string_view rest;

  bool take(char c) {
    if (rest.empty() || rest.front() != c) return false;
    rest.remove_prefix(1);
    return true;
  }
  /// Exactly `count` digits.
  bool take_number(size_t count, int64_t& number) {
    if (rest.size() < count) return false;
    int64_t value = 0;
    for (size_t i = 0; i < count; ++i) {
      if (!is_digit(rest[i])) return false;
      value = value * 10 + (rest[i] - '0');
    }
    rest.remove_prefix(count);
    number = value;
    return true;
  }
};

/// `YYYY-MM-DD` from the left.
Outcome take_date(Scanner& in, int64_t& days) {
  int64_t year = 0, month = 0, day = 0;
  if (!in.take_number(4, year) || !in.take('-') || !in.take_number(2, month) || !in.take('-') ||
      !in.take_number(2, day))
    return Outcome::kWrongType;
  if (month < 1 || month > 12 || day < 1) return Outcome::kWrongType;
  const auto y = static_cast<int32_t>(year), m = static_cast<int32_t>(month), d = static_cast<int32_t>(day);
  if (d > days_in_month(y, m)) return Outcome::kWrongType;
  days = days_from_civil({y, m, d});
  return year == 0 ? Outcome::kOutOfRange : Outcome::kValue;
}

/// `HH:MM[:SS[.fraction]]` from the left, in microseconds.
bool take_time(Scanner& in, int64_t& micros) {
  int64_t hour = 0, minute = 0, second = 0, fraction = 0;
  if (!in.take_number(2, hour) || !in.take(':') || !in.take_number(2, minute)) return false;
  if (in.take(':')) {
    if (!in.take_number(2, second)) return false;
    if (in.take('.') || in.take(',')) {
      if (in.rest.empty() || !is_digit(in.rest.front())) return false;
      int64_t unit = kMicrosPerSecond / 10;
      for (; !in.rest.empty() && is_digit(in.rest.front()); in.rest.remove_prefix(1), unit /= 10)
        fraction += unit * (in.rest.front() - '0');
    }
  }
  if (hour > 23 || minute > 59 || second > 59) return false;
  micros = ((hour * 60 + minute) * 60 + second) * kMicrosPerSecond + fraction;
  return true;
}

/// `Z`, `+03:00`, `+0300` or `+03` from the left, in microseconds east of UTC.
bool take_offset(Scanner& in, int64_t& offset) {
  offset = 0;
  if (in.take('Z') || in.take('z')) return true;
  const bool west = in.take('-');
  if (!west && !in.take('+')) return false;
  int64_t hours = 0, minutes = 0;
  if (!in.take_number(2, hours)) return false;
  const bool colon = in.take(':');
  if ((colon || !in.rest.empty()) && !in.take_number(2, minutes)) return false;
  if (hours > 23 || minutes > 59) return false;
  offset = (hours * 60 + minutes) * 60 * kMicrosPerSecond * (west ? -1 : 1);
  return true;
}

bool equal_ignoring_case(std::string_view text, std::string_view lower) {
  return std::equal(text.begin(), text.end(), lower.begin(), lower.end(),
                    [](char a, char b) { return (a >= 'A' && a <= 'Z' ? a - 'A' + 'a' : a) == b; });
}

}  // namespace

Outcome rescale(int128 unscaled, int from, int to, int64_t& out) {
  constexpr int kMaxPower = 38;
  if (unscaled == 0) {
    out = 0;
    return Outcome::kValue;
  }
  if (from > to) {
    if (from - to > kMaxPower) return Outcome::kOutOfRange;
    const int128 divisor = power_of_ten(from - to);
    if (unscaled % divisor != 0) return Outcome::kOutOfRange;
    unscaled /= divisor;
  } else if (from < to) {
    // What fits 64 bits times 10^18 fits 128 bits, and what does not fit before cannot fit after.
    if (to - from > 18 || !fits_int64(unscaled)) return Outcome::kOutOfRange;
    unscaled *= power_of_ten(to - from);
  }
  if (!fits_int64(unscaled)) return Outcome::kOutOfRange;
  out = static_cast<int64_t>(unscaled);
  return Outcome::kValue;
}

Outcome parse_exact(std::string_view text, int scale, int64_t& out) {
  Scanner in{text};
  const bool negative = in.take('-');
  if (!negative) in.take('+');
  // Digits beyond 37 are counted instead of kept: they are only exact when they are zeros, which `lost` remembers.
  constexpr int kMaxDigits = 37;
  int128 mantissa = 0;
  int kept = 0, places = 0, seen = 0, lost_places = 0;
  bool lost = false, point = false;
  for (; !in.rest.empty(); in.rest.remove_prefix(1)) {
    const char c = in.rest.front();
    if (c == '.' && !point) {
      point = true;
      continue;
    }
    if (!is_digit(c)) break;
    ++seen;
    if (kept < kMaxDigits) {
      mantissa = mantissa * 10 + (c - '0');
      if (mantissa != 0) ++kept;
      places += point ? 1 : 0;
    } else {
      lost = lost || c != '0';
      lost_places += point ? 0 : 1;
    }
  }
  if (seen == 0) return Outcome::kWrongType;
  int exponent = 0;
  if (in.take('e') || in.take('E')) {
    const bool minus = in.take('-');
    if (!minus) in.take('+');
    const auto [end, error] = std::from_chars(in.rest.data(), in.rest.data() + in.rest.size(), exponent);
    if (in.rest.empty() || !is_digit(in.rest.front()) || end != in.rest.data() + in.rest.size())
      return Outcome::kWrongType;
    in.rest = {};
    if (error != std::errc{} || exponent > 1'000'000)
      return mantissa == 0 && !lost ? (out = 0, Outcome::kValue) : Outcome::kOutOfRange;
    if (minus) exponent = -exponent;
  }
  if (!in.rest.empty()) return Outcome::kWrongType;
  if (lost) return Outcome::kOutOfRange;
  return rescale(negative ? -mantissa : mantissa, places - exponent - lost_places, scale, out);
}

Outcome parse_real(std::string_view text, double& out) {
  if (text.front() == '+' && text.size() > 1 && text[1] != '-' && text[1] != '+') text.remove_prefix(1);
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), out);
  if (end != text.data() + text.size() || error == std::errc::invalid_argument) return Outcome::kWrongType;
  if (error != std::errc{} || std::isinf(out)) return Outcome::kOutOfRange;
  return std::isnan(out) ? Outcome::kNotANumber : Outcome::kValue;
}

Outcome parse_bool(std::string_view text, int64_t& out) {
  constexpr std::array<std::string_view, 5> kTrue = {"true", "t", "yes", "y", "1"};
  constexpr std::array<std::string_view, 5> kFalse = {"false", "f", "no", "n", "0"};
  const auto is_text = [&](std::string_view word) { return equal_ignoring_case(text, word); };
  const bool yes = std::any_of(kTrue.begin(), kTrue.end(), is_text);
  if (!yes && std::none_of(kFalse.begin(), kFalse.end(), is_text)) return Outcome::kWrongType;
  out = yes ? 1 : 0;
  return Outcome::kValue;
}

Outcome parse_date(std::string_view text, int64_t& days) {
  Scanner in{text};
  const Outcome outcome = take_date(in, days);
  return in.rest.empty() ? outcome : Outcome::kWrongType;
}

Outcome parse_instant(std::string_view text, const TimeZone& zone, int64_t& micros) {
  Scanner in{text};
  int64_t days = 0, time = 0, offset = 0;
  const Outcome outcome = take_date(in, days);
  if (outcome == Outcome::kWrongType) return outcome;
  if (in.rest.empty()) {
    if (outcome == Outcome::kValue) micros = zone.start_of_day(static_cast<int32_t>(days));
    return outcome;
  }
  if (!in.take('T') && !in.take('t') && !in.take(' ')) return Outcome::kWrongType;
  if (!take_time(in, time)) return Outcome::kWrongType;
  const bool naive = in.rest.empty();
  if (!naive) in.take(' ');
  if (!naive && (!take_offset(in, offset) || !in.rest.empty())) return Outcome::kWrongType;
  if (outcome != Outcome::kValue) return outcome;
  const int64_t local = days * kMicrosPerDay + time;
  micros = naive ? zone.from_local(local) : local - offset;
  return micros < kMinInstant || micros > kMaxInstant ? Outcome::kOutOfRange : Outcome::kValue;
}

}  // namespace segql::runtime
