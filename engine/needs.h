#pragma once
/// What has to be evaluated for a definition, in an order in which it can be.

#include <cstddef>
#include <string>
#include <vector>

#include "compiler/check/definitions.h"

namespace segql::engine {

/// A segment, or an attribute as seen from a timezone: what is evaluated once.
struct Need {
  hir::SegmentId segment;      ///< invalid for an attribute
  hir::AttributeId attribute;  ///< invalid for a segment
  std::string zone;            ///< of the windows in it
  /// In a list in order: where the needs begin that stand in it because of this one.
  size_t first = 0;

  static Need of(const check::Definitions& definitions, hir::SegmentId id);
  static Need of(hir::AttributeId id, std::string zone);
};

/// `root` and everything it uses, directly or through others: each once, after all it uses itself; `root` comes last.
/// Chains may be of any length.
std::vector<Need> in_order(const check::Definitions& definitions, Need root);

}  // namespace segql::engine
