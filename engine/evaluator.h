#pragma once
/// `Evaluator`: segments and attributes for one instant over one state of the data, each computed once, what it uses
/// before it.

#include <map>
#include <memory>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <utility>

#include "base/cancel.h"
#include "base/timezone.h"
#include "compiler/check/definitions.h"
#include "compiler/compile/compile.h"
#include "engine/host_functions.h"
#include "engine/needs.h"
#include "engine/scan_runner.h"
#include "engine/written_members.h"
#include "runtime/bitmap/bitmap.h"
#include "runtime/table/table.h"
#include "segql/engine.h"

namespace segql::engine {

/// Values that became missing (language law 8).
struct Losses {
  uint64_t overflows = 0;
  uint64_t failed_calls = 0;  ///< of host functions

  Losses& operator+=(const Losses& more) {
    overflows += more.overflows;
    failed_calls += more.failed_calls;
    return *this;
  }
};

struct SegmentState {
  runtime::Bitmap rows;
  Timing timing;
  Losses lost;                                   ///< in its own scans, and of what it uses as of another instant
  std::optional<uint64_t> count = std::nullopt;  ///< of `rows`, where it is known without looking
};

/// One row that somebody asks about.
struct RowOnly {
  schema::TableId table;
  uint64_t row;
};

/// What all instants of an evaluation have in common. All references must outlive its evaluators.
struct EvaluationContext {
  const check::Definitions& definitions;
  std::shared_ptr<const runtime::Database> data;
  const WrittenMembers& written;
  const HostFunctions& functions;
  ScanRunner& runner;
  const Limits& limits;
  check::Definitions::Mark first_asked;  ///< definitions from here on are of questions
  plan::OptimiseOptions optimise;
  /// Scans of its table are run for this row and those in its word; what is said of others is nothing.
  std::optional<RowOnly> only = std::nullopt;
};

/// As `cancel_wish`, for one of many tasks while the others wait: those that take longer are put off.
inline CancelWish hurried_wish() { return cancel_wish_within(std::chrono::seconds(1)); }

class Evaluator {
 public:
  Evaluator(EvaluationContext context, Instant as_of) : context_(std::move(context)), as_of_(as_of) {}
  ~Evaluator();

  Instant as_of() const { return as_of_; }
  const EvaluationContext& context() const { return context_; }
  const check::Definitions& definitions() const { return context_.definitions; }
  const runtime::Database& data() const { return *context_.data; }
  const std::shared_ptr<const runtime::Database>& shared_data() const { return context_.data; }

  Result<std::shared_ptr<const SegmentState>> segment(hir::SegmentId id);
  /// The same, perhaps without `rows`, but then with `count`.
  Result<std::shared_ptr<const SegmentState>> counted(hir::SegmentId id);
  /// Evaluates those of several that one pass over the rows can answer together. One that fails holds up none of the
  /// others: `segment` says why. Returns those that take long, and are to be evaluated when nobody waits. `keeps_rows`:
  /// otherwise they are for `counted`.
  Result<std::set<hir::SegmentId>> prepare(std::span<const hir::SegmentId> ids, bool keeps_rows);
  /// In the segment and everything it uses, each counted once. REQUIRES: `id` has been evaluated.
  Losses lost(hir::SegmentId id) const;
  /// The attribute for every row of its entity, its windows resolved in `zone`.
  Result<std::shared_ptr<const runtime::Column>> attribute(hir::AttributeId id, const std::string& zone);

  /// Whether one of a segment's conditions is true of a row of its entity. No other row is looked at. REQUIRES: the
  /// segment has been evaluated.
  Result<bool> holds(hir::SegmentId id, const hir::Expr& condition, uint32_t row);

  /// A value of such a row, as one of the segment's conditions means it: a column of that one cell. REQUIRES: the same.
  Result<std::shared_ptr<const runtime::Column>> value(hir::SegmentId id, const hir::Expr& value, uint32_t row);

  /// The rows left after the first `num_takes` of its `take`s, before any `sample`. REQUIRES: the same.
  Result<runtime::Bitmap> rows_after_takes(hir::SegmentId id, size_t num_takes);

  /// Before something is evaluated that was asked for: many instants of what was asked before do not stand in its way.
  void forget_instants();

  /// Where the members of a snapshot are computed.
  struct Origin {
    Evaluator* evaluator;  ///< of the snapshot's instant
    hir::SegmentId segment;
  };
  /// Nothing when `id` is no snapshot, is not taken yet, or has its members written down.
  Result<std::optional<Origin>> origin_of(hir::SegmentId id);

  /// What `explain` shows: the plan of a segment, everything it uses having been evaluated; of a snapshot without
  /// `as of`, as if it were taken now. A static segment has none: kUnsupported.
  Result<plan::Scan> plan_of(hir::SegmentId id, plan::Trace* trace);

