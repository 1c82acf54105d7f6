#pragma once
/// Long lists of cells that lie far apart, as a table in which each has two places: whether a cell is in the list is
/// two loads and two comparisons, which vectors do, and nothing is left to be searched.

#include <cstdint>
#include <span>
#include <vector>

namespace segql::codegen {

/// What a table begins with; the slots follow, of 32 or 64 bits. A place of a cell x = high * 2^32 + low, in 32 bits:
///   m = low * low_factor; m ^= m >> kHashFold;
///   m = (m + high) * high_factor; m ^= m >> kHashFold;   // of 64 bits only
///   (m * last_factor) >> shift
/// The halves are mixed one after the other: what they have in common, such as zeros at the end, must not be lost.
struct CellHash {
  struct Factors {
    uint32_t low_factor, high_factor, last_factor;
  };
  Factors places[2];
  uint32_t shift;
  uint32_t padding[9];
};
static_assert(sizeof(CellHash) == 64);
inline constexpr uint32_t kHashFold = 15;

/// Empty when no table was found, whose size is in proportion to the list. REQUIRES: at least one cell, each once;
/// `bits`, 32 or 64, hold each.
std::vector<uint64_t> hash_table_of(std::span<const uint64_t> cells, unsigned bits);

}  // namespace segql::codegen
