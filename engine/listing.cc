#include "engine/listing.h"

#include "base/cancel.h"
#include "base/try.h"

namespace segql::engine {

void ListingBuilder::add_field(schema::FieldId field) {
  const std::shared_ptr<const runtime::Database>& data = evaluator_.shared_data();
  columns_.push_back({evaluator_.definitions().schema().table(table_).field(field).name,
                      std::shared_ptr<const runtime::Column>(data, &data->table(table_).column(field))});
}

Status ListingBuilder::add_attribute(std::string name, hir::AttributeId attribute, const std::string& zone) {
  SEGQL_TRY(auto column, evaluator_.attribute(attribute, zone));
  columns_.push_back({std::move(name), std::move(column)});
  return {};
}

Listing ListingBuilder::empty() const {
  Listing listing;
  for (const ListedColumn& column : columns_) listing.columns.push_back(column.name);
  return listing;
}

void ListingBuilder::add_row(uint32_t row, Listing& listing) const {
  std::vector<Value> values;
  std::vector<std::string> texts;
  for (const auto& [name, column] : columns_) {
    texts.push_back(text(*column, row));
    values.push_back(value(*column, row, texts.back()));
  }
  listing.rows.push_back(std::move(values));
  listing.text.push_back(std::move(texts));
}

Listing ListingBuilder::list_row(uint32_t row) const {
  Listing listing = empty();
  add_row(row, listing);
  return listing;
}

Listing ListingBuilder::list(const runtime::Bitmap& members, uint64_t limit) const {
  Listing listing = empty();
  CancelPoll poll;
  for (const uint32_t row : evaluator_.data().table(table_).rows_by_key()) {
    poll();
    if (listing.rows.size() >= limit) break;
    if (members.test(row)) add_row(row, listing);
  }
  return listing;
}

Value ListingBuilder::value(const runtime::Column& column, uint32_t row, const std::string& text) {
  if (!column.is_valid(row)) return Missing{};
  const schema::Kind kind = column.type().kind;
  const bool is_text = kind == schema::Kind::kRef || kind == schema::Kind::kText || kind == schema::Kind::kPoint;
  if (column.type().is_collection() || is_text) return text;
  return column.value(row);
}

std::string ListingBuilder::text(const runtime::Column& column, uint32_t row) const {
  if (!column.is_valid(row)) return "";
  if (column.type().is_collection()) return collection_text(column, row);
  return scalar_text(column, column.type(), row);
}

std::string ListingBuilder::collection_text(const runtime::Column& column, uint32_t row) const {
  const runtime::ColumnView& view = column.view();
  std::string text;
  for (uint64_t cell = view.starts[row]; cell < view.starts[row + 1]; ++cell) {
    if (!text.empty()) text += ", ";
    if (view.keys != nullptr) {
      const uint32_t key = static_cast<const uint32_t*>(view.keys)[cell];
      text += std::string(column.key_dictionary()->text(key)) + ": ";
    }
    text += scalar_text(column, column.type().element_type(), cell);
  }
  return text;
}

std::string ListingBuilder::scalar_text(const runtime::Column& column, const schema::Type& type, uint64_t cell) const {
  const schema::Schema& schema = evaluator_.definitions().schema();
  switch (type.kind) {
    case schema::Kind::kText:
      return std::string(column.dictionary()->text(static_cast<uint32_t>(column.integer(cell))));
    case schema::Kind::kFloat: return schema::value_text(schema, type, column.real(cell));
    case schema::Kind::kBool: return schema::value_text(schema, type, column.integer(cell) != 0);
    case schema::Kind::kRef: {
      // A reference reads as the key of its row.
      const schema::FieldId key = schema.table(type.table()).key_or_time;
      const runtime::Column& keys = evaluator_.data().table(type.table()).column(key);
      return scalar_text(keys, keys.type(), static_cast<uint64_t>(column.integer(cell)));
    }
    default: return schema::value_text(schema, type, column.integer(cell));
  }
}

}  // namespace segql::engine
