#include "engine/mask_block.h"

#include <algorithm>
#include <bit>

#include "base/per_machine.h"

#if defined(__x86_64__)
#include <immintrin.h>
#endif

namespace segql::engine {
namespace {

using Kind = MaskNode::Kind;

/// For whole blocks: what lies beyond the rows there are means nothing. `out` may be `lhs`.
SEGQL_PER_MACHINE void and_blocks(uint64_t* out, const uint64_t* lhs, const uint64_t* rhs) {
  for (uint64_t w = 0; w < kSharedWords; ++w) out[w] = lhs[w] & rhs[w];
}
SEGQL_PER_MACHINE void or_blocks(uint64_t* out, const uint64_t* lhs, const uint64_t* rhs) {
  for (uint64_t w = 0; w < kSharedWords; ++w) out[w] = lhs[w] | rhs[w];
}

// The last step of a predicate goes to memory past the caches, and is counted on its way. `out` is aligned to 64 bytes;
// null: it is counted only.

#if defined(__x86_64__)
#define SEGQL_COUNTING [[gnu::target("avx512f,avx512vpopcntdq")]]
template <bool kIsOr>
SEGQL_COUNTING uint64_t write_whole(uint64_t* out, const uint64_t* lhs, const uint64_t* rhs) {
  __m512i counts = _mm512_setzero_si512();
  for (uint64_t w = 0; w < kSharedWords; w += 8) {
    const __m512i a = _mm512_loadu_si512(lhs + w), b = _mm512_loadu_si512(rhs + w);
    const __m512i word = kIsOr ? _mm512_or_si512(a, b) : _mm512_and_si512(a, b);
    counts = _mm512_add_epi64(counts, _mm512_popcnt_epi64(word));
    if (out != nullptr) _mm512_stream_si512(reinterpret_cast<__m512i*>(out + w), word);
  }
  uint64_t all[8], count = 0;
  _mm512_storeu_si512(all, counts);
  for (const uint64_t each : all) count += each;
  return count;
}
bool has_vector_counts() { return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512vpopcntdq"); }
/// Before another thread is told of it.
void finish_writing() { _mm_sfence(); }
#else
template <bool kIsOr>
uint64_t write_whole(uint64_t*, const uint64_t*, const uint64_t*) {
  return 0;
}
bool has_vector_counts() { return false; }
void finish_writing() {}
#endif

template <bool kIsOr>
uint64_t write_words(uint64_t* out, const uint64_t* lhs, const uint64_t* rhs, uint64_t count, uint64_t last_mask) {
  uint64_t ones = 0;
  for (uint64_t w = 0; w < count; ++w) {
    const uint64_t mask = w + 1 == count ? last_mask : ~uint64_t{0};
    const uint64_t word = (kIsOr ? lhs[w] | rhs[w] : lhs[w] & rhs[w]) & mask;
    if (out != nullptr) out[w] = word;
    ones += static_cast<uint64_t>(std::popcount(word));
  }
  return ones;
}

}  // namespace

uint64_t MaskBlock::write(const MaskNode& predicate, uint64_t* out, uint64_t count, uint64_t last_mask) {
  const auto [lhs, rhs] = last_operands(predicate, count);
  const bool is_or = predicate.kind == Kind::kOr;
  if (count == kSharedWords && last_mask == ~uint64_t{0} && has_vector_counts())
    return is_or ? write_whole<true>(out, lhs, rhs) : write_whole<false>(out, lhs, rhs);
  return is_or ? write_words<true>(out, lhs, rhs, count, last_mask)
               : write_words<false>(out, lhs, rhs, count, last_mask);
}

void MaskBlock::finish() { finish_writing(); }

/// What the last step is about: the first operands of an And or Or, and its last one; of others twice the same.
std::pair<const uint64_t*, const uint64_t*> MaskBlock::last_operands(const MaskNode& node, uint64_t count) {
  const bool joins = node.kind == Kind::kAnd || node.kind == Kind::kOr;
  if (!joins || node.operands.empty()) {
    const uint64_t* const words = evaluate(node, result_.data(), count, 0);
    return {words, words};
  }
  const uint64_t* const lhs = join(node, node.operands.size() - 1, result_.data(), count, 0);
  if (last_.empty()) last_.resize(kSharedWords);
  const uint64_t* const rhs = evaluate(node.operands.back(), last_.data(), count, 1);
  return {lhs == nullptr ? rhs : lhs, rhs};
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
  if (const uint64_t* words = join(node, node.operands.size(), out, count, depth); words != nullptr) return words;
  std::fill_n(out, count, node.kind == Kind::kAnd ? ~uint64_t{0} : 0);
  return out;
}

/// The first operands of an And or Or together; null when they are none.
const uint64_t* MaskBlock::join(const MaskNode& node, size_t num_operands, uint64_t* out, uint64_t count,
                                size_t depth) {
  const bool is_and = node.kind == Kind::kAnd;
  if (scratch_.size() <= depth) scratch_.emplace_back(kSharedWords);
  uint64_t* const own = scratch_[depth].data();
  const uint64_t* so_far = nullptr;  // the first operand, then `out`
  for (size_t i = 0; i < num_operands; ++i) {
    const uint64_t* words = evaluate(node.operands[i], so_far == nullptr ? out : own, count, depth + 1);
    if (so_far != nullptr) {
      is_and ? and_blocks(out, so_far, words) : or_blocks(out, so_far, words);
      words = out;
    }
    so_far = words;
  }
  return so_far;
}

}  // namespace segql::engine
