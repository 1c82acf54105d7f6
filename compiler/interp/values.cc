/// Constants, cells, row ids and time as values.
#include "compiler/interp/evaluator.h"
#include "runtime/abi/cell.h"
#include "runtime/abi/support.h"

namespace segql::interp {
namespace {

constexpr bool same_unit(hir::Unit unit, runtime::ElapsedUnit elapsed) {
  return static_cast<uint32_t>(unit) == static_cast<uint32_t>(elapsed);
}
static_assert(same_unit(hir::Unit::kSecond, runtime::ElapsedUnit::kSecond));
static_assert(same_unit(hir::Unit::kMinute, runtime::ElapsedUnit::kMinute));
static_assert(same_unit(hir::Unit::kHour, runtime::ElapsedUnit::kHour));
static_assert(same_unit(hir::Unit::kDay, runtime::ElapsedUnit::kDay));
static_assert(same_unit(hir::Unit::kWeek, runtime::ElapsedUnit::kWeek));
static_assert(same_unit(hir::Unit::kMonth, runtime::ElapsedUnit::kMonth));
static_assert(same_unit(hir::Unit::kQuarter, runtime::ElapsedUnit::kQuarter));
static_assert(same_unit(hir::Unit::kYear, runtime::ElapsedUnit::kYear));

Value cell_value(const runtime::ColumnView& column, uint64_t index) {
  const bool is_real = column.encoding == runtime::Encoding::kF64;
  return is_real ? real_value(runtime::real_cell(column, index)) : integer_value(runtime::integer_cell(column, index));
}

}  // namespace

Value Evaluator::value_of(const plan::Missing&, const Expr& e) { return missing(e.repr); }

Value Evaluator::value_of(const plan::ConstInt& node, const Expr&) { return integer_value(node.value); }

Value Evaluator::value_of(const plan::ConstWide& node, const Expr&) {
  const uint128 bits = (static_cast<uint128>(static_cast<uint64_t>(node.high)) << 64) | node.low;
  return wide_value(static_cast<int128>(bits));
}

Value Evaluator::value_of(const plan::ConstFloat& node, const Expr&) { return real_value(node.value); }

Value Evaluator::value_of(const plan::Column& node, const Expr& e) {
  const runtime::ColumnView& cells = column(node.column);
  const int64_t row = row_of(node.row);
  if (!runtime::has_cell(cells, row)) return missing(e.repr);
  if (cells.starts != nullptr) return integer_value(0);  // a collection, below IsMissing: present is all that counts
  return cell_value(cells, static_cast<uint64_t>(row));
}

Value Evaluator::value_of(const plan::MapValue& node, const Expr& e) {
  const runtime::ColumnView& map = column(node.column);
  const int64_t row = row_of(node.row);
  if (node.key == plan::kNone || !runtime::has_cell(map, row)) return missing(e.repr);
  const auto* keys = static_cast<const uint32_t*>(map.keys);
  for (uint32_t i = map.starts[row]; i < map.starts[row + 1]; ++i) {
    if (keys[i] == node.key) return cell_value(map, i);
  }
  return missing(e.repr);
}

Value Evaluator::value_of(const plan::RowId& node, const Expr& e) {
  const int64_t row = row_of(node.row);
  return row == runtime::kNoRow ? missing(e.repr) : integer_value(row);
}

Value Evaluator::value_of(const plan::LocalDay& node, const Expr& e) {
  const Value instant = evaluate(*node.operand);
  if (!instant.present) return missing(e.repr);
  return integer_value(runtime::segql_local_day(args_.context, instant.integer));
}

Value Evaluator::value_of(const plan::StartOfDay& node, const Expr& e) {
  const Value day = evaluate(*node.operand);
  if (!day.present) return missing(e.repr);
  return integer_value(runtime::segql_start_of_day(args_.context, add_saturating(day.integer, node.plus)));
}

Value Evaluator::value_of(const plan::Elapsed& node, const Expr& e) {
  const Value value = evaluate(*node.operand);
  if (!value.present) return missing(e.repr);
  return integer_value(runtime::segql_elapsed(args_.context, static_cast<uint32_t>(node.unit), node.until ? 1 : 0,
                                              node.is_date ? 1 : 0, value.integer));
}

Value Evaluator::value_of(const plan::Truth& node, const Expr&) {
  return integer_value(holds(*node.condition) ? 1 : 0);
}

std::vector<Value> Evaluator::items_of(const plan::RowRef& ref, uint32_t index) const {
  const runtime::ColumnView& collection = column(index);
  const int64_t row = row_of(ref);
  std::vector<Value> items;
  if (!runtime::has_cell(collection, row)) return items;
  for (uint32_t i = collection.starts[row]; i < collection.starts[row + 1]; ++i) {
    items.push_back(cell_value(collection, i));
  }
  return items;
}

}  // namespace segql::interp
