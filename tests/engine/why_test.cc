// Why a row is in a segment or not, and when time alone changes that.
#include <random>

#include <gmock/gmock.h>

#include "tests/engine/fixture.h"

namespace segql::testing {
namespace {

using ::testing::HasSubstr;

constexpr const char* kAsOf = "2026-03-31T12:00";
constexpr int64_t kDay = int64_t{86'400} * 1'000'000;

std::string line_of(const Explanation& answer) {
  std::string text = answer.is_member ? "in:" : "out:";
  for (const TestCondition& condition : answer.conditions) {
    text += std::string(" ") + (condition.holds ? "+" : "-") + (condition.excludes ? "exclude " : "") + condition.text;
  }
  return text;
}

class WhyTest : public ::testing::Test {
 protected:
  /// With customers amal (bought on 2026-03-01 10:00 and 2026-03-20 09:00), badr (2025-12-31 23:30) and dana (never).
  void open(const std::string& segments) {
    engine_ = shop(segments);
    customer(*engine_, "amal", {{"points", int64_t{10}}, {"city", "Riyadh"}, {"joined", "2025-03-31T08:00"}});
    customer(*engine_, "badr", {{"points", int64_t{20}}, {"joined", "2024-02-29T00:00"}});
    customer(*engine_, "dana", {{"points", int64_t{30}}, {"city", "Jeddah"}});
    product(*engine_, "p", "Phones", "100");
    purchase(*engine_, "amal", "p", "100", "2026-03-01T10:00");
    purchase(*engine_, "amal", "p", "40", "2026-03-20T09:00");
    purchase(*engine_, "badr", "p", "500", "2025-12-31T23:30");
    ASSERT_TRUE(engine_->finish_load().ok());
    evaluation_ = engine_->evaluate_at(engine_->parse_instant(kAsOf).value()).value();
  }
  Explanation why(const std::string& segment, const std::string& key) {
    auto answer = evaluation_->why(segment, key);
    EXPECT_TRUE(answer.ok()) << answer.error().message;
    return answer.ok() ? *answer : Explanation();
  }
  /// Local time of the next change; "never".
  std::string next(const std::string& segment, const std::string& key) {
    const Explanation answer = why(segment, key);
    EXPECT_EQ(answer.why_not_further, "");
    return answer.next_change ? engine_->format_instant(*answer.next_change) : "never";
  }

  std::unique_ptr<Engine> engine_;
  std::unique_ptr<Evaluation> evaluation_;
};

TEST_F(WhyTest, EveryConditionWithItsTruthAndValues) {
  open(R"(
segment x of customer {
  where points > 15 and any of { city = "Jeddah", any purchases }
  exclude points > 25
}
)");
  EXPECT_EQ(line_of(why("x", "amal")),
            "out: -points > 15 +any of -city = \"Jeddah\" +any purchases -exclude points > 25");
  EXPECT_EQ(line_of(why("x", "badr")),
            "in: +points > 15 +any of -city = \"Jeddah\" +any purchases -exclude points > 25");
  EXPECT_EQ(line_of(why("x", "dana")),
            "out: +points > 15 +any of +city = \"Jeddah\" -any purchases +exclude points > 25");
  const Explanation answer = why("x", "amal");
  EXPECT_EQ(answer.segment, "x");
  EXPECT_EQ(answer.entity, "customer");
  EXPECT_EQ(answer.key, "amal");
  EXPECT_EQ(answer.conditions[0].values, (std::vector<std::pair<std::string, std::string>>{{"points", "10"}}));
  EXPECT_EQ(answer.conditions[1].depth, 0u);
  EXPECT_EQ(answer.conditions[2].depth, 1u);
}

TEST_F(WhyTest, WhatAConditionMeasuresIsSaid) {
  open(R"(
define big(minimum: money(SAR)) of customer = sum of amount of purchases > $minimum
segment x of customer {
  where any purchases within last 30 days where (amount > 50 SAR)
    and sum of amount of purchases - count of purchases * 1 SAR > 100 SAR
    and not (every purchases satisfy (amount > 50 SAR))
    and big(minimum: 5 SAR)
    and most common item.category of purchases in ("Phones", "c")
}
)");
  using Values = std::vector<std::pair<std::string, std::string>>;
  const auto values = [&](const char* key, size_t condition) { return why("x", key).conditions.at(condition).values; };
  const std::string count = "count of purchases within last 30 days where (amount > 50 SAR)";
  EXPECT_EQ(values("amal", 0), (Values{{count, "1"}, {"latest bought_at", "2026-03-01T10:00:00+03:00"}}));
  EXPECT_EQ(values("badr", 0), (Values{{count, "0"}, {"latest bought_at ever", "2025-12-31T23:30:00+03:00"}}));
  EXPECT_EQ(values("dana", 0), (Values{{count, "0"}}));
  EXPECT_EQ(values("amal", 1), (Values{{"sum of amount of purchases", "140.00 SAR"}, {"count of purchases", "2"}}));
  EXPECT_EQ(values("dana", 1), (Values{{"sum of amount of purchases", "0.00 SAR"}, {"count of purchases", "0"}}));
  EXPECT_EQ(values("amal", 2), Values{}) << "what `every` means is no count of its rows";
  EXPECT_EQ(values("amal", 3), Values{}) << "a define is written elsewhere";
  EXPECT_EQ(values("amal", 4), (Values{{"most common item.category of purchases", "Phones"}}));
  EXPECT_EQ(values("dana", 4), (Values{{"most common item.category of purchases", "missing"}}));
}

TEST_F(WhyTest, TakesAndSamplesAreSaid) {
  open("segment first of customer {\n  where points > 0\n  take top 2 by points\n  sample 50% seed \"s\"\n}\n");
  EXPECT_THAT(line_of(why("first", "amal")), HasSubstr("out: +points > 0 -take top 2 by points "));
  const Explanation dana = why("first", "dana");
  EXPECT_THAT(line_of(dana), HasSubstr("+take top 2 by points "));
  EXPECT_EQ(dana.is_member, dana.conditions.back().holds);
  EXPECT_EQ(dana.conditions[1].values, (std::vector<std::pair<std::string, std::string>>{{"points", "30"}}));
  EXPECT_FALSE(dana.next_change);
  EXPECT_THAT(dana.why_not_further, HasSubstr("`first` ranks rows"));
  EXPECT_EQ(dana.unchanged_until, evaluation_->as_of());
}

TEST_F(WhyTest, CalendarDaysChangeAtMidnight) {
  open(
      "segment recent of customer { where any purchases within last 30 days }\n"
      "segment old of customer { where no purchases within last 90 days }\n");
  EXPECT_EQ(next("recent", "amal"), "2026-04-20T00:00:00+03:00");
  EXPECT_EQ(next("recent", "badr"), "never");
  EXPECT_EQ(next("old", "badr"), "2026-04-01T00:00:00+03:00");
  EXPECT_EQ(next("old", "dana"), "never");
}

TEST_F(WhyTest, ClockUnitsChangeAMicrosecondAfter) {
  open(
      "segment recent of customer { where any purchases within last 480 hours }\n"
      "segment exact of customer { where any purchases within last 30 days rolling }\n");
  EXPECT_EQ(next("recent", "amal"), "2026-04-09T09:00:00.000001+03:00");
  EXPECT_EQ(next("exact", "amal"), "2026-04-19T09:00:00.000001+03:00");
}

TEST_F(WhyTest, NumbersOfElapsedUnits) {
  open(
      "segment settled of customer { where days since joined >= 400 }\n"
      "attribute age_in_days of customer = days since joined\n"
      "segment settled_too of customer { where age_in_days >= 400 }\n"
      "segment odd of customer { where days since joined * 2 > 740 }\n"
      "segment hours of customer { where hours since joined > 8800 }\n");
  EXPECT_EQ(next("settled", "amal"), "2026-05-05T00:00:00+03:00");
  EXPECT_EQ(next("settled_too", "amal"), "2026-05-05T00:00:00+03:00");
  EXPECT_EQ(next("odd", "amal"), "2026-04-06T00:00:00+03:00");
  EXPECT_EQ(next("hours", "amal"), "2026-04-02T01:00:00+03:00");
  EXPECT_EQ(next("settled", "badr"), "never");
  EXPECT_EQ(next("settled", "dana"), "never");
}

TEST_F(WhyTest, Anniversaries) {
  open("segment jubilee of customer { where joined anniversary within next 7 days }\n");
  EXPECT_EQ(next("jubilee", "amal"), "2027-03-24T00:00:00+03:00");
  EXPECT_EQ(next("jubilee", "badr"), "2027-02-21T00:00:00+03:00") << "29 February, celebrated on the 28th";
}

TEST_F(WhyTest, RollingMonthsAreNotMonotone) {
  open("segment recent of customer { where any purchases within last 1 month rolling }\n");
  EXPECT_EQ(next("recent", "amal"), "2026-04-20T09:00:00.000001+03:00");
}

TEST_F(WhyTest, WhatOthersDoIsNotForeseen) {
  open(
      "attribute place of customer = percentile of points among everyone\n"
      "segment best of customer { where place > 50% and any purchases within last 30 days }\n");
  const Explanation answer = why("best", "amal");
  EXPECT_FALSE(answer.next_change);
  EXPECT_THAT(answer.why_not_further, HasSubstr("is a place among others"));
}

TEST_F(WhyTest, UnknownKeysAndSegments) {
  open("segment x of customer { where points > 15 }\n");
  EXPECT_EQ(evaluation_->why("x", "nobody").error().message, "there is no customer with the id `nobody`");
  EXPECT_EQ(evaluation_->why("x", "nobody").error().code, ErrorCode::kNotFound);
  EXPECT_EQ(evaluation_->why("y", "amal").error().code, ErrorCode::kInvalidSource);
}

/// Every kind of window, of number of units and of way to other rows.
constexpr const char* kTimely = R"(
settings { week starts sunday }
attribute last_order_at of customer = last of bought_at of purchases
attribute first_order_at of customer = min of bought_at of purchases
attribute recency of customer = days since last_order_at
attribute sold_lately of product = count of sales within last 2 weeks
define lapsed(n: int) of customer = no purchases within last $n days
segment w01 of customer { where any purchases within last 30 days }
segment w02 of customer { where at least 2 purchases within last 8 weeks where (amount > 200 SAR) }
segment w03 of customer { where any purchases within last 72 hours }
segment w04 of customer { where any purchases within last 3 days rolling }
segment w05 of customer { where count of purchases within last 2 months rolling = 1 }
segment w06 of customer { where sum of amount of purchases within last 3 complete months > 300 SAR }
segment w07 of customer { where any purchases within this week }
segment w08 of customer { where any purchases within previous quarter }
segment w09 of customer { where any purchases within next 10 days }
segment w10 of customer { where any purchases after now }
segment w11 of customer { where any purchases from 40 days ago to 10 days ago }
segment w12 of customer { where any purchases on yesterday }
segment w13 of customer { where any purchases since 100 hours ago }
segment w14 of customer { where any purchases before 2 months ago }
segment w15 of customer { where any purchases during 2026-Q2 }
segment w16 of customer { where any purchases }
segment w17 of customer { where joined within last 1 year }
segment w18 of customer { where joined anniversary within next 14 days }
segment w19 of customer { where days since joined >= 500 }
segment w20 of customer { where months since joined between 15 and 20 }
segment w21 of customer { where recency in (3, 10, 40) }
segment w22 of customer { where hours until joined > 20 }
segment w23 of customer { where lapsed(45) and any purchases }
segment w24 of customer { where last_order_at >= 20 days ago }
segment w25 of customer { where any purchases where (item.sold_lately >= 3) }
segment hot of product { where at least 2 sales within last 10 days }
segment w26 of customer { where any purchases where (item in segment hot) }
segment w27 of customer { where in segment w01 and not in segment w03 }
segment w28 of customer { where latest purchases within last 60 days satisfy (amount < 400 SAR) }
segment w29 of customer { where did within last 60 days (purchase then no purchase within 5 days) }
segment w30 of customer { where did (purchase where (amount < 300 SAR) then purchase within 10 days) }
segment w31 of customer { where any of { points > 90, every purchases within last 20 days satisfy (amount > 100 SAR) } }
segment w32 of customer { where share of purchases within last 90 days satisfy (amount > 250 SAR) > 40% }
segment w33 of customer { where quarters since joined = 6 }
segment w34 of customer { where any purchases from first_order_at to 15 days ago }
segment w35 of customer {
  timezone "America/New_York"
  where any purchases within last 5 days
}
segment w36 of customer { where was in segment w01 as of 10 days ago }
snapshot segment w38 of customer as of 2026-03-15 { where any purchases within last 7 days }
segment w37 of customer { where days since joined * 3 > points * 20 }
)";

/// As `kTimely` says, with the clauses in their order.
std::string timely() {
  std::string text = kTimely;
  const std::string clause = "  timezone \"America/New_York\"\n  where any purchases within last 5 days\n";
  text.replace(text.find(clause), clause.size(),
               "  where any purchases within last 5 days\n  timezone \"America/New_York\"\n");
  return text;
}

TEST(Why, TheNextChangeIsRightForRandomRows) {
  constexpr int kCustomers = 150, kPairs = SEGQL_SANITIZED ? 300 : 10'000, kInstants = 8;
  EngineOptions options;
  options.engine = EngineKind::kInterpreter;
  const auto engine = shop(timely(), options);
  std::mt19937 random(7);
  const auto pick = [&](int n) { return static_cast<int>(random() % static_cast<uint32_t>(n)); };
  const Instant base = engine->parse_instant("2026-03-20").value();
  const auto instant = [&](int days_before, int days_after) {
    const int64_t second = static_cast<int64_t>(random() % (86'400ULL * (days_before + days_after)));
    // Often on the hour, sometimes at midnight: the edges of windows.
    const int64_t rounded = pick(3) == 0 ? second / 3600 * 3600 : pick(4) == 0 ? second / 86'400 * 86'400 : second;
    return base - int64_t{days_before} * kDay + rounded * 1'000'000;
  };
  for (int i = 0; i < 12; ++i) product(*engine, "p" + std::to_string(i), "c", std::to_string(10 * i));
  for (int i = 0; i < kCustomers; ++i) {
    std::vector<std::pair<std::string, Value>> cells{{"points", int64_t{pick(100)}}};
    if (pick(5) != 0) cells.emplace_back("joined", instant(800, 30));
    customer(*engine, "c" + std::to_string(i), cells);
    for (int n = pick(7); n > 0; --n) {
      const Status added = engine->append("purchase", {{"buyer", "c" + std::to_string(i)},
                                                       {"item", "p" + std::to_string(pick(12))},
                                                       {"amount", std::to_string(pick(500))},
                                                       {"bought_at", instant(200, 20)}});
      ASSERT_TRUE(added.ok()) << added.error().message;
    }
  }
  ASSERT_TRUE(engine->finish_load().ok());
  const std::vector<SegmentInfo> segments = engine->segments();
  ASSERT_EQ(segments.size(), 39u);
  const auto holds = [&](const std::string& segment, uint32_t row, Instant at) {
    const auto members = engine->evaluate_at(at).value()->members(segment);
    EXPECT_TRUE(members.ok()) << members.error().message;
    return members.ok() && members->contains(row);
  };
  int num_changes = 0, num_members = 0;
  for (int round = 0; round < kInstants; ++round) {
    const Instant as_of = round == 0 ? engine->parse_instant("2026-03-08T06:30").value() : instant(100, 60);
    const auto evaluation = engine->evaluate_at(as_of).value();
    for (int i = 0; i < kPairs / kInstants; ++i) {
      const SegmentInfo& segment = segments[random() % segments.size()];
      if (segment.entity != "customer") continue;
      const auto row = static_cast<uint32_t>(pick(kCustomers));
      const std::string label = segment.name + " of c" + std::to_string(row) + " at " + engine->format_instant(as_of);
      const auto answer = evaluation->why(segment.name, "c" + std::to_string(row));
      ASSERT_TRUE(answer.ok()) << answer.error().message << label;
      EXPECT_EQ(answer->is_member, evaluation->members(segment.name).value().contains(row)) << label;
      const auto lets_in = [](const TestCondition& one) { return one.depth != 0 || one.holds != one.excludes; };
      if (!answer->conditions.empty()) {
        EXPECT_EQ(std::ranges::all_of(answer->conditions, lets_in), answer->is_member) << label;
      }
      EXPECT_EQ(answer->why_not_further, "") << label;
      ASSERT_GT(answer->unchanged_until, as_of) << label;
      num_members += answer->is_member ? 1 : 0;
      if (answer->next_change) {
        ++num_changes;
        EXPECT_NE(holds(segment.name, row, *answer->next_change), answer->is_member)
            << label << " has not changed at " << engine->format_instant(*answer->next_change);
      }
      const Instant before = answer->unchanged_until - 1;
      EXPECT_EQ(holds(segment.name, row, before), answer->is_member) << label << " has changed before";
      const auto between = static_cast<uint64_t>(before - as_of) + 1;
      const uint64_t near = std::min<uint64_t>(between, 40 * uint64_t{kDay});
      const uint64_t wide = (uint64_t{random()} << 32) | random();
      for (const Instant at :
           {as_of + static_cast<Instant>(wide % between), as_of + static_cast<Instant>(wide % near)}) {
        EXPECT_EQ(holds(segment.name, row, at), answer->is_member)
            << label << " is otherwise at " << engine->format_instant(at);
      }
      if (HasFailure()) return;
    }
  }
  EXPECT_GT(num_changes, kPairs / 5);
  EXPECT_GT(num_members, kPairs / 20);
}

}  // namespace
}  // namespace segql::testing
