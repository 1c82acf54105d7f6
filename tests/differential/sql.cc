#include "tests/differential/sql.h"

#include <cstdio>
#include <cstdlib>

namespace segql::testing {
namespace {

[[noreturn]] void fail(const std::string& sql, const char* message) {
  std::fprintf(stderr, "SQL failed: %s\n%s\n", message != nullptr ? message : "?", sql.substr(0, 4000).c_str());
  std::abort();
}

/// A result that frees itself.
struct Answer {
  duckdb_result result{};
  ~Answer() { duckdb_destroy_result(&result); }
};

}  // namespace

Sql::Sql() {
  if (duckdb_open(nullptr, &database_) == DuckDBError || duckdb_connect(database_, &connection_) == DuckDBError) {
    fail("open", "cannot open an in-memory database");
  }
  run("set threads = 1");
}

Sql::~Sql() {
  duckdb_disconnect(&connection_);
  duckdb_close(&database_);
}

void Sql::run(const std::string& sql) {
  Answer answer;
  if (duckdb_query(connection_, sql.c_str(), &answer.result) == DuckDBError)
    fail(sql, duckdb_result_error(&answer.result));
}

std::vector<std::vector<std::optional<std::string>>> Sql::rows(const std::string& sql) {
  Answer answer;
  if (duckdb_query(connection_, sql.c_str(), &answer.result) == DuckDBError)
    fail(sql, duckdb_result_error(&answer.result));
  std::vector<std::vector<std::optional<std::string>>> rows(duckdb_row_count(&answer.result));
  const idx_t num_columns = duckdb_column_count(&answer.result);
  for (idx_t r = 0; r < rows.size(); ++r) {
    for (idx_t c = 0; c < num_columns; ++c) {
      if (duckdb_value_is_null(&answer.result, c, r)) {
        rows[r].emplace_back(std::nullopt);
        continue;
      }
      char* text = duckdb_value_varchar(&answer.result, c, r);
      rows[r].emplace_back(text);
      duckdb_free(text);
    }
  }
  return rows;
}

std::vector<std::string> Sql::column(const std::string& sql) {
  std::vector<std::string> values;
  for (const auto& row : rows(sql)) values.push_back(row.at(0).value_or(""));
  return values;
}

std::vector<std::vector<uint64_t>> Sql::bitmaps(const std::string& sql, size_t num_columns, size_t num_rows) {
  Answer answer;
  if (duckdb_query(connection_, sql.c_str(), &answer.result) == DuckDBError)
    fail(sql, duckdb_result_error(&answer.result));
  std::vector<std::vector<uint64_t>> bitmaps(num_columns, std::vector<uint64_t>((num_rows + 63) / 64));
  while (duckdb_data_chunk chunk = duckdb_fetch_chunk(answer.result)) {
    const idx_t size = duckdb_data_chunk_get_size(chunk);
    const auto* numbers = static_cast<const int64_t*>(duckdb_vector_get_data(duckdb_data_chunk_get_vector(chunk, 0)));
    for (size_t c = 0; c < num_columns; ++c) {
      duckdb_vector vector = duckdb_data_chunk_get_vector(chunk, c + 1);
      const auto* cells = static_cast<const bool*>(duckdb_vector_get_data(vector));
      uint64_t* validity = duckdb_vector_get_validity(vector);
      for (idx_t r = 0; r < size; ++r) {
        if (validity != nullptr && !duckdb_validity_row_is_valid(validity, r)) fail(sql, "a condition is NULL");
        if (cells[r]) bitmaps[c][static_cast<uint64_t>(numbers[r]) / 64] |= uint64_t{1} << (numbers[r] % 64);
      }
    }
    duckdb_destroy_data_chunk(&chunk);
  }
  return bitmaps;
}

std::string sql_text(const std::string& text) {
  std::string quoted = "'";
  for (const char c : text) quoted += c == '\'' ? std::string("''") : std::string(1, c);
  return quoted + "'";
}

std::string sql_instant(int64_t instant) { return "make_timestamp(" + std::to_string(instant) + ")"; }

std::string definite(const std::string& condition) { return "coalesce(" + condition + ", false)"; }

}  // namespace segql::testing
