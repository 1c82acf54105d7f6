// The C stream interface over columns: a schema that owns its names, and a batch of rows at a time.
#include "engine/arrow_export.h"

#include <cerrno>
#include <cstring>
#include <exception>
#include <new>
#include <string>

#include "engine/arrow_array.h"

namespace segql::engine {
namespace {

constexpr uint64_t kRowsPerBatch = 2048;  // what DuckDB takes as they are

// ---------- the schema ----------

struct SchemaParts {
  std::string format, name, metadata;
  std::vector<ArrowSchema> children;
  std::vector<ArrowSchema*> child_pointers;
};

void release_schema(ArrowSchema* schema) {
  const std::unique_ptr<SchemaParts> parts(static_cast<SchemaParts*>(schema->private_data));
  for (ArrowSchema& child : parts->children) {
    if (child.release != nullptr) child.release(&child);
  }
  schema->release = nullptr;
}

/// One key and its value as Arrow lays metadata out.
std::string metadata(std::string_view key, std::string_view value) {
  std::string out;
  const auto add_number = [&](size_t number) {
    const auto written = static_cast<int32_t>(number);
    out.append(reinterpret_cast<const char*>(&written), sizeof written);
  };
  add_number(1);
  for (const std::string_view text : {key, value}) {
    add_number(text.size());
    out += text;
  }
  return out;
}

ArrowSchema make_schema(std::string name, std::string format, int64_t flags, std::vector<ArrowSchema> children,
                        std::string about = "") {
  auto parts = std::make_unique<SchemaParts>();
  parts->format = std::move(format);
  parts->name = std::move(name);
  parts->metadata = std::move(about);
  parts->children = std::move(children);
  for (ArrowSchema& child : parts->children) parts->child_pointers.push_back(&child);
  ArrowSchema schema{};
  schema.format = parts->format.c_str();
  schema.name = parts->name.c_str();
  schema.metadata = parts->metadata.empty() ? nullptr : parts->metadata.data();
  schema.flags = flags;
  schema.n_children = static_cast<int64_t>(parts->child_pointers.size());
  schema.children = parts->child_pointers.data();
  schema.release = release_schema;
  schema.private_data = parts.release();
  return schema;
}

ArrowSchema schema_of(const std::string& name, const ArrowSource& source) {
  std::vector<ArrowSchema> children;
  if (source.is_map()) {
    std::vector<ArrowSchema> entry;
    entry.push_back(make_schema("key", source.items[0].format(), 0, {}));
    entry.push_back(schema_of("value", source.items[1]));
    children.push_back(make_schema("entries", "+s", 0, std::move(entry)));
  } else if (source.type.is_collection()) {
    children.push_back(schema_of("item", source.items[0]));
  }
  const bool is_money = source.type.kind == schema::Kind::kMoney;
  return make_schema(name, source.format(), ARROW_FLAG_NULLABLE, std::move(children),
                     is_money ? metadata("segql.currency", schema::currency_text(source.type.currency)) : "");
}

// ---------- the stream ----------

struct Stream {
  explicit Stream(ArrowExport given) : what(std::move(given)) {
    for (const ListedColumn& column : what.columns)
      sources.emplace_back(what.schema, *what.data, *column.column, column.column->type());
  }

  ArrowArray next_batch();

  ArrowExport what;
  std::vector<ArrowSource> sources;
  size_t next = 0;  ///< among the rows by key
  uint64_t num_written = 0;
  std::string error;
};

ArrowArray Stream::next_batch() {
  const auto rows_by_key = what.data->table(what.table).rows_by_key();
  std::vector<uint32_t> rows;
  CancelPoll poll;
  stop_if_cancelled();
  for (; next < rows_by_key.size() && rows.size() < kRowsPerBatch && num_written < what.limit; ++next) {
    poll();
    if (!what.members->rows.test(rows_by_key[next])) continue;
    rows.push_back(rows_by_key[next]);
    ++num_written;
  }
  if (rows.empty()) return {};
  std::vector<ArrowArray> children;
  for (size_t i = 0; i < sources.size(); ++i) {
    const runtime::Column& column = *what.columns[i].column;
    ArrowArrayBuilder builder(sources[i]);
    for (const uint32_t row : rows) column.is_valid(row) ? builder.add(row) : builder.add_missing();
    children.push_back(builder.finish());
  }
  ArrowArray batch = make_arrow_array(static_cast<int64_t>(rows.size()), 0, {{}}, std::move(children));
  batch.buffers[0] = nullptr;  // every row is one
  return batch;
}

Stream& stream_of(ArrowArrayStream* stream) { return *static_cast<Stream*>(stream->private_data); }

/// `work()` for a caller that knows no exceptions.
template <typename Work>
int guarded(Stream& stream, Work&& work) {
  const CancelScope scope(stream.what.wish);
  try {
    work();
    return 0;
  } catch (const Cancelled&) {
    stream.error = cancelled_error().message;
    return ECANCELED;
  } catch (const std::bad_alloc&) {
    stream.error = "there is no memory left";
    return ENOMEM;
  }
}

int get_schema(ArrowArrayStream* self, ArrowSchema* out) {
  Stream& stream = stream_of(self);
  return guarded(stream, [&] {
    std::vector<ArrowSchema> children;
    for (size_t i = 0; i < stream.sources.size(); ++i)
      children.push_back(schema_of(stream.what.columns[i].name, stream.sources[i]));
    *out = make_schema("", "+s", 0, std::move(children));
  });
}

int get_next(ArrowArrayStream* self, ArrowArray* out) {
  Stream& stream = stream_of(self);
  return guarded(stream, [&] { *out = stream.next_batch(); });
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

ArrowArrayStream export_arrow(ArrowExport what) {
  ArrowArrayStream result{};
  result.get_schema = get_schema;
  result.get_next = get_next;
  result.get_last_error = get_last_error;
  result.release = release;
  result.private_data = new Stream(std::move(what));
  return result;
}

}  // namespace segql::engine
