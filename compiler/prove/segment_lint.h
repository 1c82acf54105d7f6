#pragma once
/// `SegmentLint`: segments that nobody or everybody is in (L-NEVER, L-ALWAYS).

#include <cstdint>
#include <memory>
#include <set>
#include <span>
#include <utility>
#include <vector>

#include "compiler/check/definitions.h"
#include "compiler/diag/sink.h"
#include "compiler/prove/text_order.h"

namespace segql::prove {

/// Thread-safe. All that it is made of must outlive it.
class SegmentLint {
 public:
  /// `files`: those that `definitions` were built of, in the order of their ids. `said`: what the checker has reported;
  /// of a segment that it has found such a condition in, nothing is said again.
  SegmentLint(const check::Definitions& definitions, const std::vector<check::InputFile>& files,
              std::span<const Diagnostic> said);

  const std::shared_ptr<const TextOrder>& texts() const { return texts_; }

  /// `steps`, as `Prover` counts them, are for all of them; those that come when they are used up are not looked at.
  void look_at(std::span<const hir::SegmentId> segments, uint64_t steps, diag::Sink& sink) const;

 private:
  class Look;
  /// The declaration; null: it is written nowhere.
  const ast::Decl* find(const hir::Segment& segment) const;

  const check::Definitions& definitions_;
  const std::vector<check::InputFile>& files_;
  std::shared_ptr<const TextOrder> texts_;
  std::set<std::pair<SourceId, uint32_t>> said_;
};

}  // namespace segql::prove
