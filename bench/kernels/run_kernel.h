#pragma once
/// Running a kernel as SegQL runs a scan: blocks of 65,536 rows on all threads, into a bitmap that is counted.

#include "bench/kernels/kernels.h"
#include "runtime/bitmap/bitmap.h"
#include "segql/result.h"

namespace segql::bench {

struct Counted {
  runtime::Bitmap members;
  uint64_t count = 0;
};
Result<Counted> run_kernel(const Kernel& kernel, uint64_t num_rows, size_t threads);

}  // namespace segql::bench
