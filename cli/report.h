#pragma once
/// The load report as people read it.

#include <string>

#include "segql/load_report.h"

namespace segql::cli {

/// One aligned line per source, and under it what was found in its rows.
std::string print_report(const LoadReport& report);

/// Only the problems, one per line.
std::string print_problems(const LoadReport& report);

}  // namespace segql::cli
