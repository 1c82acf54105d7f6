#include "engine/evaluator.h"

#include <chrono>

#include "base/try.h"
#include "engine/ranking.h"
#include "runtime/table/column_builder.h"

namespace segql::engine {

/// The data as the planner sees it from one timezone.
class Evaluator::ZoneCatalog final : public plan::Catalog {
 public:
  ZoneCatalog(const Evaluator& evaluator, std::string zone_name, std::shared_ptr<const TimeZone> zone)
      : evaluator_(evaluator), zone_name_(std::move(zone_name)), zone_(std::move(zone)) {}

  const schema::Schema& schema() const override { return evaluator_.definitions_.schema(); }
  uint64_t num_rows(schema::TableId table) const override { return evaluator_.data_->table(table).num_rows(); }
  const runtime::Column& column(const plan::ColumnSource& source) const override {
    if (source.attribute.valid()) return evaluator_.attributes_.at({source.attribute.index, zone_name_})->column;
    return evaluator_.data_->table(source.table).column(source.field);
  }
  const runtime::Relation& relation(schema::RelationId relation) const override {
    return evaluator_.data_->relation(relation);
  }
  uint64_t num_members(hir::SegmentId segment) const override { return members(segment).rows.count(); }

  const SegmentState& members(hir::SegmentId segment) const { return *evaluator_.segments_.at(segment.index); }
  const TimeZone& zone() const { return *zone_; }

