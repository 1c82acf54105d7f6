#pragma once
/// DuckDB itself, for tests to write Parquet and to ask what is in a file.

#include <string>

#include <duckdb.h>
#include <gtest/gtest.h>

namespace segql::connect {

/// Runs one statement in a database of its own and returns the first cell of its result as text.
inline std::string ask_duckdb(const std::string& sql) {
  duckdb_database database = nullptr;
  duckdb_connection connection = nullptr;
  EXPECT_EQ(duckdb_open(nullptr, &database), DuckDBSuccess);
  EXPECT_EQ(duckdb_connect(database, &connection), DuckDBSuccess);
  duckdb_result result;
  const duckdb_state state = duckdb_query(connection, sql.c_str(), &result);
  EXPECT_EQ(state, DuckDBSuccess) << duckdb_result_error(&result);
  std::string answer;
  if (state == DuckDBSuccess && duckdb_row_count(&result) > 0) {
    char* text = duckdb_value_varchar(&result, 0, 0);
    answer = text != nullptr ? text : "NULL";
    duckdb_free(text);
  }
  duckdb_destroy_result(&result);
  duckdb_disconnect(&connection);
  duckdb_close(&database);
  return answer;
}

}  // namespace segql::connect
