#include "runtime/table/worker_pool.h"

#include <algorithm>
#include <exception>

#include "runtime/table/task_queue.h"

namespace segql::runtime {

struct WorkerPool::Job {
  TaskQueue tasks;
  size_t workers;     ///< at most
  size_t joined = 1;  ///< the thread that asked is the first
  size_t inside = 0;  ///< of the pool's threads, at work on it
};

WorkerPool::~WorkerPool() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  changed_.notify_all();
  for (std::thread& thread : threads_) thread.join();
}

/// REQUIRES: `mutex_` is held.
void WorkerPool::start_threads(size_t wanted) {
  try {
    while (threads_.size() < wanted) threads_.emplace_back([this] { serve(); });
  } catch (const std::exception&) {
    // The system has no thread or no memory for another one: the work is done by fewer.
  }
}

void WorkerPool::serve() {
  std::unique_lock lock(mutex_);
  for (;;) {
    const auto needs_one = [](const Job* job) { return job->joined < job->workers; };
    const auto job = std::find_if(jobs_.begin(), jobs_.end(), needs_one);
    if (job == jobs_.end()) {
      if (stopping_) return;
      changed_.wait(lock);
      continue;
    }
    Job& own = **job;
    const size_t worker = own.joined++;
    ++own.inside;
    lock.unlock();
    own.tasks.serve(worker);
    lock.lock();
    if (--own.inside == 0) left_.notify_all();
  }
}

Status WorkerPool::run(size_t workers, size_t tasks, const std::function<void(size_t, size_t)>& work) {
  Job job{TaskQueue(tasks, work), std::min(workers, tasks)};
  if (job.workers > 1) {
    const std::lock_guard lock(mutex_);
    start_threads(job.workers - 1);
    jobs_.push_back(&job);
    changed_.notify_all();
  }
  job.tasks.serve(0);
  if (job.workers > 1) {
    std::unique_lock lock(mutex_);
    jobs_.remove(&job);
    left_.wait(lock, [&] { return job.inside == 0; });
  }
  return job.tasks.result();
}

}  // namespace segql::runtime