  /// Bytes of what was computed for questions.
  size_t answer_bytes() const;
  /// Forgets it: also when the ids of questions have been given up.
  void forget_answers();

 private:
  class ZoneCatalog;
  struct Computed {
    runtime::Column column;
    Losses lost;  ///< in its own scan and host call
    size_t bytes = 0;
  };

  Result<std::shared_ptr<const TimeZone>> zone(const std::string& name);
  Result<ZoneCatalog> catalog(const std::string& zone);
  compile::Settings settings(const TimeZone& zone) const;
  compile::Settings settings_of_row(const TimeZone& zone) const;
  /// Evaluates those of `needs` that have not been. REQUIRES: they are in order.
  Status evaluate(std::span<const Need> needs);
  // Each is right once everything it uses has been evaluated.
  Result<plan::Scan> plan_segment(const hir::Segment& segment, const ZoneCatalog& catalog, plan::Trace* trace);
  Result<SegmentState> compute_segment(hir::SegmentId id);
  Result<SegmentState> compute_past(hir::SegmentId id);
  /// The instant of a past segment.
  Result<Instant> instant_of(const hir::Segment& segment);
  Result<SegmentState> find_frozen(const hir::Segment& segment) const;
  /// The same data as of another instant. All that stand on one another share what there is for an instant.
  Evaluator& at(Instant instant);
  /// Limits::past_instants would hold with one more.
  bool has_room_for(Instant instant) const;
  Result<Computed> compute_attribute(const hir::Attribute& attribute, const std::string& zone);
  Result<Computed> call_host(const hir::Attribute& attribute, const ZoneCatalog& catalog);
  using Conditions = std::map<const plan::Scan*, std::shared_ptr<const runtime::Bitmap>>;
  Status evaluate_conditions(const plan::Scan& scan, const ZoneCatalog& catalog, Conditions& conditions);
  // REQUIRES: the conditions of the scan are among `conditions`.
  std::shared_ptr<const runtime::Bitmap> rows_of(const plan::SegmentUse& use, const ZoneCatalog& catalog,
                                                 const Conditions& conditions);
  /// `trace`: which blocks are passed over.
  Bindings bind(const plan::Scan& scan, const ZoneCatalog& catalog, const Conditions& conditions, plan::Trace* trace);
  Bindings bind_all_blocks(const plan::Scan& scan, const ZoneCatalog& catalog, const Conditions& conditions);
  /// REQUIRES: the scan is made with `settings_of_row`: none of its conditions is a scan by itself.
  RowResult run_row(const plan::Scan& scan, const ZoneCatalog& catalog, uint32_t row);
  Result<Bindings> bindings_of(const plan::Scan& scan, const ZoneCatalog& catalog);
  /// The same, after the plan has been improved by what its conditions were found to hold for, and by a sample.
  Result<Bindings> adapt(plan::Scan& scan, const ZoneCatalog& catalog, plan::Trace* trace);
  /// By what a sample of the rows says.
  void order_terms(plan::Scan& scan, const Bindings& bindings, const TimeZone& zone, plan::Trace* trace);
  /// Adapts the plan first.
  Result<ScanResult> run(plan::Scan& scan, const ZoneCatalog& catalog);
  Result<ScanResult> run_as_is(const plan::Scan& scan, const Bindings& bindings, const TimeZone& zone);
  void rank_cells(SharedConditions& shared, const ZoneCatalog& data, std::span<Bindings> bindings);
  /// Of one entity and timezone. Segments that cannot share a pass are left for later.
  Status share_pass(std::span<const hir::SegmentId> ids, bool keeps_rows);
  /// Leaves in `rows` those that every `take` keeps, and returns the overflows of the scans for it.
  Result<uint64_t> rank(const hir::Segment& segment, const ZoneCatalog& catalog, std::vector<ScanOutput> first_scores,
                        runtime::Bitmap& rows);

  const EvaluationContext context_;
  const Instant as_of_;
  std::map<std::string, std::shared_ptr<const TimeZone>> zones_;
  std::map<std::pair<uint32_t, std::string>, std::shared_ptr<const Computed>> attributes_;
  std::map<uint32_t, std::shared_ptr<const SegmentState>> segments_;
  std::map<uint32_t, std::shared_ptr<const SegmentState>> counted_;  ///< without their rows
  Evaluator* first_ = nullptr;                                       ///< that this one was made by; null: nobody
  std::map<Instant, std::unique_ptr<Evaluator>> others_;             ///< of the first
  size_t answer_bytes_ = 0;
  Timing spent_;  ///< by all there was to evaluate so far
};

}  // namespace segql::engine
