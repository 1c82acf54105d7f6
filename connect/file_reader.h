#pragma once
/// `FileReader`: the texts of many files, in order, some of them read ahead while those before are worked on.

#include <future>
#include <string>
#include <vector>

#include "segql/result.h"

namespace segql::connect {

class FileReader {
 public:
  /// `paths` must outlive it. More than `max_bytes` in a file is kLimitExceeded. With `reads_ahead`, and where there
  /// are many, another thread reads.
  FileReader(const std::vector<std::string>& paths, size_t max_bytes, bool reads_ahead);

  /// The next texts, up to 256 or some megabytes; none: there are no more. After an error it is not asked again.
  Result<std::vector<std::string>> next();

 private:
  static Result<std::vector<std::string>> read(const std::vector<std::string>& paths, size_t first, size_t max_bytes);

  const std::vector<std::string>& paths_;
  size_t max_bytes_;
  bool reads_ahead_;
  size_t num_read_ = 0;
  std::future<Result<std::vector<std::string>>> ahead_;
};

}  // namespace segql::connect
