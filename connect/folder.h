#pragma once
/// Files and folders as errors speak of them: what is there, what is not, and what was probably meant.

#include <string>
#include <string_view>

#include "segql/result.h"

namespace segql::connect {

/// Success when `path` is a file that can be read; otherwise why not, and what its folder holds. `shown` is how the
/// message names it.
Status check_readable_file(const std::string& path, const std::string& shown);

/// The whole of a text file; more than `max_bytes` is kLimitExceeded.
Result<std::string> read_text_file(const std::string& path, size_t max_bytes);

/// "the folder data holds `a.csv` and `b.csv`; did you mean `a.csv`?", for a path that is not there; walks up to the
/// first folder that exists.
std::string what_exists_near(const std::string& path);

}  // namespace segql::connect
