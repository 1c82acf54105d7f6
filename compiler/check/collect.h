#pragma once
/// The named definitions of all files, their parameters, and which file sees which.

#include "compiler/check/env.h"

namespace segql::check {

/// Fills `project.files[...].imports`; reports unknown files and names, and cycles.
void resolve_imports(Project& project, Reporter& reporter);
/// Fills `project.definitions` and `project.names`; reports duplicates. REQUIRES: the schema is built.
void collect_definitions(Project& project, Reporter& reporter);
/// The same of one declaration.
void collect_definition(Env& env, const ast::Decl& decl);

}  // namespace segql::check
