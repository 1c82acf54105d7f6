/// Word-by-word set operations on bitmaps.
#include "runtime/bitmap/bitmap.h"

#include <algorithm>

#include "base/try.h"

namespace segql::runtime {
namespace {

uint64_t words_for(uint64_t num_rows) { return num_rows / kRowsPerWord + (num_rows % kRowsPerWord != 0 ? 1 : 0); }

/// The loop alone: inlined below with and without the processor's own bit count.
[[gnu::always_inline]] inline uint64_t count_bits_in(std::span<const uint64_t> words) {
  uint64_t count = 0;
  for (const uint64_t word : words) count += static_cast<uint64_t>(std::popcount(word));
  return count;
}

#if defined(__x86_64__)
// The baseline of x86-64 has no such instruction and counts by table, five times slower.
[[gnu::target("popcnt")]] uint64_t count_bits_popcnt(std::span<const uint64_t> words) { return count_bits_in(words); }
uint64_t count_bits(std::span<const uint64_t> words) {
  return __builtin_cpu_supports("popcnt") ? count_bits_popcnt(words) : count_bits_in(words);
}
#else
uint64_t count_bits(std::span<const uint64_t> words) { return count_bits_in(words); }
#endif

}  // namespace

Bitmap::Bitmap(uint64_t num_rows) : num_rows_(num_rows), words_(words_for(num_rows)) {}

Bitmap Bitmap::all(uint64_t num_rows) {
  Bitmap bitmap(num_rows);
  bitmap.flip();
  return bitmap;
}

Bitmap Bitmap::of_words(std::span<const uint64_t> words, uint64_t num_rows) {
  Bitmap bitmap(num_rows);
  std::copy_n(words.begin(), std::min<size_t>(words.size(), bitmap.words_.size()), bitmap.words_.begin());
  bitmap.clear_beyond_rows();
  return bitmap;
}

std::span<const uint64_t> Bitmap::slice(uint64_t first_word, uint64_t last_word) const {
  const uint64_t end = std::min(last_word, num_words());
  const uint64_t begin = std::min(first_word, end);
  return words().subspan(begin, end - begin);
}

uint64_t Bitmap::mask_of(uint64_t word) const {
  const uint64_t rows_in_last = num_rows_ % kRowsPerWord;
  const bool partial = word + 1 == num_words() && rows_in_last != 0;
  return partial ? (uint64_t{1} << rows_in_last) - 1 : UINT64_MAX;
}

void Bitmap::set(uint64_t row) {
  if (row < num_rows_) words_[row / kRowsPerWord] |= uint64_t{1} << (row % kRowsPerWord);
}

void Bitmap::reset(uint64_t row) {
  if (row < num_rows_) words_[row / kRowsPerWord] &= ~(uint64_t{1} << (row % kRowsPerWord));
}

void Bitmap::clear() { std::fill(words_.begin(), words_.end(), 0); }

void Bitmap::resize(uint64_t num_rows) {
  num_rows_ = num_rows;
  words_.resize(words_for(num_rows));
  clear_beyond_rows();
}

uint64_t Bitmap::count() const { return count_bits(words_); }

uint64_t Bitmap::count(uint64_t first_word, uint64_t last_word) const {
  return count_bits(slice(first_word, last_word));
}

bool Bitmap::empty() const {
  return std::all_of(words_.begin(), words_.end(), [](uint64_t word) { return word == 0; });
}

Bitmap& Bitmap::operator&=(const Bitmap& other) {
  SEGQL_CHECK(num_rows_ == other.num_rows_);
  for (size_t w = 0; w < words_.size(); ++w) words_[w] &= other.words_[w];
  return *this;
}

Bitmap& Bitmap::operator|=(const Bitmap& other) {
  SEGQL_CHECK(num_rows_ == other.num_rows_);
  for (size_t w = 0; w < words_.size(); ++w) words_[w] |= other.words_[w];
  return *this;
}

Bitmap& Bitmap::operator^=(const Bitmap& other) {
  SEGQL_CHECK(num_rows_ == other.num_rows_);
  for (size_t w = 0; w < words_.size(); ++w) words_[w] ^= other.words_[w];
  return *this;
}

Bitmap& Bitmap::and_not(const Bitmap& other) {
  SEGQL_CHECK(num_rows_ == other.num_rows_);
  for (size_t w = 0; w < words_.size(); ++w) words_[w] &= ~other.words_[w];
  return *this;
}

void Bitmap::flip() {
  for (uint64_t& word : words_) word = ~word;
  clear_beyond_rows();
}

void Bitmap::clear_beyond_rows() {
  if (!words_.empty()) words_.back() &= mask_of(num_words() - 1);
}

}  // namespace segql::runtime
