// Threads that stay: every task is done once, whoever asks at the same time, and failures are those of who asked.
#include "runtime/table/worker_pool.h"

#include <algorithm>
#include <atomic>
#include <stdexcept>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

#include "tests/table/no_threads.h"

namespace segql::runtime {
namespace {

bool each_once(WorkerPool& pool, size_t workers, size_t tasks) {
  std::vector<std::atomic<int>> times(tasks);
  std::atomic<size_t> most{0};
  const Status status = pool.run(workers, tasks, [&](size_t task, size_t worker) {
    ++times[task];
    size_t seen = most;
    while (seen < worker + 1 && !most.compare_exchange_weak(seen, worker + 1)) {
    }
  });
  const bool once = std::all_of(times.begin(), times.end(), [](const auto& count) { return count == 1; });
  return status.ok() && once && most <= std::min(workers, tasks);
}

TEST(WorkerPool, EveryTaskRunsOnceTimeAfterTime) {
  WorkerPool pool;
  for (int round = 0; round < 50; ++round) {
    for (const size_t workers : {1, 2, 3, 16}) {
      for (const size_t tasks : {0, 1, 2, 300}) EXPECT_TRUE(each_once(pool, workers, tasks)) << workers << " " << tasks;
    }
  }
}

TEST(WorkerPool, ManyAskAtTheSameTime) {
  WorkerPool pool;
  std::atomic<int> wrong{0};
  std::vector<std::thread> threads;
  for (int t = 0; t < 6; ++t) {
    threads.emplace_back([&] {
      for (int round = 0; round < 200; ++round) wrong += each_once(pool, 3, 20) ? 0 : 1;
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(wrong, 0);
}

TEST(WorkerPool, OthersHelp) {
  WorkerPool pool;
  std::atomic<int> inside{0};
  // Each waits for the other one.
  EXPECT_TRUE(pool.run(2, 2,
                       [&](size_t, size_t) {
                         ++inside;
                         for (int i = 0; i < 2000 && inside < 2; ++i)
                           std::this_thread::sleep_for(std::chrono::milliseconds(5));
                       })
                  .ok());
  EXPECT_EQ(inside, 2);
}

TEST(WorkerPool, ThreadsThatDoNotStartAreDoneWithout) {
  WorkerPool pool;
  {
    const test::NoThreads none;
    EXPECT_TRUE(each_once(pool, 8, 1000));
  }
  EXPECT_TRUE(each_once(pool, 8, 1000));
}

TEST(WorkerPool, FailuresAreThoseOfWhoAsked) {
  WorkerPool pool;
  for (int round = 0; round < 20; ++round) {
    const Status failed = pool.run(3, 100, [](size_t task, size_t) {
      if (task == 7) throw std::runtime_error("seven");
    });
    ASSERT_FALSE(failed.ok());
    EXPECT_NE(failed.error().message.find("seven"), std::string::npos);
    EXPECT_TRUE(each_once(pool, 3, 100));
  }
}

}  // namespace
}  // namespace segql::runtime
