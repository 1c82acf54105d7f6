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
