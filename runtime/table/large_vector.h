#pragma once
/// `LargeVector`: a vector of numbers for one value per row. Its memory lies in huge pages, because sorting and
/// gathering read it at random, and resize() leaves new elements as they are, because they are written anyway.

#include <cstddef>
#include <cstdlib>
#include <memory>
#include <type_traits>
#include <utility>
#include <vector>

namespace segql::runtime {

/// At least `bytes` bytes, uninitialised, aligned to a cache line; large ones in huge pages. Freed with std::free.
void* allocate_large(size_t bytes);
/// What allocate_large takes for `bytes`.
size_t large_allocation(size_t bytes);

template <typename T>
struct LargeAllocator {
  static_assert(std::is_trivially_copyable_v<T> && std::is_trivially_destructible_v<T>);
  using value_type = T;
  LargeAllocator() = default;
  template <typename U>
  LargeAllocator(const LargeAllocator<U>&) {}  // NOLINT: allocators convert implicitly

  T* allocate(size_t count) { return static_cast<T*>(allocate_large(count * sizeof(T))); }
  void deallocate(T* memory, size_t) { std::free(memory); }
  template <typename U>
  void construct(U* at) {
    ::new (static_cast<void*>(at)) U;  // no value: resize() does not fill
  }
  template <typename U, typename... Args>
  void construct(U* at, Args&&... args) {
    ::new (static_cast<void*>(at)) U(std::forward<Args>(args)...);
  }
  bool operator==(const LargeAllocator&) const { return true; }
};

template <typename T>
using LargeVector = std::vector<T, LargeAllocator<T>>;

}  // namespace segql::runtime
