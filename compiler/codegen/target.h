#pragma once
/// The machine code is made for, and the way from LLVM IR to it.

#include <llvm/ExecutionEngine/Orc/JITTargetMachineBuilder.h>
#include <llvm/IR/Module.h>
#include <llvm/Support/MemoryBuffer.h>
#include <llvm/Target/TargetMachine.h>

#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "compiler/codegen/codegen.h"

namespace segql::codegen {

/// Thread-safe: each compilation borrows a TargetMachine of its own, because LLVM's are not.
class Target {
 public:
  static Result<std::unique_ptr<Target>> create(const JitOptions& options);

  /// Gives the module this target's triple and data layout. Before any instruction is made.
  void prepare(llvm::Module& module) const;

  Result<std::unique_ptr<llvm::MemoryBuffer>> object(llvm::Module& module);
  Result<std::string> assembly(llvm::Module& module);

  const llvm::orc::JITTargetMachineBuilder& builder() const { return builder_; }

 private:
  explicit Target(llvm::orc::JITTargetMachineBuilder builder, llvm::DataLayout layout);
  Result<std::unique_ptr<llvm::TargetMachine>> borrow();
  void give_back(std::unique_ptr<llvm::TargetMachine> machine);
  Status emit(llvm::Module& module, llvm::raw_pwrite_stream& out, llvm::CodeGenFileType type);

  llvm::orc::JITTargetMachineBuilder builder_;
  llvm::DataLayout layout_;
  std::mutex mutex_;
  std::vector<std::unique_ptr<llvm::TargetMachine>> idle_;
};

}  // namespace segql::codegen
