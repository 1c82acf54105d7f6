#pragma once
/// How `round`, `floor` and `ceil` round: what the planner folds and both engines compute.

#include "compiler/check/hir.h"
#include "runtime/abi/support_wide.h"

namespace segql::plan {

/// REQUIRES: one of the three.
constexpr runtime::Rounding rounding_of(hir::Function function) {
  if (function == hir::Function::kRound) return runtime::Rounding::kNearest;
  return function == hir::Function::kFloor ? runtime::Rounding::kDown : runtime::Rounding::kUp;
}

}  // namespace segql::plan
