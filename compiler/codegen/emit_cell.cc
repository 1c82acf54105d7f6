// One row, one cell: references followed, columns read, presence combined.
//
// A path may lead nowhere, and then there is nothing to read. Instead of branching around each read, the address is
// replaced by that of 16 zero bytes, so reads of several fields of a row stay one straight line:
//   const uint32_t* p = exists ? &data[row] : (const uint32_t*)nowhere;
//   present = (exists ? &valid[row / 64] : nowhere)[0] >> (row % 64) & 1;      // zeros: not present
#include <llvm/IR/Constants.h>
#include <llvm/IR/GlobalVariable.h>

#include "compiler/codegen/emit.h"

namespace segql::codegen {

using llvm::Value;
using runtime::Encoding;
using schema::Kind;

namespace {

Value* nowhere(ScanBuilder& s) {
  if (llvm::GlobalVariable* known = s.module.getNamedGlobal("nowhere")) return known;
  llvm::Type* const type = llvm::ArrayType::get(s.b.getInt8Ty(), 16);
  auto* const zeros = new llvm::GlobalVariable(s.module, type, true, llvm::GlobalValue::PrivateLinkage,
                                               llvm::ConstantAggregateZero::get(type), "nowhere");
  zeros->setAlignment(llvm::Align(16));
  return zeros;
}

/// &array[index], or the zeros when the row does not exist.
Value* address_of(ScanBuilder& s, Value* array, llvm::Type* element, Value* index, Value* exists) {
  if (exists == nullptr) return s.offset(array, element, index);
  return s.b.CreateSelect(exists, s.b.CreateGEP(element, array, index), nowhere(s), "at");
}

/// Codes, truth values and row ids are stored without a base (runtime/abi/column_view.h).
bool has_base(const plan::ColumnUse& column) {
  const Kind kind = column.type.kind;
  return is_narrow(column.encoding) && kind != Kind::kText && kind != Kind::kBool && kind != Kind::kRef;
}

}  // namespace

void ask_early(ScanBuilder& s, Value* address) {
  s.b.CreateIntrinsic(llvm::Intrinsic::prefetch, {s.b.getPtrTy()}, {address, s.i32(0), s.i32(3), s.i32(1)});
}

void ask_cells_early(ScanBuilder& s, uint32_t column, Value* word, Value* first_row) {
  llvm::Type* const cell = s.b.getIntNTy(bits_of(s.scan.columns[column].encoding));
  emit_for_each_bit(s.b, word, {}, [&](Value* bit, llvm::ArrayRef<Value*>) -> Values {
    ask_early(s, s.offset(s.column_data(column), cell, s.b.CreateAdd(first_row, bit)));
    return {};
  });
}

Value* load_or_zero(ScanBuilder& s, Value* array, llvm::Type* element, Value* index, Value* exists) {
  return s.b.CreateAlignedLoad(element, address_of(s, array, element, index, exists),
                               llvm::Align(element->getPrimitiveSizeInBits().getFixedValue() / 8), "loaded");
}

Value* emit_presence(ScanBuilder& s, const Row& row, uint32_t column) {
  if (!s.scan.columns[column].has_validity) return row.exists;
  Builder& b = s.b;
  Value* const word = load_or_zero(s, s.column_valid(column), b.getInt64Ty(), b.CreateLShr(row.index, 6), row.exists);
  return b.CreateTrunc(b.CreateLShr(word, b.CreateAnd(row.index, s.i64(63))), b.getInt1Ty(), "present");
}

Cell emit_cell(ScanBuilder& s, const Row& row, uint32_t column) {
  const plan::ColumnUse& use = s.scan.columns[column];
  const bool is_real = use.encoding == Encoding::kF64;
  llvm::Type* const type = is_real ? s.b.getDoubleTy() : s.b.getIntNTy(bits_of(use.encoding));
  Value* value = load_or_zero(s, s.column_data(column), type, row.index, row.exists);
  if (is_narrow(use.encoding)) value = s.b.CreateZExt(value, s.b.getInt64Ty(), "cell");
  if (use.unit != 1) value = s.b.CreateMul(value, s.column_unit(column), "units");
  if (has_base(use)) value = s.b.CreateAdd(value, s.column_base(column), "value");
  const Cell cell{value, emit_presence(s, row, column)};
  return is_real ? without_nan(s, cell) : cell;
}

Row emit_row(ScanBuilder& s, const plan::RowRef& ref) {
  Row row = s.slots[ref.slot];
  for (const uint32_t hop : ref.hops) {
    const Cell cell = emit_cell(s, row, hop);
    row = {cell.value, cell.present};
    if (is_narrow(s.scan.columns[hop].encoding)) continue;
    row.exists = both_present(s, row.exists, s.b.CreateICmpSGE(row.index, s.i64(0), "leads_somewhere"));
  }
  return row;
}

Value* emit_row_id(ScanBuilder& s, const Row& row) {
  return row.exists == nullptr ? row.index : s.b.CreateSelect(row.exists, row.index, s.i64(runtime::kNoRow), "row_id");
}

Value* both_present(ScanBuilder& s, Value* lhs, Value* rhs) {
  if (lhs == nullptr || rhs == nullptr) return lhs == nullptr ? rhs : lhs;
  return s.b.CreateAnd(lhs, rhs, "present");
}

Value* when_present(ScanBuilder& s, Value* present, Value* test) {
  return present == nullptr ? test : s.b.CreateAnd(present, test, "holds");
}

Value* value_or_zero(ScanBuilder& s, const Cell& cell) {
  if (cell.present == nullptr) return cell.value;
  return s.b.CreateSelect(cell.present, cell.value, llvm::Constant::getNullValue(cell.value->getType()));
}

}  // namespace segql::codegen
