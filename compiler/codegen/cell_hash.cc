// Cuckoo hashing (R. Pagh, F. F. Rodler, "Cuckoo Hashing", J. Algorithms 51, 2004): who comes to a place that is taken
// sends its owner to the owner's other place. Empty slots hold a cell of the list, wherever that one is at home:
// whoever finds itself in any slot is in the list, so no value has to stand for nothing.
#include "compiler/codegen/cell_hash.h"

#include <algorithm>
#include <bit>
#include <cstring>
#include <utility>

#include "base/cancel.h"

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

template <typename Slot>
uint32_t place_of(const CellHash& hash, size_t which, uint64_t cell) {
  const CellHash::Factors& of = hash.places[which];
  uint32_t m = static_cast<uint32_t>(cell) * of.low_factor;
  m ^= m >> kHashFold;
  if (sizeof(Slot) == 8) {
    m = (m + static_cast<uint32_t>(cell >> 32)) * of.high_factor;
    m ^= m >> kHashFold;
  }
  return (m * of.last_factor) >> hash.shift;
}

/// False when some cell finds no place.
template <typename Slot>
bool fill(const CellHash& hash, std::span<const uint64_t> cells, std::span<Slot> slots) {
  const int most_moves = 16 + 8 * std::bit_width(cells.size());
  std::vector<bool> taken(slots.size());
  for (const uint64_t added : cells) {
    uint64_t cell = added;
    uint32_t place = place_of<Slot>(hash, 0, cell);
    int moves = 0;
    while (taken[place]) {
      if (++moves > most_moves) return false;
      cell = std::exchange(slots[place], static_cast<Slot>(cell));
      place ^= place_of<Slot>(hash, 0, cell) ^ place_of<Slot>(hash, 1, cell);
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
  constexpr int kTries = 4, kDoublings = 3;
  Factors factors;
  // Less than half of the slots are taken, and then few sets of factors do not work out. More room for a list with
  // which several did not.
  const size_t least = std::bit_ceil(2 * cells.size() + cells.size() / 4 + 8);
  for (size_t size = least; size <= least << kDoublings && size <= size_t{1} << 31; size *= 2) {
    std::vector<Slot> slots(size);
    for (int i = 0; i < kTries; ++i) {
      stop_if_cancelled();
      CellHash hash{};
      for (CellHash::Factors& place : hash.places) place = {factors.odd(), factors.odd(), factors.odd()};
      hash.shift = static_cast<uint32_t>(32 - std::bit_width(size - 1));
      if (!fill<Slot>(hash, cells, slots)) continue;
      std::vector<uint64_t> table((sizeof hash + size * sizeof(Slot)) / sizeof(uint64_t));
      std::memcpy(table.data(), &hash, sizeof hash);
      std::memcpy(table.data() + sizeof hash / sizeof(uint64_t), slots.data(), size * sizeof(Slot));
      return table;
    }
  }
  return {};
}

}  // namespace

std::vector<uint64_t> hash_table_of(std::span<const uint64_t> cells, unsigned bits) {
  return bits == 32 ? table_of<uint32_t>(cells) : table_of<uint64_t>(cells);
}

}  // namespace segql::codegen
