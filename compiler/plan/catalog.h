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
};

}  // namespace segql::plan
