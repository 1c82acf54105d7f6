// Target machines and code generation.
//
// The IR is already what we want executed, so no IR passes run and the code generator is asked for its quickest work
// (measured: docs of performance; the loops are bound by memory). One thing differs from a plain -O0: instruction selection is
// by SelectionDAG, because FastISel knows no 512-bit vectors and would fall back for every other instruction.
#include "compiler/codegen/target.h"

#include <llvm/ADT/SmallVector.h>
#include <llvm/IR/LegacyPassManager.h>
#include <llvm/MC/MCSubtargetInfo.h>
#include <llvm/Support/SmallVectorMemoryBuffer.h>
#include <llvm/Support/TargetSelect.h>
#include <llvm/Support/raw_ostream.h>
#include <llvm/TargetParser/Host.h>

#include <utility>

#include "base/try.h"

namespace segql::codegen {

namespace {

Error internal(std::string what, llvm::Error error) {
  return {ErrorCode::kInternal, std::move(what) + ": " + llvm::toString(std::move(error))};
}

/// The baseline of the architecture, which has the vector instructions every such machine has.
std::string baseline_cpu(const llvm::Triple& triple) { return triple.isX86() ? "x86-64" : "generic"; }

}  // namespace

Result<std::unique_ptr<Target>> Target::create(const JitOptions& options) {
  static const bool initialised = !llvm::InitializeNativeTarget() && !llvm::InitializeNativeTargetAsmPrinter();
  if (!initialised) return Error{ErrorCode::kUnsupported, "LLVM has no code generator for this machine"};

  const llvm::Triple triple(llvm::sys::getProcessTriple());
  llvm::orc::JITTargetMachineBuilder builder{triple};
  if (!options.cpu.empty()) {
    builder.setCPU(options.cpu);
  } else if (!options.simd) {
    builder.setCPU(baseline_cpu(triple));
  } else {
    builder.setCPU(llvm::sys::getHostCPUName().str());
    for (const auto& feature : llvm::sys::getHostCPUFeatures()) builder.getFeatures().AddFeature(feature.getKey(), feature.getValue());
  }
  builder.setCodeGenOptLevel(llvm::CodeGenOptLevel::None);
  builder.setRelocationModel(llvm::Reloc::PIC_);
  builder.setCodeModel(llvm::CodeModel::Small);

  auto layout = builder.getDefaultDataLayoutForTarget();
  if (!layout) return internal("cannot describe this machine", layout.takeError());
  auto target = std::unique_ptr<Target>(new Target(std::move(builder), std::move(*layout)));
  // One machine now: an unknown CPU name is an error here, not later.
  SEGQL_TRY(auto machine, target->borrow());
  if (!options.cpu.empty() && !machine->getMCSubtargetInfo()->isCPUStringValid(options.cpu)) {
    return Error{ErrorCode::kInvalidArgument, "unknown CPU `" + options.cpu + "`"};
  }
  target->give_back(std::move(machine));
  return target;
}

Target::Target(llvm::orc::JITTargetMachineBuilder builder, llvm::DataLayout layout)
    : builder_(std::move(builder)), layout_(std::move(layout)) {}

void Target::prepare(llvm::Module& module) const {
  module.setTargetTriple(builder_.getTargetTriple().str());
  module.setDataLayout(layout_);
}

Result<std::unique_ptr<llvm::TargetMachine>> Target::borrow() {
  {
    const std::lock_guard lock(mutex_);
    if (!idle_.empty()) {
      auto machine = std::move(idle_.back());
      idle_.pop_back();
      return machine;
    }
  }
  auto machine = llvm::orc::JITTargetMachineBuilder(builder_).createTargetMachine();
  if (!machine) return internal("cannot make a code generator", machine.takeError());
  return std::move(*machine);
}

void Target::give_back(std::unique_ptr<llvm::TargetMachine> machine) {
  const std::lock_guard lock(mutex_);
  idle_.push_back(std::move(machine));
}

Status Target::emit(llvm::Module& module, llvm::raw_pwrite_stream& out, llvm::CodeGenFileType type) {
  SEGQL_TRY(auto machine, borrow());
  llvm::legacy::PassManager passes;
  if (machine->addPassesToEmitFile(passes, out, nullptr, type)) {
    return Error{ErrorCode::kUnsupported, "LLVM cannot emit code for this machine"};
  }
  machine->setFastISel(false);
  passes.run(module);
  give_back(std::move(machine));
  return {};
}

Result<std::unique_ptr<llvm::MemoryBuffer>> Target::object(llvm::Module& module) {
  llvm::SmallVector<char, 0> bytes;
  llvm::raw_svector_ostream out(bytes);
  SEGQL_TRY_VOID(emit(module, out, llvm::CodeGenFileType::ObjectFile));
  return std::unique_ptr<llvm::MemoryBuffer>(
      std::make_unique<llvm::SmallVectorMemoryBuffer>(std::move(bytes), module.getModuleIdentifier(), false));
}

Result<std::string> Target::assembly(llvm::Module& module) {
  llvm::SmallVector<char, 0> text;
  llvm::raw_svector_ostream out(text);
  SEGQL_TRY_VOID(emit(module, out, llvm::CodeGenFileType::AssemblyFile));
  return std::string(text.begin(), text.end());
}

}  // namespace segql::codegen
