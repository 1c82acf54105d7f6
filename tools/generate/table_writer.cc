// Tables computed row by row: a DuckDB table function produces them, COPY writes them.
#include "tools/generate/table_writer.h"

#include <algorithm>
#include <filesystem>
#include <mutex>
#include <thread>

#include "base/try.h"

namespace segql::generate {

namespace fs = std::filesystem;

namespace {

duckdb_logical_type make_type(ColumnType type) {
  switch (type) {
    case ColumnType::kInt: return duckdb_create_logical_type(DUCKDB_TYPE_BIGINT);
    case ColumnType::kMoney: return duckdb_create_decimal_type(18, 2);
    case ColumnType::kScore: return duckdb_create_decimal_type(18, 4);
    case ColumnType::kText: return duckdb_create_logical_type(DUCKDB_TYPE_VARCHAR);
    case ColumnType::kTextList: {
      duckdb_logical_type text = duckdb_create_logical_type(DUCKDB_TYPE_VARCHAR);
      duckdb_logical_type list = duckdb_create_list_type(text);
      duckdb_destroy_logical_type(&text);
      return list;
    }
    case ColumnType::kBool: return duckdb_create_logical_type(DUCKDB_TYPE_BOOLEAN);
    case ColumnType::kFloat: return duckdb_create_logical_type(DUCKDB_TYPE_DOUBLE);
    case ColumnType::kDate: return duckdb_create_logical_type(DUCKDB_TYPE_DATE);
    case ColumnType::kTimestamp: break;
  }
  return duckdb_create_logical_type(DUCKDB_TYPE_TIMESTAMP);
}

/// One table being written; DuckDB asks for its rows from one thread at a time.
struct Job {
  const TableSpec* table;
  const std::function<void(const TableSpec&, uint64_t)>* progress;
  uint64_t next_row = 0;
};

void bind(duckdb_bind_info info) {
  const Job& job = *static_cast<Job*>(duckdb_bind_get_extra_info(info));
  for (const ColumnSpec& column : job.table->columns) {
    duckdb_logical_type type = make_type(column.type);
    duckdb_bind_add_result_column(info, column.name.c_str(), type);
    duckdb_destroy_logical_type(&type);
  }
  duckdb_bind_set_cardinality(info, job.table->num_rows, true);
}

void init(duckdb_init_info info) { duckdb_init_set_max_threads(info, 1); }

void produce(duckdb_function_info info, duckdb_data_chunk chunk) {
  Job& job = *static_cast<Job*>(duckdb_function_get_extra_info(info));
  const uint64_t count = std::min<uint64_t>(duckdb_vector_size(), job.table->num_rows - job.next_row);
  RowWriter out(chunk, job.table->columns.size());
  for (uint64_t i = 0; i < count; ++i) {
    out.begin_row(i);
    job.table->fill(job.next_row + i, out);
  }
  duckdb_data_chunk_set_size(chunk, count);
  job.next_row += count;
  (*job.progress)(*job.table, job.next_row);
}

Status failed(const std::string& what, const char* why) {
  return Error{ErrorCode::kIo, what + ": " + std::string(why ? why : "no reason given")};
}

std::string sql_text(const std::string& text) {
  std::string quoted = "'";
  for (const char c : text) quoted += c == '\'' ? std::string("''") : std::string(1, c);
  return quoted + "'";
}

Status write_table(duckdb_connection connection, Job& job, const fs::path& folder) {
  const std::string function_name = "rows_of_" + job.table->name;
  duckdb_table_function function = duckdb_create_table_function();
  duckdb_table_function_set_name(function, function_name.c_str());
  duckdb_table_function_set_extra_info(function, &job, nullptr);
  duckdb_table_function_set_bind(function, bind);
  duckdb_table_function_set_init(function, init);
  duckdb_table_function_set_function(function, produce);
  const duckdb_state registered = duckdb_register_table_function(connection, function);
  duckdb_destroy_table_function(&function);
  if (registered == DuckDBError) return failed(job.table->name, "DuckDB did not take the table function");

  const fs::path file = folder / (job.table->name + ".parquet");
  const fs::path partial = folder / ("." + job.table->name + ".parquet.partial");
  const std::string sql = "COPY (SELECT * FROM " + function_name + "()) TO " + sql_text(partial.string()) +
                          " (FORMAT parquet, COMPRESSION zstd, COMPRESSION_LEVEL 1, USE_TMP_FILE false)";
  duckdb_result result;
  Status status;
  if (duckdb_query(connection, sql.c_str(), &result) == DuckDBError)
    status = failed(job.table->name, duckdb_result_error(&result));
  duckdb_destroy_result(&result);
  std::error_code error;
  if (status.ok()) {
    fs::rename(partial, file, error);
    if (error) status = failed(file.string(), error.message().c_str());
  }
  if (!status.ok()) fs::remove(partial, error);
  return status;
}

/// Writes the tables no other thread has taken yet.
Status write_some(duckdb_database database, std::vector<Job>& jobs, size_t& next, std::mutex& mutex,
                  const fs::path& folder) {
  duckdb_connection connection;
  if (duckdb_connect(database, &connection) == DuckDBError) return failed("DuckDB", "cannot connect");
  Status status;
  while (status.ok()) {
    Job* job = nullptr;
    {
      const std::lock_guard lock(mutex);
      if (next < jobs.size()) job = &jobs[next++];
    }
    if (job == nullptr) break;
    status = write_table(connection, *job, folder);
  }
  duckdb_disconnect(&connection);
  return status;
}

}  // namespace

RowWriter::RowWriter(duckdb_data_chunk chunk, size_t num_columns) {
  for (size_t i = 0; i < num_columns; ++i) {
    vectors_.push_back(duckdb_data_chunk_get_vector(chunk, i));
    data_.push_back(duckdb_vector_get_data(vectors_.back()));
  }
}

void RowWriter::set(size_t column, int64_t value) { static_cast<int64_t*>(data_[column])[row_] = value; }
void RowWriter::set_days(size_t column, int32_t days) { static_cast<int32_t*>(data_[column])[row_] = days; }
void RowWriter::set_bool(size_t column, bool value) { static_cast<bool*>(data_[column])[row_] = value; }
void RowWriter::set_real(size_t column, double value) { static_cast<double*>(data_[column])[row_] = value; }

void RowWriter::set(size_t column, std::string_view text) {
  duckdb_vector_assign_string_element_len(vectors_[column], row_, text.data(), text.size());
}

void RowWriter::set_list(size_t column, const std::string_view* texts, uint32_t chosen) {
  const duckdb_vector list = vectors_[column];
  uint64_t size = duckdb_list_vector_get_size(list);
  auto& entry = static_cast<duckdb_list_entry*>(data_[column])[row_];
  entry.offset = size;
  for (uint32_t i = 0; chosen >> i != 0; ++i) {
    if ((chosen >> i & 1) == 0) continue;
    duckdb_list_vector_reserve(list, size + 1);
    duckdb_vector_assign_string_element_len(duckdb_list_vector_get_child(list), size, texts[i].data(), texts[i].size());
    duckdb_list_vector_set_size(list, ++size);
  }
  entry.length = size - entry.offset;
}

void RowWriter::set_missing(size_t column) {
  duckdb_vector_ensure_validity_writable(vectors_[column]);
  duckdb_validity_set_row_invalid(duckdb_vector_get_validity(vectors_[column]), row_);
}

Status write_tables(const std::vector<TableSpec>& tables, const std::string& folder,
                    const std::function<void(const TableSpec&, uint64_t)>& progress) {
  duckdb_database database;
  if (duckdb_open(nullptr, &database) == DuckDBError) return failed("DuckDB", "cannot start");
  std::vector<Job> jobs;
  for (const TableSpec& table : tables) jobs.push_back({&table, &progress, 0});
  // The rows of a table are made in order by one thread; different tables by different threads.
  size_t next = 0;
  std::mutex mutex;
  Status first;
  Status second;
  {
    std::thread other([&] { second = write_some(database, jobs, next, mutex, folder); });
    first = write_some(database, jobs, next, mutex, folder);
    other.join();
  }
  duckdb_close(&database);
  return first.ok() ? second : first;
}

}  // namespace segql::generate
