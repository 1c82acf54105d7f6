// Buffer: aligned, zero-filled memory of columns.

#include <cstdlib>
#include <cstring>
#include <new>

#ifdef __linux__
#include <sys/mman.h>
#endif

#include "runtime/table/table.h"

namespace segql::runtime {
namespace {

constexpr size_t kAlignment = 64;
constexpr size_t kHugePage = size_t{2} << 20;

}  // namespace

Buffer::Buffer(size_t bytes) : size_(bytes) {
  // One cache line at least, so that an empty column has memory to point at.
  size_t allocated = bytes == 0 ? kAlignment : (bytes + kAlignment - 1) / kAlignment * kAlignment;
  size_t alignment = kAlignment;
#ifdef __linux__
  // Look-ups by row id are random reads: with huge pages they miss the address cache far less often.
  if (allocated >= 2 * kHugePage) {
    alignment = kHugePage;
    allocated = (allocated + kHugePage - 1) / kHugePage * kHugePage;
  }
#endif
  auto* memory = static_cast<std::byte*>(std::aligned_alloc(alignment, allocated));
  if (memory == nullptr) throw std::bad_alloc();
#ifdef __linux__
  if (alignment == kHugePage) madvise(memory, allocated, MADV_HUGEPAGE);
#endif
  std::memset(memory, 0, allocated);
  data_.reset(memory);
}

void Buffer::Free::operator()(std::byte* p) const { std::free(p); }

}  // namespace segql::runtime
