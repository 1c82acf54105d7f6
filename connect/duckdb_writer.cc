// The stream is a table function of DuckDB's, and what it gives is copied to the file while it is read.
#include "connect/duckdb_writer.h"

#include <algorithm>
#include <exception>
#include <string_view>
#include <vector>

#include "base/try.h"
#include "connect/arrow_stream.h"
#include "connect/duckdb_handle.h"
#include "connect/formula.h"
#include "connect/spill_folder.h"
#include "connect/sql_text.h"

namespace segql::connect {
namespace {

using ConvertedHandle = Owned<duckdb_arrow_converted_schema, duckdb_destroy_arrow_converted_schema>;
using FunctionHandle = Owned<duckdb_table_function, duckdb_destroy_table_function>;

// ---------- what a column is written as ----------

bool is_format(const ArrowSchema& schema, std::string_view start) {
  return std::string_view(schema.format).starts_with(start);
}

/// The value of a map, or the item of a list.
const ArrowSchema& item_of(const ArrowSchema& schema) {
  return is_format(schema, "+m") ? *schema.children[0]->children[1] : *schema.children[0];
}

/// `cell` as text formats write it; the parts of collections, too.
std::string as_text(const ArrowSchema& schema, const std::string& cell, const std::string& item_name = "i") {
  if (is_format(schema, "ts")) {
    const std::string micros = "epoch_us(" + cell + ")", local = "make_timestamp(" + micros + ")";  // of UTC
    return "CASE WHEN " + micros + " % 1000000 = 0 THEN strftime(" + local + ", '%Y-%m-%dT%H:%M:%SZ') ELSE strftime(" +
           local + ", '%Y-%m-%dT%H:%M:%S.%fZ') END";
  }
  if (!is_format(schema, "+")) return cell;
  const std::string item = as_text(item_of(schema), item_name, item_name + "i");
  if (item == item_name) return cell;
  const std::string change = "lambda " + item_name + ": " + item;
  if (is_format(schema, "+m"))
    return "map(map_keys(" + cell + "), list_transform(map_values(" + cell + "), " + change + "))";
  return "list_transform(" + cell + ", " + change + ")";
}

/// A text as spreadsheets never compute it.
std::string neutralised(const std::string& cell) {
  std::string starts;
  for (const char c : kFormulaStarts) starts += (starts.empty() ? "" : ", ") + std::to_string(int{c});
  return "CASE WHEN ascii(" + cell + ") IN (" + starts + ") THEN '''' || " + cell + " ELSE " + cell + " END";
}

std::string expression_of(const ArrowSchema& schema, const std::string& cell, const WriteOptions& options) {
  switch (options.format.kind) {
    case WrittenKind::kParquet:
    case WrittenKind::kExcel: break;
    case WrittenKind::kJsonLines:
      // JSON has no infinity.
      return is_format(schema, "g") ? "CASE WHEN isfinite(" + cell + ") THEN " + cell + " END" : as_text(schema, cell);
    case WrittenKind::kCsv:
      if (is_format(schema, "+")) return "to_json(" + as_text(schema, cell) + ")";
      if (is_format(schema, "U") && !options.raw) return neutralised(cell);
      return as_text(schema, cell);
  }
  return cell;
}

std::string copy_statement(const ArrowSchema& schema, const WriteOptions& options, const std::string& path) {
  std::string columns;
  for (int64_t i = 0; i < schema.n_children; ++i) {
    const ArrowSchema& column = *schema.children[i];
    const bool is_safe = options.format.kind != WrittenKind::kCsv || options.raw;
    columns += (i == 0 ? "" : ", ") + expression_of(column, "c" + std::to_string(i), options) + " AS " +
               sql_name(is_safe ? column.name : without_formula(column.name));
  }
  std::string how;
  switch (options.format.kind) {
    case WrittenKind::kCsv: how = "FORMAT csv, HEADER true"; break;
    case WrittenKind::kJsonLines: how = "FORMAT json"; break;
    case WrittenKind::kExcel:
    case WrittenKind::kParquet: how = "FORMAT parquet"; break;
  }
  if (options.format.kind != WrittenKind::kParquet)
    how += ", COMPRESSION " + sql_text(compression_name(options.format.compression));
  return "COPY (SELECT " + columns + " FROM segql_rows()) TO " + sql_text(path) + " (" + how + ", USE_TMP_FILE false)";
}

// ---------- the table function ----------

TypeHandle type_of(const ArrowSchema& schema) {
  if (is_format(schema, "d:")) {
    const std::string digits = schema.format + 2;
    const size_t comma = digits.find(',');
    return TypeHandle(duckdb_create_decimal_type(static_cast<uint8_t>(std::stoi(digits)),
                                                 static_cast<uint8_t>(std::stoi(digits.substr(comma + 1)))));
  }
  if (is_format(schema, "+m")) {
    const TypeHandle key(duckdb_create_logical_type(DUCKDB_TYPE_VARCHAR)), value = type_of(item_of(schema));
    return TypeHandle(duckdb_create_map_type(key.get(), value.get()));
  }
  if (is_format(schema, "+")) return TypeHandle(duckdb_create_list_type(type_of(item_of(schema)).get()));
  duckdb_type type = DUCKDB_TYPE_VARCHAR;
  if (is_format(schema, "l")) type = DUCKDB_TYPE_BIGINT;
  if (is_format(schema, "g")) type = DUCKDB_TYPE_DOUBLE;
  if (is_format(schema, "b")) type = DUCKDB_TYPE_BOOLEAN;
  if (is_format(schema, "td")) type = DUCKDB_TYPE_DATE;
  if (is_format(schema, "ts")) type = DUCKDB_TYPE_TIMESTAMP_TZ;
  return TypeHandle(duckdb_create_logical_type(type));
}

struct Source {
  ArrowArrayStream* rows;
  const WriteOptions& options;
  ArrowSchemaOwner schema;
  ConvertedHandle converted;
  duckdb_connection connection = nullptr;  ///< whose settings say how arrays are taken
  uint64_t num_read = 0;
  std::optional<Error> error = std::nullopt;  ///< of the stream
};

void bind(duckdb_bind_info info) {
  const auto& source = *static_cast<Source*>(duckdb_bind_get_extra_info(info));
  for (int64_t i = 0; i < source.schema->n_children; ++i) {
    const std::string name = "c" + std::to_string(i);
    duckdb_bind_add_result_column(info, name.c_str(), type_of(*source.schema->children[i]).get());
  }
  duckdb_bind_set_cardinality(info, source.options.num_rows, true);
}

/// One thread asks for rows, so that they stay in order.
void init(duckdb_init_info info) { duckdb_init_set_max_threads(info, 1); }

/// What a call that returns error data says; empty when all is well.
std::string message_of(duckdb_error_data data) {
  const ErrorDataHandle error(data);
  return error && duckdb_error_data_has_error(error.get()) ? duckdb_error_data_message(error.get()) : "";
}

void read_batch(duckdb_function_info info, duckdb_data_chunk out) {
  auto& source = *static_cast<Source*>(duckdb_function_get_extra_info(info));
  duckdb_data_chunk_set_size(out, 0);
  auto batch = next_of(source.rows);
  if (!batch.ok()) {
    source.error = batch.error();
    return duckdb_function_set_error(info, source.error->message.c_str());
  }
  if (!*batch) return;
  const auto num_rows = static_cast<uint64_t>((*batch)->length);
  ChunkHandle chunk;
  const std::string message =
      message_of(duckdb_data_chunk_from_arrow(source.connection, batch->get(), source.converted.get(), chunk.out()));
  if (!message.empty()) return duckdb_function_set_error(info, message.c_str());
  for (idx_t i = 0; i < duckdb_data_chunk_get_column_count(out); ++i) {
    duckdb_vector_reference_vector(duckdb_data_chunk_get_vector(out, i), duckdb_data_chunk_get_vector(chunk.get(), i));
  }
  duckdb_data_chunk_set_size(out, num_rows);
  source.num_read += num_rows;
  if (source.options.rows_written) source.options.rows_written(source.num_read);
}

Status failed(const WriteOptions& options, const std::string& path, std::string_view message) {
  std::string text = first_useful_lines(message);
  for (size_t at = text.find(path); at != std::string::npos; at = text.find(path, at + options.path.size()))
    text.replace(at, path.size(), options.path);
  return Error{ErrorCode::kIo, "cannot write `" + options.path + "`: " + text};
}

}  // namespace

Status write_with_duckdb(ArrowArrayStream* rows, const WriteOptions& options, const std::string& path) {
  const SpillFolder spill;
  SEGQL_TRY(const ConfigHandle config, make_config({{"autoinstall_known_extensions", "false"},
                                                    {"autoload_known_extensions", "false"},
                                                    {"allow_community_extensions", "false"},
                                                    {"temp_directory", spill.path()}}));
  DatabaseHandle database;
  char* reason = nullptr;
  if (duckdb_open_ext(nullptr, database.out(), config.get(), &reason) == DuckDBError)
    return Error{ErrorCode::kInternal, "cannot start DuckDB: " + first_useful_lines(take_text(reason))};
  ConnectionHandle connection, converter;
  if (duckdb_connect(database.get(), connection.out()) == DuckDBError ||
      duckdb_connect(database.get(), converter.out()) == DuckDBError)
    return Error{ErrorCode::kInternal, "cannot open a connection to DuckDB"};
  SEGQL_TRY_VOID(run(connection.get(), "SET TimeZone = 'UTC'"));

  SEGQL_TRY(ArrowSchemaOwner schema, schema_of(rows));
  Source source{rows, options, std::move(schema), {}, converter.get()};
  const std::string message =
      message_of(duckdb_schema_from_arrow(converter.get(), source.schema.get(), source.converted.out()));
  if (!message.empty()) return Error{ErrorCode::kInternal, "DuckDB: " + first_useful_lines(message)};
  const FunctionHandle function(duckdb_create_table_function());
  duckdb_table_function_set_name(function.get(), "segql_rows");
  duckdb_table_function_set_extra_info(function.get(), &source, nullptr);
  duckdb_table_function_set_bind(function.get(), bind);
  duckdb_table_function_set_init(function.get(), init);
  duckdb_table_function_set_function(function.get(), read_batch);
  if (duckdb_register_table_function(connection.get(), function.get()) == DuckDBError)
    return Error{ErrorCode::kInternal, "DuckDB refuses the rows"};
  ResultHandle result;
  const std::string statement = copy_statement(*source.schema, options, path);
  if (duckdb_query(connection.get(), statement.c_str(), result.get()) == DuckDBError) {
    if (source.error) return *source.error;
    const char* const said = duckdb_result_error(result.get());
    return failed(options, path, said == nullptr ? "" : said);
  }
  return {};
}

}  // namespace segql::connect
