/// language.md section 4: take and sample.

#include <algorithm>
#include <numeric>

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

/// Large populations are looked at through a sample first, which may be wrong about them.
TEST(Take, OfManyRowsWhateverTheirOrder) {
  constexpr int kRows = 200'000;
  const std::pair<const char*, int64_t (*)(int)> scores[] = {
      {"spread", [](int i) { return int64_t{i} * 7919 % kRows; }},
      {"tied", [](int i) { return int64_t{i} * 7919 % 50; }},
      {"the sampled ones are best", [](int i) { return i % 12 == 0 ? int64_t{kRows} + i : int64_t{i} % 100; }},
      {"the sampled ones are worst", [](int i) { return i % 12 == 0 ? int64_t{0} : int64_t{i} + 1; }},
  };
  const struct {
    const char* clause;
    bool bottom;
    size_t amount, at_most;
    bool ties;
  } takes[] = {
      {"take top 5% by points", false, kRows / 20, SIZE_MAX, false},
      {"take bottom 1% by points", true, kRows / 100, SIZE_MAX, false},
      {"take top 10 by points", false, 10, SIZE_MAX, false},
      {"take bottom 2000 by points ties kept", true, 2000, SIZE_MAX, true},
      {"take top 2000 by points ties kept at most 3000", false, 2000, 3000, true},
      {"take top 60% by points", false, kRows / 5 * 3, SIZE_MAX, false},
  };
  std::string segments;
  for (size_t t = 0; t < std::size(takes); ++t) {
    segments += "segment s" + std::to_string(t) + " of customer { " + takes[t].clause + " }\n";
  }
  for (const auto& [name, score] : scores) {
    auto engine = shop(segments);
    std::vector<std::pair<int64_t, std::string>> rows;  // of each row: its score and key
    for (int i = 0; i < kRows; ++i) {
      rows.emplace_back(score(i), "k" + std::to_string(int64_t{i} * 31 % kRows));
      customer(*engine, rows.back().second, {{"points", rows.back().first}});
    }
    ASSERT_TRUE(engine->finish_load().ok());
    const auto evaluation = engine->evaluate_at(0).value();
    for (size_t t = 0; t < std::size(takes); ++t) {
      const auto& take = takes[t];
      std::vector<uint32_t> order(kRows);
      std::iota(order.begin(), order.end(), 0u);
      std::sort(order.begin(), order.end(), [&](uint32_t a, uint32_t b) {
        if (rows[a].first != rows[b].first) return (rows[a].first < rows[b].first) == take.bottom;
        return rows[a].second < rows[b].second;
      });
      size_t kept = take.amount;
      while (take.ties && kept < order.size() && rows[order[kept]].first == rows[order[kept - 1]].first) ++kept;
      order.resize(std::min(kept, take.at_most));
      std::sort(order.begin(), order.end());
      EXPECT_EQ(evaluation->members("s" + std::to_string(t))->rows(), order) << name << ": " << take.clause;
    }
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
