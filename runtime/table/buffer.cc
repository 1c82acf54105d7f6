// Buffer and LargeVector: the memory of columns.

#include "runtime/table/buffer.h"

#include <cstdlib>
#include <cstring>
#include <new>

#ifdef __linux__
#include <sys/mman.h>
#endif

#include "runtime/table/large_vector.h"

namespace segql::runtime {
namespace {

constexpr size_t kAlignment = 64;
constexpr size_t kHugePage = size_t{2} << 20;

}  // namespace

size_t large_allocation(size_t bytes) {
  // One cache line at least, so that an empty column has memory to point at.
  const size_t unit = bytes >= 2 * kHugePage ? kHugePage : kAlignment;
  return bytes == 0 ? kAlignment : (bytes + unit - 1) / unit * unit;
}

void* allocate_large(size_t bytes) {
  const size_t allocated = large_allocation(bytes);
  const bool is_huge = bytes >= 2 * kHugePage;
  void* memory = std::aligned_alloc(is_huge ? kHugePage : kAlignment, allocated);
  if (memory == nullptr) throw std::bad_alloc();
#ifdef __linux__
  // Look-ups by row id are random reads: with huge pages they miss the address cache far less often.
  if (is_huge) madvise(memory, allocated, MADV_HUGEPAGE);
#endif
  return memory;
}

Buffer::Buffer(size_t bytes) : data_(static_cast<std::byte*>(allocate_large(bytes))), size_(bytes) {
  std::memset(data_.get(), 0, large_allocation(bytes));
}

void Buffer::Free::operator()(std::byte* p) const { std::free(p); }

}  // namespace segql::runtime
