#pragma once
/// The objects of DuckDB's C API as owners that destroy them, and its errors as ours.

#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <duckdb.h>

#include "segql/result.h"

namespace segql::connect {

/// A handle of the C API: a pointer that its own function destroys through its address.
template <typename Handle, auto Destroy>
class Owned {
 public:
  Owned() = default;
  explicit Owned(Handle handle) : handle_(handle) {}
  Owned(Owned&& other) noexcept : handle_(std::exchange(other.handle_, nullptr)) {}
  Owned& operator=(Owned&& other) noexcept {
    std::swap(handle_, other.handle_);
    return *this;
  }
  ~Owned() {
    if (handle_) Destroy(&handle_);
  }
  Handle get() const { return handle_; }
  Handle* out() { return &handle_; }
  explicit operator bool() const { return handle_ != nullptr; }

 private:
  Handle handle_ = nullptr;
};

using DatabaseHandle = Owned<duckdb_database, duckdb_close>;
using ConnectionHandle = Owned<duckdb_connection, duckdb_disconnect>;
using ConfigHandle = Owned<duckdb_config, duckdb_destroy_config>;
using PreparedHandle = Owned<duckdb_prepared_statement, duckdb_destroy_prepare>;
using ExtractedHandle = Owned<duckdb_extracted_statements, duckdb_destroy_extracted>;
using TypeHandle = Owned<duckdb_logical_type, duckdb_destroy_logical_type>;
using ChunkHandle = Owned<duckdb_data_chunk, duckdb_destroy_data_chunk>;
using ArrowOptionsHandle = Owned<duckdb_arrow_options, duckdb_destroy_arrow_options>;
using ErrorDataHandle = Owned<duckdb_error_data, duckdb_destroy_error_data>;

/// A result, which the C API keeps by value.
class ResultHandle {
 public:
  ResultHandle() = default;
  ResultHandle(const ResultHandle&) = delete;
  ResultHandle& operator=(const ResultHandle&) = delete;
  ~ResultHandle() { duckdb_destroy_result(&result_); }
  duckdb_result* get() { return &result_; }

 private:
  duckdb_result result_{};
};

/// What a string of the C API says, which it frees.
std::string take_text(char* text);

/// The lines of a DuckDB message a reader can use: the first, and what it says to try; no copies of the query, no stack
/// traces.
std::string first_useful_lines(std::string_view message);

/// The name of a column of a prepared query.
std::string column_name(duckdb_prepared_statement prepared, idx_t column);

/// A failure of DuckDB while reading: `source` is how the message names what was being read.
Error duckdb_error(const std::string& source, std::string_view message);

/// How a database is to be opened: names of options and their values.
using Settings = std::vector<std::pair<std::string, std::string>>;
/// kInternal, naming the setting, when DuckDB refuses one: no database is better than one without the limits it was to
/// have.
Result<ConfigHandle> make_config(const Settings& settings);

/// Runs one statement for its effect.
Status run(duckdb_connection connection, const std::string& sql);

/// Prepares one statement, which must be a query.
Result<PreparedHandle> prepare_query(duckdb_connection connection, const std::string& source, const std::string& sql);

}  // namespace segql::connect
