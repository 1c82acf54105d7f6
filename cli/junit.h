#pragma once
/// Results as JUnit XML, which every CI server reads.

#include <string>
#include <vector>

namespace segql::cli {

struct JunitCase {
  std::string group;  ///< a file, or the segment that is tested
  std::string name;
  double seconds = 0;
  std::string failure;  ///< in one line; empty: it passed
  std::string details;  ///< of the failure
  std::string output;   ///< worth knowing, whether it passed or not; may be empty
};

/// One suite of that name. Characters that XML cannot have become U+FFFD.
std::string print_junit(const std::string& suite, const std::vector<JunitCase>& cases);

}  // namespace segql::cli
