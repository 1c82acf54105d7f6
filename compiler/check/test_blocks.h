#pragma once
/// Checking `test "..." of segment(...) as of t { given ... expect ... }` (language.md section 6).

#include "compiler/check/env.h"

namespace segql::check {

/// Adds a sound test to `project.tests`. REQUIRES: the definitions of all files have been checked.
void check_test(Env& env, const ast::Test& test, Span at);

}  // namespace segql::check
