/// Evaluation and Members: who is in a segment, as a table too, and how they are found.

#include "base/try.h"
#include "engine/engine_impl.h"
#include "engine/explain.h"
#include "engine/listing.h"

namespace segql {

// ---------- Members ----------

uint64_t Members::count() const {
  const engine::SegmentState& segment = *state_->segment;
  return segment.count ? *segment.count : segment.rows.count();
}
uint64_t Members::num_rows() const { return state_->segment->rows.num_rows(); }
bool Members::contains(uint64_t row) const { return row < num_rows() && state_->segment->rows.test(row); }
std::span<const uint64_t> Members::words() const { return state_->segment->rows.words(); }
std::vector<uint32_t> Members::rows(uint64_t limit) const {
  std::vector<uint32_t> rows;
  state_->segment->rows.for_each([&](uint64_t row) {
    if (rows.size() < limit) rows.push_back(static_cast<uint32_t>(row));
  });
  return rows;
}
std::string Members::roaring() const { return state_->segment->rows.to_roaring(); }
const std::string& Members::entity() const { return state_->entity; }
const Timing& Members::timing() const { return state_->segment->timing; }
uint64_t Members::num_overflows() const { return state_->lost.overflows; }
uint64_t Members::num_failed_calls() const { return state_->lost.failed_calls; }

Members::Members(std::shared_ptr<const State> state) : state_(std::move(state)) {}

struct MembersAccess {
  static const Members::State& state(const Members& members) { return *members.state_; }
  static Members make(Members::State state) {
    return Members(std::make_shared<const Members::State>(std::move(state)));
  }
};

// ---------- Evaluation ----------

Result<std::unique_ptr<Evaluation>> Engine::evaluate_at(Instant as_of) {
  if (impl_->data == nullptr) return Error{ErrorCode::kInvalidArgument, "rows come first: call `finish_load`"};
  engine::EvaluationContext context{*impl_->definitions,
                                    impl_->data,
                                    impl_->written,
                                    impl_->functions,
                                    *impl_->runner,
                                    impl_->options.limits,
                                    impl_->questions->first_asked(),
                                    {impl_->options.optimise, impl_->options.disabled_rules, {}}};
  auto state = std::unique_ptr<Evaluation::Impl>(
      new Evaluation::Impl{*impl_, engine::Evaluator(std::move(context), as_of), impl_->questions->num_forgotten()});
  return std::unique_ptr<Evaluation>(new Evaluation(std::move(state)));
}

Evaluation::Evaluation(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Evaluation::~Evaluation() = default;

Instant Evaluation::as_of() const { return impl_->evaluator.as_of(); }

void Evaluation::Impl::make_room() {
  engine.questions->make_room();
  const bool ids_are_gone = num_forgotten != engine.questions->num_forgotten();
  if (ids_are_gone || evaluator.answer_bytes() > engine.options.limits.answer_bytes) evaluator.forget_answers();
  num_forgotten = engine.questions->num_forgotten();
}

Result<Members> Evaluation::Impl::members_of(hir::SegmentId id) {
  SEGQL_TRY(auto segment, evaluator.segment(id));
  const schema::TableId table = engine.definitions->segment(id).table;
  return MembersAccess::make(
      {std::move(segment), evaluator.lost(id), table, engine.definitions->schema().table(table).name, engine.data});
}

Result<Members> Evaluation::members(std::string_view segment) {
  impl_->make_room();
  SEGQL_TRY(const hir::SegmentId id, impl_->engine.questions->segment(segment));
  return impl_->members_of(id);
}

std::vector<Result<Members>> Evaluation::members_of_all(std::span<const std::string> segments) {
  impl_->make_room();
  std::vector<Result<hir::SegmentId>> asked;
  std::vector<hir::SegmentId> ids;
  for (const std::string& segment : segments) {
    asked.push_back(impl_->engine.questions->segment(segment));
    if (asked.back().ok()) ids.push_back(*asked.back());
  }
  const Status prepared = impl_->evaluator.prepare(ids);
  std::vector<Result<Members>> all;
  for (const Result<hir::SegmentId>& id : asked) {
    if (!id.ok()) {
      all.push_back(id.error());
    } else {
      all.push_back(prepared.ok() ? impl_->members_of(*id) : Result<Members>(prepared.error()));
    }
  }
  return all;
}

Result<Members> Evaluation::members_where(std::string_view entity, std::string_view condition) {
  impl_->make_room();
  SEGQL_TRY(const hir::SegmentId id, impl_->engine.questions->condition(entity, condition));
  return impl_->members_of(id);
}

Result<TakenSnapshot> Evaluation::take_snapshot(std::string_view segment) {
  impl_->make_room();
  SEGQL_TRY(const hir::SegmentId id, impl_->engine.find_snapshot(segment));
  const check::Definitions& definitions = *impl_->engine.definitions;
  const hir::SegmentId live = definitions.segment(id).frozen->live;
  SEGQL_TRY(const auto members, impl_->evaluator.segment(live));
  const SnapshotInfo info = impl_->engine.snapshots->info(id);
  const schema::TableId table = definitions.segment(id).table;
  const schema::FieldId key = definitions.schema().table(table).key_or_time;
  const engine::Losses lost = impl_->evaluator.lost(live);
  return TakenSnapshot{info.segment,
                       info.entity,
                       info.definition,
                       as_of(),
                       engine::keys_of(definitions.schema(), impl_->engine.data->table(table), key, members->rows),
                       lost.overflows,
                       lost.failed_calls};
}

Result<Listing> Evaluation::list(const Members& members, const std::vector<std::string>& columns, uint64_t limit) {
  const Members::State& state = MembersAccess::state(members);
  const std::shared_ptr<const runtime::Database>& data = impl_->engine.data;
  if (state.data.owner_before(data) || data.owner_before(state.data)) {
    return Error{ErrorCode::kInvalidArgument, "these members are not of this engine: their rows are others"};
  }
  impl_->make_room();
  engine::ListingBuilder listing(impl_->evaluator, state.table);
  const schema::Schema& schema = impl_->engine.definitions->schema();
  const schema::Table& table = schema.table(state.table);
  std::vector<std::string> names = columns;
  if (names.empty()) names.push_back(table.field(table.key_or_time).name);
  for (const std::string& name : names) {
    if (const auto field = table.find_field(name)) {
      listing.add_field(*field);
      continue;
    }
    SEGQL_TRY(const hir::AttributeId id, impl_->engine.questions->value(state.entity, name));
    SEGQL_TRY_VOID(listing.add_attribute(name, id, schema.settings.timezone));
  }
  return listing.list(state.segment->rows, limit);
}

Result<std::string> Evaluation::explain(std::string_view segment, ExplainStage stage) {
  impl_->make_room();
  SEGQL_TRY(const hir::SegmentId id, impl_->engine.questions->segment(segment));
  switch (stage) {
    case ExplainStage::kSource:
    case ExplainStage::kAst:
    case ExplainStage::kTyped: {
      const Engine::Impl& engine = impl_->engine;
      return engine::explain_definition(*engine.definitions, engine.files, engine.sources, id, stage);
    }
    case ExplainStage::kPlan: {
      plan::Trace trace;
      SEGQL_TRY(const plan::Scan scan, impl_->evaluator.plan_of(id, &trace));
      std::string text = plan::dump(scan);
      if (!trace.lines.empty()) text += "\nrules that fired:\n";
      for (const std::string& line : trace.lines) text += "  " + line + "\n";
      return text;
    }
    case ExplainStage::kIr:
    case ExplainStage::kAsm: {
      SEGQL_TRY(const plan::Scan scan, impl_->evaluator.plan_of(id, nullptr));
      return stage == ExplainStage::kIr ? impl_->engine.runner->ir(scan) : impl_->engine.runner->assembly(scan);
    }
  }
  return Error{ErrorCode::kInvalidArgument, "unknown stage"};
}

}  // namespace segql
