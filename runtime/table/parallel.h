#pragma once
/// Independent tasks on all hardware threads.

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <thread>
#include <vector>

namespace segql::runtime {

/// More than these only wait for memory, and each may need scratch space of a whole column.
inline constexpr size_t kMaxWorkers = 8;

inline size_t num_workers() { return std::clamp<size_t>(std::thread::hardware_concurrency(), 1, kMaxWorkers); }

/// Calls `run(task, worker)` once for every task below `tasks`; `worker` < num_workers() tells who runs it. Tasks begin
/// in order; results must not depend on who runs what.
template <typename Run>
void parallel_for(size_t tasks, const Run& run) {
  std::atomic<size_t> next{0};
  const auto work = [&](size_t worker) {
    for (size_t task = next++; task < tasks; task = next++) run(task, worker);
  };
  std::vector<std::thread> threads;
  for (size_t worker = 1; worker < std::min(num_workers(), tasks); ++worker) threads.emplace_back(work, worker);
  work(0);
  for (std::thread& thread : threads) thread.join();
}

}  // namespace segql::runtime
