#pragma once
/// `Evaluator::ZoneCatalog`: what the sources of this class share.

#include <memory>
#include <string>

#include "base/timezone.h"
#include "compiler/plan/plan.h"
#include "engine/evaluator.h"

namespace segql::engine {

/// The data as the planner sees it from one timezone.
class Evaluator::ZoneCatalog final : public plan::Catalog {
 public:
  ZoneCatalog(const Evaluator& evaluator, std::string zone_name, std::shared_ptr<const TimeZone> zone)
      : evaluator_(evaluator), zone_name_(std::move(zone_name)), zone_(std::move(zone)) {}

  const schema::Schema& schema() const override { return evaluator_.context_.definitions.schema(); }
  uint64_t num_rows(schema::TableId table) const override { return evaluator_.context_.data->table(table).num_rows(); }
  const runtime::Column& column(const plan::ColumnSource& source) const override {
    if (source.attribute.valid()) return evaluator_.attributes_.at({source.attribute.index, zone_name_})->column;
    return evaluator_.context_.data->table(source.table).column(source.field);
  }
  const runtime::Relation& relation(schema::RelationId relation) const override {
    return evaluator_.context_.data->relation(relation);
  }
  uint64_t num_members(hir::SegmentId segment) const override { return members(segment).rows.count(); }
  size_t num_threads() const override { return evaluator_.context_.runner.num_threads(); }

  /// The texts whose codes output number `index` of a scan has; null when it has none.
  std::shared_ptr<const runtime::Dictionary> texts_of(const plan::Scan& scan, size_t index) const {
    const uint32_t of = scan.outputs[index].value->dictionary;
    if (of == plan::kNone) return nullptr;
    if (scan.columns[of].texts != nullptr) return scan.columns[of].texts;
    // The column lives as long as the evaluator: no ownership is needed.
    return {std::shared_ptr<void>(), column(scan.columns[of].source).dictionary()};
  }
  const SegmentState& members(hir::SegmentId segment) const { return *evaluator_.segments_.at(segment.index); }
  const TimeZone& zone() const { return *zone_; }

 private:
  const Evaluator& evaluator_;
  std::string zone_name_;
  std::shared_ptr<const TimeZone> zone_;
};

}  // namespace segql::engine
