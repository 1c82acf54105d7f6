#include "engine/scan_runner.h"

#include <algorithm>
#include <array>
#include <atomic>
#include <chrono>
#include <functional>
#include <numeric>
#include <optional>

#include "base/cancel.h"
#include "base/try.h"
#include "compiler/interp/interp.h"
#include "engine/mask_block.h"
#include "runtime/bitmap/bits.h"
#include "runtime/table/block_stats.h"
#include "runtime/table/column_builder.h"
#include "runtime/table/parallel.h"

namespace segql::engine {
namespace {

constexpr uint64_t kWordsPerBlock = runtime::kRowsPerBlock / 64;
/// Below this estimate of plain evaluation, looking for code costs more than it saves.
[[maybe_unused]] constexpr double kFindNanoseconds = 2e3;
/// Nor is anything looked for before so much has been spent on all plans together: there is nothing to be found yet.
[[maybe_unused]] constexpr double kSearchNanoseconds = 2e5;
/// By what factor the estimate of plain evaluation may be wrong. Where that decides, some rows are evaluated to see.
[[maybe_unused]] constexpr double kDoubt = 8;
/// Compiled shapes that stay in memory, because they will be asked for again: tens of kilobytes each.
[[maybe_unused]] constexpr size_t kShapesKept = 2048;

/// What least and greatest values say about the words from `first` on, which lie in one block.
plan::Verdict verdict_on(const plan::Scan& scan, const Bindings& bindings, uint64_t first) {
  if (bindings.blocks.empty()) return plan::Verdict::kUnknown;
  const plan::Verdict verdict = bindings.blocks[first / kWordsPerBlock];
  // Values have to be computed for members, too.
  return verdict == plan::Verdict::kEverybody && !scan.outputs.empty() ? plan::Verdict::kUnknown : verdict;
}

/// Everybody in words [first, last), or nobody.
void write_verdict(plan::Verdict verdict, uint64_t first, uint64_t last, uint64_t num_rows, uint64_t* out) {
  for (uint64_t word = first; word < last; ++word)
    out[word] = verdict == plan::Verdict::kEverybody ? runtime::word_mask(word, num_rows) : 0;
}

/// How many words to evaluate before somebody may have cancelled: as many as take a millisecond or so. Looking at the
/// events of 64 owners may take a microsecond or a second.
class Pace {
 public:
  uint64_t words() {
    start_ = std::chrono::steady_clock::now();
    return words_;
  }
  /// After that many.
  void look() {
    constexpr uint64_t kMost = 64;
    const bool was_quick = std::chrono::steady_clock::now() - start_ < std::chrono::milliseconds(1);
    words_ = was_quick ? std::min(2 * words_, kMost) : std::max<uint64_t>(words_ / 2, 1);
  }

 private:
  uint64_t words_ = 1;
  std::chrono::steady_clock::time_point start_;
};

/// Conditions on the same cells one after the other: those are in the first cache then. The same of ranks.
std::vector<size_t> by_column(std::span<const Bindings> conditions) {
  const auto cells = [&](size_t i) {
    const void* const data = conditions[i].columns.empty() ? nullptr : conditions[i].columns[0].data;
    return std::pair<const void*, const void*>(data, conditions[i].ranks.get());
  };
  std::vector<size_t> order(conditions.size());
  std::iota(order.begin(), order.end(), size_t{0});
  std::stable_sort(order.begin(), order.end(), [&](size_t a, size_t b) { return std::less<>()(cells(a), cells(b)); });
  return order;
}

/// The ranks of one block of rows among the thresholds that were asked for last.
class RankBlock {
 public:
  /// The ranks of `bound` for words [first, last), in place of its column.
  const runtime::ColumnView* column(const Bindings& bound, uint64_t first, uint64_t last) {
    if (ranks_ != bound.ranks.get() || first_ != first) {
      ranks_ = bound.ranks.get();
      first_ = first;
      ranks_->write(64 * first, 64 * (last - first), cells_.data());
    }
    column_.data = cells_.data() - 64 * first;  // it is indexed absolutely
    column_.valid = bound.columns[0].valid;
    column_.encoding = runtime::Encoding::kU8;
    return &column_;
  }

