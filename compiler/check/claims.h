#pragma once
/// Checking `expect disjoint a, b` and the like: segments that exist, and are of one entity.

#include "compiler/check/env.h"

namespace segql::check {

/// Adds a sound claim to `project.claims`. REQUIRES: the definitions of all files have been checked.
void check_claim(Env& env, const ast::Claim& claim, Span at);

}  // namespace segql::check
