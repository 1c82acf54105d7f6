/// Evaluator: questions about one row, which cost the same however many rows there are.

#include "base/try.h"
#include "engine/evaluator.h"
#include "engine/zone_catalog.h"

namespace segql::engine {

/// A plan that is run for one row is made and thrown away faster than it is improved.
compile::Settings Evaluator::settings_of_row(const TimeZone& zone) const {
  return {{as_of_, &zone}, context_.limits, {false, {}, {}}};
}

RowResult Evaluator::run_row(const plan::Scan& scan, const ZoneCatalog& catalog, uint32_t row) {
  return ScanRunner::run_row(scan, bind_all_blocks(scan, catalog, {}), as_of_, catalog.zone(), row);
}

Result<bool> Evaluator::holds(hir::SegmentId id, const hir::Expr& condition, uint32_t row) {
  const hir::Segment& segment = context_.definitions.segment(id);
  hir::Segment alone{};
  alone.table = segment.table;
  alone.where = &condition;
  alone.timezone = segment.timezone;
  alone.num_slots = segment.num_slots;
  SEGQL_TRY(const ZoneCatalog data, catalog(std::string(segment.timezone)));
  SEGQL_TRY(const plan::Scan scan,
            compile::compile_segment(context_.definitions, alone, false, data, settings_of_row(data.zone())));
  return run_row(scan, data, row).holds;
}

Result<std::shared_ptr<const runtime::Column>> Evaluator::value(hir::SegmentId id, const hir::Expr& value,
                                                                uint32_t row) {
  const hir::Segment& segment = context_.definitions.segment(id);
  const hir::Attribute alone{{}, segment.table, &value, segment.num_slots, segment.source, value.span};
  SEGQL_TRY(const ZoneCatalog data, catalog(std::string(segment.timezone)));
  SEGQL_TRY(const plan::Scan scan,
            compile::compile_attribute(context_.definitions, alone, data, settings_of_row(data.zone())));
  const RowResult result = run_row(scan, data, row);
  return std::make_shared<const runtime::Column>(
      column_of(alone.type(), result.outputs.front(), 1, data.texts_of(scan, 0)));
}

}  // namespace segql::engine
