#pragma once
/// Readers of the cells of Arrow arrays, one small struct per physical layout. Each has `convert` for all targets but
/// text, `add_text` for those that can become text, and `describe` for reports. `at` counts from the start of the
/// buffers.

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>
#include <type_traits>

#include "base/int128.h"
#include "runtime/table/arrow_type.h"
#include "runtime/table/cell_target.h"
#include "runtime/table/text_parse.h"
#include "schema/schema.h"
#include "schema/value.h"

namespace segql::runtime::arrow {

using schema::Kind;
using schema::Type;

template <typename T>
T load(const char* data, int64_t at) {
  T value;
  std::memcpy(&value, data + at * static_cast<int64_t>(sizeof value), sizeof value);
  return value;
}

inline std::string text_of(const Type& type, const schema::Value& value) {
  return schema::value_text(schema::Schema(), type, value);
}

template <typename T>
struct IntegerReader {
  const char* data;
  Outcome convert(const CellTarget& target, int64_t at, int64_t& out) const {
    if constexpr (std::is_same_v<T, uint64_t>) return target.from_exact(load<T>(data, at), 0, out);
    return target.from_integer(static_cast<int64_t>(load<T>(data, at)), out);
  }
  Outcome add_text(TextBatch& texts, uint32_t index, int64_t at) const {
    texts.add(index, int128{load<T>(data, at)});
    return Outcome::kValue;
  }
  std::string describe(int64_t at) const { return std::to_string(load<T>(data, at)); }
};

template <typename T>
struct FloatReader {
  const char* data;
  Outcome convert(const CellTarget& target, int64_t at, int64_t& out) const {
    return target.from_real(static_cast<double>(load<T>(data, at)), sizeof(T) == sizeof(float), out);
  }
  Outcome add_text(TextBatch&, uint32_t, int64_t) const { return Outcome::kWrongType; }
  std::string describe(int64_t at) const {
    return text_of(Type::of(Kind::kFloat), static_cast<double>(load<T>(data, at)));
  }
};

struct BoolReader {
  const uint8_t* bits;
  bool at(int64_t i) const { return ((bits[i / 8] >> (i % 8)) & 1) != 0; }
  Outcome convert(const CellTarget& target, int64_t i, int64_t& out) const { return target.from_bool(at(i), out); }
  Outcome add_text(TextBatch&, uint32_t, int64_t) const { return Outcome::kWrongType; }
  std::string describe(int64_t i) const { return at(i) ? "true" : "false"; }
};

struct DecimalReader {
  const char* data;
  uint8_t bytes;
  int scale;

  struct Number {
    int128 unscaled = 0;
    int scale = 0;
    bool fits = true;  ///< 128 bits, after dropping zeros behind the point
  };

  Number at(int64_t i) const {
    if (bytes == 16) return {load<int128>(data, i), scale, true};
    uint64_t limbs[4];
    std::memcpy(limbs, data + i * 32, sizeof limbs);
    const bool negative = (limbs[3] >> 63) != 0;
    if (negative) negate(limbs);
    int left = scale;
    while (!fits(limbs) && left > 0) {
      uint64_t quotient[4];
      if (divide_by_ten(limbs, quotient) != 0) break;
      std::copy_n(quotient, 4, limbs);
      --left;
    }
    const auto magnitude = static_cast<int128>(static_cast<uint128>(limbs[1]) << 64 | limbs[0]);
    return {negative ? -magnitude : magnitude, left, fits(limbs)};
  }
  Outcome convert(const CellTarget& target, int64_t i, int64_t& out) const {
    const Number number = at(i);
    return number.fits ? target.from_exact(number.unscaled, number.scale, out) : Outcome::kOutOfRange;
  }
  Outcome add_text(TextBatch& texts, uint32_t index, int64_t i) const {
    const Number number = at(i);
    if (!number.fits) return Outcome::kOutOfRange;
    texts.add(index, number.unscaled);
    return Outcome::kValue;
  }
  std::string describe(int64_t i) const {
    const Number number = at(i);
    if (!number.fits) return "a number of more than 38 digits";
    return number.scale >= 0 ? decimal_text(number.unscaled, number.scale)
                             : decimal_text(number.unscaled, 0) + "e" + std::to_string(-number.scale);
  }

