#pragma once
/// Rows that a host appends one by one.

#include <utility>
#include <vector>

#include "runtime/table/builder.h"
#include "runtime/table/staging.h"

namespace segql::runtime {

Status append_host_row(Staging& staging, schema::TableId table,
                       const std::vector<std::pair<schema::FieldId, Cell>>& cells, const std::vector<Items>& items);

}  // namespace segql::runtime
