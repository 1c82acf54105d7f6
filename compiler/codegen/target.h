#pragma once
/// The machine code is made for, and the way from LLVM IR to it.

#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include <llvm/ExecutionEngine/Orc/JITTargetMachineBuilder.h>
#include <llvm/IR/Module.h>
#include <llvm/Support/CodeGen.h>
#include <llvm/Support/MemoryBuffer.h>

#include "compiler/codegen/codegen.h"

namespace segql::codegen {

enum class Effort : uint8_t {
  kQuick,     ///< for straight lines of vector code
  kThorough,  ///< keeps values in registers from block to block
};

/// Thread-safe: each compilation borrows a pipeline of its own, because LLVM's are not. A pipeline is made once and
/// used for many modules; making one costs as much as using it.
class Target {
 public:
  static Result<std::unique_ptr<Target>> create(const JitOptions& options);
  ~Target();

  /// Gives the module this target's triple and data layout. Before any instruction is made.
  void prepare(llvm::Module& module) const;

  Result<std::unique_ptr<llvm::MemoryBuffer>> object(llvm::Module& module, Effort effort);
  Result<std::string> assembly(llvm::Module& module, Effort effort);

  const llvm::orc::JITTargetMachineBuilder& builder() const { return builder_; }
  /// Everything about the machine that code depends on.
  std::string name() const;

 private:
  class Pipeline;
  explicit Target(llvm::orc::JITTargetMachineBuilder builder, llvm::DataLayout layout);
  Result<std::unique_ptr<Pipeline>> make_pipeline(Effort effort, llvm::CodeGenFileType type) const;

  llvm::orc::JITTargetMachineBuilder builder_;
  llvm::DataLayout layout_;
  std::mutex mutex_;
  std::vector<std::unique_ptr<Pipeline>> idle_[2];  ///< by effort; they make objects
};

}  // namespace segql::codegen
