#pragma once
/// `History`: what was typed, in this run and those before, in a file of its own.

#include <string>
#include <string_view>
#include <vector>

namespace segql::cli {

/// `$XDG_STATE_HOME/segql/history`, or `~/.local/state/segql/history`; empty where there is neither.
std::string history_path();

/// One line for each entry, the newest last; at most some thousands. Others may use the file at the same time: nothing
/// of theirs is lost. A file that cannot be read or written is no error: what is typed is then remembered until the
/// end.
class History {
 public:
  static constexpr size_t kMost = 2000;

  /// Reads the file, and shortens it when it has grown to twice the most.
  explicit History(std::string path);

  const std::vector<std::string>& entries() const { return entries_; }
  /// Also into the file. What equals the entry before is not entered again.
  void add(const std::string& entry);

 private:
  std::string path_;
  std::vector<std::string> entries_;
};

}  // namespace segql::cli
