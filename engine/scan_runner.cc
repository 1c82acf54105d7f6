#include "engine/scan_runner.h"

#include <algorithm>
#include <chrono>
#include <functional>
#include <optional>

#include "base/try.h"
#include "compiler/interp/interp.h"
#include "runtime/table/parallel.h"

namespace segql::engine {
namespace {

constexpr uint64_t kWordsPerBlock = 1024;  // 65,536 rows
/// Below this estimate of plain evaluation, compiling costs more than it saves: a new shape compiles in about 2 ms, and
/// the interpreter takes about 20 times the plan's estimate for compiled code.
constexpr double kCompileNanoseconds = 2e6;
constexpr double kInterpreterFactor = 20;
/// Compiled shapes that stay in memory: tens of kilobytes each.
[[maybe_unused]] constexpr size_t kShapesKept = 2048;

double seconds_since(std::chrono::steady_clock::time_point start) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

/// Calls work(context, first_word, last_word) for every block, on `threads` threads; a block belongs to one thread.
/// Returns how many values overflowed.
Result<uint64_t> for_each_block(size_t threads, uint64_t num_words, const runtime::EvalContext& prototype,
                                const std::function<void(runtime::EvalContext&, uint64_t, uint64_t)>& work) {
  const uint64_t num_blocks = (num_words + kWordsPerBlock - 1) / kWordsPerBlock;
  // Each on cache lines of its own, and made by the thread that uses it.
  struct alignas(64) Own {
    std::optional<runtime::EvalContext> context;
  };
  std::vector<Own> workers(std::min<size_t>(threads, num_blocks));
  SEGQL_TRY_VOID(runtime::parallel_for(workers.size(), num_blocks, [&](size_t block, size_t worker) {
    std::optional<runtime::EvalContext>& context = workers[worker].context;
    if (!context) context.emplace(prototype);
    const uint64_t first = block * kWordsPerBlock;
    work(*context, first, std::min(first + kWordsPerBlock, num_words));
  }));
  uint64_t overflows = 0;
  for (const Own& own : workers) overflows += own.context ? own.context->num_overflows : 0;
  return overflows;
}

}  // namespace

ScanRunner::ScanRunner(const EngineOptions& options)
    : kind_(options.engine), threads_(runtime::num_threads(options.threads)) {}
ScanRunner::~ScanRunner() = default;

Result<std::unique_ptr<ScanRunner>> ScanRunner::create(const EngineOptions& options) {
  std::unique_ptr<ScanRunner> runner(new ScanRunner(options));
#if SEGQL_JIT
  if (options.engine != EngineKind::kInterpreter) {
    SEGQL_TRY(runner->jit_, codegen::Jit::create({}));
  }
#else
  if (options.engine == EngineKind::kJit) {
    return Error{ErrorCode::kUnsupported, "this build has no compiled code; use the plain evaluator (`interp`)"};
  }
#endif
  return runner;
}

bool ScanRunner::use_jit([[maybe_unused]] const plan::Scan& scan, [[maybe_unused]] uint64_t num_rows) const {
#if SEGQL_JIT
  if (kind_ == EngineKind::kInterpreter) return false;
  if (kind_ == EngineKind::kJit) return true;
  return scan.cost * static_cast<double>(num_rows) * kInterpreterFactor > kCompileNanoseconds;
#else
  return false;
#endif
}

Result<ScanResult> ScanRunner::run(const plan::Scan& scan, const Bindings& bindings, int64_t as_of,
                                   const TimeZone& zone) {
  ScanResult result{runtime::Bitmap(bindings.num_rows), {}, 0, 0, 0};
  const uint64_t num_words = (bindings.num_rows + 63) / 64;
  std::vector<runtime::OutputView> views;
  result.outputs.resize(scan.outputs.size());
  for (size_t i = 0; i < scan.outputs.size(); ++i) {
    ScanOutput& output = result.outputs[i];
    output.is_real = scan.outputs[i].value->repr == plan::Repr::kFloat;
    output.valid.resize(num_words);
    if (output.is_real) {
      output.reals.resize(num_words * 64);
    } else {
      output.integers.resize(num_words * 64);
    }
    void* data = output.is_real ? static_cast<void*>(output.reals.data()) : output.integers.data();
    views.push_back({data, output.valid.data()});
  }

  runtime::EvalContext context;
  context.as_of = as_of;
  context.zone = &zone;
  context.collectors.resize(scan.num_collectors);

  runtime::ScanArgs args;
  args.columns = bindings.columns.data();
  args.relations = bindings.relations.data();
  args.segments = bindings.segments.data();
  args.num_rows = bindings.num_rows;
  args.out = result.rows.words().data();
  args.outputs = views.data();

  std::function<void(const runtime::ScanArgs&)> engine = [&](const runtime::ScanArgs& a) { interp::run(scan, a); };
#if SEGQL_JIT
  std::optional<codegen::CompiledScan> compiled;
  if (use_jit(scan, bindings.num_rows)) {
    const auto start = std::chrono::steady_clock::now();
    auto code = jit_->compile(scan);
    result.compile_seconds = seconds_since(start);
    if (code.ok()) {
      compiled = std::move(*code);
      engine = [&](const runtime::ScanArgs& a) { compiled->run(a); };
    } else if (code.error().code != ErrorCode::kLimitExceeded) {
      return code.error();
    }
    // A plan too large to compile in reasonable time is evaluated plainly, whichever engine was asked for.
  }
#endif
  const auto start = std::chrono::steady_clock::now();
  const auto run_block = [&](runtime::EvalContext& own, uint64_t first, uint64_t last) {
    runtime::ScanArgs part = args;
    part.context = &own;
    part.first_word = first;
    part.last_word = last;
    engine(part);
  };
  SEGQL_TRY(result.num_overflows, for_each_block(threads_, num_words, context, run_block));
  result.scan_seconds = seconds_since(start);
#if SEGQL_JIT
  if (compiled && !compiled->shared_code()) {
    kept_.push_back(std::move(*compiled));
    if (kept_.size() > kShapesKept) kept_.pop_front();
  }
#endif
  return result;
}

#if SEGQL_JIT
Result<std::string> ScanRunner::ir(const plan::Scan& scan) {
  if (jit_ == nullptr) {
    SEGQL_TRY(jit_, codegen::Jit::create({}));
  }
  return jit_->ir(scan);
}
Result<std::string> ScanRunner::assembly(const plan::Scan& scan) {
  if (jit_ == nullptr) {
    SEGQL_TRY(jit_, codegen::Jit::create({}));
  }
  return jit_->assembly(scan);
}
#else
Result<std::string> ScanRunner::ir(const plan::Scan&) {
  return Error{ErrorCode::kUnsupported, "this build has no compiled code"};
}
Result<std::string> ScanRunner::assembly(const plan::Scan&) {
  return Error{ErrorCode::kUnsupported, "this build has no compiled code"};
}
#endif

}  // namespace segql::engine
