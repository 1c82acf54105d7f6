#pragma once
/// Rows that arrive as an Arrow stream.

#include <string>
#include <vector>

#include "runtime/table/builder.h"
#include "runtime/table/staging.h"

namespace segql::runtime {

/// Releases the stream in any case. After an error `staging` holds the rows it held before.
Status import_stream(Staging& staging, schema::TableId table, ArrowArrayStream* stream,
                     const std::vector<ColumnMapping>& mapping, std::string origin);

}  // namespace segql::runtime
