/// Entry of lowering: the predicate of a scan and the values it computes.
#include "compiler/plan/lower.h"

#include <utility>

namespace segql::plan {
namespace {

/// Outputs are 64-bit: exact numbers are narrowed, conditions become 0 or 1.
ExprRef lower_output(Lowering& lowering, const hir::Expr& expr) {
  const ExprRef value = lower_value(lowering, expr);
  if (value->repr != Repr::kWide) return value;
  const bool fits = magnitude_of(lowering.scan, lowering.catalog, *value) < 9.2e18;
  return make_value(lowering.scan, Repr::kInt, value->nullable || !fits, Narrow{value});
}

}  // namespace

Result<Scan> lower(const check::Definitions& definitions, schema::TableId table, const hir::Expr* where,
                   std::span<const hir::ExprRef> excludes, const std::vector<WantedOutput>& outputs, uint32_t num_slots,
                   const Moment& moment, const Catalog& catalog, const Limits& limits, uint32_t subject) {
  Scan scan;
  scan.table = table;
  scan.num_slots = num_slots;
  scan.as_of = moment.as_of;
  scan.timezone = moment.zone->name();
  scan.name = definitions.schema().table(table).name;
  Lowering lowering{definitions, moment, catalog, limits, scan, subject, {}, {}, {}};

  std::vector<ExprRef> terms;
  if (where != nullptr) terms.push_back(lower_condition(lowering, *where));
  for (const hir::ExprRef exclude : excludes) terms.push_back(make_not(scan, lower_condition(lowering, *exclude)));
  if (!terms.empty()) scan.predicate = make_and(scan, terms);
  for (const WantedOutput& output : outputs) {
    scan.outputs.push_back({lower_output(lowering, *output.value), output.name});
  }
  if (lowering.error) return *std::move(lowering.error);
  return scan;
}

}  // namespace segql::plan
