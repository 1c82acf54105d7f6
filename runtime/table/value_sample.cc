#include "runtime/table/value_sample.h"

#include <algorithm>

namespace segql::runtime {

namespace {

/// Calls `visit` for up to `most` rows from everywhere.
template <typename Visit>
void for_some_rows(uint64_t num_rows, uint64_t most, Visit&& visit) {
  const uint64_t size = std::min(num_rows, most), stride = size == 0 ? 0 : num_rows / size;
  // Not every so many rows: columns may have a period.
  for (uint64_t i = 0; i < size; ++i) visit(i * stride + i * 2'654'435'761 % stride);
}

}  // namespace

template <typename T>
std::vector<T> sorted_sample(const T* values, const uint64_t* valid, uint64_t num_rows, uint64_t most) {
  std::vector<T> sample;
  for_some_rows(num_rows, most, [&](uint64_t row) {
    if (valid == nullptr || ((valid[row / 64] >> (row % 64)) & 1) != 0) sample.push_back(values[row]);
  });
  std::sort(sample.begin(), sample.end());
  return sample;
}

std::vector<uint32_t> typical_runs(const uint32_t* starts, uint64_t num_owners) {
  constexpr size_t kParts = 32;
  std::vector<uint32_t> runs, typical;
  for_some_rows(num_owners, kSampledRows, [&](uint64_t owner) { runs.push_back(starts[owner + 1] - starts[owner]); });
  std::sort(runs.begin(), runs.end());
  for (size_t part = 0; part < kParts && !runs.empty(); ++part)
    typical.push_back(runs[(2 * part + 1) * runs.size() / (2 * kParts)]);
  return typical;
}

template std::vector<int64_t> sorted_sample(const int64_t*, const uint64_t*, uint64_t, uint64_t);
template std::vector<double> sorted_sample(const double*, const uint64_t*, uint64_t, uint64_t);

}  // namespace segql::runtime
