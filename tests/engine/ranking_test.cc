/// language.md section 4: take and sample.

#include "tests/engine/fixture.h"

namespace segql::testing {
namespace {

/// Ten customers c0..c9; points 5 4 4 3 3 3 2 1 - - (the last two have none).
std::unique_ptr<Engine> ranked(const std::string& clause, const std::string& where = "", EngineOptions options = {}) {
  auto engine = shop("segment s of customer { " + (where.empty() ? "" : "where " + where + " ") + clause + " }\n" +
                         "segment low of customer { where points <= 3 }\n",
                     std::move(options));
  const int points[] = {5, 4, 4, 3, 3, 3, 2, 1};
  const char* cities[] = {"a", "a", "b", "b", "b", "a", "b", "a"};
  for (int i = 9; i >= 0; --i) {  // load order is not key order
    const std::string id = "c" + std::to_string(i);
    if (i < 8) {
      customer(*engine, id, {{"points", int64_t{points[i]}}, {"city", std::string(cities[i])}});
    } else {
      customer(*engine, id);
    }
  }
  EXPECT_TRUE(engine->finish_load().ok());
  return engine;
}

TEST(Take, TopNBreaksTiesByKey) { EXPECT_EQ(keys(*ranked("take top 5 by points"), "s"), "c0 c1 c2 c3 c4"); }
TEST(Take, BottomN) { EXPECT_EQ(keys(*ranked("take bottom 3 by points"), "s"), "c3 c6 c7"); }
TEST(Take, TiesKept) { EXPECT_EQ(keys(*ranked("take top 4 by points ties kept"), "s"), "c0 c1 c2 c3 c4 c5"); }
TEST(Take, TiesDroppedIsTheDefaultCut) {
  EXPECT_EQ(keys(*ranked("take top 4 by points ties dropped"), "s"), "c0 c1 c2 c3");
}
TEST(Take, CapWinsOverTiesThenKeyOrder) {
  EXPECT_EQ(keys(*ranked("take top 4 by points ties kept at most 5"), "s"), "c0 c1 c2 c3 c4");
}
TEST(Take, PercentRoundsUpAndCountsRowsWithoutAScore) {
  // ceil(10 * 11%) = 2; the population has ten rows although two cannot rank.
  EXPECT_EQ(keys(*ranked("take top 11% by points"), "s"), "c0 c1");
  EXPECT_EQ(keys(*ranked("take top 10% by points"), "s"), "c0");
}
TEST(Take, MissingScoresNeverRank) {
  EXPECT_EQ(keys(*ranked("take bottom 100% by points"), "s"), "c0 c1 c2 c3 c4 c5 c6 c7");
}
TEST(Take, PerGroup) { EXPECT_EQ(keys(*ranked("take top 1 by points per city"), "s"), "c0 c2"); }
TEST(Take, PopulationIsWhatWhereAndExcludeLeave) {
  EXPECT_EQ(keys(*ranked("exclude city = \"a\" take top 50% by points", "points < 5"), "s"), "c2 c3");
}
TEST(Take, AmongEveryone) {
  // Everyone's top three are c0 c1 c2; of them c1 and c2 satisfy the condition.
  EXPECT_EQ(keys(*ranked("take top 3 by points among everyone", "points < 5"), "s"), "c1 c2");
}
TEST(Take, AmongASegment) {
  EXPECT_EQ(keys(*ranked("take top 2 by points among segment low", "city = \"b\""), "s"), "c3 c4");
}
TEST(Take, BothEnginesAgree) {
  for (const EngineKind kind : {EngineKind::kAuto, EngineKind::kInterpreter}) {
    EngineOptions options;
    options.engine = kind;
    EXPECT_EQ(keys(*ranked("take top 2 by points per city ties kept", "points is present", options), "s"),
              "c0 c1 c2 c3 c4");
  }
}

TEST(Sample, NeverDependsOnTheRestOfThePopulation) {
  auto engine = shop(
      "segment s of customer { sample 30% seed \"a\" }\nsegment t of customer { where age < 50 sample 30% seed \"a\" "
      "}\n"
      "segment u of customer { sample 30% seed \"b\" }\n");
  for (int i = 0; i < 2000; ++i) customer(*engine, "k" + std::to_string(i), {{"age", int64_t{i % 100}}});
  ASSERT_TRUE(engine->finish_load().ok());
  const auto evaluation = engine->evaluate_at(0).value();
  const Members s = evaluation->members("s").value();
  const Members t = evaluation->members("t").value();
  const Members u = evaluation->members("u").value();
  EXPECT_GT(s.count(), 540U);
  EXPECT_LT(s.count(), 660U);
  uint64_t both = 0;
  for (uint64_t row = 0; row < s.num_rows(); ++row) {
    EXPECT_EQ(t.contains(row), s.contains(row) && row % 100 < 50);
    both += s.contains(row) && u.contains(row) ? 1 : 0;
  }
  EXPECT_LT(both, 260U);  // two seeds choose independently: about 180
}

}  // namespace
}  // namespace segql::testing
