#pragma once
/// Independent tasks on several threads.

#include <cstddef>
#include <exception>
#include <functional>

#include "segql/result.h"

namespace segql::runtime {

/// `wanted`, or as many as the machine has where that is 0.
size_t num_threads(unsigned wanted);

/// Calls `run(task, worker)` once for every task below `tasks`, on at most `workers` threads, the calling one among
/// them; `worker` < `workers` tells who runs it. Tasks begin in order; results must not depend on who runs what. Where
/// the system starts fewer threads, those there are do all of the work. Once a task has thrown none is begun, and
/// its exception is the error. Cancelling the calling thread's work is that of all threads: none is begun, and the
/// error is kCancelled.
Status parallel_for(size_t workers, size_t tasks, const std::function<void(size_t task, size_t worker)>& run);

/// What to tell a host that expects no exceptions: kLimitExceeded when memory ran out, kCancelled, else kInternal.
Error error_of(const std::exception_ptr& exception);

}  // namespace segql::runtime
