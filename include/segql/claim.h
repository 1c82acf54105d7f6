#pragma once
/// What is found out about a claim of the definitions (`expect disjoint ...`). Plain data.

#include <cstdint>
#include <vector>

#include "segql/diagnostic.h"

namespace segql {

struct ClaimAnswer {
  enum class Verdict : uint8_t {
    kProved,     ///< it holds for every row of every data, at every instant
    kDisproved,  ///< there can be a row for which it does not
    kNotKnown,   ///< neither was found
  } verdict;
  Span span;  ///< of the claim in its source
  /// Why it is not proved: E0710 with such a row, L-UNPROVED; of each pair of segments. Of more than
  /// `Limits::diagnostics` the last, E0100, says how many more there are.
  std::vector<Diagnostic> findings;
};

}  // namespace segql
