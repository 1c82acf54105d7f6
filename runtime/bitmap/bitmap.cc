/// Word-by-word set operations on bitmaps.
#include "runtime/bitmap/bitmap.h"

#include "base/per_machine.h"
#include "base/try.h"
#include "runtime/bitmap/bits.h"

namespace segql::runtime {
namespace {

SEGQL_PER_MACHINE_COUNTING uint64_t count_words(const uint64_t* words, uint64_t num_words) {
  uint64_t count = 0;
  for (uint64_t w = 0; w < num_words; ++w) count += static_cast<uint64_t>(__builtin_popcountll(words[w]));
  return count;
}

}  // namespace

uint64_t count_bits(std::span<const uint64_t> words) { return count_words(words.data(), words.size()); }

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
