#pragma once
/// Control flow over SSA values: loops, branches. State is carried in phis.

#include <utility>

#include <llvm/ADT/STLFunctionalExtras.h>
#include <llvm/ADT/SmallVector.h>
#include <llvm/IR/IRBuilder.h>

namespace segql::codegen {

using Builder = llvm::IRBuilder<>;
using Values = llvm::SmallVector<llvm::Value*, 4>;

/// What one turn of a loop hands to the next; `stop` (i1, null: never) ends the loop after this turn.
struct Turn {
  Values next;
  llvm::Value* stop = nullptr;
};

/// state = initial; for (i = begin; i < end && guard(i); ++i) { state = body(i, state); if (stop) break; } return
/// state; `backward`: for (i = end; i > begin;) { --i; ... }. `guard` may be null: always.
Values emit_for(Builder& b, llvm::Value* begin, llvm::Value* end, bool backward, Values initial,
                llvm::function_ref<llvm::Value*(llvm::Value* i)> guard,
                llvm::function_ref<Turn(llvm::Value* i, llvm::ArrayRef<llvm::Value*> state)> body);

/// state = initial; for (rest = mask; rest; rest &= rest - 1) state = body(ctz(rest), state); return state;
Values emit_for_each_bit(Builder& b, llvm::Value* mask, Values initial,
                         llvm::function_ref<Values(llvm::Value* bit, llvm::ArrayRef<llvm::Value*> state)> body);

/// state = initial; while (condition(state)) state = body(state); return state;
Values emit_while(Builder& b, Values initial,
                  llvm::function_ref<llvm::Value*(llvm::ArrayRef<llvm::Value*> state)> condition,
                  llvm::function_ref<Values(llvm::ArrayRef<llvm::Value*> state)> body);

/// condition ? then() : otherwise
Values emit_if(Builder& b, llvm::Value* condition, llvm::function_ref<Values()> then,
               llvm::ArrayRef<llvm::Value*> otherwise);

/// condition ? then() : otherwise(), of which only one is evaluated.
Values emit_either(Builder& b, llvm::Value* condition, llvm::function_ref<Values()> then,
                   llvm::function_ref<Values()> otherwise);

/// Steps one after the other, any of which may be the last: the blocks stand in a row, however many there are.
class Chain {
 public:
  explicit Chain(Builder& b) : b_(b) {}
  /// Ends the chain with `result` unless `condition` holds; what is emitted next is the step after.
  void stop_unless(llvm::Value* condition, llvm::Value* result);
  /// The result of the chain; `last` if no step ended it.
  llvm::Value* result(llvm::Value* last);

 private:
  Builder& b_;
  llvm::BasicBlock* done_ = nullptr;
  llvm::SmallVector<std::pair<llvm::Value*, llvm::BasicBlock*>, 8> ends_;
};

/// A value that is known to be the constant true (false).
bool is_true(llvm::Value* v);
bool is_false(llvm::Value* v);

}  // namespace segql::codegen
