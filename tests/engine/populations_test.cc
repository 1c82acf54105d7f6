/// language.md section 3: `ntile N of x among ...`, `percentile of x among ...`.

#include <algorithm>
#include <random>

#include "tests/engine/fixture.h"

namespace segql::testing {
namespace {

std::unique_ptr<Engine> ages(const std::string& segments, const std::vector<Value>& ages, EngineOptions options = {}) {
  auto engine = shop(segments, std::move(options));
  for (size_t i = 0; i < ages.size(); ++i) {
    std::string id = std::to_string(i);
    id.insert(0, 4 - id.size(), '0');
    customer(*engine, id, {{"age", ages[i]}});
  }
  EXPECT_TRUE(engine->finish_load().ok());
  return engine;
}

/// The values of an expression for all customers, in order of key, joined by spaces.
std::string values(Engine& engine, const std::string& expression) {
  const auto evaluation = engine.evaluate_at(0).value();
  const auto listing = evaluation->list(evaluation->members("everyone_there").value(), {expression});
  if (!listing.ok()) return listing.error().message;
  std::string text;
  for (const auto& row : listing->text) text += (text.empty() ? "" : " ") + (row[0].empty() ? "-" : row[0]);
  return text;
}

constexpr const char* kEveryone = "segment everyone_there of customer { }\n";

TEST(Populations, TilesHaveEqualSharesOfDistinctScores) {
  const auto engine = ages(kEveryone, {5, 1, 4, 2, 3, 10, 9, 8, 7, 6});
  EXPECT_EQ(values(*engine, "ntile 5 of age among everyone"), "3 1 2 1 2 5 5 4 4 3");
  EXPECT_EQ(values(*engine, "ntile 1 of age among everyone"), "1 1 1 1 1 1 1 1 1 1");
  EXPECT_EQ(values(*engine, "ntile 20 of age among everyone"), "9 1 7 3 5 19 17 15 13 11");
}

/// Equal scores share a tile: whom it holds never depends on keys or on the order of rows.
TEST(Populations, EqualScoresShareATile) {
  const auto engine = ages(kEveryone, {1, 1, 1, 1, 1, 1, 2, 3, 4, 5});
  EXPECT_EQ(values(*engine, "ntile 5 of age among everyone"), "1 1 1 1 1 1 4 4 5 5");
  EXPECT_EQ(values(*engine, "percentile of age among everyone = 0.6"),
            "true true true true true true false false "
            "false false");
}

/// Law 3 and section 4: "a missing score never ranks", and does not count.
TEST(Populations, WhoHasNoScoreHasNoPlace) {
  const auto engine = ages(kEveryone, {Missing{}, 1, Missing{}, 2});
  EXPECT_EQ(values(*engine, "ntile 2 of age among everyone"), "- 1 - 2");
  EXPECT_EQ(values(*engine, "percentile of age among everyone >= 0.5"), "false true false true");
  const auto nobody = ages(kEveryone, {Missing{}, Missing{}});
  EXPECT_EQ(values(*nobody, "ntile 2 of age among everyone is missing"), "true true");
}

TEST(Populations, ThePopulationIsTheOneWritten) {
  const std::string segments = std::string(kEveryone) +
                               "segment grown of customer { where age >= 18 }\n"
                               "segment of_age(from_age: int = 18) of customer { where age >= $from_age }\n"
                               "segment top of customer { where percentile of age among segment grown > 50% }\n"
                               "segment top_of(share: decimal) of customer {\n"
                               "  where percentile of age among segment of_age(from_age: 15) > $share }\n";
  const auto engine = ages(segments, {10, 20, 30, 40, 17, 50});
  EXPECT_EQ(values(*engine, "ntile 4 of age among segment grown"), "- 1 2 3 - 4");
  EXPECT_EQ(keys(*engine, "top"), "0003 0005");
  EXPECT_EQ(keys(*engine, "top_of(share: 0.8)"), "0005");
  EXPECT_EQ(keys(*engine, "top_of(share: 0.3)"), "0001 0002 0003 0005");
}

TEST(Populations, ScoresMayBeAnythingThatRanks) {
  const auto engine = shop(kEveryone + std::string("attribute spent of customer = sum of amount of purchases\n"
                                                   "attribute m_score of customer = ntile 3 of spent among everyone\n"
                                                   "segment best of customer { where m_score = 3 }\n"
                                                   "segment best_buyers of product { where any sales where "
                                                   "(buyer.m_score = 3) }\n"));
  for (const char* id : {"a", "b", "c"}) customer(*engine, id);
  product(*engine, "p", "x", "1");
  product(*engine, "q", "x", "1");
  purchase(*engine, "a", "p", "3", "2026-01-01T00:00");
  purchase(*engine, "b", "q", "5", "2026-01-02T00:00");
  purchase(*engine, "b", "q", "7", "2026-01-03T00:00");
  ASSERT_TRUE(engine->finish_load().ok());
  EXPECT_EQ(keys(*engine, "best"), "b");
  EXPECT_EQ(keys(*engine, "best_buyers"), "q") << "through a reference";
  EXPECT_EQ(keys(*engine, "best", "2026-01-01T12:00"), "a") << "scores are of the instant asked for";
}

/// A row filter does not change whose place it is: the subject's.
TEST(Populations, InARowFilterItIsTheSubjects) {
  const auto engine = shop(
      "segment s of customer { where any purchases where (ntile 2 of age among everyone = 2 and amount > 1 SAR) }\n");
  customer(*engine, "young", {{"age", int64_t{1}}});
  customer(*engine, "old", {{"age", int64_t{2}}});
  product(*engine, "p", "x", "1");
  purchase(*engine, "young", "p", "3", "2026-01-01T00:00");
  purchase(*engine, "old", "p", "3", "2026-01-01T00:00");
  ASSERT_TRUE(engine->finish_load().ok());
  EXPECT_EQ(keys(*engine, "s"), "old");
}

TEST(Populations, RandomOnesAgreeWithCountingEachByItself) {
  std::mt19937_64 random(7);
  std::vector<Value> scores;
  for (int i = 0; i < 3000; ++i) {
    const bool missing = random() % 10 == 0;
    scores.push_back(missing ? Value(Missing{}) : Value(static_cast<int64_t>(random() % 200)));
  }
  std::string tiles, halves;
  for (const Value& value : scores) {
    int64_t below = 0, up_to = 0, count = 0;
    for (const Value& other : scores) {
      if (!std::holds_alternative<int64_t>(other) || !std::holds_alternative<int64_t>(value)) continue;
      ++count;
      below += std::get<int64_t>(other) < std::get<int64_t>(value) ? 1 : 0;
      up_to += std::get<int64_t>(other) <= std::get<int64_t>(value) ? 1 : 0;
    }
    tiles += (tiles.empty() ? "" : " ") + (count == 0 ? "-" : std::to_string(below * 7 / count + 1));
    halves += std::string(halves.empty() ? "" : " ") + (up_to * 2 > count ? "true" : "false");
  }
  EngineOptions plain;
  plain.engine = EngineKind::kInterpreter;
  for (EngineOptions options : {EngineOptions{}, plain}) {
    const auto engine = ages(kEveryone, scores, options);
    EXPECT_EQ(values(*engine, "ntile 7 of age among everyone"), tiles);
    EXPECT_EQ(values(*engine, "percentile of age among everyone > 50%"), halves);
  }
}

}  // namespace
}  // namespace segql::testing
