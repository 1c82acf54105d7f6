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
