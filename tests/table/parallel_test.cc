// Tasks on threads: whatever the system refuses and whatever a task throws, every call returns.
#include "runtime/table/parallel.h"

#include <atomic>
#include <new>
#include <stdexcept>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

#include "base/cancel.h"
#include "tests/table/no_threads.h"

namespace segql::runtime {
namespace {

std::vector<int> times_run(size_t workers, size_t tasks, size_t* most_workers = nullptr) {
  std::vector<std::atomic<int>> times(tasks);
  std::atomic<size_t> most{0};
  const Status status = parallel_for(workers, tasks, [&](size_t task, size_t worker) {
    ++times[task];
    size_t seen = most;
    while (seen < worker + 1 && !most.compare_exchange_weak(seen, worker + 1)) {
    }
  });
  EXPECT_TRUE(status.ok());
  if (most_workers != nullptr) *most_workers = most;
  return {times.begin(), times.end()};
}

TEST(Parallel, EveryTaskRunsOnce) {
  for (const size_t workers : {1, 2, 3, 16}) {
    for (const size_t tasks : {0, 1, 2, 1000}) {
      size_t most = 0;
      EXPECT_EQ(times_run(workers, tasks, &most), std::vector<int>(tasks, 1));
      EXPECT_LE(most, std::min(workers, tasks));
    }
  }
}

TEST(Parallel, OneWorkerIsTheCallingThread) {
  const auto caller = std::this_thread::get_id();
  EXPECT_TRUE(parallel_for(1, 100, [&](size_t, size_t worker) {
                EXPECT_EQ(worker, 0u);
                EXPECT_EQ(std::this_thread::get_id(), caller);
              }).ok());
}

TEST(Parallel, ThreadsThatDoNotStartAreDoneWithout) {
  const test::NoThreads none;
  EXPECT_THROW(std::thread([] {}).join(), std::system_error);
  size_t most = 0;
  EXPECT_EQ(times_run(8, 1000, &most), std::vector<int>(1000, 1));
  EXPECT_EQ(most, 1u);
}

TEST(Parallel, ExceptionsAreErrors) {
  const auto failing = [](size_t workers, auto thrown) {
    std::atomic<int> times{0};
    const Status status = parallel_for(workers, 100'000, [&](size_t task, size_t) {
      ++times;
      if (task == 5) throw thrown;
    });
    EXPECT_FALSE(status.ok());
    EXPECT_GE(times, 6);
    EXPECT_LT(times, 100'000);  // the others have stopped
    if (workers == 1) {
      EXPECT_EQ(times, 6);
    }
    return status.ok() ? Error{} : status.error();
  };
  for (const size_t workers : {1, 4}) {
    const Error memory = failing(workers, std::bad_alloc());
    EXPECT_EQ(memory.code, ErrorCode::kLimitExceeded);
    EXPECT_EQ(memory.message, "out of memory");
    const Error other = failing(workers, std::runtime_error("this and that"));
    EXPECT_EQ(other.code, ErrorCode::kInternal);
    EXPECT_EQ(other.message, "unexpected failure: this and that");
    EXPECT_EQ(failing(workers, 42).message, "unexpected failure");
  }
}

// The wish is that of the calling thread, whichever thread sees it.
TEST(Parallel, CancelledWorkEnds) {
  for (const size_t workers : {1, 4}) {
    std::atomic<bool> cancelled{false};
    std::atomic<int> times{0};
    const CancelScope scope({&cancelled});
    const Status status = parallel_for(workers, 100'000, [&](size_t task, size_t) {
      ++times;
      if (task == 5) cancelled = true;
    });
    ASSERT_FALSE(status.ok());
    EXPECT_EQ(status.error().code, ErrorCode::kCancelled);
    EXPECT_LT(times, 100'000);
  }
  EXPECT_FALSE(is_cancelled()) << "the scope is over";
}

TEST(Parallel, WorkThatIsLateEnds) {
  CancelWish wish;
  wish.deadline = std::chrono::steady_clock::now();
  const Status status = cancellable(wish, [] { return parallel_for(1, 1, [](size_t, size_t) {}); });
  ASSERT_FALSE(status.ok());
  EXPECT_EQ(status.error().code, ErrorCode::kCancelled);
  EXPECT_TRUE(cancellable({}, [] { return parallel_for(1, 1, [](size_t, size_t) {}); }).ok());
}

}  // namespace
}  // namespace segql::runtime
