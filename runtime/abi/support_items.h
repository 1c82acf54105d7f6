#pragma once
/// Support functions of texts, constant lists, sets, lists and maps. Conventions: runtime/abi/support.h.

#include <cstdint>

#include "runtime/abi/column_view.h"

namespace segql::runtime {

extern "C" {

/// Order of two texts by Unicode code points: negative, 0 or positive. A code outside its dictionary stands for "".
int32_t segql_text_compare(const DictionaryView* lhs_dictionary, int64_t lhs_code, const DictionaryView* rhs_dictionary,
                           int64_t rhs_code);

/// 1 when `value` is one of items[0 .. num_items), which ascend. Doubles compare as numbers: -0.0 equals 0.0, and NaN
/// is nowhere.
uint32_t segql_in_list(const int64_t* items, uint64_t num_items, int64_t value);
uint32_t segql_in_list_float(const double* items, uint64_t num_items, double value);

/// Tests of the collection in row `row` of `column`. All are 0 (a positive test of a missing value is false, law 3)
/// when `row` is negative or its collection is missing. REQUIRES: row is below the row count, column->starts is not
/// null.

/// Any of / each of the ascending items[0 .. num_items) is in the collection. None of no items is; each of no items is,
/// in a collection that is present. `_float`: the column is kF64.
uint32_t segql_has_any(const ColumnView* column, int64_t row, const int64_t* items, uint64_t num_items);
uint32_t segql_has_all(const ColumnView* column, int64_t row, const int64_t* items, uint64_t num_items);
uint32_t segql_has_any_float(const ColumnView* column, int64_t row, const double* items, uint64_t num_items);
uint32_t segql_has_all_float(const ColumnView* column, int64_t row, const double* items, uint64_t num_items);

/// The collection has the value; `_text`: an item equal to text `code` of `dictionary`, which may be another dictionary
/// than the column's.
uint32_t segql_has_value(const ColumnView* column, int64_t row, int64_t value);
uint32_t segql_has_value_float(const ColumnView* column, int64_t row, double value);
uint32_t segql_has_value_text(const ColumnView* column, int64_t row, const DictionaryView* dictionary, int64_t code);

/// The value of map `row` under the key with code `key` in column->key_dictionary. Missing: no row, no map, no such
/// key. If the key is there twice, the first counts. `_float`: the column is kF64.
uint32_t segql_map_value(const ColumnView* column, int64_t row, uint32_t key, int64_t* out);
uint32_t segql_map_value_float(const ColumnView* column, int64_t row, uint32_t key, double* out);

}  // extern "C"

}  // namespace segql::runtime
