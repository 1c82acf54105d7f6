#include "compiler/plan/sketch_search.h"

#include <algorithm>
#include <cstring>

#include "base/per_machine.h"

namespace segql::plan {
namespace {

constexpr uint64_t kBlock = 256;          ///< bytes of the sketch between two looks at what was found
constexpr uint64_t kAhead = 2048;         ///< bytes asked of the memory early, measured
constexpr uint64_t kMostPlaces = 64;      ///< of a pattern that are looked at for rare pairs
constexpr uint64_t kBytesPerPlace = 128;  ///< more places than one in so many: not worth it
constexpr uint64_t kSampled = 16'384;     ///< bytes of the sketch that tell which pairs are rare
static_assert(kBlock + kMostPlaces <= runtime::TextSketch::kMargin);

/// Three bytes and where they are looked for, relative to a block.
struct Streams {
  const uint8_t *x, *y, *z;
  uint8_t a, b, c;
};

// Streams are taken by value: compilers do not keep in registers what a store might change.

SEGQL_PER_MACHINE
uint64_t next_block(const Streams even, const Streams odd, uint64_t block, uint64_t end) {
  const uint8_t *const x = even.x, *const y = even.y, *const z = even.z;
  const uint8_t *const u = odd.x, *const v = odd.y, *const w = odd.z;
  const uint8_t a = even.a, b = even.b, c = even.c, d = odd.a, e = odd.b, f = odd.c;
  for (; block < end; block += kBlock) {
    // The processor's own prefetching is slower here: streams that overlap mislead it.
    for (uint64_t line = 0; line < kBlock; line += 64) __builtin_prefetch(x + block + kAhead + line);
    uint8_t any = 0;
    for (uint64_t i = block; i < block + kBlock; ++i) {
      any |=
          static_cast<uint8_t>(((x[i] == a) & (y[i] == b) & (z[i] == c)) | ((u[i] == d) & (v[i] == e) & (w[i] == f)));
    }
    if (any != 0) return block;
  }
  return end;
}

/// hits[i]: bit 0, the pattern may begin in the low nibble; bit 1, in the high one.
SEGQL_PER_MACHINE
void hits_of(const Streams even, const Streams odd, uint64_t block, uint8_t* __restrict hits) {
  const uint8_t *const x = even.x + block, *const y = even.y + block, *const z = even.z + block;
  const uint8_t *const u = odd.x + block, *const v = odd.y + block, *const w = odd.z + block;
  const uint8_t a = even.a, b = even.b, c = even.c, d = odd.a, e = odd.b, f = odd.c;
  for (uint64_t i = 0; i < kBlock; ++i) {
    const auto low = static_cast<uint8_t>((x[i] == a) & (y[i] == b) & (z[i] == c));
    const auto high = static_cast<uint8_t>((u[i] == d) & (v[i] == e) & (w[i] == f));
    hits[i] = static_cast<uint8_t>(low | high << 1);
  }
}

}  // namespace

SketchSearch::SketchSearch(std::string_view pattern, const runtime::TextSketch& sketch, uint64_t size)
    : sketch_(sketch) {
  std::array<uint32_t, 256> counts{};
  for (uint64_t i = 0; i < std::min(kSampled, size / 2); ++i) ++counts[sketch.nibbles()[i]];
  even_ = rare_pairs(pattern, 0, counts);
  odd_ = rare_pairs(pattern, 1, counts);
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

SketchSearch::Pairs SketchSearch::rare_pairs(std::string_view pattern, uint64_t before,
                                             const std::array<uint32_t, 256>& counts) const {
  // The pattern begins in nibble `before` of a byte; its pair at offset j is of the places 2j - before and the next.
  struct Pair {
    uint64_t offset;
    uint8_t byte;
  };
  std::vector<Pair> pairs;
  const uint64_t size = std::min<uint64_t>(pattern.size(), kMostPlaces);
  for (uint64_t place = before; place + 1 < size; place += 2) {
    const int byte = sketch_.class_of(pattern[place]) | sketch_.class_of(pattern[place + 1]) << 4;
    pairs.push_back({(place + before) / 2, static_cast<uint8_t>(byte)});
  }
  std::stable_sort(pairs.begin(), pairs.end(),
                   [&](const Pair& a, const Pair& b) { return counts[a.byte] < counts[b.byte]; });
  Pairs rare;
  for (size_t i = 0; i < kPairs; ++i) {  // a short pattern has the last one more than once
    const Pair& pair = pairs[std::min(i, pairs.size() - 1)];
    rare.offset[i] = pair.offset;
    rare.byte[i] = pair.byte;
  }
  return rare;
}

bool SketchSearch::find(uint64_t begin, uint64_t end, std::vector<uint64_t>& places) const {
  const auto streams = [&](const Pairs& pairs) {
    const uint8_t* const at = sketch_.nibbles();
    return Streams{at + pairs.offset[0], at + pairs.offset[1], at + pairs.offset[2],
                   pairs.byte[0],        pairs.byte[1],        pairs.byte[2]};
  };
  const Streams even = streams(even_), odd = streams(odd_);
  const uint64_t most = places.size() + (end - begin) / kBytesPerPlace + 64;
  const uint64_t last = (end + 1) / 2;
  alignas(64) uint8_t hits[kBlock];
  for (uint64_t block = begin / 2; block < last; block += kBlock) {
    block = next_block(even, odd, block, last);
    if (block >= last) break;
    hits_of(even, odd, block, hits);
    for (uint64_t i = 0; i < kBlock; i += 8) {
      uint64_t eight;
      std::memcpy(&eight, hits + i, sizeof eight);
      for (uint64_t k = 0; eight != 0; eight >>= 8, ++k) {
        for (const uint64_t high : {0, 1}) {
          const uint64_t place = 2 * (block + i + k) + high;
          if (((eight >> high) & 1) != 0 && place >= begin && place < end && may_stand_at(place))
            places.push_back(place);
        }
      }
    }
    if (places.size() > most) return false;
  }
  return true;
}

}  // namespace segql::plan
