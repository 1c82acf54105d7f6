#pragma once
/// check --fix: what can be put right without thinking is put right in the files.

#include "cli/options.h"
#include "segql/project.h"

namespace segql::cli {

/// Applies the machine-applicable fixes of the project's own files, checks again, and goes on as long as there are
/// some, ten times at most; then writes each file that changed, at once or not at all. Says how many were fixed in
/// which file: on standard output with Format::kText, else on standard error. False, having said why, when a file was
/// not written: it is read-only, or is not as it was read; the others are.
bool fix_files(Project& project, const Options& options);

}  // namespace segql::cli
