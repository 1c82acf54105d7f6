// Target machines and code generation.
//
// The IR is already what we want executed, so no IR passes run. What is left to choose is how hard the code generator
// tries:
// - kQuick: -O0, where values live across blocks go through the stack. For vector code the difference drowns in memory
// traffic.
//   Instruction selection is by SelectionDAG all the same: FastISel saves a fifth of the time and falls back at every
//   vector.
// - kThorough: -O1, which allocates registers for whole functions; two to three times the compile time.
// Leaving out single passes of -O1 was measured too: it saves a tenth.
#include "compiler/codegen/target.h"

#include <utility>

#include <llvm/ADT/SmallVector.h>
#include <llvm/IR/LegacyPassManager.h>
#include <llvm/MC/MCSubtargetInfo.h>
#include <llvm/MC/TargetRegistry.h>
#include <llvm/Support/TargetSelect.h>
#include <llvm/Support/raw_ostream.h>
#include <llvm/Target/TargetMachine.h>
#include <llvm/TargetParser/Host.h>

#include "base/try.h"

namespace segql::codegen {

namespace {

Error internal(std::string what, llvm::Error error) {
  return {ErrorCode::kInternal, std::move(what) + ": " + llvm::toString(std::move(error))};
}

/// The baseline of the architecture, which has the vector instructions every such machine has.
std::string baseline_cpu(const llvm::Triple& triple) { return triple.isX86() ? "x86-64" : "generic"; }

/// LLVM would print a complaint about a name it does not know, and carry on.
bool is_known_cpu(const llvm::Triple& triple, const std::string& cpu) {
  std::string problem;
  const llvm::Target* target = llvm::TargetRegistry::lookupTarget(triple.str(), problem);
  if (target == nullptr) return false;
  const std::unique_ptr<llvm::MCSubtargetInfo> machines(target->createMCSubtargetInfo(triple.str(), "", ""));
  return machines != nullptr && machines->isCPUStringValid(cpu);
}

}  // namespace

/// A code generator and what it writes to.
class Target::Pipeline {
 public:
  explicit Pipeline(std::unique_ptr<llvm::TargetMachine> machine) : machine_(std::move(machine)), out_(bytes_) {}

  bool add_passes(llvm::CodeGenFileType type) {
    if (machine_->addPassesToEmitFile(passes_, out_, nullptr, type)) return false;
    machine_->setFastISel(false);
    return true;
  }

  /// What was written for the module; valid until the next run.
  llvm::StringRef run(llvm::Module& module) {
    bytes_.clear();
    passes_.run(module);
    return out_.str();
  }

 private:
  std::unique_ptr<llvm::TargetMachine> machine_;
  llvm::SmallVector<char, 0> bytes_;
  llvm::raw_svector_ostream out_;
  llvm::legacy::PassManager passes_;
};

Result<std::unique_ptr<Target>> Target::create(const JitOptions& options) {
  static const bool initialised = !llvm::InitializeNativeTarget() && !llvm::InitializeNativeTargetAsmPrinter();
  if (!initialised) return Error{ErrorCode::kUnsupported, "LLVM has no code generator for this machine"};

  const llvm::Triple triple(llvm::sys::getProcessTriple());
  llvm::orc::JITTargetMachineBuilder builder{triple};
  if (!options.cpu.empty() && !is_known_cpu(triple, options.cpu)) {
    return Error{ErrorCode::kInvalidArgument, "unknown CPU `" + options.cpu + "`"};
  }
  if (!options.cpu.empty()) {
    builder.setCPU(options.cpu);
  } else if (!options.simd) {
    builder.setCPU(baseline_cpu(triple));
  } else {
    builder.setCPU(llvm::sys::getHostCPUName().str());
    for (const auto& feature : llvm::sys::getHostCPUFeatures())
      builder.getFeatures().AddFeature(feature.getKey(), feature.getValue());
  }
  builder.setRelocationModel(llvm::Reloc::PIC_);
  builder.setCodeModel(llvm::CodeModel::Small);

  auto layout = builder.getDefaultDataLayoutForTarget();
  if (!layout) return internal("cannot describe this machine", layout.takeError());
  auto target = std::unique_ptr<Target>(new Target(std::move(builder), std::move(*layout)));
  // One pipeline now, so that what is wrong with a machine shows here and not at the first plan.
  SEGQL_TRY(auto pipeline, target->make_pipeline(Effort::kQuick, llvm::CodeGenFileType::ObjectFile));
  target->idle_[static_cast<size_t>(Effort::kQuick)].push_back(std::move(pipeline));
  return target;
}

Target::Target(llvm::orc::JITTargetMachineBuilder builder, llvm::DataLayout layout)
    : builder_(std::move(builder)), layout_(std::move(layout)) {}
Target::~Target() = default;

std::string Target::name() const {
  return builder_.getTargetTriple().str() + " " + builder_.getCPU() + " " + builder_.getFeatures().getString();
}

void Target::prepare(llvm::Module& module) const {
  module.setTargetTriple(builder_.getTargetTriple().str());
  module.setDataLayout(layout_);
}

Result<std::unique_ptr<Target::Pipeline>> Target::make_pipeline(Effort effort, llvm::CodeGenFileType type) const {
  llvm::orc::JITTargetMachineBuilder builder(builder_);
  builder.setCodeGenOptLevel(effort == Effort::kQuick ? llvm::CodeGenOptLevel::None : llvm::CodeGenOptLevel::Less);
  auto machine = builder.createTargetMachine();
  if (!machine) return internal("cannot make a code generator", machine.takeError());
  auto pipeline = std::make_unique<Pipeline>(std::move(*machine));
  if (!pipeline->add_passes(type)) return Error{ErrorCode::kUnsupported, "LLVM cannot emit code for this machine"};
  return pipeline;
}

Result<std::unique_ptr<llvm::MemoryBuffer>> Target::object(llvm::Module& module, Effort effort) {
  auto& idle = idle_[static_cast<size_t>(effort)];
  std::unique_ptr<Pipeline> pipeline;
  {
    const std::lock_guard lock(mutex_);
    if (!idle.empty()) {
      pipeline = std::move(idle.back());
      idle.pop_back();
    }
  }
  if (pipeline == nullptr) {
    SEGQL_TRY(pipeline, make_pipeline(effort, llvm::CodeGenFileType::ObjectFile));
  }
  std::unique_ptr<llvm::MemoryBuffer> object =
      llvm::MemoryBuffer::getMemBufferCopy(pipeline->run(module), module.getModuleIdentifier());
  const std::lock_guard lock(mutex_);
  idle.push_back(std::move(pipeline));
  return object;
}

Result<std::string> Target::assembly(llvm::Module& module, Effort effort) {
  SEGQL_TRY(auto pipeline, make_pipeline(effort, llvm::CodeGenFileType::AssemblyFile));
  return pipeline->run(module).str();
}

}  // namespace segql::codegen
