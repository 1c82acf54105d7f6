// Compressed files: whether they are whole, and what is in them.
#include "connect/compressed_file.h"

#include <memory>
#include <vector>

#include <zlib.h>
#include <zstd.h>

#include "base/try.h"
#include "connect/input_file.h"
#include "connect/zstd_frames.h"

namespace segql::connect {

namespace {

constexpr size_t kBlock = size_t{1} << 20;

Error damaged(const InputFile& file, const char* how) {
  return Error{ErrorCode::kInvalidData, "`" + file.shown() + "` is " + how + "; nothing was read from it"};
}

Status check_zstd(const InputFile& file) {
  for (uint64_t at = 0; at < file.size();) {
    SEGQL_TRY(const auto end, zstd_frame_end(file, at));
    if (!end) {
      return damaged(file, at == 0 ? "cut short, or not a zstd file" : "cut short, or has other bytes after its end");
    }
    at = *end;
  }
  return file.size() > 0 ? Status{} : damaged(file, "empty, which no zstd file is");
}

using Block = std::function<bool(std::string_view)>;

std::string_view text_of(const std::vector<unsigned char>& data, size_t size) {
  return {reinterpret_cast<const char*>(data.data()), size};
}

/// Decompresses every member; zlib compares lengths and checksums.
Status read_gzip(InputFile& file, const Block& block) {
  constexpr int kGzipOnly = 16;
  z_stream stream{};
  if (inflateInit2(&stream, kGzipOnly + MAX_WBITS) != Z_OK) return Error{ErrorCode::kInternal, "zlib does not start"};
  const std::unique_ptr<z_stream, int (*)(z_stream*)> owner(&stream, inflateEnd);
  std::vector<unsigned char> source(kBlock);
  std::vector<unsigned char> sink(kBlock);
  bool in_member = true;  // an empty file is a member cut short
  for (;;) {
    if (stream.avail_in == 0) {
      SEGQL_TRY(const size_t size, file.read(source));
      if (size == 0) return in_member ? damaged(file, "cut short") : Status{};
      stream.next_in = source.data();
      stream.avail_in = static_cast<uInt>(size);
    }
    if (!in_member) inflateReset(&stream);  // members may follow one another
    int code = Z_OK;
    do {
      stream.next_out = sink.data();
      stream.avail_out = static_cast<uInt>(sink.size());
      code = inflate(&stream, Z_NO_FLUSH);
      if (!block(text_of(sink, sink.size() - stream.avail_out))) return {};
    } while (code == Z_OK && (stream.avail_in > 0 || stream.avail_out == 0));
    // Z_BUF_ERROR: all was taken and more is needed.
    if (code != Z_OK && code != Z_STREAM_END && code != Z_BUF_ERROR)
      return damaged(file, "damaged, or not a gzip file");
    in_member = code != Z_STREAM_END;
  }
}

Status read_zstd(InputFile& file, const Block& block) {
  const std::unique_ptr<ZSTD_DCtx, size_t (*)(ZSTD_DCtx*)> context(ZSTD_createDCtx(), ZSTD_freeDCtx);
  std::vector<unsigned char> source(kBlock);
  std::vector<unsigned char> sink(ZSTD_DStreamOutSize());
  size_t left = 0;  // 0: a frame has just ended
  for (;;) {
    SEGQL_TRY(const size_t size, file.read(source));
    if (size == 0) return left == 0 ? Status{} : damaged(file, "cut short");
    ZSTD_inBuffer in{source.data(), size, 0};
    // A full sink may leave more behind than there is input.
    for (bool full = false; in.pos < in.size || full;) {
      ZSTD_outBuffer out{sink.data(), sink.size(), 0};
      left = ZSTD_decompressStream(context.get(), &out, &in);
      if (ZSTD_isError(left) != 0) return damaged(file, "damaged, or not a zstd file");
      if (!block(text_of(sink, out.pos))) return {};
      full = left > 0 && out.pos == out.size;
    }
  }
}

}  // namespace

Status check_compressed_file(const std::string& path, const std::string& shown, Compression compression) {
  if (compression == Compression::kNone) return {};
  SEGQL_TRY(InputFile file, InputFile::open(path, shown));
  return compression == Compression::kGzip ? read_gzip(file, [](std::string_view) { return true; }) : check_zstd(file);
}

Status read_content(const std::string& path, const std::string& shown, Compression compression, const Block& block) {
  SEGQL_TRY(InputFile file, InputFile::open(path, shown));
  if (compression == Compression::kGzip) return read_gzip(file, block);
  if (compression == Compression::kZstd) return read_zstd(file, block);
  std::vector<unsigned char> buffer(kBlock);
  for (;;) {
    SEGQL_TRY(const size_t size, file.read(buffer));
    if (size == 0) return {};
    if (!block(text_of(buffer, size))) return {};
  }
}

}  // namespace segql::connect
