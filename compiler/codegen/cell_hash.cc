// Cuckoo hashing (R. Pagh, F. F. Rodler, "Cuckoo Hashing", J. Algorithms 51, 2004): who comes to a place that is taken
// sends its owner to the owner's other place. Empty slots hold a cell of the list, wherever that one is at home:
// whoever finds itself in any slot is in the list, so no value has to stand for nothing.
#include "compiler/codegen/cell_hash.h"

#include <algorithm>
#include <bit>
#include <cstring>
#include <utility>

namespace segql::codegen {
namespace {

/// splitmix64: the same tables each time.
class Factors {
 public:
  uint32_t odd() {
    uint64_t z = state_ += 0x9e3779b97f4a7c15;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
    z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
    return static_cast<uint32_t>(z >> 32) | 1;
  }

 private:
  uint64_t state_ = 0;
};

std::pair<uint32_t, uint32_t> places_of(const CellHash& hash, uint64_t cell) {
  uint32_t m = static_cast<uint32_t>(cell) * hash.low_factor + static_cast<uint32_t>(cell >> 32) * hash.high_factor;
  m ^= m >> kHashFold;
  return {(m * hash.first_factor) >> hash.shift, (m * hash.second_factor) >> hash.shift};
}

/// False when some cell finds no place.
template <typename Slot>
bool fill(const CellHash& hash, std::span<const uint64_t> cells, std::span<Slot> slots) {
  const int most_moves = 16 + 8 * std::bit_width(cells.size());
  std::vector<bool> taken(slots.size());
  for (const uint64_t added : cells) {
    uint64_t cell = added;
    uint32_t place = places_of(hash, cell).first;
    int moves = 0;
    while (taken[place]) {
      if (++moves > most_moves) return false;
      cell = std::exchange(slots[place], static_cast<Slot>(cell));
      const auto [one, other] = places_of(hash, cell);
      place = one ^ other ^ place;
    }
    taken[place] = true;
    slots[place] = static_cast<Slot>(cell);
  }
  for (size_t i = 0; i < slots.size(); ++i) {
    if (!taken[i]) slots[i] = static_cast<Slot>(cells.front());
  }
  return true;
}

template <typename Slot>
std::vector<uint64_t> table_of(std::span<const uint64_t> cells) {
  constexpr int kTries = 4;
  Factors factors;
  // Less than half of the slots are taken, and then few sets of factors do not work out. More room for a list with
  // which several did not.
  for (size_t size = std::bit_ceil(2 * cells.size() + cells.size() / 4 + 8);; size *= 2) {
    std::vector<Slot> slots(size);
    for (int i = 0; i < kTries; ++i) {
      const auto shift = static_cast<uint32_t>(32 - std::bit_width(size - 1));
      const CellHash hash{factors.odd(), factors.odd(), factors.odd(), factors.odd(), shift, {}};
      if (!fill<Slot>(hash, cells, slots)) continue;
      std::vector<uint64_t> table((sizeof hash + size * sizeof(Slot)) / sizeof(uint64_t));
      std::memcpy(table.data(), &hash, sizeof hash);
      std::memcpy(table.data() + sizeof hash / sizeof(uint64_t), slots.data(), size * sizeof(Slot));
      return table;
    }
  }
}

}  // namespace

std::vector<uint64_t> hash_table_of(std::span<const uint64_t> cells, unsigned bits) {
  return bits == 32 ? table_of<uint32_t>(cells) : table_of<uint64_t>(cells);
}

}  // namespace segql::codegen
