#pragma once
/// `MaskBlock`: the words of shared conditions for one block of rows, and predicates made of them.

#include <cstdint>
#include <deque>
#include <vector>

#include "engine/shared_conditions.h"

namespace segql::engine {

/// Rows for which the words of some hundred conditions stay in the second-level cache.
inline constexpr uint64_t kSharedWords = 256;

class MaskBlock {
 public:
  explicit MaskBlock(size_t num_conditions) : conditions_(num_conditions * kSharedWords), result_(kSharedWords) {}

  /// Where the words of a condition are to be written.
  uint64_t* condition(size_t index) { return conditions_.data() + index * kSharedWords; }

  /// Writes the first `count` words of a predicate to `out`, which is aligned to 16 bytes, past the caches: nobody
  /// reads them soon. Bits of the last word outside `last_mask` become 0. Returns how many bits are 1.
  uint64_t write(const MaskNode& predicate, uint64_t* out, uint64_t count, uint64_t last_mask);

 private:
  const uint64_t* evaluate(const MaskNode& node, uint64_t* out, uint64_t count, size_t depth);

  std::vector<uint64_t> conditions_, result_;
  std::deque<std::vector<uint64_t>> scratch_;  ///< by depth; stays where it is when one more is needed
};

}  // namespace segql::engine
