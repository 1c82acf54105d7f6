// Opens DuckDB the way SegQL uses it, and makes each source one query with readable columns.
#include "connect/duckdb_reader.h"

#include <algorithm>
#include <filesystem>
#include <optional>

#include "base/try.h"
#include "connect/column_types.h"
#include "connect/duckdb_handle.h"
#include "connect/file_query.h"
#include "connect/query_paths.h"
#include "connect/result_stream.h"
#include "connect/sql_text.h"

namespace segql::connect {

namespace fs = std::filesystem;

struct Connection::Impl {
  std::shared_ptr<Database> database;
  std::string root;  ///< absolute
  const std::atomic<bool>* cancelled = nullptr;
};

namespace {

struct Column {
  std::string name;
  Result<std::string> expression;  ///< of the column named `position`, or why it cannot be read
  bool changed = false;
};

/// The columns of a prepared query, each as SegQL reads it; `position_name(i)` is how the projection names the i-th.
std::vector<Column> columns_of(duckdb_prepared_statement prepared) {
  std::vector<Column> columns;
  for (idx_t i = 0; i < duckdb_prepared_statement_column_count(prepared); ++i) {
    const TypeHandle type(duckdb_prepared_statement_column_logical_type(prepared, i));
    const std::string position = "c" + std::to_string(i);
    Result<std::string> expression = readable_expression(type.get(), position);
    const bool changed = !expression.ok() || *expression != position;
    columns.push_back({column_name(prepared, i), std::move(expression), changed});
  }
  return columns;
}

/// Which columns the caller has a use for: those of `fields`, or all when a field has no column of its own, so that the
/// caller can name what there is. A column that cannot be read is then simply not there, unless it is asked for.
std::vector<bool> wanted_columns(const std::vector<Column>& columns, const SourceSpec& source,
                                 std::span<const std::string> fields) {
  std::vector<bool> wanted(columns.size(), fields.empty());
  bool all_found = true;
  for (const std::string& field : fields) {
    const auto mapping = std::find_if(source.columns.begin(), source.columns.end(),
                                      [&](const ColumnName& mapped) { return mapped.field == field; });
    const std::string& name = mapping == source.columns.end() ? field : mapping->column;
    const auto column = std::find_if(columns.begin(), columns.end(), [&](const Column& c) { return c.name == name; });
    if (column == columns.end()) {
      all_found = false;
    } else {
      wanted[static_cast<size_t>(column - columns.begin())] = true;
    }
  }
  if (all_found) return wanted;
  for (size_t i = 0; i < columns.size(); ++i) wanted[i] = wanted[i] || columns[i].expression.ok();
  return wanted;
}

}  // namespace

Connection::Connection(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Connection::~Connection() = default;

Result<std::unique_ptr<Connection>> Connection::open(const ConnectionOptions& options) {
  std::error_code error;
  const fs::path root = fs::absolute(options.root.empty() ? "." : options.root, error).lexically_normal();
  if (error || !fs::is_directory(root, error)) {
    return Error{ErrorCode::kNotFound, "the data folder `" + options.root + "` does not exist or is not a folder"};
  }

  auto impl = std::make_unique<Impl>();
  impl->database = std::make_shared<Database>();
  // Where a query needs more memory than there is, DuckDB would otherwise leave its temporary files in the current
  // folder. Without a path it does not write any, and such a query fails.
  Settings settings = {
      {"autoinstall_known_extensions", "false"},
      {"autoload_known_extensions", "false"},
      {"allow_community_extensions", "false"},
      {"temp_directory", impl->database->spill.path()},
  };
  if (options.threads > 0) settings.emplace_back("threads", std::to_string(options.threads));
  SEGQL_TRY(const ConfigHandle config, make_config(settings));

  impl->root = root.string();
  impl->cancelled = options.cancelled;
  char* message = nullptr;
  if (duckdb_open_ext(nullptr, impl->database->handle.out(), config.get(), &message) == DuckDBError) {
    return Error{ErrorCode::kInternal, "cannot start DuckDB: " + first_useful_lines(take_text(message))};
  }
  return std::unique_ptr<Connection>(new Connection(std::move(impl)));
}

Result<ArrowArrayStream> Connection::read(const SourceSpec& source, RejectedLines* rejected,
                                          std::span<const std::string> fields, RowsRead rows_read) {
  if (rejected != nullptr) *rejected = {};
  StreamRequest request;
  request.database = impl_->database;
  request.name =
      source.declared_in.empty() ? "source `" + source.table + "`" : source.place() + ": source `" + source.table + "`";
  request.rejected = rejected;
  request.rows_read = std::move(rows_read);
  if (duckdb_connect(impl_->database->handle.get(), request.connection.out()) == DuckDBError) {
    return Error{ErrorCode::kInternal, request.name + ": cannot open another connection to DuckDB"};
  }
  const duckdb_connection connection = request.connection.get();
  request.interrupter = std::make_unique<Interrupter>(connection, impl_->cancelled);
  // Casts between instants and local times inside queries mean UTC on every machine; Arrow comes in its plainest types.
  for (const char* setting : {"SET TimeZone = 'UTC'", "SET produce_arrow_string_view = false",
                              "SET arrow_lossless_conversion = false", "SET arrow_large_buffer_size = false",
                              "SET arrow_output_list_view = false", "SET preserve_insertion_order = true",
                              "SET enable_progress_bar = true", "SET enable_progress_bar_print = false"}) {
    SEGQL_TRY_VOID(run(connection, setting));
  }

  std::string sql;
  if (source.query.empty()) {
    SEGQL_TRY(FileQuery query, file_query(connection, source, request.name, impl_->root));
    sql = std::move(query.sql);
    request.is_csv = query.is_csv;
    request.is_counted = query.is_counted;
  } else {
    // For what resolve_query_paths cannot see, such as paths computed by the query. A comma separates folders there.
    if (impl_->root.find(',') == std::string::npos) {
      SEGQL_TRY_VOID(run(connection, "SET file_search_path = " + sql_text(impl_->root)));
    }
    SEGQL_TRY(sql, resolve_query_paths(connection, request.name, source.query, impl_->root));
  }
  SEGQL_TRY(request.prepared, prepare_query(connection, request.name, sql));

  const std::vector<Column> columns = columns_of(request.prepared.get());
  // The CSV reader counts the columns of each line only when it is asked for all of them.
  const std::vector<bool> wanted =
      wanted_columns(columns, source, request.is_csv ? std::span<const std::string>() : fields);
  std::string projection;
  std::string positions;
  bool changed = false;
  for (size_t i = 0; i < columns.size(); ++i) {
    positions += (i > 0 ? ", c" : "c") + std::to_string(i);
    changed = changed || !wanted[i] || columns[i].changed;
    if (!wanted[i]) continue;
    if (!columns[i].expression.ok()) {
      const Error& why = columns[i].expression.error();
      return Error{why.code, request.name + ": column `" + columns[i].name + "` " + why.message};
    }
    projection += (projection.empty() ? "" : ", ") + *columns[i].expression + " AS " + sql_name(columns[i].name);
  }
  if (changed && !projection.empty()) {
    // A view, because its text ends where the user's query ends, whatever comment or semicolon that is.
    SEGQL_TRY_VOID(run(connection, "CREATE TEMP VIEW segql_source(" + positions + ") AS " + sql));
    SEGQL_TRY(request.prepared, prepare_query(connection, request.name, "SELECT " + projection + " FROM segql_source"));
  }
  return open_stream(std::move(request));
}

}  // namespace segql::connect
