#pragma once
/// `InputFile`: a file read piece by piece. Not mapped: a file that becomes shorter meanwhile would end the process.

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

#include "segql/result.h"

namespace segql::connect {

class InputFile {
 public:
  /// kIo when the file cannot be opened. `shown` is how messages name it.
  static Result<InputFile> open(const std::string& path, std::string shown);
  InputFile(InputFile&& other) noexcept;
  InputFile& operator=(InputFile&&) = delete;
  ~InputFile();

  const std::string& shown() const { return shown_; }
  /// Bytes when it was opened.
  uint64_t size() const { return size_; }
  /// The next bytes, as many as there are and fit; 0 at the end.
  Result<size_t> read(std::span<unsigned char> into);
  /// The bytes from `offset` on, likewise; does not move where `read` goes on.
  Result<size_t> read_at(uint64_t offset, std::span<unsigned char> into) const;

 private:
  InputFile(int descriptor, std::string shown) : descriptor_(descriptor), shown_(std::move(shown)) {}

  int descriptor_;
  uint64_t size_ = 0;
  uint64_t next_ = 0;
  std::string shown_;
};

}  // namespace segql::connect
