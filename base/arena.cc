#include "base/arena.h"

#include <algorithm>

namespace segql {
namespace {
constexpr size_t kFirstChunk = 4096;
constexpr size_t kLargestChunk = size_t{1} << 20;
}  // namespace

void* Arena::allocate(size_t bytes, size_t align) {
  size_t skip = (align - reinterpret_cast<uintptr_t>(next_) % align) % align;
  if (next_ == nullptr || skip + bytes > left_) {
    const size_t doubled =
        chunks_.empty() ? kFirstChunk : std::min(kLargestChunk, kFirstChunk << std::min<size_t>(chunks_.size(), 8));
    const size_t size = std::max(doubled, bytes);
    chunks_.push_back(std::make_unique_for_overwrite<std::byte[]>(size));
    next_ = chunks_.back().get();
    left_ = size;
    skip = 0;
  }
  std::byte* result = next_ + skip;
  next_ = result + bytes;
  left_ -= skip + bytes;
  used_ += bytes;
  return result;
}

std::string_view Arena::copy_text(std::string_view text) {
  if (text.empty()) return {};
  auto* data = static_cast<char*>(allocate(text.size(), 1));
  std::memcpy(data, text.data(), text.size());
  return {data, text.size()};
}

}  // namespace segql
