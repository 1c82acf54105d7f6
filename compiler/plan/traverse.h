#pragma once
/// The edges of the plan, once: visiting and replacing children, and structural equality.

#include <functional>
#include <span>

#include "compiler/plan/plan.h"

namespace segql::plan {

/// Calls `visit` for each direct child, those of row sets included.
void for_each_child(const Expr& expr, const std::function<void(ExprRef)>& visit);

/// The same node over replaced children; `expr` itself when `map` changes none. New nodes keep form and nullability.
ExprRef with_children(Scan& scan, ExprRef expr, const std::function<ExprRef(ExprRef)>& map);

/// True when both mean the same for every row, by structure. Slots bound inside may be numbered differently.
bool equal(const Scan& scan, const Expr& lhs, const Expr& rhs);
bool equal(const Scan& scan, const RowSet& lhs, const RowSet& rhs);

/// Equal nodes have equal hashes.
size_t hash(const Expr& expr);

/// Every RowRef of the node itself (not of its children); the owner of a row set is one.
void for_each_row(const Expr& expr, const std::function<void(const RowRef&)>& visit);

/// The row of `slot` itself.
inline bool is_row_of(const RowRef& row, uint32_t slot) { return row.slot == slot && row.hops.empty(); }
/// A cell of the row of `slot` itself: column data can be read row after row.
inline bool is_plain_column(const Scan& scan, uint32_t slot, const Expr& expr) {
  const auto* column = std::get_if<Column>(&expr.node);
  return column != nullptr && is_row_of(column->row, slot) && !scan.columns[column->column].type.is_collection();
}

/// The row set of an Aggregate, AtLeast or Edge; otherwise null.
const RowSet* rows_of(const Expr& expr);

}  // namespace segql::plan
