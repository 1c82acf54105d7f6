#pragma once
/// `UnwrittenAllocator`: for vectors of numbers whose resize() leaves new elements as they are, because they are
/// written anyway, and best by the threads that use them. Memory begins at a cache line.

#include <cstddef>
#include <cstdint>
#include <memory>
#include <new>
#include <utility>

namespace segql {

template <typename T>
struct UnwrittenAllocator : std::allocator<T> {
  UnwrittenAllocator() = default;
  template <typename U>
  UnwrittenAllocator(const UnwrittenAllocator<U>&) {}  // NOLINT: allocators convert implicitly
  template <typename U>
  struct rebind {
    using other = UnwrittenAllocator<U>;
  };

  T* allocate(size_t count) {
    if (count > SIZE_MAX / sizeof(T)) throw std::bad_array_new_length();
    return static_cast<T*>(::operator new(count * sizeof(T), kLine));
  }
  void deallocate(T* memory, size_t) { ::operator delete(memory, kLine); }

  template <typename U>
  void construct(U* at) {
    ::new (static_cast<void*>(at)) U;  // no value
  }
  template <typename U, typename... Args>
  void construct(U* at, Args&&... args) {
    ::new (static_cast<void*>(at)) U(std::forward<Args>(args)...);
  }

 private:
  static constexpr std::align_val_t kLine{64};
};

}  // namespace segql
