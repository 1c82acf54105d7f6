#pragma once
/// `WorkerPool`: threads that wait for tasks. Starting and joining threads takes as long as a scan of a million rows.

#include <condition_variable>
#include <cstddef>
#include <functional>
#include <list>
#include <mutex>
#include <thread>
#include <vector>

#include "segql/result.h"

namespace segql::runtime {

/// Thread-safe: what is asked for at the same time shares the threads.
class WorkerPool {
 public:
  WorkerPool() = default;
  /// REQUIRES: nothing runs.
  ~WorkerPool();

  /// As `parallel_for`, except that its threads stay for the next time, and that those which have not woken up by the
  /// end are not waited for.
  Status run(size_t workers, size_t tasks, const std::function<void(size_t task, size_t worker)>& work);

 private:
  struct Job;
  void serve();
  void start_threads(size_t wanted);

  std::mutex mutex_;
  std::condition_variable changed_, left_;
  std::list<Job*> jobs_;
  std::vector<std::thread> threads_;
  bool stopping_ = false;
};

}  // namespace segql::runtime
