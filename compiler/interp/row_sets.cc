/// Rows: where a path leads, which events a row set has, and the two conditions that only ask for rows.
#include "compiler/interp/evaluator.h"
#include "runtime/abi/cell.h"

namespace segql::interp {

int64_t Evaluator::row_of(const plan::RowRef& ref) const {
  int64_t row = rows_[ref.slot];
  for (const uint32_t hop : ref.hops) {
    if (!runtime::has_cell(column(hop), row)) return runtime::kNoRow;
    row = runtime::integer_cell(column(hop), static_cast<uint64_t>(row));
  }
  return row < 0 ? runtime::kNoRow : row;
}

std::vector<int64_t> Evaluator::rows_of(const plan::RowSet& set) {
  std::vector<int64_t> rows;
  const int64_t owner = row_of(set.owner);
  if (owner == runtime::kNoRow) return rows;

  const Value unbounded = missing(Repr::kInt);
  const Value from = set.from == nullptr ? unbounded : evaluate(*set.from);
  const Value to = set.to == nullptr ? unbounded : evaluate(*set.to);
  if (set.from != nullptr && !from.present) return rows;
  if (set.to != nullptr && !to.present) return rows;

  const runtime::RelationView& relation = args_.relations[set.relation];
  const runtime::ColumnView& times = column(scan_.relations[set.relation].time_column);
  for (uint32_t i = relation.starts[owner]; i < relation.starts[owner + 1]; ++i) {
    const int64_t row = relation.rows == nullptr ? i : relation.rows[i];
    if (set.from != nullptr || set.to != nullptr) {
      if (!runtime::has_cell(times, row)) continue;
      const int64_t time = runtime::integer_cell(times, static_cast<uint64_t>(row));
      if (set.from != nullptr && time < from.integer) continue;
      if (set.to != nullptr && time >= to.integer) continue;
    }
    bind(set.slot, row);
    if (set.where == nullptr || holds(*set.where)) rows.push_back(row);
  }
  return rows;
}

Value Evaluator::value_of(const plan::AtLeast& node, const Expr&) {
  return truth(static_cast<int64_t>(rows_of(*node.rows).size()) >= node.count);
}

Value Evaluator::value_of(const plan::Edge& node, const Expr&) {
  const std::vector<int64_t> rows = rows_of(*node.rows);
  if (rows.empty()) return truth(false);
  bind(node.rows->slot, node.latest ? rows.back() : rows.front());
  return truth(node.satisfy == nullptr || holds(*node.satisfy));
}

}  // namespace segql::interp
