#pragma once
/// Compressed files: whether they are whole, and what is in them. DuckDB takes the end of a truncated .gz or .zst for
/// the end of the data, and does not compare the checksum of a .gz: rows would be lost without a word.

#include <functional>
#include <string>
#include <string_view>

#include "segql/result.h"

namespace segql::connect {

/// Success for files whose suffix is neither .gz nor .zst. A .zst is walked from block to block; a .gz has to be
/// decompressed. `shown` is how the message names the file.
Status check_compressed_file(const std::string& path, const std::string& shown);

/// Calls `block` with the content of a file from beginning to end, decompressed as its suffix says.
Status read_content(const std::string& path, const std::string& shown,
                    const std::function<void(std::string_view)>& block);

}  // namespace segql::connect
