// Values, row by row, as (value, present).
//
// For `amount - discount` over two columns of 32-bit cells, of which `discount` may be missing, that is, in C:
//   value = (base_a + amount[row]) - (base_d + discount[row]);
//   present = valid_d[row / 64] >> (row % 64) & 1;
#include <llvm/IR/Constants.h>

#include "base/try.h"
#include "compiler/codegen/emit.h"
#include "runtime/abi/support.h"

namespace segql::codegen {

using llvm::Value;
using plan::Expr;
using plan::Repr;

namespace {

Cell emit_constant_wide(ScanBuilder& s, const Expr& e) {
  const Operands& at = s.shape.in_row(e);
  Value* const low = s.param(at.param);
  if (at.is_small) return {s.b.CreateSExt(low, s.wide_type()), nullptr};
  Value* const high = s.b.CreateShl(s.b.CreateZExt(s.param(at.param + 1), s.wide_type()), 64);
  return {s.b.CreateOr(high, s.b.CreateZExt(low, s.wide_type())), nullptr};
}

Cell emit_map_value(ScanBuilder& s, const Expr& e, const plan::MapValue& n) {
  Value* const row = emit_row_id(s, emit_row(s, n.row));
  Value* const key = s.b.CreateTrunc(s.param(s.shape.in_row(e).param), s.b.getInt32Ty(), "key");
  const bool is_float = e.repr == Repr::kFloat;
  const SupportFunction& look_up =
      is_float ? support_function<&runtime::segql_map_value_float>() : support_function<&runtime::segql_map_value>();
  const Cell cell = call_with_out(s, look_up, {s.column_view(n.column), row, key}, s.type_of_repr(e.repr));
  return is_float ? without_nan(s, cell) : cell;
}

Cell emit_elapsed(ScanBuilder& s, const plan::Elapsed& n) {
  const Cell operand = emit_value(s, *n.operand);
  Value* const units = s.call<&runtime::segql_elapsed>(
      {s.eval_context(), s.i32(static_cast<uint32_t>(n.unit)), s.i32(n.until), s.i32(n.is_date), operand.value});
  return {units, operand.present};
}

template <typename T>
concept ConditionNode = std::is_same_v<T, plan::Literal> || std::is_same_v<T, plan::And> ||
    std::is_same_v<T, plan::Or> || std::is_same_v<T, plan::Not> || std::is_same_v<T, plan::Compare> ||
    std::is_same_v<T, plan::Range> || std::is_same_v<T, plan::InList> || std::is_same_v<T, plan::CodeIn> ||
    std::is_same_v<T, plan::TextCompare> || std::is_same_v<T, plan::IsMissing> || std::is_same_v<T, plan::HasItems> ||
    std::is_same_v<T, plan::HasValue> || std::is_same_v<T, plan::AtLeast> || std::is_same_v<T, plan::Edge> ||
    std::is_same_v<T, plan::InSegment> || std::is_same_v<T, plan::Anniversary>;

}  // namespace

Cell emit_value(ScanBuilder& s, const Expr& e) {
  return plan::match(
      e,
      [&](const plan::Missing&) -> Cell {
        return {llvm::Constant::getNullValue(s.type_of_repr(e.repr)), s.b.getFalse()};
      },
      [&](const plan::ConstInt&) -> Cell {
        return {s.param(s.shape.in_row(e).param), nullptr};
      },
      [&](const plan::ConstWide&) -> Cell { return emit_constant_wide(s, e); },
      [&](const plan::ConstFloat&) -> Cell {
        return {s.b.CreateBitCast(s.param(s.shape.in_row(e).param), s.b.getDoubleTy()), nullptr};
      },
      [&](const plan::Column& n) -> Cell { return emit_cell(s, emit_row(s, n.row), n.column); },
      [&](const plan::MapValue& n) -> Cell { return emit_map_value(s, e, n); },
      [&](const plan::RowId& n) -> Cell {
        const Row row = emit_row(s, n.row);
        return {row.index, row.exists};
      },
      [&](const plan::Widen& n) -> Cell {
        const Cell operand = emit_value(s, *n.operand);
        return {s.b.CreateSExt(operand.value, s.wide_type(), "wide"), operand.present};
      },
      [&](const plan::Rescale& n) -> Cell { return emit_rescale(s, n); },
      [&](const plan::ToFloat& n) -> Cell { return emit_to_float(s, n); },
      [&](const plan::Narrow& n) -> Cell { return emit_narrow(s, n); },
      [&](const plan::Sum& n) -> Cell { return emit_sum(s, e, n); },
      [&](const plan::Product& n) -> Cell { return emit_product(s, e, n); },
      [&](const plan::Quotient& n) -> Cell { return emit_quotient(s, e, n); },
      [&](const plan::Negate& n) -> Cell { return emit_negate(s, e, n); },
      [&](const plan::LocalDay& n) -> Cell {
        const Cell operand = emit_value(s, *n.operand);
        return {s.call<&runtime::segql_local_day>({s.eval_context(), operand.value}), operand.present};
      },
      [&](const plan::StartOfDay& n) -> Cell {
        const Cell operand = emit_value(s, *n.operand);
        Value* const day = s.b.CreateBinaryIntrinsic(llvm::Intrinsic::sadd_sat, operand.value,
                                                     s.param(s.shape.in_row(e).param), nullptr, "day");
        return {s.call<&runtime::segql_start_of_day>({s.eval_context(), day}), operand.present};
      },
      [&](const plan::Elapsed& n) -> Cell { return emit_elapsed(s, n); },
      [&](const plan::Call& n) -> Cell { return emit_call(s, e, n); },
      [&](const plan::Lookup& n) -> Cell { return emit_lookup(s, e, n); },
      [&](const plan::Aggregate& n) -> Cell { return emit_aggregate(s, e, n); },
      [&](const plan::Truth& n) -> Cell {
        return {s.b.CreateZExt(emit_test(s, *n.condition), s.b.getInt64Ty(), "truth"), nullptr};
      },
      [&](const ConditionNode auto&) -> Cell {
        return {emit_test(s, e), nullptr};
      });
}

}  // namespace segql::codegen
