// Rows that arrive as an Arrow stream: stream -> batches -> slices of cells -> staging.

#include "runtime/table/arrow_import.h"

#include <cerrno>
#include <chrono>
#include <cstring>
#include <memory>
#include <optional>
#include <utility>

#include "base/cancel.h"
#include "base/try.h"
#include "runtime/table/arrow_cells.h"
#include "runtime/table/arrow_type.h"
#include "runtime/table/column_match.h"

namespace segql::runtime {
namespace {

/// Owns a structure of the C interface that may have been filled in.
template <typename T>
struct Released {
  T value{};
  Released() = default;
  Released(const Released&) = delete;
  Released& operator=(const Released&) = delete;
  ~Released() {
    if (value.release != nullptr) value.release(&value);
  }
};

struct StreamGuard {
  ArrowArrayStream* stream;
  ~StreamGuard() {
    if (stream != nullptr && stream->release != nullptr) stream->release(stream);
  }
};

Error stream_error(ArrowArrayStream& stream, int code, const char* what) {
  if (code == ECANCELED) return cancelled_error();
  const char* message = stream.get_last_error != nullptr ? stream.get_last_error(&stream) : nullptr;
  return {ErrorCode::kInvalidData, std::string("the source failed while reading ") + what + ": " +
                                       (message != nullptr && *message != '\0' ? message : std::strerror(code))};
}

/// A field and the column it is read from.
struct BoundColumn {
  size_t field = 0;
  int64_t child = 0;
  std::string name;
  ArrowType type;
};

class StreamImport {
 public:
  StreamImport(Staging& staging, schema::TableId id, ArrowArrayStream& stream)
      : staging_(staging), table_(staging.tables[id.index]), stream_(stream), texts_(std::make_unique<TextBatch>()) {}

  Status run(const std::vector<ColumnMapping>& mapping, std::string origin);

 private:
  Status bind(const std::vector<ColumnMapping>& mapping, Staging::Source& source);
  Status read_batches();
  Status add_batch(const ArrowArray& batch);
  void add_scalars(const BoundColumn& column, StagedField& field, const ArrowArray& array, int64_t first,
                   int64_t count);
  Status add_collections(const BoundColumn& column, StagedField& field, const ArrowArray& array, int64_t first,
                         int64_t count);
  int64_t add_row_items(const BoundColumn& column, StagedField& field, CollectionSource& rows, int64_t row,
                        uint64_t staged_row);

