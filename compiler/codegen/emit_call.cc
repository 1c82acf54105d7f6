// Functions of the language.
//
// For `coalesce(discount, 0)` over cells of which some are missing, that is, in C:
//   value = present ? discount : 0;
// What `coalesce` and `if` do not choose is not computed: it might be a walk over events.
#include <llvm/IR/Constants.h>

#include "base/try.h"
#include "compiler/codegen/emit.h"
#include "compiler/plan/rounding.h"
#include "runtime/abi/support.h"

namespace segql::codegen {

using hir::Function;
using llvm::Value;
using plan::Expr;
using plan::Repr;

namespace {

Cell emit_calendar_part(ScanBuilder& s, const plan::Call& n) {
  const Cell operand = emit_value(s, *n.arguments[0]);
  Value* const part = s.call<&runtime::segql_calendar_part>(
      {s.eval_context(), s.i32(static_cast<uint32_t>(n.function)), s.i32(n.is_date), operand.value});
  return {part, operand.present};
}

/// value < 0 ? -value : value
Cell emit_abs(ScanBuilder& s, const Expr& e, const plan::Call& n) {
  const Cell operand = emit_value(s, *n.arguments[0]);
  if (e.repr == Repr::kFloat) {
    return {s.b.CreateUnaryIntrinsic(llvm::Intrinsic::fabs, operand.value, nullptr, "absolute"), operand.present};
  }
  Value* const zero = llvm::Constant::getNullValue(s.wide_type());
  Value* const negative = s.b.CreateICmpSLT(operand.value, zero, "negative");
  return {s.b.CreateSelect(negative, s.b.CreateNeg(operand.value), operand.value, "absolute"), operand.present};
}

Cell emit_rounding(ScanBuilder& s, const Expr& e, const plan::Call& n) {
  const Cell operand = emit_value(s, *n.arguments[0]);
  Value* const rounding = s.i32(static_cast<uint32_t>(plan::rounding_of(n.function)));
  Value* const digits = s.i32(static_cast<uint32_t>(int32_t{n.digits}));
  if (e.repr == Repr::kFloat) {
    return {s.call<&runtime::segql_float_round>({operand.value, digits, rounding}), operand.present};
  }
  const Cell rounded = call_with_out(s, support_function<&runtime::segql_wide_round>(),
                                     {by_pointer(s, operand.value), digits, rounding}, s.wide_type());
  return {rounded.value, operand.present};
}

/// best = next < best ? next : best
Cell emit_extreme(ScanBuilder& s, const plan::Call& n) {
  const bool least = n.function == Function::kLeast;
  Cell best;
  for (const Expr* argument : n.arguments) {
    const Cell next = emit_value(s, *argument);
    best.present = best.value == nullptr ? next.present : both_present(s, best.present, next.present);
    if (best.value == nullptr) {
      best.value = next.value;
      continue;
    }
    Value* const better = argument->repr == Repr::kFloat
                              ? s.b.CreateFCmp(least ? llvm::CmpInst::FCMP_OLT : llvm::CmpInst::FCMP_OGT, next.value,
                                               best.value, "better")
                              : s.b.CreateICmp(least ? llvm::CmpInst::ICMP_SLT : llvm::CmpInst::ICMP_SGT, next.value,
                                               best.value, "better");
    best.value = s.b.CreateSelect(better, next.value, best.value, "best");
  }
  return best;
}

/// The value, and whether it is there as i1.
Values with_presence(ScanBuilder& s, const Cell& cell) {
  return {cell.value, cell.present == nullptr ? s.b.getTrue() : cell.present};
}

Cell emit_coalesce(ScanBuilder& s, const plan::Call& n) {
  Cell found = emit_value(s, *n.arguments[0]);
  for (const Expr* argument : n.arguments.subspan(1)) {
    if (found.present == nullptr) return found;
    const auto next = [&]() -> Values { return with_presence(s, emit_value(s, *argument)); };
    const Values both = emit_if(s.b, s.b.CreateNot(found.present), next, {found.value, found.present});
    found = {both[0], argument->nullable ? both[1] : nullptr};
  }
  return found;
}

/// condition ? then : otherwise, in two steps: what the first leaves, the second overwrites where it is to.
Cell emit_choice(ScanBuilder& s, const Expr& e, const plan::Call& n) {
  Value* const condition = emit_test(s, *n.arguments[0]);
  const auto value = [&](size_t i) { return with_presence(s, emit_value(s, *n.arguments[i])); };
  const Values nothing{llvm::Constant::getNullValue(s.type_of_repr(e.repr)), s.b.getFalse()};
  const Values then = emit_if(
      s.b, condition, [&] { return value(1); }, nothing);
  const Values chosen = emit_if(
      s.b, s.b.CreateNot(condition), [&] { return value(2); }, then);
  return {chosen[0], e.nullable ? chosen[1] : nullptr};
}

}  // namespace

/// table[min(code, last)]: the code of a missing text may be anything.
Cell emit_lookup(ScanBuilder& s, const Expr& e, const plan::Lookup& n) {
  const Cell code = emit_value(s, *n.value);
  const Operands& at = s.shape.in_row(e);
  Value* const index = s.b.CreateBinaryIntrinsic(llvm::Intrinsic::umin, code.value, s.param(at.param), nullptr, "code");
  Value* const address = s.offset(s.table(at.table), s.b.getInt64Ty(), index);
  return {s.load_constant(s.b.getInt64Ty(), address, 8, "found"), code.present};
}

Cell emit_call(ScanBuilder& s, const Expr& e, const plan::Call& n) {
  switch (n.function) {
    case Function::kAbs: return emit_abs(s, e, n);
    case Function::kRound:
    case Function::kFloor:
    case Function::kCeil: return emit_rounding(s, e, n);
    case Function::kLeast:
    case Function::kGreatest: return emit_extreme(s, n);
    case Function::kCoalesce: return emit_coalesce(s, n);
    case Function::kIf: return emit_choice(s, e, n);
    default: break;
  }
  SEGQL_CHECK(hir::is_calendar_part(n.function));
  return emit_calendar_part(s, n);
}

}  // namespace segql::codegen
