#pragma once
/// Path patterns: `*` `?` `[abc]` within a name, `**` across folders.

#include <string>
#include <vector>

#include "segql/result.h"

namespace segql::connect {

bool has_wildcards(const std::string& path);

/// Files that match `pattern`, which starts at `folder` unless absolute, in byte order; each path starts as the pattern
/// does. A pattern that is itself the name of a file means that file, whatever characters it has. Hidden names match
/// only where the pattern spells their dot; a link to nothing matches like any file. Empty when nothing matches; more
/// than 100,000 matches are kLimitExceeded, and a folder that cannot be read is kIo.
Result<std::vector<std::string>> expand_glob(const std::string& folder, const std::string& pattern);

}  // namespace segql::connect
