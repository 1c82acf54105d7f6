#pragma once
/// `Buffer`: the memory of columns.

#include <cstddef>
#include <memory>

namespace segql::runtime {

/// Memory of a column: 64-byte aligned, zero-filled, padded so that whole words of 64 rows can be read.
class Buffer {
 public:
  Buffer() = default;
  explicit Buffer(size_t bytes);
  std::byte* data() { return data_.get(); }
  const std::byte* data() const { return data_.get(); }
  size_t size() const { return size_; }

 private:
  struct Free {
    void operator()(std::byte* p) const;
  };
  std::unique_ptr<std::byte[], Free> data_;
  size_t size_ = 0;
};

}  // namespace segql::runtime
