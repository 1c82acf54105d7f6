// The just-in-time compiler: plans in, functions out, code shared by shape and freed with its last user.
//
// One LLJIT links objects; each shape's object has a library (JITDylib) of its own, whose removal unmaps its memory.
// ORC's memory manager writes code to pages that are writable and then makes them executable, never both at once.
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <optional>
#include <unordered_map>
#include <utility>
#include <vector>

#include <llvm/ExecutionEngine/Orc/LLJIT.h>
#include <llvm/ExecutionEngine/Orc/ObjectLinkingLayer.h>
#include <llvm/IR/Verifier.h>
#include <llvm/Support/raw_ostream.h>

#include "base/try.h"
#include "compiler/codegen/codegen.h"
#include "compiler/codegen/object_cache.h"
#include "compiler/codegen/scan_builder.h"
#include "compiler/codegen/shape.h"
#include "compiler/codegen/target.h"

namespace segql::codegen {

namespace {

Error internal(const char* what, llvm::Error error) {
  return {ErrorCode::kInternal, std::string(what) + ": " + llvm::toString(std::move(error))};
}

/// A machine-made condition can be larger than any code is worth (20,000 parts take up to four seconds to compile, and
/// as much more for twice as many); the interpreter takes those.
constexpr size_t kMostNodes = 20'000;
constexpr size_t kMostNodesForEffort = 2'000;

/// The function in every module. Each is linked in a place of its own, so that objects from the cache need no other
/// name.
constexpr const char* kFunction = "segql_scan";

/// Machine code of one shape.
struct Code {
  runtime::ScanFn fn = nullptr;
  llvm::orc::JITDylib* place = nullptr;

  Code() = default;
  Code(const Code&) = delete;
  Code& operator=(const Code&) = delete;
  ~Code() {
    if (place != nullptr) llvm::consumeError(place->getExecutionSession().removeJITDylib(*place));
  }
};

/// Loops over events gain a third from better code, which at a million owners is more than it costs
/// (bench/codegen_bench.cc). Everything else is bound by memory, or does not run long enough; and what machines write
/// by the thousand is to be ready soon.
Effort effort_for(const Shape& shape) {
  return shape.visits_events() && shape.num_nodes() <= kMostNodesForEffort ? Effort::kLoops : Effort::kQuick;
}

std::unique_ptr<llvm::Module> build(llvm::LLVMContext& context, const Target& target, const plan::Scan& scan,
                                    const Shape& shape) {
  auto module = emit_scan(context, scan, shape, kFunction);
  target.prepare(*module);
#ifndef NDEBUG
  std::string problems;
  llvm::raw_string_ostream out(problems);
  if (llvm::verifyModule(*module, &out)) {
    std::fprintf(stderr, "%s\n", problems.c_str());
    SEGQL_CHECK(!"the emitters made invalid IR");
  }
#endif
  return module;
}

}  // namespace

struct CompiledScan::Impl {
  Impl(std::shared_ptr<const Code> of_shape, Shape& shape)
      : code(std::move(of_shape)), params(shape.take_params()), tables(shape.take_tables()) {
    for (const auto& table : tables) table_pointers.push_back(table.data());
  }

