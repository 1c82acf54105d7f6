#pragma once
/// `Bindings`: the data behind the names of a plan, as engines take it.

#include <memory>
#include <vector>

#include "base/timezone.h"
#include "compiler/plan/plan.h"
#include "runtime/abi/scan.h"
#include "runtime/bitmap/bitmap.h"
#include "runtime/table/ranks.h"

namespace segql::engine {

/// In the plan's order.
struct Bindings {
  std::vector<runtime::ColumnView> columns;
  std::vector<runtime::RelationView> relations;
  std::vector<const uint64_t*> segments;
  std::vector<std::shared_ptr<const runtime::Bitmap>> kept;  ///< what `segments` are words of
  /// Not null: the scan is asked of the ranks of its one column, which are written before a block of rows is scanned.
  std::shared_ptr<const runtime::Ranks> ranks;
  uint64_t num_rows = 0;
  /// By block of 65,536 rows, where least and greatest values tell; empty: all kUnknown.
  std::vector<plan::Verdict> blocks;

  /// Without words, out, outputs and context.
  runtime::ScanArgs args() const {
    runtime::ScanArgs args;
    args.columns = columns.data();
    args.relations = relations.data();
    args.segments = segments.data();
    args.num_rows = num_rows;
    return args;
  }
};

inline runtime::EvalContext context_for(const plan::Scan& scan, int64_t as_of, const TimeZone& zone) {
  runtime::EvalContext context;
  context.as_of = as_of;
  context.zone = &zone;
  context.collectors.resize(scan.num_collectors);
  return context;
}

}  // namespace segql::engine
