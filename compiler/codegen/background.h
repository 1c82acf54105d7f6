#pragma once
/// `Background`: work that nobody waits for, one piece after the other on a thread of its own.

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>

namespace segql::codegen {

/// Thread-safe. The thread is started with the first work; where the system has none to give, work is dropped.
class Background {
 public:
  Background() = default;
  /// Waits for what has begun; drops what has not.
  ~Background();

  void add(std::function<void()> work);

 private:
  void run();

  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<std::function<void()>> waiting_;
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace segql::codegen
