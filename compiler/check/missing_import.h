#pragma once
/// The import that a file lacks, as a fix.

#include "compiler/check/env.h"
#include "segql/diagnostic.h"

namespace segql::check {

/// Adds what makes `name` of the file `wanted` visible in that of `env`; nothing where imports would form a cycle, or
/// where no import can name that file.
void add_import_fix(const Env& env, Diagnostic& diagnostic, FileIndex wanted, const ast::Name& name);

}  // namespace segql::check
