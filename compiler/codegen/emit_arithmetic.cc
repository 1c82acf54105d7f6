// Exact and floating arithmetic.
//
// Exact values are 128-bit integers below 10^38. Whether a result can leave that range is mostly known from the form of
// the expression (a sum of widened 64-bit integers cannot), and then there is no check. Otherwise sums are made in 192
// bits and checked once, and products and quotients go through the support functions that the interpreter uses too.
// Missing operands are replaced by zero first, so that the arbitrary cell of a missing row never counts as an overflow.
#include <algorithm>

#include <llvm/IR/Constants.h>

#include "base/try.h"
#include "compiler/codegen/emit.h"
#include "runtime/abi/support.h"

namespace segql::codegen {

using llvm::Value;
using plan::Expr;
using plan::Repr;

namespace {

constexpr auto kLimit = static_cast<uint128>(runtime::kWideLimit);

uint128 saturating_sum(uint128 a, uint128 b) { return std::min(a + b, kLimit); }
uint128 saturating_product(uint128 a, uint128 b) {
  if (a == 0 || b == 0) return 0;
  return a > kLimit / b ? kLimit : a * b;
}

llvm::ConstantInt* constant_of_width(ScanBuilder& s, unsigned bits, uint128 value, bool negative = false) {
  llvm::APInt words(bits, {static_cast<uint64_t>(value), static_cast<uint64_t>(value >> 64)});
  if (negative) words.negate();
  return llvm::ConstantInt::get(s.module.getContext(), words);
}

/// if (present && !fits) count_overflow(); present && fits
Value* when_it_fits(ScanBuilder& s, Value* present, Value* fits) {
  const auto count = [&]() -> Values {
    s.call<&runtime::segql_count_overflow>({s.eval_context()});
    return {};
  };
  emit_if(s.b, when_present(s, present, s.b.CreateNot(fits)), count, {});
  return both_present(s, present, fits);
}

bool is_sum_safe(const ScanBuilder& s, const plan::Sum& n) {
  uint128 bound = 0;
  for (const plan::Term& term : n.terms) bound = saturating_sum(bound, wide_bound(s.shape, *term.value));
  return bound < kLimit;
}

}  // namespace

uint128 wide_bound(const Shape& shape, const Expr& e) {
  if (std::holds_alternative<plan::Widen>(e.node)) return kIntBound;
  if (std::holds_alternative<plan::ConstWide>(e.node)) return shape.in_row(e).is_small ? kIntBound : kLimit;
  if (const auto* n = std::get_if<plan::Negate>(&e.node)) return wide_bound(shape, *n->operand);
  if (const auto* n = std::get_if<plan::Call>(&e.node)) {
    uint128 bound = 0;
    for (const Expr* argument : n->arguments) {
      if (argument->repr == Repr::kWide) bound = std::max(bound, wide_bound(shape, *argument));
    }
    return bound;  // functions choose among their arguments, or come nearer to zero but for what rounding adds
  }
  if (const auto* n = std::get_if<plan::Rescale>(&e.node)) {
    return n->power > 38
               ? kLimit
               : saturating_product(wide_bound(shape, *n->operand), static_cast<uint128>(power_of_ten(n->power)));
  }
  if (const auto* n = std::get_if<plan::Product>(&e.node)) {
    return saturating_product(wide_bound(shape, *n->lhs), wide_bound(shape, *n->rhs));
  }
  if (const auto* n = std::get_if<plan::Sum>(&e.node)) {
    uint128 bound = 0;
    for (const plan::Term& term : n->terms) bound = saturating_sum(bound, wide_bound(shape, *term.value));
    return bound;
  }
  return kLimit;
}

Value* by_pointer(ScanBuilder& s, Value* wide) {
  Value* const room = s.make_room(s.wide_type());
  s.b.CreateAlignedStore(wide, room, llvm::Align(16));
  return room;
}

Cell call_with_out(ScanBuilder& s, const SupportFunction& function, llvm::SmallVector<Value*, 6> arguments,
                   llvm::Type* type) {
  Value* const room = s.make_room(type);
  s.b.CreateAlignedStore(llvm::Constant::getNullValue(type), room, llvm::Align(16));
  arguments.push_back(room);
  Value* const answer = s.call(function, arguments);
  Value* const present = s.b.CreateICmpNE(answer, s.i32(0), "present");
  return {s.b.CreateAlignedLoad(type, room, llvm::Align(16), "result"), present};
}

Cell without_nan(ScanBuilder& s, const Cell& cell) {
  return {cell.value, both_present(s, cell.present, s.b.CreateFCmpORD(cell.value, cell.value, "is_number"))};
}

/// -10^38 < total && total < 10^38
Cell checked_wide(ScanBuilder& s, const Cell& total) {
  const unsigned bits = total.value->getType()->getIntegerBitWidth();
  Value* const above = s.b.CreateICmpSGT(total.value, constant_of_width(s, bits, kLimit, true));
  Value* const fits = s.b.CreateAnd(above, s.b.CreateICmpSLT(total.value, constant_of_width(s, bits, kLimit)), "fits");
  return {s.b.CreateTrunc(total.value, s.wide_type()), when_it_fits(s, total.present, fits)};
}

Cell emit_sum(ScanBuilder& s, const Expr& e, const plan::Sum& n) {
  Builder& b = s.b;
  const bool is_float = e.repr == Repr::kFloat;
  const bool is_safe = is_float || is_sum_safe(s, n);
  llvm::Type* const type = is_float ? b.getDoubleTy() : is_safe ? s.wide_type() : b.getIntNTy(192);
  Cell sum;
  for (const plan::Term& term : n.terms) {
    Cell next = emit_value(s, *term.value);
    if (!is_safe) next.value = b.CreateSExt(next.value, type);
    sum.present = both_present(s, sum.present, next.present);
    if (sum.value == nullptr) {
      sum.value = !term.subtract ? next.value : is_float ? b.CreateFNeg(next.value) : b.CreateNeg(next.value);
    } else if (is_float) {
      sum.value = term.subtract ? b.CreateFSub(sum.value, next.value) : b.CreateFAdd(sum.value, next.value);
    } else {
      sum.value = term.subtract ? b.CreateSub(sum.value, next.value) : b.CreateAdd(sum.value, next.value);
    }
  }
  if (is_float) return without_nan(s, sum);
  return is_safe ? sum : checked_wide(s, sum);
}

/// The smallest 64-bit integer has no negative in 64 bits.
Cell emit_negate(ScanBuilder& s, const Expr& e, const plan::Negate& n) {
  const Cell operand = emit_value(s, *n.operand);
  if (e.repr == Repr::kFloat) return {s.b.CreateFNeg(operand.value), operand.present};
  Value* const negated = s.b.CreateNeg(operand.value, "negated");
  if (e.repr == Repr::kWide) return {negated, operand.present};
  Value* const fits = s.b.CreateICmpNE(operand.value, s.i64(INT64_MIN), "fits");
  return {negated, when_it_fits(s, operand.present, fits)};
}

Cell emit_product(ScanBuilder& s, const Expr& e, const plan::Product& n) {
  const Cell lhs = emit_value(s, *n.lhs), rhs = emit_value(s, *n.rhs);
  Value* const present = both_present(s, lhs.present, rhs.present);
  if (e.repr == Repr::kFloat) return without_nan(s, {s.b.CreateFMul(lhs.value, rhs.value), present});
  if (saturating_product(wide_bound(s.shape, *n.lhs), wide_bound(s.shape, *n.rhs)) < kLimit) {
    return {s.b.CreateMul(lhs.value, rhs.value, "product"), present};
  }
  Value* const known = value_or_zero(s, {lhs.value, present});
  const Cell product = call_with_out(s, support_function<&runtime::segql_wide_multiply>(),
                                     {s.eval_context(), by_pointer(s, known), by_pointer(s, rhs.value)}, s.wide_type());
  return {product.value, both_present(s, present, product.present)};
}

Cell emit_wide_divide(ScanBuilder& s, const Cell& lhs, const Cell& rhs, uint8_t power) {
  Value* const present = both_present(s, lhs.present, rhs.present);
  Value* const known = value_or_zero(s, {lhs.value, present});
  const Cell quotient =
      call_with_out(s, support_function<&runtime::segql_wide_divide>(),
                    {s.eval_context(), by_pointer(s, known), by_pointer(s, rhs.value), s.i32(power)}, s.wide_type());
  return {quotient.value, both_present(s, present, quotient.present)};
}

Cell emit_quotient(ScanBuilder& s, const Expr& e, const plan::Quotient& n) {
  const Cell lhs = emit_value(s, *n.lhs), rhs = emit_value(s, *n.rhs);
  if (e.repr != Repr::kFloat) return emit_wide_divide(s, lhs, rhs, n.power);
  Value* const divides = s.b.CreateFCmpUNE(rhs.value, llvm::ConstantFP::get(s.b.getDoubleTy(), 0.0), "divides");
  Value* const present = both_present(s, both_present(s, lhs.present, rhs.present), divides);
  return without_nan(s, {s.b.CreateFDiv(lhs.value, rhs.value), present});
}

Cell emit_rescale(ScanBuilder& s, const plan::Rescale& n) {
  const Cell operand = emit_value(s, *n.operand);
  if (n.power <= 38) {
    const auto factor = static_cast<uint128>(power_of_ten(n.power));
    if (saturating_product(wide_bound(s.shape, *n.operand), factor) < kLimit) {
      return {s.b.CreateMul(operand.value, constant_of_width(s, 128, factor), "rescaled"), operand.present};
    }
  }
  const Cell rescaled =
      call_with_out(s, support_function<&runtime::segql_wide_rescale>(),
                    {s.eval_context(), by_pointer(s, value_or_zero(s, operand)), s.i32(n.power)}, s.wide_type());
  return {rescaled.value, both_present(s, operand.present, rescaled.present)};
}

/// (double)value / 10^scale, each step rounded once.
Cell emit_to_float(ScanBuilder& s, const plan::ToFloat& n) {
  const Cell operand = emit_value(s, *n.operand);
  const bool is_int = n.operand->repr == Repr::kInt;
  if (!is_int && !std::holds_alternative<plan::Widen>(n.operand->node)) {
    return {s.call<&runtime::segql_wide_to_float>({by_pointer(s, operand.value), s.i32(n.scale)}), operand.present};
  }
  Value* const value = is_int ? operand.value : s.b.CreateTrunc(operand.value, s.b.getInt64Ty());
  Value* const real = s.b.CreateSIToFP(value, s.b.getDoubleTy(), "real");
  if (n.scale == 0) return {real, operand.present};
  const auto divisor = static_cast<double>(power_of_ten(std::min<int>(n.scale, 38)));
  return {s.b.CreateFDiv(real, llvm::ConstantFP::get(s.b.getDoubleTy(), divisor), "real"), operand.present};
}

/// low = (int64_t)value; fits = low == value;
Cell emit_narrow(ScanBuilder& s, const plan::Narrow& n) {
  const Cell operand = emit_value(s, *n.operand);
  Value* const low = s.b.CreateTrunc(operand.value, s.b.getInt64Ty(), "low");
  if (std::holds_alternative<plan::Widen>(n.operand->node)) return {low, operand.present};
  Value* const fits = s.b.CreateICmpEQ(s.b.CreateSExt(low, s.wide_type()), operand.value, "fits");
  return {low, when_it_fits(s, operand.present, fits)};
}

}  // namespace segql::codegen
