#pragma once
/// What is proved of checked definitions: lints of whole segments, and claims.

#include <span>
#include <vector>

#include "compiler/check/definitions.h"
#include "compiler/diag/sink.h"
#include "engine/reporting.h"
#include "segql/claim.h"
#include "segql/result.h"

namespace segql::engine {

/// L-NEVER, L-ALWAYS, E0710 and L-UNPROVED, found by several threads. `files`: those that `definitions` were built of;
/// `said`: what the checker has reported. kCancelled between a
/// thousand segments and the next, or two pairs of a claim.
Result<diag::Sink> prove_all(const check::Definitions& definitions, const std::vector<check::InputFile>& files,
                             std::span<const Diagnostic> said, size_t num_threads, const Reporting& reporting);

/// The sound claims of one source, in its order. Likewise kCancelled.
Result<std::vector<ClaimAnswer>> answer_claims(const check::Definitions& definitions, SourceId source,
                                               const Reporting& reporting);

}  // namespace segql::engine
