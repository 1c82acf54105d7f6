/// Values as printed to people.

#include "schema/value.h"

#include <array>
#include <charconv>
#include <chrono>
#include <cstdio>

#include "base/int128.h"
#include "base/overload.h"
#include "schema/schema.h"

namespace segql::schema {
namespace {

constexpr int64_t kMicrosPerSecond = 1'000'000;

std::string date_text(int64_t days) {
  const std::chrono::year_month_day date{std::chrono::sys_days{std::chrono::days{days}}};
  std::array<char, 32> buffer{};
  const int size = std::snprintf(buffer.data(), buffer.size(), "%04d-%02u-%02u", static_cast<int>(date.year()),
                                 static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()));
  return {buffer.data(), static_cast<size_t>(size)};
}

std::string timestamp_text(int64_t micros) {
  const std::chrono::microseconds since_epoch{micros};
  const auto day = std::chrono::floor<std::chrono::days>(since_epoch);
  const std::chrono::hh_mm_ss time{since_epoch - day};
  std::array<char, 48> buffer{};
  const int size =
      std::snprintf(buffer.data(), buffer.size(), "T%02d:%02d:%02d", static_cast<int>(time.hours().count()),
                    static_cast<int>(time.minutes().count()), static_cast<int>(time.seconds().count()));
  std::string result = date_text(day.count()) + std::string(buffer.data(), static_cast<size_t>(size));
  if (const int64_t fraction = time.subseconds().count() % kMicrosPerSecond; fraction != 0) {
    const int digits = std::snprintf(buffer.data(), buffer.size(), ".%06lld", static_cast<long long>(fraction));
    result.append(buffer.data(), static_cast<size_t>(digits));
  }
  return result + "Z";
}

std::string integer_text(const Schema& schema, const Type& type, int64_t value) {
  switch (type.kind) {
    case Kind::kDecimal: return decimal_text(value, type.scale);
    case Kind::kMoney: return decimal_text(value, type.scale) + " " + std::string(currency_text(type.currency));
    case Kind::kBool: return value != 0 ? "true" : "false";
    case Kind::kDate: return date_text(value);
    case Kind::kTimestamp: return timestamp_text(value);
    case Kind::kEnum: {
      const auto& names = schema.enums[type.target].names;
      return value >= 0 && static_cast<size_t>(value) < names.size() ? names[static_cast<size_t>(value)]
                                                                     : std::to_string(value);
    }
    case Kind::kText:
    case Kind::kInt:
    case Kind::kFloat:
    case Kind::kPoint:
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
