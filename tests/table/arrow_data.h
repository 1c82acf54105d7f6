#pragma once
/// Arrow arrays and streams made by hand, for tests: every buffer has exactly the size it needs, so that a sanitizer
/// sees each byte read too many, and every field can be made to lie.

#include <cerrno>
#include <cstdint>
#include <cstring>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "segql/arrow.h"

namespace segql::test {

using Bytes = std::vector<uint8_t>;

/// One array with its type; children and dictionary likewise.
struct ArrowColumn {
  std::string format, name;
  int64_t length = 0, null_count = -1, offset = 0;
  std::vector<std::optional<Bytes>> buffers;  ///< nothing: a null pointer
  std::vector<ArrowColumn> children;
  std::shared_ptr<ArrowColumn> dictionary;

  ArrowColumn named(std::string text) const {
    ArrowColumn copy = *this;
    copy.name = std::move(text);
    return copy;
  }
};

template <typename T>
void append_bytes(Bytes& bytes, const T& value) {
  bytes.resize(bytes.size() + sizeof value);
  std::memcpy(bytes.data() + bytes.size() - sizeof value, &value, sizeof value);
}

/// The bitmap of what is there; nothing when all is.
template <typename T>
std::optional<Bytes> bitmap_of(const std::vector<std::optional<T>>& values) {
  Bytes bits((values.size() + 7) / 8);
  bool all = true;
  for (size_t i = 0; i < values.size(); ++i) {
    if (values[i]) bits[i / 8] = static_cast<uint8_t>(bits[i / 8] | 1u << (i % 8));
    all = all && values[i].has_value();
  }
  return all ? std::nullopt : std::optional(bits);
}

/// Cells of fixed width: integers, floats, decimals, dates, timestamps.
template <typename T>
ArrowColumn fixed(std::string format, const std::vector<std::optional<T>>& values) {
  ArrowColumn column{std::move(format), "", static_cast<int64_t>(values.size()), -1, 0, {}, {}, nullptr};
  Bytes cells;
  for (const auto& value : values) append_bytes(cells, value.value_or(T{}));
  column.buffers = {bitmap_of(values), cells};
  return column;
}

ArrowColumn bools(const std::vector<std::optional<bool>>& values);
/// `format` u or U.
ArrowColumn texts(const std::vector<std::optional<std::string>>& values, const std::string& format = "u");
ArrowColumn text_views(const std::vector<std::optional<std::string>>& values);
ArrowColumn nulls(int64_t count);
/// `format` +l or +L; sizes[i] items for row i, nothing for a missing row.
ArrowColumn lists(const std::vector<std::optional<int64_t>>& sizes, ArrowColumn items,
                  const std::string& format = "+l");
ArrowColumn maps(const std::vector<std::optional<int64_t>>& sizes, ArrowColumn keys, ArrowColumn values);
ArrowColumn dictionary_encoded(const std::vector<std::optional<int32_t>>& indices, ArrowColumn values);
/// A batch of rows.
ArrowColumn batch(std::vector<ArrowColumn> columns);

struct StreamOptions {
  int fail_at_batch = -1;  ///< get_next fails there
  bool fail_schema = false;
  int fail_with = EIO;  ///< what get_next says
};

/// A stream of `batches`, which all have the type of the first. `*released` counts releases of the stream.
void make_stream(std::vector<ArrowColumn> batches, ArrowArrayStream* stream, StreamOptions options = {},
                 int* released = nullptr);

}  // namespace segql::test
