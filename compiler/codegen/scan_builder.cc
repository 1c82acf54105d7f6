// Arguments, columns and constants of the function being built.
//
// What every row needs (data pointers, bases) is loaded in the entry block, and only if some row needs it. Parameters
// are loaded where they are used: one load from a small array, which costs what a reload from the stack would cost.
#include "compiler/codegen/scan_builder.h"

#include <cstddef>

#include <llvm/IR/Constants.h>
#include <llvm/IR/DerivedTypes.h>

#include "base/try.h"
#include "runtime/abi/scan.h"

namespace segql::codegen {

using llvm::Value;
using runtime::ColumnView;
using runtime::OutputView;
using runtime::RelationView;
using runtime::ScanArgs;

ScanBuilder::ScanBuilder(const plan::Scan& plan, const Shape& plan_shape, llvm::Module& into, const std::string& name)
    : scan(plan), shape(plan_shape), module(into), b(into.getContext()), at_entry(into.getContext()) {
  llvm::LLVMContext& context = module.getContext();
  auto* const type = llvm::FunctionType::get(b.getVoidTy(), {b.getPtrTy()}, false);
  fn = llvm::Function::Create(type, llvm::Function::ExternalLinkage, name, module);
  fn->setDoesNotThrow();
  // 64 rows of bytes are one 512-bit register: use such registers where the machine has them.
  fn->addFnAttr("prefer-vector-width", "512");
  fn->addFnAttr("min-legal-vector-width", "512");
  args = fn->getArg(0);
  args->setName("args");
  at_entry.SetInsertPoint(llvm::BasicBlock::Create(context, "entry", fn));
  slots.resize(plan.num_slots);
  columns_.resize(plan.columns.size());
  relations_.resize(plan.relations.size());
  segments_.resize(plan.segments.size());
  unchanging_ = llvm::MDNode::get(context, {});
}

Value* ScanBuilder::load_constant(llvm::Type* type, Value* address, unsigned align, const char* name) {
  llvm::LoadInst* const load = b.CreateAlignedLoad(type, address, llvm::Align(align), name);
  load->setMetadata(llvm::LLVMContext::MD_invariant_load, unchanging_);
  return load;
}

Value* ScanBuilder::argument(size_t offset_in_args, llvm::Type* type, const char* name) {
  Value*& value = arguments_[offset_in_args];
  if (value == nullptr) {
    Value* const address = at_entry.CreateConstInBoundsGEP1_64(at_entry.getInt8Ty(), args, offset_in_args);
    value = at_entry.CreateAlignedLoad(type, address, llvm::Align(8), name);
  }
  return value;
}

Value* ScanBuilder::element_field(Value*& cached, size_t array, size_t index, size_t size, size_t field,
                                  llvm::Type* type, const char* name) {
  if (cached == nullptr) {
    Value* const address = at_entry.CreateConstInBoundsGEP1_64(
        at_entry.getInt8Ty(), argument(array, at_entry.getPtrTy(), "array"), index * size + field);
    cached = at_entry.CreateAlignedLoad(type, address, llvm::Align(8), name);
  }
  return cached;
}

Value* ScanBuilder::param(uint32_t index, const char* name) {
  Value* const params = argument(offsetof(ScanArgs, params), b.getPtrTy(), "params");
  return load_constant(b.getInt64Ty(), b.CreateConstInBoundsGEP1_64(b.getInt64Ty(), params, index), 8, name);
}

Value* ScanBuilder::table(uint32_t index) {
  if (tables_.size() <= index) tables_.resize(index + 1);
  return element_field(tables_[index], offsetof(ScanArgs, tables), index, sizeof(void*), 0, b.getPtrTy(), "table");
}

Value* ScanBuilder::column_view(uint32_t column) {
  Value*& view = columns_[column].view;
  if (view == nullptr) {
    view = at_entry.CreateConstInBoundsGEP1_64(at_entry.getInt8Ty(),
                                               argument(offsetof(ScanArgs, columns), b.getPtrTy(), "columns"),
                                               column * sizeof(ColumnView), "view");
  }
  return view;
}

Value* ScanBuilder::column_data(uint32_t column) {
  return element_field(columns_[column].data, offsetof(ScanArgs, columns), column, sizeof(ColumnView),
                       offsetof(ColumnView, data), b.getPtrTy(), "data");
}

Value* ScanBuilder::column_valid(uint32_t column) {
  SEGQL_CHECK(scan.columns[column].has_validity);
  return element_field(columns_[column].valid, offsetof(ScanArgs, columns), column, sizeof(ColumnView),
                       offsetof(ColumnView, valid), b.getPtrTy(), "valid");
}

Value* ScanBuilder::column_sketch(uint32_t column) {
  return element_field(columns_[column].sketch, offsetof(ScanArgs, columns), column, sizeof(ColumnView),
                       offsetof(ColumnView, sketch), b.getPtrTy(), "sketch");
}

Value* ScanBuilder::column_packed(uint32_t column) {
  return element_field(columns_[column].packed, offsetof(ScanArgs, columns), column, sizeof(ColumnView),
                       offsetof(ColumnView, packed), b.getPtrTy(), "packed");
}

Value* ScanBuilder::column_base(uint32_t column) {
  return element_field(columns_[column].base, offsetof(ScanArgs, columns), column, sizeof(ColumnView),
                       offsetof(ColumnView, base), b.getInt64Ty(), "base");
}

Value* ScanBuilder::column_unit(uint32_t column) {
  SEGQL_CHECK(scan.columns[column].unit != 1);
  return element_field(columns_[column].unit, offsetof(ScanArgs, columns), column, sizeof(ColumnView),
                       offsetof(ColumnView, unit), b.getInt64Ty(), "unit");
}

Value* ScanBuilder::dictionary(uint32_t column) {
  return element_field(columns_[column].dictionary, offsetof(ScanArgs, columns), column, sizeof(ColumnView),
                       offsetof(ColumnView, dictionary), b.getPtrTy(), "dictionary");
}

Value* ScanBuilder::relation_starts(uint32_t relation) {
  return element_field(relations_[relation].starts, offsetof(ScanArgs, relations), relation, sizeof(RelationView),
                       offsetof(RelationView, starts), b.getPtrTy(), "starts");
}

Value* ScanBuilder::relation_rows(uint32_t relation) {
  return element_field(relations_[relation].rows, offsetof(ScanArgs, relations), relation, sizeof(RelationView),
                       offsetof(RelationView, rows), b.getPtrTy(), "rows");
}

Value* ScanBuilder::segment_words(uint32_t segment) {
  return element_field(segments_[segment], offsetof(ScanArgs, segments), segment, sizeof(uint64_t*), 0, b.getPtrTy(),
                       "members");
}

Value* ScanBuilder::eval_context() { return argument(offsetof(ScanArgs, context), b.getPtrTy(), "context"); }

Value* ScanBuilder::num_rows() { return argument(offsetof(ScanArgs, num_rows), b.getInt64Ty(), "num_rows"); }

Value* ScanBuilder::output_field(uint32_t output, size_t field, const char* name) {
  Value* cached = nullptr;
  return element_field(cached, offsetof(ScanArgs, outputs), output, sizeof(OutputView), field, b.getPtrTy(), name);
}

Value* ScanBuilder::make_room(llvm::Type* type) {
  llvm::AllocaInst* const room = at_entry.CreateAlloca(type, nullptr, "room");
  room->setAlignment(llvm::Align(16));
  return room;
}

Value* ScanBuilder::call(const SupportFunction& function, llvm::ArrayRef<Value*> arguments) {
  llvm::FunctionCallee callee = module.getOrInsertFunction(function.name, function.type(module.getContext()));
  llvm::CallInst* const call = b.CreateCall(callee, arguments);
  call->setDoesNotThrow();
  return call;
}

llvm::Type* ScanBuilder::type_of_repr(plan::Repr repr) {
  switch (repr) {
    case plan::Repr::kBool: return b.getInt1Ty();
    case plan::Repr::kInt: return b.getInt64Ty();
    case plan::Repr::kWide: return b.getInt128Ty();
    case plan::Repr::kFloat: return b.getDoubleTy();
  }
  return nullptr;
}

}  // namespace segql::codegen
