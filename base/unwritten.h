#pragma once
/// `UnwrittenAllocator`: for vectors of numbers whose resize() leaves new elements as they are, because they are
/// written anyway, and best by the threads that use them.

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

  template <typename U>
  void construct(U* at) {
    ::new (static_cast<void*>(at)) U;  // no value
  }
  template <typename U, typename... Args>
  void construct(U* at, Args&&... args) {
    ::new (static_cast<void*>(at)) U(std::forward<Args>(args)...);
  }
};

}  // namespace segql