  std::shared_ptr<const Code> code;
  std::vector<int64_t> params;
  std::vector<std::vector<uint64_t>> tables;
  std::vector<const void*> table_pointers;
  double seconds = 0;
  bool shared = false;
};

CompiledScan::CompiledScan(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
CompiledScan::CompiledScan(CompiledScan&&) noexcept = default;
CompiledScan& CompiledScan::operator=(CompiledScan&&) noexcept = default;
CompiledScan::~CompiledScan() = default;
double CompiledScan::compile_seconds() const { return impl_->seconds; }
bool CompiledScan::shared_code() const { return impl_->shared; }

void CompiledScan::run(const runtime::ScanArgs& args) const {
  const uint64_t num_words = (args.num_rows + 63) / 64;
  runtime::ScanArgs own = args;
  own.params = impl_->params.data();
  own.tables = impl_->table_pointers.data();
  own.last_word = std::min(args.last_word, num_words);
  impl_->code->fn(&own);
  // The tail: bits at and beyond the row count, words beyond the table.
  if (own.first_word < own.last_word && own.last_word == num_words && args.num_rows % 64 != 0) {
    own.out[num_words - 1] &= (uint64_t{1} << (args.num_rows % 64)) - 1;
  }
  for (uint64_t w = std::max(args.first_word, num_words); w < args.last_word; ++w) own.out[w] = 0;
}

struct Jit::Impl {
  std::unique_ptr<Target> target;
  std::unique_ptr<llvm::orc::LLJIT> lljit;
  std::optional<ObjectCache> cache;

  /// Code by shape, as long as somebody uses it. `busy`: a thread is compiling it; others wait rather than do the same.
  struct Entry {
    std::weak_ptr<const Code> code;
    bool busy = false;
  };
  mutable std::mutex mutex;
  std::condition_variable finished;
  std::unordered_map<std::string, Entry> shapes;
  std::atomic<uint64_t> num_places{0};

  Result<std::unique_ptr<Code>> link(std::unique_ptr<llvm::MemoryBuffer> object);
  Result<std::unique_ptr<Code>> generate(const plan::Scan& scan, const Shape& shape);
  Result<std::shared_ptr<const Code>> find_or_generate(const plan::Scan& scan, const Shape& shape, bool& shared);
  void release(const std::string& key, const Code* code);
};

Result<std::unique_ptr<Code>> Jit::Impl::link(std::unique_ptr<llvm::MemoryBuffer> object) {
  auto code = std::make_unique<Code>();
  const std::string name = "scan " + std::to_string(++num_places);
  code->place = &lljit->getExecutionSession().createBareJITDylib(name);
  code->place->addToLinkOrder(lljit->getMainJITDylib());
  if (auto error = lljit->addObjectFile(*code->place, std::move(object)))
    return internal("cannot link compiled code", std::move(error));
  auto address = lljit->lookup(*code->place, kFunction);
  if (!address) return internal("cannot link compiled code", address.takeError());
  code->fn = address->toPtr<runtime::ScanFn>();
  return code;
}

Result<std::unique_ptr<Code>> Jit::Impl::generate(const plan::Scan& scan, const Shape& shape) {
  if (const auto kept = cache ? cache->find(shape.key()) : std::nullopt) {
    auto code = link(llvm::MemoryBuffer::getMemBufferCopy(*kept));
    if (code.ok()) return code;
  }
  llvm::LLVMContext context;
  context.setDiscardValueNames(true);
  const std::unique_ptr<llvm::Module> module = build(context, *target, scan, shape);
  SEGQL_TRY(std::unique_ptr<llvm::MemoryBuffer> object, target->object(*module, effort_for(shape)));
  if (cache) cache->store(shape.key(), {object->getBufferStart(), object->getBufferSize()});
  return link(std::move(object));
}

/// Forgets the shape of code that nobody uses, unless it has been compiled anew meanwhile.
void Jit::Impl::release(const std::string& key, const Code* code) {
  {
    const std::lock_guard lock(mutex);
    const auto at = shapes.find(key);
    if (at != shapes.end() && !at->second.busy && at->second.code.expired()) shapes.erase(at);
  }
  delete code;
  lljit->getExecutionSession().getSymbolStringPool()->clearDeadEntries();
}

Result<std::shared_ptr<const Code>> Jit::Impl::find_or_generate(const plan::Scan& scan, const Shape& shape,
                                                                bool& shared) {
  std::unique_lock lock(mutex);
  for (;;) {
    Entry& entry = shapes[shape.key()];
    if (auto code = entry.code.lock()) {
      shared = true;
      return code;
    }
    if (!entry.busy) break;
    finished.wait(lock);
  }
  shapes[shape.key()].busy = true;
  lock.unlock();

  auto made = generate(scan, shape);

  std::shared_ptr<const Code> code;
  if (made.ok()) {
    code = std::shared_ptr<const Code>(std::move(made).value().release(),
                                       [this, key = shape.key()](const Code* c) { release(key, c); });
  }
  lock.lock();
  if (code != nullptr) {
    shapes[shape.key()] = {code, false};
  } else {
    shapes.erase(shape.key());
  }
  lock.unlock();
  finished.notify_all();
  if (code == nullptr) return std::move(made).take_error();
  return code;
}

Jit::Jit(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Jit::~Jit() = default;

Result<std::unique_ptr<Jit>> Jit::create(const JitOptions& options) {
  auto impl = std::make_unique<Impl>();
  SEGQL_TRY(impl->target, Target::create(options));
  if (!options.cache_folder.empty()) impl->cache.emplace(options.cache_folder, impl->target->name());
  auto lljit = llvm::orc::LLJITBuilder()
                   .setJITTargetMachineBuilder(impl->target->builder())
                   .setPlatformSetUp(llvm::orc::setUpInactivePlatform)
                   .setLinkProcessSymbolsByDefault(false)
                   .setObjectLinkingLayerCreator([](llvm::orc::ExecutionSession& session, const llvm::Triple&) {
                     return std::make_unique<llvm::orc::ObjectLinkingLayer>(session);
                   })
                   .create();
  if (!lljit) return internal("cannot start the compiler", lljit.takeError());
  impl->lljit = std::move(*lljit);

  llvm::orc::SymbolMap symbols;
  for (const SupportFunction& function : support_functions()) {
    symbols[impl->lljit->mangleAndIntern(function.name)] = {
        llvm::orc::ExecutorAddr::fromPtr(function.address),
        llvm::JITSymbolFlags::Exported | llvm::JITSymbolFlags::Callable};
  }
  if (auto error = impl->lljit->getMainJITDylib().define(llvm::orc::absoluteSymbols(std::move(symbols)))) {
    return internal("cannot start the compiler", std::move(error));
  }
  return std::unique_ptr<Jit>(new Jit(std::move(impl)));
}

Result<CompiledScan> Jit::compile(const plan::Scan& scan) {
  const auto start = std::chrono::steady_clock::now();
  Shape shape(scan);
  if (shape.num_nodes() > kMostNodes) {
    return Error{ErrorCode::kLimitExceeded, "a condition of " + std::to_string(shape.num_nodes()) +
                                                " parts is not compiled; the limit is " + std::to_string(kMostNodes)};
  }
  bool shared = false;
  SEGQL_TRY(std::shared_ptr<const Code> code, impl_->find_or_generate(scan, shape, shared));
  auto impl = std::make_unique<CompiledScan::Impl>(std::move(code), shape);
  impl->shared = shared;
  if (!shared) impl->seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  return CompiledScan(std::move(impl));
}

std::optional<CompiledScan> Jit::find(const plan::Scan& scan) {
  Shape shape(scan);
  std::shared_ptr<const Code> code;
  {
    const std::lock_guard lock(impl_->mutex);
    const auto known = impl_->shapes.find(shape.key());
    if (known != impl_->shapes.end()) code = known->second.code.lock();
  }
  if (code == nullptr) return std::nullopt;
  auto impl = std::make_unique<CompiledScan::Impl>(std::move(code), shape);
  impl->shared = true;
  return CompiledScan(std::move(impl));
}

Result<std::string> Jit::ir(const plan::Scan& scan) {
  llvm::LLVMContext context;
  const Shape shape(scan);
  std::string text;
  llvm::raw_string_ostream out(text);
  build(context, *impl_->target, scan, shape)->print(out, nullptr);
  return text;
}

Result<std::string> Jit::assembly(const plan::Scan& scan) {
  llvm::LLVMContext context;
  const Shape shape(scan);
  const std::unique_ptr<llvm::Module> module = build(context, *impl_->target, scan, shape);
  return impl_->target->assembly(*module, effort_for(shape));
}

}  // namespace segql::codegen
