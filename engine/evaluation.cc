/// Evaluation and Members: who is in a segment, as a table too, and how they are found.

#include <optional>

#include "base/cancel.h"
#include "base/try.h"
#include "engine/arrow_export.h"
#include "engine/engine_impl.h"
#include "engine/explain.h"
#include "engine/instant.h"
#include "engine/key_rows.h"
#include "engine/listing.h"
#include "engine/why.h"

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
Members Members::without(const Members& others) const {
  auto left = std::make_shared<engine::SegmentState>();
  left->rows = state_->segment->rows;
  const std::span<uint64_t> words = left->rows.words();
  const std::span<const uint64_t> away = others.words();
  for (size_t i = 0; i < std::min(words.size(), away.size()); ++i) words[i] &= ~away[i];
  State state = *state_;
  state.segment = std::move(left);
  return Members(std::make_shared<const State>(std::move(state)));
}
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
  return cancellable(impl_->wish(), [&] { return impl_->members_of(id); });
}

Result<SegmentCount> Evaluation::Impl::count_of(hir::SegmentId id) {
  SEGQL_TRY(const auto segment, evaluator.counted(id));
  const schema::TableId table = engine.definitions->segment(id).table;
  const segql::engine::Losses lost = evaluator.lost(id);
  return SegmentCount{engine.definitions->schema().table(table).name,
                      segment->count ? *segment->count : segment->rows.count(),
                      engine.data->table(table).num_rows(),
                      segment->timing,
                      lost.overflows,
                      lost.failed_calls};
}

/// `evaluate(id)` for each of several segments, which may have been prepared together.
template <typename T, typename Evaluate>
std::vector<Result<T>> Evaluation::Impl::each_of(std::span<const std::string> segments, bool keeps_rows,
                                                 const std::function<void(size_t, const Result<T>&)>& ready,
                                                 const Evaluate& evaluate) {
  make_room();
  const CancelScope scope(wish());
  std::vector<Result<hir::SegmentId>> asked;
  std::vector<hir::SegmentId> ids;
  for (const std::string& segment : segments) {
    asked.push_back(engine.questions->segment(segment));
    if (asked.back().ok()) ids.push_back(*asked.back());
  }
  const auto late = cancellable(cancel_wish(), [&] { return evaluator.prepare(ids, keeps_rows); });
  std::vector<std::optional<Result<T>>> found(segments.size());
  std::vector<size_t> put_off;
  const auto evaluated = [&](size_t at, const CancelWish& wish) {
    return asked[at].ok() ? cancellable(wish, [&] { return evaluate(*asked[at]); }) : Result<T>(asked[at].error());
  };
  const auto keep = [&](size_t at, Result<T> result) {
    found[at] = std::move(result);
    if (ready) ready(at, *found[at]);
  };
  for (size_t at = 0; at < segments.size(); ++at) {
    if (late.ok() && asked[at].ok() && late->contains(*asked[at])) {
      put_off.push_back(at);
      continue;
    }
    const bool others_wait = at + 1 < segments.size() || !put_off.empty();
    const CancelWish wish = others_wait ? segql::engine::hurried_wish() : cancel_wish();
    Result<T> result = evaluated(at, wish);
    const bool was_ended = !result.ok() && result.error().code == ErrorCode::kCancelled;
    if (was_ended && wish.is_late() && !is_cancelled()) {
      put_off.push_back(at);
    } else {
      keep(at, std::move(result));
    }
  }
  for (const size_t at : put_off) keep(at, evaluated(at, cancel_wish()));
  std::vector<Result<T>> all;
  for (std::optional<Result<T>>& result : found) all.push_back(*std::move(result));
  return all;
}

std::vector<Result<Members>> Evaluation::members_of_all(std::span<const std::string> segments,
                                                        const MembersReady& ready) {
  return impl_->each_of<Members>(segments, true, ready, [&](hir::SegmentId id) { return impl_->members_of(id); });
}

std::vector<Result<SegmentCount>> Evaluation::counts_of_all(std::span<const std::string> segments,
                                                            const CountReady& ready) {
  return impl_->each_of<SegmentCount>(segments, false, ready, [&](hir::SegmentId id) { return impl_->count_of(id); });
}

Result<Members> Evaluation::members_where(std::string_view entity, std::string_view condition) {
  impl_->make_room();
  SEGQL_TRY(const hir::SegmentId id, impl_->engine.questions->condition(entity, condition));
  return cancellable(impl_->wish(), [&] { return impl_->members_of(id); });
}

Result<TakenSnapshot> Evaluation::Impl::take_snapshot(hir::SegmentId id) {
  const check::Definitions& definitions = *engine.definitions;
  const hir::SegmentId live = definitions.segment(id).frozen->live;
  SEGQL_TRY(const auto members, evaluator.segment(live));
  const SnapshotInfo info = engine.snapshots->info(id);
  const schema::TableId table = definitions.segment(id).table;
  const schema::FieldId key = definitions.schema().table(table).key_or_time;
  const segql::engine::Losses lost = evaluator.lost(live);
  return TakenSnapshot{info.segment,
                       info.entity,
                       info.definition,
                       evaluator.as_of(),
                       segql::engine::keys_of(definitions.schema(), engine.data->table(table), key, members->rows),
                       lost.overflows,
                       lost.failed_calls};
}

Result<TakenSnapshot> Evaluation::take_snapshot(std::string_view segment) {
  impl_->make_room();
  SEGQL_TRY(const hir::SegmentId id, impl_->engine.find_snapshot(segment));
  return cancellable(impl_->wish(), [&] { return impl_->take_snapshot(id); });
}

