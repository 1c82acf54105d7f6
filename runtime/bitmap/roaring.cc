/// Bitmaps as Roaring's portable bytes and back, through libroaring. What comes in is not trusted: the library's
/// bounded reader takes the bytes apart, and every row it then names must be new and within the table, which also
/// bounds the work.
#include <algorithm>
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

Error invalid(const char* message) { return Error{ErrorCode::kInvalidData, message}; }

uint32_t little_endian(std::string_view bytes, size_t at) {
  uint32_t value = 0;
  for (size_t i = 4; i-- > 0;) value = (value << 8) | static_cast<unsigned char>(bytes[at + i]);
  return value;
}

/// The header can be read and announces a possible number of containers. The library takes that number as signed and
/// computes sizes with it before it looks.
bool has_sane_header(std::string_view bytes) {
  constexpr uint32_t kCookieWithoutRuns = 12346;  // a count follows; with runs the count is part of the cookie
  constexpr uint32_t kMostContainers = 1 << 16;
  if (bytes.size() < 8) return false;
  return little_endian(bytes, 0) != kCookieWithoutRuns || little_endian(bytes, 4) <= kMostContainers;
}

/// roaring_iterator: marks `row` in the Bitmap; false stops.
bool mark_new_row(uint32_t row, void* target) {
  auto& bitmap = *static_cast<Bitmap*>(target);
  if (row >= bitmap.num_rows() || bitmap.test(row)) return false;
  bitmap.set(row);
  return true;
}

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

Result<Bitmap> Bitmap::of_roaring(std::string_view bytes, uint64_t num_rows) {
  if (!has_sane_header(bytes) || roaring_bitmap_portable_deserialize_size(bytes.data(), bytes.size()) != bytes.size()) {
    return invalid("not a Roaring bitmap in the portable format");
  }
  const Roaring roaring(roaring_bitmap_portable_deserialize_safe(bytes.data(), bytes.size()));
  if (roaring == nullptr) return invalid("not a Roaring bitmap in the portable format");
  Bitmap bitmap(num_rows);
  if (!roaring_iterate(roaring.get(), &mark_new_row, &bitmap)) {
    return invalid("the Roaring bitmap names a row twice or one beyond the table");
  }
  return bitmap;
}

}  // namespace segql::runtime
