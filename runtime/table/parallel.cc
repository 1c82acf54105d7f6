// Threads that take tasks from a common counter. Neither a thread that does not start nor a task that throws ends the
// process.

#include "runtime/table/parallel.h"

#include <algorithm>
#include <new>
#include <string>
#include <thread>
#include <vector>

#include "base/cancel.h"
#include "runtime/table/task_queue.h"

namespace segql::runtime {

size_t num_threads(unsigned wanted) {
  return wanted != 0 ? wanted : std::max<size_t>(std::thread::hardware_concurrency(), 1);
}

Error error_of(const std::exception_ptr& exception) {
  try {
    std::rethrow_exception(exception);
  } catch (const Cancelled&) {
    return cancelled_error();
  } catch (const std::bad_alloc&) {
    return {ErrorCode::kLimitExceeded, "out of memory"};
  } catch (const std::exception& other) {
    return {ErrorCode::kInternal, std::string("unexpected failure: ") + other.what()};
  } catch (...) {
    return {ErrorCode::kInternal, "unexpected failure"};
  }
}

Status parallel_for(size_t workers, size_t tasks, const std::function<void(size_t, size_t)>& run) {
  TaskQueue queue(tasks, run);
  std::vector<std::thread> threads;
  const size_t wanted = std::min(workers, tasks);
  try {
    threads.reserve(wanted);
    for (size_t worker = 1; worker < wanted; ++worker) threads.emplace_back([&queue, worker] { queue.serve(worker); });
  } catch (const std::exception&) {
    // The system has no thread or no memory for another one: the work is done by fewer.
  }
  queue.serve(0);
  for (std::thread& thread : threads) thread.join();
  return queue.result();
}

}  // namespace segql::runtime
