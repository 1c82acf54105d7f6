#pragma once
/// What the planner asks of the data at hand. The engine answers from tables and computed attributes; tests from
/// fixtures.

#include <cstdint>

#include "compiler/plan/plan.h"
#include "runtime/table/table.h"

namespace segql::plan {

class Catalog {
 public:
  virtual ~Catalog() = default;
  virtual const schema::Schema& schema() const = 0;
  virtual uint64_t num_rows(TableId table) const = 0;
  /// View and statistics of a column. Attributes have been computed before they are asked for.
  virtual const runtime::Column& column(const ColumnSource& source) const = 0;
  virtual const runtime::Relation& relation(RelationId relation) const = 0;
  /// Members of a segment that was evaluated before.
  virtual uint64_t num_members(SegmentId segment) const = 0;
  /// Threads that planning may use where texts are many.
  virtual size_t num_threads() const { return 1; }
};

/// The texts whose codes a column of a plan has; null when it has none.
inline const runtime::Dictionary* texts_of(const Catalog& catalog, const ColumnUse& use) {
  return use.texts != nullptr ? use.texts.get() : catalog.column(use.source).dictionary();
}

/// What an engine is given for a column of a plan.
inline runtime::ColumnView view_of(const Catalog& catalog, const ColumnUse& use) {
  if (use.texts == nullptr) return catalog.column(use.source).view();
  runtime::ColumnView view;
  view.dictionary = use.texts->view();
  return view;
}

}  // namespace segql::plan
