#pragma once
/// `MaskBlock`: the words of shared conditions for one block of rows, and predicates made of them.

#include <cstdint>
#include <deque>
#include <utility>
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

  /// Writes the first `count` words of a predicate to `out`, which is aligned to 64 bytes, past the caches: nobody
  /// reads them soon. Null: nowhere. Bits of the last word outside `last_mask` are 0. Returns how many bits are 1.
  uint64_t write(const MaskNode& predicate, uint64_t* out, uint64_t count, uint64_t last_mask);
  /// After the last `write` of a thread, before others read what was written.
  static void finish();

 private:
  const uint64_t* evaluate(const MaskNode& node, uint64_t* out, uint64_t count, size_t depth);

  const uint64_t* join(const MaskNode& node, size_t num_operands, uint64_t* out, uint64_t count, size_t depth);
  std::pair<const uint64_t*, const uint64_t*> last_operands(const MaskNode& node, uint64_t count);

  std::vector<uint64_t> conditions_, result_, last_;
  std::deque<std::vector<uint64_t>> scratch_;  ///< by depth; stays where it is when one more is needed
};

}  // namespace segql::engine
