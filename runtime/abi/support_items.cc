/// Texts, constant lists, sets, lists and maps: each function is one search.
#include "runtime/abi/support_items.h"

#include <algorithm>
#include <span>
#include <string_view>

#include "runtime/abi/cell.h"

namespace segql::runtime {
namespace {

std::string_view text_of(const DictionaryView& dictionary, int64_t code) {
  if (code < 0 || static_cast<uint64_t>(code) >= dictionary.size) return {};
  const uint64_t begin = dictionary.offsets[code];
  return {dictionary.heap + begin, static_cast<size_t>(dictionary.offsets[code + 1] - begin)};
}

/// Positions of the items of one row: [begin, end).
struct Cells {
  uint64_t begin = 0;
  uint64_t end = 0;
};

Cells cells_of(const ColumnView& column, int64_t row) {
  if (!has_cell(column, row)) return {};
  return {column.starts[row], column.starts[row + 1]};
}

int64_t cell_as(const ColumnView& column, uint64_t index, int64_t) { return integer_cell(column, index); }
double cell_as(const ColumnView& column, uint64_t index, double) { return real_cell(column, index); }

template <typename T>
bool in_list(std::span<const T> items, T value) {
  const auto found = std::lower_bound(items.begin(), items.end(), value);
  return found != items.end() && *found == value;
}

template <typename T>
bool has_value(const ColumnView& column, int64_t row, T value) {
  const Cells cells = cells_of(column, row);
  for (uint64_t i = cells.begin; i < cells.end; ++i) {
    if (cell_as(column, i, T{}) == value) return true;
  }
  return false;
}

template <typename T>
bool has_any(const ColumnView& column, int64_t row, std::span<const T> items) {
  const Cells cells = cells_of(column, row);
  for (uint64_t i = cells.begin; i < cells.end; ++i) {
    if (in_list(items, cell_as(column, i, T{}))) return true;
  }
  return false;
}

template <typename T>
bool has_all(const ColumnView& column, int64_t row, std::span<const T> items) {
  return has_cell(column, row) &&
         std::all_of(items.begin(), items.end(), [&](T item) { return has_value(column, row, item); });
}

/// Position of the value under `key`, or false.
bool find_key(const ColumnView& column, int64_t row, uint32_t key, uint64_t* position) {
  const auto* keys = static_cast<const uint32_t*>(column.keys);
  const Cells cells = cells_of(column, row);
  for (uint64_t i = cells.begin; i < cells.end; ++i) {
    if (keys[i] != key) continue;
    *position = i;
    return true;
  }
  return false;
}

}  // namespace

extern "C" {

int32_t segql_text_compare(const DictionaryView* lhs_dictionary, int64_t lhs_code, const DictionaryView* rhs_dictionary,
                           int64_t rhs_code) {
  // Bytes of UTF-8, taken as unsigned, order as the code points they encode.
  return text_of(*lhs_dictionary, lhs_code).compare(text_of(*rhs_dictionary, rhs_code));
}

uint32_t segql_in_list(const int64_t* items, uint64_t num_items, int64_t value) {
  return in_list(std::span(items, num_items), value) ? 1 : 0;
}

uint32_t segql_in_list_float(const double* items, uint64_t num_items, double value) {
  return in_list(std::span(items, num_items), value) ? 1 : 0;
}

uint32_t segql_has_any(const ColumnView* column, int64_t row, const int64_t* items, uint64_t num_items) {
  return has_any(*column, row, std::span(items, num_items)) ? 1 : 0;
}

uint32_t segql_has_all(const ColumnView* column, int64_t row, const int64_t* items, uint64_t num_items) {
  return has_all(*column, row, std::span(items, num_items)) ? 1 : 0;
}

uint32_t segql_has_any_float(const ColumnView* column, int64_t row, const double* items, uint64_t num_items) {
  return has_any(*column, row, std::span(items, num_items)) ? 1 : 0;
}

uint32_t segql_has_all_float(const ColumnView* column, int64_t row, const double* items, uint64_t num_items) {
  return has_all(*column, row, std::span(items, num_items)) ? 1 : 0;
}

uint32_t segql_has_value(const ColumnView* column, int64_t row, int64_t value) {
  return has_value(*column, row, value) ? 1 : 0;
}

uint32_t segql_has_value_float(const ColumnView* column, int64_t row, double value) {
  return has_value(*column, row, value) ? 1 : 0;
}

uint32_t segql_has_value_text(const ColumnView* column, int64_t row, const DictionaryView* dictionary, int64_t code) {
  const std::string_view wanted = text_of(*dictionary, code);
  const Cells cells = cells_of(*column, row);
  for (uint64_t i = cells.begin; i < cells.end; ++i) {
    if (text_of(*column->dictionary, integer_cell(*column, i)) == wanted) return 1;
  }
  return 0;
}

uint32_t segql_map_value(const ColumnView* column, int64_t row, uint32_t key, int64_t* out) {
  uint64_t position = 0;
  if (!find_key(*column, row, key, &position)) return 0;
  *out = integer_cell(*column, position);
  return 1;
}

uint32_t segql_map_value_float(const ColumnView* column, int64_t row, uint32_t key, double* out) {
  uint64_t position = 0;
  if (!find_key(*column, row, key, &position)) return 0;
  *out = real_cell(*column, position);
  return 1;
}

}  // extern "C"

}  // namespace segql::runtime
