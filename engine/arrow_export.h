#pragma once
/// Members on their way out, as an Arrow stream.

#include <memory>
#include <vector>

#include "base/cancel.h"
#include "engine/evaluator.h"
#include "engine/listing.h"
#include "segql/arrow.h"

namespace segql::engine {

struct ArrowExport {
  const schema::Schema& schema;  ///< outlives the stream
  std::shared_ptr<const runtime::Database> data;
  schema::TableId table;
  std::shared_ptr<const SegmentState> members;
  std::vector<ListedColumn> columns;
  uint64_t limit;
  CancelWish wish;
};

/// As `Evaluation::export_arrow` says, in order of key.
ArrowArrayStream export_arrow(ArrowExport what);

}  // namespace segql::engine
