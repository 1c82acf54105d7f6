// CellTarget: conversions of single cells.

#include "runtime/table/cell_target.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <utility>

#include "base/utf8.h"
#include "runtime/table/text_parse.h"
#include "schema/point.h"

namespace segql::runtime {
namespace {

using schema::Kind;

bool is_space(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && is_space(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_space(text.back())) text.remove_suffix(1);
  return text;
}

/// `value` at `scale` when it is the float nearest to a number with that many digits after the point: 12.34 at 2 is
/// 1234.
Outcome exact_from_real(double value, bool is_single, int scale, int64_t& out) {
  constexpr double kTwo24 = 16777216.0, kTwo53 = 9007199254740992.0, kTwo63 = 9223372036854775808.0;
  constexpr int kExactPowers = 22;  // 10^22 is the last power of ten that is a double
  if (!std::isfinite(value) || value < -kTwo63 || value >= kTwo63) return Outcome::kOutOfRange;
  if (std::trunc(value) == value) return rescale(static_cast<int64_t>(value), 0, scale, out);
  if (scale > kExactPowers) return Outcome::kOutOfRange;
  const auto power = static_cast<double>(power_of_ten(scale));
  const double unscaled = std::nearbyint(value * power);
  // Below 2^53 the quotient of two exact doubles is the double nearest to the decimal, so equality is the exact test.
  // Beyond that, and for 32-bit floats beyond 2^24, several decimals share a float.
  if (std::fabs(unscaled) > (is_single ? kTwo24 : kTwo53)) return Outcome::kOutOfRange;
  const double nearest = is_single ? static_cast<double>(static_cast<float>(unscaled / power)) : unscaled / power;
  if (nearest != value) return Outcome::kOutOfRange;
  out = static_cast<int64_t>(unscaled);
  return Outcome::kValue;
}

Outcome in_range(int64_t value, int64_t low, int64_t high, int64_t& out) {
  out = value;
  return value < low || value > high ? Outcome::kOutOfRange : Outcome::kValue;
}

Outcome point_from_text(std::string_view text, int64_t& out) {
  schema::Point point;
  const schema::PointOutcome outcome = schema::parse_point(text, point);
  out = schema::cell_of(point);
  if (outcome == schema::PointOutcome::kPoint) return Outcome::kValue;
  return outcome == schema::PointOutcome::kOutOfRange ? Outcome::kOutOfRange : Outcome::kWrongType;
}

/// Floats are kept by their bit pattern.
Outcome real_bits(double value, int64_t& out) {
  if (std::isnan(value)) return Outcome::kNotANumber;
  out = std::bit_cast<int64_t>(value + 0.0);
  return std::isinf(value) ? Outcome::kOutOfRange : Outcome::kValue;
}

}  // namespace

CellTarget::CellTarget(const schema::Type& type, const TimeZone* zone, std::shared_ptr<Dictionary> dictionary,
                       std::shared_ptr<const Dictionary> names)
    : type_(type),
      scale_(type.kind == Kind::kInt  ? 0
             : type.is_exact_number() ? type.scale
                                      : -1),
      zone_(zone),
      zone_is_utc_(zone->name() == "UTC"),
      dictionary_(std::move(dictionary)),
      names_(std::move(names)) {}

bool CellTarget::accepts(SourceKind source, int scale) const {
  switch (source) {
    case SourceKind::kNothing: return true;
    case SourceKind::kInteger: return type_.is_number() || type_.kind == Kind::kBool || is_text();
    case SourceKind::kExact: return type_.is_number() || (is_text() && scale == 0);
    case SourceKind::kReal: return type_.is_number();
    case SourceKind::kBool: return type_.kind == Kind::kBool;
    case SourceKind::kDate:
    case SourceKind::kInstant: return type_.kind == Kind::kDate || type_.kind == Kind::kTimestamp;
    case SourceKind::kText: return true;
  }
  return false;
}

Outcome CellTarget::from_exact(int128 unscaled, int scale, int64_t& out) const {
  if (scale_ >= 0) {
    if (scale != scale_) return rescale(unscaled, scale, scale_, out);
    out = static_cast<int64_t>(unscaled);
    return fits_int64(unscaled) ? Outcome::kValue : Outcome::kOutOfRange;
  }
  switch (type_.kind) {
    case Kind::kFloat:
      return real_bits(scale >= 0 && scale <= 38
                           ? static_cast<double>(unscaled) / static_cast<double>(power_of_ten(scale))
                           : static_cast<double>(unscaled) * std::pow(10.0, -scale),
                       out);
    case Kind::kBool:
      out = unscaled == 0 ? 0 : 1;
      return scale == 0 && (unscaled == 0 || unscaled == 1) ? Outcome::kValue : Outcome::kWrongType;
    default: return Outcome::kWrongType;
  }
}

Outcome CellTarget::from_real(double value, bool is_single, int64_t& out) const {
  if (type_.kind == Kind::kFloat) return real_bits(value, out);
  if (scale_ < 0) return Outcome::kWrongType;
  if (std::isnan(value)) return Outcome::kNotANumber;
  return exact_from_real(value, is_single, scale_, out);
}

Outcome CellTarget::from_bool(bool value, int64_t& out) const {
  out = value ? 1 : 0;
  return type_.kind == Kind::kBool ? Outcome::kValue : Outcome::kWrongType;
}

Outcome CellTarget::from_date(int64_t days, int64_t& out) const {
  if (days < kMinDay || days > kMaxDay) return Outcome::kOutOfRange;
  out = days;
  if (type_.kind == Kind::kDate) return Outcome::kValue;
  if (type_.kind != Kind::kTimestamp) return Outcome::kWrongType;
  out = zone_->start_of_day(static_cast<int32_t>(days));
  return Outcome::kValue;
}

Outcome CellTarget::from_instant(int64_t micros, bool naive, int64_t& out) const {
  if (micros < kMinInstant || micros > kMaxInstant) return Outcome::kOutOfRange;
  if (type_.kind == Kind::kTimestamp)
    return in_range(naive && !zone_is_utc_ ? zone_->from_local(micros) : micros, kMinInstant, kMaxInstant, out);
  if (type_.kind != Kind::kDate) return Outcome::kWrongType;
  // A date written as a timestamp is the start of that day; anything later in the day is more than a date can hold.
  const int64_t local = naive ? micros : zone_->to_local(micros);
  if (local % kMicrosPerDay != 0) return Outcome::kOutOfRange;
  return in_range(local / kMicrosPerDay, kMinDay, kMaxDay, out);
}

Outcome CellTarget::from_text(std::string_view text, int64_t& out) const {
  if (type_.kind == Kind::kEnum) {
    const auto code = names_->find(text);
    out = code.value_or(0);
    if (code) return Outcome::kValue;
    return text.empty() ? Outcome::kMissing : Outcome::kUnknownEnumValue;
  }
  text = trimmed(text);
  if (text.empty()) return Outcome::kMissing;
  switch (type_.kind) {
    case Kind::kInt:
    case Kind::kDecimal:
    case Kind::kMoney: return parse_exact(text, scale_, out);
    case Kind::kFloat: {
      double value = 0;
      const Outcome outcome = parse_real(text, value);
      return outcome == Outcome::kValue ? real_bits(value, out) : outcome;
    }
    case Kind::kBool: return parse_bool(text, out);
    case Kind::kDate: return parse_date(text, out);
    case Kind::kTimestamp: return parse_instant(text, *zone_, out);
    case Kind::kPoint: return point_from_text(text, out);
    default: return Outcome::kWrongType;
  }
}

void TextBatch::add(uint32_t index, int128 number) {
  auto& digits = digits_[size_];
  char* const end = digits.data() + digits.size();
  char* begin = end;
  uint128 rest = number < 0 ? -static_cast<uint128>(number) : static_cast<uint128>(number);
  do {
    *--begin = static_cast<char>('0' + static_cast<int>(rest % 10));
    rest /= 10;
  } while (rest != 0);
  if (number < 0) *--begin = '-';
  add(index, std::string_view(begin, static_cast<size_t>(end - begin)));
}

void TextBatch::finish(Dictionary& dictionary, Slice& out) {
  uint32_t kept = 0;
  for (uint32_t i = 0; i < size_; ++i) {
    if (utf8::find_invalid(texts_[i]) != std::string_view::npos) {
      out.reject(indexes_[i], Outcome::kWrongType);
      continue;
    }
    texts_[kept] = texts_[i];
    indexes_[kept++] = indexes_[i];
  }
  dictionary.add_all({texts_.data(), kept}, codes_.data());
  for (uint32_t i = 0; i < kept; ++i) out.values[indexes_[i]] = codes_[i];
  size_ = 0;
}

}  // namespace segql::runtime
