#pragma once
/// Diagnostics in the forms that other programs read.

#include <string>
#include <vector>

#include "cli/options.h"
#include "segql/project.h"

namespace segql::cli {

/// All that `check` found, what is wrong with sources first. `format`: any but kText. `files`: those that were checked;
/// kJunit has a case for each.
///
/// kSarif is SARIF 2.1.0 (docs.oasis-open.org/sarif/sarif/v2.1.0), kGithub the workflow commands that annotate the
/// lines of a change (docs.github.com/en/actions/reference/workflow-commands-for-github-actions).
std::string print_findings(const Engine& engine, const std::vector<SourceFinding>& sources,
                           const std::vector<std::string>& files, Format format);

}  // namespace segql::cli
