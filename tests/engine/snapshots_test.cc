/// language.md section 4: `snapshot segment ... as of`: computed for one instant, and frozen.

#include "tests/engine/fixture.h"

namespace segql::testing {
namespace {

constexpr const char* kSegments =
    "segment recent of customer { where any purchases within last 7 days }\n"
    "snapshot segment new_year of customer as of 2026-01-01 { where any purchases within last 7 days }\n"
    "snapshot segment same of customer as of 2026-01-01 { where in segment recent }\n"
    "snapshot segment noon of customer as of 2026-01-05T12:00 { where any purchases within last 24 hours }\n"
    "snapshot segment earlier of customer as of 2026-01-01 { where in segment noon }\n"
    "snapshot segment later of customer as of 2026-01-06 { where in segment new_year and not in segment noon }\n"
    "snapshot segment best of customer as of 2026-01-06 { where any purchases take top 1 by sum of amount of purchases "
    "}\n"
    "segment came_back of customer { where in segment new_year and in segment recent }\n";

std::unique_ptr<Engine> with_rows(EngineOptions options = {}) {
  auto engine = shop(kSegments, std::move(options));
  for (const char* id : {"a", "b", "c"}) customer(*engine, id);
  product(*engine, "p", "x", "1");
  purchase(*engine, "a", "p", "10", "2025-12-28T10:00");
  purchase(*engine, "b", "p", "20", "2025-12-29T10:00");
  purchase(*engine, "c", "p", "30", "2026-01-05T11:59");
  purchase(*engine, "b", "p", "90", "2026-03-30T10:00");
  EXPECT_TRUE(engine->finish_load().ok());
  return engine;
}

/// Each `was in` of a segment that says it twice doubles the instants: 2^20 of them, if nothing stopped it.
TEST(Snapshots, InstantsInsideOfInstantsStopAtALimit) {
  std::string text;
  for (int i = 0; i < 20; ++i) {
    const std::string next = "was in segment c" + std::to_string(i + 1) + " as of " + std::to_string(1 << i);
    text +=
        "segment c" + std::to_string(i) + " of customer { where " + next + " hours ago or " + next + " minutes ago }\n";
  }
  const auto engine = shop(text + "segment c20 of customer { where any purchases within last 3 days }\n");
  customer(*engine, "a");
  ASSERT_TRUE(engine->finish_load().ok());
  const auto evaluation = engine->evaluate_at(engine->parse_instant("2026-03-31T12:00").value()).value();
  const auto members = evaluation->members("c0");
  ASSERT_FALSE(members.ok());
  EXPECT_EQ(members.error().code, ErrorCode::kLimitExceeded);
  EXPECT_NE(members.error().message.find("more than 1000 instants of the past"), std::string::npos)
      << members.error().message;
  EXPECT_TRUE(evaluation->members("c15").ok()) << "other segments go on";
  EXPECT_TRUE(evaluation->members("c14").ok());
}

TEST(Snapshots, AreOfTheirInstantWheneverAsked) {
  const auto engine = with_rows();
  for (const char* as_of : {"2026-01-01", "2026-01-06", "2026-03-31T12:00", "2030-01-01"}) {
    EXPECT_EQ(keys(*engine, "new_year", as_of), "a b") << as_of;
    EXPECT_EQ(keys(*engine, "same", as_of), "a b") << "what it uses is of that instant too, " << as_of;
  }
  EXPECT_EQ(keys(*engine, "noon", "2026-02-01"), "c");
  EXPECT_EQ(keys(*engine, "recent", "2026-03-31T12:00"), "b");
  EXPECT_EQ(keys(*engine, "came_back", "2026-03-31T12:00"), "b");
}

TEST(Snapshots, HaveNobodyBeforeTheyAreTaken) {
  const auto engine = with_rows();
  EXPECT_EQ(keys(*engine, "new_year", "2025-12-31T23:59"), "");
  EXPECT_EQ(keys(*engine, "came_back", "2025-12-30"), "");
  EXPECT_EQ(keys(*engine, "earlier", "2026-02-01"), "") << "on 1 January the other had not been taken";
  EXPECT_EQ(keys(*engine, "later", "2026-02-01"), "a b");
}

/// `was in segment x as of t`: from the journal; else recomputed when every input is event-based (section 5).
TEST(WasIn, IsComputedAgainAsOfTheInstant) {
  const auto engine = shop(
      "segment recent of customer { where any purchases within last 7 days }\n"
      "segment was_then of customer { where was in segment recent as of 2026-01-01 }\n"
      "segment was_lately of customer { where was in segment recent as of 2 days ago }\n"
      "segment lost of customer { where was in segment recent as of 5 days ago and not in segment recent }\n"
      "segment twice of customer { where was in segment was_lately as of 1 days ago }\n"
      "segment ahead of customer { where was in segment recent as of 2027-01-01 }\n"
      "segment in_tokyo of customer { where was in segment recent as of 2026-01-05 timezone \"Asia/Tokyo\" }\n");
  for (const char* id : {"a", "b", "c"}) customer(*engine, id);
  product(*engine, "p", "x", "1");
  purchase(*engine, "a", "p", "10", "2025-12-28T10:00");
  purchase(*engine, "b", "p", "20", "2025-12-29T10:00");
  purchase(*engine, "c", "p", "30", "2026-01-04T19:30");  // 5 January 01:30 in Tokyo, and before it in Riyadh
  ASSERT_TRUE(engine->finish_load().ok());
  EXPECT_EQ(keys(*engine, "was_then", "2026-06-01"), "a b");
  EXPECT_EQ(keys(*engine, "was_then", "2025-12-31"), "") << "that instant is still to come";
  EXPECT_EQ(keys(*engine, "was_lately", "2026-01-07"), "b c") << "as of the start of 5 January in Riyadh";
  EXPECT_EQ(keys(*engine, "lost", "2026-01-09"), "a b");
  EXPECT_EQ(keys(*engine, "twice", "2026-01-08"), "b c");
  EXPECT_EQ(keys(*engine, "ahead", "2026-06-01"), "");
  EXPECT_EQ(keys(*engine, "in_tokyo", "2026-06-01"), "a b") << "midnight of the segment's own timezone";
}

/// A host may ask about any number of instants: what was computed for them makes room.
TEST(WasIn, OtherInstantsAreForgotten) {
  EngineOptions options;
  options.limits.answer_bytes = 1000;
  const auto engine = shop("segment recent of customer { where any purchases within last 7 days }\n", options);
  customer(*engine, "a");
  product(*engine, "p", "x", "1");
  purchase(*engine, "a", "p", "10", "2026-01-10T10:00");
  ASSERT_TRUE(engine->finish_load().ok());
  const auto evaluation = engine->evaluate_at(engine->parse_instant("2026-03-31").value()).value();
  for (int round = 0; round < 3; ++round) {
    for (int day = 10; day < 29; ++day) {
      const auto found =
          evaluation->members_where("customer", "was in segment recent as of 2026-01-" + std::to_string(day));
      ASSERT_TRUE(found.ok()) << found.error().message;
      EXPECT_EQ(found->count(), day >= 11 && day <= 17 ? 1U : 0U) << day;
    }
  }
}

TEST(WasIn, ADiamondOfInstantsIsComputedOnce) {
  std::string segments = "segment s0 of customer { where any purchases within last 7 days }\n";
  for (int i = 1; i <= 40; ++i) {
    const std::string before = "s" + std::to_string(i - 1);
    segments += "segment s" + std::to_string(i) + " of customer { where was in segment " + before +
                " as of 1 days ago or was in segment " + before + " as of 2 days ago }\n";
  }
  const auto engine = shop(segments);
  customer(*engine, "a");
  product(*engine, "p", "x", "1");
  purchase(*engine, "a", "p", "10", "2026-01-28T10:00");
  ASSERT_TRUE(engine->finish_load().ok());
  EXPECT_EQ(keys(*engine, "s40", "2026-03-31"), "a");
}

TEST(Snapshots, RankAsOfTheirInstant) { EXPECT_EQ(keys(*with_rows(), "best", "2026-03-31"), "c"); }

TEST(Snapshots, AreExplainedAsOfTheirInstant) {
  const auto engine = with_rows();
  const auto evaluation = engine->evaluate_at(engine->parse_instant("2026-03-31").value()).value();
  const auto plan = evaluation->explain("same", ExplainStage::kPlan);
  ASSERT_TRUE(plan.ok()) << plan.error().message;
  EXPECT_NE(plan->find("as of 2026-01-01 00:00 Asia/Riyadh"), std::string::npos) << *plan;
}

}  // namespace
}  // namespace segql::testing
