// ColumnBuilder: encodings and statistics.

#include "runtime/table/column_builder.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>
#include <limits>
#include <numeric>
#include <type_traits>
#include <utility>
#include <vector>

#include "base/cancel.h"
#include "base/try.h"
#include "runtime/bitmap/bits.h"
#include "runtime/table/distinct_estimate.h"
#include "runtime/table/value_sample.h"

namespace segql::runtime {
namespace {

using schema::Kind;
using schema::Type;

/// Kinds whose cells are positions: small numbers from 0 on, so the base stays 0 and scans need not add it.
bool is_position(Kind kind) {
  return kind == Kind::kText || kind == Kind::kBool || kind == Kind::kEnum || kind == Kind::kRef;
}

Encoding narrowest(uint64_t largest) {
  if (largest <= UINT8_MAX) return Encoding::kU8;
  if (largest <= UINT16_MAX) return Encoding::kU16;
  return largest <= UINT32_MAX ? Encoding::kU32 : Encoding::kI64;
}

/// Calls `visit(row)` for every row with a value.
template <typename Visit>
void for_each_valid(const uint64_t* valid, uint64_t num_rows, Visit visit) {
  if (valid == nullptr) {
    constexpr uint64_t kRowsAtOnce = uint64_t{1} << 20;
    for (uint64_t first = 0; first < num_rows; first += kRowsAtOnce) {
      stop_if_cancelled();
      for (uint64_t row = first, end = std::min(first + kRowsAtOnce, num_rows); row < end; ++row) visit(row);
    }
    return;
  }
  CancelPoll poll;
  for (uint64_t word = 0; word < words_for(num_rows); ++word, poll()) {
    uint64_t bits = valid[word];
    if (bits == ~uint64_t{0}) {
      for (uint64_t row = word * 64; row < word * 64 + 64; ++row) visit(row);
      continue;
    }
    for (; bits != 0; bits &= bits - 1) visit(word * 64 + static_cast<uint64_t>(std::countr_zero(bits)));
  }
}

/// distance / unit of a multiple; of others a number that, times `unit`, is not `distance`. Most distances are exact as
/// doubles, whose division takes a quarter of the time.
uint64_t quotient(uint64_t distance, uint64_t unit) {
  constexpr uint64_t kExact = uint64_t{1} << 53;
  if (distance >= kExact) return distance / unit;
  return static_cast<uint64_t>(static_cast<double>(distance) / static_cast<double>(unit));
}

/// Cells of type T, 64 rows at a time as the padding promises; cells of missing rows are 0.
template <typename T>
Buffer encode(std::span<const int64_t> values, const uint64_t* valid, int64_t base, int64_t unit) {
  Buffer buffer(words_for(values.size()) * 64 * sizeof(T));
  auto* cells = reinterpret_cast<T*>(buffer.data());
  // Unsigned arithmetic: value - base may exceed the signed range, the difference never does.
  const auto distance = [&](uint64_t row) { return static_cast<uint64_t>(values[row]) - static_cast<uint64_t>(base); };
  if (unit == 1) {
    for_each_valid(valid, values.size(), [&](uint64_t row) { cells[row] = static_cast<T>(distance(row)); });
  } else {
    const auto divisor = static_cast<uint64_t>(unit);
    for_each_valid(valid, values.size(),
                   [&](uint64_t row) { cells[row] = static_cast<T>(quotient(distance(row), divisor)); });
  }
  return buffer;
}

/// What all distances from `base` are multiples of, where that makes cells narrower; otherwise 1.
int64_t common_unit(std::span<const int64_t> values, const uint64_t* valid, int64_t base, uint64_t largest) {
  constexpr uint64_t kRowsAtOnce = 4096;
  const Encoding as_is = narrowest(largest);
  uint64_t unit = largest;
  // In steps, so that most columns give up after the first one.
  for (uint64_t first = 0; first < values.size(); first += kRowsAtOnce) {
    const uint64_t count = std::min<uint64_t>(kRowsAtOnce, values.size() - first);
    for_each_valid(valid == nullptr ? nullptr : valid + first / 64, count, [&](uint64_t row) {
      const uint64_t distance = static_cast<uint64_t>(values[first + row]) - static_cast<uint64_t>(base);
      if (quotient(distance, unit) * unit != distance) unit = std::gcd(distance, unit);
    });
    if (narrowest(largest / unit) == as_is) return 1;
  }
  return static_cast<int64_t>(unit);
}

/// Exact for cells of one or two bytes, and for positions, which lie close together.
template <typename T>
uint64_t count_distinct(const void* data, const uint64_t* valid, uint64_t num_cells, uint64_t largest) {
  std::vector<uint64_t> seen(words_for(largest + 1));
  for_each_valid(valid, num_cells, [&](uint64_t row) { set_bit(seen, static_cast<const T*>(data)[row]); });
  uint64_t count = 0;
  for (const uint64_t word : seen) count += static_cast<uint64_t>(std::popcount(word));
  return count;
}

/// 0, 1, 2, ...
bool is_counting(std::span<const int64_t> values) {
  for (size_t i = 0; i < values.size(); ++i) {
    if (values[i] != static_cast<int64_t>(i)) return false;
  }
  return true;
}

}  // namespace

void ColumnBuilder::set_valid(Column& column, std::span<const uint64_t> valid, uint64_t num_rows) {
  if (valid.empty()) return;
  SEGQL_CHECK(valid.size() >= words_for(num_rows));
  uint64_t present = 0;
  for (uint64_t word = 0; word < words_for(num_rows); ++word)
    present += static_cast<uint64_t>(std::popcount(valid[word] & word_mask(word, num_rows)));
  if (present == num_rows) return;
  column.stats_.num_missing = num_rows - present;
  column.valid_ = Buffer(words_for(num_rows) * sizeof(uint64_t));
  auto* words = reinterpret_cast<uint64_t*>(column.valid_.data());
  for (uint64_t word = 0; word < words_for(num_rows); ++word) words[word] = valid[word] & word_mask(word, num_rows);
  column.view_.valid = words;
}

void ColumnBuilder::set_integers(Column& column, const Type& cell_type, std::span<const int64_t> values,
                                 bool seek_unit) {
  // The bitmap of a collection is about rows, not items: every item has a value.
  const uint64_t* valid = column.type_.is_collection() ? nullptr : column.view_.valid;
  int64_t min = std::numeric_limits<int64_t>::max(), max = std::numeric_limits<int64_t>::min();
  for_each_valid(valid, values.size(), [&](uint64_t row) {
    min = std::min(min, values[row]);
    max = std::max(max, values[row]);
  });
  const bool none = min > max;
  if (none) min = 0, max = -1;
  const bool position = is_position(cell_type.kind);
  SEGQL_CHECK(none || !position || min >= 0);
  int64_t base = position || none ? 0 : min;
  const uint64_t largest = none ? 0 : static_cast<uint64_t>(max) - static_cast<uint64_t>(base);
  int64_t unit = 1;
  if (seek_unit && largest > UINT8_MAX && largest <= INT64_MAX && !position)
    unit = common_unit(values, valid, base, largest);
  const uint64_t last_cell = largest / static_cast<uint64_t>(unit);
  const Encoding encoding = narrowest(last_cell);
  if (encoding == Encoding::kI64) base = 0;

  ColumnStats& stats = column.stats_;
  stats.min = min, stats.max = max;
  const auto fill = [&]<typename T>(T) {
    column.data_ = encode<T>(values, valid, base, unit);
    if (none) return;
    if constexpr (sizeof(T) <= 2) {
      stats.num_distinct = count_distinct<T>(column.data_.data(), valid, values.size(), last_cell);
    } else {
      if (position && sizeof(T) == 4) {
        stats.num_distinct = count_distinct<T>(column.data_.data(), valid, values.size(), last_cell);
        return;
      }
      DistinctEstimate distinct;
      for_each_valid(valid, values.size(), [&](uint64_t row) { distinct.add(static_cast<uint64_t>(values[row])); });
      const uint64_t rows = values.size() - (valid == nullptr ? 0 : stats.num_missing);
      stats.num_distinct =
          std::clamp<uint64_t>(distinct.count(), 1, std::min(rows, last_cell == UINT64_MAX ? rows : last_cell + 1));
    }
  };
  switch (encoding) {
    case Encoding::kU8: fill(uint8_t{}); break;
    case Encoding::kU16: fill(uint16_t{}); break;
    case Encoding::kU32: fill(uint32_t{}); break;
    case Encoding::kI64:
    case Encoding::kF64: fill(uint64_t{}); break;
  }
  column.view_.data = column.data_.data();
  column.view_.base = base;
  column.view_.unit = unit;
  column.view_.encoding = encoding;
}

void ColumnBuilder::set_sketch(Column& column, std::span<const int64_t> values) {
  const bool is_wide = column.view_.encoding == Encoding::kU32 || column.view_.encoding == Encoding::kI64;
  if (!is_wide || is_position(column.type_.kind)) return;
  column.sketch_ = Sketch::make(values, column.view_.valid, column.stats_.min, column.stats_.max);
  if (column.sketch_) column.view_.sketch = column.sketch_->codes();
}

void ColumnBuilder::set_packed(Column& column, uint64_t num_rows) {
  if (column.view_.encoding != Encoding::kU8) return;
  // Codes of texts begin with the most frequent (assembly_columns.cc).
  column.packed_ = Packed::make(static_cast<const uint8_t*>(column.view_.data), column.view_.valid, num_rows,
                                column.type_.kind == Kind::kText);
  if (!column.packed_) return;
  column.view_.packed = column.packed_->data();
  column.view_.packed_bits = column.packed_->bits();
  column.view_.packed_has_rest = column.packed_->has_rest();
}

template <typename T>
void ColumnBuilder::set_reals(Column& column, std::span<const T> values) {
  const uint64_t* valid = column.type_.is_collection() ? nullptr : column.view_.valid;
  column.data_ = Buffer(words_for(values.size()) * 64 * sizeof(double));
  auto* cells = reinterpret_cast<double*>(column.data_.data());
  double min = std::numeric_limits<double>::infinity(), max = -min;
  DistinctEstimate distinct;
  uint64_t present = 0;
  for_each_valid(valid, values.size(), [&](uint64_t row) {
    const double value = std::bit_cast<double>(values[row]) + 0.0;  // one zero only: the sign of -0.0 means nothing
    cells[row] = value;
    min = std::min(min, value);
    max = std::max(max, value);
    distinct.add(std::bit_cast<uint64_t>(value));
    ++present;
  });
  if (present == 0) min = 0, max = -1;
  column.stats_.min_real = min, column.stats_.max_real = max;
  column.stats_.num_distinct = present == 0 ? 0 : std::clamp<uint64_t>(distinct.count(), 1, present);
  column.view_.data = cells;
  column.view_.encoding = Encoding::kF64;
}

void ColumnBuilder::set_real_stats(Column& column, uint64_t num_rows) {
  const auto* values = static_cast<const double*>(column.view_.data);
  column.real_sample_ = sorted_sample(values, column.view_.valid, num_rows, kSampledRows);
  column.real_blocks_ = block_stats(values, column.view_.valid, num_rows);
}

Column ColumnBuilder::integers(const Type& type, std::span<const int64_t> values, std::span<const uint64_t> valid,
                               std::shared_ptr<const Dictionary> dictionary, bool is_kept) {
  SEGQL_CHECK(!type.is_collection() && type.kind != Kind::kFloat &&
              (type.kind == Kind::kText) == (dictionary != nullptr));
  Column column;
  column.type_ = type;
  column.dictionary_ = std::move(dictionary);
  if (column.dictionary_) column.view_.dictionary = column.dictionary_->view();
  set_valid(column, valid, values.size());
  set_integers(column, type, values, is_kept);
  column.codes_are_rows_ = type.kind == Kind::kText && column.view_.valid == nullptr && is_counting(values);
  if (is_kept) set_sketch(column, values);
  if (is_kept) set_packed(column, values.size());
  column.sample_ = sorted_sample(values.data(), column.view_.valid, values.size(), kSampledRows);
  column.blocks_ = block_stats(values.data(), column.view_.valid, values.size());
  return column;
}

Column ColumnBuilder::reals(const Type& type, std::span<const double> values, std::span<const uint64_t> valid) {
  SEGQL_CHECK(type.kind == Kind::kFloat);
  Column column;
  column.type_ = type;
  std::vector<uint64_t> numbers;
  if (std::any_of(values.begin(), values.end(), [](double value) { return std::isnan(value); })) {
    numbers.assign(words_for(values.size()), ~uint64_t{0});
    if (!valid.empty()) std::copy_n(valid.begin(), numbers.size(), numbers.begin());
    for (uint64_t row = 0; row < values.size(); ++row)
      if (std::isnan(values[row])) clear_bit(numbers, row);
    valid = numbers;
  }
  set_valid(column, valid, values.size());
  set_reals(column, values);
  set_real_stats(column, values.size());
  return column;
}

Column ColumnBuilder::real_bits(const Type& type, std::span<const int64_t> values, std::span<const uint64_t> valid) {
  SEGQL_CHECK(type.kind == Kind::kFloat);
  Column column;
  column.type_ = type;
  set_valid(column, valid, values.size());
  set_reals(column, values);
  set_real_stats(column, values.size());
  return column;
}

Column ColumnBuilder::collection(const Type& type, const CollectionCells& cells, std::span<const uint64_t> valid,
                                 std::shared_ptr<const Dictionary> dictionary) {
  const bool is_map = type.kind == Kind::kMap;
  SEGQL_CHECK(type.is_collection() && !cells.starts.empty() && cells.starts.back() == cells.items.size());
  SEGQL_CHECK((type.element == Kind::kText) == (dictionary != nullptr) && is_map == (cells.key_dictionary != nullptr));
  Column column;
  column.type_ = type;
  column.dictionary_ = std::move(dictionary);
  if (column.dictionary_) column.view_.dictionary = column.dictionary_->view();
  set_valid(column, valid, cells.starts.size() - 1);
  column.starts_ = Buffer(cells.starts.size_bytes());
  std::memcpy(column.starts_.data(), cells.starts.data(), cells.starts.size_bytes());
  column.view_.starts = reinterpret_cast<const uint32_t*>(column.starts_.data());
  if (is_map) {
    SEGQL_CHECK(cells.keys.size() == cells.items.size());
    column.key_dictionary_ = cells.key_dictionary;
    column.view_.key_dictionary = column.key_dictionary_->view();
    column.keys_ = encode<uint32_t>(cells.keys, nullptr, 0, 1);
    column.view_.keys = column.keys_.data();
  }
  if (type.element == Kind::kFloat) {
    set_reals(column, cells.items);
  } else {
    set_integers(column, type.element_type(), cells.items, true);
  }
  return column;
}

Column make_computed_column(const Type& type, std::span<const int64_t> values, std::span<const uint64_t> valid_words,
                            std::shared_ptr<const Dictionary> dictionary) {
  // Read a few times and thrown away: looking for a unit, or making a sketch, would cost more than it saves.
  return ColumnBuilder::integers(type, values, valid_words, std::move(dictionary), false);
}

Column make_computed_column(const Type& type, std::span<const double> values, std::span<const uint64_t> valid_words) {
  return ColumnBuilder::reals(type, values, valid_words);
}

}  // namespace segql::runtime
