// Loops and branches in SSA form.
#include "compiler/codegen/flow.h"

#include <llvm/IR/Constants.h>

namespace segql::codegen {

using llvm::BasicBlock;
using llvm::PHINode;
using llvm::Value;

namespace {

BasicBlock* new_block(Builder& b, const char* name) {
  return BasicBlock::Create(b.getContext(), name, b.GetInsertBlock()->getParent());
}

/// Phis for `initial`, entered from `from`.
llvm::SmallVector<PHINode*, 4> make_phis(Builder& b, llvm::ArrayRef<Value*> initial, BasicBlock* from,
                                         unsigned num_edges) {
  llvm::SmallVector<PHINode*, 4> phis;
  for (Value* value : initial) {
    PHINode* phi = b.CreatePHI(value->getType(), num_edges, "state");
    phi->addIncoming(value, from);
    phis.push_back(phi);
  }
  return phis;
}

void add_edge(llvm::ArrayRef<PHINode*> phis, llvm::ArrayRef<Value*> values, BasicBlock* from) {
  for (size_t i = 0; i < phis.size(); ++i) phis[i]->addIncoming(values[i], from);
}

Values as_values(llvm::ArrayRef<PHINode*> phis) { return Values(phis.begin(), phis.end()); }

}  // namespace

Values emit_for(Builder& b, Value* begin, Value* end, bool backward, Values initial,
                llvm::function_ref<Value*(Value*)> guard,
                llvm::function_ref<Turn(Value*, llvm::ArrayRef<Value*>)> body) {
  BasicBlock* const before = b.GetInsertBlock();
  BasicBlock* const loop = new_block(b, "for");
  BasicBlock* const done = new_block(b, "done");
  b.CreateCondBr(b.CreateICmpSLT(begin, end, "some"), loop, done);

  b.SetInsertPoint(loop);
  PHINode* const at = b.CreatePHI(begin->getType(), 2, "at");
  at->addIncoming(backward ? end : begin, before);
  const auto state = make_phis(b, initial, before, 2);
  Value* const one = llvm::ConstantInt::get(begin->getType(), 1);
  Value* const i = backward ? b.CreateSub(at, one, "i") : at;
  BasicBlock* guarded = nullptr;
  if (guard) {
    BasicBlock* const inside = new_block(b, "inside");
    Value* const enter = guard(i);
    guarded = b.GetInsertBlock();
    b.CreateCondBr(enter, inside, done);
    b.SetInsertPoint(inside);
  }
  const Turn turn = body(i, as_values(state));
  Value* const next = backward ? i : b.CreateAdd(at, one, "next");
  Value* more = backward ? b.CreateICmpSGT(next, begin, "more") : b.CreateICmpSLT(next, end, "more");
  if (turn.stop != nullptr) more = b.CreateAnd(more, b.CreateNot(turn.stop), "more");
  BasicBlock* const last = b.GetInsertBlock();
  b.CreateCondBr(more, loop, done);
  at->addIncoming(next, last);
  add_edge(state, turn.next, last);

  b.SetInsertPoint(done);
  const auto result = make_phis(b, initial, before, 3);
  add_edge(result, turn.next, last);
  if (guarded != nullptr) add_edge(result, as_values(state), guarded);
  return as_values(result);
}

Values emit_for_each_bit(Builder& b, Value* mask, Values initial,
                         llvm::function_ref<Values(Value*, llvm::ArrayRef<Value*>)> body) {
  BasicBlock* const before = b.GetInsertBlock();
  BasicBlock* const loop = new_block(b, "bits");
  BasicBlock* const done = new_block(b, "done");
  Value* const zero = llvm::ConstantInt::get(mask->getType(), 0);
  b.CreateCondBr(b.CreateICmpNE(mask, zero, "some"), loop, done);

  b.SetInsertPoint(loop);
  PHINode* const rest = b.CreatePHI(mask->getType(), 2, "rest");
  rest->addIncoming(mask, before);
  const auto state = make_phis(b, initial, before, 2);
  Value* const bit = b.CreateBinaryIntrinsic(llvm::Intrinsic::cttz, rest, b.getTrue(), nullptr, "bit");
  const Values next_state = body(bit, as_values(state));
  Value* const next = b.CreateAnd(rest, b.CreateSub(rest, llvm::ConstantInt::get(mask->getType(), 1)), "next");
  BasicBlock* const last = b.GetInsertBlock();
  b.CreateCondBr(b.CreateICmpNE(next, zero, "more"), loop, done);
  rest->addIncoming(next, last);
  add_edge(state, next_state, last);

  b.SetInsertPoint(done);
  const auto result = make_phis(b, initial, before, 2);
  add_edge(result, next_state, last);
  return as_values(result);
}

Values emit_while(Builder& b, Values initial, llvm::function_ref<Value*(llvm::ArrayRef<Value*>)> condition,
                  llvm::function_ref<Values(llvm::ArrayRef<Value*>)> body) {
  BasicBlock* const before = b.GetInsertBlock();
  BasicBlock* const head = new_block(b, "while");
  BasicBlock* const inside = new_block(b, "inside");
  BasicBlock* const done = new_block(b, "done");
  b.CreateBr(head);

  b.SetInsertPoint(head);
  const auto state = make_phis(b, initial, before, 2);
  b.CreateCondBr(condition(as_values(state)), inside, done);

  b.SetInsertPoint(inside);
  const Values next = body(as_values(state));
  add_edge(state, next, b.GetInsertBlock());
  b.CreateBr(head);

  b.SetInsertPoint(done);
  return as_values(state);
}

Values emit_if(Builder& b, Value* condition, llvm::function_ref<Values()> then, llvm::ArrayRef<Value*> otherwise) {
  if (is_true(condition)) return then();
  if (is_false(condition)) return Values(otherwise.begin(), otherwise.end());
  BasicBlock* const before = b.GetInsertBlock();
  BasicBlock* const inside = new_block(b, "then");
  BasicBlock* const done = new_block(b, "done");
  b.CreateCondBr(condition, inside, done);
  b.SetInsertPoint(inside);
  const Values values = then();
  BasicBlock* const last = b.GetInsertBlock();
  b.CreateBr(done);
  b.SetInsertPoint(done);
  const auto result = make_phis(b, otherwise, before, 2);
  add_edge(result, values, last);
  return as_values(result);
}

Values emit_either(Builder& b, Value* condition, llvm::function_ref<Values()> then,
                   llvm::function_ref<Values()> otherwise) {
  BasicBlock* const inside = new_block(b, "then");
  BasicBlock* const outside = new_block(b, "else");
  BasicBlock* const done = new_block(b, "done");
  b.CreateCondBr(condition, inside, outside);
  b.SetInsertPoint(inside);
  const Values values = then();
  BasicBlock* const last = b.GetInsertBlock();
  b.CreateBr(done);
  b.SetInsertPoint(outside);
  const Values others = otherwise();
  BasicBlock* const other_last = b.GetInsertBlock();
  b.CreateBr(done);
  b.SetInsertPoint(done);
  const auto result = make_phis(b, values, last, 2);
  add_edge(result, others, other_last);
  return as_values(result);
}

void Chain::stop_unless(Value* condition, Value* result) {
  BasicBlock* const more = new_block(b_, "more");
  if (done_ == nullptr) done_ = new_block(b_, "done");
  ends_.emplace_back(result, b_.GetInsertBlock());
  b_.CreateCondBr(condition, more, done_);
  b_.SetInsertPoint(more);
}

Value* Chain::result(Value* last) {
  if (done_ == nullptr) return last;
  ends_.emplace_back(last, b_.GetInsertBlock());
  b_.CreateBr(done_);
  b_.SetInsertPoint(done_);
  PHINode* const phi = b_.CreatePHI(last->getType(), static_cast<unsigned>(ends_.size()), "result");
  for (const auto& [value, from] : ends_) phi->addIncoming(value, from);
  return phi;
}

bool is_true(Value* v) {
  const auto* constant = llvm::dyn_cast<llvm::ConstantInt>(v);
  return constant != nullptr && constant->isOne();
}

bool is_false(Value* v) {
  const auto* constant = llvm::dyn_cast<llvm::ConstantInt>(v);
  return constant != nullptr && constant->isZero();
}

}  // namespace segql::codegen
