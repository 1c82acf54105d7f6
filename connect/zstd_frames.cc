// The frame format of RFC 8878: a header, blocks with a header of three bytes each, perhaps a checksum.
#include "connect/zstd_frames.h"

#include <array>

#include "base/try.h"

namespace segql::connect {

namespace {

constexpr uint32_t kMagic = 0xFD2FB528;
/// Frames of user data, which decoders skip; the last four bits are free.
constexpr uint32_t kSkippableMagic = 0x184D2A50;
constexpr uint64_t kMagicSize = 4;
constexpr uint64_t kBlockHeaderSize = 3;
constexpr uint64_t kChecksumSize = 4;

enum BlockType : uint32_t { kRaw, kRepeatedByte, kCompressed, kReserved };

uint32_t number(const unsigned char* bytes, size_t size) {
  uint32_t value = 0;
  for (size_t i = 0; i < size; ++i) value |= static_cast<uint32_t>(bytes[i]) << (8 * i);
  return value;
}

/// Bytes between the magic number and the first block.
uint64_t header_size(unsigned char descriptor) {
  const bool single_segment = (descriptor & 0x20) != 0;
  constexpr std::array<uint64_t, 4> kDictionaryId = {0, 1, 2, 4};
  const std::array<uint64_t, 4> content_size = {single_segment ? 1U : 0U, 2, 4, 8};
  return 1 + (single_segment ? 0 : 1) + kDictionaryId[descriptor & 3] + content_size[descriptor >> 6];
}

}  // namespace

Result<std::optional<uint64_t>> zstd_frame_end(const InputFile& file, uint64_t begin) {
  std::array<unsigned char, 8> start{};  // every frame has as many
  SEGQL_TRY(const size_t found, file.read_at(begin, start));
  if (found < start.size()) return std::optional<uint64_t>();
  const uint32_t magic = number(start.data(), kMagicSize);
  uint64_t at = begin + start.size() + number(start.data() + kMagicSize, 4);
  if ((magic & 0xFFFFFFF0) != kSkippableMagic) {
    if (magic != kMagic) return std::optional<uint64_t>();
    const unsigned char descriptor = start[kMagicSize];
    at = begin + kMagicSize + header_size(descriptor);
    for (bool last = false; !last;) {
      std::array<unsigned char, kBlockHeaderSize> header{};
      SEGQL_TRY(const size_t size, file.read_at(at, header));
      if (size < header.size()) return std::optional<uint64_t>();
      const uint32_t block = number(header.data(), header.size());
      const uint32_t type = (block >> 1) & 3;
      if (type == kReserved) return std::optional<uint64_t>();
      last = (block & 1) != 0;
      at += header.size() + (type == kRepeatedByte ? 1 : block >> 3);
    }
    if ((descriptor & 4) != 0) at += kChecksumSize;
  }
  return at <= file.size() ? std::optional(at) : std::nullopt;
}

}  // namespace segql::connect
