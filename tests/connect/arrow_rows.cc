// An Arrow stream read to its end as text.
#include "tests/connect/arrow_rows.h"

#include <cstring>
#include <string_view>

#include "base/int128.h"

namespace segql::connect {

namespace {

template <typename T>
T value_at(const ArrowArray& array, int64_t row) {
  T value;
  std::memcpy(&value,
              static_cast<const char*>(array.buffers[1]) + (row + array.offset) * static_cast<int64_t>(sizeof(T)),
              sizeof(T));
  return value;
}

bool bit_at(const void* bits, int64_t i) { return (static_cast<const uint8_t*>(bits)[i / 8] >> (i % 8) & 1) != 0; }

std::string cell(const ArrowSchema& schema, const ArrowArray& array, int64_t row);

std::string items(const ArrowSchema& schema, const ArrowArray& array, int64_t row) {
  const auto* offsets = static_cast<const int32_t*>(array.buffers[1]) + array.offset;
  std::string text = "[";
  for (int32_t i = offsets[row]; i < offsets[row + 1]; ++i) {
    if (text.size() > 1) text += ", ";
    text += cell(*schema.children[0], *array.children[0], i);
  }
  return text + "]";
}

std::string cell(const ArrowSchema& schema, const ArrowArray& array, int64_t row) {
  if (array.n_buffers > 0 && array.buffers[0] != nullptr && !bit_at(array.buffers[0], row + array.offset))
    return "NULL";
  const std::string_view format = schema.format;
  if (format == "b") return bit_at(array.buffers[1], row + array.offset) ? "true" : "false";
  if (format == "c") return std::to_string(value_at<int8_t>(array, row));
  if (format == "C") return std::to_string(value_at<uint8_t>(array, row));
  if (format == "s") return std::to_string(value_at<int16_t>(array, row));
  if (format == "S") return std::to_string(value_at<uint16_t>(array, row));
  if (format == "i" || format == "tdD") return std::to_string(value_at<int32_t>(array, row));
  if (format == "I") return std::to_string(value_at<uint32_t>(array, row));
  if (format == "l" || format.starts_with("tsu:")) return std::to_string(value_at<int64_t>(array, row));
  if (format == "L") return std::to_string(value_at<uint64_t>(array, row));
  if (format == "f") return std::to_string(value_at<float>(array, row));
  if (format == "g") return std::to_string(value_at<double>(array, row));
  if (format.starts_with("d:")) {
    return decimal_text(value_at<int128>(array, row), std::stoi(std::string(format.substr(format.find(',') + 1))));
  }
  if (format == "u") {
    const auto* offsets = static_cast<const int32_t*>(array.buffers[1]) + array.offset;
    return std::string(static_cast<const char*>(array.buffers[2]) + offsets[row],
                       static_cast<size_t>(offsets[row + 1] - offsets[row]));
  }
  if (format == "+l" || format == "+m") return items(schema, array, row);
  if (format == "+s") {
    std::string text = "{";
    for (int64_t i = 0; i < array.n_children; ++i) {
      text += (i > 0 ? ": " : "") + cell(*schema.children[i], *array.children[i], row + array.offset);
    }
    return text + "}";
  }
  return "?" + std::string(format);
}

}  // namespace

std::string Rows::text() const {
  std::string text;
  const auto add = [&](const std::vector<std::string>& cells) {
    for (size_t i = 0; i < cells.size(); ++i) text += (i > 0 ? "," : "") + cells[i];
    text += "\n";
  };
  add(names);
  for (const auto& row : rows) add(row);
  return text;
}

Rows read_rows(ArrowArrayStream stream) {
  Rows result;
  const auto last_error = [&] {
    const char* message = stream.get_last_error(&stream);
    return std::string(message ? message : "no reason given");
  };
  ArrowSchema schema{};
  if (stream.get_schema(&stream, &schema) != 0) {
    result.error = last_error();
    stream.release(&stream);
    return result;
  }
  for (int64_t i = 0; i < schema.n_children; ++i) {
    result.names.emplace_back(schema.children[i]->name);
    result.formats.emplace_back(schema.children[i]->format);
  }
  for (;;) {
    ArrowArray array{};
    if (stream.get_next(&stream, &array) != 0) {
      result.error = last_error();
      break;
    }
    if (array.release == nullptr) break;
    for (int64_t row = 0; row < array.length; ++row) {
      std::vector<std::string> cells;
      for (int64_t i = 0; i < array.n_children; ++i)
        cells.push_back(cell(*schema.children[i], *array.children[i], row));
      result.rows.push_back(std::move(cells));
    }
    array.release(&array);
  }
  schema.release(&schema);
  stream.release(&stream);
  return result;
}

}  // namespace segql::connect
