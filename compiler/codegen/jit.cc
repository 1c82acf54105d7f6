// The just-in-time compiler: plans in, functions out, code shared by shape and freed with its last user.
//
// One LLJIT links objects; each has a library (JITDylib) of its own, whose removal unmaps its memory. ORC's memory
// manager writes code to pages that are writable and then makes them executable, never both at once.
//
// Loops over events are compiled twice, where that is wanted: quickly at first, and well in the background once they
// are asked for again, or will run for long. Whoever runs the code gets the better one with the next range of words.
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <deque>
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
#include "compiler/codegen/background.h"
#include "compiler/codegen/code.h"
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

/// Of one evaluation: better code is made while it runs. It takes some 10 ms on a thread of its own.
constexpr double kLongNanoseconds = 1e8;
/// What whoever asks does before the background compiles: building the module.
constexpr double kBuildNanoseconds = 2e5;
/// Shapes whose time without the best code is known.
constexpr size_t kMostWaiting = 4096;

/// Better code gains loops over events a third, and conditions on what is in a cache as much. What machines write by
/// the thousand is to be ready soon.
Effort best_effort(const Shape& shape) {
  return shape.num_nodes() <= kMostNodesForEffort ? Effort::kThorough : Effort::kQuick;
}

double seconds_since(std::chrono::steady_clock::time_point start) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

/// By S1 to S9 of the benchmark, of which each takes 1.3 to 4 ms.
double expected_nanoseconds(const Shape& shape) {
  constexpr double kAny = 8e5, kNode = 2e5, kLoop = 1e6;
  return kAny + kNode * static_cast<double>(shape.num_nodes()) + (shape.visits_events() ? kLoop : 0);
}

/// What a cached object is found by.
std::string cache_key(const std::string& shape, Effort effort) {
  return (effort == Effort::kThorough ? "thorough " : "quick ") + shape;
}

/// A module and the context it lives in; both go to the thread that compiles it.
struct Unit {
  std::unique_ptr<llvm::LLVMContext> context = std::make_unique<llvm::LLVMContext>();
  std::unique_ptr<llvm::Module> module;
};

Unit build(const Target& target, const plan::Scan& scan, const Shape& shape, Effort effort, bool keep_names = false) {
  Unit unit;
  unit.context->setDiscardValueNames(!keep_names);
  unit.module = emit_scan(*unit.context, scan, shape, kFunction, effort);
  target.prepare(*unit.module);
#ifndef NDEBUG
  std::string problems;
  llvm::raw_string_ostream out(problems);
  if (llvm::verifyModule(*unit.module, &out)) {
    std::fprintf(stderr, "%s\n", problems.c_str());
    SEGQL_CHECK(!"the emitters made invalid IR");
  }
#endif
  return unit;
}

}  // namespace

struct CompiledScan::Impl {
  Impl(std::shared_ptr<Code> of_shape, Shape& shape) : code(std::move(of_shape)), params(shape.take_params()) {
    const auto start = std::chrono::steady_clock::now();
    tables = shape.make_tables();
    for (const auto& table : tables) table_pointers.push_back(table.words());
    is_complete = std::all_of(tables.begin(), tables.end(), [](const Table& table) { return table.is_made(); });
    table_seconds = seconds_since(start);
  }

  std::shared_ptr<Code> code;
  std::vector<int64_t> params;
  std::vector<Table> tables;
  std::vector<const void*> table_pointers;
  double seconds = 0, table_seconds = 0;
  bool is_complete = false;  ///< all tables could be made
  bool shared = false;
};

