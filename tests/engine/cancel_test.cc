// EngineOptions::cancelled: evaluations and loads end with an error, lose nothing, and can be asked again.
#include "base/cancel.h"

#include <atomic>
#include <cerrno>
#include <chrono>
#include <thread>
#include <utility>

#include "engine/ranking.h"
#include "runtime/table/column_builder.h"
#include "tests/engine/fixture.h"
#include "tests/table/arrow_data.h"

namespace segql::testing {
namespace {

class Cancel : public ::testing::TestWithParam<EngineKind> {
 protected:
  Cancel() {
    EngineOptions options;
    options.engine = GetParam();
    options.threads = 2;
    options.cancelled = &cancelled_;
    engine_ = shop(
        "segment low of customer { where points < 60 }\n"
        "segment high of customer { where points >= 60 }\n"
        "segment buyers of customer { where count of purchases > 0 }\n"
        "segment best of customer { where points < 60 take top 10 by points }\n",
        std::move(options));
    for (int i = 0; i < 300; ++i) customer(*engine_, "c" + std::to_string(i), {{"points", int64_t{i}}});
    EXPECT_TRUE(engine_->finish_load().ok());
    evaluation_ = engine_->evaluate_at(engine_->parse_instant("2026-02-01").value()).value();
  }

  std::atomic<bool> cancelled_{false};
  std::unique_ptr<Engine> engine_;
  std::unique_ptr<Evaluation> evaluation_;
};

#if SEGQL_JIT
INSTANTIATE_TEST_SUITE_P(Engines, Cancel, ::testing::Values(EngineKind::kInterpreter, EngineKind::kJit));
#else
INSTANTIATE_TEST_SUITE_P(Engines, Cancel, ::testing::Values(EngineKind::kInterpreter));
#endif

TEST_P(Cancel, EndsEvaluationsUntilItIsTakenBack) {
  ASSERT_EQ(evaluation_->members("low").value().count(), 60U);
  cancelled_ = true;
  for (const char* name : {"high", "buyers", "best"}) {
    const auto members = evaluation_->members(name);
    ASSERT_FALSE(members.ok()) << name;
    EXPECT_EQ(members.error().code, ErrorCode::kCancelled) << name;
  }
  EXPECT_EQ(evaluation_->members("low").value().count(), 60U) << "what was found before stays";
  for (const auto& members : evaluation_->members_of_all(std::vector<std::string>{"high", "buyers"}))
    EXPECT_EQ(members.error().code, ErrorCode::kCancelled);
  cancelled_ = false;
  EXPECT_EQ(evaluation_->members("high").value().count(), 240U);
  EXPECT_EQ(evaluation_->members("buyers").value().count(), 0U);
  EXPECT_EQ(evaluation_->members("best").value().count(), 10U);
}

// Members are all or an error, whenever it comes and goes.
TEST_P(Cancel, NeverLeavesAPart) {
  std::atomic<bool> done{false};
  std::thread other([&] {
    while (!done) cancelled_ = !cancelled_;
  });
  for (int i = 0; i < 300; ++i) {
    const auto evaluation = engine_->evaluate_at(evaluation_->as_of()).value();
    const auto members = evaluation->members("high");
    if (members.ok()) {
      EXPECT_EQ(members->count(), 240U);
    } else {
      EXPECT_EQ(members.error().code, ErrorCode::kCancelled);
    }
  }
  done = true;
  other.join();
}

/// Customers with the numbers 0 to 4999 as points, and what the host computes of those.
class CancelCalls : public ::testing::Test {
 protected:
  static constexpr int kCustomers = 5'000;  // two batches

  void load(const HostFunction& function, const std::string& segments) {
    EngineOptions options;
    options.cancelled = &cancelled_;
    engine_ = shop("extern slow(x: int): int\n" + segments, options);
    for (int i = 0; i < kCustomers; ++i) customer(*engine_, "c" + std::to_string(i), {{"points", int64_t{i}}});
    ASSERT_TRUE(engine_->add_function("slow", function).ok());
    ASSERT_TRUE(engine_->finish_load().ok());
    evaluation_ = engine_->evaluate_at(0).value();
  }
  /// Gives what it is given.
  static Status echo(const FunctionBatch& batch, FunctionValues& values) {
    for (uint64_t i = 0; i < batch.num_rows; ++i) {
      values.present[i] = 1;
      values.integers[i] = batch.arguments[0].integers[i];
    }
    return {};
  }

