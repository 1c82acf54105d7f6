#pragma once
/// The program `segql`, run as its users run it.

#include <string>
#include <vector>

namespace segql::bench {

struct Run {
  double seconds = 0;   ///< from its start to its end
  double peak_mb = 0;   ///< of resident memory
  int exit_code = 0;    ///< 255: it did not end by itself
  std::string printed;  ///< standard output
};

/// The one beside this program. Its output goes through a file in `folder`. Throws std::runtime_error when it cannot be
/// started.
Run run_segql(const std::vector<std::string>& arguments, const std::string& folder);

}  // namespace segql::bench
