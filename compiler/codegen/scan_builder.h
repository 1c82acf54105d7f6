#pragma once
/// State of the function being built: where its arguments, columns and rows are. Emitters are free functions over it.

#include <memory>
#include <string>
#include <vector>

#include <llvm/ADT/DenseMap.h>
#include <llvm/IR/IRBuilder.h>
#include <llvm/IR/Module.h>

#include "compiler/codegen/flow.h"
#include "compiler/codegen/shape.h"
#include "compiler/codegen/signatures.h"
#include "compiler/codegen/target.h"
#include "compiler/plan/plan.h"

namespace segql::codegen {

/// A row id (i64) and whether there is such a row (i1, null: certainly). Without one the id is meaningless.
struct Row {
  llvm::Value* index = nullptr;
  llvm::Value* exists = nullptr;
};

/// A value and whether it is there (i1, null: certainly). Without one the value is arbitrary.
struct Cell {
  llvm::Value* value = nullptr;
  llvm::Value* present = nullptr;
};

class ScanBuilder {
 public:
  /// Starts the function `name` of the scan ABI in `module`.
  ScanBuilder(const plan::Scan& scan, const Shape& shape, llvm::Module& module, const std::string& name);

  // ---------- constants of the plan ----------
  // Loaded where they are used: the array is small and stays in the first cache.
  llvm::Value* param(uint32_t index, const char* name = "k");
  llvm::Value* table(uint32_t index);  ///< pointer

  // ---------- what the arguments point to, loaded once ----------
  llvm::Value* column_view(uint32_t column);
  llvm::Value* column_data(uint32_t column);
  llvm::Value* column_valid(uint32_t column);   ///< REQUIRES: has_validity
  llvm::Value* column_sketch(uint32_t column);  ///< REQUIRES: it has one
  llvm::Value* column_packed(uint32_t column);  ///< REQUIRES: it has packed cells
  llvm::Value* column_base(uint32_t column);
  llvm::Value* column_unit(uint32_t column);  ///< REQUIRES: it is not 1
  llvm::Value* dictionary(uint32_t column);   ///< a DictionaryView*
  llvm::Value* relation_starts(uint32_t relation);
  llvm::Value* relation_rows(uint32_t relation);
  llvm::Value* segment_words(uint32_t segment);
  llvm::Value* eval_context();
  llvm::Value* num_rows();  ///< of the scanned table
  /// The i-th output's field at `offset` of OutputView.
  llvm::Value* output_field(uint32_t output, size_t offset, const char* name);

  /// Uninitialised room in the stack frame, 16-byte aligned, for a value that travels by pointer.
  llvm::Value* make_room(llvm::Type* type);

  template <auto Fn>
  llvm::Value* call(llvm::ArrayRef<llvm::Value*> arguments) {
    return call(support_function<Fn>(), arguments);
  }
  llvm::Value* call(const SupportFunction& function, llvm::ArrayRef<llvm::Value*> arguments);

  // ---------- shorthands ----------
  llvm::Value* i64(int64_t value) { return b.getInt64(static_cast<uint64_t>(value)); }
  llvm::Value* i32(uint32_t value) { return b.getInt32(value); }
  llvm::IntegerType* wide_type() { return b.getInt128Ty(); }
  llvm::Type* type_of_repr(plan::Repr repr);
  /// An address inside memory that nothing points into changes while the scan runs.
  llvm::Value* load_constant(llvm::Type* type, llvm::Value* address, unsigned align, const char* name);
  llvm::Value* offset(llvm::Value* pointer, llvm::Type* element, llvm::Value* index, const char* name = "at") {
    return b.CreateInBoundsGEP(element, pointer, index, name);
  }

  const plan::Scan& scan;
  const Shape& shape;
  bool is_plain = false;     ///< sketches are not used, and memory is not asked early
  bool is_thorough = false;  ///< values stay in registers from block to block
  llvm::Module& module;
  llvm::Function* fn;
  Builder b;
  Builder at_entry;   ///< end of the entry block, which gets its terminator last
  llvm::Value* args;  ///< const ScanArgs*

  llvm::Value* first_row = nullptr;  ///< of the word in hand: 64 * word
  llvm::Value* word = nullptr;
  uint32_t word_slot = 0;  ///< of its rows: the scanned row, or an event
  std::vector<Row> slots;  ///< bound rows, by slot
  /// Row sets that were counted and added up already, for the row bound to slot 0: AtLeast and Aggregate nodes.
  llvm::SmallDenseMap<const plan::Expr*, Cell, 4> tallied;

 private:
  llvm::Value* argument(size_t offset, llvm::Type* type, const char* name);
  /// A field of the structure that cell `index` of the array at `array` is.
  llvm::Value* element_field(llvm::Value*& cached, size_t array, size_t index, size_t size, size_t field,
                             llvm::Type* type, const char* name);

  struct ColumnValues {
    llvm::Value *view = nullptr, *data = nullptr, *valid = nullptr, *sketch = nullptr, *packed = nullptr,
                *base = nullptr, *unit = nullptr, *dictionary = nullptr;
  };
  struct RelationValues {
    llvm::Value *starts = nullptr, *rows = nullptr;
  };
  std::vector<ColumnValues> columns_;
  std::vector<RelationValues> relations_;
  std::vector<llvm::Value*> segments_, tables_;
  llvm::DenseMap<size_t, llvm::Value*> arguments_;
  llvm::MDNode* unchanging_;
};

/// Builds the whole scan of a plan into a new module. kQuick leaves out of loops over events what saves the memory work
/// and the compiler makes work.
std::unique_ptr<llvm::Module> emit_scan(llvm::LLVMContext& context, const plan::Scan& scan, const Shape& shape,
                                        const std::string& name, Effort effort);

}  // namespace segql::codegen
