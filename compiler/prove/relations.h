#pragma once
/// Which segments imply, equal or exclude each other: everything that is proved about pairs.

#include <vector>

#include "compiler/prove/prover.h"

namespace segql::prove {

struct Relation {
  enum class Kind : uint8_t { kImplies, kEqual, kDisjoint } kind;
  hir::SegmentId a, b;  ///< kImplies: a implies b
};

/// Of those segments that are of one entity, each pair at most once, in the order given. Segments that nobody or
/// everybody is in are left out: they imply everything, or are implied by it.
std::vector<Relation> find_relations(Prover& prover, const std::vector<hir::SegmentId>& segments);

}  // namespace segql::prove
