#include "runtime/table/value_sample.h"

#include <algorithm>

namespace segql::runtime {

template <typename T>
std::vector<T> sorted_sample(const T* values, const uint64_t* valid, uint64_t num_rows, uint64_t most) {
  std::vector<T> sample;
  const uint64_t size = std::min(num_rows, most), stride = size == 0 ? 0 : num_rows / size;
  for (uint64_t i = 0; i < size; ++i) {
    // Not every so many rows: columns may have a period.
    const uint64_t row = i * stride + i * 2'654'435'761 % stride;
    if (valid == nullptr || ((valid[row / 64] >> (row % 64)) & 1) != 0) sample.push_back(values[row]);
  }
  std::sort(sample.begin(), sample.end());
  return sample;
}

template std::vector<int64_t> sorted_sample(const int64_t*, const uint64_t*, uint64_t, uint64_t);
template std::vector<double> sorted_sample(const double*, const uint64_t*, uint64_t, uint64_t);

}  // namespace segql::runtime
