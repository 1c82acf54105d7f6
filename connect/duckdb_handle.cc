// DuckDB's errors as ours, and statements prepared with care.
#include "connect/duckdb_handle.h"

namespace segql::connect {

namespace {

std::vector<std::string_view> lines_of(std::string_view text) {
  std::vector<std::string_view> lines;
  while (!text.empty()) {
    const size_t end = text.find('\n');
    lines.push_back(text.substr(0, end));
    text = end == std::string_view::npos ? std::string_view() : text.substr(end + 1);
  }
  return lines;
}

}  // namespace

std::string take_text(char* text) {
  std::string copy = text ? text : "";
  duckdb_free(text);
  return copy;
}

std::string column_name(duckdb_prepared_statement prepared, idx_t column) {
  return take_text(const_cast<char*>(duckdb_prepared_statement_column_name(prepared, column)));
}

std::string first_useful_lines(std::string_view message) {
  constexpr size_t kLongest = 600;
  std::string text;
  for (const std::string_view line : lines_of(message)) {
    // From here on DuckDB prints the query with a caret, or the addresses of its stack.
    if (line.starts_with("LINE ") || line.starts_with("Stack Trace")) break;
    if (line.find_first_not_of(" \t\r") == std::string_view::npos) continue;
    const bool first = text.empty();
    // The longer messages of the CSV reader go on with every option it had; the candidates of names are worth keeping.
    const bool worth_keeping =
        first || line.starts_with("Candidate") || line.starts_with("Did you mean") || line.starts_with("Line:");
    if (!worth_keeping) continue;
    if (!first) text += "; ";
    text += line;
  }
  if (text.empty()) text = "DuckDB gave no reason";
  if (text.size() > kLongest) {
    size_t cut = kLongest;
    while (cut > 0 && (static_cast<unsigned char>(text[cut]) & 0xC0) == 0x80) --cut;
    text.resize(cut);
    text += "...";
  }
  return text;
}

Error duckdb_error(const std::string& source, std::string_view message) {
  ErrorCode code = ErrorCode::kInvalidData;
  if (message.starts_with("INTERRUPT")) code = ErrorCode::kCancelled;
  if (message.starts_with("INTERNAL") || message.starts_with("FATAL")) code = ErrorCode::kInternal;
  if (message.starts_with("Parser") || message.starts_with("Binder") || message.starts_with("Catalog")) {
    code = ErrorCode::kInvalidArgument;
  }
  if (message.starts_with("IO Error: No files found")) code = ErrorCode::kNotFound;
  if (message.starts_with("Out of Memory")) code = ErrorCode::kLimitExceeded;
  return Error{code, source + ": " + first_useful_lines(message)};
}

Result<ConfigHandle> make_config(const Settings& settings) {
  ConfigHandle config;
  if (duckdb_create_config(config.out()) == DuckDBError) {
    return Error{ErrorCode::kInternal, "cannot start DuckDB: no memory for its settings"};
  }
  for (const auto& [name, value] : settings) {
    if (duckdb_set_config(config.get(), name.c_str(), value.c_str()) == DuckDBError) {
      return Error{ErrorCode::kInternal,
                   "cannot start DuckDB: it refuses the setting `" + name + "` = `" + value + "`"};
    }
  }
  return config;
}

Status run(duckdb_connection connection, const std::string& sql) {
  ResultHandle result;
  if (duckdb_query(connection, sql.c_str(), result.get()) == DuckDBError) {
    const char* message = duckdb_result_error(result.get());
    Error error = duckdb_error("DuckDB", message ? message : "");
    if (error.code != ErrorCode::kCancelled) error.code = ErrorCode::kInternal;
    return error;
  }
  return {};
}

Result<PreparedHandle> prepare_query(duckdb_connection connection, const std::string& source, const std::string& sql) {
  ExtractedHandle statements;
  const idx_t count = duckdb_extract_statements(connection, sql.c_str(), statements.out());
  if (count == 0) {
    const char* message = duckdb_extract_statements_error(statements.get());
    if (message == nullptr || *message == '\0')
      return Error{ErrorCode::kInvalidArgument, source + ": the query is empty"};
    return duckdb_error(source, message);
  }
  if (count > 1) return Error{ErrorCode::kInvalidArgument, source + ": a source is one query, not several statements"};
  PreparedHandle prepared;
  if (duckdb_prepare_extracted_statement(connection, statements.get(), 0, prepared.out()) == DuckDBError) {
    const char* message = duckdb_prepare_error(prepared.get());
    return duckdb_error(source, message ? message : "");
  }
  if (duckdb_prepared_statement_type(prepared.get()) != DUCKDB_STATEMENT_TYPE_SELECT) {
    return Error{ErrorCode::kInvalidArgument,
                 source + ": a source is a query (select ...), not another kind of statement"};
  }
  if (duckdb_nparams(prepared.get()) > 0) {
    return Error{ErrorCode::kInvalidArgument, source + ": the query has a parameter, and nothing gives it a value"};
  }
  return prepared;
}

}  // namespace segql::connect
