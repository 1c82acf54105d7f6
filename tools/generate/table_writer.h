#pragma once
/// Tables computed row by row and written as Parquet by DuckDB, in order and without ever being in memory as a whole.

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include <duckdb.h>

#include "segql/result.h"

namespace segql::generate {

enum class ColumnType : uint8_t { kInt, kMoney, kScore, kText, kTextList, kBool, kFloat, kDate, kTimestamp };

struct ColumnSpec {
  std::string name;
  ColumnType type;
};

/// The rows being filled: cells are set for one row at a time, columns by their position.
class RowWriter {
 public:
  RowWriter(duckdb_data_chunk chunk, size_t num_columns);

  void begin_row(uint64_t row) { row_ = row; }
  void set(size_t column, int64_t value);  ///< int, money (hundredths), score (ten-thousandths), timestamp
  void set_days(size_t column, int32_t days);
  void set_bool(size_t column, bool value);
  void set_real(size_t column, double value);
  void set(size_t column, std::string_view text);
  /// Texts whose bit is set in `chosen`.
  void set_list(size_t column, const std::string_view* texts, uint32_t chosen);
  void set_missing(size_t column);

 private:
  std::vector<duckdb_vector> vectors_;
  std::vector<void*> data_;
  uint64_t row_ = 0;
};

struct TableSpec {
  std::string name;  ///< the file is <name>.parquet
  uint64_t num_rows = 0;
  std::vector<ColumnSpec> columns;
  std::function<void(uint64_t row, RowWriter& out)> fill;
};

/// Writes each table to `folder`, which exists; a file appears only when it is whole. `progress` is called now and then
/// with the table and how many of its rows exist.
Status write_tables(const std::vector<TableSpec>& tables, const std::string& folder,
                    const std::function<void(const TableSpec&, uint64_t)>& progress);

}  // namespace segql::generate
