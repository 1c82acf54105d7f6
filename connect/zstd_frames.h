#pragma once
/// Where the frames of a .zst end, from the headers of its blocks alone: nothing is decompressed.

#include <cstdint>
#include <optional>

#include "connect/input_file.h"
#include "segql/result.h"

namespace segql::connect {

/// The offset behind the frame that begins at `begin`; none when there is no whole frame.
Result<std::optional<uint64_t>> zstd_frame_end(const InputFile& file, uint64_t begin);

}  // namespace segql::connect
