#include "runtime/table/text_sketch.h"

#include <algorithm>
#include <numeric>

namespace segql::runtime {
namespace {

constexpr size_t kClasses = 16;
/// Bytes that tell how frequent each is, taken from all over the heap.
constexpr size_t kSampled = 65'536;

}  // namespace

TextSketch::TextSketch(std::string_view heap) : nibbles_(heap.size() / 2 + 1 + kMargin) {
  std::array<uint64_t, 256> counts{};
  const size_t step = std::max<size_t>(heap.size() / kSampled, 1);
  for (size_t i = 0; i < heap.size(); i += step) ++counts[static_cast<uint8_t>(heap[i])];
  std::array<size_t, 256> by_count{};
  std::iota(by_count.begin(), by_count.end(), size_t{0});
  std::stable_sort(by_count.begin(), by_count.end(), [&](size_t a, size_t b) { return counts[a] > counts[b]; });
  // Each to the class that is least frequent so far; those that were not seen are spread evenly.
  std::array<uint64_t, kClasses> loads{};
  for (const size_t byte : by_count) {
    const auto least = std::min_element(loads.begin(), loads.end());
    classes_[byte] = static_cast<uint8_t>(least - loads.begin());
    *least += std::max<uint64_t>(counts[byte], 1);
  }
  auto* const pairs = reinterpret_cast<uint8_t*>(nibbles_.data());
  for (size_t i = 0; i + 1 < heap.size(); i += 2)
    pairs[i / 2] = static_cast<uint8_t>(class_of(heap[i]) | class_of(heap[i + 1]) << 4);
  if (heap.size() % 2 != 0) pairs[heap.size() / 2] = class_of(heap.back());
}

}  // namespace segql::runtime