 private:
  alignas(64) std::array<uint8_t, 64 * kSharedWords> cells_;
  const runtime::Ranks* ranks_ = nullptr;
  uint64_t first_ = 0;
  runtime::ColumnView column_;
};

double seconds_since(std::chrono::steady_clock::time_point start) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

/// Nanoseconds that plain evaluation takes for a row: of a few here and there, for as long as nobody notices. What it
/// writes to the outputs is written once more.
double time_plain_row(const plan::Scan& scan, runtime::ScanArgs args, runtime::EvalContext context) {
  constexpr uint64_t kPlaces = 8, kWords = 4;
  constexpr double kEnough = 2e-5;
  const uint64_t num_words = (args.num_rows + 63) / 64;
  if (num_words < kPlaces * kWords) return scan.plain_cost;  // it would be all of them
  std::array<uint64_t, kWords> out{};
  args.context = &context;
  const auto evaluate = [&](uint64_t place, uint64_t count) {
    args.first_word = (2 * place + 1) * (num_words - kWords) / (2 * kPlaces);
    args.last_word = args.first_word + count;
    args.out = out.data() - args.first_word;  // it is indexed absolutely
    const auto start = std::chrono::steady_clock::now();
    interp::run(scan, args);
    return seconds_since(start);
  };
  // What it needs is not in the caches for the first word, which says enough only where rows take long.
  const double first = evaluate(0, 1);
  if (first > kEnough) return 1e9 * first / 64;
  double spent = 0;
  uint64_t places = 0;
  while (places < kPlaces && spent < kEnough) spent += evaluate(places++, kWords);
  return 1e9 * spent / static_cast<double>(64 * kWords * places);
}

}  // namespace

ScanRunner::ScanRunner(const EngineOptions& options)
    : kind_(options.engine), threads_(runtime::num_threads(options.threads)) {}
ScanRunner::~ScanRunner() = default;

Result<std::unique_ptr<ScanRunner>> ScanRunner::create(const EngineOptions& options) {
  std::unique_ptr<ScanRunner> runner(new ScanRunner(options));
#if SEGQL_JIT
  if (options.engine != EngineKind::kInterpreter) {
    const bool is_baseline = options.cpu == "baseline";
    SEGQL_TRY(runner->jit_, codegen::Jit::create({is_baseline ? "" : options.cpu, !is_baseline, options.code_cache,
                                                  options.background_compile, kShapesKept}));
  }
#else
  if (options.engine == EngineKind::kJit) {
    return Error{ErrorCode::kUnsupported, "this build has no compiled code; use the plain evaluator (`interp`)"};
  }
#endif
  return runner;
}

class ScanRunner::Code {
 public:
  explicit Code(const plan::Scan& scan) : scan_(&scan) {}

  void run(const runtime::ScanArgs& args) const {
#if SEGQL_JIT
    if (compiled_) return compiled_->run(args);
#endif
    interp::run(*scan_, args);
  }
  double compile_seconds() const { return compile_seconds_; }
  /// To make the tables of its lists: part of the scan, for each plan anew.
  double table_seconds() const {
#if SEGQL_JIT
    return compiled_ ? compiled_->table_seconds() : 0;
#else
    return 0;
#endif
  }
  bool is_compiled() const {
#if SEGQL_JIT
    return compiled_.has_value();
#else
    return false;
#endif
  }

