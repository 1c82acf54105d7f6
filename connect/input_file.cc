// InputFile: pread until the piece is full or the file ends.
#include "connect/input_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <utility>

#include "base/try.h"

namespace segql::connect {

namespace {

Error unreadable(const std::string& shown) {
  return Error{ErrorCode::kIo, "cannot read `" + shown + "`: " + std::strerror(errno)};
}

}  // namespace

InputFile::InputFile(InputFile&& other) noexcept
    : descriptor_(std::exchange(other.descriptor_, -1)),
      size_(other.size_),
      next_(other.next_),
      shown_(std::move(other.shown_)) {}

InputFile::~InputFile() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

Result<InputFile> InputFile::open(const std::string& path, std::string shown) {
  InputFile file(::open(path.c_str(), O_RDONLY | O_CLOEXEC), std::move(shown));
  struct stat status {};
  if (file.descriptor_ < 0 || ::fstat(file.descriptor_, &status) != 0) return unreadable(file.shown_);
  file.size_ = static_cast<uint64_t>(status.st_size);
  return file;
}

Result<size_t> InputFile::read(std::span<unsigned char> into) {
  SEGQL_TRY(const size_t count, read_at(next_, into));
  next_ += count;
  return count;
}

Result<size_t> InputFile::read_at(uint64_t offset, std::span<unsigned char> into) const {
  size_t done = 0;
  while (done < into.size()) {
    const ssize_t count =
        ::pread(descriptor_, into.data() + done, into.size() - done, static_cast<off_t>(offset + done));
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return unreadable(shown_);
    if (count == 0) break;
    done += static_cast<size_t>(count);
  }
  return done;
}

}  // namespace segql::connect
