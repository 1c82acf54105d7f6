#pragma once
/// Whether what is claimed of segments (`expect disjoint ...`) is so.

#include "compiler/diag/sink.h"
#include "compiler/prove/prover.h"

namespace segql::prove {

/// Reports what is wrong (E0710), with a row, and what is not proved (L-UNPROVED): of each pair of segments that is.
/// kDisproved where anything of it is.
Answer::Verdict answer(Prover& prover, const hir::Claim& claim, diag::Sink& sink);

}  // namespace segql::prove
