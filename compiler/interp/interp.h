#pragma once
/// Door of this folder: the plain evaluator. Slow, obvious, and the oracle of everything else.

#include "compiler/plan/plan.h"
#include "runtime/abi/scan.h"

namespace segql::interp {

/// Evaluates words [args.first_word, args.last_word) as `ScanArgs` says. Thread-safe for disjoint ranges and own
/// contexts.
void run(const plan::Scan& scan, const runtime::ScanArgs& args);

/// Whether the scan keeps this row; if so, its values are written as if it were row 0. `first_word`, `last_word` and
/// `out` of `args` say nothing.
bool run_row(const plan::Scan& scan, const runtime::ScanArgs& args, uint64_t row);

}  // namespace segql::interp
