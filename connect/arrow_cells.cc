// Cells by position. What is handed out has no offset, so a row is its place in every buffer.
#include "connect/arrow_cells.h"

#include <cmath>
#include <cstdlib>
#include <cstring>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "base/timezone.h"

namespace segql::connect {
namespace {

std::string date_words(int32_t day) {
  const YearMonthDay civil = civil_from_days(day);
  return fmt::format("{:04}-{:02}-{:02}", civil.year, civil.month, civil.day);
}

std::string instant_words(int64_t micros) {
  int64_t day = micros / kMicrosPerDay;
  if (micros % kMicrosPerDay < 0) --day;
  const int64_t of_day = micros - day * kMicrosPerDay, seconds = of_day / kMicrosPerSecond;
  std::string text = fmt::format("{}T{:02}:{:02}:{:02}", date_words(static_cast<int32_t>(day)), seconds / 3600,
                                 seconds / 60 % 60, seconds % 60);
  if (const int64_t fraction = of_day % kMicrosPerSecond; fraction != 0) text += fmt::format(".{:06}", fraction);
  return text + "Z";
}

std::string decimal_words(int64_t unscaled, int scale) {
  const bool is_negative = unscaled < 0;
  std::string digits =
      std::to_string(is_negative ? 0 - static_cast<uint64_t>(unscaled) : static_cast<uint64_t>(unscaled));
  const auto places = static_cast<size_t>(scale);
  if (digits.size() <= places) digits.insert(0, places + 1 - digits.size(), '0');
  if (places > 0) digits.insert(digits.size() - places, 1, '.');
  return (is_negative ? "-" : "") + digits;
}

std::string json_text(std::string_view text) {
  return nlohmann::json(text).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

}  // namespace

int scale_of(const ArrowSchema& schema) {
  const char* const comma = std::strchr(schema.format, ',');
  return comma == nullptr ? 0 : std::atoi(comma + 1);
}

template <typename T>
T ArrowCells::at(int buffer, int64_t row) const {
  T value;
  std::memcpy(&value, static_cast<const char*>(array_.buffers[buffer]) + row * static_cast<int64_t>(sizeof value),
              sizeof value);
  return value;
}

bool ArrowCells::is_missing(int64_t row) const {
  if (array_.buffers[0] == nullptr || array_.null_count == 0) return false;
  return ((at<uint8_t>(0, row / 8) >> (row % 8)) & 1) == 0;
}

std::string_view ArrowCells::text(int64_t row) const {
  const auto begin = at<int64_t>(1, row), end = at<int64_t>(1, row + 1);
  return {static_cast<const char*>(array_.buffers[2]) + begin, static_cast<size_t>(end - begin)};
}
bool ArrowCells::boolean(int64_t row) const { return ((at<uint8_t>(1, row / 8) >> (row % 8)) & 1) != 0; }
double ArrowCells::real(int64_t row) const { return at<double>(1, row); }
int32_t ArrowCells::day(int64_t row) const { return at<int32_t>(1, row); }
int64_t ArrowCells::integer(int64_t row) const { return at<int64_t>(1, row); }
int64_t ArrowCells::unscaled(int64_t row) const { return at<int64_t>(1, 2 * row); }

std::string ArrowCells::words(int64_t row) const {
  const std::string_view format = schema_.format;
  if (is_collection()) return json(row);
  if (format == "U") return std::string(text(row));
  if (format == "b") return boolean(row) ? "true" : "false";
  if (format == "g") return fmt::format("{}", real(row));
  if (format == "tdD") return date_words(day(row));
  if (format.starts_with("ts")) return instant_words(integer(row));
  if (format.starts_with("d:")) return decimal_words(unscaled(row), scale_of(schema_));
  return std::to_string(integer(row));
}

std::string ArrowCells::json(int64_t row) const {
  const std::string_view format = schema_.format;
  if (is_missing(row)) return "null";
  if (!is_collection()) {
    const bool is_text = format == "U" || format.starts_with("t");
    if (format == "g" && !std::isfinite(real(row))) return "null";
    return is_text ? json_text(words(row)) : words(row);
  }
  const bool is_map = format == "+m";
  const ArrowSchema& item = is_map ? *schema_.children[0]->children[1] : *schema_.children[0];
  const ArrowCells items(item, is_map ? *array_.children[0]->children[1] : *array_.children[0]);
  std::string out;
  for (int32_t i = at<int32_t>(1, row); i < at<int32_t>(1, row + 1); ++i) {
    if (!out.empty()) out += ",";
    if (is_map) {
      const ArrowCells keys(*schema_.children[0]->children[0], *array_.children[0]->children[0]);
      out += json_text(keys.text(i)) + ":";
    }
    out += items.json(i);
  }
  return is_map ? "{" + out + "}" : "[" + out + "]";
}

}  // namespace segql::connect
