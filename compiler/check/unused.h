#pragma once
/// What is declared or imported for nothing (L-UNUSED). A definition that nothing uses is none of these: a segment or
/// an attribute is asked for by its name, and a `define` by a host's questions.

#include "compiler/check/project.h"

namespace segql::check {

/// Parameters that their definition does not read, and imports of which their file uses nothing.
void report_unused(Project& project, Reporter& reporter);

}  // namespace segql::check
