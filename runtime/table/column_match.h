#pragma once
/// Which column of a source each field is read from.

#include <optional>
#include <string>
#include <vector>

#include "runtime/table/builder.h"
#include "schema/schema.h"

namespace segql::runtime {

/// For each field the position of its column in `columns`, or nothing where the field is left to its default or
/// missing. kNotFound names the columns there are.
Result<std::vector<std::optional<size_t>>> match_columns(const schema::Table& table,
                                                         const std::vector<std::string>& columns,
                                                         const std::vector<ColumnMapping>& mapping);

}  // namespace segql::runtime
