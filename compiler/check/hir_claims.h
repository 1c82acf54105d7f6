#pragma once
/// An `expect` of the definitions in the typed tree: what is to be proved of segments.

#include <span>
#include <string_view>

#include "compiler/check/hir.h"

namespace segql::hir {

struct Claim {
  enum class Kind : uint8_t { kDisjoint, kCover, kImplies, kEquals } kind;
  std::span<const SegmentId> segments;  ///< all of one entity; kImplies, kEquals: two
  std::span<const Span> spans;          ///< where each is named
  SegmentId population;                 ///< kCover: the rows that are to be covered; invalid: every row
  std::string_view population_text;     ///< `customer where city is present`
  SourceId source;
  Span span;  ///< of the declaration
};

}  // namespace segql::hir
