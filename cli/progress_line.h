#pragma once
/// `ProgressLine`: how far long work is, as one line on a terminal that goes away again. Nothing in a pipe, and nothing
/// for what is done in a moment.

#include <condition_variable>
#include <mutex>
#include <string>
#include <thread>

namespace segql::cli {

class ProgressLine {
 public:
  ProgressLine();
  /// Erases it.
  ~ProgressLine();
  ProgressLine(const ProgressLine&) = delete;
  ProgressLine& operator=(const ProgressLine&) = delete;

  /// Whether somebody would see it: texts need not be made otherwise.
  bool is_seen() const { return painter_.joinable(); }
  void show(const std::string& text);
  /// Makes room for results, until the next `show`.
  void erase() { show(""); }

 private:
  void paint();

  std::mutex mutex_;
  std::condition_variable over_changed_;
  bool over_ = false;
  std::string text_;
  std::thread painter_;
};

/// Erases what line there is, and lets nobody write another one. For the end of the process: by any thread.
void close_progress();

}  // namespace segql::cli
