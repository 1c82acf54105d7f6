#pragma once
/// Waiting until somebody saves a file.

#include <string>
#include <vector>

namespace segql::cli {

/// Returns when one of the files changed, went away or came since the last call, or the folders hold another file of
/// that kind. Looks five times a second, because some file systems tell nobody.
class Watch {
 public:
  /// `folder`: all definition files and project files in it and below.
  explicit Watch(std::string folder) : folder_(std::move(folder)), state_(state()) {}
  void wait();

 private:
  std::string state() const;

  std::string folder_;
  std::string state_;  ///< paths, times and sizes
};

}  // namespace segql::cli
