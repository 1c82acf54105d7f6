#pragma once
/// Writing a whole file so that a failure loses nothing.

#include <string>
#include <string_view>

#include "segql/result.h"

namespace segql::connect {

/// Makes `text` the contents of the file at `path`, which need not exist: a new file beside it takes its place once all
/// of it is written. Follows links and keeps the permissions of the file there is. After an error the file is as it
/// was.
Status replace_file(const std::string& path, std::string_view text);

}  // namespace segql::connect
