// Conditions on the rows of the word in hand themselves, for 64 rows at once, as one 64-bit word.
//
// Columns are compared in the form they are stored in; constants were brought into that form when the parameters were
// collected, so a load is never widened. For `30 <= age <= 50` over a column of bytes with base 18 that is, in C:
//   for (i = 0; i < 64; ++i) hit |= (uint64_t)((uint8_t)(age[64*w+i] - 12) <= 20) << i;
//   hit &= valid[w];
// On a machine with 512-bit registers those are a load, a subtraction and a comparison.
#include <cstddef>

#include <llvm/IR/Constants.h>
#include <llvm/IR/DerivedTypes.h>

#include "base/try.h"
#include "compiler/codegen/cell_hash.h"
#include "compiler/codegen/emit.h"

namespace segql::codegen {

using llvm::Value;
using plan::Expr;
using runtime::Encoding;

namespace {

constexpr unsigned kLanes = 64;

uint32_t column_of(const Expr& e) { return std::get<plan::Column>(e.node).column; }

llvm::VectorType* lanes_of(llvm::Type* element) { return llvm::FixedVectorType::get(element, kLanes); }

llvm::Type* cell_type(ScanBuilder& s, Encoding encoding) {
  return encoding == Encoding::kF64 ? s.b.getDoubleTy() : s.b.getIntNTy(bits_of(encoding));
}

/// Asks the memory for what stands `kAhead` bytes after `address`: the processor's own prefetching begins anew in every
/// page, which costs narrow columns a third of their speed.
void ask_ahead(ScanBuilder& s, Value* address) {
  constexpr int64_t kAhead = 4096;
  ask_early(s, s.b.CreateGEP(s.b.getInt8Ty(), address, s.i64(kAhead), "later"));
}

/// The same, for each line of 64 cells.
void ask_lines_ahead(ScanBuilder& s, Value* address, llvm::Type* cell) {
  const auto lines = static_cast<unsigned>(cell->getPrimitiveSizeInBits() / 8);
  for (unsigned line = 0; line < lines; ++line)
    ask_ahead(s, s.b.CreateConstGEP1_64(s.b.getInt8Ty(), address, 64 * line));
}

/// 64 packed cells of the word in hand, a byte each: of four bits, those of `a` are spread to 0x0a0a & 0x0f0f.
Value* load_packed(ScanBuilder& s, uint32_t column) {
  Builder& b = s.b;
  const unsigned bits = s.scan.columns[column].packed_bits, per_byte = 8 / bits;
  llvm::Type* const code = b.getInt8Ty();
  Value* const address = s.offset(s.column_packed(column), code, b.CreateUDiv(s.first_row, s.i64(per_byte)));
  if (!s.is_plain) ask_ahead(s, address);
  if (bits == 1) {
    Value* const word = b.CreateAlignedLoad(b.getInt64Ty(), address, llvm::Align(8), "packed");
    return b.CreateZExt(b.CreateBitCast(word, lanes_of(b.getInt1Ty())), lanes_of(code), "cells");
  }
  auto* const packed = llvm::FixedVectorType::get(code, kLanes / per_byte);
  auto* const wide = llvm::FixedVectorType::get(b.getIntNTy(8 * per_byte), kLanes / per_byte);
  Value* const bytes = b.CreateZExt(b.CreateAlignedLoad(packed, address, llvm::Align(8 * bits), "packed"), wide);
  Value* spread = bytes;
  for (unsigned i = 1; i < per_byte; ++i)
    spread = b.CreateOr(spread, b.CreateShl(bytes, llvm::ConstantInt::get(wide, i * (8 - bits))));
  Value* const mask = llvm::ConstantInt::get(lanes_of(code), (1U << bits) - 1);
  return b.CreateAnd(b.CreateBitCast(spread, lanes_of(code)), mask, "cells");
}

/// 64 cells of the word in hand.
Value* load_cells(ScanBuilder& s, uint32_t column) {
  llvm::Type* const cell = cell_type(s, s.scan.columns[column].encoding);
  Value* const address = s.offset(s.column_data(column), cell, s.first_row);
  if (!s.is_plain) ask_lines_ahead(s, address, cell);
  return s.b.CreateAlignedLoad(lanes_of(cell), address, llvm::Align(64), "cells");
}

/// The same, to be compared with constants.
Value* load_compared(ScanBuilder& s, uint32_t column, const Operands& at) {
  return at.is_packed ? load_packed(s, column) : load_cells(s, column);
}

/// A parameter in every lane, in the width of the cells.
Value* splat_param(ScanBuilder& s, uint32_t index, llvm::Type* cell) {
  // Before the loop, where values stay in registers; otherwise where it is used.
  const Builder::InsertPointGuard guard(s.b);
  if (s.is_thorough) s.b.SetInsertPoint(s.at_entry.GetInsertBlock());
  Value* const value = s.param(index);
  return s.b.CreateVectorSplat(kLanes,
                               cell->isDoubleTy() ? s.b.CreateBitCast(value, cell) : s.b.CreateTrunc(value, cell), "k");
}

Value* to_word(ScanBuilder& s, Value* lanes) { return s.b.CreateBitCast(lanes, s.b.getInt64Ty(), "hit"); }

Value* valid_word(ScanBuilder& s, uint32_t column) {
  return s.b.CreateAlignedLoad(s.b.getInt64Ty(), s.offset(s.column_valid(column), s.b.getInt64Ty(), s.word),
                               llvm::Align(8), "valid_word");
}

Value* where_valid(ScanBuilder& s, uint32_t column, Value* word) {
  return s.scan.columns[column].has_validity ? s.b.CreateAnd(word, valid_word(s, column)) : word;
}

/// The same for what compares `load_compared` with constants: of packed cells those of missing rows are like none.
Value* where_present(ScanBuilder& s, uint32_t column, const Operands& at, Value* word) {
  return at.is_packed ? word : where_valid(s, column, word);
}

/// Which of the 64 rows from `row` on the sketch of a column leaves open, and which it says are in the range.
struct SketchWords {
  Value *hit, *rest;
};
SketchWords emit_sketch_words(ScanBuilder& s, uint32_t column, const Operands& at, Value* row) {
  Builder& b = s.b;
  llvm::Type* const code = b.getInt8Ty();
  Value* const codes =
      b.CreateAlignedLoad(lanes_of(code), s.offset(s.column_sketch(column), code, row), llvm::Align(64), "codes");
  const auto is = [&](uint32_t index) { return b.CreateICmpEQ(codes, splat_param(s, index, code)); };
  Value* const distance = b.CreateSub(codes, splat_param(s, at.param + kFirstCode, code));
  Value* const inside = to_word(s, b.CreateICmpULE(distance, splat_param(s, at.param + kCodeSpan, code)));
  Value* const rest = to_word(s, b.CreateOr(is(at.param + kFrom), is(at.param + kTo)));
  return {b.CreateAnd(inside, s.param(at.param + kSomeAre, "some_are")),
          b.CreateAnd(rest, s.param(at.param + kSomeMayBe, "some_may_be"), "rest")};
}

/// cell - first <= span, by the column's sketch, which leaves few cells to be looked at:
///   for (i = 0; i < 64; ++i) hit |= (uint64_t)((uint8_t)(code[i] - first) <= span) << i,
///                            rest |= (uint64_t)(code[i] == from || code[i] == to) << i;
///   for (; rest; rest &= rest - 1) hit |= (uint64_t)(cell[ctz(rest)] - first_cell <= cell_span) << ctz(rest);
/// The first cell that will be looked at some words later is asked of the memory now.
Value* emit_sketch_range(ScanBuilder& s, uint32_t column, const Operands& at) {
  Builder& b = s.b;
  llvm::Type* const cell = cell_type(s, s.scan.columns[column].encoding);
  // The first open row from `row` on, or any that is in a cache.
  const auto first_open = [&](Value* row, Value* open) {
    Value* const at_bit = b.CreateAdd(row, b.CreateBinaryIntrinsic(llvm::Intrinsic::cttz, open, b.getFalse()));
    return b.CreateSelect(b.CreateICmpEQ(open, s.i64(0)), s.i64(0), at_bit, "open_row");
  };
  const auto address = [&](Value* row) { return s.b.CreateGEP(cell, s.column_data(column), row, "at"); };
  Value* const later = b.CreateAdd(s.first_row, s.i64(runtime::kSketchAhead), "later");
  Value* const early = address(first_open(later, emit_sketch_words(s, column, at, later).rest));
  ask_early(s, early);
  ask_ahead(s, s.offset(s.column_sketch(column), b.getInt8Ty(), later));
  const auto [hit, rest] = emit_sketch_words(s, column, at, s.first_row);
  Value* const first = b.CreateTrunc(s.param(at.param + kFirstCell), cell);
  Value* const span = b.CreateTrunc(s.param(at.param + kCellSpan), cell);
  // One open row is so frequent, and two so rare, that only the second is worth a branch.
  const auto with_row = [&](Value* hits, Value* row) {
    Value* const loaded = b.CreateAlignedLoad(cell, address(row), llvm::Align(cell->getIntegerBitWidth() / 8));
    Value* const holds = b.CreateZExt(b.CreateICmpULE(b.CreateSub(loaded, first), span), b.getInt64Ty());
    return b.CreateOr(hits, b.CreateShl(holds, b.CreateAnd(row, s.i64(63))), "hits");
  };
  Value* const any = b.CreateSExt(b.CreateICmpNE(rest, s.i64(0)), b.getInt64Ty());
  Value* const one = b.CreateOr(hit, b.CreateAnd(any, with_row(s.i64(0), first_open(s.first_row, rest))));
  Value* const more = b.CreateAnd(rest, b.CreateSub(rest, s.i64(1)), "more");
  Value* const all = emit_for_each_bit(b, more, {one}, [&](Value* bit, llvm::ArrayRef<Value*> hits) -> Values {
    return {with_row(hits[0], b.CreateAdd(s.first_row, bit))};
  })[0];
  return where_valid(s, column, b.CreateAnd(all, s.param(at.param + kPossible, "possible")));
}

/// cell - first <= span, and the range is possible at all.
Value* emit_range(ScanBuilder& s, uint32_t column, const Operands& at) {
  if (!s.scan.columns[column].sketch.empty() && !s.is_plain) return emit_sketch_range(s, column, at);
  llvm::Type* const cell = cell_type(s, s.scan.columns[column].encoding);
  Value* const distance = s.b.CreateSub(load_compared(s, column, at), splat_param(s, at.param + kFirstCell, cell));
  Value* const inside = s.b.CreateICmpULE(distance, splat_param(s, at.param + kCellSpan, cell));
  return where_present(s, column, at, s.b.CreateAnd(to_word(s, inside), s.param(at.param + kPossible, "possible")));
}

/// cell = k0 || cell = k1 || ...
Value* emit_chain(ScanBuilder& s, uint32_t column, const Operands& at) {
  llvm::Type* const cell = cell_type(s, s.scan.columns[column].encoding);
  Value* const cells = load_compared(s, column, at);
  Value* found = nullptr;
  for (uint32_t i = 0; i < at.count; ++i) {
    Value* const constant = splat_param(s, at.param + i, cell);
    Value* const equal = cell->isDoubleTy() ? s.b.CreateFCmpOEQ(cells, constant) : s.b.CreateICmpEQ(cells, constant);
    found = found == nullptr ? equal : s.b.CreateOr(found, equal);
  }
  return found == nullptr ? s.i64(0) : where_present(s, column, at, to_word(s, found));
}

Value* emit_runs(ScanBuilder& s, uint32_t column, const Operands& at) {
  llvm::Type* const cell = cell_type(s, s.scan.columns[column].encoding);
  Value* const cells = load_compared(s, column, at);
  Value* found = nullptr;
  for (uint32_t i = 0; i < at.count; ++i) {
    Value* const distance = s.b.CreateSub(cells, splat_param(s, at.param + 2 * i, cell));
    Value* const inside = s.b.CreateICmpULE(distance, splat_param(s, at.param + 2 * i + 1, cell));
    found = found == nullptr ? inside : s.b.CreateOr(found, inside);
  }
  return where_present(s, column, at, to_word(s, found));
}

/// A word from tests of kPart cells at a time, in a loop: code that gathers waits for its loads, and runs no faster in
/// a straight line, which takes half as long again to compile.
constexpr unsigned kPart = 16;
Value* splat_part(ScanBuilder& s, uint32_t param, llvm::Type* lane) {
  return s.b.CreateVectorSplat(kPart, s.b.CreateTrunc(s.param(param), lane), "k");
}
Value* emit_parts(ScanBuilder& s, uint32_t column, llvm::function_ref<Value*(Value* cells)> test) {
  Builder& b = s.b;
  llvm::Type* const cell = cell_type(s, s.scan.columns[column].encoding);
  Value* const first = s.offset(s.column_data(column), cell, s.first_row);
  if (!s.is_plain) ask_lines_ahead(s, first, cell);
  return emit_for(b, s.i64(0), s.i64(kLanes / kPart), false, {s.i64(0)}, nullptr,
                  [&](Value* part, llvm::ArrayRef<Value*> hits) -> Turn {
                    Value* const bit = b.CreateMul(part, s.i64(kPart), "bit");
                    Value* const cells = b.CreateAlignedLoad(llvm::FixedVectorType::get(cell, kPart),
                                                             s.offset(first, cell, bit), llvm::Align(kPart), "cells");
                    Value* const some = b.CreateBitCast(test(cells), b.getIntNTy(kPart), "some");
                    return {{b.CreateOr(hits[0], b.CreateShl(b.CreateZExt(some, b.getInt64Ty()), bit), "hits")}};
                  })[0];
}

/// d = cell - first; d <= span && (table[d / W] >> (d % W)) & 1, with W bits per lane; d is clamped before the look-up,
/// as cells that are not in the span (or of missing rows) may be anything.
Value* emit_table(ScanBuilder& s, uint32_t column, const Operands& at) {
  Builder& b = s.b;
  const unsigned bits = std::max(32u, bits_of(s.scan.columns[column].encoding));
  llvm::Type* const lane = b.getIntNTy(bits);
  llvm::Type* const lanes = llvm::FixedVectorType::get(lane, kPart);
  const auto splat = [&](uint64_t value) { return llvm::ConstantInt::get(lanes, value); };
  const auto test = [&](Value* cells) {
    Value* const distance = b.CreateSub(b.CreateZExt(cells, lanes), splat_part(s, at.param, lane), "distance");
    Value* const span = splat_part(s, at.param + 1, lane);
    Value* const clamped = b.CreateBinaryIntrinsic(llvm::Intrinsic::umin, distance, span);
    Value* const index = b.CreateLShr(clamped, splat(bits == 32 ? 5 : 6));
    Value* const addresses = b.CreateInBoundsGEP(lane, s.table(at.table), index);
    Value* const words = b.CreateMaskedGather(lanes, addresses, llvm::Align(bits / 8));
    Value* const bit = b.CreateAnd(b.CreateLShr(words, b.CreateAnd(clamped, splat(bits - 1))), splat(1));
    return b.CreateAnd(b.CreateICmpNE(bit, splat(0)), b.CreateICmpULE(distance, span));
  };
  return where_valid(s, column, emit_parts(s, column, test));
}

/// slots[one place] == cell || slots[the other] == cell; see CellHash.
Value* emit_hash(ScanBuilder& s, uint32_t column, const Operands& at) {
  Builder& b = s.b;
  const unsigned bits = bits_of(s.scan.columns[column].encoding);
  llvm::Type* const lane = b.getInt32Ty();
  llvm::Type* const lanes = llvm::FixedVectorType::get(lane, kPart);
  Value* const table = s.table(at.table);
  Value* const slots = b.CreateConstInBoundsGEP1_64(b.getInt8Ty(), table, sizeof(CellHash), "slots");
  const auto splat_field = [&](size_t offset) {
    Value* const address = b.CreateConstInBoundsGEP1_64(b.getInt8Ty(), table, offset);
    return b.CreateVectorSplat(kPart, s.load_constant(lane, address, 4, "factor"));
  };
  const auto fold = [&](Value* m) { return b.CreateXor(m, b.CreateLShr(m, llvm::ConstantInt::get(lanes, kHashFold))); };
  const auto test = [&](Value* cells) {
    const auto is_at = [&](size_t place) {
      const size_t factors = offsetof(CellHash, places) + place * sizeof(CellHash::Factors);
      const auto factor = [&](size_t offset) { return splat_field(factors + offset); };
      Value* mixed =
          fold(b.CreateMul(b.CreateTrunc(cells, lanes), factor(offsetof(CellHash::Factors, low_factor)), "mixed"));
      if (bits == 64) {
        Value* const high = b.CreateTrunc(b.CreateLShr(cells, llvm::ConstantInt::get(cells->getType(), 32)), lanes);
        mixed = fold(b.CreateMul(b.CreateAdd(mixed, high), factor(offsetof(CellHash::Factors, high_factor))));
      }
      Value* const slot = b.CreateLShr(b.CreateMul(mixed, factor(offsetof(CellHash::Factors, last_factor))),
                                       splat_field(offsetof(CellHash, shift)));
      Value* const addresses = b.CreateInBoundsGEP(b.getIntNTy(bits), slots, slot);
      return b.CreateICmpEQ(b.CreateMaskedGather(cells->getType(), addresses, llvm::Align(bits / 8)), cells);
    };
    return b.CreateOr(is_at(0), is_at(1));
  };
  return where_valid(s, column, emit_parts(s, column, test));
}

Value* emit_cell_set(ScanBuilder& s, uint32_t column, const Operands& at) {
  switch (at.form) {
    case SetForm::kChain: return emit_chain(s, column, at);
    case SetForm::kRuns: return emit_runs(s, column, at);
    case SetForm::kTable: return emit_table(s, column, at);
    case SetForm::kHash: return emit_hash(s, column, at);
    case SetForm::kRows:
      return s.b.CreateAlignedLoad(s.b.getInt64Ty(), s.offset(s.table(at.table), s.b.getInt64Ty(), s.word),
                                   llvm::Align(8), "hit");
    case SetForm::kSearch: break;
  }
  SEGQL_CHECK(!"a set that is searched is not vector code");
  return nullptr;
}

/// members[row / 32] >> (row % 32) & 1, for the row each of 64 references leads to.
Value* emit_referenced_members(ScanBuilder& s, const Expr& e, const plan::InSegment& n) {
  Builder& b = s.b;
  const uint32_t column = n.row.hops[0];
  llvm::Type* const lane = b.getInt32Ty();
  llvm::Type* const lanes = llvm::FixedVectorType::get(lane, kPart);
  const auto splat = [&](uint64_t value) { return llvm::ConstantInt::get(lanes, value); };
  const auto test = [&](Value* cells) {
    Value* const ids = b.CreateZExt(cells, lanes, "ids");
    Value* const last = splat_part(s, s.shape.in_vector(e).param, lane);
    Value* const rows = b.CreateBinaryIntrinsic(llvm::Intrinsic::umin, ids, last);
    Value* const addresses = b.CreateInBoundsGEP(lane, s.segment_words(n.segment), b.CreateLShr(rows, splat(5)));
    Value* const words = b.CreateMaskedGather(lanes, addresses, llvm::Align(4));
    Value* const bits = b.CreateAnd(b.CreateLShr(words, b.CreateAnd(rows, splat(31))), splat(1));
    return b.CreateICmpNE(bits, splat(0));
  };
  return where_valid(s, column, emit_parts(s, column, test));
}

/// starts[row + 1] - starts[row] >= count, for 64 rows.
Value* emit_run_length(ScanBuilder& s, const Expr& e, const plan::AtLeast& n) {
  Builder& b = s.b;
  llvm::Type* const lane = b.getInt32Ty();
  Value* const starts = s.offset(s.relation_starts(n.rows->relation), lane, s.first_row);
  Value* const first = b.CreateAlignedLoad(lanes_of(lane), starts, llvm::Align(4), "first");
  Value* const last =
      b.CreateAlignedLoad(lanes_of(lane), b.CreateConstGEP1_64(lane, starts, 1), llvm::Align(4), "last");
  Value* const wanted = splat_param(s, s.shape.in_vector(e).param, lane);
  return to_word(s, b.CreateICmpUGE(b.CreateSub(last, first, "length"), wanted));
}

llvm::CmpInst::Predicate integer_predicate(hir::CompareOp op, bool is_signed) {
  switch (op) {
    case hir::CompareOp::kEqual: return llvm::CmpInst::ICMP_EQ;
    case hir::CompareOp::kNotEqual: return llvm::CmpInst::ICMP_NE;
    case hir::CompareOp::kLess: return is_signed ? llvm::CmpInst::ICMP_SLT : llvm::CmpInst::ICMP_ULT;
    case hir::CompareOp::kLessEqual: return is_signed ? llvm::CmpInst::ICMP_SLE : llvm::CmpInst::ICMP_ULE;
    case hir::CompareOp::kGreater: return is_signed ? llvm::CmpInst::ICMP_SGT : llvm::CmpInst::ICMP_UGT;
    case hir::CompareOp::kGreaterEqual: return is_signed ? llvm::CmpInst::ICMP_SGE : llvm::CmpInst::ICMP_UGE;
  }
  return llvm::CmpInst::BAD_ICMP_PREDICATE;
}

llvm::CmpInst::Predicate real_predicate(hir::CompareOp op) {
  switch (op) {
    case hir::CompareOp::kEqual: return llvm::CmpInst::FCMP_OEQ;
    case hir::CompareOp::kNotEqual: return llvm::CmpInst::FCMP_UNE;
    case hir::CompareOp::kLess: return llvm::CmpInst::FCMP_OLT;
    case hir::CompareOp::kLessEqual: return llvm::CmpInst::FCMP_OLE;
    case hir::CompareOp::kGreater: return llvm::CmpInst::FCMP_OGT;
    case hir::CompareOp::kGreaterEqual: return llvm::CmpInst::FCMP_OGE;
  }
  return llvm::CmpInst::BAD_FCMP_PREDICATE;
}

/// base + unit * cell, 64 lanes of 64 bits.
Value* load_values(ScanBuilder& s, uint32_t column) {
  Value* const cells = load_cells(s, column);
  if (!is_narrow(s.scan.columns[column].encoding)) return cells;
  Value* wide = s.b.CreateZExt(cells, lanes_of(s.b.getInt64Ty()));
  if (s.scan.columns[column].unit != 1) {
    wide = s.b.CreateMul(wide, s.b.CreateVectorSplat(kLanes, s.column_unit(column)), "units");
  }
  return s.b.CreateAdd(wide, s.b.CreateVectorSplat(kLanes, s.column_base(column)), "values");
}

/// Two columns: cell against cell when both have the same encoding, base and unit, otherwise value against value.
Value* emit_column_compare(ScanBuilder& s, hir::CompareOp op, uint32_t lhs, uint32_t rhs, bool same_base) {
  const Encoding encoding = s.scan.columns[lhs].encoding;
  const bool as_cells = same_base && encoding == s.scan.columns[rhs].encoding;
  Value* const a = as_cells ? load_cells(s, lhs) : load_values(s, lhs);
  Value* const c = as_cells ? load_cells(s, rhs) : load_values(s, rhs);
  const bool is_signed = !as_cells || !is_narrow(encoding);
  Value* const word = to_word(s, s.b.CreateICmp(integer_predicate(op, is_signed), a, c));
  return where_valid(s, rhs, where_valid(s, lhs, word));
}

/// 64 doubles, and the word of those that are there (null: all). NaN stands for missing too: ordered comparisons see to
/// it.
struct Reals {
  Value* values;
  Value* present;
};

Value* both(ScanBuilder& s, Value* lhs, Value* rhs) {
  if (lhs == nullptr || rhs == nullptr) return lhs == nullptr ? rhs : lhs;
  return s.b.CreateAnd(lhs, rhs);
}

Reals emit_reals(ScanBuilder& s, const Expr& e) {
  Builder& b = s.b;
  llvm::Type* const lanes = lanes_of(b.getDoubleTy());
  const auto present_word = [&](uint32_t column) {
    return s.scan.columns[column].has_validity ? valid_word(s, column) : nullptr;
  };
  if (std::holds_alternative<plan::ConstFloat>(e.node)) {
    return {splat_param(s, s.shape.in_vector(e).param, b.getDoubleTy()), nullptr};
  }
  if (std::holds_alternative<plan::Column>(e.node)) return {load_cells(s, column_of(e)), present_word(column_of(e))};
  if (const auto* n = std::get_if<plan::ToFloat>(&e.node)) {
    const uint32_t column = column_of(*n->operand);
    Value* const value = b.CreateSIToFP(load_values(s, column), lanes);
    if (n->scale == 0) return {value, present_word(column)};
    const auto divisor = static_cast<double>(power_of_ten(n->scale));
    return {b.CreateFDiv(value, llvm::ConstantFP::get(lanes, divisor)), present_word(column)};
  }
  if (const auto* n = std::get_if<plan::Sum>(&e.node)) {
    Reals sum{nullptr, nullptr};
    for (const plan::Term& term : n->terms) {
      const Reals next = emit_reals(s, *term.value);
      if (sum.values == nullptr) {
        sum.values = term.subtract ? b.CreateFNeg(next.values) : next.values;
      } else {
        sum.values = term.subtract ? b.CreateFSub(sum.values, next.values) : b.CreateFAdd(sum.values, next.values);
      }
      sum.present = both(s, sum.present, next.present);
    }
    return sum;
  }
  if (const auto* n = std::get_if<plan::Product>(&e.node)) {
    const Reals lhs = emit_reals(s, *n->lhs), rhs = emit_reals(s, *n->rhs);
    return {b.CreateFMul(lhs.values, rhs.values), both(s, lhs.present, rhs.present)};
  }
  if (const auto* n = std::get_if<plan::Quotient>(&e.node)) {
    const Reals lhs = emit_reals(s, *n->lhs), rhs = emit_reals(s, *n->rhs);
    Value* const divides = to_word(s, b.CreateFCmpUNE(rhs.values, llvm::Constant::getNullValue(lanes)));
    return {b.CreateFDiv(lhs.values, rhs.values), both(s, both(s, lhs.present, rhs.present), divides)};
  }
  const auto* negate = std::get_if<plan::Negate>(&e.node);
  SEGQL_CHECK(negate != nullptr);
  const Reals operand = emit_reals(s, *negate->operand);
  return {b.CreateFNeg(operand.values), operand.present};
}

Value* emit_compare(ScanBuilder& s, const Expr& e, const plan::Compare& n) {
  if (n.lhs->repr == plan::Repr::kFloat) {
    const Reals lhs = emit_reals(s, *n.lhs), rhs = emit_reals(s, *n.rhs);
    Value* const word = to_word(s, s.b.CreateFCmp(real_predicate(n.op), lhs.values, rhs.values));
    Value* const present = both(s, lhs.present, rhs.present);
    return present == nullptr ? word : s.b.CreateAnd(word, present);
  }
  const Operands& at = s.shape.in_vector(e);
  if (std::holds_alternative<plan::ConstInt>(n.rhs->node)) return emit_range(s, column_of(*n.lhs), at);
  if (std::holds_alternative<plan::ConstInt>(n.lhs->node)) return emit_range(s, column_of(*n.rhs), at);
  return emit_column_compare(s, n.op, column_of(*n.lhs), column_of(*n.rhs), at.is_small);
}

/// NaN is missing too (law 8).
Value* emit_present(ScanBuilder& s, uint32_t column) {
  const plan::ColumnUse& use = s.scan.columns[column];
  if (use.encoding != Encoding::kF64 || use.type.is_collection()) return where_valid(s, column, s.i64(-1));
  Value* const cells = load_cells(s, column);
  return where_valid(s, column, to_word(s, s.b.CreateFCmpORD(cells, cells)));
}

}  // namespace

Value* emit_window_word(ScanBuilder& s, const plan::RowSet& rows) {
  return emit_range(s, s.scan.relations[rows.relation].time_column, s.shape.in_window(rows));
}

Value* emit_vector(ScanBuilder& s, const Expr& e) {
  if (const auto* n = std::get_if<plan::Literal>(&e.node)) return s.i64(n->value ? -1 : 0);
  if (const auto* n = std::get_if<plan::InSegment>(&e.node)) {
    if (!n->row.hops.empty()) return emit_referenced_members(s, e, *n);
    Value* const words = s.segment_words(n->segment);
    return s.b.CreateAlignedLoad(s.b.getInt64Ty(), s.offset(words, s.b.getInt64Ty(), s.word), llvm::Align(8),
                                 "members_word");
  }
  if (const auto* n = std::get_if<plan::AtLeast>(&e.node)) return emit_run_length(s, e, *n);
  if (const auto* n = std::get_if<plan::IsMissing>(&e.node)) {
    return s.b.CreateNot(emit_present(s, column_of(*n->value)), "missing_word");
  }
  if (const auto* n = std::get_if<plan::Range>(&e.node))
    return emit_range(s, column_of(*n->value), s.shape.in_vector(e));
  if (const auto* n = std::get_if<plan::CodeIn>(&e.node))
    return emit_cell_set(s, column_of(*n->value), s.shape.in_vector(e));
  if (const auto* n = std::get_if<plan::InList>(&e.node))
    return emit_cell_set(s, column_of(*n->value), s.shape.in_vector(e));
  const auto* compare = std::get_if<plan::Compare>(&e.node);
  SEGQL_CHECK(compare != nullptr);
  return emit_compare(s, e, *compare);
}

}  // namespace segql::codegen
