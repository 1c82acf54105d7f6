#pragma once
/// Compressed files: whether they are whole, and what is in them. DuckDB takes the end of a truncated .gz or .zst for
/// the end of the data, and does not compare the checksum of a .gz: rows would be lost without a word.

#include <functional>
#include <string>
#include <string_view>

#include "connect/suffixes.h"
#include "segql/result.h"

namespace segql::connect {

/// Success for files that are not compressed. A .zst is walked from block to block; a .gz has to be decompressed.
/// `shown` is how the message names the file.
Status check_compressed_file(const std::string& path, const std::string& shown, Compression compression);

/// Calls `block` with the content of a file from its beginning, decompressed, until that returns false or all was read.
Status read_content(const std::string& path, const std::string& shown, Compression compression,
                    const std::function<bool(std::string_view)>& block);

}  // namespace segql::connect
