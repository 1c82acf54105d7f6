#pragma once
/// `ListingBuilder`: members as a table of cells, in order of their key.

#include <memory>
#include <string>
#include <vector>

#include "engine/evaluator.h"

namespace segql::engine {

/// A field or attribute under the name it was asked for by.
struct ListedColumn {
  std::string name;
  std::shared_ptr<const runtime::Column> column;
};

class ListingBuilder {
 public:
  ListingBuilder(Evaluator& evaluator, schema::TableId table) : evaluator_(evaluator), table_(table) {}

  void add_field(schema::FieldId field);
  /// Windows are resolved in `zone`.
  Status add_attribute(std::string name, hir::AttributeId attribute, const std::string& zone);
  void add_column(std::string name, std::shared_ptr<const runtime::Column> column) {
    columns_.push_back({std::move(name), std::move(column)});
  }
  Listing list(const runtime::Bitmap& members, uint64_t limit) const;
  Listing list_row(uint32_t row) const;
  const std::vector<ListedColumn>& columns() const { return columns_; }

 private:
  /// `text` is what the cell reads as, which collections, references and texts are.
  static Value value(const runtime::Column& column, uint32_t row, const std::string& text);
  Listing empty() const;
  void add_row(uint32_t row, Listing& listing) const;
  std::string text(const runtime::Column& column, uint32_t row) const;
  std::string collection_text(const runtime::Column& column, uint32_t row) const;
  std::string scalar_text(const runtime::Column& column, const schema::Type& type, uint64_t cell) const;

  Evaluator& evaluator_;
  schema::TableId table_;
  std::vector<ListedColumn> columns_;
};

}  // namespace segql::engine
