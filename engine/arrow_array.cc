// Arrow arrays by the book: a bit per row that has a value, then offsets, then cells.
#include "engine/arrow_array.h"

#include <memory>
#include <utility>

namespace segql::engine {
namespace {

using schema::Kind;

constexpr int kDecimalDigits = 19;  // of any 64-bit integer

/// What the pointers of an array lead to.
struct Parts {
  std::vector<std::vector<uint8_t>> buffers;
  std::vector<const void*> buffer_pointers;
  std::vector<ArrowArray> children;
  std::vector<ArrowArray*> child_pointers;
};

void release_array(ArrowArray* array) {
  const std::unique_ptr<Parts> parts(static_cast<Parts*>(array->private_data));
  for (ArrowArray& child : parts->children) {
    if (child.release != nullptr) child.release(&child);
  }
  array->release = nullptr;
}

bool is_text(const schema::Type& type) {
  return type.kind == Kind::kText || type.kind == Kind::kEnum || type.kind == Kind::kPoint;
}

}  // namespace

ArrowSource::ArrowSource(const schema::Schema& given_schema, const runtime::Database& data,
                         const runtime::Column& given_column, const schema::Type& given_type)
    : schema(&given_schema), column(&given_column), type(given_type) {
  if (type.kind == Kind::kRef) {
    references = column;
    const schema::FieldId key = schema->table(type.table()).key_or_time;
    column = &data.table(type.table()).column(key);
    type = column->type();
  }
  if (!type.is_collection()) return;
  if (is_map()) {
    items.emplace_back(given_schema, data, given_column, schema::Type::of(Kind::kText));
    items.back().is_map_key = true;
  }
  items.emplace_back(given_schema, data, given_column, type.element_type());
}

std::string ArrowSource::format() const {
  switch (type.kind) {
    case Kind::kInt: return "l";
    case Kind::kDecimal:
    case Kind::kMoney: return "d:" + std::to_string(kDecimalDigits) + "," + std::to_string(type.scale);
    case Kind::kFloat: return "g";
    case Kind::kBool: return "b";
    case Kind::kDate: return "tdD";
    case Kind::kTimestamp: return "tsu:UTC";
    case Kind::kSet:
    case Kind::kList: return "+l";
    case Kind::kMap: return "+m";
    case Kind::kText:
    case Kind::kEnum:
    case Kind::kPoint:
    case Kind::kRef: break;
  }
  return "U";
}

ArrowArray make_arrow_array(int64_t length, int64_t num_missing, std::vector<std::vector<uint8_t>> buffers,
                            std::vector<ArrowArray> children) {
  auto parts = std::make_unique<Parts>();
  parts->buffers = std::move(buffers);
  parts->children = std::move(children);
  for (std::vector<uint8_t>& buffer : parts->buffers) {
    buffer.reserve(1);  // an empty one has an address, too
    parts->buffer_pointers.push_back(buffer.data());
  }
  for (ArrowArray& child : parts->children) parts->child_pointers.push_back(&child);
  ArrowArray array{};
  array.length = length;
  array.null_count = num_missing;
  array.n_buffers = static_cast<int64_t>(parts->buffer_pointers.size());
  array.n_children = static_cast<int64_t>(parts->child_pointers.size());
  array.buffers = parts->buffer_pointers.data();
  array.children = parts->child_pointers.data();
  array.release = release_array;
  array.private_data = parts.release();
  return array;
}

ArrowArrayBuilder::ArrowArrayBuilder(const ArrowSource& source) : source_(source) {
  for (const ArrowSource& item : source.items) items_.emplace_back(item);
  if (is_text(source.type)) append<int64_t>(offsets_, 0);
  if (source.type.is_collection()) append<int32_t>(offsets_, 0);
}

template <typename T>
void ArrowArrayBuilder::append(std::vector<uint8_t>& buffer, T value) {
  const auto* const bytes = reinterpret_cast<const uint8_t*>(&value);
  buffer.insert(buffer.end(), bytes, bytes + sizeof value);
}

void ArrowArrayBuilder::add_validity(bool is_valid) {
  if (length_ % 8 == 0) valid_.push_back(0);
  if (is_valid) valid_.back() |= static_cast<uint8_t>(1U << (length_ % 8));
  if (!is_valid) ++num_missing_;
  ++length_;
}

void ArrowArrayBuilder::add_text(std::string_view text) {
  data_.insert(data_.end(), text.begin(), text.end());
  append(offsets_, static_cast<int64_t>(data_.size()));
}

void ArrowArrayBuilder::add_scalar(uint64_t cell) {
  const runtime::Column& column = *source_.column;
  if (source_.is_map_key) {
    const auto* const codes = static_cast<const uint32_t*>(column.view().keys);
    return add_text(column.key_dictionary()->text(codes[cell]));
  }
  const uint64_t at = source_.references == nullptr ? cell : static_cast<uint64_t>(source_.references->integer(cell));
  switch (source_.type.kind) {
    case Kind::kText: return add_text(column.dictionary()->text(static_cast<uint32_t>(column.integer(at))));
    case Kind::kEnum:
    case Kind::kPoint: return add_text(schema::value_text(*source_.schema, source_.type, column.integer(at)));
    case Kind::kFloat: return append(data_, column.real(at));
    case Kind::kDate: return append(data_, static_cast<int32_t>(column.integer(at)));
    case Kind::kDecimal:
    case Kind::kMoney: return append(data_, static_cast<int128>(column.integer(at)));
    case Kind::kBool:
      if (length_ % 8 == 0) data_.push_back(0);
      if (column.integer(at) != 0) data_.back() |= static_cast<uint8_t>(1U << (length_ % 8));
      return;
    default: return append(data_, column.integer(at));
  }
}

void ArrowArrayBuilder::add(uint64_t cell) {
  if (source_.type.is_collection()) {
    const uint32_t* const starts = source_.column->view().starts;
    for (uint64_t item = starts[cell]; item < starts[cell + 1]; ++item) {
      for (ArrowArrayBuilder& builder : items_) builder.add(item);
      ++num_items_;
    }
    append(offsets_, num_items_);
  } else {
    add_scalar(cell);
  }
  add_validity(true);
}

void ArrowArrayBuilder::add_missing() {
  switch (source_.type.kind) {
    case Kind::kText:
    case Kind::kEnum:
    case Kind::kPoint: add_text(""); break;
    case Kind::kSet:
    case Kind::kList:
    case Kind::kMap: append(offsets_, num_items_); break;
    case Kind::kDate: append<int32_t>(data_, 0); break;
    case Kind::kDecimal:
    case Kind::kMoney: append<int128>(data_, 0); break;
    case Kind::kBool:
      if (length_ % 8 == 0) data_.push_back(0);
      break;
    default: append<int64_t>(data_, 0);
  }
  add_validity(false);
}

ArrowArray ArrowArrayBuilder::finish() {
  std::vector<ArrowArray> children;
  for (ArrowArrayBuilder& item : items_) children.push_back(item.finish());
  if (source_.is_map()) {
    std::vector<ArrowArray> entries{make_arrow_array(num_items_, 0, {{}}, std::move(children))};
    entries.front().buffers[0] = nullptr;  // every entry is one
    children = std::move(entries);
  }
  std::vector<std::vector<uint8_t>> buffers{std::move(valid_)};
  if (!offsets_.empty()) buffers.push_back(std::move(offsets_));
  if (!source_.type.is_collection()) buffers.push_back(std::move(data_));
  return make_arrow_array(length_, num_missing_, std::move(buffers), std::move(children));
}

}  // namespace segql::engine
