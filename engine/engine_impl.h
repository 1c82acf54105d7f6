#pragma once
/// What an Engine and its Evaluations share. Private to this folder, and for the benchmarks.

#include <memory>
#include <string>
#include <vector>

#include "base/cancel.h"
#include "base/timezone.h"
#include "compiler/check/definitions.h"
#include "engine/checkable_files.h"
#include "engine/evaluator.h"
#include "engine/host_functions.h"
#include "engine/key_lists.h"
#include "engine/listing.h"
#include "engine/questions.h"
#include "engine/scan_runner.h"
#include "engine/snapshots.h"
#include "engine/sources.h"
#include "engine/test_runner.h"
#include "runtime/table/builder.h"
#include "segql/engine.h"

namespace segql {

struct Engine::Impl {
  explicit Impl(EngineOptions given) : options(std::move(given)), file_sink(options.limits, options.strict) {}

  EngineOptions options;
  engine::Sources sources;
  diag::Sink file_sink;              ///< of the files, until `check` sorts it into `diagnostics`
  bool has_enough_mistakes = false;  ///< nobody reads those of the sources that are added
  std::vector<Diagnostic> diagnostics;
  size_t num_not_shown = 0;  ///< where there are some, the last of `diagnostics` says how many
  uint64_t num_errors = 0;
  uint64_t num_warnings = 0;
  bool is_proved = false;
  std::vector<std::string> file_names;  ///< normalised, also of files that do not parse
  std::vector<check::InputFile> files;  ///< after `check`: those that were checked
  std::vector<engine::BrokenFile> broken_files;
  std::unique_ptr<check::Definitions> definitions;  ///< null until `check`
  std::unique_ptr<engine::Questions> questions;     ///< null until `check`
  std::shared_ptr<const TimeZone> zone;             ///< of the project; UTC until `check`
  std::unique_ptr<runtime::DatabaseBuilder> builder;
  std::unique_ptr<engine::KeyLists> key_lists;           ///< null until `check`
  std::unique_ptr<engine::Snapshots> snapshots;          ///< null until `check`
  std::shared_ptr<const runtime::Database> shared_rows;  ///< of another Engine, for `finish_load`; null: its own
  std::shared_ptr<const runtime::Database> data;         ///< null until `finish_load`
  engine::WrittenMembers written;                        ///< beside `data`
  engine::HostFunctions functions;
  std::shared_ptr<engine::ScanRunner> runner;
  std::unique_ptr<engine::TestRunner> tests;  ///< null until the first test

  /// All or none of them; the id of the first.
  Result<SourceId> add_sources(std::vector<DefinitionText> texts, bool sees_all);
  SegmentInfo info_of(hir::SegmentId id) const;
  Result<LoadReport> finish_load();
  Result<schema::TableId> find_table(std::string_view name) const;
  Result<schema::TableId> find_key_list(std::string_view segment) const;
  /// A snapshot without `as of`.
  Result<hir::SegmentId> find_snapshot(std::string_view segment);
};

struct EngineAccess {
  static Engine::Impl& impl(Engine& engine) { return *engine.impl_; }
};

struct Members::State {
  std::shared_ptr<const engine::SegmentState> segment;
  engine::Losses lost;  ///< of all the segment uses
  schema::TableId table;
  std::string entity;
  std::weak_ptr<const runtime::Database> data;  ///< only whose rows these are: does not keep them in memory
};

struct Evaluation::Impl {
  Engine::Impl& engine;
  engine::Evaluator evaluator;
  uint64_t num_forgotten = 0;  ///< of the engine's questions, when this last looked

  /// At the start of every call that asks something: old questions and answers make room for it.
  void make_room();
  /// Whether to go on with what is asked.
  CancelWish wish() const { return {engine.options.cancelled}; }
  // Each may throw Cancelled.
  Result<Members> members_of(hir::SegmentId id);
  Result<SegmentCount> count_of(hir::SegmentId id);
  Result<TakenSnapshot> take_snapshot(hir::SegmentId id);
  /// kInvalidArgument when the members are of another Engine.
  Status own(const Members::State& state) const;
  /// Their fields, attributes or expressions; none: the key.
  Result<engine::ListingBuilder> listing(const Members::State& state, const std::vector<std::string>& columns);
  Result<std::string> explain(hir::SegmentId id, ExplainStage stage);
  Result<Explanation> why(hir::SegmentId id, std::string_view key, bool looks_ahead);
  template <typename T, typename Evaluate>
  std::vector<Result<T>> each_of(std::span<const std::string> segments, bool keeps_rows,
                                 const std::function<void(size_t, const Result<T>&)>& ready, const Evaluate& evaluate);
  /// What comes before the plan of a snapshot without `as of`.
  std::string state_of_snapshot(hir::SegmentId id) const;
};

}  // namespace segql
