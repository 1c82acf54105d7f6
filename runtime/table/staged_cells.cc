// StagedCells: chunks of values, narrowed when full.

#include "runtime/table/staged_cells.h"

#include <algorithm>
#include <cstring>
#include <limits>

#ifdef __linux__
#include <malloc.h>
#endif

#include "base/cancel.h"
#include "base/try.h"
#include "runtime/bitmap/bits.h"

namespace segql::runtime {
namespace {

template <typename T>
T load(const std::byte* cells, uint64_t cell) {
  T value;
  std::memcpy(&value, cells + cell * sizeof(T), sizeof(T));
  return value;
}

template <typename T>
std::unique_ptr<std::byte[]> narrowed(std::span<const int64_t> values, int64_t base) {
  auto cells = std::make_unique_for_overwrite<std::byte[]>(values.size() * sizeof(T));
  auto* out = reinterpret_cast<T*>(cells.get());
  for (size_t i = 0; i < values.size(); ++i)
    out[i] = static_cast<T>(static_cast<uint64_t>(values[i]) - static_cast<uint64_t>(base));
  return cells;
}

template <typename T>
void widen(const std::byte* cells, uint64_t begin, uint32_t count, int64_t base, int64_t* values) {
  for (uint32_t i = 0; i < count; ++i)
    values[i] = static_cast<int64_t>(static_cast<uint64_t>(base) + static_cast<uint64_t>(load<T>(cells, begin + i)));
}

/// 64 bits from position `bit` on; bits beyond `size` are 0.
uint64_t bits_from(const uint64_t* words, uint64_t bit, uint64_t size) {
  uint64_t word = words[bit / 64] >> (bit % 64);
  if (bit % 64 != 0 && bit / 64 + 1 < words_for(size)) word |= words[bit / 64 + 1] << (64 - bit % 64);
  return word & word_mask(0, size - bit);
}

}  // namespace

int64_t StagedCells::Chunk::at(uint64_t cell) const {
  uint64_t offset = 0;
  switch (width) {
    case 1: offset = load<uint8_t>(cells.get(), cell); break;
    case 2: offset = load<uint16_t>(cells.get(), cell); break;
    case 4: offset = load<uint32_t>(cells.get(), cell); break;
    default: offset = load<uint64_t>(cells.get(), cell); break;
  }
  return static_cast<int64_t>(static_cast<uint64_t>(base) + offset);
}

void StagedCells::append(const int64_t* values, const uint64_t* valid, uint32_t count) {
  SEGQL_CHECK(!sealed_);
  if (count != 0 && open_values_.empty()) {
    open_values_.resize(kChunk);
    open_valid_.assign(words_for(kChunk), 0);
  }
  for (uint32_t done = 0; done < count;) {
    const auto now = static_cast<uint32_t>(std::min<uint64_t>(count - done, kChunk - open_size_));
    std::copy_n(values + done, now, open_values_.begin() + static_cast<std::ptrdiff_t>(open_size_));
    for (uint32_t i = 0; i < now; i += 64) {
      const uint64_t word = valid == nullptr ? word_mask(0, now - i) : bits_from(valid, done + i, done + now);
      const uint64_t at = open_size_ + i;
      open_valid_[at / 64] |= word << (at % 64);
      if (at % 64 != 0 && at / 64 + 1 < open_valid_.size()) open_valid_[at / 64 + 1] |= word >> (64 - at % 64);
    }
    open_size_ += now;
    done += now;
    if (open_size_ == kChunk) close_chunk();
  }
}

void StagedCells::close_chunk() {
  const std::span<int64_t> values(open_values_.data(), open_size_);
  Chunk chunk;
  bool all = true;
  int64_t min = std::numeric_limits<int64_t>::max(), max = std::numeric_limits<int64_t>::min();
  for (uint64_t word = 0; word < words_for(open_size_); ++word) {
    const uint64_t end = std::min(open_size_, word * 64 + 64);
    const bool full = (open_valid_[word] & word_mask(word, open_size_)) == word_mask(word, open_size_);
    all = all && full;
    for (uint64_t i = word * 64; i < end; ++i) {
      if (!full && !test_bit(open_valid_, i)) continue;
      min = std::min(min, values[i]);
      max = std::max(max, values[i]);
    }
  }
  if (min <= max) chunk.min = min, chunk.max = max, chunk.base = min;
  if (!all) {
    for (uint64_t i = 0; i < values.size(); ++i)
      if (!test_bit(open_valid_, i)) values[i] = chunk.base;
    chunk.valid = std::make_unique<uint64_t[]>(words_for(open_size_));
    std::copy_n(open_valid_.begin(), words_for(open_size_), chunk.valid.get());
  }
  const uint64_t largest = min <= max ? static_cast<uint64_t>(max) - static_cast<uint64_t>(min) : 0;
  if (largest <= UINT8_MAX) {
    chunk.width = 1, chunk.cells = narrowed<uint8_t>(values, chunk.base);
  } else if (largest <= UINT16_MAX) {
    chunk.width = 2, chunk.cells = narrowed<uint16_t>(values, chunk.base);
  } else if (largest <= UINT32_MAX) {
    chunk.width = 4, chunk.cells = narrowed<uint32_t>(values, chunk.base);
  } else {
    chunk.width = 8, chunk.cells = narrowed<uint64_t>(values, chunk.base);
  }
  chunks_.push_back(std::move(chunk));
  open_size_ = 0;
  std::fill(open_valid_.begin(), open_valid_.end(), 0);
}

void StagedCells::truncate(uint64_t size) {
  SEGQL_CHECK(!sealed_ && size <= this->size());
  if (chunks_.size() * kChunk > size) {
    // The end lies in a closed chunk: open it again.
    chunks_.resize(size / kChunk + 1);
    Chunk last = std::move(chunks_.back());
    chunks_.pop_back();
    for (uint64_t i = 0; i < kChunk; ++i) open_values_[i] = last.at(i);
    for (uint64_t word = 0; word < words_for(kChunk); ++word)
      open_valid_[word] = last.valid ? last.valid[word] : ~uint64_t{0};
  }
  open_size_ = size - chunks_.size() * kChunk;
  for (uint64_t word = 0; word < open_valid_.size(); ++word) open_valid_[word] &= word_mask(word, open_size_);
}

void StagedCells::seal() {
  SEGQL_CHECK(!sealed_);
  const uint64_t total = size();
  if (open_size_ != 0) close_chunk();
  sealed_size_ = total;
  sealed_ = true;
  open_values_ = {};
  open_valid_ = {};
}

void StagedCells::range(int64_t& min, int64_t& max) const {
  min = std::numeric_limits<int64_t>::max(), max = std::numeric_limits<int64_t>::min();
  for (const Chunk& chunk : chunks_) {
    if (chunk.min > chunk.max) continue;
    min = std::min(min, chunk.min);
    max = std::max(max, chunk.max);
  }
}

void StagedCells::read(uint64_t begin, uint32_t count, int64_t* values, uint64_t* valid) const {
  const Chunk& chunk = chunks_[begin / kChunk];
  begin %= kChunk;
  SEGQL_CHECK(begin % 64 == 0 && begin + count <= kChunk);
  switch (chunk.width) {
    case 1: widen<uint8_t>(chunk.cells.get(), begin, count, chunk.base, values); break;
    case 2: widen<uint16_t>(chunk.cells.get(), begin, count, chunk.base, values); break;
    case 4: widen<uint32_t>(chunk.cells.get(), begin, count, chunk.base, values); break;
    default: widen<uint64_t>(chunk.cells.get(), begin, count, chunk.base, values); break;
  }
  for (uint64_t word = 0; word < words_for(count); ++word)
    valid[word] = (chunk.valid ? chunk.valid[begin / 64 + word] : ~uint64_t{0}) & word_mask(word, count);
}

void StagedCells::gather(std::span<const uint32_t> rows, int64_t* values, uint64_t* valid) const {
  const Chunk* const chunks = chunks_.data();
  CancelPoll poll;
  for (size_t i = 0; i < rows.size(); i += 64, poll()) {
    const size_t end = std::min(rows.size(), i + 64);
    // Rows of one owner lie anywhere in the order of arrival: ask for the next word's cells before they are needed.
    for (size_t k = end; k < std::min(rows.size(), end + 64); ++k) {
      const Chunk& chunk = chunks[rows[k] / kChunk];
      __builtin_prefetch(chunk.cells.get() + rows[k] % kChunk * chunk.width);
      if (chunk.valid) __builtin_prefetch(chunk.valid.get() + rows[k] % kChunk / 64);
    }
    uint64_t bits = 0;
    for (size_t k = i; k < end; ++k) {
      const Chunk& chunk = chunks[rows[k] / kChunk];
      values[k] = chunk.at(rows[k] % kChunk);
      bits |= static_cast<uint64_t>(chunk.is_valid(rows[k] % kChunk)) << (k - i);
    }
    valid[i / 64] = bits;
  }
}

void return_memory([[maybe_unused]] uint64_t num_cells) {
#ifdef __GLIBC__
  constexpr uint64_t kWorthIt = 1'000'000;
  if (num_cells >= kWorthIt) malloc_trim(0);
#endif
}

}  // namespace segql::runtime