  Staging& staging_;
  StagedTable& table_;
  ArrowArrayStream& stream_;
  std::vector<BoundColumn> columns_;
  std::vector<bool> is_bound_;  ///< by field
  int64_t num_children_ = 0;
  Origin origin_;
  Slice slice_, keys_;
  std::unique_ptr<TextBatch> texts_;
  std::vector<int64_t> row_items_, row_keys_;
};

/// Whether a field can be read from a column of that type at all.
bool accepts(const StagedField& field, const ArrowType& type) {
  const auto accepts_scalar = [](const CellTarget& target, const ArrowType& source) {
    // Decimals of negative scale are integers with zeros left out; as text they would look like other numbers.
    const ArrowType& values = source.values ? *source.values : source;
    return target.accepts(source.kind(), values.layout == ArrowLayout::kDecimal ? values.scale : 0);
  };
  if (type.layout == ArrowLayout::kNull) return true;
  if (!field.is_collection()) return !type.is_collection() && accepts_scalar(field.target(), type);
  if (field.key_target().has_value() != (type.layout == ArrowLayout::kMap) || !type.is_collection()) return false;
  if (!field.key_target()) return accepts_scalar(field.target(), type.items[0]);
  return accepts_scalar(*field.key_target(), type.items[0]) && accepts_scalar(field.target(), type.items[1]);
}

Status StreamImport::run(const std::vector<ColumnMapping>& mapping, std::string origin) {
  const auto begin = std::chrono::steady_clock::now();
  Staging::Source source;
  source.report.table = table_.table->name;
  source.report.origin = std::move(origin);
  SEGQL_TRY_VOID(bind(mapping, source));

  const StagedTable::Mark mark = table_.mark();
  staging_.sources.push_back(std::move(source));
  table_.loads.push_back({table_.num_rows, 1, static_cast<uint32_t>(staging_.sources.size() - 1)});
  origin_ = {&staging_.sources.back().log, table_.num_rows, 1};
  Status status = cancellable(cancel_wish(), [&] { return read_batches(); });
  if (!status.ok()) {
    table_.restore(mark);
    staging_.sources.pop_back();
    return status;
  }
  SourceReport& report = staging_.sources.back().report;
  report.rows_read = table_.num_rows - mark.num_rows;
  report.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
  staging_.seconds += report.seconds;
  return {};
}

Status StreamImport::bind(const std::vector<ColumnMapping>& mapping, Staging::Source& source) {
  Released<ArrowSchema> schema;
  if (const int code = stream_.get_schema(&stream_, &schema.value); code != 0)
    return stream_error(stream_, code, "its columns");
  const ArrowSchema& root = schema.value;
  if (root.release == nullptr || root.format == nullptr || std::strcmp(root.format, "+s") != 0)
    return Error{ErrorCode::kInvalidData, "the Arrow stream is not one of rows with named columns"};
  if (root.n_children < 0 || (root.n_children > 0 && root.children == nullptr))
    return Error{ErrorCode::kInvalidData, "the Arrow stream has a number of columns that cannot be"};
  num_children_ = root.n_children;
  std::vector<std::string> names;
  for (int64_t i = 0; i < root.n_children; ++i) {
    if (root.children[i] == nullptr)
      return Error{ErrorCode::kInvalidData, "the Arrow stream has a column without a description"};
    names.emplace_back(root.children[i]->name != nullptr ? root.children[i]->name : "");
  }
  SEGQL_TRY(const auto matched, match_columns(*table_.table, names, mapping));
  source.columns.resize(table_.fields.size());
  is_bound_.resize(table_.fields.size());
  for (size_t field = 0; field < matched.size(); ++field) {
    if (!matched[field]) {
      const schema::Field& absent = table_.fields[field].field();
      const bool has_default = !std::holds_alternative<schema::Missing>(absent.default_value);
      if (!has_default) source.log.add(ProblemKind::kMissingColumn, absent.name, {});
      continue;
    }
    const ArrowSchema& child = *root.children[*matched[field]];
    SEGQL_TRY(ArrowType type, parse_arrow_type(child, names[*matched[field]]));
    const StagedField& target = table_.fields[field];
    if (!accepts(target, type)) {
      const char* held = type.values ? child.dictionary->format : child.format;
      return Error{ErrorCode::kInvalidData, "column `" + names[*matched[field]] + "` is of the Arrow type " +
                                                arrow_type_words(held) + ", from which field `" + target.field().name +
                                                "` of type " + staging_.schema->type_text(target.field().type) +
                                                " cannot be read"};
    }
    source.columns[field] = names[*matched[field]];
    is_bound_[field] = true;
    columns_.push_back({field, static_cast<int64_t>(*matched[field]), names[*matched[field]], std::move(type)});
  }
  return {};
}

Status StreamImport::read_batches() {
  for (;;) {
    if (is_cancelled()) return cancelled_error();
    Released<ArrowArray> batch;
    if (const int code = stream_.get_next(&stream_, &batch.value); code != 0)
      return stream_error(stream_, code, "its rows");
    if (batch.value.release == nullptr) return {};
    SEGQL_TRY_VOID(add_batch(batch.value));
  }
}

/// A producer need not have counted them: then the count is -1, and there is a bitmap.
bool has_missing_rows(const ArrowArray& batch) {
  if (batch.null_count >= 0) return batch.null_count > 0;
  const void* bitmap = batch.n_buffers > 0 && batch.buffers != nullptr ? batch.buffers[0] : nullptr;
  if (bitmap == nullptr) return false;
  const auto* bytes = static_cast<const uint8_t*>(bitmap);
  for (int64_t bit = batch.offset; bit < batch.offset + batch.length; ++bit) {
    if (((bytes[bit / 8] >> (bit % 8)) & 1) == 0) return true;
  }
  return false;
}

Status StreamImport::add_batch(const ArrowArray& batch) {
  const auto malformed = [](const char* what) {
    return Error{ErrorCode::kInvalidData, std::string("a batch of the Arrow stream has ") + what};
  };
  if (batch.length < 0 || batch.offset < 0 || batch.offset > INT64_MAX / 32 - batch.length)
    return malformed("a length or offset that cannot be");
  if (batch.n_children != num_children_ || (num_children_ > 0 && batch.children == nullptr))
    return malformed("other columns than the stream");
  if (batch.length == 0) return {};
  const auto count = static_cast<uint64_t>(batch.length);
  SEGQL_TRY_VOID(staging_.check_room(table_, count));
  if (has_missing_rows(batch)) return malformed("missing rows");
  for (const BoundColumn& column : columns_) {
    if (batch.children[column.child] == nullptr) return malformed("a column that is not there");
    SEGQL_TRY_VOID(
        check_arrow_array(column.type, *batch.children[column.child], batch.offset + batch.length, column.name));
  }
  table_.start_rows(count);
  for (size_t field = 0; field < table_.fields.size(); ++field)
    if (!is_bound_[field]) table_.take_absent(table_.fields[field], count, table_.num_rows, origin_);
  for (const BoundColumn& column : columns_) {
    const ArrowArray& array = *batch.children[column.child];
    StagedField& field = table_.fields[column.field];
    const int64_t first = array.offset + batch.offset;
    if (column.type.layout == ArrowLayout::kNull) {
      table_.take_absent(field, count, table_.num_rows, origin_);
    } else if (field.is_collection()) {
      SEGQL_TRY_VOID(add_collections(column, field, array, first, batch.length));
    } else {
      add_scalars(column, field, array, first, batch.length);
    }
  }
  table_.num_rows += count;
  return {};
}

void StreamImport::add_scalars(const BoundColumn& column, StagedField& field, const ArrowArray& array, int64_t first,
                               int64_t count) {
  const auto source = make_cell_source(column.type, array, first);
  for (int64_t done = 0; done < count; done += kSliceCells) {
    stop_if_cancelled();  // a batch may be of any size
    const auto now = static_cast<uint32_t>(std::min<int64_t>(kSliceCells, count - done));
    source->read(done, now, field.target(), slice_, *texts_);
    table_.take(field, slice_, now, table_.num_rows + static_cast<uint64_t>(done), origin_, column.name,
                [&](uint32_t i) { return source->describe(done + i); });
  }
}

Status StreamImport::add_collections(const BoundColumn& column, StagedField& field, const ArrowArray& array,
                                     int64_t first, int64_t count) {
  CollectionSource rows(column.type, array, first);
  Slice counts;
  for (int64_t done = 0; done < count; done += kSliceCells) {
    stop_if_cancelled();
    const auto now = static_cast<uint32_t>(std::min<int64_t>(kSliceCells, count - done));
    counts.valid.fill(0);
    for (uint32_t i = 0; i < now; ++i) {
      const int64_t row = done + i;
      if (!rows.is_valid(row)) continue;
      if (static_cast<uint64_t>(rows.end(row) - rows.begin(row)) > UINT32_MAX - field.items.size())
        return Error{ErrorCode::kLimitExceeded, "column `" + column.name + "` has more than 4294967295 items"};
      counts.values[i] = add_row_items(column, field, rows, row, table_.num_rows + static_cast<uint64_t>(row));
      set_bit(counts.valid, i);
    }
    table_.take(field, counts, now, table_.num_rows + static_cast<uint64_t>(done), origin_, column.name,
                [](uint32_t) { return std::string(); });
  }
  return {};
}

/// Adds the items of one row. Those that are missing or not of their type are reported and left out.
int64_t StreamImport::add_row_items(const BoundColumn& column, StagedField& field, CollectionSource& rows, int64_t row,
                                    uint64_t staged_row) {
  row_items_.clear();
  row_keys_.clear();
  const auto report = [&](Outcome outcome, const CellSource& source, int64_t at) {
    origin_.log->add(problem_of(outcome), column.name, {}, origin_.number_of(staged_row),
                     [&] { return outcome == Outcome::kMissing ? std::string() : source.describe(at); });
  };
  const auto outcome_of = [](const Slice& slice, uint32_t i) {
    for (const auto& [index, outcome] : slice.bad)
      if (index == i) return outcome;
    return Outcome::kMissing;
  };
  for (int64_t at = rows.begin(row), end = rows.end(row); at < end; at += kSliceCells) {
    const auto now = static_cast<uint32_t>(std::min<int64_t>(kSliceCells, end - at));
    rows.items().read(at, now, field.target(), slice_, *texts_);
    if (rows.keys() != nullptr) rows.keys()->read(at, now, *field.key_target(), keys_, *texts_);
    for (uint32_t i = 0; i < now; ++i) {
      if (!test_bit(slice_.valid, i)) {
        report(outcome_of(slice_, i), rows.items(), at + i);
      } else if (rows.keys() != nullptr && !test_bit(keys_.valid, i)) {
        report(outcome_of(keys_, i), *rows.keys(), at + i);
      } else {
        row_items_.push_back(slice_.values[i]);
        if (rows.keys() != nullptr) row_keys_.push_back(keys_.values[i]);
      }
    }
    slice_.bad.clear();
    keys_.bad.clear();
  }
  return field.add_items(row_items_, row_keys_);
}

}  // namespace

Status import_stream(Staging& staging, schema::TableId table, ArrowArrayStream* stream,
                     const std::vector<ColumnMapping>& mapping, std::string origin) {
  const StreamGuard guard{stream};
  if (stream == nullptr || stream->release == nullptr || stream->get_schema == nullptr || stream->get_next == nullptr)
    return Error{ErrorCode::kInvalidArgument, "an Arrow stream that has been released or was never filled in"};
  if (table.index >= staging.tables.size()) return Error{ErrorCode::kInvalidArgument, "a table that does not exist"};
  return StreamImport(staging, table, *stream).run(mapping, std::move(origin));
}

}  // namespace segql::runtime
