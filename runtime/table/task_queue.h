#pragma once
/// `TaskQueue`: numbered tasks that several threads take one after the other, and the first failure among them.

#include <atomic>
#include <cstddef>
#include <exception>
#include <functional>

#include "base/cancel.h"
#include "runtime/table/parallel.h"

namespace segql::runtime {

class TaskQueue {
 public:
  /// `work` outlives this. Tasks may be cancelled as the thread that makes this may.
  TaskQueue(size_t tasks, const std::function<void(size_t task, size_t worker)>& work)
      : tasks_(tasks), work_(work), wish_(cancel_wish()) {}

  /// Does tasks until there are none left. Called by each worker once.
  void serve(size_t worker) {
    const CancelScope scope(wish_);
    try {
      for (size_t task = next_++; task < tasks_; task = next_++) {
        stop_if_cancelled();
        work_(task, worker);
      }
    } catch (...) {
      next_ = tasks_;
      if (!failed_.exchange(true)) first_ = std::current_exception();
    }
  }

  /// After all workers are done.
  Status result() const { return failed_ ? Status(error_of(first_)) : Status(); }

 private:
  std::atomic<size_t> next_{0};
  std::atomic<bool> failed_{false};
  std::exception_ptr first_;  // written once
  const size_t tasks_;
  const std::function<void(size_t, size_t)>& work_;
  const CancelWish wish_;
};

}  // namespace segql::runtime
