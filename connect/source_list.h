#pragma once
/// Which source belongs to which declared entity or event: every table has one, and every source a table.

#include <string>
#include <vector>

#include "connect/project_file.h"
#include "segql/engine.h"
#include "segql/project.h"
#include "segql/result.h"

namespace segql::connect {

/// Each source of an unknown table, and each column mapping of an unknown field; then each table without a source.
std::vector<SourceFinding> check_sources(const ProjectFile& project, const std::vector<TableInfo>& tables);

/// The source of each of `tables`, in their order, pointing into `project`; else the first of the above, kNotFound.
Result<std::vector<const SourceSpec*>> match_sources(const ProjectFile& project, const std::vector<TableInfo>& tables);

}  // namespace segql::connect
