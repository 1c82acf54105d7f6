// Compressed files: whether they are whole, and what is in them.
#include "connect/compressed_file.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <memory>
#include <vector>

#include <zlib.h>
#include <zstd.h>

namespace segql::connect {

namespace {

/// A file in memory for as long as the object lives.
class MappedFile {
 public:
  explicit MappedFile(const std::string& path) {
    const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (file < 0) return;
    struct stat status {};
    if (::fstat(file, &status) == 0) {
      size_ = static_cast<size_t>(status.st_size);
      ok_ = true;
      if (size_ > 0) data_ = ::mmap(nullptr, size_, PROT_READ, MAP_PRIVATE, file, 0);
      if (data_ == MAP_FAILED) ok_ = false;
    }
    ::close(file);
  }
  MappedFile(const MappedFile&) = delete;
  MappedFile& operator=(const MappedFile&) = delete;
  ~MappedFile() {
    if (ok_ && data_ != nullptr) ::munmap(data_, size_);
  }
  bool ok() const { return ok_; }
  const unsigned char* data() const { return static_cast<const unsigned char*>(data_); }
  size_t size() const { return size_; }

 private:
  void* data_ = nullptr;
  size_t size_ = 0;
  bool ok_ = false;
};

Error damaged(const std::string& shown, const char* how) {
  return Error{ErrorCode::kInvalidData, "`" + shown + "` is " + how + "; nothing was read from it"};
}

Status check_zstd(const MappedFile& file, const std::string& shown) {
  size_t at = 0;
  while (at < file.size()) {
    const size_t frame = ZSTD_findFrameCompressedSize(file.data() + at, file.size() - at);
    if (ZSTD_isError(frame) != 0) {
      return damaged(shown, at == 0 ? "cut short, or not a zstd file" : "cut short, or has other bytes after its end");
    }
    at += frame;
  }
  return file.size() > 0 ? Status{} : damaged(shown, "empty, which no zstd file is");
}

using Block = std::function<void(std::string_view)>;

std::string_view text_of(const unsigned char* data, size_t size) { return {reinterpret_cast<const char*>(data), size}; }

/// Decompresses every member; zlib compares lengths and checksums.
Status read_gzip(const MappedFile& file, const std::string& shown, const Block& block) {
  z_stream stream{};
  constexpr int kGzipOnly = 16;
  if (inflateInit2(&stream, kGzipOnly + MAX_WBITS) != Z_OK) return Error{ErrorCode::kInternal, "zlib does not start"};
  std::vector<unsigned char> sink(size_t{1} << 18);
  size_t at = 0;
  int code = Z_OK;
  while (code == Z_OK || (code == Z_STREAM_END && at < file.size())) {
    if (code == Z_STREAM_END && inflateReset(&stream) != Z_OK) break;
    const size_t piece = std::min(file.size() - at, size_t{1} << 30);
    stream.next_in = const_cast<unsigned char*>(file.data() + at);
    stream.avail_in = static_cast<uInt>(piece);
    do {
      stream.next_out = sink.data();
      stream.avail_out = static_cast<uInt>(sink.size());
      code = inflate(&stream, Z_NO_FLUSH);
      block(text_of(sink.data(), sink.size() - stream.avail_out));
    } while (code == Z_OK && (stream.avail_in > 0 || stream.avail_out == 0));
    at += piece - stream.avail_in;
    // Everything was taken and the member has not ended: there is no more.
    if (code == Z_OK && at == file.size()) code = Z_BUF_ERROR;
  }
  inflateEnd(&stream);
  if (code == Z_STREAM_END) return {};
  return damaged(shown, code == Z_BUF_ERROR ? "cut short" : "damaged, or not a gzip file");
}

Status read_zstd(const MappedFile& file, const std::string& shown, const Block& block) {
  const std::unique_ptr<ZSTD_DCtx, size_t (*)(ZSTD_DCtx*)> context(ZSTD_createDCtx(), ZSTD_freeDCtx);
  std::vector<unsigned char> sink(ZSTD_DStreamOutSize());
  ZSTD_inBuffer in{file.data(), file.size(), 0};
  size_t left = 0;  // 0: a frame has just ended
  while (in.pos < in.size || left > 0) {
    ZSTD_outBuffer out{sink.data(), sink.size(), 0};
    const size_t before = in.pos;
    left = ZSTD_decompressStream(context.get(), &out, &in);
    if (ZSTD_isError(left) != 0) return damaged(shown, "damaged, or not a zstd file");
    if (in.pos == before && out.pos == 0) return damaged(shown, "cut short");
    block(text_of(sink.data(), out.pos));
  }
  return {};
}

std::string suffix_of(const std::string& path) { return std::filesystem::path(path).extension().string(); }

Error unreadable(const std::string& shown) {
  return Error{ErrorCode::kIo, "cannot read `" + shown + "`: " + std::strerror(errno)};
}

}  // namespace

Status check_compressed_file(const std::string& path, const std::string& shown) {
  const std::string suffix = suffix_of(path);
  if (suffix != ".gz" && suffix != ".zst") return {};
  const MappedFile file(path);
  if (!file.ok()) return unreadable(shown);
  return suffix == ".gz" ? read_gzip(file, shown, [](std::string_view) {}) : check_zstd(file, shown);
}

Status read_content(const std::string& path, const std::string& shown, const Block& block) {
  const MappedFile file(path);
  if (!file.ok()) return unreadable(shown);
  const std::string suffix = suffix_of(path);
  if (suffix == ".gz") return read_gzip(file, shown, block);
  if (suffix == ".zst") return read_zstd(file, shown, block);
  constexpr size_t kBlock = size_t{1} << 20;
  for (size_t at = 0; at < file.size(); at += kBlock) {
    block(text_of(file.data() + at, std::min(kBlock, file.size() - at)));
  }
  return {};
}

}  // namespace segql::connect
