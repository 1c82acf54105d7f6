#pragma once
/// `ScanRunner`: runs one plan over one table with the chosen engine, split by blocks over threads.

#include <atomic>
#include <functional>
#include <memory>
#include <span>
#include <vector>

#include "compiler/plan/plan.h"
#include "engine/bindings.h"
#include "engine/shared_conditions.h"
#include "runtime/bitmap/bitmap.h"
#include "runtime/table/column.h"
#include "runtime/table/worker_pool.h"
#include "segql/engine.h"

#if SEGQL_JIT
#include "compiler/codegen/codegen.h"
#endif

namespace segql::engine {

/// One computed value per row; `integers` or `reals` by the form of the plan's output.
struct ScanOutput {
  bool is_real = false;
  std::vector<int64_t> integers;
  std::vector<double> reals;
  std::vector<uint64_t> valid;
};

/// Of the first `num_rows`; `texts`: whose codes they are, where they are texts.
runtime::Column column_of(const schema::Type& type, const ScanOutput& output, uint64_t num_rows,
                          std::shared_ptr<const runtime::Dictionary> texts);

struct ScanResult {
  runtime::Bitmap rows;
  uint64_t count = 0;  ///< of `rows`
  std::vector<ScanOutput> outputs;
  double compile_seconds = 0;
  double scan_seconds = 0;
  uint64_t num_overflows = 0;
};

/// Of one row.
struct RowResult {
  bool holds = false;
  std::vector<ScanOutput> outputs;  ///< as if it were the only row
};

struct SharedResult {
  std::vector<runtime::Bitmap> rows;  ///< of each predicate, where they were asked for
  std::vector<uint64_t> counts;       ///< of those rows
  double compile_seconds = 0;
  double scan_seconds = 0;
};

class ScanRunner {
 public:
  /// kUnsupported when compiled code is demanded and this build has none.
  static Result<std::unique_ptr<ScanRunner>> create(const EngineOptions& options);
  ~ScanRunner();

  size_t num_threads() const { return threads_; }

  Result<ScanResult> run(const plan::Scan& scan, const Bindings& bindings, int64_t as_of, const TimeZone& zone);

  /// The same for the 64 rows of a word alone, with the plain evaluator: no other row is in the result.
  static ScanResult run_word(const plan::Scan& scan, const Bindings& bindings, int64_t as_of, const TimeZone& zone,
                             uint64_t word);

  /// Whether the scan keeps the row, and what it computes for it; with the plain evaluator.
  static RowResult run_row(const plan::Scan& scan, const Bindings& bindings, int64_t as_of, const TimeZone& zone,
                           uint64_t row);

  /// All predicates in one pass over the rows; `bindings`: one for each condition. `keeps_rows`: otherwise they are
  /// counted only.
  Result<SharedResult> run_shared(const SharedConditions& shared, std::span<const Bindings> bindings, uint64_t num_rows,
                                  bool keeps_rows, int64_t as_of, const TimeZone& zone);

  Result<std::string> ir(const plan::Scan& scan);
  Result<std::string> assembly(const plan::Scan& scan);

 private:
  explicit ScanRunner(const EngineOptions& options);
  /// work(task, worker) for each task; kCancelled when the work is cancelled, or a task answers false.
  Status for_each(size_t workers, uint64_t num_tasks, const std::function<bool(uint64_t, size_t)>& work);
  /// Calls work(context, first_word, last_word) for parts of all words, on all threads; a block of them belongs to one
  /// thread, and is evaluated bit by bit where it may be slow. Returns how many values overflowed.
  Result<uint64_t> for_each_block(uint64_t num_words, bool is_slow, const runtime::EvalContext& prototype,
                                  const std::function<void(runtime::EvalContext&, uint64_t, uint64_t)>& work);
  /// A plan that an engine was chosen for, and compiled if that is the one.
  class Code;
  /// `plain_row`: measures nanoseconds for a row with the plain evaluator; null: the estimate has to do.
  Result<Code> code_for(const plan::Scan& scan, uint64_t num_rows, const std::function<double()>& plain_row = nullptr);

  EngineKind kind_;
  size_t threads_;
  runtime::WorkerPool pool_;
#if SEGQL_JIT
  std::unique_ptr<codegen::Jit> jit_;
  std::atomic<double> spent_plainly_{0};  ///< nanoseconds of plain evaluation, as long as nothing was looked for
#endif
};

}  // namespace segql::engine
