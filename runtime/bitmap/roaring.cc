/// Bitmaps as Roaring's portable bytes, through libroaring.
#include <array>
#include <memory>

#include <roaring/roaring.h>

#include "base/try.h"
#include "runtime/bitmap/bitmap.h"

namespace segql::runtime {
namespace {

struct Free {
  void operator()(roaring_bitmap_t* bitmap) const { roaring_bitmap_free(bitmap); }
};
using Roaring = std::unique_ptr<roaring_bitmap_t, Free>;

/// Rows are handed over in batches, which the library takes faster than single ones.
class Batch {
 public:
  explicit Batch(roaring_bitmap_t* target) : target_(target) {}
  void add(uint32_t row) {
    rows_[size_++] = row;
    if (size_ == rows_.size()) flush();
  }
  void flush() {
    roaring_bitmap_add_many(target_, size_, rows_.data());
    size_ = 0;
  }

 private:
  roaring_bitmap_t* target_;
  std::array<uint32_t, 4096> rows_;
  size_t size_ = 0;
};

}  // namespace

std::string Bitmap::to_roaring() const {
  SEGQL_CHECK(num_rows_ <= uint64_t{1} << 32);
  const Roaring roaring(roaring_bitmap_create());
  SEGQL_CHECK(roaring != nullptr);
  Batch batch(roaring.get());
  for_each([&](uint64_t row) { batch.add(static_cast<uint32_t>(row)); });
  batch.flush();
  roaring_bitmap_run_optimize(roaring.get());
  std::string bytes(roaring_bitmap_portable_size_in_bytes(roaring.get()), '\0');
  roaring_bitmap_portable_serialize(roaring.get(), bytes.data());
  return bytes;
}

}  // namespace segql::runtime
