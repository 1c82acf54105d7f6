// The loop over words, and what is written for each.
//
// For a plan with one output the function is, in C:
//   void scan(const ScanArgs* args) {
//     for (uint64_t w = args->first_word; w < args->last_word; ++w) {
//       uint64_t mask = predicate(w);
//       args->out[w] = mask;
//       uint64_t present = 0;
//       for (uint64_t rest = mask; rest; rest &= rest - 1) {
//         unsigned i = ctz(rest);
//         data[64 * w + i] = value(64 * w + i);
//         present |= (uint64_t)is_present(64 * w + i) << i;
//       }
//       valid[w] = present;
//     }
//   }
// Rows at and beyond the row count: a plan that looks at rows one by one must not look at those, so its masks start
// from the rows there are. Vector code reads only column buffers, which are padded, and the caller clears the last
// word's tail.
#include <cstddef>

#include "compiler/codegen/emit.h"
#include "runtime/abi/scan.h"

namespace segql::codegen {

using llvm::Value;
using runtime::OutputView;
using runtime::ScanArgs;

namespace {

/// min(num_rows - 64 * word, 64) ones.
Value* rows_there_are(ScanBuilder& s) {
  Value* const rest = s.b.CreateSub(s.num_rows(), s.first_row, "rest");
  Value* const is_full = s.b.CreateICmpUGE(rest, s.i64(64), "full");
  Value* const missing = s.b.CreateSelect(is_full, s.i64(0), s.b.CreateAnd(s.b.CreateSub(s.i64(64), rest), s.i64(63)));
  return s.b.CreateLShr(s.i64(-1), missing, "rows");
}

void emit_outputs(ScanBuilder& s, Value* mask) {
  const plan::Scan& scan = s.scan;
  Values valid_words;
  for (size_t i = 0; i < scan.outputs.size(); ++i) valid_words.push_back(s.i64(0));
  const Values present = emit_for_each_bit(s.b, mask, valid_words, [&](Value* bit, llvm::ArrayRef<Value*> state) {
    Value* const row = s.b.CreateAdd(s.first_row, bit, "row");
    s.slots[0] = {row, nullptr};
    Values next;
    for (uint32_t i = 0; i < scan.outputs.size(); ++i) {
      const Cell cell = emit_value(s, *scan.outputs[i].value);
      Value* const data = s.output_field(i, offsetof(OutputView, data), "output");
      s.b.CreateAlignedStore(cell.value, s.offset(data, cell.value->getType(), row), llvm::Align(8));
      Value* const there = cell.present == nullptr ? s.i64(1) : s.b.CreateZExt(cell.present, s.b.getInt64Ty());
      next.push_back(s.b.CreateOr(state[i], s.b.CreateShl(there, bit)));
    }
    return next;
  });
  for (uint32_t i = 0; i < scan.outputs.size(); ++i) {
    Value* const valid = s.output_field(i, offsetof(OutputView, valid), "output_valid");
    s.b.CreateAlignedStore(present[i], s.offset(valid, s.b.getInt64Ty(), s.word), llvm::Align(8));
  }
}

}  // namespace

std::unique_ptr<llvm::Module> emit_scan(llvm::LLVMContext& context, const plan::Scan& scan, const Shape& shape,
                                        const std::string& name, Effort effort) {
  auto module = std::make_unique<llvm::Module>(name, context);
  ScanBuilder s(scan, shape, *module, name);
  s.is_plain = effort == Effort::kQuick && shape.visits_events();
  s.is_thorough = effort == Effort::kThorough;
  Builder& b = s.b;
  Builder& entry = s.at_entry;
  const auto argument = [&](size_t offset, llvm::Type* type, const char* label) {
    return entry.CreateAlignedLoad(type, entry.CreateConstInBoundsGEP1_64(entry.getInt8Ty(), s.args, offset),
                                   llvm::Align(8), label);
  };
  Value* const first = argument(offsetof(ScanArgs, first_word), b.getInt64Ty(), "first");
  Value* const last = argument(offsetof(ScanArgs, last_word), b.getInt64Ty(), "last");
  Value* const out = argument(offsetof(ScanArgs, out), b.getPtrTy(), "out");
  const bool row_by_row = !is_vector_only(scan, shape);

  auto* const body = llvm::BasicBlock::Create(context, "words", s.fn);
  b.SetInsertPoint(body);
  llvm::PHINode* const word = b.CreatePHI(b.getInt64Ty(), 2, "word");
  s.word = word;
  s.first_row = b.CreateShl(word, 6, "first_row");
  Value* mask = row_by_row ? rows_there_are(s) : s.i64(-1);
  if (scan.predicate != nullptr) {
    Value* const active = mask;
    mask = b.CreateAnd(active, emit_mask(s, *scan.predicate, active), "mask");
  }
  b.CreateAlignedStore(mask, s.offset(out, b.getInt64Ty(), word), llvm::Align(8));
  if (!scan.outputs.empty()) emit_outputs(s, mask);
  Value* const next = b.CreateAdd(word, s.i64(1), "next_word");
  llvm::BasicBlock* const end = b.GetInsertBlock();
  auto* const done = llvm::BasicBlock::Create(context, "done", s.fn);
  b.CreateCondBr(b.CreateICmpULT(next, last), body, done);
  word->addIncoming(next, end);
  b.SetInsertPoint(done);
  b.CreateRetVoid();

  entry.CreateCondBr(entry.CreateICmpULT(first, last), body, done);
  word->addIncoming(first, entry.GetInsertBlock());
  return module;
}

}  // namespace segql::codegen
