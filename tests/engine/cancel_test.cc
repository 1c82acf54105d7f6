// EngineOptions::cancelled: evaluations end with an error, lose nothing, and can be asked again.
#include <atomic>
#include <thread>

#include "tests/engine/fixture.h"

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

}  // namespace
}  // namespace segql::testing
