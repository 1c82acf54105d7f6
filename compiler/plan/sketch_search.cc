#include "compiler/plan/sketch_search.h"

#include <algorithm>
#include <cstring>

#include "base/per_machine.h"

namespace segql::plan {
namespace {

constexpr uint64_t kBlock = 256;          ///< bytes of the sketch between two looks at what was found
constexpr uint64_t kAhead = 2048;         ///< bytes asked of the memory early, measured
constexpr uint64_t kMostPlaces = 64;      ///< of a pattern that are looked at for rare bytes
constexpr uint64_t kBytesPerPlace = 128;  ///< more places than one in so many: not worth it
constexpr uint64_t kSampled = 16'384;     ///< bytes of the sketch that tell which are rare
static_assert(kBlock + kMostPlaces <= runtime::TextSketch::kMargin);

/// Four bytes and where they are looked for, relative to a block; of the last some bits count.
struct Streams {
  const uint8_t *x, *y, *z, *t;
  uint8_t a, b, c, d, mask;
};

/// 1 where all four stand. Streams are taken by value: compilers do not keep in registers what a store might change.
[[gnu::always_inline]] inline uint8_t stands(const Streams s, uint64_t i) {
  return static_cast<uint8_t>((s.x[i] == s.a) & (s.y[i] == s.b) & (s.z[i] == s.c) & ((s.t[i] & s.mask) == s.d));
}

SEGQL_PER_MACHINE
uint64_t next_block(const Streams even, const Streams odd, uint64_t block, uint64_t end) {
  for (; block < end; block += kBlock) {
    // The processor's own prefetching is slower here: streams that overlap mislead it.
    for (uint64_t line = 0; line < kBlock; line += 64) __builtin_prefetch(even.x + block + kAhead + line);
    uint8_t any = 0;
    for (uint64_t i = block; i < block + kBlock; ++i) any |= static_cast<uint8_t>(stands(even, i) | stands(odd, i));
    if (any != 0) return block;
  }
  return end;
}

/// hits[i]: bit 0, the pattern may begin in the low nibble; bit 1, in the high one.
SEGQL_PER_MACHINE
void hits_of(const Streams even, const Streams odd, uint64_t block, uint8_t* __restrict hits) {
  for (uint64_t i = 0; i < kBlock; ++i)
    hits[i] = static_cast<uint8_t>(stands(even, block + i) | stands(odd, block + i) << 1);
}

}  // namespace

SketchSearch::SketchSearch(std::string_view pattern, const runtime::TextSketch& sketch, uint64_t size)
    : sketch_(sketch) {
  std::array<uint32_t, 256> counts{};
  for (uint64_t i = 0; i < std::min(kSampled, size / 2); ++i) ++counts[sketch.nibbles()[i]];
  even_ = rare_bytes(pattern, 0, counts);
  odd_ = rare_bytes(pattern, 1, counts);
  const size_t nibbles = std::min<size_t>(pattern.size(), 15);  // of 16 one may be before the pattern
  for (size_t i = 0; i < nibbles; ++i) {
    beginning_ |= uint64_t{sketch.class_of(pattern[i])} << (4 * i);
    mask_ |= uint64_t{15} << (4 * i);
  }
}

bool SketchSearch::may_stand_at(uint64_t place) const {
  uint64_t nibbles;
  std::memcpy(&nibbles, sketch_.nibbles() + place / 2, sizeof nibbles);
  return ((nibbles >> (4 * (place % 2)) ^ beginning_) & mask_) == 0;
}

std::array<SketchSearch::Byte, SketchSearch::kBytes> SketchSearch::rare_bytes(
    std::string_view pattern, uint64_t before, const std::array<uint32_t, 256>& counts) const {
  std::vector<Byte> whole, parts;
  const auto add = [&](std::vector<Byte>& to, uint64_t offset, int value, int mask) {
    Byte made{offset, static_cast<uint8_t>(value), static_cast<uint8_t>(mask), 0};
    for (int byte = 0; byte < 256; ++byte) made.count += (byte & mask) == value ? counts[static_cast<size_t>(byte)] : 0;
    to.push_back(made);
  };
  // Byte j of the sketch has places 2j - before and the next.
  const uint64_t size = std::min<uint64_t>(pattern.size(), kMostPlaces);
  uint64_t place = before;
  for (; place + 1 < size; place += 2)
    add(whole, (place + before) / 2, sketch_.class_of(pattern[place]) | sketch_.class_of(pattern[place + 1]) << 4,
        0xFF);
  if (before != 0) add(parts, 0, sketch_.class_of(pattern[0]) << 4, 0xF0);
  if (place < size) add(parts, (place + before) / 2, sketch_.class_of(pattern[place]), 0x0F);
  const auto rarer = [](const Byte& a, const Byte& b) { return a.count < b.count; };
  std::stable_sort(whole.begin(), whole.end(), rarer);
  std::array<Byte, kBytes> rare;
  for (size_t i = 0; i < kBytes; ++i) rare[i] = whole[std::min(i, whole.size() - 1)];  // of few, one several times
  if (whole.size() >= kBytes) parts.push_back(whole[kBytes - 1]);
  if (!parts.empty()) rare.back() = *std::min_element(parts.begin(), parts.end(), rarer);
  return rare;
}

bool SketchSearch::find(uint64_t begin, uint64_t end, std::vector<uint64_t>& places) const {
  const auto streams = [&](const std::array<Byte, kBytes>& bytes) {
    const auto at = [&](size_t i) { return sketch_.nibbles() + bytes[i].offset; };
    return Streams{at(0),          at(1),          at(2),          at(3),        bytes[0].value,
                   bytes[1].value, bytes[2].value, bytes[3].value, bytes[3].mask};
  };
  const Streams even = streams(even_), odd = streams(odd_);
  const uint64_t most = places.size() + (end - begin) / kBytesPerPlace + 64;
  const uint64_t last = (end + 1) / 2;
  alignas(64) uint8_t hits[kBlock];
  for (uint64_t block = begin / 2; block < last; block += kBlock) {
    block = next_block(even, odd, block, last);
    if (block >= last) break;
    hits_of(even, odd, block, hits);
    for (uint64_t i = 0; i < kBlock; i += 32) {
      std::array<uint64_t, 4> words;
      std::memcpy(words.data(), hits + i, sizeof words);
      if ((words[0] | words[1] | words[2] | words[3]) == 0) continue;
      for (uint64_t k = i; k < i + 32; ++k) {
        for (const uint64_t high : {0, 1}) {
          const uint64_t place = 2 * (block + k) + high;
          if (((hits[k] >> high) & 1) != 0 && place >= begin && place < end && may_stand_at(place))
            places.push_back(place);
        }
      }
    }
    if (places.size() > most) return false;
  }
  return true;
}

}  // namespace segql::plan