Result<Listing> Evaluation::list(const Members& members, const std::vector<std::string>& columns, uint64_t limit) {
  const Members::State& state = MembersAccess::state(members);
  SEGQL_TRY_VOID(impl_->own(state));
  impl_->make_room();
  return cancellable(impl_->wish(), [&]() -> Result<Listing> {
    SEGQL_TRY(const auto listing, impl_->listing(state, columns));
    return listing.list(state.segment->rows, limit);
  });
}

Result<ArrowArrayStream> Evaluation::export_arrow(const Members& members, const std::vector<std::string>& columns,
                                                  uint64_t limit) {
  const Members::State& state = MembersAccess::state(members);
  SEGQL_TRY_VOID(impl_->own(state));
  impl_->make_room();
  return cancellable(impl_->wish(), [&]() -> Result<ArrowArrayStream> {
    SEGQL_TRY(const auto listing, impl_->listing(state, columns));
    return segql::engine::export_arrow({impl_->engine.definitions->schema(), impl_->engine.data, state.table,
                                        state.segment, listing.columns(), limit, impl_->wish()});
  });
}

Status Evaluation::Impl::own(const Members::State& state) const {
  const std::shared_ptr<const runtime::Database>& data = engine.data;
  if (!state.data.owner_before(data) && !data.owner_before(state.data)) return {};
  return Error{ErrorCode::kInvalidArgument, "these members are not of this engine: their rows are others"};
}

Result<segql::engine::ListingBuilder> Evaluation::Impl::listing(const Members::State& state,
                                                                const std::vector<std::string>& columns) {
  segql::engine::ListingBuilder listing(evaluator, state.table);
  const schema::Schema& schema = engine.definitions->schema();
  const schema::Table& table = schema.table(state.table);
  std::vector<std::string> names = columns;
  if (names.empty()) names.push_back(table.field(table.key_or_time).name);
  for (const std::string& name : names) {
    if (const auto field = table.find_field(name)) {
      listing.add_field(*field);
      continue;
    }
    SEGQL_TRY(const hir::AttributeId id, engine.questions->value(state.entity, name));
    SEGQL_TRY_VOID(listing.add_attribute(name, id, schema.settings.timezone));
  }
  return listing;
}

Result<Explanation> Evaluation::why(std::string_view segment, std::string_view key, bool looks_ahead) {
  impl_->make_room();
  SEGQL_TRY(const hir::SegmentId id, impl_->engine.questions->segment(segment));
  return cancellable(impl_->wish(), [&] { return impl_->why(id, key, looks_ahead); });
}

Result<Explanation> Evaluation::Impl::why(hir::SegmentId id, std::string_view key, bool looks_ahead) {
  const hir::Segment& asked = engine.definitions->segment(id);
  const schema::Schema& schema = engine.definitions->schema();
  const schema::Table& entity = schema.table(asked.table);
  const std::optional<uint32_t> row = segql::engine::row_of(schema, engine.data->table(asked.table), key);
  if (!row) {
    return Error{ErrorCode::kNotFound, "there is no " + entity.name + " with the " +
                                           entity.field(entity.key_or_time).name + " `" + std::string(key) + "`"};
  }
  SEGQL_TRY(Explanation answer, segql::engine::why(evaluator, engine.files, id, *row, looks_ahead));
  answer.segment = asked.name;
  answer.entity = entity.name;
  answer.key = key;
  return answer;
}

Result<std::string> Evaluation::explain(std::string_view segment, ExplainStage stage) {
  impl_->make_room();
  SEGQL_TRY(const hir::SegmentId id, impl_->engine.questions->segment(segment));
  return cancellable(impl_->wish(), [&] { return impl_->explain(id, stage); });
}

Result<std::string> Evaluation::explain_where(std::string_view entity, std::string_view condition, ExplainStage stage) {
  impl_->make_room();
  SEGQL_TRY(const hir::SegmentId id, impl_->engine.questions->condition(entity, condition));
  return cancellable(impl_->wish(), [&] { return impl_->explain(id, stage); });
}

std::string Evaluation::Impl::state_of_snapshot(hir::SegmentId id) const {
  const SnapshotInfo info = engine.snapshots->info(id);
  if (!info.taken) return "not taken yet; taken now, it would be\n";
  return "taken as of " + segql::engine::format_instant(*info.taken, *engine.zone) +
         ": its members are written down (" + std::to_string(info.num_keys) + (info.num_keys == 1 ? " key" : " keys") +
         "); taken again now, it would be\n";
}

Result<std::string> Evaluation::Impl::explain(hir::SegmentId id, ExplainStage stage) {
  switch (stage) {
    case ExplainStage::kSource:
    case ExplainStage::kAst:
    case ExplainStage::kTyped:
      return segql::engine::explain_definition(*engine.definitions, engine.files, engine.sources, id, stage);
    case ExplainStage::kPlan: {
      plan::Trace trace;
      SEGQL_TRY(const plan::Scan scan, evaluator.plan_of(id, &trace));
      std::string text = plan::dump(scan);
      if (engine.definitions->segment(id).frozen != nullptr) text.insert(0, state_of_snapshot(id));
      if (!trace.lines.empty()) text += "\nrules that fired:\n";
      for (const std::string& line : trace.lines) text += "  " + line + "\n";
      return text;
    }
    case ExplainStage::kIr:
    case ExplainStage::kAsm: {
      SEGQL_TRY(const plan::Scan scan, evaluator.plan_of(id, nullptr));
      return stage == ExplainStage::kIr ? engine.runner->ir(scan) : engine.runner->assembly(scan);
    }
  }
  return Error{ErrorCode::kInvalidArgument, "unknown stage"};
}

}  // namespace segql
