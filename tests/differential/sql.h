#pragma once
/// The independent engine: DuckDB in memory, through its C API. Only tests include this.

#include <optional>
#include <string>
#include <vector>

#include <duckdb.h>

namespace segql::testing {

class Sql {
 public:
  Sql();
  ~Sql();
  Sql(const Sql&) = delete;
  Sql& operator=(const Sql&) = delete;

  /// Runs statements; a mistake of ours in the SQL ends the test program with the message.
  void run(const std::string& sql);
  /// Rows as text, missing as nullopt.
  std::vector<std::vector<std::optional<std::string>>> rows(const std::string& sql);
  /// The first column as text.
  std::vector<std::string> column(const std::string& sql);
  /// For a query of (bigint row number, bool, bool, ...): one bitmap per bool column, bit = row number.
  std::vector<std::vector<uint64_t>> bitmaps(const std::string& sql, size_t num_columns, size_t num_rows);

 private:
  duckdb_database database_ = nullptr;
  duckdb_connection connection_ = nullptr;
};

/// 'text' with quotes doubled.
std::string sql_text(const std::string& text);
/// A timestamp literal of the instant in UTC.
std::string sql_instant(int64_t instant);
/// A condition that may be NULL, as one that is not.
std::string definite(const std::string& condition);

}  // namespace segql::testing
