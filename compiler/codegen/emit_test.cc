// Conditions, row by row, as i1: true only when every value a positive test needs is present (law 3).
//
// For `item.category in (...)` with a table of codes that is, in C:
//   item = refs[row]; is_there = ...; code = category[item];
//   holds = is_there && table[min(code, last) / 64] >> (code % 64) & 1;
#include "compiler/codegen/emit.h"

#include <llvm/IR/Constants.h>

#include "base/try.h"
#include "runtime/abi/support.h"

namespace segql::codegen {

using llvm::CmpInst;
using llvm::Value;
using plan::Expr;
using plan::Repr;

namespace {

Value* is_one(ScanBuilder& s, Value* answer) { return s.b.CreateICmpNE(answer, s.i32(0), "answer"); }

Value* emit_compare(ScanBuilder& s, const plan::Compare& n) {
  const Cell lhs = emit_value(s, *n.lhs), rhs = emit_value(s, *n.rhs);
  Value* const test = s.b.CreateCmp(predicate_of(n.op, n.lhs->repr == Repr::kFloat), lhs.value, rhs.value, "test");
  return when_present(s, both_present(s, lhs.present, rhs.present), test);
}

Value* emit_text_compare(ScanBuilder& s, const plan::TextCompare& n) {
  const Cell lhs = emit_value(s, *n.lhs), rhs = emit_value(s, *n.rhs);
  Value* const order = s.call<&runtime::segql_text_compare>(
      {s.dictionary(n.lhs->dictionary), lhs.value, s.dictionary(n.rhs->dictionary), rhs.value});
  return when_present(s, both_present(s, lhs.present, rhs.present),
                      s.b.CreateICmp(predicate_of(n.op, false), order, s.i32(0)));
}

Value* emit_range(ScanBuilder& s, const Expr& e, const plan::Range& n) {
  const Cell value = emit_value(s, *n.value);
  const Operands& at = s.shape.in_row(e);
  Value* const above = s.b.CreateICmpSGE(value.value, s.param(at.param));
  Value* const below = s.b.CreateICmpSLE(value.value, s.param(at.param + 1));
  return when_present(s, value.present, s.b.CreateAnd(above, below));
}

/// value = k0 || value = k1 || ...
Value* emit_chain(ScanBuilder& s, const Cell& value, const Operands& at) {
  Value* found = s.b.getFalse();
  for (uint32_t i = 0; i < at.count; ++i) {
    Value* const constant = s.b.CreateBitCast(s.param(at.param + i), value.value->getType());
    found = s.b.CreateOr(found, value.value->getType()->isDoubleTy() ? s.b.CreateFCmpOEQ(value.value, constant)
                                                                     : s.b.CreateICmpEQ(value.value, constant));
  }
  return when_present(s, value.present, found);
}

Value* emit_in_list(ScanBuilder& s, const Expr& e, const plan::InList& n) {
  const Cell value = emit_value(s, *n.value);
  const Operands& at = s.shape.in_row(e);
  if (at.form == SetForm::kChain) return emit_chain(s, value, at);
  Value* const size = s.param(at.param, "size");
  const SupportFunction& search = n.value->repr == Repr::kFloat ? support_function<&runtime::segql_in_list_float>()
                                                                : support_function<&runtime::segql_in_list>();
  return when_present(s, value.present, is_one(s, s.call(search, {s.table(at.table), size, value.value})));
}

/// table[min(code, last) / 64] >> (code % 64) & 1: the code of a missing text may be anything.
Value* emit_code_in(ScanBuilder& s, const Expr& e, const plan::CodeIn& n) {
  const Cell code = emit_value(s, *n.value);
  const Operands& at = s.shape.in_row(e);
  if (at.form == SetForm::kChain) return emit_chain(s, code, at);
  Value* const clamped = s.b.CreateBinaryIntrinsic(llvm::Intrinsic::umin, code.value, s.param(at.param));
  Value* const address = s.offset(s.table(at.table), s.b.getInt64Ty(), s.b.CreateLShr(clamped, 6));
  Value* const word = s.load_constant(s.b.getInt64Ty(), address, 8, "codes");
  Value* const bit = s.b.CreateTrunc(s.b.CreateLShr(word, s.b.CreateAnd(clamped, s.i64(63))), s.b.getInt1Ty(), "bit");
  Value* const known = s.b.CreateICmpEQ(clamped, code.value, "known");
  return when_present(s, code.present, s.b.CreateAnd(known, bit));
}

Value* emit_is_missing(ScanBuilder& s, const plan::IsMissing& n) {
  const auto* column = std::get_if<plan::Column>(&n.value->node);
  const bool is_collection = column != nullptr && s.scan.columns[column->column].type.is_collection();
  Value* const present =
      is_collection ? emit_presence(s, emit_row(s, column->row), column->column) : emit_value(s, *n.value).present;
  return present == nullptr ? s.b.getFalse() : s.b.CreateNot(present, "missing");
}

Value* emit_has_items(ScanBuilder& s, const Expr& e, const plan::HasItems& n) {
  SEGQL_CHECK(n.mode != hir::HasMode::kNone);
  const bool any = n.mode == hir::HasMode::kAny;
  const bool is_float = s.scan.columns[n.column].encoding == runtime::Encoding::kF64;
  const SupportFunction& test =
      is_float ? (any ? support_function<&runtime::segql_has_any_float>()
                      : support_function<&runtime::segql_has_all_float>())
               : (any ? support_function<&runtime::segql_has_any>() : support_function<&runtime::segql_has_all>());
  const Operands& at = s.shape.in_row(e);
  Value* const row = emit_row_id(s, emit_row(s, n.row));
  return is_one(s, s.call(test, {s.column_view(n.column), row, s.table(at.table), s.param(at.param, "size")}));
}

Value* emit_has_value(ScanBuilder& s, const plan::HasValue& n) {
  const Cell value = emit_value(s, *n.value);
  Value* const row = emit_row_id(s, emit_row(s, n.row));
  Value* const column = s.column_view(n.column);
  Value* answer = nullptr;
  if (n.value->dictionary != plan::kNone) {
    answer = s.call<&runtime::segql_has_value_text>({column, row, s.dictionary(n.value->dictionary), value.value});
  } else if (n.value->repr == Repr::kFloat) {
    answer = s.call<&runtime::segql_has_value_float>({column, row, value.value});
  } else {
    answer = s.call<&runtime::segql_has_value>({column, row, value.value});
  }
  return when_present(s, value.present, is_one(s, answer));
}

Value* emit_in_segment(ScanBuilder& s, const plan::InSegment& n) {
  const Row row = emit_row(s, n.row);
  Value* const known = value_or_zero(s, {row.index, row.exists});
  const auto member = [&]() -> Values {
    Value* const address = s.offset(s.segment_words(n.segment), s.b.getInt64Ty(), s.b.CreateLShr(known, 6));
    Value* const word = s.b.CreateAlignedLoad(s.b.getInt64Ty(), address, llvm::Align(8), "members");
    return {s.b.CreateTrunc(s.b.CreateLShr(word, s.b.CreateAnd(known, s.i64(63))), s.b.getInt1Ty(), "member")};
  };
  // A segment of an empty table has no word to read.
  return row.exists == nullptr ? member()[0] : emit_if(s.b, row.exists, member, {s.b.getFalse()})[0];
}

Value* emit_anniversary(ScanBuilder& s, const Expr& e, const plan::Anniversary& n) {
  const Cell day = emit_value(s, *n.day);
  const Operands& at = s.shape.in_row(e);
  Value* const first = s.b.CreateTrunc(s.param(at.param), s.b.getInt32Ty(), "first");
  Value* const end = s.b.CreateTrunc(s.param(at.param + 1), s.b.getInt32Ty(), "end");
  Value* const answer =
      s.call<&runtime::segql_anniversary>({day.value, first, end, s.i32(static_cast<uint32_t>(n.leap_day))});
  return when_present(s, day.present, is_one(s, answer));
}

template <typename T>
concept ValueNode = std::is_same_v<T, plan::Missing> || std::is_same_v<T, plan::ConstInt> ||
    std::is_same_v<T, plan::ConstWide> || std::is_same_v<T, plan::ConstFloat> || std::is_same_v<T, plan::Column> ||
    std::is_same_v<T, plan::MapValue> || std::is_same_v<T, plan::RowId> || std::is_same_v<T, plan::Widen> ||
    std::is_same_v<T, plan::Rescale> || std::is_same_v<T, plan::ToFloat> || std::is_same_v<T, plan::Narrow> ||
    std::is_same_v<T, plan::Sum> || std::is_same_v<T, plan::Product> || std::is_same_v<T, plan::Quotient> ||
    std::is_same_v<T, plan::Negate> || std::is_same_v<T, plan::LocalDay> || std::is_same_v<T, plan::StartOfDay> ||
    std::is_same_v<T, plan::Elapsed> || std::is_same_v<T, plan::Call> || std::is_same_v<T, plan::Lookup> ||
    std::is_same_v<T, plan::Aggregate> || std::is_same_v<T, plan::Truth>;

}  // namespace

CmpInst::Predicate predicate_of(hir::CompareOp op, bool is_float) {
  switch (op) {
    case hir::CompareOp::kEqual: return is_float ? CmpInst::FCMP_OEQ : CmpInst::ICMP_EQ;
    case hir::CompareOp::kNotEqual: return is_float ? CmpInst::FCMP_ONE : CmpInst::ICMP_NE;
    case hir::CompareOp::kLess: return is_float ? CmpInst::FCMP_OLT : CmpInst::ICMP_SLT;
    case hir::CompareOp::kLessEqual: return is_float ? CmpInst::FCMP_OLE : CmpInst::ICMP_SLE;
    case hir::CompareOp::kGreater: return is_float ? CmpInst::FCMP_OGT : CmpInst::ICMP_SGT;
    case hir::CompareOp::kGreaterEqual: return is_float ? CmpInst::FCMP_OGE : CmpInst::ICMP_SGE;
  }
  return CmpInst::BAD_ICMP_PREDICATE;
}

/// Cheap terms are combined without a branch: a wrong guess costs more than they do.
Value* emit_all_of(ScanBuilder& s, plan::ExprList terms) {
  Value* all = s.b.getTrue();
  for (const Expr* term : terms) {
    if (is_expensive(*term)) {
      all = emit_if(s.b, all, [&]() -> Values { return {emit_test(s, *term)}; }, {s.b.getFalse()})[0];
    } else {
      all = s.b.CreateAnd(all, emit_test(s, *term), "all");
    }
  }
  return all;
}

Value* emit_any_of(ScanBuilder& s, plan::ExprList terms) {
  Value* any = s.b.getFalse();
  for (const Expr* term : terms) {
    if (is_expensive(*term)) {
      any = emit_if(s.b, s.b.CreateNot(any), [&]() -> Values { return {emit_test(s, *term)}; }, {s.b.getTrue()})[0];
    } else {
      any = s.b.CreateOr(any, emit_test(s, *term), "any");
    }
  }
  return any;
}

Value* emit_test(ScanBuilder& s, const Expr& e) {
  return plan::match(
      e, [&](const plan::Literal& n) -> Value* { return s.b.getInt1(n.value); },
      [&](const plan::And& n) { return emit_all_of(s, n.terms); },
      [&](const plan::Or& n) { return emit_any_of(s, n.terms); },
      [&](const plan::Not& n) { return s.b.CreateNot(emit_test(s, *n.operand), "not"); },
      [&](const plan::Compare& n) { return emit_compare(s, n); },
      [&](const plan::Range& n) { return emit_range(s, e, n); },
      [&](const plan::InList& n) { return emit_in_list(s, e, n); },
      [&](const plan::CodeIn& n) { return emit_code_in(s, e, n); },
      [&](const plan::TextCompare& n) { return emit_text_compare(s, n); },
      [&](const plan::IsMissing& n) { return emit_is_missing(s, n); },
      [&](const plan::HasItems& n) { return emit_has_items(s, e, n); },
      [&](const plan::HasValue& n) { return emit_has_value(s, n); },
      [&](const plan::AtLeast& n) { return emit_at_least(s, e, n); },
      [&](const plan::Edge& n) { return emit_edge(s, n); },
      [&](const plan::InSegment& n) { return emit_in_segment(s, n); },
      [&](const plan::Anniversary& n) { return emit_anniversary(s, e, n); },
      [&](const ValueNode auto&) -> Value* {
        SEGQL_CHECK(!"a value where a condition belongs");
        return nullptr;
      });
}

}  // namespace segql::codegen
