// What comes before each event is added up, for all events, without a branch; what an owner has is then the difference
// of two such totals (G. E. Blelloch, "Prefix Sums and Their Applications", CMU-CS-90-190, 1990). Where few events
// count, each is added to its owner instead.
#include "runtime/abi/support_tally.h"

#include <algorithm>
#include <bit>
#include <cstring>

#include "base/per_machine.h"

namespace segql::runtime {
namespace {

constexpr uint64_t kOwners = 64;
/// One event of so many: below that they are taken one by one.
constexpr uint64_t kSparse = 16;

/// Where the events of the owners begin among those of the words; the last is where those of the last owner end.
struct Places {
  uint32_t at[kOwners + 1];
};

inline Places places_of(uint64_t first, uint64_t num_words, const uint32_t* starts) {
  const auto low = static_cast<uint32_t>(first);
  const auto last = static_cast<uint32_t>(64 * num_words);
  Places places;
  for (uint64_t o = 0; o <= kOwners; ++o) {
    const uint32_t from = starts[o] < low ? 0 : starts[o] - low;
    places.at[o] = from > last ? last : from;
  }
  return places;
}

SEGQL_PER_MACHINE_COUNTING
void add_counts(const uint64_t* words, uint64_t first, uint64_t num_words, const uint32_t* starts, uint32_t* counts) {
  const Places places = places_of(first, num_words, starts);
  uint32_t before[kTallyWords + 1], until[kOwners + 1];
  before[0] = 0;
  for (uint64_t w = 0; w < num_words; ++w)
    before[w + 1] = before[w] + static_cast<uint32_t>(__builtin_popcountll(words[w]));
  for (uint64_t o = 0; o <= kOwners; ++o) {
    const uint64_t w = places.at[o] / 64, bits = words[w] & ((uint64_t{1} << (places.at[o] % 64)) - 1);
    until[o] = before[w] + static_cast<uint32_t>(__builtin_popcountll(bits));
  }
  for (uint64_t o = 0; o < kOwners; ++o) counts[o] += until[o + 1] - until[o];
}

// Eight numbers; GCC and Clang make of them what registers the machine has.
using Eight = uint64_t __attribute__((vector_size(64)));

/// A count stands above the sum of the cells, of which there are at most 2^10 of 32 bits.
constexpr unsigned kCountShift = 48;
constexpr uint64_t kOne = uint64_t{1} << kCountShift;
static_assert(64 * kTallyWords <= 1 << 10);

/// Bytes asked of the memory early: the processor's own prefetching begins anew in every page, measured.
constexpr uint64_t kAhead = 4096;

/// totals[i]: of the first i events.
template <typename Cell>
[[gnu::always_inline]] inline void add_up(const uint64_t* words, uint64_t num_words, const Cell* cells,
                                          uint64_t* totals) {
  constexpr Eight kBits = {1, 2, 4, 8, 16, 32, 64, 128}, kNothing = {};
  Eight before = kNothing;
  totals[0] = 0;
  for (uint64_t i = 0; i < 64 * num_words; i += 8) {
    const uint64_t byte = words[i / 64] >> (i % 64);
    __builtin_prefetch(cells + i + kAhead / sizeof(Cell));
    Eight x;  // lane by lane: compilers know that one
    for (int lane = 0; lane < 8; ++lane) x[lane] = cells[i + static_cast<uint64_t>(lane)];
    x = ((kNothing + byte) & kBits) != kNothing ? x + kOne : kNothing;
    x += __builtin_shufflevector(kNothing, x, 7, 8, 9, 10, 11, 12, 13, 14);
    x += __builtin_shufflevector(kNothing, x, 6, 7, 8, 9, 10, 11, 12, 13);
    x += __builtin_shufflevector(kNothing, x, 4, 5, 6, 7, 8, 9, 10, 11);
    x += before;
    std::memcpy(totals + i + 1, &x, sizeof x);
    before = __builtin_shufflevector(x, x, 7, 7, 7, 7, 7, 7, 7, 7);
  }
}

/// The owner of an event: as many have all of theirs before it.
[[gnu::always_inline]] inline uint64_t owner_of(const uint32_t* starts, uint32_t event) {
  uint32_t before = 0;
  for (uint64_t o = 1; o <= kOwners; ++o) before += starts[o] <= event ? 1 : 0;
  return before % kOwners;
}

template <typename Cell>
[[gnu::always_inline]] inline void add_sums(const uint64_t* words, uint64_t first, uint64_t num_words,
                                            const uint32_t* starts, const Cell* cells, uint32_t* counts,
                                            uint64_t* sums) {
  uint64_t count = 0;
  for (uint64_t w = 0; w < num_words; ++w) count += static_cast<uint64_t>(__builtin_popcountll(words[w]));
  if (count * kSparse < 64 * num_words) {
    for (uint64_t w = 0; w < num_words; ++w) {
      for (uint64_t rest = words[w]; rest != 0; rest &= rest - 1) {
        const uint64_t event = first + 64 * w + static_cast<uint64_t>(__builtin_ctzll(rest));
        const uint64_t owner = owner_of(starts, static_cast<uint32_t>(event));
        sums[owner] += cells[event];
        ++counts[owner];
      }
    }
    return;
  }
  const Places places = places_of(first, num_words, starts);
  uint64_t totals[64 * kTallyWords + 1];
  add_up(words, num_words, cells + first, totals);
  uint64_t until[kOwners + 1];
  for (uint64_t o = 0; o <= kOwners; ++o) until[o] = totals[places.at[o]];
  // No two of these overlap, which lets the compiler take several at once.
  uint64_t* __restrict own_sums = sums;
  uint32_t* __restrict own_counts = counts;
  for (uint64_t o = 0; o < kOwners; ++o) {
    const uint64_t both = until[o + 1] - until[o];
    own_sums[o] += both & (kOne - 1);
    own_counts[o] += static_cast<uint32_t>(both >> kCountShift);
  }
}

SEGQL_PER_MACHINE
void add_sums_u8(const uint64_t* words, uint64_t first, uint64_t num_words, const uint32_t* starts,
                 const uint8_t* cells, uint32_t* counts, uint64_t* sums) {
  add_sums(words, first, num_words, starts, cells, counts, sums);
}
SEGQL_PER_MACHINE
void add_sums_u16(const uint64_t* words, uint64_t first, uint64_t num_words, const uint32_t* starts,
                  const uint16_t* cells, uint32_t* counts, uint64_t* sums) {
  add_sums(words, first, num_words, starts, cells, counts, sums);
}
SEGQL_PER_MACHINE
void add_sums_u32(const uint64_t* words, uint64_t first, uint64_t num_words, const uint32_t* starts,
                  const uint32_t* cells, uint32_t* counts, uint64_t* sums) {
  add_sums(words, first, num_words, starts, cells, counts, sums);
}

}  // namespace

void segql_add_counts(const uint64_t* words, uint64_t first, uint64_t num_words, const uint32_t* starts,
                      uint32_t* counts) {
  add_counts(words, first, num_words, starts, counts);
}
void segql_add_sums_u8(const uint64_t* words, uint64_t first, uint64_t num_words, const uint32_t* starts,
                       const uint8_t* cells, uint32_t* counts, uint64_t* sums) {
  add_sums_u8(words, first, num_words, starts, cells, counts, sums);
}
void segql_add_sums_u16(const uint64_t* words, uint64_t first, uint64_t num_words, const uint32_t* starts,
                        const uint16_t* cells, uint32_t* counts, uint64_t* sums) {
  add_sums_u16(words, first, num_words, starts, cells, counts, sums);
}
void segql_add_sums_u32(const uint64_t* words, uint64_t first, uint64_t num_words, const uint32_t* starts,
                        const uint32_t* cells, uint32_t* counts, uint64_t* sums) {
  add_sums_u32(words, first, num_words, starts, cells, counts, sums);
}

}  // namespace segql::runtime
