#include "engine/proofs.h"

#include <algorithm>

#include "base/try.h"
#include "compiler/prove/claims.h"
#include "compiler/prove/segment_lint.h"
#include "runtime/table/parallel.h"

namespace segql::engine {
namespace {

/// Some seconds. A lint that is not looked for is missed by nobody; a project that cannot be opened is.
constexpr uint64_t kStepsOfLints = 20'000'000;
constexpr uint64_t kStepsOfClaim = 5'000'000;  // of each pair of segments
/// What one prover looks at: many, because it reads what they have in common once, and few enough for all threads.
constexpr size_t kSegmentsOfPart = 1'000;

}  // namespace

Result<diag::Sink> prove_all(const check::Definitions& definitions, const std::vector<check::InputFile>& files,
                             std::span<const Diagnostic> said, size_t num_threads, const Reporting& reporting) {
  const prove::SegmentLint lint(definitions, files, said);
  const std::vector<hir::SegmentId> segments = definitions.segments();
  const std::vector<const hir::Claim*>& claims = definitions.claims();
  const size_t num_parts = (segments.size() + kSegmentsOfPart - 1) / kSegmentsOfPart;
  std::vector<diag::Sink> found(num_parts + claims.size(), diag::Sink(reporting.limits, reporting.strict));
  SEGQL_TRY_VOID(runtime::parallel_for(num_threads, found.size(), [&](size_t task, size_t) {
    if (task >= num_parts) {
      prove::Prover prover(definitions, kStepsOfClaim, UINT64_MAX, lint.texts());
      prove::answer(prover, *claims[task - num_parts], found[task]);
      return;
    }
    const size_t begin = task * kSegmentsOfPart, end = std::min(begin + kSegmentsOfPart, segments.size());
    lint.look_at(std::span(segments).subspan(begin, end - begin), kStepsOfLints / num_parts, found[task]);
  }));
  diag::Sink all(reporting.limits, reporting.strict);
  for (diag::Sink& part : found) all.add_all(std::move(part));
  return all;
}

Result<std::vector<ClaimAnswer>> answer_claims(const check::Definitions& definitions, SourceId source,
                                               const Reporting& reporting) {
  std::vector<ClaimAnswer> answers;
  prove::Prover prover(definitions, kStepsOfClaim);
  for (const hir::Claim* claim : definitions.claims()) {
    if (claim->source != source) continue;
    diag::Sink sink(reporting.limits, reporting.strict);
    const ClaimAnswer::Verdict verdict = prove::answer(prover, *claim, sink);
    answers.push_back({verdict, claim->span, sink.take_sorted()});
  }
  return answers;
}

}  // namespace segql::engine
