#pragma once
/// `FileReader`: the texts of many files, in order, some of them read ahead while those before are worked on.

#include <deque>
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

  /// The next text. REQUIRES: there is one.
  Result<std::string> next();

 private:
  /// Up to 256 texts or some megabytes; an error is the last.
  using Batch = std::deque<Result<std::string>>;
  static Batch read(const std::vector<std::string>& paths, size_t first, size_t max_bytes);

  const std::vector<std::string>& paths_;
  size_t max_bytes_;
  bool reads_ahead_;
  size_t num_begun_ = 0;  ///< files of the batches that were read
  Batch batch_;
  std::future<Batch> ahead_;
};

}  // namespace segql::connect
