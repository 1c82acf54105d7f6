/// DuckDB: tables in memory, an answer is a prepared statement.
#include <map>

#include <duckdb.h>
#include <fmt/format.h>

#include "bench/peers/sql_system.h"

namespace segql::bench {
namespace {

class DuckDbSystem final : public SqlSystem {
 public:
  explicit DuckDbSystem(const Setup& setup) : SqlSystem(Peer::kDuckDb), setup_(setup) {}
  ~DuckDbSystem() override {
    for (auto& [sql, statement] : prepared_) duckdb_destroy_prepare(&statement);
    duckdb_disconnect(&connection_);
    duckdb_close(&database_);
  }

  std::string name() const override { return fmt::format("DuckDB {}", duckdb_library_version() + 1); }  // "v1.4.4"

  Status load() override {
    if (duckdb_open(nullptr, &database_) == DuckDBError || duckdb_connect(database_, &connection_) == DuckDBError) {
      return Error{ErrorCode::kInternal, "DuckDB does not start"};
    }
    SEGQL_TRY_VOID(run(fmt::format("set threads = {}", setup_.threads)));
    for (const TableFile& table : setup_.workload.tables) {
      SEGQL_TRY_VOID(
          run(fmt::format("create table {0} as select * from '{1}/{0}.parquet'", table.name, setup_.folder)));
    }
    return {};
  }

 private:
  Status run(const std::string& sql) {
    duckdb_result result;
    const bool failed = duckdb_query(connection_, sql.c_str(), &result) == DuckDBError;
    const std::string error = failed ? duckdb_result_error(&result) : "";
    duckdb_destroy_result(&result);
    return failed ? Status(Error{ErrorCode::kInternal, error}) : Status();
  }

  Result<int64_t> number(const std::string& sql) override {
    duckdb_prepared_statement& statement = prepared_[sql];
    if (statement == nullptr && duckdb_prepare(connection_, sql.c_str(), &statement) == DuckDBError) {
      return Error{ErrorCode::kInternal, duckdb_prepare_error(statement)};
    }
    duckdb_result result;
    if (duckdb_execute_prepared(statement, &result) == DuckDBError) {
      return Error{ErrorCode::kInternal, duckdb_result_error(&result)};
    }
    const int64_t value = duckdb_value_int64(&result, 0, 0);
    duckdb_destroy_result(&result);
    return value;
  }

  const Setup& setup_;
  duckdb_database database_ = nullptr;
  duckdb_connection connection_ = nullptr;
  std::map<std::string, duckdb_prepared_statement> prepared_;
};

}  // namespace

uint64_t count_rows(const std::string& folder, const std::string& table) {
  duckdb_database database = nullptr;
  duckdb_connection connection = nullptr;
  duckdb_result result{};
  uint64_t count = 0;
  const std::string sql = fmt::format("select count(*) from '{}/{}.parquet'", folder, table);
  if (duckdb_open(nullptr, &database) == DuckDBSuccess && duckdb_connect(database, &connection) == DuckDBSuccess &&
      duckdb_query(connection, sql.c_str(), &result) == DuckDBSuccess) {
    count = static_cast<uint64_t>(duckdb_value_int64(&result, 0, 0));
  }
  duckdb_destroy_result(&result);
  duckdb_disconnect(&connection);
  duckdb_close(&database);
  return count;
}

std::unique_ptr<System> make_duckdb(const Setup& setup) { return std::make_unique<DuckDbSystem>(setup); }

}  // namespace segql::bench
