#include "compiler/plan/substring.h"

#include <algorithm>
#include <array>
#include <cstring>

#include "base/per_machine.h"

namespace segql::plan {
namespace {

constexpr uint64_t kBlock = 64;
constexpr uint64_t kAhead = 4096;     ///< bytes asked of the memory early, measured
constexpr uint64_t kMostPlaces = 64;  ///< of a pattern that are looked at for rare bytes

/// Bytes by how often they stand in the first part of the text.
std::array<uint32_t, 256> frequencies(std::string_view text) {
  constexpr size_t kEnough = 16'384;
  std::array<uint32_t, 256> counts{};
  for (const char byte : text.substr(0, kEnough)) ++counts[static_cast<uint8_t>(byte)];
  return counts;
}

/// Rare bytes of a pattern, and where in it they stand.
struct Rare {
  const char* at[3];  ///< that far into the text
  uint8_t byte[3];
};

/// The first block from `block` on, before `end`, with a place where all three bytes stand; `end`: none.
SEGQL_PER_MACHINE
uint64_t next_candidate(const Rare& rare, uint64_t block, uint64_t end) {
  const auto* x = reinterpret_cast<const uint8_t*>(rare.at[0]);
  const auto* y = reinterpret_cast<const uint8_t*>(rare.at[1]);
  const auto* z = reinterpret_cast<const uint8_t*>(rare.at[2]);
  const uint8_t a = rare.byte[0], b = rare.byte[1], c = rare.byte[2];
  for (; block < end; block += kBlock) {
    // The processor's own prefetching is half as fast here: three streams that overlap mislead it.
    __builtin_prefetch(x + block + kAhead);
    uint8_t any = 0;
    for (uint64_t i = block; i < block + kBlock; ++i)
      any |= static_cast<uint8_t>((x[i] == a) & (y[i] == b) & (z[i] == c));
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
  std::array<bool, kMostPlaces> taken{};
  const uint64_t places = std::min<uint64_t>(pattern.size(), kMostPlaces);
  for (uint64_t n = 0; n < rare_.size(); ++n) {
    rare_[n] = n == 0 ? 0 : rare_[n - 1];
    bool found = false;
    for (uint64_t i = 0; i < places; ++i) {
      if (taken[i] || (found && !rarer(i, rare_[n]))) continue;
      rare_[n] = i;
      found = true;
    }
    taken[rare_[n]] = true;
  }
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
  Rare rare{};
  for (size_t n = 0; n < rare_.size(); ++n) {
    rare.at[n] = text + rare_[n];
    rare.byte[n] = static_cast<uint8_t>(pattern_[rare_[n]]);
  }
  const uint64_t size = text_.size(), last = size - pattern_.size();  // the last place it may stand at
  // Blocks whose bytes are all in the text.
  const uint64_t reach = *std::max_element(rare_.begin(), rare_.end()) + kBlock;
  const uint64_t end = size - from >= reach ? from + ((size - from - reach) / kBlock + 1) * kBlock : from;
  for (uint64_t block = from; block < end; block += kBlock) {
    block = next_candidate(rare, block, end);
    if (block == end) break;
    const uint64_t block_end = std::min(block + kBlock, last + 1);
    for (uint64_t at = block; at < block_end; ++at) {
      const void* const first = std::memchr(rare.at[0] + at, rare.byte[0], block_end - at);
      if (first == nullptr) break;
      at = static_cast<uint64_t>(static_cast<const char*>(first) - rare.at[0]);
      const auto stands = [&](size_t n) { return static_cast<uint8_t>(rare.at[n][at]) == rare.byte[n]; };
      if (!stands(1) || !stands(2)) continue;
      if (std::memcmp(text + at, pattern_.data(), pattern_.size()) == 0) return at;
      wasted_ += pattern_.size();
    }
    if (wasted_ > 4 * block + 65'536) return find(block + kBlock);
  }
  const void* found = end > last ? nullptr : ::memmem(text + end, size - end, pattern_.data(), pattern_.size());
  return found == nullptr ? size : static_cast<uint64_t>(static_cast<const char*>(found) - text);
}

}  // namespace segql::plan