  std::atomic<bool> cancelled_{false};
  std::unique_ptr<Engine> engine_;
  std::unique_ptr<Evaluation> evaluation_;
};

TEST_F(CancelCalls, EndsBetweenCallsOfAHostFunction) {
  int calls = 0;
  load(
      [&](const FunctionBatch& batch, FunctionValues& values) {
        cancelled_ = ++calls == 1;
        return echo(batch, values);
      },
      "segment late of customer { where slow(points) >= 4999 }\n");
  const auto members = evaluation_->members("late");
  ASSERT_FALSE(members.ok());
  EXPECT_EQ(members.error().code, ErrorCode::kCancelled);
  EXPECT_EQ(calls, 1);
  cancelled_ = false;
  calls = 1;
  EXPECT_EQ(evaluation_->members("late").value().count(), 1U);
}

TEST_F(CancelCalls, OneThatTakesLongIsPutOffUntilTheOthersAreThere) {
  bool is_slow = true;
  load(
      [&](const FunctionBatch& batch, FunctionValues& values) {
        if (std::exchange(is_slow, false)) std::this_thread::sleep_for(std::chrono::milliseconds(1100));
        return echo(batch, values);
      },
      "segment late of customer { where slow(points) >= 4999 }\n"
      "segment low of customer { where points < 10 }\n"
      "segment best of customer { where points < 100 take top 3 by points }\n");
  std::string order;
  const auto all = evaluation_->members_of_all(std::vector<std::string>{"late", "nobody", "low", "best"},
                                               [&](size_t index, const Result<Members>& members) {
                                                 order += std::to_string(index) + (members.ok() ? " " : "! ");
                                               });
  EXPECT_EQ(order, "1! 2 3 0 ");
  ASSERT_EQ(all.size(), 4U);
  EXPECT_EQ(all[0].value().count(), 1U);
  EXPECT_EQ(all[1].error().code, ErrorCode::kInvalidSource);
  EXPECT_EQ(all[2].value().count(), 10U);
  EXPECT_EQ(all[3].value().count(), 3U);
}

TEST_F(CancelCalls, OneAloneTakesItsTime) {
  int calls = 0;
  load(
      [&](const FunctionBatch& batch, FunctionValues& values) {
        if (++calls == 1) std::this_thread::sleep_for(std::chrono::milliseconds(1100));
        return echo(batch, values);
      },
      "segment late of customer { where slow(points) >= 4999 }\n");
  EXPECT_EQ(evaluation_->members_of_all(std::vector<std::string>{"late"})[0].value().count(), 1U);
  EXPECT_EQ(calls, 2) << "nothing was done twice";
}

TEST_F(CancelCalls, EndsListings) {
  constexpr int kMany = 40'000;
  EngineOptions options;
  options.cancelled = &cancelled_;
  engine_ = shop("segment everyone of customer { }\n", options);
  for (int i = 0; i < kMany; ++i) customer(*engine_, "c" + std::to_string(i));
  ASSERT_TRUE(engine_->finish_load().ok());
  evaluation_ = engine_->evaluate_at(0).value();
  const Members all = evaluation_->members("everyone").value();
  cancelled_ = true;
  const auto listing = evaluation_->list(all, {});
  ASSERT_FALSE(listing.ok());
  EXPECT_EQ(listing.error().code, ErrorCode::kCancelled);
  cancelled_ = false;
  EXPECT_EQ(evaluation_->list(all, {}).value().rows.size(), size_t{kMany});
}

TEST_F(CancelCalls, EndsLoads) {
  EngineOptions options;
  options.cancelled = &cancelled_;
  engine_ = shop("segment everyone of customer { }\n", options);
  ArrowArrayStream stream;
  const auto begin = [&](bool fails) {
    std::vector<test::ArrowColumn> batches;
    for (const char* id : {"a", "b"}) batches.push_back(test::batch({test::texts({std::string(id)}).named("id")}));
    test::make_stream(batches, &stream, {.fail_at_batch = fails ? 1 : -1, .fail_with = ECANCELED});
  };
  begin(true);
  EXPECT_EQ(engine_->import_arrow("customer", &stream).error().code, ErrorCode::kCancelled) << "the stream's own wish";
  cancelled_ = true;
  begin(false);
  EXPECT_EQ(engine_->import_arrow("customer", &stream).error().code, ErrorCode::kCancelled);
  cancelled_ = false;
  begin(false);
  ASSERT_TRUE(engine_->import_arrow("customer", &stream).ok());
  cancelled_ = true;
  EXPECT_EQ(engine_->finish_load().error().code, ErrorCode::kCancelled);
  cancelled_ = false;
  begin(false);
  ASSERT_TRUE(engine_->import_arrow("customer", &stream).ok());
  ASSERT_TRUE(engine_->finish_load().ok());
  EXPECT_EQ(keys(*engine_, "everyone"), "a b") << "a load is begun again";
}

/// The loops that go over all rows of a population by themselves.
TEST(CancelRanking, EndsInTheMiddle) {
  constexpr uint64_t kRows = 2'000'000;
  engine::ScanOutput scores;
  scores.integers.resize(kRows);
  for (uint64_t row = 0; row < kRows; ++row) scores.integers[row] = static_cast<int64_t>(row * 7919 % kRows);
  scores.valid.assign((kRows + 63) / 64, ~uint64_t{0});
  runtime::Bitmap everyone(kRows);
  for (uint64_t row = 0; row < kRows; ++row) everyone.set(row);
  const runtime::Column keys = runtime::make_computed_column(
      schema::Type::of(schema::Kind::kInt), std::span<const int64_t>(scores.integers), scores.valid, nullptr);
  hir::Take take{};
  take.amount = 1000;
  take.at_most = -1;
  hir::Ranking ranking{};
  ranking.tiles = 10;
  const std::atomic<bool> cancelled{true};
  const CancelScope scope({&cancelled});
  EXPECT_THROW(engine::take(take, everyone, scores, nullptr, keys), Cancelled);
  EXPECT_THROW(engine::take(take, everyone, scores, &scores, keys), Cancelled);
  EXPECT_THROW(engine::places(ranking, everyone, scores), Cancelled);
}

}  // namespace
}  // namespace segql::testing
