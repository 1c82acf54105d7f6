// Threads that take tasks from a common counter. Neither a thread that does not start nor a task that throws ends the
// process.

#include "runtime/table/parallel.h"

#include <algorithm>
#include <atomic>
#include <new>
#include <string>
#include <thread>
#include <vector>

#include "base/cancel.h"

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
  std::atomic<size_t> next{0};
  std::atomic<bool> failed{false};
  std::exception_ptr first;  // written once, read after the joins
  const CancelWish wish = cancel_wish();
  const auto work = [&](size_t worker) {
    const CancelScope scope(wish);
    try {
      for (size_t task = next++; task < tasks; task = next++) {
        stop_if_cancelled();
        run(task, worker);
      }
    } catch (...) {
      next = tasks;
      if (!failed.exchange(true)) first = std::current_exception();
    }
  };
  std::vector<std::thread> threads;
  const size_t wanted = std::min(workers, tasks);
  try {
    threads.reserve(wanted);
    for (size_t worker = 1; worker < wanted; ++worker) threads.emplace_back(work, worker);
  } catch (const std::exception&) {
    // The system has no thread or no memory for another one: the work is done by fewer.
  }
  work(0);
  for (std::thread& thread : threads) thread.join();
  return failed ? Status(error_of(first)) : Status();
}

}  // namespace segql::runtime
