#include "bench/kernels/run_kernel.h"

#include <algorithm>
#include <atomic>

#include "base/try.h"
#include "runtime/bitmap/bits.h"
#include "runtime/table/parallel.h"

namespace segql::bench {

Result<Counted> run_kernel(const Kernel& kernel, uint64_t num_rows, size_t threads) {
  constexpr uint64_t kWordsPerBlock = 1024;
  Counted result{runtime::Bitmap::unwritten(num_rows)};
  const auto words = result.members.words();
  const uint64_t num_blocks = (words.size() + kWordsPerBlock - 1) / kWordsPerBlock;
  const Part part = kernel();
  std::atomic<uint64_t> count{0};
  SEGQL_TRY_VOID(runtime::parallel_for(std::min(threads, num_blocks), num_blocks, [&](size_t block, size_t) {
    const uint64_t first = block * kWordsPerBlock, last = std::min<uint64_t>(first + kWordsPerBlock, words.size());
    part(first, last, words.data());
    words[last - 1] &= runtime::word_mask(last - 1, num_rows);
    count += runtime::count_bits(words.subspan(first, last - first));  // they are in the nearest cache
  }));
  result.count = count;
  return result;
}

}  // namespace segql::bench
