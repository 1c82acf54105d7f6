#include "engine/evaluator.h"

#include <chrono>

#include "base/cancel.h"
#include "base/try.h"
#include "compiler/plan/order.h"
#include "compiler/plan/reach_events.h"
#include "compiler/plan/sample_order.h"
#include "compiler/plan/skip_blocks.h"
#include "compiler/plan/window.h"
#include "engine/ranking.h"
#include "engine/row_sample.h"
#include "engine/zone_catalog.h"
#include "runtime/table/reached_events.h"

namespace segql::engine {
namespace {

/// Adds what passes until `stop` to a number of seconds.
class Stopwatch {
 public:
  explicit Stopwatch(double& seconds) : seconds_(seconds), start_(std::chrono::steady_clock::now()) {}
  void stop() const { seconds_ += std::chrono::duration<double>(std::chrono::steady_clock::now() - start_).count(); }

 private:
  double& seconds_;
  std::chrono::steady_clock::time_point start_;
};

size_t cell_bytes(uint64_t num_rows) { return num_rows * sizeof(int64_t) + num_rows / 8; }

}  // namespace

Evaluator::~Evaluator() = default;

void Evaluator::forget_answers() {
  for (auto* const states : {&segments_, &counted_})
    std::erase_if(*states, [&](const auto& answer) { return answer.first >= context_.first_asked.num_segments; });
  std::erase_if(attributes_,
                [&](const auto& answer) { return answer.first.first >= context_.first_asked.num_attributes; });
  others_.clear();  // what they found is computed again when it is asked for
  answer_bytes_ = 0;
}

size_t Evaluator::answer_bytes() const {
  size_t bytes = answer_bytes_;
  for (const auto& [instant, other] : others_) bytes += other->answer_bytes();
  return bytes;
}

Evaluator& Evaluator::at(Instant instant) {
  if (first_ != nullptr) return first_->at(instant);
  if (instant == as_of_) return *this;
  auto& other = others_[instant];
  if (other == nullptr) {
    other = std::make_unique<Evaluator>(context_, instant);
    other->first_ = this;
  }
  return *other;
}

void Evaluator::forget_instants() {
  if (first_ == nullptr && others_.size() > context_.limits.past_instants / 2) others_.clear();
}

bool Evaluator::has_room_for(Instant instant) const {
  const Evaluator& first = first_ != nullptr ? *first_ : *this;
  return instant == first.as_of_ || first.others_.contains(instant) ||
         first.others_.size() < context_.limits.past_instants;
}

Result<Instant> Evaluator::instant_of(const hir::Segment& segment) {
  SEGQL_TRY(const std::shared_ptr<const TimeZone> found, zone(std::string(segment.timezone)));
  return plan::resolve(segment.past->instant, {as_of_, found.get()}).micros;
}

Result<std::optional<Evaluator::Origin>> Evaluator::origin_of(hir::SegmentId id) {
  const hir::Segment& segment = context_.definitions.segment(id);
  hir::SegmentId live;
  Instant instant = 0;
  if (segment.past != nullptr) {
    SEGQL_TRY(instant, instant_of(segment));
    live = segment.past->segment;
  } else if (segment.frozen != nullptr && context_.written.take_snapshots_at) {
    instant = *context_.written.take_snapshots_at;
    live = segment.frozen->live;
  } else {
    return std::optional<Origin>();
  }
  if (instant > as_of_) return std::optional<Origin>();
  if (!has_room_for(instant)) {
    return Error{ErrorCode::kLimitExceeded, "`" + std::string(segment.name) + "` is one of more than " +
                                                std::to_string(context_.limits.past_instants) +
                                                " instants of the past to look at (limit past_instants)"};
  }
  return std::optional<Origin>({&at(instant), live});
}

Result<std::shared_ptr<const TimeZone>> Evaluator::zone(const std::string& name) {
  auto& found = zones_[name];
  if (found == nullptr) {
    SEGQL_TRY(found, TimeZone::find(name));
  }
  return found;
}

Result<Evaluator::ZoneCatalog> Evaluator::catalog(const std::string& zone_name) {
  SEGQL_TRY(std::shared_ptr<const TimeZone> found, zone(zone_name));
  return ZoneCatalog(*this, zone_name, std::move(found));
}

compile::Settings Evaluator::settings(const TimeZone& zone) const {
  return {{as_of_, &zone}, context_.limits, context_.optimise};
}

Status Evaluator::evaluate(std::span<const Need> needs) {
  std::vector<Timing> before;
  for (const Need& need : needs) {
    before.push_back(spent_);
    if (need.attribute.valid()) {
      const std::pair<uint32_t, std::string> key{need.attribute.index, need.zone};
      if (attributes_.contains(key)) continue;
      SEGQL_TRY(Computed computed, compute_attribute(context_.definitions.attribute(need.attribute), need.zone));
      if (first_ != nullptr || need.attribute.index >= context_.first_asked.num_attributes)
        answer_bytes_ += computed.bytes;
      attributes_.emplace(key, std::make_shared<const Computed>(std::move(computed)));
    } else {
      if (segments_.contains(need.segment.index)) continue;
      SEGQL_TRY(SegmentState state, compute_segment(need.segment));
      const Timing& start = before[need.first];
      state.timing = {spent_.plan - start.plan, spent_.compile - start.compile, spent_.scan - start.scan};
      segments_.emplace(need.segment.index, std::make_shared<const SegmentState>(std::move(state)));
    }
  }
  return {};
}

/// Evaluates the conditions of the plan that are scans by themselves.
Status Evaluator::evaluate_conditions(const plan::Scan& scan, const ZoneCatalog& catalog, Conditions& conditions) {
  for (const plan::SegmentUse& use : scan.segments) {
    const plan::SegmentUse* first = &use;
    while (first->reach != nullptr) first = &first->reach->of;
    const plan::Scan* const condition = first->condition.get();
    if (condition == nullptr || conditions.contains(condition)) continue;
    SEGQL_TRY(const Bindings own, bindings_of(*condition, catalog));
    SEGQL_TRY(ScanResult result, run_as_is(*condition, own, catalog.zone()));
    conditions[condition] = std::make_shared<const runtime::Bitmap>(std::move(result.rows));
  }
  return {};
}

Bindings Evaluator::bind(const plan::Scan& scan, const ZoneCatalog& catalog, const Conditions& conditions,
                         plan::Trace* trace) {
  Bindings bindings = bind_all_blocks(scan, catalog, conditions);
  const Stopwatch planning(spent_.plan);
  if (context_.optimise.allow(plan::kSkipBlocks)) bindings.blocks = plan::skip_blocks(scan, catalog, trace);
  planning.stop();
  return bindings;
}

Bindings Evaluator::bind_all_blocks(const plan::Scan& scan, const ZoneCatalog& catalog, const Conditions& conditions) {
  Bindings bindings;
  bindings.num_rows = catalog.num_rows(scan.table);
  for (const plan::ColumnUse& use : scan.columns) bindings.columns.push_back(plan::view_of(catalog, use));
  for (const plan::RelationUse& use : scan.relations)
    bindings.relations.push_back(catalog.relation(use.relation).view());
  for (const plan::SegmentUse& use : scan.segments) {
    const std::shared_ptr<const runtime::Bitmap> rows = rows_of(use, catalog, conditions);
    static constexpr uint64_t kNobody = 0;  // compiled code reads the first word, whatever it says
    bindings.segments.push_back(rows->num_words() == 0 ? &kNobody : rows->words().data());
    bindings.kept.push_back(rows);
  }
  return bindings;
}

std::shared_ptr<const runtime::Bitmap> Evaluator::rows_of(const plan::SegmentUse& use, const ZoneCatalog& catalog,
                                                          const Conditions& conditions) {
  if (use.condition != nullptr) return conditions.at(use.condition.get());
  if (use.reach == nullptr) {
    const std::shared_ptr<const SegmentState>& state = segments_.at(use.segment.index);
    return {state, &state->rows};
  }
  const Stopwatch scanning(spent_.scan);
  const plan::Reach& reach = *use.reach;
  const schema::Schema& schema = catalog.schema();
  const runtime::Table& events = context_.data->table(schema.relation(reach.relation).event);
  const std::shared_ptr<const runtime::Bitmap> of = rows_of(reach.of, catalog, conditions);
  const runtime::EventsOf wanted{catalog.relation(reach.relation).view(), *of,
                                 events.column(schema.table(events.id()).key_or_time).view(), reach.from, reach.to};
  auto rows = std::make_shared<const runtime::Bitmap>(
      reach.owners.valid()
          ? runtime::reached_rows(wanted, events.column(schema.relation(reach.owners).by).view(), use.num_rows)
          : runtime::reached_events(wanted, use.num_rows));
  scanning.stop();
  return rows;
}

Result<Bindings> Evaluator::bindings_of(const plan::Scan& scan, const ZoneCatalog& catalog) {
  Conditions conditions;
  SEGQL_TRY_VOID(evaluate_conditions(scan, catalog, conditions));
  return bind(scan, catalog, conditions, nullptr);
}

Result<Bindings> Evaluator::adapt(plan::Scan& scan, const ZoneCatalog& catalog, plan::Trace* trace) {
  Conditions conditions;
  SEGQL_TRY_VOID(evaluate_conditions(scan, catalog, conditions));
  if (context_.optimise.allow(plan::kReachEvents)) {
    const Stopwatch planning(spent_.plan);
    const auto count = [&](const plan::SegmentUse& of, schema::RelationId relation, uint64_t most) {
      const std::shared_ptr<const runtime::Bitmap> rows = rows_of(of, catalog, conditions);
      return plan::Reached{rows->count(), runtime::count_reached(catalog.relation(relation).view(), *rows, most)};
    };
    plan::reach_events(scan, catalog, count, context_.optimise.allow(plan::kOrderTerms), trace);
    planning.stop();
  }
  Bindings bindings = bind(scan, catalog, conditions, trace);
  order_terms(scan, bindings, catalog.zone(), trace);
  return bindings;
}

void Evaluator::order_terms(plan::Scan& scan, const Bindings& bindings, const TimeZone& zone, plan::Trace* trace) {
  if (!context_.optimise.allow(plan::kSampleOrder)) return;
  const Stopwatch planning(spent_.plan);
  const plan::Sample sample = sample_terms(scan, bindings, as_of_, zone);
  if (!sample.rows.empty()) plan::order_by_sample(scan, sample, trace);
  planning.stop();
}

Result<ScanResult> Evaluator::run(plan::Scan& scan, const ZoneCatalog& catalog) {
  SEGQL_TRY(const Bindings bindings, adapt(scan, catalog, nullptr));
  return run_as_is(scan, bindings, catalog.zone());
}

Result<ScanResult> Evaluator::run_as_is(const plan::Scan& scan, const Bindings& bindings, const TimeZone& zone) {
  if (context_.only && context_.only->table == scan.table) {
    return ScanRunner::run_word(scan, bindings, as_of_, zone, context_.only->row / 64);
  }
  SEGQL_TRY(ScanResult result, context_.runner.run(scan, bindings, as_of_, zone));
  spent_.compile += result.compile_seconds;
  spent_.scan += result.scan_seconds;
  return result;
}

Result<std::set<hir::SegmentId>> Evaluator::prepare(std::span<const hir::SegmentId> ids, bool keeps_rows) {
  forget_instants();
  std::set<hir::SegmentId> late;
  if (ids.size() < 2) return late;
  // By entity and timezone; a segment that only the conditions of its rows decide about.
  std::map<std::pair<uint32_t, std::string_view>, std::vector<hir::SegmentId>> passes;
  for (const hir::SegmentId id : ids) {
    const hir::Segment& segment = context_.definitions.segment(id);
    const bool is_written = segment.past != nullptr || segment.frozen != nullptr || segment.keys != nullptr;
    const bool is_known = segments_.contains(id.index) || (!keeps_rows && counted_.contains(id.index));
    if (is_known || is_written || !segment.takes.empty() || !segment.samples.empty()) continue;
    std::vector<Need> needs = in_order(context_.definitions, Need::of(context_.definitions, id));
    needs.pop_back();
    const Status done = cancellable(hurried_wish(), [&] { return evaluate(needs); });
    if (is_cancelled()) return cancelled_error();
    if (done.ok()) {
      passes[{segment.table.index, segment.timezone}].push_back(id);
    } else if (done.error().code == ErrorCode::kCancelled) {
      late.insert(id);
    }
  }
  for (const auto& [pass, segments] : passes) {
    if (segments.size() < 2) continue;
    const Status shared = share_pass(segments, keeps_rows);
    if (!shared.ok() && shared.error().code == ErrorCode::kCancelled) return shared.error();
  }
  return late;
}

void Evaluator::rank_cells(SharedConditions& shared, const ZoneCatalog& data, std::span<Bindings> bindings) {
  const Stopwatch planning(spent_.plan);
  for (const plan::RankedColumn& ranked : shared.rank_cells()) {
    const auto ranks = std::make_shared<const runtime::Ranks>(ranked.thresholds, data.column(ranked.source).view());
    for (const uint32_t i : ranked.conditions) bindings[i].ranks = ranks;
  }
  planning.stop();
}

Status Evaluator::share_pass(std::span<const hir::SegmentId> ids, bool keeps_rows) {
  const hir::Segment& first = context_.definitions.segment(ids.front());
  SEGQL_TRY(const ZoneCatalog data, catalog(std::string(first.timezone)));
  SharedConditions shared;
  std::vector<hir::SegmentId> sharing;
  const Timing before = spent_;
  const Stopwatch planning(spent_.plan);
  for (const hir::SegmentId id : ids) {
    if (segments_.contains(id.index)) continue;  // another one used it
    const auto scan = plan_segment(context_.definitions.segment(id), data, nullptr);
    if (scan.ok() && shared.add(*scan)) sharing.push_back(id);
  }
  planning.stop();
  if (sharing.empty()) return {};
  std::vector<Bindings> bindings;
  for (const plan::Scan& condition : shared.conditions()) {
    SEGQL_TRY(Bindings bound, bindings_of(condition, data));
    bindings.push_back(std::move(bound));
  }
  if (context_.optimise.allow(plan::kRankCells)) rank_cells(shared, data, bindings);
  SEGQL_TRY(SharedResult result,
            context_.runner.run_shared(shared, bindings, data.num_rows(first.table), keeps_rows, as_of_, data.zone()));
  spent_.compile += result.compile_seconds;
  spent_.scan += result.scan_seconds;
  // Each has its part of what all of them took.
  const auto share = [&](double seconds) { return seconds / static_cast<double>(sharing.size()); };
  const Timing each{share(spent_.plan - before.plan), share(result.compile_seconds), share(result.scan_seconds)};
  for (size_t i = 0; i < sharing.size(); ++i) {
    if (!keeps_rows) {
      counted_[sharing[i].index] =
          std::make_shared<const SegmentState>(SegmentState{runtime::Bitmap(), each, {}, result.counts[i]});
      continue;
    }
    SegmentState state{std::move(result.rows[i]), each, {}, result.counts[i]};
    if (first_ != nullptr || sharing[i].index >= context_.first_asked.num_segments)
      answer_bytes_ += state.rows.num_words() * sizeof(uint64_t);
    segments_.emplace(sharing[i].index, std::make_shared<const SegmentState>(std::move(state)));
  }
  return {};
}

Result<std::shared_ptr<const SegmentState>> Evaluator::segment(hir::SegmentId id) {
  if (!segments_.contains(id.index)) {
    forget_instants();
    SEGQL_TRY_VOID(evaluate(in_order(context_.definitions, Need::of(context_.definitions, id))));
  }
  return segments_.at(id.index);
}

Result<std::shared_ptr<const SegmentState>> Evaluator::counted(hir::SegmentId id) {
  const auto known = counted_.find(id.index);
  if (known != counted_.end() && !segments_.contains(id.index)) return known->second;
  return segment(id);
}

Result<std::shared_ptr<const runtime::Column>> Evaluator::attribute(hir::AttributeId id, const std::string& zone_name) {
  const std::pair<uint32_t, std::string> key{id.index, zone_name};
  if (!attributes_.contains(key)) {
    forget_instants();
    SEGQL_TRY_VOID(evaluate(in_order(context_.definitions, Need::of(id, zone_name))));
  }
  const std::shared_ptr<const Computed>& computed = attributes_.at(key);
  return std::shared_ptr<const runtime::Column>(computed, &computed->column);
}

Losses Evaluator::lost(hir::SegmentId id) const {
  Losses total;
  for (const Need& need : in_order(context_.definitions, Need::of(context_.definitions, id))) {
    if (!need.segment.valid()) {
      total += attributes_.at({need.attribute.index, need.zone})->lost;
    } else if (const auto state = segments_.find(need.segment.index); state != segments_.end()) {
      total += state->second->lost;
    } else {
      total += counted_.at(need.segment.index)->lost;
    }
  }
  return total;
}

Result<plan::Scan> Evaluator::plan_of(hir::SegmentId id, plan::Trace* trace) {
  if (context_.definitions.segment(id).keys != nullptr) {
    return Error{ErrorCode::kUnsupported, "`" + std::string(context_.definitions.segment(id).name) +
                                              "` is a static segment: its members are a list of keys, without a plan"};
  }
  if (const hir::Frozen* frozen = context_.definitions.segment(id).frozen) return plan_of(frozen->live, trace);
  if (const hir::Segment& segment = context_.definitions.segment(id); segment.past != nullptr) {
    SEGQL_TRY(const Instant instant, instant_of(segment));
    return at(instant).plan_of(segment.past->segment, trace);
  }
  std::vector<Need> needs = in_order(context_.definitions, Need::of(context_.definitions, id));
  needs.pop_back();
  SEGQL_TRY_VOID(evaluate(needs));
  const hir::Segment& segment = context_.definitions.segment(id);
  SEGQL_TRY(ZoneCatalog data, catalog(std::string(segment.timezone)));
  SEGQL_TRY(plan::Scan scan, plan_segment(segment, data, trace));
  SEGQL_TRY_VOID(adapt(scan, data, trace));
  return scan;
}

Result<runtime::Bitmap> Evaluator::rows_after_takes(hir::SegmentId id, size_t num_takes) {
  hir::Segment part = context_.definitions.segment(id);
  part.takes = part.takes.first(num_takes);
  SEGQL_TRY(ZoneCatalog data, catalog(std::string(part.timezone)));
  SEGQL_TRY(plan::Scan scan, plan_segment(part, data, nullptr));
  SEGQL_TRY(ScanResult result, run(scan, data));
  SEGQL_TRY_VOID(rank(part, data, std::move(result.outputs), result.rows));
  return std::move(result.rows);
}

Result<Evaluator::Computed> Evaluator::compute_attribute(const hir::Attribute& attribute,
                                                         const std::string& zone_name) {
  SEGQL_TRY(ZoneCatalog data, catalog(zone_name));
  if (attribute.host_call() != nullptr) return call_host(attribute, data);
  const Stopwatch planning(spent_.plan);
  SEGQL_TRY(plan::Scan scan, compile::compile_attribute(context_.definitions, attribute, data, settings(data.zone())));
  planning.stop();
  SEGQL_TRY(ScanResult result, run(scan, data));

  ScanOutput& output = result.outputs.front();
  if (const hir::Ranking* ranking = attribute.ranking()) {
    output = places(*ranking, ranking->among_everyone ? result.rows : data.members(ranking->among).rows, output);
  }
  const uint64_t num_rows = data.num_rows(attribute.table);
  const uint32_t of = scan.outputs.front().value->dictionary;
  const bool makes_texts = of != plan::kNone && scan.columns[of].texts != nullptr;
  return Computed{column_of(attribute.type(), output, num_rows, data.texts_of(scan, 0)),
                  {result.num_overflows, 0},
                  cell_bytes(num_rows) + (makes_texts ? scan.columns[of].texts->memory_bytes() : 0)};
}

Result<Evaluator::Computed> Evaluator::call_host(const hir::Attribute& attribute, const ZoneCatalog& data) {
  const hir::HostCall& call = *attribute.host_call();
  const Stopwatch planning(spent_.plan);
  SEGQL_TRY(plan::Scan scan, compile::compile_arguments(context_.definitions, attribute, data, settings(data.zone())));
  planning.stop();
  SEGQL_TRY(const ScanResult result, run(scan, data));
  const Stopwatch calling(spent_.scan);
  std::vector<std::shared_ptr<const runtime::Dictionary>> texts;  // kept until the call is over
  std::vector<HostArgument> arguments;
  for (size_t i = 0; i < result.outputs.size(); ++i) {
    texts.push_back(data.texts_of(scan, i));
    const schema::Type& type = call.arguments[i]->type;
    HostArgument argument{type, &result.outputs[i], texts.back().get(), nullptr};
    if (type.kind == schema::Kind::kRef) {
      argument.keys =
          &context_.data->table(type.table()).column(context_.definitions.schema().table(type.table()).key_or_time);
      argument.texts = argument.keys->dictionary();
    }
    arguments.push_back(argument);
  }
  const uint64_t num_rows = data.num_rows(attribute.table);
  SEGQL_TRY(HostAnswer answer,
            context_.functions.call(call, arguments, num_rows, as_of_, context_.definitions.schema()));
  calling.stop();
  const size_t bytes = cell_bytes(num_rows) + (answer.texts != nullptr ? answer.texts->memory_bytes() : 0);
  return Computed{column_of(call.type, answer.values, num_rows, std::move(answer.texts)),
                  {result.num_overflows, answer.num_failures},
                  bytes};
}

Result<plan::Scan> Evaluator::plan_segment(const hir::Segment& segment, const ZoneCatalog& data, plan::Trace* trace) {
  const bool scores = !segment.takes.empty() && !segment.takes.front().among_given;
  return compile::compile_segment(context_.definitions, segment, scores, data, settings(data.zone()), trace);
}

Result<SegmentState> Evaluator::compute_segment(hir::SegmentId id) {
  const hir::Segment& segment = context_.definitions.segment(id);
  if (segment.keys != nullptr) {
    const auto found = context_.written.lists.find(id.index);
    if (found != context_.written.lists.end()) return SegmentState{found->second, {}, {}};
    return Error{ErrorCode::kInvalidArgument, "the keys of the static segment `" + std::string(segment.name) +
                                                  "` were not given: call `import_keys` or `add_keys`"};
  }
  if (segment.frozen != nullptr && !context_.written.take_snapshots_at) return find_frozen(segment);
  if (segment.past != nullptr || segment.frozen != nullptr) return compute_past(id);
  SEGQL_TRY(ZoneCatalog data, catalog(std::string(segment.timezone)));
  const Stopwatch planning(spent_.plan);
  SEGQL_TRY(plan::Scan scan, plan_segment(segment, data, nullptr));
  planning.stop();
  SEGQL_TRY(ScanResult result, run(scan, data));
  SegmentState state{std::move(result.rows), {}, {result.num_overflows, 0}};
  if (segment.takes.empty() && segment.samples.empty()) state.count = result.count;
  if (!segment.takes.empty()) {
    SEGQL_TRY(const uint64_t num_overflows, rank(segment, data, std::move(result.outputs), state.rows));
    state.lost.overflows += num_overflows;
  }
  const schema::Table& table = context_.definitions.schema().table(segment.table);
  for (const hir::Sample& chosen : segment.samples) {
    state.rows = sample(chosen, state.rows, context_.data->table(segment.table), table.key_or_time);
  }
  if (first_ != nullptr || id.index >= context_.first_asked.num_segments)
    answer_bytes_ += state.rows.num_words() * sizeof(uint64_t);
  return state;
}

Result<SegmentState> Evaluator::compute_past(hir::SegmentId id) {
  SEGQL_TRY(const std::optional<Origin> origin, origin_of(id));
  if (!origin)
    return SegmentState{
        runtime::Bitmap(context_.data->table(context_.definitions.segment(id).table).num_rows()), {}, {}};
  SEGQL_TRY(const auto state, origin->evaluator->segment(origin->segment));
  spent_.plan += state->timing.plan;
  spent_.compile += state->timing.compile;
  spent_.scan += state->timing.scan;
  return SegmentState{state->rows, {}, origin->evaluator->lost(origin->segment)};
}

Result<SegmentState> Evaluator::find_frozen(const hir::Segment& segment) const {
  const auto found = context_.written.snapshots.find(segment.name);
  if (found == context_.written.snapshots.end()) {
    const std::string name(segment.name);
    const std::string typed = name.find_first_of("( ") == std::string::npos ? name : "'" + name + "'";
    return Error{ErrorCode::kInvalidArgument, "the snapshot `" + name + "` has not been taken: run `segql snapshot " +
                                                  typed + "`, or give its members to `add_snapshot`"};
  }
  if (found->second.taken > as_of_) {
    return SegmentState{runtime::Bitmap(context_.data->table(segment.table).num_rows()), {}, {}};
  }
  return SegmentState{found->second.rows, {}, {}};
}

Result<uint64_t> Evaluator::rank(const hir::Segment& segment, const ZoneCatalog& data,
                                 std::vector<ScanOutput> first_scores, runtime::Bitmap& rows) {
  const runtime::Table& table = context_.data->table(segment.table);
  const runtime::Column& keys = table.column(context_.definitions.schema().table(segment.table).key_or_time);
  uint64_t num_overflows = 0;
  for (size_t i = 0; i < segment.takes.size(); ++i) {
    const hir::Take& wanted = segment.takes[i];
    std::vector<ScanOutput> scores;
    runtime::Bitmap population(table.num_rows());
    if (i == 0 && !wanted.among_given) {
      scores = std::move(first_scores);
      population = rows;
    } else {
      const Stopwatch planning(spent_.plan);
      SEGQL_TRY(plan::Scan scan,
                compile::compile_scores(context_.definitions, segment, i, data, settings(data.zone())));
      planning.stop();
      SEGQL_TRY(ScanResult result, run(scan, data));
      num_overflows += result.num_overflows;
      scores = std::move(result.outputs);
      population = wanted.among_given ? std::move(result.rows) : rows;
    }
    const Stopwatch scanning(spent_.scan);
    rows &= take(wanted, population, scores[0], wanted.per != nullptr ? &scores[1] : nullptr, keys);
    scanning.stop();
  }
  return num_overflows;
}

}  // namespace segql::engine
