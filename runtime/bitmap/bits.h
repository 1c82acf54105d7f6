#pragma once
/// Bitmaps of rows: bit r % 64 of word r / 64.

#include <cstddef>
#include <cstdint>
#include <span>

namespace segql::runtime {

constexpr uint64_t words_for(uint64_t bits) { return (bits + 63) / 64; }

inline bool test_bit(std::span<const uint64_t> words, uint64_t bit) {
  return ((words[bit / 64] >> (bit % 64)) & 1) != 0;
}
inline void set_bit(std::span<uint64_t> words, uint64_t bit) { words[bit / 64] |= uint64_t{1} << (bit % 64); }
inline void clear_bit(std::span<uint64_t> words, uint64_t bit) { words[bit / 64] &= ~(uint64_t{1} << (bit % 64)); }

/// The bits of word `word` that belong to a bitmap of `bits` bits.
constexpr uint64_t word_mask(uint64_t word, uint64_t bits) {
  if ((word + 1) * 64 <= bits) return ~uint64_t{0};
  return word * 64 >= bits ? 0 : (uint64_t{1} << (bits % 64)) - 1;
}

}  // namespace segql::runtime
