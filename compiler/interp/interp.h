#pragma once
/// Door of this folder: the plain evaluator. Slow, obvious, and the oracle of everything else.

#include "compiler/plan/plan.h"
#include "runtime/abi/scan.h"

namespace segql::interp {

/// Evaluates words [args.first_word, args.last_word) as `ScanArgs` says. Thread-safe for disjoint ranges and own
/// contexts.
void run(const plan::Scan& scan, const runtime::ScanArgs& args);

}  // namespace segql::interp
