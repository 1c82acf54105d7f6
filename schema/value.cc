/// Values as printed to people.

#include "schema/value.h"

#include <array>
#include <charconv>
#include <limits>
#include <optional>

#include <fmt/format.h>

#include "base/int128.h"
#include "base/overload.h"
#include "base/timezone.h"
#include "schema/point.h"
#include "schema/schema.h"

namespace segql::schema {
namespace {

constexpr int32_t kFirstYear = 1, kLastYear = 9999;  // of a date that is stored

/// Nothing when it is no day of a year that is stored.
std::optional<std::string> date_text(int64_t days) {
  if (days < std::numeric_limits<int32_t>::min() || days > std::numeric_limits<int32_t>::max()) return std::nullopt;
  const YearMonthDay date = civil_from_days(static_cast<int32_t>(days));
  if (date.year < kFirstYear || date.year > kLastYear) return std::nullopt;
  return fmt::format("{:04}-{:02}-{:02}", date.year, date.month, date.day);
}

std::optional<std::string> timestamp_text(int64_t micros) {
  const int64_t day = micros / kMicrosPerDay - (micros % kMicrosPerDay < 0 ? 1 : 0);
  const auto date = date_text(day);
  if (!date) return std::nullopt;
  const int64_t of_day = micros - day * kMicrosPerDay, seconds = of_day / kMicrosPerSecond;
  std::string text = fmt::format("{}T{:02}:{:02}:{:02}", *date, seconds / 3600, seconds / 60 % 60, seconds % 60);
  if (const int64_t fraction = of_day % kMicrosPerSecond; fraction != 0) text += fmt::format(".{:06}", fraction);
  return text + "Z";
}

std::string integer_text(const Schema& schema, const Type& type, int64_t value) {
  switch (type.kind) {
    case Kind::kDecimal: return decimal_text(value, type.scale);
    case Kind::kMoney: return decimal_text(value, type.scale) + " " + std::string(currency_text(type.currency));
    case Kind::kBool: return value != 0 ? "true" : "false";
    case Kind::kDate: return date_text(value).value_or(std::to_string(value));
    case Kind::kTimestamp: return timestamp_text(value).value_or(std::to_string(value));
    case Kind::kEnum: {
      const auto& names = schema.enums[type.target].names;
      return value >= 0 && static_cast<size_t>(value) < names.size() ? names[static_cast<size_t>(value)]
                                                                     : std::to_string(value);
    }
    case Kind::kPoint: return point_text(point_of(value));
    case Kind::kText:
    case Kind::kInt:
    case Kind::kFloat:
    case Kind::kRef:
    case Kind::kSet:
    case Kind::kList:
    case Kind::kMap: break;
  }
  return std::to_string(value);
}

std::string float_text(double value) {
  std::array<char, 32> buffer{};
  const auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value).ptr;
  return {buffer.data(), end};
}

}  // namespace

std::string value_text(const Schema& schema, const Type& type, const Value& value) {
  const Type scalar = type.is_collection() ? type.element_type() : type;
  return std::visit(overload{
                        [](const Missing&) -> std::string { return "missing"; },
                        [](bool b) -> std::string { return b ? "true" : "false"; },
                        [&](int64_t i) { return integer_text(schema, scalar, i); },
                        [](double d) { return float_text(d); },
                        [](const std::string& text) { return text; },
                    },
                    value);
}

}  // namespace segql::schema
