#include "runtime/table/block_stats.h"

#include <algorithm>
#include <bit>
#include <limits>

#include "runtime/bitmap/bits.h"

namespace segql::runtime {
namespace {

/// Blocks are worth keeping where they span less than this much of the column on average.
constexpr double kMostOfColumn = 0.5;

template <typename T>
BlockStats<T> stats_of(const T* values, const uint64_t* valid, uint64_t first, uint64_t last) {
  T min = std::numeric_limits<T>::max(), max = std::numeric_limits<T>::lowest();
  const auto add = [&](uint64_t row) {
    min = std::min(min, values[row]);
    max = std::max(max, values[row]);
  };
  if (valid == nullptr) {
    for (uint64_t row = first; row < last; ++row) add(row);
    return {min, max, 0};
  }
  uint64_t present = 0;
  for (uint64_t word = first / 64; word < words_for(last); ++word) {
    for (uint64_t bits = valid[word] & word_mask(word, last); bits != 0; bits &= bits - 1) {
      add(word * 64 + static_cast<uint64_t>(std::countr_zero(bits)));
      ++present;
    }
  }
  return {min, max, last - first - present};
}

}  // namespace

template <typename T>
std::vector<BlockStats<T>> block_stats(const T* values, const uint64_t* valid, uint64_t num_rows) {
  if (num_rows <= kRowsPerBlock) return {};
  std::vector<BlockStats<T>> blocks;
  double spans = 0;
  T min = std::numeric_limits<T>::max(), max = std::numeric_limits<T>::lowest();
  bool decides_missing = false;
  for (uint64_t first = 0; first < num_rows; first += kRowsPerBlock) {
    const uint64_t last = std::min(first + kRowsPerBlock, num_rows);
    const BlockStats<T>& block = blocks.emplace_back(stats_of(values, valid, first, last));
    decides_missing =
        decides_missing || (valid != nullptr && (block.num_missing == 0 || block.num_missing == last - first));
    if (block.num_missing == last - first) continue;
    spans += static_cast<double>(block.max) - static_cast<double>(block.min);
    min = std::min(min, block.min);
    max = std::max(max, block.max);
  }
  const double whole = static_cast<double>(max) - static_cast<double>(min);
  const bool is_narrow = spans <= kMostOfColumn * whole * static_cast<double>(blocks.size());
  return is_narrow || decides_missing ? blocks : std::vector<BlockStats<T>>();
}

template std::vector<BlockStats<int64_t>> block_stats(const int64_t*, const uint64_t*, uint64_t);
template std::vector<BlockStats<double>> block_stats(const double*, const uint64_t*, uint64_t);

}  // namespace segql::runtime
