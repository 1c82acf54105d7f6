#pragma once
/// Arena: bump allocation for trees that die together. Never runs destructors, so it only takes trivially destructible
/// types (slang's BumpAllocator rule). Not thread-safe.

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <memory>
#include <span>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

namespace segql {

class Arena {
 public:
  Arena() = default;
  /// What was moved from is an empty arena.
  Arena(Arena&& other) noexcept
      : chunks_(std::move(other.chunks_)),
        next_(std::exchange(other.next_, nullptr)),
        left_(std::exchange(other.left_, 0)),
        used_(std::exchange(other.used_, 0)) {
    other.chunks_.clear();
  }
  Arena& operator=(Arena&& other) noexcept {
    Arena taken(std::move(other));
    std::swap(chunks_, taken.chunks_);
    std::swap(next_, taken.next_);
    std::swap(left_, taken.left_);
    std::swap(used_, taken.used_);
    return *this;
  }

  /// Uninitialised memory; lives as long as the arena. `align` is a power of two up to alignof(max_align_t).
  void* allocate(size_t bytes, size_t align);

  template <typename T, typename... Args>
  T* make(Args&&... args) {
    static_assert(std::is_trivially_destructible_v<T>, "the arena never runs destructors");
    return new (allocate(sizeof(T), alignof(T))) T{std::forward<Args>(args)...};
  }

  /// A copy of `items` that lives as long as the arena.
  template <typename T>
  std::span<const T> copy(std::span<const T> items) {
    static_assert(std::is_trivially_copyable_v<T> && std::is_trivially_destructible_v<T>);
    if (items.empty()) return {};
    auto* data = static_cast<T*>(allocate(items.size_bytes(), alignof(T)));
    std::memcpy(static_cast<void*>(data), items.data(), items.size_bytes());
    return {data, items.size()};
  }
  template <typename Container>
  auto copy(const Container& items) {
    return copy(std::span<const typename Container::value_type>(items.data(), items.size()));
  }
  std::string_view copy_text(std::string_view text);

  /// Bytes handed out so far.
  size_t bytes_used() const { return used_; }

  /// A moment to return to: `rewind` gives back everything handed out since. REQUIRES of `rewind`: the mark is of this
  /// arena, and no earlier mark was returned to in between.
  struct Mark {
    size_t num_chunks = 0;
    std::byte* next = nullptr;
    size_t left = 0;
    size_t used = 0;
  };
  Mark mark() const { return {chunks_.size(), next_, left_, used_}; }
  void rewind(const Mark& mark) {
    chunks_.resize(mark.num_chunks);
    next_ = mark.next;
    left_ = mark.left;
    used_ = mark.used;
  }

 private:
  std::vector<std::unique_ptr<std::byte[]>> chunks_;
  std::byte* next_ = nullptr;
  size_t left_ = 0;
  size_t used_ = 0;
};

}  // namespace segql
