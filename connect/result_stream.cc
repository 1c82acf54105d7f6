// A running DuckDB query as an Arrow C stream, and at its end the lines the CSV reader set aside.
#include "connect/result_stream.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <vector>

#include "base/try.h"

namespace segql::connect {

namespace {

constexpr size_t kExamples = 5;
constexpr size_t kShownText = 80;

struct Stream {
  StreamRequest request;
  ResultHandle result;  // before the connection goes
  ArrowOptionsHandle options;
  std::vector<TypeHandle> types;
  std::vector<std::string> names;
  uint64_t num_rows = 0;
  bool ended = false;
  std::string error;
  int error_number = EIO;

  int fail(std::string message) {
    ended = true;
    error = std::move(message);
    return error_number;
  }
  int fail(Error why) {
    if (why.code == ErrorCode::kCancelled) error_number = ECANCELED;
    return fail(std::move(why.message));
  }
};

Stream& stream_of(ArrowArrayStream* stream) { return *static_cast<Stream*>(stream->private_data); }

/// "Expected Number of Columns: 2 Found: 1" as people say it.
std::string reason_text(std::string message) {
  unsigned long long wanted = 0;
  unsigned long long found = 0;
  if (std::sscanf(message.c_str(), "Expected Number of Columns: %llu Found: %llu", &wanted, &found) == 2) {
    return "expected " + std::to_string(wanted) + " columns, found " + std::to_string(found);
  }
  message = first_useful_lines(message);
  if (!message.empty() && message[0] >= 'A' && message[0] <= 'Z')
    message[0] = static_cast<char>(message[0] - 'A' + 'a');
  while (message.ends_with('.')) message.pop_back();
  return message;
}

std::string shortened(std::string text) {
  for (char& c : text) {
    if (static_cast<unsigned char>(c) < ' ') c = ' ';
  }
  while (text.ends_with(' ')) text.pop_back();
  if (text.size() <= kShownText) return text;
  size_t cut = kShownText;
  while (cut > 0 && (static_cast<unsigned char>(text[cut]) & 0xC0) == 0x80) --cut;
  return text.substr(0, cut) + "...";
}

std::string text_at(duckdb_data_chunk chunk, idx_t column, idx_t row) {
  const duckdb_vector vector = duckdb_data_chunk_get_vector(chunk, column);
  uint64_t* validity = duckdb_vector_get_validity(vector);
  if (validity != nullptr && !duckdb_validity_row_is_valid(validity, row)) return "";
  duckdb_string_t* text = static_cast<duckdb_string_t*>(duckdb_vector_get_data(vector)) + row;
  return std::string(duckdb_string_t_data(text), duckdb_string_t_length(*text));
}

/// DuckDB keeps one row per mistake; a line can have several.
Result<RejectedLines> rejected_lines(duckdb_connection connection) {
  const std::string per_line =
      "SELECT file_path, line, first(error_message ORDER BY byte_position) AS reason, first(csv_line) AS text "
      "FROM reject_errors JOIN reject_scans USING (scan_id, file_id) GROUP BY scan_id, file_path, line";
  const std::string sql = "SELECT file_path, line::UBIGINT, reason, text, (count(*) OVER ())::UBIGINT FROM (" +
                          per_line + ") ORDER BY file_path, line LIMIT " + std::to_string(kExamples);
  ResultHandle result;
  if (duckdb_query(connection, sql.c_str(), result.get()) == DuckDBError) {
    const char* message = duckdb_result_error(result.get());
    return Error{ErrorCode::kInternal, first_useful_lines(message ? message : "")};
  }
  RejectedLines lines;
  const ChunkHandle chunk(duckdb_fetch_chunk(*result.get()));
  if (!chunk) return lines;
  const auto number = [&](idx_t column, idx_t row) {
    return static_cast<uint64_t*>(duckdb_vector_get_data(duckdb_data_chunk_get_vector(chunk.get(), column)))[row];
  };
  for (idx_t row = 0; row < duckdb_data_chunk_get_size(chunk.get()); ++row) {
    lines.count = number(4, row);
    lines.examples.push_back({text_at(chunk.get(), 0, row), number(1, row), reason_text(text_at(chunk.get(), 2, row)),
                              shortened(text_at(chunk.get(), 3, row))});
  }
  return lines;
}

/// The query has ended: deliver what the CSV reader set aside.
int finish(Stream& stream) {
  stream.ended = true;
  if (!stream.request.is_csv) return 0;
  auto lines = rejected_lines(stream.request.connection.get());
  if (!lines.ok()) return stream.fail(stream.request.name + ": " + lines.error().message);
  if (stream.request.rejected != nullptr) {
    *stream.request.rejected = *std::move(lines);
    return 0;
  }
  if (lines->examples.empty()) return 0;
  const RejectedLine& first = lines->examples.front();
  std::string message = stream.request.name + ": " + first.file + ":" + std::to_string(first.line) + ": " +
                        first.reason + ": `" + first.text + "`";
  if (lines->count > 1) message += "; " + std::to_string(lines->count - 1) + " more lines like it";
  return stream.fail(std::move(message));
}

/// What a call of the C API that returns error data says; empty when all is well.
std::string message_of(duckdb_error_data data) {
  const ErrorDataHandle error(data);
  if (!error || !duckdb_error_data_has_error(error.get())) return "";
  const std::string message = duckdb_error_data_message(error.get());
  return message.empty() ? "unknown failure" : message;
}

int get_schema(ArrowArrayStream* self, ArrowSchema* out) {
  Stream& stream = stream_of(self);
  std::vector<duckdb_logical_type> types;
  std::vector<const char*> names;
  for (const TypeHandle& type : stream.types) types.push_back(type.get());
  for (const std::string& name : stream.names) names.push_back(name.c_str());
  std::memset(out, 0, sizeof *out);
  const std::string message =
      message_of(duckdb_to_arrow_schema(stream.options.get(), types.data(), names.data(), types.size(), out));
  return message.empty() ? 0 : stream.fail(stream.request.name + ": " + first_useful_lines(message));
}

void count_rows(Stream& stream, uint64_t more) {
  constexpr uint64_t kBetweenReports = 65'536;
  const uint64_t before = stream.num_rows;
  stream.num_rows += more;
  if (!stream.request.rows_read || before / kBetweenReports == stream.num_rows / kBetweenReports) return;
  const duckdb_query_progress_type progress = duckdb_query_progress(stream.request.connection.get());
  double share = progress.percentage / 100;
  // DuckDB's own figure may begin at 99%.
  if (stream.request.is_counted && progress.total_rows_to_process > 0)
    share = static_cast<double>(stream.num_rows) / static_cast<double>(progress.total_rows_to_process);
  stream.request.rows_read(stream.num_rows, share > 0 ? std::optional(std::min(share, 1.0)) : std::nullopt);
}

int get_next(ArrowArrayStream* self, ArrowArray* out) {
  Stream& stream = stream_of(self);
  std::memset(out, 0, sizeof *out);
  if (!stream.error.empty()) return stream.error_number;
  if (stream.ended) return 0;
  const ChunkHandle chunk(duckdb_fetch_chunk(*stream.result.get()));
  const char* failure = duckdb_result_error(stream.result.get());
  if (failure != nullptr && *failure != '\0') return stream.fail(duckdb_error(stream.request.name, failure));
  if (!chunk || duckdb_data_chunk_get_size(chunk.get()) == 0) return finish(stream);
  count_rows(stream, duckdb_data_chunk_get_size(chunk.get()));
  const std::string message = message_of(duckdb_data_chunk_to_arrow(stream.options.get(), chunk.get(), out));
  return message.empty() ? 0 : stream.fail(stream.request.name + ": " + first_useful_lines(message));
}

const char* get_last_error(ArrowArrayStream* self) {
  const Stream& stream = stream_of(self);
  return stream.error.empty() ? nullptr : stream.error.c_str();
}

void release(ArrowArrayStream* self) {
  delete static_cast<Stream*>(self->private_data);
  self->private_data = nullptr;
  self->release = nullptr;
}

}  // namespace

Result<ArrowArrayStream> open_stream(StreamRequest request) {
  auto stream = std::make_unique<Stream>();
  stream->request = std::move(request);
  if (duckdb_execute_prepared_streaming(stream->request.prepared.get(), stream->result.get()) == DuckDBError) {
    const char* message = duckdb_result_error(stream->result.get());
    return duckdb_error(stream->request.name, message ? message : "");
  }
  stream->options = ArrowOptionsHandle(duckdb_result_get_arrow_options(stream->result.get()));
  const idx_t columns = duckdb_column_count(stream->result.get());
  for (idx_t i = 0; i < columns; ++i) {
    stream->types.emplace_back(duckdb_column_logical_type(stream->result.get(), i));
    stream->names.emplace_back(duckdb_column_name(stream->result.get(), i));
  }
  ArrowArrayStream result{};
  result.get_schema = get_schema;
  result.get_next = get_next;
  result.get_last_error = get_last_error;
  result.release = release;
  result.private_data = stream.release();
  return result;
}

}  // namespace segql::connect
