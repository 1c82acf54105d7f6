#include "compiler/plan/substring.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>

namespace segql::plan {
namespace {

constexpr uint64_t kBlock = 64;

/// Bytes by how often they stand in the first part of the text.
std::array<uint32_t, 256> frequencies(std::string_view text) {
  constexpr size_t kEnough = 16'384;
  std::array<uint32_t, 256> counts{};
  for (const char byte : text.substr(0, kEnough)) ++counts[static_cast<uint8_t>(byte)];
  return counts;
}

#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__) && !defined(__SANITIZE_ADDRESS__) && \
    !defined(__SANITIZE_THREAD__)
#define SEGQL_PER_MACHINE __attribute__((target_clones("arch=skylake-avx512", "avx2", "default")))
#else
#define SEGQL_PER_MACHINE
#endif

/// The first block from `block` on, before `end`, with a place where both bytes stand; `end`: none. Reads
/// [first, first + kBlock) and [second, second + kBlock) of every block.
SEGQL_PER_MACHINE
uint64_t next_candidate(const char* text, uint64_t block, uint64_t end, uint64_t first, uint64_t second, uint8_t a,
                        uint8_t b) {
  for (; block < end; block += kBlock) {
    const auto* lhs = reinterpret_cast<const uint8_t*>(text + block + first);
    const auto* rhs = reinterpret_cast<const uint8_t*>(text + block + second);
    uint8_t any = 0;
    for (uint64_t i = 0; i < kBlock; ++i) any |= static_cast<uint8_t>((lhs[i] == a) & (rhs[i] == b));
    if (any != 0) return block;
  }
  return end;
}

}  // namespace

SubstringSearch::SubstringSearch(std::string_view pattern, std::string_view text) : pattern_(pattern), text_(text) {
  const auto counts = frequencies(text);
  const auto rarer = [&](uint64_t i, uint64_t k) {
    return counts[static_cast<uint8_t>(pattern[i])] < counts[static_cast<uint8_t>(pattern[k])];
  };
  for (uint64_t i = 1; i < pattern.size(); ++i) {
    if (rarer(i, first_)) first_ = i;
  }
  second_ = first_ == 0 ? pattern.size() - 1 : 0;
  for (uint64_t i = 0; i < pattern.size(); ++i) {
    if (i != first_ && rarer(i, second_)) second_ = i;
  }
  if (first_ > second_) std::swap(first_, second_);
}

uint64_t SubstringSearch::find(uint64_t from) {
  const uint64_t size = text_.size();
  if (from >= size || size - from < pattern_.size()) return size;
  // The bytes wasted may be a few times the bytes passed over, and a beginning.
  if (wasted_ <= 4 * from + 65'536) return find_in_blocks(from);
  const void* found = ::memmem(text_.data() + from, size - from, pattern_.data(), pattern_.size());
  return found == nullptr ? size : static_cast<uint64_t>(static_cast<const char*>(found) - text_.data());
}

uint64_t SubstringSearch::find_in_blocks(uint64_t from) {
  const char* const text = text_.data();
  const auto a = static_cast<uint8_t>(pattern_[first_]), b = static_cast<uint8_t>(pattern_[second_]);
  const uint64_t size = text_.size(), last = size - pattern_.size();  // the last place it may stand at
  // Blocks whose bytes are all in the text.
  const uint64_t whole = size - from >= second_ + kBlock ? (size - from - second_) / kBlock : 0;
  const uint64_t end = from + whole * kBlock;
  for (uint64_t block = from; block < end; block += kBlock) {
    block = next_candidate(text, block, end, first_, second_, a, b);
    if (block == end) break;
    for (uint64_t at = block; at < block + kBlock && at <= last; ++at) {
      if (static_cast<uint8_t>(text[at + first_]) != a || static_cast<uint8_t>(text[at + second_]) != b) continue;
      if (std::memcmp(text + at, pattern_.data(), pattern_.size()) == 0) return at;
      wasted_ += pattern_.size();
    }
    if (wasted_ > 4 * block + 65'536) return find(block + kBlock);
  }
  const void* found = end > last ? nullptr : ::memmem(text + end, size - end, pattern_.data(), pattern_.size());
  return found == nullptr ? size : static_cast<uint64_t>(static_cast<const char*>(found) - text);
}

}  // namespace segql::plan
