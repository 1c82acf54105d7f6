/// Word-by-word set operations on bitmaps.
#include "runtime/bitmap/bitmap.h"

#include "base/try.h"
#include "runtime/bitmap/bits.h"

namespace segql::runtime {
namespace {

/// The loop alone: inlined below with and without the processor's own bit count.
[[gnu::always_inline]] inline uint64_t count_bits_in(std::span<const uint64_t> words) {
  uint64_t count = 0;
  for (const uint64_t word : words) count += static_cast<uint64_t>(std::popcount(word));
  return count;
}

#if defined(__x86_64__)
// The baseline of x86-64 has no such instruction and counts by table, five times slower.
[[gnu::target("popcnt")]] uint64_t count_bits_popcnt(std::span<const uint64_t> words) { return count_bits_in(words); }
#endif

}  // namespace

uint64_t count_bits(std::span<const uint64_t> words) {
#if defined(__x86_64__)
  if (__builtin_cpu_supports("popcnt")) return count_bits_popcnt(words);
#endif
  return count_bits_in(words);
}

Bitmap::Bitmap(uint64_t num_rows) : num_rows_(num_rows), words_(words_for(num_rows), 0) {}

Bitmap Bitmap::unwritten(uint64_t num_rows) {
  Bitmap bitmap;
  bitmap.num_rows_ = num_rows;
  bitmap.words_.resize(words_for(num_rows));
  return bitmap;
}

void Bitmap::set(uint64_t row) {
  if (row < num_rows_) words_[row / kRowsPerWord] |= uint64_t{1} << (row % kRowsPerWord);
}

uint64_t Bitmap::count() const { return count_bits(words_); }

Bitmap& Bitmap::operator&=(const Bitmap& other) {
  SEGQL_CHECK(num_rows_ == other.num_rows_);
  for (size_t w = 0; w < words_.size(); ++w) words_[w] &= other.words_[w];
  return *this;
}

}  // namespace segql::runtime