 private:
  const Evaluator& evaluator_;
  std::string zone_name_;
  std::shared_ptr<const TimeZone> zone_;
};

Evaluator::Evaluator(const check::Definitions& definitions, std::shared_ptr<const runtime::Database> data,
                     Instant as_of, ScanRunner& runner, const Limits& limits,
                     const check::Definitions::Mark& first_asked, plan::OptimiseOptions optimise)
    : definitions_(definitions),
      data_(std::move(data)),
      as_of_(as_of),
      runner_(runner),
      limits_(limits),
      first_asked_(first_asked),
      optimise_(std::move(optimise)) {}
Evaluator::~Evaluator() = default;

void Evaluator::forget_answers() {
  std::erase_if(segments_, [&](const auto& answer) { return answer.first >= first_asked_.num_segments; });
  std::erase_if(attributes_, [&](const auto& answer) { return answer.first.first >= first_asked_.num_attributes; });
  answer_bytes_ = 0;
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

compile::Settings Evaluator::settings(const TimeZone& zone) const { return {{as_of_, &zone}, limits_, optimise_}; }

Status Evaluator::prepare(const check::Uses& uses, const std::string& zone) {
  for (const hir::SegmentId used : uses.segments) SEGQL_TRY_VOID(segment(used));
  for (const hir::AttributeId used : uses.attributes) SEGQL_TRY_VOID(attribute(used, zone));
  return {};
}

Result<ScanResult> Evaluator::run(const plan::Scan& scan, const ZoneCatalog& catalog) {
  Bindings bindings;
  bindings.num_rows = catalog.num_rows(scan.table);
  for (const plan::ColumnUse& use : scan.columns) bindings.columns.push_back(catalog.column(use.source).view());
  for (const plan::RelationUse& use : scan.relations)
    bindings.relations.push_back(catalog.relation(use.relation).view());
  for (const plan::SegmentUse& use : scan.segments) {
    bindings.segments.push_back(catalog.members(use.segment).rows.words().data());
  }
  SEGQL_TRY(ScanResult result, runner_.run(scan, bindings, as_of_, catalog.zone()));
  spent_.compile += result.compile_seconds;
  spent_.scan += result.scan_seconds;
  return result;
}

Result<const runtime::Column*> Evaluator::attribute(hir::AttributeId id, const std::string& zone_name) {
  const std::pair<uint32_t, std::string> key{id.index, zone_name};
  if (const auto found = attributes_.find(key); found != attributes_.end()) return &found->second->column;
  const hir::Attribute& attribute = definitions_.attribute(id);
  SEGQL_TRY_VOID(prepare(check::uses_of(attribute), zone_name));
  SEGQL_TRY(ZoneCatalog data, catalog(zone_name));

  const auto start = std::chrono::steady_clock::now();
  SEGQL_TRY(plan::Scan scan, compile::compile_attribute(definitions_, attribute, data, settings(data.zone())));
  spent_.plan += std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  SEGQL_TRY(ScanResult result, run(scan, data));

  const ScanOutput& output = result.outputs.front();
  std::shared_ptr<const runtime::Dictionary> texts;
  if (const uint32_t of = scan.outputs.front().value->dictionary; of != plan::kNone) {
    // The column whose codes these are lives as long as this evaluator: no ownership is needed.
    texts = {std::shared_ptr<void>(), data.column(scan.columns[of].source).dictionary()};
  }
  const uint64_t num_rows = data.num_rows(attribute.table);
  const schema::Type& type = attribute.value->type;
  auto computed = std::make_unique<Computed>();
  computed->num_overflows = result.num_overflows;
  computed->column =
      output.is_real
          ? runtime::make_computed_column(type, std::span<const double>(output.reals.data(), num_rows), output.valid)
          : runtime::make_computed_column(type, std::span<const int64_t>(output.integers.data(), num_rows),
                                          output.valid, std::move(texts));
  if (id.index >= first_asked_.num_attributes) answer_bytes_ += num_rows * sizeof(int64_t) + num_rows / 8;
  return &attributes_.emplace(key, std::move(computed)).first->second->column;
}

Result<plan::Scan> Evaluator::plan_of(hir::SegmentId id, plan::Trace* trace) {
  const hir::Segment& segment = definitions_.segment(id);
  const std::string zone_name(segment.timezone);
  SEGQL_TRY_VOID(prepare(check::uses_of(segment), zone_name));
  SEGQL_TRY(ZoneCatalog data, catalog(zone_name));
  const bool scores = !segment.takes.empty() && !segment.takes.front().among_given;
  return compile::compile_segment(definitions_, segment, scores, data, settings(data.zone()), trace);
}

Result<std::shared_ptr<const SegmentState>> Evaluator::segment(hir::SegmentId id) {
  if (const auto found = segments_.find(id.index); found != segments_.end()) return found->second;
  const hir::Segment& segment = definitions_.segment(id);
  const Timing before = spent_;
  const auto start = std::chrono::steady_clock::now();
  SEGQL_TRY(plan::Scan scan, plan_of(id, nullptr));
  // Planning is what is neither compiling nor scanning: dependencies included, as for the other two.
  const double elapsed = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  spent_.plan = before.plan + elapsed - (spent_.compile - before.compile) - (spent_.scan - before.scan);

  SEGQL_TRY(ZoneCatalog data, catalog(std::string(segment.timezone)));
  SEGQL_TRY(ScanResult result, run(scan, data));
  auto state = std::make_shared<SegmentState>(SegmentState{std::move(result.rows), {}, result.num_overflows});
  for (const hir::AttributeId used : check::uses_of(segment).attributes) {
    state->num_overflows += attributes_.at({used.index, std::string(segment.timezone)})->num_overflows;
  }
  if (!segment.takes.empty()) {
    SEGQL_TRY_VOID(rank(segment, data, data, std::move(result.outputs), state->rows));
  }
  const schema::Table& table = definitions_.schema().table(segment.table);
  for (const hir::Sample& chosen : segment.samples) {
    state->rows = sample(chosen, state->rows, data_->table(segment.table), table.key_or_time);
  }
  state->timing = {spent_.plan - before.plan, spent_.compile - before.compile, spent_.scan - before.scan};
  if (id.index >= first_asked_.num_segments) answer_bytes_ += state->rows.num_words() * sizeof(uint64_t);
  segments_.emplace(id.index, state);
  return std::shared_ptr<const SegmentState>(state);
}

Status Evaluator::rank(const hir::Segment& segment, const plan::Catalog& catalog, const ZoneCatalog& zone_catalog,
                       std::vector<ScanOutput> first_scores, runtime::Bitmap& rows) {
  const runtime::Table& table = data_->table(segment.table);
  for (size_t i = 0; i < segment.takes.size(); ++i) {
    const hir::Take& wanted = segment.takes[i];
    std::vector<ScanOutput> scores;
    runtime::Bitmap population(table.num_rows());
    if (i == 0 && !wanted.among_given) {
      scores = std::move(first_scores);
      population = rows;
    } else {
      SEGQL_TRY(plan::Scan scan,
                compile::compile_scores(definitions_, segment, i, catalog, settings(zone_catalog.zone())));
      SEGQL_TRY(ScanResult result, run(scan, zone_catalog));
      scores = std::move(result.outputs);
      population = wanted.among_given ? std::move(result.rows) : rows;
    }
    const auto start = std::chrono::steady_clock::now();
    rows &= take(wanted, population, scores[0], wanted.per != nullptr ? &scores[1] : nullptr, table);
    spent_.scan += std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  }
  return {};
}

}  // namespace segql::engine