 private:
  friend class ScanRunner;
  const plan::Scan* scan_;
  double compile_seconds_ = 0;
#if SEGQL_JIT
  std::optional<codegen::CompiledScan> compiled_;
#endif
};

Result<ScanRunner::Code> ScanRunner::code_for(const plan::Scan& scan, [[maybe_unused]] uint64_t num_rows,
                                              [[maybe_unused]] const std::function<double()>& plain_row) {
  Code code(scan);
#if SEGQL_JIT
  if (kind_ == EngineKind::kInterpreter) return code;
  if (kind_ == EngineKind::kAuto) {
    // The rows that one thread evaluates while others do theirs.
    const uint64_t num_blocks = (num_rows + runtime::kRowsPerBlock - 1) / runtime::kRowsPerBlock;
    const uint64_t rounds = (num_blocks + threads_ - 1) / threads_;
    const auto rows = static_cast<double>(std::min(num_rows, rounds * runtime::kRowsPerBlock));
    double plain = scan.plain_cost * rows;
    if (plain < kFindNanoseconds) return code;
    if (spent_plainly_ + plain < kSearchNanoseconds) {
      spent_plainly_ = spent_plainly_ + plain;
      return code;
    }
    spent_plainly_ = kSearchNanoseconds;
    auto [found, compile_nanoseconds] = jit_->find(scan, plain);
    code.compiled_ = std::move(found);
    if (code.compiled_) return code;
    const bool is_in_doubt = plain < compile_nanoseconds * kDoubt && plain * kDoubt > compile_nanoseconds;
    if (is_in_doubt && plain_row) plain = plain_row() * rows;
    if (plain < compile_nanoseconds) return code;
  }
  if (is_cancelled()) return cancelled_error();
  const auto start = std::chrono::steady_clock::now();
  auto compiled = jit_->compile(scan, scan.cost * static_cast<double>(num_rows));
  code.compile_seconds_ = seconds_since(start);
  if (compiled.ok()) {
    code.compiled_ = std::move(*compiled);
    code.compile_seconds_ -= code.table_seconds();
  } else if (compiled.error().code != ErrorCode::kLimitExceeded) {
    return compiled.error();
  }
  // A plan too large to compile in reasonable time is evaluated plainly, whichever engine was asked for.
#endif
  return code;
}

Status ScanRunner::for_each(size_t workers, uint64_t num_tasks, const std::function<bool(uint64_t, size_t)>& work) {
  std::atomic<bool> stopped{false};  // the wish may be taken back meanwhile
  SEGQL_TRY_VOID(pool_.run(workers, num_tasks, [&](size_t task, size_t worker) {
    if (!work(task, worker)) stopped = true;
  }));
  if (stopped) return cancelled_error();
  return {};
}

runtime::Column column_of(const schema::Type& type, const ScanOutput& output, uint64_t num_rows,
                          std::shared_ptr<const runtime::Dictionary> texts) {
  if (output.is_real) {
    return runtime::make_computed_column(type, std::span<const double>(output.reals.data(), num_rows), output.valid);
  }
  return runtime::make_computed_column(type, std::span<const int64_t>(output.integers.data(), num_rows), output.valid,
                                       std::move(texts));
}

Result<uint64_t> ScanRunner::for_each_block(
    uint64_t num_words, bool is_slow, const runtime::EvalContext& prototype,
    const std::function<void(runtime::EvalContext&, uint64_t, uint64_t)>& work) {
  const uint64_t num_blocks = (num_words + kWordsPerBlock - 1) / kWordsPerBlock;
  // Each on cache lines of its own, and made by the thread that uses it.
  struct alignas(64) Own {
    std::optional<runtime::EvalContext> context;
    Pace pace;
  };
  std::vector<Own> workers(std::min<size_t>(threads_, num_blocks));
  SEGQL_TRY_VOID(for_each(workers.size(), num_blocks, [&](uint64_t block, size_t worker) {
    auto& [context, pace] = workers[worker];
    if (!context) context.emplace(prototype);
    const uint64_t last = std::min((block + 1) * kWordsPerBlock, num_words);
    for (uint64_t first = block * kWordsPerBlock; first < last;) {
      if (is_cancelled()) return false;
      const uint64_t next = std::min(first + (is_slow ? pace.words() : kWordsPerBlock), last);
      work(*context, first, next);
      if (is_slow) pace.look();
      first = next;
    }
    return true;
  }));
  uint64_t overflows = 0;
  for (const Own& own : workers) overflows += own.context ? own.context->num_overflows : 0;
  return overflows;
}

namespace {

/// Room for what a scan computes for every row.
std::vector<runtime::OutputView> make_outputs(const plan::Scan& scan, uint64_t num_words,
                                              std::vector<ScanOutput>& outputs) {
  std::vector<runtime::OutputView> views;
  outputs.resize(scan.outputs.size());
  for (size_t i = 0; i < scan.outputs.size(); ++i) {
    ScanOutput& output = outputs[i];
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
  return views;
}

}  // namespace

ScanResult ScanRunner::run_word(const plan::Scan& scan, const Bindings& bindings, int64_t as_of, const TimeZone& zone,
                                uint64_t word) {
  ScanResult result{runtime::Bitmap(bindings.num_rows), 0, {}, 0, 0, 0};
  const std::vector<runtime::OutputView> views = make_outputs(scan, (bindings.num_rows + 63) / 64, result.outputs);
  runtime::EvalContext context = context_for(scan, as_of, zone);
  runtime::ScanArgs args = bindings.args();
  args.out = result.rows.words().data();
  args.outputs = views.data();
  args.context = &context;
  args.first_word = word;
  args.last_word = word + 1;
  interp::run(scan, args);
  result.count = runtime::count_bits({args.out + word, 1});
  result.num_overflows = context.num_overflows;
  return result;
}

RowResult ScanRunner::run_row(const plan::Scan& scan, const Bindings& bindings, int64_t as_of, const TimeZone& zone,
                              uint64_t row) {
  RowResult result;
  const std::vector<runtime::OutputView> views = make_outputs(scan, 1, result.outputs);
  runtime::EvalContext context = context_for(scan, as_of, zone);
  runtime::ScanArgs args = bindings.args();
  args.outputs = views.data();
  args.context = &context;
  result.holds = interp::run_row(scan, args, row);
  return result;
}

Result<ScanResult> ScanRunner::run(const plan::Scan& scan, const Bindings& bindings, int64_t as_of,
                                   const TimeZone& zone) {
  ScanResult result{runtime::Bitmap::unwritten(bindings.num_rows), 0, {}, 0, 0, 0};
  const uint64_t num_words = (bindings.num_rows + 63) / 64;
  const std::vector<runtime::OutputView> views = make_outputs(scan, num_words, result.outputs);
  const runtime::EvalContext context = context_for(scan, as_of, zone);
  runtime::ScanArgs args = bindings.args();
  args.out = result.rows.words().data();
  args.outputs = views.data();

  const auto plain_row = [&] { return time_plain_row(scan, args, context); };
  SEGQL_TRY(Code code, code_for(scan, bindings.num_rows, plain_row));
  result.compile_seconds = code.compile_seconds();
  const auto start = std::chrono::steady_clock::now();
  const bool is_slow = !code.is_compiled() || !scan.relations.empty();
  // While the words are in the cache.
  std::vector<uint64_t> counts((num_words + kWordsPerBlock - 1) / kWordsPerBlock);
  const auto count_block = [&](uint64_t first, uint64_t last) {
    counts[first / kWordsPerBlock] += runtime::count_bits({args.out + first, last - first});
  };
  const auto run_block = [&](runtime::EvalContext& own, uint64_t first, uint64_t last) {
    runtime::ScanArgs part = args;
    part.context = &own;
    part.first_word = first;
    part.last_word = last;
    const plan::Verdict verdict = verdict_on(scan, bindings, first);
    if (verdict != plan::Verdict::kUnknown) {
      write_verdict(verdict, first, last, args.num_rows, args.out);
      return count_block(first, last);
    }
    code.run(part);
    count_block(first, last);
  };
  SEGQL_TRY(result.num_overflows, for_each_block(num_words, is_slow, context, run_block));
  for (const uint64_t count : counts) result.count += count;
  result.scan_seconds = code.table_seconds() + seconds_since(start);
  return result;
}

Result<SharedResult> ScanRunner::run_shared(const SharedConditions& shared, std::span<const Bindings> bindings,
                                            uint64_t num_rows, bool keeps_rows, int64_t as_of, const TimeZone& zone) {
  SharedResult result;
  std::vector<Code> codes;
  for (const plan::Scan& condition : shared.conditions()) {
    SEGQL_TRY(Code code, code_for(condition, num_rows));
    result.compile_seconds += code.compile_seconds();
    result.scan_seconds += code.table_seconds();
    codes.push_back(std::move(code));
  }
  const auto start = std::chrono::steady_clock::now();
  const std::vector<MaskNode>& predicates = shared.predicates();
  if (keeps_rows) {
    for (size_t i = 0; i < predicates.size(); ++i) result.rows.push_back(runtime::Bitmap::unwritten(num_rows));
  }
  const uint64_t num_words = (num_rows + 63) / 64;
  const uint64_t num_blocks = (num_words + kSharedWords - 1) / kSharedWords;
  const std::vector<size_t> order = by_column(bindings);
  struct alignas(64) Own {
    std::unique_ptr<MaskBlock> block;
    std::unique_ptr<RankBlock> ranks;
    std::vector<uint64_t> counts;
  };
  std::vector<Own> workers(std::min<size_t>(threads_, num_blocks));
  runtime::EvalContext context;
  context.as_of = as_of;
  context.zone = &zone;
  SEGQL_TRY_VOID(for_each(workers.size(), num_blocks, [&](uint64_t index, size_t worker) {
    auto& [block, ranks, counts] = workers[worker];
    if (block == nullptr) {
      block = std::make_unique<MaskBlock>(codes.size());
      ranks = std::make_unique<RankBlock>();
      counts.resize(predicates.size());
    }
    runtime::EvalContext own = context;
    const uint64_t first = index * kSharedWords, last = std::min(first + kSharedWords, num_words);
    for (const size_t i : order) {
      runtime::ScanArgs args = bindings[i].args();
      args.first_word = first;
      args.last_word = last;
      args.context = &own;
      args.out = block->condition(i) - first;  // it is indexed absolutely
      const plan::Verdict verdict = verdict_on(shared.conditions()[i], bindings[i], first);
      if (verdict != plan::Verdict::kUnknown) {
        write_verdict(verdict, first, last, num_rows, args.out);
        continue;
      }
      if (bindings[i].ranks != nullptr) args.columns = ranks->column(bindings[i], first, last);
      codes[i].run(args);
    }
    const uint64_t count = last - first;
    for (size_t i = 0; i < predicates.size(); ++i) {
      const uint64_t last_mask = runtime::word_mask(last - 1, num_rows);
      uint64_t* const out = keeps_rows ? result.rows[i].words().data() + first : nullptr;
      counts[i] += block->write(predicates[i], out, count, last_mask);
    }
    MaskBlock::finish();
    return true;
  }));
  result.counts.resize(predicates.size());
  for (const Own& own : workers) {
    for (size_t i = 0; i < own.counts.size(); ++i) result.counts[i] += own.counts[i];
  }
  result.scan_seconds += seconds_since(start);
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
