/// Types (language.md section 2): literals, conversions, comparisons, arithmetic, collections, text.

#include <gtest/gtest.h>

#include "fixture.h"

namespace segql::check {
namespace {

struct Case {
  const char* text;
  const char* tree;
};

void expect_conditions(std::string_view entity, std::initializer_list<Case> cases) {
  Checked project = shop();
  ASSERT_EQ(project.report(), "");
  for (const Case& c : cases) EXPECT_EQ(project.condition(entity, c.text), std::string(c.tree) + "\n") << c.text;
}

void expect_values(std::string_view entity, std::initializer_list<Case> cases) {
  Checked project = shop();
  for (const Case& c : cases) EXPECT_EQ(project.value(entity, c.text), std::string(c.tree) + "\n") << c.text;
}

TEST(Literals, HaveTheTypeTheyAreWrittenAs) {
  expect_values("customer", {{"5", "int 5"},
                             {"0.8", "decimal(1) 0.8"},
                             {"40%", "decimal(2) 0.40"},
                             {"12.5%", "decimal(3) 0.125"},
                             {"5 SAR", "money(SAR) scale 2 5.00 SAR"},
                             {"5 JPY", "money(JPY) scale 0 5 JPY"},
                             {"5 KWD", "money(KWD) scale 3 5.000 KWD"},
                             {"0.125 SAR", "money(SAR) scale 3 0.125 SAR"},
                             {"-5", "int -5"},
                             {"- -5", "int 5"},
                             {"\"a\\\"b\"", "text \"a\\\"b\""},
                             {"true", "bool true"},
                             {"2026-03-31", "date 2026-03-31"},
                             {"2026-03-31T12:00", "timestamp (instant 2026-03-31T12:00:00)"},
                             {"2026-03-31T12:00+03:00", "timestamp (instant 2026-03-31T09:00:00Z)"},
                             {"today", "timestamp (instant today)"},
                             {"3 days ago", "timestamp (instant 3 days ago)"},
                             {"72 hours from now", "timestamp (instant 72 hours from now)"}});
}

TEST(Conversions, AreIntToDecimalToFloatAndNothingElse) {
  expect_conditions("customer", {{"visits_count > 1.5", "(> (cast:decimal(1) #0.visits_count) 1.5)"},
                                 {"churn_risk > 1", "(> #0.churn_risk? 1.0000)"},
                                 {"churn_risk > rating", "(> #0.churn_risk? (cast:decimal(4) #0.rating))"},
                                 {"score > 0.5", "(> #0.score? 0.5)"},
                                 {"score > rating", "(> #0.score? (cast:float #0.rating))"},
                                 {"wallet > 0.125 SAR", "(> (cast:money(SAR,3) #0.wallet) 0.125 SAR)"}});
}

TEST(Arithmetic, ScalesFollowTheRules) {
  expect_values("customer",
                {{"visits_count * 2", "int (*:int #0.visits_count 2)"},
                 {"rating * 0.5", "decimal(3) (*:decimal(3) #0.rating 0.5)"},
                 {"wallet * 2", "money(SAR) scale 2 (*:money(SAR,2) #0.wallet 2)"},
                 {"1.5 * wallet", "money(SAR) scale 3 (*:money(SAR,3) 1.5 #0.wallet)"},
                 {"wallet / 3", "money(SAR) scale 6? (/:money(SAR,6)? #0.wallet 3)"},
                 {"wallet / wallet", "decimal(6)? (/:decimal(6)? #0.wallet #0.wallet)"},
                 {"visits_count / 3", "decimal(6)? (/:decimal(6)? #0.visits_count 3)"},
                 {"rating + 1 - visits_count",
                  "decimal(2) (sum:decimal(2) #0.rating 1.00 (- (cast:decimal(2) #0.visits_count)))"},
                 {"wallet + 5 SAR * 2", "money(SAR) scale 2 (sum:money(SAR,2) #0.wallet (*:money(SAR,2) 5.00 SAR 2))"},
                 {"score * 2", "float? (*:float? #0.score? 2)"},
                 {"-wallet", "money(SAR) scale 2 (negate:money(SAR,2) #0.wallet)"}});
}

TEST(Arithmetic, SaysWhenDigitsMayBeLost) {
  // Two 64-bit numbers multiply within 38 digits; a third factor may not.
  expect_values("customer",
                {{"visits_count * visits_count", "int (*:int #0.visits_count #0.visits_count)"},
                 {"visits_count * visits_count * 10", "int? (*:int? (*:int #0.visits_count #0.visits_count) 10)"}});
}

TEST(Compare, TextDateBoolEnumAndReferences) {
  expect_conditions("customer", {{"city < \"M\"", "(< #0.city? \"M\")"},
                                 {"birthday >= 2000-01-01", "(>= #0.birthday? 2000-01-01)"},
                                 {"signed_up_at > last_seen_at", "(> #0.signed_up_at #0.last_seen_at?)"},
                                 {"accepts_email = true", "(= #0.accepts_email true)"},
                                 {"tier = gold", "(= #0.tier gold)"},
                                 {"gold = tier", "(= gold #0.tier)"},
                                 {"tier = old_tier", "(= #0.tier #0.old_tier?)"},
                                 {"friend = self", "(= #0.friend? #0)"},
                                 {"friend is missing", "(missing #0.friend?)"},
                                 {"home is present", "(not (missing #0.home?))"}});
}

TEST(Compare, NegatedFormsAreExactComplements) {
  expect_conditions("customer",
                    {{"country not in (\"SA\")", "(not (in #0.country (list \"SA\")))"},
                     {"country not contains \"S\"", "(not (contains #0.country \"S\"))"},
                     {"visits_count not between 1 and 5", "(not (and (>= #0.visits_count 1) (<= #0.visits_count 5)))"},
                     {"country != \"SA\"", "(!= #0.country \"SA\")"},
                     {"none of { accepts_email }", "(not (or (holds #0.accepts_email)))"}});
}

TEST(Between, IsInclusiveOnNumbersMoneyAndDates) {
  expect_conditions(
      "customer",
      {{"wallet between 1 SAR and 3 SAR", "(and (>= #0.wallet 1.00 SAR) (<= #0.wallet 3.00 SAR))"},
       {"joined_on between 2026-01-01 and 2026-01-31",
        "(and (>= #0.joined_on 2026-01-01) (<= #0.joined_on 2026-01-31))"},
       {"visits_count between 1 and 2.5", "(and (>= #0.visits_count 1) (<= (cast:decimal(1) #0.visits_count) 2.5))"}});
}

TEST(Between, IsHalfOpenOnTimestamps) {
  Checked project = with_shop("segment s of customer { where signed_up_at between 2026-01-01 and today }");
  EXPECT_EQ(project.segment("s"),
            "segment s of customer timezone Asia/Riyadh slots 1\n"
            "  (where (in-window #0.signed_up_at (from 2026-01-01 to today)))\n");
  EXPECT_NE(project.report().find("L-BETWEEN"), std::string::npos);
}

TEST(Lists, LiteralsTakeTheTypeOfTheValue) {
  expect_conditions("customer", {{"churn_risk in (1, 0.25)", "(in #0.churn_risk? (list 1.0000 0.2500))"},
                                 {"wallet in (5 SAR, 7.5 SAR)", "(in #0.wallet (list 5.00 SAR 7.50 SAR))"},
                                 {"tier in (gold, vip)", "(in #0.tier (list gold vip))"},
                                 {"birthday in (2000-01-01)", "(in #0.birthday? (list 2000-01-01))"},
                                 {"signed_up_at in (2026-01-01T10:00, 2026-01-01T10:00Z)",
                                  "(or (= #0.signed_up_at (instant 2026-01-01T10:00:00)) "
                                  "(= #0.signed_up_at (instant 2026-01-01T10:00:00Z)))"}});
}

TEST(Lists, ThreeHundredThousandLiterals) {
  std::string text = "country in (";
  for (int i = 0; i < 300'000; ++i) text += (i == 0 ? "\"c" : ", \"c") + std::to_string(i) + "\"";
  Checked project = shop();
  EXPECT_NE(project.condition("customer", text + ")").find("and 299980 more"), std::string::npos);
}

TEST(Collections, HasOneAnyAllNone) {
  expect_conditions("customer", {{"tags has \"vip\"", "(has-any #0.tags (list \"vip\"))"},
                                 {"tags has any of (\"a\", \"b\")", "(has-any #0.tags (list \"a\" \"b\"))"},
                                 {"tags has all of (\"a\", \"b\")", "(has-all #0.tags (list \"a\" \"b\"))"},
                                 {"tags has none of (\"a\")", "(has-none #0.tags (list \"a\"))"},
                                 {"tags has city", "(has #0.tags #0.city?)"},
                                 {"codes has 3", "(has-any #0.codes (list 3))"},
                                 {"attrs.level = \"gold\"", "(= #0.attrs[level]? \"gold\")"}});
}

TEST(Text, OperatorsAndCase) {
  expect_conditions("customer",
                    {{"email contains \"corp\"", "(contains #0.email? \"corp\")"},
                     {"email starts with \"a\" ignoring case", "(starts-with-ignoring-case #0.email? \"a\")"},
                     {"email ends with \".com\"", "(ends-with #0.email? \".com\")"},
                     {"email matches \"^[a-z]+$\"", "(matches #0.email? \"^[a-z]+$\")"}});
}

TEST(Conditions, BoolFieldsStandAlone) {
  expect_conditions("customer",
                    {{"accepts_email", "(holds #0.accepts_email)"},
                     {"subscribed and accepts_email", "(and (holds #0.subscribed?) (holds #0.accepts_email))"},
                     {"true", "(holds true)"}});
}

}  // namespace
}  // namespace segql::check