CompiledScan::CompiledScan(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
CompiledScan::CompiledScan(CompiledScan&&) noexcept = default;
CompiledScan& CompiledScan::operator=(CompiledScan&&) noexcept = default;
CompiledScan::~CompiledScan() = default;
double CompiledScan::compile_seconds() const { return impl_->seconds; }
double CompiledScan::table_seconds() const { return impl_->table_seconds; }
bool CompiledScan::shared_code() const { return impl_->shared; }
bool CompiledScan::is_best() const { return impl_->code->is_best(); }

void CompiledScan::run(const runtime::ScanArgs& args) const {
  const uint64_t num_words = (args.num_rows + 63) / 64;
  runtime::ScanArgs own = args;
  own.params = impl_->params.data();
  own.tables = impl_->table_pointers.data();
  own.last_word = std::min(args.last_word, num_words);
  impl_->code->fn()(&own);
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
  bool works_in_background = false;
  size_t shapes_kept = 0;

  /// Code by shape, as long as somebody uses it. `busy`: a thread is compiling it; others wait rather than do the same.
  struct Entry {
    std::weak_ptr<Code> code;
    bool busy = false;
  };
  mutable std::mutex mutex;
  std::condition_variable finished;
  std::unordered_map<std::string, Entry> shapes;
  std::unordered_map<std::string, double> waiting;  ///< nanoseconds that shapes without the best code have taken so far
  std::atomic<uint64_t> num_places{0};

  // Users of the rest: last, so that they go first.
  std::mutex kept_mutex;
  std::deque<std::shared_ptr<Code>> kept;
  Background background;

  Effort first_effort(Effort best) const { return works_in_background ? Effort::kQuick : best; }
  Result<Linked> link(std::unique_ptr<llvm::MemoryBuffer> object);
  std::optional<Linked> cached(const std::string& shape, Effort effort);
  Result<Linked> generate(const Unit& unit, const std::string& shape, Effort effort);
  Result<std::unique_ptr<Code>> make(const std::string& shape, Effort best, llvm::function_ref<Unit()> build);
  /// `shared`: somebody had it made.
  Result<std::shared_ptr<Code>> find_or_make(const std::string& shape, Effort best, llvm::function_ref<Unit()> build,
                                             bool& shared);
  std::shared_ptr<Code> find(const std::string& shape);
  /// Whether it has waited for (better) code for longer than kBuildNanoseconds before; otherwise it is noted that it
  /// waits again.
  bool has_waited(const std::string& shape, double nanoseconds);
  void make_later(const plan::Scan& scan, const Shape& shape);
  void make_better(const plan::Scan& scan, const Shape& shape, const std::shared_ptr<Code>& code);
  void keep(std::shared_ptr<Code> code);
  void release(const std::string& shape, const Code* code);
};

Result<Linked> Jit::Impl::link(std::unique_ptr<llvm::MemoryBuffer> object) {
  Linked linked;
  const std::string name = "scan " + std::to_string(++num_places);
  linked.place = &lljit->getExecutionSession().createBareJITDylib(name);
  linked.place->addToLinkOrder(lljit->getMainJITDylib());
  if (auto error = lljit->addObjectFile(*linked.place, std::move(object)))
    return internal("cannot link compiled code", std::move(error));
  auto address = lljit->lookup(*linked.place, kFunction);
  if (!address) return internal("cannot link compiled code", address.takeError());
  linked.fn = address->toPtr<runtime::ScanFn>();
  return linked;
}

std::optional<Linked> Jit::Impl::cached(const std::string& shape, Effort effort) {
  const auto object = cache ? cache->find(cache_key(shape, effort)) : std::nullopt;
  if (!object) return std::nullopt;
  auto linked = link(llvm::MemoryBuffer::getMemBufferCopy(*object));
  return linked.ok() ? std::optional(std::move(*linked)) : std::nullopt;
}

Result<Linked> Jit::Impl::generate(const Unit& unit, const std::string& shape, Effort effort) {
  SEGQL_TRY(std::unique_ptr<llvm::MemoryBuffer> object, target->object(*unit.module, effort));
  if (cache) cache->store(cache_key(shape, effort), {object->getBufferStart(), object->getBufferSize()});
  return link(std::move(object));
}

Result<std::unique_ptr<Code>> Jit::Impl::make(const std::string& shape, Effort best, llvm::function_ref<Unit()> build) {
  if (auto linked = cached(shape, best)) return std::make_unique<Code>(std::move(*linked), false);
  const Effort first = first_effort(best);
  if (first != best) {
    if (auto linked = cached(shape, first)) return std::make_unique<Code>(std::move(*linked), true);
  }
  SEGQL_TRY(Linked linked, generate(build(), shape, first));
  return std::make_unique<Code>(std::move(linked), first != best);
}

/// Forgets the shape of code that nobody uses, unless it has been compiled anew meanwhile.
void Jit::Impl::release(const std::string& shape, const Code* code) {
  {
    const std::lock_guard lock(mutex);
    const auto at = shapes.find(shape);
    if (at != shapes.end() && !at->second.busy && at->second.code.expired()) shapes.erase(at);
  }
  delete code;
  lljit->getExecutionSession().getSymbolStringPool()->clearDeadEntries();
}

Result<std::shared_ptr<Code>> Jit::Impl::find_or_make(const std::string& shape, Effort best,
                                                      llvm::function_ref<Unit()> build, bool& shared) {
  std::unique_lock lock(mutex);
  for (;;) {
    Entry& entry = shapes[shape];
    if (auto code = entry.code.lock()) {
      shared = true;
      return code;
    }
    if (!entry.busy) break;
    finished.wait(lock);
  }
  shapes[shape].busy = true;
  lock.unlock();

  auto made = make(shape, best, build);

  std::shared_ptr<Code> code;
  if (made.ok()) {
    code =
        std::shared_ptr<Code>(std::move(made).value().release(), [this, shape](const Code* c) { release(shape, c); });
  }
  lock.lock();
  if (code != nullptr) {
    shapes[shape] = {code, false};
  } else {
    shapes.erase(shape);
  }
  lock.unlock();
  finished.notify_all();
  if (code == nullptr) return std::move(made).take_error();
  keep(code);
  return code;
}

std::shared_ptr<Code> Jit::Impl::find(const std::string& shape) {
  const std::lock_guard lock(mutex);
  const auto known = shapes.find(shape);
  return known == shapes.end() ? nullptr : known->second.code.lock();
}

bool Jit::Impl::has_waited(const std::string& shape, double nanoseconds) {
  const std::lock_guard lock(mutex);
  if (waiting.size() >= kMostWaiting) waiting.clear();
  double& so_far = waiting[shape];
  if (so_far < kBuildNanoseconds) {
    so_far += nanoseconds;
    return false;
  }
  waiting.erase(shape);
  return true;
}

void Jit::Impl::make_later(const plan::Scan& scan, const Shape& shape) {
  const Effort best = best_effort(shape);
  const auto unit = std::make_shared<Unit>(build(*target, scan, shape, first_effort(best)));
  background.add([this, unit, best, key = shape.key()] {
    bool shared = false;
    // What cannot be compiled is evaluated plainly.
    (void)find_or_make(
        key, best, [&] { return std::move(*unit); }, shared);
  });
}

void Jit::Impl::make_better(const plan::Scan& scan, const Shape& shape, const std::shared_ptr<Code>& code) {
  if (!code->begin_better()) return;
  const Effort best = best_effort(shape);
  const auto unit = std::make_shared<Unit>(build(*target, scan, shape, best));
  background.add([this, unit, best, key = shape.key(), user = std::weak_ptr(code)] {
    const std::shared_ptr<Code> used = user.lock();
    if (used == nullptr) return;
    auto better = generate(*unit, key, best);
    if (better.ok()) used->set_better(std::move(*better));
  });
}

void Jit::Impl::keep(std::shared_ptr<Code> code) {
  std::shared_ptr<Code> oldest;  // goes outside of the lock
  const std::lock_guard lock(kept_mutex);
  kept.push_back(std::move(code));
  if (kept.size() <= shapes_kept) return;
  oldest = std::move(kept.front());
  kept.pop_front();
}

Jit::Jit(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Jit::~Jit() = default;

Result<std::unique_ptr<Jit>> Jit::create(const JitOptions& options) {
  auto impl = std::make_unique<Impl>();
  impl->works_in_background = options.background;
  impl->shapes_kept = options.shapes_kept;
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

Result<CompiledScan> Jit::compile(const plan::Scan& scan, double nanoseconds) {
  const auto start = std::chrono::steady_clock::now();
  Shape shape(scan);
  if (shape.num_nodes() > kMostNodes) {
    return Error{ErrorCode::kLimitExceeded, "a condition of " + std::to_string(shape.num_nodes()) +
                                                " parts is not compiled; the limit is " + std::to_string(kMostNodes)};
  }
  bool shared = false;
  const Effort effort = impl_->first_effort(best_effort(shape));
  const auto build_it = [&] { return build(*impl_->target, scan, shape, effort); };
  SEGQL_TRY(std::shared_ptr<Code> code, impl_->find_or_make(shape.key(), best_effort(shape), build_it, shared));
  const bool is_worth_it =
      !code->is_best() && (nanoseconds > kLongNanoseconds || impl_->has_waited(shape.key(), nanoseconds));
  if (is_worth_it) impl_->make_better(scan, shape, code);
  const double seconds = seconds_since(start);
  auto impl = std::make_unique<CompiledScan::Impl>(std::move(code), shape);
  if (!impl->is_complete) return Error{ErrorCode::kLimitExceeded, "no table for a list of the plan could be made"};
  impl->shared = shared;
  if (!shared) impl->seconds = seconds;
  return CompiledScan(std::move(impl));
}

Jit::Found Jit::find(const plan::Scan& scan, double nanoseconds) {
  Shape shape(scan);
  const double expected = expected_nanoseconds(shape);
  std::shared_ptr<Code> code = impl_->find(shape.key());
  if (code == nullptr) {
    const bool may_come = impl_->works_in_background && shape.num_nodes() <= kMostNodes;
    if (may_come && impl_->has_waited(shape.key(), nanoseconds)) impl_->make_later(scan, shape);
    return {std::nullopt, expected};
  }
  if (!code->is_best() && impl_->has_waited(shape.key(), nanoseconds)) impl_->make_better(scan, shape, code);
  auto impl = std::make_unique<CompiledScan::Impl>(std::move(code), shape);
  if (!impl->is_complete) return {std::nullopt, expected};
  impl->shared = true;
  return {CompiledScan(std::move(impl)), expected};
}

Result<std::string> Jit::ir(const plan::Scan& scan) {
  const Shape shape(scan);
  std::string text;
  llvm::raw_string_ostream out(text);
  build(*impl_->target, scan, shape, best_effort(shape), /*keep_names=*/true).module->print(out, nullptr);
  return text;
}

Result<std::string> Jit::assembly(const plan::Scan& scan) {
  const Shape shape(scan);
  const Unit unit = build(*impl_->target, scan, shape, best_effort(shape), /*keep_names=*/true);
  return impl_->target->assembly(*unit.module, best_effort(shape));
}

}  // namespace segql::codegen
