/// `entered segment`, `left segment` and `keep members`: an error for who asks them, and for nobody else.

#include "tests/engine/fixture.h"

namespace segql::testing {
namespace {

constexpr const char* kSegments =
    "segment old of customer { where age > 30 }\n"
    "segment grown of customer { where entered segment old within last 7 days }\n"
    "segment kept of customer { where age > 30 keep members forever }\n"
    "attribute is_grown of customer = left segment old within last 7 days\n"
    "segment by_attribute of customer { where is_grown }\n"
    "segment by_segment of customer { where in segment grown or age > 5 }\n"
    "segment by_exclude of customer { exclude entered segment old ever }\n"
    "segment by_rank of customer { take top 1 by points take top 1 by if(left segment old ever, age, 0) }\n"
    "segment among_it of customer { take top 1 by age among segment kept }\n"
    "segment in_rows of product { where any sales where (buyer in segment kept) }\n"
    "split halves of segment kept seed \"s\" { one 50%, two 50% }\n"
    "priority list all_of_them of customer { old, grown }\n"
    "snapshot segment frozen of customer as of 2026-01-01 { where entered segment old ever }\n"
    "snapshot segment frozen_later of customer as of 2027-01-01 { where entered segment old ever }\n"
    "segment fine of customer { where in segment old }\n";

constexpr const char* kNeeds = " needs the membership journal, which this version of SegQL does not have";

std::unique_ptr<Engine> customers() {
  auto engine = shop(kSegments);
  customer(*engine, "a", {{"age", int64_t{40}}});
  customer(*engine, "b", {{"age", int64_t{20}}});
  EXPECT_TRUE(engine->finish_load().ok());
  return engine;
}

TEST(Journal, WhoAsksItGetsAnErrorThatNamesSegmentAndConstruct) {
  const auto engine = customers();
  const std::pair<const char*, const char*> errors[] = {
      {"grown", "`grown` cannot be evaluated: `entered segment old`"},
      {"kept", "`kept` cannot be evaluated: `keep members`"},
      {"by_attribute", "`is_grown` cannot be evaluated: `left segment old`"},
      {"by_segment", "`grown` cannot be evaluated: `entered segment old`"},
      {"by_exclude", "`by_exclude` cannot be evaluated: `entered segment old`"},
      {"by_rank", "`by_rank` cannot be evaluated: `left segment old`"},
      {"among_it", "`kept` cannot be evaluated: `keep members`"},
      {"in_rows", "`kept` cannot be evaluated: `keep members`"},
      {"halves.one", "`kept` cannot be evaluated: `keep members`"},
      {"all_of_them.grown", "`grown` cannot be evaluated: `entered segment old`"},
      {"frozen", "`frozen` cannot be evaluated: `entered segment old`"}};
  for (const auto& [segment, error] : errors) EXPECT_EQ(keys(*engine, segment), std::string(error) + kNeeds) << segment;
  EXPECT_EQ(keys(*engine, "frozen_later"), "") << "it has not been taken yet";
}

TEST(Journal, TheOthersAreEvaluated) {
  const auto engine = customers();
  EXPECT_EQ(keys(*engine, "fine"), "a");
  EXPECT_EQ(keys(*engine, "all_of_them.old"), "a");
}

TEST(Journal, AlsoWhenItIsAskedAsText) {
  const auto engine = customers();
  const auto evaluation = std::move(engine->evaluate_at(engine->parse_instant("2026-03-31").value()).value());
  const auto members = evaluation->members_where("customer", "age > 5 and entered segment old ever");
  ASSERT_FALSE(members.ok());
  EXPECT_EQ(members.error().code, ErrorCode::kUnsupported);
  EXPECT_EQ(members.error().message, std::string("the condition cannot be evaluated: `entered segment old`") + kNeeds);
  const auto everyone = evaluation->members_where("customer", "age > 5").value();
  const auto listing = evaluation->list(everyone, {"id", "is_grown"});
  ASSERT_FALSE(listing.ok());
  EXPECT_EQ(listing.error().message, std::string("`is_grown` cannot be evaluated: `left segment old`") + kNeeds);
  const auto plan = evaluation->explain("grown", ExplainStage::kPlan);
  ASSERT_FALSE(plan.ok());
  EXPECT_EQ(plan.error().code, ErrorCode::kUnsupported);
}

TEST(Journal, ATestOfItFails) {
  const auto engine = shop(std::string(kSegments) +
                           "test \"t\" of grown as of 2026-01-01 { given customer c { id: \"c\" } expect c in }\n");
  const auto result = engine->run_test(0);
  ASSERT_FALSE(result.ok());
  EXPECT_EQ(result.error().code, ErrorCode::kInvalidArgument) << "other tests can run";
  EXPECT_EQ(result.error().message, std::string("`grown` cannot be evaluated: `entered segment old`") + kNeeds);
}

TEST(Journal, ItIsExplained) {
  const auto engine = customers();
  EXPECT_NE(engine->explain("kept", ExplainStage::kTyped).value().find("(keep members forever)"), std::string::npos);
  EXPECT_NE(
      engine->explain("grown", ExplainStage::kTyped).value().find("(entered-segment #0 old (within last 7 days))"),
      std::string::npos);
  for (const ExplainStage stage : {ExplainStage::kSource, ExplainStage::kAst}) {
    EXPECT_NE(engine->explain("grown", stage).value().find("entered"), std::string::npos);
  }
}

}  // namespace
}  // namespace segql::testing
