// Arrow arrays and streams made by hand.

#include "tests/table/arrow_data.h"

#include <cerrno>

namespace segql::test {
namespace {

struct SchemaHolder {
  std::string format, name;
  std::vector<ArrowSchema> children;
  std::vector<ArrowSchema*> pointers;
  ArrowSchema dictionary{};
};

void release_schema(ArrowSchema* schema) {
  auto* holder = static_cast<SchemaHolder*>(schema->private_data);
  for (ArrowSchema& child : holder->children)
    if (child.release != nullptr) child.release(&child);
  if (holder->dictionary.release != nullptr) holder->dictionary.release(&holder->dictionary);
  delete holder;
  schema->release = nullptr;
}

void fill_schema(const ArrowColumn& column, ArrowSchema* out) {
  auto* holder = new SchemaHolder{column.format, column.name, {}, {}, {}};
  holder->children.resize(column.children.size());
  for (size_t i = 0; i < column.children.size(); ++i) fill_schema(column.children[i], &holder->children[i]);
  for (ArrowSchema& child : holder->children) holder->pointers.push_back(&child);
  if (column.dictionary) fill_schema(*column.dictionary, &holder->dictionary);
  *out = {};
  out->format = holder->format.c_str();
  out->name = holder->name.c_str();
  out->flags = ARROW_FLAG_NULLABLE;
  out->n_children = static_cast<int64_t>(column.children.size());
  out->children = holder->pointers.data();
  out->dictionary = column.dictionary ? &holder->dictionary : nullptr;
  out->release = &release_schema;
  out->private_data = holder;
}

struct ArrayHolder {
  std::vector<std::unique_ptr<uint8_t[]>> memory;
  std::vector<const void*> buffers;
  std::vector<ArrowArray> children;
  std::vector<ArrowArray*> pointers;
  ArrowArray dictionary{};
};

void release_array(ArrowArray* array) {
  auto* holder = static_cast<ArrayHolder*>(array->private_data);
  for (ArrowArray& child : holder->children)
    if (child.release != nullptr) child.release(&child);
  if (holder->dictionary.release != nullptr) holder->dictionary.release(&holder->dictionary);
  delete holder;
  array->release = nullptr;
}

void fill_array(const ArrowColumn& column, ArrowArray* out) {
  auto* holder = new ArrayHolder;
  for (const auto& buffer : column.buffers) {
    if (!buffer) {
      holder->buffers.push_back(nullptr);
      continue;
    }
    auto copy = std::make_unique<uint8_t[]>(buffer->size());
    if (!buffer->empty()) std::memcpy(copy.get(), buffer->data(), buffer->size());
    holder->buffers.push_back(copy.get());
    holder->memory.push_back(std::move(copy));
  }
  holder->children.resize(column.children.size());
  for (size_t i = 0; i < column.children.size(); ++i) fill_array(column.children[i], &holder->children[i]);
  for (ArrowArray& child : holder->children) holder->pointers.push_back(&child);
  if (column.dictionary) fill_array(*column.dictionary, &holder->dictionary);
  *out = {};
  out->length = column.length;
  out->null_count = column.null_count;
  out->offset = column.offset;
  out->n_buffers = static_cast<int64_t>(holder->buffers.size());
  out->buffers = holder->buffers.data();
  out->n_children = static_cast<int64_t>(column.children.size());
  out->children = holder->pointers.data();
  out->dictionary = column.dictionary ? &holder->dictionary : nullptr;
  out->release = &release_array;
  out->private_data = holder;
}

struct StreamHolder {
  std::vector<ArrowColumn> batches;
  StreamOptions options;
  int* released = nullptr;
  int next = 0;
};

int get_schema(ArrowArrayStream* stream, ArrowSchema* out) {
  auto* holder = static_cast<StreamHolder*>(stream->private_data);
  if (holder->options.fail_schema) return EIO;
  fill_schema(holder->batches.front(), out);
  return 0;
}

int get_next(ArrowArrayStream* stream, ArrowArray* out) {
  auto* holder = static_cast<StreamHolder*>(stream->private_data);
  if (holder->next == holder->options.fail_at_batch) return holder->options.fail_with;
  *out = {};
  if (holder->next < static_cast<int>(holder->batches.size()))
    fill_array(holder->batches[static_cast<size_t>(holder->next++)], out);
  return 0;
}

void release_stream(ArrowArrayStream* stream) {
  auto* holder = static_cast<StreamHolder*>(stream->private_data);
  if (holder->released != nullptr) ++*holder->released;
  delete holder;
  stream->release = nullptr;
}

template <typename Offset>
Bytes offsets_of(const std::vector<int64_t>& sizes) {
  Bytes bytes;
  Offset offset = 0;
  append_bytes(bytes, offset);
  for (const int64_t size : sizes) append_bytes(bytes, offset = static_cast<Offset>(offset + size));
  return bytes;
}

}  // namespace

ArrowColumn bools(const std::vector<std::optional<bool>>& values) {
  Bytes bits((values.size() + 7) / 8);
  for (size_t i = 0; i < values.size(); ++i)
    if (values[i].value_or(false)) bits[i / 8] = static_cast<uint8_t>(bits[i / 8] | 1u << (i % 8));
  return {"b", "", static_cast<int64_t>(values.size()), -1, 0, {bitmap_of(values), bits}, {}, nullptr};
}

ArrowColumn texts(const std::vector<std::optional<std::string>>& values, const std::string& format) {
  Bytes heap;
  std::vector<int64_t> sizes;
  for (const auto& value : values) {
    const std::string text = value.value_or("");
    heap.insert(heap.end(), text.begin(), text.end());
    sizes.push_back(static_cast<int64_t>(text.size()));
  }
  return {format,
          "",
          static_cast<int64_t>(values.size()),
          -1,
          0,
          {bitmap_of(values), format == "u" ? offsets_of<int32_t>(sizes) : offsets_of<int64_t>(sizes), heap},
          {},
          nullptr};
}

ArrowColumn text_views(const std::vector<std::optional<std::string>>& values) {
  Bytes views, heap, sizes;
  for (const auto& value : values) {
    const std::string text = value.value_or("");
    append_bytes(views, static_cast<int32_t>(text.size()));
    if (text.size() <= 12) {
      for (size_t i = 0; i < 12; ++i) views.push_back(i < text.size() ? static_cast<uint8_t>(text[i]) : 0);
      continue;
    }
    views.insert(views.end(), text.begin(), text.begin() + 4);
    append_bytes(views, int32_t{0});
    append_bytes(views, static_cast<int32_t>(heap.size()));
    heap.insert(heap.end(), text.begin(), text.end());
  }
  append_bytes(sizes, static_cast<int64_t>(heap.size()));
  return {"vu", "", static_cast<int64_t>(values.size()), -1, 0, {bitmap_of(values), views, heap, sizes}, {}, nullptr};
}

ArrowColumn nulls(int64_t count) { return {"n", "", count, count, 0, {}, {}, nullptr}; }

ArrowColumn lists(const std::vector<std::optional<int64_t>>& sizes, ArrowColumn items, const std::string& format) {
  std::vector<int64_t> counts;
  for (const auto& size : sizes) counts.push_back(size.value_or(0));
  return {format,
          "",
          static_cast<int64_t>(sizes.size()),
          -1,
          0,
          {bitmap_of(sizes), format == "+l" ? offsets_of<int32_t>(counts) : offsets_of<int64_t>(counts)},
          {std::move(items)},
          nullptr};
}

ArrowColumn maps(const std::vector<std::optional<int64_t>>& sizes, ArrowColumn keys, ArrowColumn values) {
  ArrowColumn entries{"+s",   "entries", keys.length, 0, 0, {std::nullopt}, {keys.named("key"), values.named("value")},
                      nullptr};
  ArrowColumn column = lists(sizes, std::move(entries));
  column.format = "+m";
  return column;
}

ArrowColumn dictionary_encoded(const std::vector<std::optional<int32_t>>& indices, ArrowColumn values) {
  ArrowColumn column = fixed<int32_t>("i", indices);
  column.dictionary = std::make_shared<ArrowColumn>(std::move(values));
  return column;
}

ArrowColumn batch(std::vector<ArrowColumn> columns) {
  const int64_t length = columns.empty() ? 0 : columns.front().length - columns.front().offset;
  return {"+s", "", length, 0, 0, {std::nullopt}, std::move(columns), nullptr};
}

void make_stream(std::vector<ArrowColumn> batches, ArrowArrayStream* stream, StreamOptions options, int* released) {
  *stream = {};
  stream->get_schema = &get_schema;
  stream->get_next = &get_next;
  stream->get_last_error = [](ArrowArrayStream*) -> const char* { return "the disk went away"; };
  stream->release = &release_stream;
  stream->private_data = new StreamHolder{std::move(batches), options, released, 0};
}

}  // namespace segql::test
