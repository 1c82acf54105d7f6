/// Functions of the language: types, what may be missing, and that docs/language-functions.md knows every one of them.

#include "compiler/check/functions.h"

#include <gtest/gtest.h>

#include "../golden/golden.h"
#include "fixture.h"

namespace segql::check {
namespace {

class Functions : public testing::Test {
 protected:
  void expect_value(std::string_view text, const std::string& tree, std::string_view entity = "customer") {
    EXPECT_EQ(project_.value(entity, text), tree + "\n") << text;
  }
  void expect(std::string_view text, const std::string& tree) {
    EXPECT_EQ(project_.condition("customer", text), tree + "\n") << text;
  }
  std::string complaints(std::string_view text) { return project_.complaints("customer", text); }
  Checked project_ = shop();
};

TEST_F(Functions, CalendarPartsAreInts) {
  expect_value("year of birthday", "int? (year:int? #0.birthday?)");
  expect_value("week(joined_on)", "int (week:int #0.joined_on)");
  expect_value("hour of last_seen_at", "int? (hour:int? #0.last_seen_at?)");
  EXPECT_NE(complaints("hour of birthday = 3").find("E0440"), std::string::npos);
  EXPECT_NE(complaints("year of city = 3").find("E0440"), std::string::npos);
}

TEST_F(Functions, RoundingKeepsTheDigitsAsked) {
  expect_value("round(rating, 1)", "decimal(1) (round:decimal(1) #0.rating 1)");
  expect_value("round(rating)", "int (round:int #0.rating 0)");
  expect_value("round(rating, 5)", "decimal(2) #0.rating");
  expect_value("round(visits_count)", "int #0.visits_count");
  expect_value("round(visits_count, -2)", "int (round:int #0.visits_count -2)");
  expect_value("floor(churn_risk)", "int? (floor:int? #0.churn_risk?)");
  expect_value("ceil(wallet)", "money(SAR) scale 0 (ceil:money(SAR,0) #0.wallet)");
  expect_value("round(score, 1)", "float? (round:float? #0.score? 1)");
  expect_value("abs(points)", "int? (abs:int? #0.points?)");
  EXPECT_NE(complaints("round(rating, visits_count) = 1").find("E0412"), std::string::npos);
  EXPECT_NE(complaints("round(rating, 19) = 1").find("E0412"), std::string::npos);
}

TEST_F(Functions, ValuesOfOneCallHaveOneType) {
  expect_value("least(visits_count, rating)",
               "decimal(2) (least:decimal(2) (cast:decimal(2) #0.visits_count) #0.rating)");
  expect_value("greatest(joined_on, birthday)", "date? (greatest:date? #0.joined_on #0.birthday?)");
  expect_value("coalesce(points, visits_count)", "int (coalesce:int #0.points? #0.visits_count)");
  expect_value("coalesce(points, 0)", "int (coalesce:int #0.points? 0)");
  expect_value("if(accepts_email, points, 0)", "int? (if:int? (holds #0.accepts_email) #0.points? 0)");
  expect("tier = if(points > 3, gold, basic)",
         "(= #0.tier (if:enum { basic, gold, vip } (> #0.points? 3) gold basic))");
  expect("coalesce(subscribed, false)", "(holds (coalesce:bool #0.subscribed? false))");
  EXPECT_NE(complaints("least(visits_count, city) = 1").find("E0442"), std::string::npos);
  EXPECT_NE(complaints("least(wallet, 5) = 1 SAR").find("write `5 SAR`"), std::string::npos);
  EXPECT_NE(complaints("least(subscribed, accepts_email)").find("E0440"), std::string::npos);
  EXPECT_NE(complaints("coalesce(wallet, euros) = 1 SAR").find("E0442"), std::string::npos);
}

TEST_F(Functions, Counts) {
  EXPECT_NE(complaints("abs(points, points) = 3").find("`abs` takes one argument"), std::string::npos);
  EXPECT_NE(complaints("round() = 3").find("`round` takes one or two arguments"), std::string::npos);
  EXPECT_NE(complaints("least(points) = 3").find("`least` takes two or more arguments"), std::string::npos);
  EXPECT_NE(complaints("if(accepts_email, 1) = 3").find("`if` takes three arguments"), std::string::npos);
  EXPECT_NE(complaints("abs(value: points) = 3").find("have no names"), std::string::npos);
}

TEST_F(Functions, OfTexts) {
  expect_value("length(city)", "int? (length:int? #0.city?)");
  expect_value("lower(trim(country))", "text (lower:text (trim:text #0.country))");
  expect_value("coalesce(city, country)", "text (coalesce:text #0.city? #0.country)");
  expect_value("if(accepts_email, upper(country), \"x\")",
               "text (if:text (holds #0.accepts_email) (upper:text #0.country) \"x\")");
  EXPECT_NE(complaints("length(points) = 3").find("E0440"), std::string::npos);
  EXPECT_NE(complaints("lower(city) != \"x\"").find("L-NULL"), std::string::npos);
  EXPECT_EQ(complaints("coalesce(city, \"\") != \"x\""), "");
}

TEST_F(Functions, OfConstantTextsAreConstants) {
  expect_value("upper(\"x\")", "text \"X\"");
  expect_value("length(trim(\"  é \"))", "int 1");
  expect("city = lower(\"RI\")", "(= #0.city? \"ri\")");
}

TEST_F(Functions, NegationOfANullableArgumentIsSeen) {
  EXPECT_NE(complaints("abs(points) != 3").find("L-NULL"), std::string::npos);
  EXPECT_NE(complaints("year of birthday != 2000").find("L-NULL"), std::string::npos);
  EXPECT_EQ(complaints("coalesce(points, 0) != 3"), "");
  EXPECT_EQ(complaints("year of birthday = 2000 and birthday != 2000-01-01"), "");
}

TEST_F(Functions, DefinitionsOfTheProjectComeFirst) {
  const Checked project = with_shop("define abs() of customer = points > 3\nsegment s of customer { where abs() }");
  EXPECT_EQ(project.report(), "");
}

TEST_F(Functions, TheNearestNameIsSuggested) {
  EXPECT_NE(complaints("rond(rating) = 3").find("did you mean `round`"), std::string::npos);
}

TEST_F(Functions, TheTableIsInOrder) {
  for (size_t i = 0; i < kFunctions.size(); ++i) EXPECT_EQ(static_cast<size_t>(kFunctions[i].function), i);
}

TEST_F(Functions, EachIsDocumented) {
  const std::string page =
      golden::read_file(std::filesystem::path(SEGQL_SOURCE_DIR) / "docs" / "language-functions.md");
  for (const Signature& signature : kFunctions) {
    EXPECT_NE(page.find("| `" + std::string(signature.text) + "` |"), std::string::npos) << signature.text;
  }
}

}  // namespace
}  // namespace segql::check