 private:
  static bool fits(const uint64_t (&limbs)[4]) { return limbs[3] == 0 && limbs[2] == 0 && (limbs[1] >> 63) == 0; }
  static void negate(uint64_t (&limbs)[4]) {
    bool carry = true;
    for (uint64_t& limb : limbs) {
      limb = ~limb + (carry ? 1 : 0);
      carry = carry && limb == 0;
    }
  }
  static uint64_t divide_by_ten(const uint64_t (&limbs)[4], uint64_t (&quotient)[4]) {
    uint64_t rest = 0;
    for (int i = 3; i >= 0; --i) {
      const uint128 part = static_cast<uint128>(rest) << 64 | limbs[i];
      quotient[i] = static_cast<uint64_t>(part / 10);
      rest = static_cast<uint64_t>(part % 10);
    }
    return rest;
  }
};

/// Days, or milliseconds that have to be whole days.
template <typename T>
struct DateReader {
  static constexpr int64_t kMillisPerDay = 86'400'000;
  const char* data;
  Outcome convert(const CellTarget& target, int64_t at, int64_t& out) const {
    const int64_t value = load<T>(data, at);
    if constexpr (sizeof(T) == 4) return target.from_date(value, out);
    return value % kMillisPerDay == 0 ? target.from_date(value / kMillisPerDay, out) : Outcome::kOutOfRange;
  }
  Outcome add_text(TextBatch&, uint32_t, int64_t) const { return Outcome::kWrongType; }
  std::string describe(int64_t at) const {
    const int64_t value = load<T>(data, at);
    if (sizeof(T) == 8) return std::to_string(value) + " ms since 1970";
    if (value < kMinDay || value > kMaxDay) return std::to_string(value) + " days since 1970";
    return text_of(Type::of(Kind::kDate), value);
  }
};

struct TimestampReader {
  const char* data;
  TimeUnit unit;
  bool is_naive;

  /// False when microseconds cannot hold it. Nanoseconds are cut off.
  bool micros_at(int64_t at, int64_t& micros) const {
    micros = load<int64_t>(data, at);
    switch (unit) {
      case TimeUnit::kSecond: return !__builtin_mul_overflow(micros, int64_t{1'000'000}, &micros);
      case TimeUnit::kMilli: return !__builtin_mul_overflow(micros, int64_t{1'000}, &micros);
      case TimeUnit::kMicro: break;
      case TimeUnit::kNano: micros = micros / 1000 - (micros % 1000 < 0 ? 1 : 0); break;
    }
    return true;
  }
  Outcome convert(const CellTarget& target, int64_t at, int64_t& out) const {
    int64_t micros = 0;
    return micros_at(at, micros) ? target.from_instant(micros, is_naive, out) : Outcome::kOutOfRange;
  }
  Outcome add_text(TextBatch&, uint32_t, int64_t) const { return Outcome::kWrongType; }
  std::string describe(int64_t at) const {
    constexpr const char* kUnits[] = {" s", " ms", " us", " ns"};
    int64_t micros = 0;
    if (!micros_at(at, micros) || micros < kMinInstant || micros > kMaxInstant)
      return std::to_string(load<int64_t>(data, at)) + kUnits[static_cast<size_t>(unit)] + " since 1970";
    std::string text = text_of(Type::of(Kind::kTimestamp), micros);
    if (is_naive) text.pop_back();  // the Z
    return text;
  }
};

template <typename Offset>
struct TextReader {
  const char* offsets;
  const char* data;
  std::string_view at(int64_t i) const {
    const Offset begin = load<Offset>(offsets, i), end = load<Offset>(offsets, i + 1);
    return {data + begin, static_cast<size_t>(end - begin)};
  }
  Outcome convert(const CellTarget& target, int64_t i, int64_t& out) const { return target.from_text(at(i), out); }
  Outcome add_text(TextBatch& texts, uint32_t index, int64_t i) const {
    texts.add(index, at(i));
    return Outcome::kValue;
  }
  std::string describe(int64_t i) const { return std::string(at(i)); }
};

struct TextViewReader {
  const char* views;
  const void** buffers;  ///< of variable size, as the views count them
  std::string_view at(int64_t i) const {
    const char* view = views + i * 16;
    const auto length = static_cast<size_t>(load<int32_t>(view, 0));
    if (length <= 12) return {view + 4, length};
    return {static_cast<const char*>(buffers[load<int32_t>(view, 2)]) + load<int32_t>(view, 3), length};
  }
  Outcome convert(const CellTarget& target, int64_t i, int64_t& out) const { return target.from_text(at(i), out); }
  Outcome add_text(TextBatch& texts, uint32_t index, int64_t i) const {
    texts.add(index, at(i));
    return Outcome::kValue;
  }
  std::string describe(int64_t i) const { return std::string(at(i)); }
};

}  // namespace segql::runtime::arrow
