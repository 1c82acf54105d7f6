/// Hostile input: bounded time, memory and stack, and an error that names the limit.

#include <gtest/gtest.h>

#include "fixture.h"

namespace segql::check {
namespace {

std::string repeat(std::string_view text, int times) {
  std::string result;
  for (int i = 0; i < times; ++i) result += text;
  return result;
}

TEST(Limits, TenThousandTerms) {
  std::string text = "visits_count = 0";
  for (int i = 1; i < 10'000; ++i) text += " or visits_count = " + std::to_string(i);
  Checked project = shop();
  EXPECT_EQ(project.complaints("customer", text), "");
}

TEST(Limits, TenThousandAddends) {
  Checked project = shop();
  EXPECT_EQ(project.complaints("customer", "visits_count" + repeat(" + 1", 10'000) + " > 3"), "");
}

TEST(Limits, TenThousandFactors) {
  Checked project = shop();
  EXPECT_EQ(project.complaints("customer", "visits_count" + repeat(" * 1", 10'000) + " > 3").substr(0, 5), "E0003");
}

TEST(Limits, NestingUpToTheLimitIsChecked) {
  const int levels = static_cast<int>(Limits{}.nesting) - 5;
  Checked project = shop();
  EXPECT_EQ(project.complaints("customer", repeat("(1 + 1 * ", levels) + "visits_count" + repeat(")", levels) + " > 3"),
            "");
  EXPECT_EQ(project.complaints("customer", repeat("not (", levels / 2) + "accepts_email" + repeat(")", levels / 2)),
            "");
}

TEST(Limits, NestedRowSets) {
  std::string text = "accepts_email";
  for (int i = 0; i < 90; ++i) text = "any friend.views where (" + text + ")";
  Checked project = shop();
  EXPECT_EQ(project.complaints("customer", text), "");
}

/// A chain of definitions, from the one that stands on nothing to the last, or the other way round.
template <typename Link>
std::string chain_report(uint32_t length, bool from_the_last, Link link, std::string text = "") {
  for (uint32_t i = 0; i < length; ++i) text += link(from_the_last ? length - 1 - i : i) + "\n";
  return with_shop(text).report();
}

TEST(Limits, ChainsOfDefinitionsEndInEveryOrder) {
  const uint32_t limit = Limits{}.reference_depth;
  const auto attribute = [](uint32_t i) {
    return "attribute a" + std::to_string(i) +
           " of customer = " + (i == 0 ? "visits_count" : "a" + std::to_string(i - 1) + " + 1");
  };
  const auto segment = [](uint32_t i) {
    return "segment s" + std::to_string(i) + " of customer { where " +
           (i == 0 ? "accepts_email" : "in segment s" + std::to_string(i - 1)) + " }";
  };
  const auto mixed = [](uint32_t i) {
    const std::string n = std::to_string(i), below = std::to_string(i - 1);
    if (i == 0) return std::string("attribute a0 of customer = visits_count");
    if (i % 3 == 1) return "define d" + n + " of customer = a" + below + " > 0";
    if (i % 3 == 2) return "segment s" + n + " of customer { where d" + below + "() }";
    return "attribute a" + n + " of customer = count of purchases where (buyer in segment s" + below + ")";
  };
  const auto parts = [](uint32_t i) {
    const std::string n = std::to_string(i), below = std::to_string(i - 1);
    if (i == 0) return std::string("split s0 of segment base seed \"x\" { a 50% }");
    if (i % 2 == 1) return "priority list s" + n + " of customer { s" + below + ".a }";
    return "split s" + n + " of segment s" + below + ".s" + std::to_string(i - 2) + ".a seed \"x\" { a 50% }";
  };
  const std::string refused = "more than " + std::to_string(limit) + " definitions use one another";
  const auto check = [&](const auto& link) {
    for (const bool from_the_last : {false, true}) {
      EXPECT_EQ(chain_report(limit, from_the_last, link), "");
      EXPECT_NE(chain_report(limit + 1, from_the_last, link).find(refused), std::string::npos);
    }
  };
  check(attribute);
  check(segment);
  check(mixed);
  // The first split stands on a segment.
  const std::string base = "segment base of customer { where accepts_email }\n";
  for (const bool from_the_last : {false, true}) {
    EXPECT_EQ(chain_report(limit - 1, from_the_last, parts, base), "");
    EXPECT_NE(chain_report(limit, from_the_last, parts, base).find(refused), std::string::npos);
  }
}

TEST(Limits, DefinitionsThatDoubleStopAtTheBudget) {
  std::string text = "define d0 of customer = visits_count > 0\n";
  for (int i = 1; i < 60; ++i) {
    const std::string previous = "d" + std::to_string(i - 1) + "()";
    text += "define d" + std::to_string(i) + " of customer = " + previous + " and " + previous + "\n";
  }
  const Checked project =
      with_shop(text + "segment s of customer { where d59() }\nsegment t of customer { where visits_count > 0 }");
  EXPECT_NE(project.report().find("E0003"), std::string::npos);
  EXPECT_EQ(project.definitions().segments().size(), 1u);
}

/// 10^6 instances, if they were made.
TEST(Limits, SegmentsWithArgumentsStopAtALimit) {
  std::string text = "segment c6(a: int, b: int, c: int) of customer { where visits_count > $a + $b + $c }\n";
  for (int i = 5; i >= 0; --i) {
    text += "segment c" + std::to_string(i) + "(a: int, b: int, c: int) of customer { where ";
    for (int v = 0; v < 100; ++v) {
      text += (v == 0 ? "" : " or ") + ("in segment c" + std::to_string(i + 1)) +
              "(a: $b, b: $c, c: " + std::to_string(v) + ")";
    }
    text += " }\n";
  }
  const Checked project = with_shop(text +
                                    "segment s of customer { where in segment c0(a: 1, b: 1, c: 1) }\n"
                                    "segment t of customer { where visits_count > 0 }");
  EXPECT_NE(project.report().find("E0003"), std::string::npos);
  EXPECT_EQ(project.definitions().segments().size(), 1u);
}

TEST(Limits, EqualSetsAreOneArgument) {
  const Checked project = with_shop(
      "segment n(cities: set<text>, ages: list<int>) of customer { where city in $cities or visits_count in $ages }\n"
      "segment s of customer { where in segment n(cities: (\"b\", \"a\", \"b\"), ages: (2, 1)) }\n"
      "segment t of customer { where in segment n(cities: (\"a\", \"b\"), ages: (2, 1)) }\n");
  EXPECT_EQ(project.report(), "");
  const auto uses = [&](size_t i) {
    return uses_of(project.definitions().segment(project.definitions().segments()[i])).segments;
  };
  EXPECT_EQ(uses(0), uses(1));
  EXPECT_EQ(project.definitions().segment(uses(0)[0]).name, "n(cities: (\"a\", \"b\"), ages: (2, 1))");
}

TEST(Limits, ChainsOfDefinitions) {
  std::string text;
  for (int i = 0; i < 5'000; ++i) {
    text += "segment s" + std::to_string(i) + " of customer { where in segment s" + std::to_string(i + 1) + " }\n";
  }
  const Checked project = with_shop(text + "segment s5000 of customer { where visits_count > 0 }");
  EXPECT_NE(project.report().find("E0003"), std::string::npos);
}

TEST(Limits, LongChainsOfImports) {
  Texts texts{{"shop.segql", kShop}};
  for (int i = 0; i < 3'000; ++i) {
    const std::string next = std::to_string(i + 1);
    texts.push_back(
        {"f" + std::to_string(i) + ".segql",
         "import \"f" + next + ".segql\"\nsegment s" + std::to_string(i) + " of customer { where visits_count > 0 }"});
  }
  texts.push_back({"f3000.segql", ""});
  const Checked project(texts);
  EXPECT_EQ(project.report(), "");
  EXPECT_EQ(project.definitions().segments().size(), 3'000u);
}

}  // namespace
}  // namespace segql::check
