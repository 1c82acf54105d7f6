/// Definitions that use one another: long chains, and what is counted and timed over all of them.

#include <functional>

#include <pthread.h>

#include "tests/engine/fixture.h"

namespace segql::testing {
namespace {

/// Runs `work` on a thread with a stack of `bytes`.
void run_on_stack(size_t bytes, std::function<void()> work) {
  pthread_attr_t attributes;
  ASSERT_EQ(pthread_attr_init(&attributes), 0);
  ASSERT_EQ(pthread_attr_setstacksize(&attributes, bytes), 0);
  pthread_t thread{};
  const auto run = [](void* given) -> void* {
    (*static_cast<std::function<void()>*>(given))();
    return nullptr;
  };
  ASSERT_EQ(pthread_create(&thread, &attributes, run, &work), 0);
  pthread_join(thread, nullptr);
  pthread_attr_destroy(&attributes);
}

/// `length` attributes and as many segments, each on the one before; the last segment holds for ages over 20.
std::string chains(int length) {
  std::string text = "attribute a0 of customer = age\nsegment s0 of customer { where age > 20 }\n";
  for (int i = 1; i < length; ++i) {
    const std::string name = std::to_string(i), before = std::to_string(i - 1);
    text += "attribute a" + name + " of customer = a" + before + "\n";
    text += "segment s" + name + " of customer { where in segment s" + before + " }\n";
  }
  return text + "segment by_attribute of customer { where a" + std::to_string(length - 1) + " > 30 }\n";
}

std::unique_ptr<Engine> chained(int length, EngineOptions options) {
  options.engine = EngineKind::kInterpreter;
  options.threads = 1;
  auto engine = shop(chains(length), std::move(options));
  for (const int age : {20, 30, 40}) customer(*engine, "c" + std::to_string(age), {{"age", int64_t{age}}});
  EXPECT_TRUE(engine->finish_load().ok());
  return engine;
}

TEST(Evaluator, ChainsUpToTheLimitNeedLittleStack) {
  run_on_stack(size_t{1} << 20, [] {
    auto engine = chained(static_cast<int>(Limits{}.reference_depth) - 1, {});
    EXPECT_EQ(keys(*engine, "s98"), "c30 c40");
    EXPECT_EQ(keys(*engine, "by_attribute"), "c40");
  });
}

TEST(Evaluator, LongerChainsNeedNoMoreStack) {
  EngineOptions options;
  options.limits.reference_depth = 10'000;
  auto engine = chained(3000, options);
  run_on_stack(size_t{1} << 20, [&] {
    EXPECT_EQ(keys(*engine, "s2999"), "c30 c40");
    EXPECT_EQ(keys(*engine, "by_attribute"), "c40");
  });
}

/// The values of `definitions` that do not fit, over three customers of ages 20, 30 and 40.
uint64_t overflows(const std::string& definitions, const std::string& segment) {
  auto engine = shop(definitions);
  for (const int age : {20, 30, 40}) customer(*engine, "c" + std::to_string(age), {{"age", int64_t{age}}});
  EXPECT_TRUE(engine->finish_load().ok());
  return engine->evaluate_at(0).value()->members(segment).value().num_overflows();
}

constexpr const char* kHuge =
    "attribute huge of customer = age * 1000000000000000000\n"
    "attribute next of customer = huge + 1\n";

TEST(Overflows, OfAnAttributeCount) {
  EXPECT_EQ(overflows(std::string(kHuge) + "segment s of customer { where huge > 0 }\n", "s"), 3U);
}
TEST(Overflows, OfAttributesOfAttributesCount) {
  EXPECT_EQ(overflows(std::string(kHuge) + "segment s of customer { where next > 0 }\n", "s"), 3U);
}
TEST(Overflows, OfSegmentsCount) {
  const std::string used = std::string(kHuge) + "segment used of customer { where next > 0 }\n";
  EXPECT_EQ(overflows(used + "segment s of customer { where not in segment used }\n", "s"), 3U);
}
TEST(Overflows, WhatIsUsedTwiceCountsOnce) {
  const std::string used = std::string(kHuge) + "segment used of customer { where next > 0 }\n";
  EXPECT_EQ(overflows(used + "segment s of customer { where not in segment used and huge is missing }\n", "s"), 3U);
}
TEST(Overflows, OfScoresCount) {
  EXPECT_EQ(overflows("segment s of customer { where age > 20 take top 1 by age * 1000000000000000000 among everyone "
                      "take top 1 by age * 2000000000000000000 among everyone }\n",
                      "s"),
            6U);
}

TEST(Timing, OfRankingIncludesPlanning) {
  auto engine = shop(
      "segment first of customer { where points > 20 }\n"
      "segment plain of customer { where age > 20 }\n"
      "segment ranked of customer { where age > 20 " +
      [] {
        std::string takes;
        for (int i = 0; i < 200; ++i) takes += "take top 1 by age + points + " + std::to_string(i) + " among everyone ";
        return takes;
      }() +
      "}\n");
  customer(*engine, "amal", {{"age", int64_t{30}}});
  ASSERT_TRUE(engine->finish_load().ok());
  const auto evaluation = engine->evaluate_at(0).value();
  ASSERT_TRUE(evaluation->members("first").ok());  // pays for what happens once
  const double plain = evaluation->members("plain").value().timing().plan;
  EXPECT_GT(evaluation->members("ranked").value().timing().plan, 10 * plain) << "two hundred plans more";
}

}  // namespace
}  // namespace segql::testing
