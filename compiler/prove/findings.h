#pragma once
/// What the prover has to say about checked definitions: segments that nobody or everybody is in (L-NEVER, L-ALWAYS),
/// and claims that are wrong (E0710) or not proved (L-UNPROVED).

#include <vector>

#include "compiler/check/definitions.h"
#include "compiler/diag/sink.h"

namespace segql::prove {

/// `files`: those that `definitions` were built of. What the checker has reported of a segment is not said again.
void report_findings(const check::Definitions& definitions, const std::vector<check::InputFile>& files,
                     diag::Sink& sink);

}  // namespace segql::prove
