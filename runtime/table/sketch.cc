// Sketch: bounds from a sample, and the code of every value.

#include "runtime/table/sketch.h"

#include <algorithm>
#include <array>

#include "base/cancel.h"
#include "base/per_machine.h"
#include "runtime/abi/column_view.h"
#include "runtime/bitmap/bits.h"
#include "runtime/table/value_sample.h"

namespace segql::runtime {
namespace {

/// Smaller columns have not enough values for bounds. What fits into a cache gains little, and loses nothing.
constexpr uint64_t kFewestRows = 128;
constexpr uint64_t kLargestSample = 32'768;
constexpr uint64_t kPicks = 250;
constexpr size_t kFewestBounds = 64;
/// The largest share of the rows between two bounds that are more than one value apart. It is 1/250 where the sample
/// speaks for the column.
constexpr double kMostBetween = 1.0 / 64;
constexpr uint64_t kCodes = 256;

/// As many values below one as below the next; a value that is frequent has a code of its own.
std::vector<int64_t> bounds_of(const std::vector<int64_t>& sample, int64_t min, int64_t max) {
  std::vector<int64_t> bounds = {min, max + 1};
  for (uint64_t i = 0; i < kPicks; ++i) {
    const int64_t pick = sample[i * sample.size() / kPicks];
    const bool is_frequent = i > 0 && pick == sample[(i - 1) * sample.size() / kPicks];
    bounds.push_back(is_frequent ? pick + 1 : pick);
  }
  std::sort(bounds.begin(), bounds.end());
  bounds.erase(std::unique(bounds.begin(), bounds.end()), bounds.end());
  return bounds;
}

/// Binary search without branches: all bounds that are not there are above every value.
SEGQL_PER_MACHINE
void encode(const int64_t* values, uint64_t count, const int64_t* bounds, uint8_t* codes) {
  for (uint64_t row = 0; row < count; ++row) {
    uint64_t code = 0;
    for (uint64_t step = kCodes / 2; step > 0; step /= 2) code += bounds[code + step - 1] <= values[row] ? step : 0;
    codes[row] = static_cast<uint8_t>(code);
  }
}

}  // namespace

std::optional<Sketch> Sketch::make(std::span<const int64_t> values, const uint64_t* valid, int64_t min, int64_t max) {
  if (values.size() < kFewestRows || min > max || max == INT64_MAX) return std::nullopt;
  const std::vector<int64_t> sample = sorted_sample(values.data(), valid, values.size(), kLargestSample);
  if (sample.empty()) return std::nullopt;
  Sketch sketch;
  sketch.bounds_ = bounds_of(sample, min, max);
  const std::vector<int64_t>& bounds = sketch.bounds_;
  if (bounds.size() < kFewestBounds) return std::nullopt;
  std::array<int64_t, kCodes> padded;
  padded.fill(INT64_MAX);
  std::copy(bounds.begin(), bounds.end(), padded.begin());
  sketch.codes_ = Buffer(words_for(values.size()) * 64 + kSketchAhead);
  auto* const codes = reinterpret_cast<uint8_t*>(sketch.codes_.data());
  constexpr uint64_t kRowsAtOnce = uint64_t{1} << 20;
  for (uint64_t first = 0; first < values.size(); first += kRowsAtOnce) {
    stop_if_cancelled();
    encode(values.data() + first, std::min(kRowsAtOnce, values.size() - first), padded.data(), codes + first);
  }

  std::array<uint64_t, kCodes> rows{};
  for (uint64_t row = 0; row < values.size(); ++row) {
    if (valid == nullptr || ((valid[row / 64] >> (row % 64)) & 1) != 0) ++rows[codes[row]];
  }
  const auto most = static_cast<uint64_t>(kMostBetween * static_cast<double>(values.size()));
  for (size_t code = 1; code < bounds.size(); ++code) {
    if (rows[code] > most && bounds[code] != bounds[code - 1] + 1) return std::nullopt;
  }
  return sketch;
}

}  // namespace segql::runtime
