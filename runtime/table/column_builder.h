#pragma once
/// `ColumnBuilder`: values in memory -> a `Column` in the narrowest encoding, with validity only where something is
/// missing, statistics, and memory padded to whole words of 64 rows.

#include <cstdint>
#include <memory>
#include <span>

#include "runtime/table/column.h"

namespace segql::runtime {

/// The items of a collection and where each row's begin.
struct CollectionCells {
  std::span<const int64_t> items;                    ///< integers; floats by their bit pattern
  std::span<const int64_t> keys;                     ///< of maps: codes, one per item; otherwise empty
  std::span<const uint32_t> starts;                  ///< one more than there are rows
  std::shared_ptr<const Dictionary> key_dictionary;  ///< of maps
};

/// Everywhere: `valid` has bit r set when row r has a value, and bits beyond the rows may be anything; empty: every row
/// has one. Values of missing rows may be anything. `dictionary` is that of text (also of text items), otherwise null.
class ColumnBuilder {
 public:
  /// Every kind that is stored as an integer.
  /// `is_kept`: look for a unit and make a sketch, which pays where the column is read many times.
  static Column integers(const schema::Type& type, std::span<const int64_t> values, std::span<const uint64_t> valid,
                         std::shared_ptr<const Dictionary> dictionary, bool is_kept = true);
  /// kFloat. NaN is missing.
  static Column reals(const schema::Type& type, std::span<const double> values, std::span<const uint64_t> valid);
  /// kFloat by bit patterns, none of which is NaN.
  static Column real_bits(const schema::Type& type, std::span<const int64_t> values, std::span<const uint64_t> valid);
  static Column collection(const schema::Type& type, const CollectionCells& cells, std::span<const uint64_t> valid,
                           std::shared_ptr<const Dictionary> dictionary);

 private:
  static void set_valid(Column& column, std::span<const uint64_t> valid, uint64_t num_rows);
  static void set_integers(Column& column, const schema::Type& cell_type, std::span<const int64_t> values,
                           bool seek_unit);
  static void set_sketch(Column& column, std::span<const int64_t> values);
  static void set_packed(Column& column, uint64_t num_rows);
  static void set_real_stats(Column& column, uint64_t num_rows);
  template <typename T>
  static void set_reals(Column& column, std::span<const T> values);
};

/// The column of a computed attribute; as `ColumnBuilder`. REQUIRES: `type` is not a collection, and kFloat exactly for
/// the second form.
Column make_computed_column(const schema::Type& type, std::span<const int64_t> values,
                            std::span<const uint64_t> valid_words, std::shared_ptr<const Dictionary> dictionary);
Column make_computed_column(const schema::Type& type, std::span<const double> values,
                            std::span<const uint64_t> valid_words);

}  // namespace segql::runtime
