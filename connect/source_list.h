#pragma once
/// Which source belongs to which declared entity or event: every table has one, and every source a table.

#include <string>
#include <vector>

#include "connect/project_file.h"
#include "segql/engine.h"
#include "segql/result.h"

namespace segql::connect {

/// The source of each of `tables`, in their order, pointing into `project`. A table without a source is kNotFound and
/// names the sources there are; so is a source of an unknown table, and a column mapping of an unknown field.
Result<std::vector<const SourceSpec*>> match_sources(const ProjectFile& project, const std::vector<TableInfo>& tables);

}  // namespace segql::connect
