/// language.md section 4: splits and priority lists, whose parts are segments of their own.

#include <algorithm>
#include <map>

#include "tests/engine/fixture.h"

namespace segql::testing {
namespace {

constexpr const char* kSplit =
    "segment young of customer { where age < 50 }\n"
    "split test of segment young seed \"s\" { control 20%, a 40%, b 40% }\n";

/// Customers k0, k1 ..., each with an age below 100 that depends on its number alone.
std::unique_ptr<Engine> customers(const std::string& segments, int first, int end, EngineOptions options = {}) {
  auto engine = shop(segments, std::move(options));
  for (int i = first; i < end; ++i) customer(*engine, "k" + std::to_string(i), {{"age", int64_t{i * 7 % 100}}});
  EXPECT_TRUE(engine->finish_load().ok());
  return engine;
}

/// The part (of those named) that each key is in, all of them joined should it be in several.
std::map<std::string, std::string> part_of(Engine& engine, const std::string& whole,
                                           const std::vector<std::string>& parts) {
  std::map<std::string, std::string> result;
  const auto evaluation = engine.evaluate_at(0).value();
  for (const std::string& part : parts) {
    const auto members = evaluation->members(whole + "." + part);
    if (!members.ok()) {
      ADD_FAILURE() << members.error().message;
      continue;
    }
    const Listing listing = evaluation->list(*members, {}).value();
    for (const auto& row : listing.text) result[row[0]] += part;
  }
  return result;
}

uint64_t count(Engine& engine, const std::string& segment) {
  return engine.evaluate_at(0).value()->members(segment).value().count();
}

TEST(Split, PartsCoverTheSegmentAndShareNobody) {
  const auto engine = customers(kSplit, 0, 4000);
  const auto parts = part_of(*engine, "test", {"control", "a", "b"});
  EXPECT_EQ(parts.size(), count(*engine, "young"));
  std::map<std::string, size_t> sizes;
  for (const auto& [key, part] : parts) ++sizes[part];
  ASSERT_EQ(sizes.size(), 3U) << "somebody is in two parts";
  EXPECT_NEAR(static_cast<double>(sizes["control"]), 400, 70);
  EXPECT_NEAR(static_cast<double>(sizes["a"]), 800, 90);
  EXPECT_NEAR(static_cast<double>(sizes["b"]), 800, 90);
}

TEST(Split, APlaceNeverDependsOnTheOthers) {
  const auto few = customers(kSplit, 500, 1000);
  const auto many = customers(kSplit, 0, 3000);
  const std::string everyone =
      "segment young of customer { }\n" + std::string(kSplit).substr(std::string(kSplit).find("split"));
  const auto wider = customers(everyone, 0, 3000);
  const auto before = part_of(*few, "test", {"control", "a", "b"});
  const auto after = part_of(*many, "test", {"control", "a", "b"});
  const auto of_all = part_of(*wider, "test", {"control", "a", "b"});
  EXPECT_EQ(of_all.size(), 3000U);
  for (const auto& [key, part] : before) EXPECT_EQ(after.at(key), part) << key;
  for (const auto& [key, part] : after) EXPECT_EQ(of_all.at(key), part) << key;
}

TEST(Split, WhatNoPartTakesIsInNone) {
  const auto engine =
      customers("segment anyone of customer { }\nsplit holdout of segment anyone seed \"s\" { out 10% }\n", 0, 2000);
  const auto parts = part_of(*engine, "holdout", {"out"});
  EXPECT_GT(parts.size(), 140U);
  EXPECT_LT(parts.size(), 260U);
}

TEST(Split, TheFirstPartIsTheSampleOfTheSameSeed) {
  const auto engine = customers(
      "segment anyone of customer { }\nsegment tenth of customer { sample 10% seed \"s\" }\n"
      "segment third of customer { sample 33.3333% seed \"s\" }\n"
      "split parts of segment anyone seed \"s\" { first 10%, second 23.3333% }\n"
      "segment both of customer { where in segment parts.first or in segment parts.second }\n",
      0, 2000);
  EXPECT_EQ(keys(*engine, "parts.first"), keys(*engine, "tenth"));
  EXPECT_EQ(keys(*engine, "both"), keys(*engine, "third"));
}

TEST(Split, OneOfAllTakesEverybody) {
  const auto engine =
      customers("segment anyone of customer { }\nsplit whole of segment anyone seed \"\" { one 100% }\n", 0, 300);
  EXPECT_EQ(count(*engine, "whole.one"), 300U);
}

TEST(Split, PartsAreUsedLikeSegments) {
  auto engine = shop(
      "segment spring_test_targets of customer { where any purchases }\n"
      "split test of segment spring_test_targets seed \"s\" { control 50%, offer 50% }\n"
      "segment offered of customer { where in segment test.offer }\n"
      "segment sold_to_control of product { where any sales where (buyer in segment test.control) }\n"
      "segment first_offered of customer { where age > 0 take top 1 by age among segment test.offer }\n");
  for (int i = 0; i < 40; ++i) {
    const std::string n = std::to_string(i);
    customer(*engine, "k" + n, {{"age", int64_t{i + 1}}});
    product(*engine, "p" + n, "coffee", "5.00");
    if (i % 2 == 0) purchase(*engine, "k" + n, "p" + n, "5.00", "2026-01-01T10:00");
  }
  ASSERT_TRUE(engine->finish_load().ok());
  EXPECT_EQ(keys(*engine, "offered"), keys(*engine, "test.offer"));
  std::string sold = keys(*engine, "test.control");
  std::ranges::replace(sold, 'k', 'p');
  EXPECT_EQ(keys(*engine, "sold_to_control"), sold);
  const std::string offered = keys(*engine, "offered");
  EXPECT_NE((" " + offered + " ").find(" " + keys(*engine, "first_offered") + " "), std::string::npos);
  EXPECT_EQ((keys(*engine, "test.control") + " " + offered).size(), keys(*engine, "spring_test_targets").size());
}

TEST(Split, IsExplained) {
  const auto engine = customers(kSplit, 0, 10);
  EXPECT_EQ(engine->explain("test.a", ExplainStage::kSource).value(),
            "split test of segment young seed \"s\" { control 20%, a 40%, b 40% }\n");
  EXPECT_NE(engine->explain("test.a", ExplainStage::kAst).value().find("split"), std::string::npos);
  EXPECT_NE(engine->explain("test.a", ExplainStage::kTyped).value().find("(sample from 20% to 60% (seed \"s\"))"),
            std::string::npos);
  const auto evaluation = engine->evaluate_at(0).value();
  EXPECT_NE(evaluation->explain("test.a", ExplainStage::kPlan).value().find("young"), std::string::npos);
}

constexpr const char* kCampaigns =
    "segment old of customer { where age >= 70 }\n"
    "segment adult(years: int) of customer { where age >= $years }\n"
    "segment even of customer { where points = 0 }\n"
    "priority list spring of customer { old, adult(years: 18), even }\n"
    "priority list autumn of customer { even, old }\n";

TEST(PriorityList, TheFirstThatHasARowTakesIt) {
  auto engine = shop(kCampaigns);
  for (const int age : {5, 6, 17, 18, 40, 70, 90}) {
    customer(*engine, "c" + std::to_string(age + 100), {{"age", int64_t{age}}, {"points", int64_t{age % 2}}});
  }
  ASSERT_TRUE(engine->finish_load().ok());
  EXPECT_EQ(keys(*engine, "spring.old"), "c170 c190");
  EXPECT_EQ(keys(*engine, "spring.adult"), "c118 c140");
  EXPECT_EQ(keys(*engine, "spring.even"), "c106");
  EXPECT_EQ(keys(*engine, "autumn.even"), "c106 c118 c140 c170 c190");
  EXPECT_EQ(keys(*engine, "autumn.old"), "");
}

TEST(PriorityList, PartsAreDisjointAndCoverEveryMember) {
  for (const EngineKind kind : {EngineKind::kAuto, EngineKind::kInterpreter}) {
    EngineOptions options;
    options.engine = kind;
    const auto engine = customers(
        "segment a of customer { where age between 10 and 40 }\nsegment b of customer { sample 30% seed \"b\" }\n"
        "segment c of customer { take top 100 by age }\n"
        "split halves of segment c seed \"c\" { one 50%, two 50% }\n"
        "priority list one of customer { halves.two, a, b, c }\n"
        "segment any_of_them of customer { where any of { in segment a, in segment b, in segment c } }\n"
        "segment parts of customer { where any of { in segment one.halves.two, in segment one.a, in segment one.b,\n"
        "  in segment one.c } }\n",
        0, 1000, options);
    for (const auto& [key, part] : part_of(*engine, "one", {"halves.two", "a", "b", "c"})) {
      EXPECT_TRUE(part == "halves.two" || part.size() == 1) << key << " is in " << part;
    }
    EXPECT_EQ(keys(*engine, "parts"), keys(*engine, "any_of_them"));
    EXPECT_EQ(keys(*engine, "one.halves.two"), keys(*engine, "halves.two"));
  }
}

TEST(Parts, AreListedAsSegments) {
  const auto engine = shop(std::string(kSplit) + kCampaigns);
  std::string names;
  for (const SegmentInfo& info : engine->segments()) {
    names += info.name + " ";
    EXPECT_EQ(info.entity, "customer");
  }
  EXPECT_EQ(names,
            "young test.control test.a test.b old even spring.old spring.adult spring.even autumn.even autumn.old ");
}

TEST(Parts, TheWholeHasNoMembersOfItsOwn) {
  const auto engine = customers(kSplit, 0, 10);
  const auto evaluation = engine->evaluate_at(0).value();
  const auto whole = evaluation->members("test");
  ASSERT_FALSE(whole.ok());
  EXPECT_NE(whole.error().message.find("`test.control`, `test.a` and `test.b`"), std::string::npos)
      << whole.error().message;
}

}  // namespace
}  // namespace segql::testing
