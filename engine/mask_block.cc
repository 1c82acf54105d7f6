#include "engine/mask_block.h"

#include <algorithm>

#include "base/per_machine.h"
#include "runtime/bitmap/bitmap.h"

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

namespace segql::engine {
namespace {

using Kind = MaskNode::Kind;

/// lhs = lhs and rhs, lhs or rhs, for whole blocks: what lies beyond the rows there are means nothing.
SEGQL_PER_MACHINE void and_block(uint64_t* lhs, const uint64_t* rhs) {
  for (uint64_t w = 0; w < kSharedWords; ++w) lhs[w] &= rhs[w];
}
SEGQL_PER_MACHINE void or_block(uint64_t* lhs, const uint64_t* rhs) {
  for (uint64_t w = 0; w < kSharedWords; ++w) lhs[w] |= rhs[w];
}
SEGQL_PER_MACHINE void and_blocks(uint64_t* out, const uint64_t* lhs, const uint64_t* rhs) {
  for (uint64_t w = 0; w < kSharedWords; ++w) out[w] = lhs[w] & rhs[w];
}
SEGQL_PER_MACHINE void or_blocks(uint64_t* out, const uint64_t* lhs, const uint64_t* rhs) {
  for (uint64_t w = 0; w < kSharedWords; ++w) out[w] = lhs[w] | rhs[w];
}

void copy_past_caches(const uint64_t* from, uint64_t* to, uint64_t count) {
#if defined(__SSE2__)
  uint64_t w = 0;
  for (; w + 2 <= count; w += 2) {
    _mm_stream_si128(reinterpret_cast<__m128i*>(to + w), _mm_loadu_si128(reinterpret_cast<const __m128i*>(from + w)));
  }
  if (w < count) to[w] = from[w];
  _mm_sfence();  // before another thread is told of it
#else
  std::copy_n(from, count, to);
#endif
}

}  // namespace

uint64_t MaskBlock::write(const MaskNode& predicate, uint64_t* out, uint64_t count, uint64_t last_mask) {
  const uint64_t* words = evaluate(predicate, result_.data(), count, 0);
  if ((words[count - 1] & ~last_mask) != 0) {
    if (words != result_.data()) std::copy_n(words, count, result_.data());
    result_[count - 1] &= last_mask;
    words = result_.data();
  }
  copy_past_caches(words, out, count);
  return runtime::count_bits({words, count});
}

/// The words of the node: in `out`, or where they are anyway.
const uint64_t* MaskBlock::evaluate(const MaskNode& node, uint64_t* out, uint64_t count, size_t depth) {
  switch (node.kind) {
    case Kind::kEveryone: std::fill_n(out, count, ~uint64_t{0}); return out;
    case Kind::kNobody: std::fill_n(out, count, 0); return out;
    case Kind::kCondition: return condition(node.condition);
    case Kind::kNot: {
      const uint64_t* words = evaluate(node.operands[0], out, count, depth);
      for (uint64_t w = 0; w < count; ++w) out[w] = ~words[w];
      return out;
    }
    case Kind::kAnd:
    case Kind::kOr: break;
  }
  const bool is_and = node.kind == Kind::kAnd;
  if (scratch_.size() <= depth) scratch_.emplace_back(kSharedWords);
  uint64_t* const own = scratch_[depth].data();
  const uint64_t* so_far = nullptr;  // the first operand, then `out`
  for (const MaskNode& operand : node.operands) {
    const uint64_t* words = evaluate(operand, so_far == nullptr ? out : own, count, depth + 1);
    if (so_far == nullptr) {
      so_far = words;
    } else if (so_far == out) {
      is_and ? and_block(out, words) : or_block(out, words);
    } else {
      is_and ? and_blocks(out, so_far, words) : or_blocks(out, so_far, words);
      so_far = out;
    }
  }
  if (so_far != nullptr) return so_far;
  std::fill_n(out, count, is_and ? ~uint64_t{0} : 0);
  return out;
}

}  // namespace segql::engine
