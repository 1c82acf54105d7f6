// EngineOptions::threads: how many threads load and evaluate, and what happens when the system has none left.
#include <ctime>

#include <gtest/gtest.h>

#include "tests/engine/fixture.h"
#include "tests/table/no_threads.h"

namespace segql::testing {
namespace {

constexpr int kRows = 140'000;  // more than two blocks of a scan

std::unique_ptr<Engine> large_shop(EngineOptions options) {
  auto engine = shop("segment low of customer { where points < 70000 }\n", std::move(options));
  for (int i = 0; i < kRows; ++i) {
    customer(*engine, std::to_string(i), {{"points", int64_t{i}}});
    if (i % 4 == 0) purchase(*engine, std::to_string(i * 7919 % kRows), "x", "1", "2026-01-01");
  }
  return engine;
}

double seconds(clockid_t clock) {
  timespec time{};
  clock_gettime(clock, &time);
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) * 1e-9;
}

/// Processor time of all other threads.
double elsewhere() { return seconds(CLOCK_PROCESS_CPUTIME_ID) - seconds(CLOCK_THREAD_CPUTIME_ID); }

TEST(Threads, OneMeansTheCallingThread) {
  EngineOptions options;
  options.threads = 1;
  options.engine = EngineKind::kInterpreter;
  const auto engine = large_shop(options);
  const double before = elsewhere();
  ASSERT_TRUE(engine->finish_load().ok());
  const auto evaluation = engine->evaluate_at(0);
  ASSERT_TRUE(evaluation.ok());
  EXPECT_EQ((*evaluation)->members("low")->count(), 70'000u);
  EXPECT_LT(elsewhere() - before, 0.001);
}

TEST(Threads, WhereNoneCanBeStartedTheCallingThreadDoesTheWork) {
  EngineOptions options;
  options.threads = 4;
  options.engine = EngineKind::kInterpreter;
  const auto engine = large_shop(options);
  const test::NoThreads none;
  const auto report = engine->finish_load();
  ASSERT_TRUE(report.ok()) << report.error().message;
  const auto evaluation = engine->evaluate_at(0);
  ASSERT_TRUE(evaluation.ok());
  EXPECT_EQ((*evaluation)->members("low")->count(), 70'000u);
}

}  // namespace
}  // namespace segql::testing
