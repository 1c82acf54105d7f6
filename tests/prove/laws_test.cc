/// What is proved of pairs of conditions, one kind of atom and one law of the language after the other; and, as
/// important, what is not.

#include "fixture.h"

namespace segql::prove {
namespace {

constexpr const char* kSchema = R"(language 1
settings { timezone "Asia/Riyadh" currency SAR }
entity customer key id {
  id: text  city: text?  country: text  age: int?  visits: int  points: int?  score: float?  rate: decimal(2)?
  vip: bool?  tier: enum { basic, silver, gold }?  level: enum { low, high }  joined: timestamp?  born: date?
  wallet: money(SAR)  tags: set<text>  attrs: map<text, text>  friend: ref customer?  home: point?
}
entity product key sku { sku: text  category: text?  price: money(SAR) }
event purchase at bought_at { buyer: ref customer  item: ref product?  amount: money(SAR)  note: text?  order_no: text  bought_at: timestamp }
relation customer has many purchases = purchase by buyer
relation product has many sales = purchase by item
extern propensity(subject: ref customer): decimal?
attribute spend of customer = sum of amount of purchases
attribute place of customer = ntile 5 of age among everyone
attribute buyer_place of customer = ntile 3 of count of purchases among segment buyers
attribute cell of customer = place * 10 + buyer_place
attribute kind of customer = if(age >= 18, 1, 0)
attribute safe_age of customer = coalesce(age, 0)
attribute sooner of customer = least(age, points)
attribute doubled of customer = 2 * visits + 1
attribute huge of customer = visits * 9223372036854775807
attribute adult of customer = age >= 18
segment buyers of customer { where any purchases }
segment grown of customer { where adult }
segment sampled of customer { where age > 5 sample 10% seed "a" }
segment sampled_more of customer { where age > 3 sample 30% seed "a" }
segment sampled_otherwise of customer { where age > 3 sample 30% seed "b" }
segment taken of customer { where age > 5 take top 10 by points }
segment listed of customer { where age > 5 }
static segment chosen of customer from "chosen.csv" key id
split halves of segment listed seed "h" { one 50%, two 50% }
priority list first_of of customer { taken, listed, buyers }
snapshot segment frozen of customer { where age > 5 }
)";

struct Claim {
  std::string a, b;
  std::string expected;  ///< d: disjoint, >: a implies b, <: b implies a; in this order
};

std::string proved(Definitions& project, hir::SegmentId a, hir::SegmentId b) {
  std::string result;
  if (project.prover().are_disjoint(a, b).proved()) result += "d";
  if (project.prover().implies(a, b).proved()) result += ">";
  if (project.prover().implies(b, a).proved()) result += "<";
  return result;
}

void expect_all(const std::vector<Claim>& claims) {
  std::string text = kSchema;
  for (size_t i = 0; i < claims.size(); ++i) {
    text += "segment a" + std::to_string(i) + " of customer { where " + claims[i].a + " }\n";
    text += "segment b" + std::to_string(i) + " of customer { where " + claims[i].b + " }\n";
  }
  Definitions project(text);
  for (size_t i = 0; i < claims.size(); ++i) {
    const std::string number = std::to_string(i);
    EXPECT_EQ(proved(project, project.segment("a" + number), project.segment("b" + number)), claims[i].expected)
        << claims[i].a << "   and   " << claims[i].b;
  }
}

TEST(Laws, WholeNumbersHaveNothingBetweenNeighbours) {
  expect_all({{"age > 3", "age < 4", "d"},
              {"age > 3", "age >= 4", "><"},
              {"age > 3", "age < 5", ""},
              {"age between 3 and 5", "age in (3, 4, 5)", "><"},
              {"age between 3 and 5", "age in (3, 5)", "<"},
              {"age = 3", "age != 4", ">"},
              {"visits > 3", "age < 3", ""},
              {"visits > 3 and age > 3", "age < 3", "d"}});
}

TEST(Laws, ExactNumbersAreWholeNumbersOfTheirScale) {
  expect_all({{"rate > 1.25", "rate < 1.26", "d"},
              {"rate > 1.2", "rate < 1.4", ""},
              {"rate > 1.25", "rate >= 1.26", "><"},
              {"wallet > 10.50 SAR", "wallet < 10.51 SAR", "d"},
              {"wallet >= 10 SAR", "wallet > 9.99 SAR", "><"},
              {"age > 2.5", "age >= 3", "><"},
              {"age > 2.5", "age < 3", "d"},
              {"age < 2.5 or age > 2.5", "age is present", "><"},
              {"rate > 40%", "rate >= 0.41", "><"}});
}

TEST(Laws, BetweenTwoFloatsThereIsMost) {
  expect_all({{"score > 0.5", "score < 0.6", ""},
              {"score > 0.5", "score < 0.5", "d"},
              {"score > 0.5", "score <= 0.5", "d"},
              {"score >= 0.0", "score <= 0.0", ""},
              {"score < 0.0", "score >= 0.0", "d"},
              {"score >= 0.0 and score <= 0.0", "score = 0.0", "><"},
              {"score > 1.0", "score > 0.5", ">"},
              {"score is present and age is present", "score <= 3.0 or score > 3.0", ">"}});
}

TEST(Laws, TextsAreOrderedByCodePoints) {
  expect_all({{"city = \"a\"", "city = \"b\"", "d"},
              {"city = \"a\"", "city in (\"a\", \"b\")", ">"},
              {"city >= \"b\"", "city = \"a\"", "d"},
              {"city > \"a\"", "city < \"b\"", ""},
              {"city > \"a\"", "city < \"a\"", "d"},
              {"city < \"\"", "age > 3", "d>"},
              {"city = \"\"", "city <= \"\"", "><"},
              {"city = \"Z\"", "city < \"a\"", ">"},
              {"city = \"\xC3\xA9\"", "city > \"z\"", ">"},
              {"city != \"a\"", "city is missing", "<"},
              {"city not in (\"a\", \"b\")", "city = \"b\"", "d"}});
}

TEST(Laws, EnumsAndBoolsHaveFewValues) {
  expect_all({{"level = low", "level != high", "><"},
              {"level = low", "level = high", "d"},
              {"tier != basic", "tier in (silver, gold)", "<"},
              {"tier != basic and tier is present", "tier in (silver, gold)", "><"},
              {"not (tier in (basic, silver, gold))", "tier is missing", "><"},
              {"vip", "not vip", "d"},
              {"not vip", "vip = false", "<"},
              {"not vip", "vip = false or vip is missing", "><"},
              {"vip = false or vip", "vip is present", "><"}});
}

TEST(Laws, NegationsAreComplements) {
  expect_all({{"age < 5", "not (age < 5)", "d"},
              {"not (age < 5)", "age >= 5", "<"},
              {"not (age < 5)", "age >= 5 or age is missing", "><"},
              {"age != 5", "age is missing", "<"},
              {"age = 5", "not (age != 5)", "><"},
              {"not (age between 3 and 5)", "age < 3 or age > 5 or age is missing", "><"},
              {"none of { age > 5, city = \"a\" }", "not (age > 5) and city != \"a\"", "><"},
              {"not (age > 3 and points > 3)", "not (age > 3) or not (points > 3)", "><"},
              {"age is missing", "age is present", "d"},
              {"visits is missing", "age > 3", "d>"}});
}

TEST(Laws, WhatHasNoReadingIsOneConditionAndItsComplement) {
  expect_all({{"city contains \"a\"", "city not contains \"a\"", "d"},
              {"city contains \"a\"", "city is present", ">"},
              {"city contains \"a\"", "city contains \"b\"", ""},
              {"city contains \"a\"", "city contains \"a\" ignoring case", ""},
              {"city is missing", "city starts with \"x\"", "d"},
              {"age < points", "age is present and points is present", ">"},
              {"age < points", "points > age", "><"},
              {"age < points", "age >= points", "d"},
              {"age < points", "age = points", "d"},
              {"age <= points", "age < points", "<"},
              {"age != points", "age = points", "d"},
              {"age != points", "age is missing", "<"},
              {"age = age", "age is present", "><"},
              {"age < age", "city = \"a\"", "d>"},
              {"home is present", "home is missing", "d"},
              {"propensity(self) > 0.5", "propensity(self) < 0.4", "d"}});
}

TEST(Laws, CollectionsHaveItemsOneByOne) {
  expect_all({{"tags has \"a\"", "tags has any of (\"a\", \"b\")", ">"},
              {"tags has all of (\"a\", \"b\")", "tags has \"b\"", ">"},
              {"tags has none of (\"a\", \"b\")", "tags has \"b\"", "d"},
              {"tags has \"a\"", "tags has \"b\"", ""},
              {"attrs.x = \"1\"", "attrs.x = \"2\"", "d"},
              {"attrs.x = \"1\"", "attrs.y = \"2\"", ""},
              {"attrs.x = \"1\"", "attrs.x is present", ">"}});
}

TEST(Laws, ReferencesThatLeadNowhereHaveNoFields) {
  expect_all({{"friend.visits > 3", "friend is present", ">"},
              {"friend is missing", "friend.level = low", "d"},
              {"friend.visits > 3", "friend.visits < 2", "d"},
              {"friend.visits is missing", "friend is missing", "><"},
              {"friend in segment listed", "friend is present", ">"},
              {"friend.friend.visits > 3", "friend.friend is present and friend is present", ">"}});
}

TEST(Laws, QuantifiersAreCounts) {
  expect_all({{"any purchases", "count of purchases >= 1", "><"},
              {"no purchases", "count of purchases = 0", "><"},
              {"no purchases", "any purchase", "d"},
              {"at least 3 purchases", "any purchases", ">"},
              {"at most 3 purchases", "at least 4 purchases", "d"},
              {"exactly 3 purchases", "at least 3 purchases", ">"},
              {"count of purchases >= 0", "count of purchases < 5 or count of purchases >= 5", "><"},
              {"count of purchases < 0", "age > 3", "d>"},
              {"every purchase satisfy (amount > 5 SAR)", "any purchase where (amount <= 5 SAR)", ""},
              {"every purchase satisfy (amount > 5 SAR)", "any purchase where (not (amount > 5 SAR))", "d"},
              {"every purchase satisfy (amount > 5 SAR)", "no purchase where (not (amount > 5 SAR))", "><"},
              {"no purchases", "every purchase satisfy (amount > 5 SAR)", ">"},
              {"latest purchase satisfy (amount > 5 SAR)", "any purchases", ">"},
              {"latest purchase satisfy (amount > 5 SAR)", "any purchase where (amount > 5 SAR)", ">"},
              {"latest purchase satisfy (amount > 5 SAR)", "earliest purchase satisfy (amount > 5 SAR)", ""}});
}

TEST(Laws, FewerRowsAreInNarrowerWindowsAndUnderMoreConditions) {
  expect_all({{"any purchases within last 30 days", "any purchases within last 90 days", ">"},
              {"any purchases within last 30 days", "any purchases", ">"},
              {"no purchases within last 90 days", "any purchases within last 30 days", "d"},
              {"no purchases", "any purchases within last 30 days", "d"},
              {"any purchases within last 30 days", "any purchases within last 4 weeks", ""},
              {"any purchases within next 30 days", "any purchases", ""},
              {"any purchases within last 3 complete months", "any purchases within last 3 months", ""},
              {"any purchases since 2026-02-01", "any purchases since 2026-01-01", ">"},
              {"any purchases before 2026-02-01", "any purchases before 2026-01-01", "<"},
              {"any purchases before 10 days ago", "any purchases before 5 days ago", ">"},
              {"any purchases during 2026-02", "any purchases during 2026-Q1", ">"},
              {"any purchases ever", "any purchases", "><"},
              {"at least 3 purchases where (amount > 5 SAR)", "at least 2 purchases", ">"},
              {"at least 3 purchases where (amount > 5 SAR)", "at least 4 purchases", ""},
              {"any purchase within last 5 days where (amount > 5 SAR and note is present)",
               "any purchase within last 9 days where (note is present)", ">"},
              {"any purchase where (amount > 5 SAR)", "any purchase where (amount > 6 SAR)", ""},
              {"count of distinct order_no of purchases >= 3", "count of purchases >= 3", ">"},
              {"count of distinct order_no of purchases = 0", "no purchases", "><"},
              {"count of distinct note of purchases = 0", "no purchases", "<"},
              {"joined within last 30 days", "joined within last 90 days", ">"},
              {"joined within last 30 days", "joined is present", ">"},
              {"joined before 2026-01-01", "joined since 2026-01-01", ""}});
}

TEST(Laws, NothingIsKnownOfEmptySets) {
  expect_all({{"min of amount of purchases is present", "any purchases", "><"},
              {"max of amount of purchases > 3 SAR", "any purchases", ">"},
              {"last of bought_at of purchases is missing", "no purchases", "><"},
              {"first of note of purchases is present", "any purchases", ">"},
              {"sum of amount of purchases = 0 SAR", "no purchases", "<"},
              {"sum of amount of purchases > 0 SAR", "any purchases", ">"},
              {"avg of amount of purchases > 0 SAR", "any purchases", ">"},
              {"share of purchases satisfy (amount > 3 SAR) > 0.5", "any purchases", ">"},
              {"share of purchases satisfy (amount > 3 SAR) > 1", "age > 5", "d>"},
              {"share of purchases satisfy (amount > 3 SAR) is present", "any purchases", "><"},
              {"any friend.purchases", "friend is present", ">"},
              {"count of friend.purchases = 0", "friend is missing", "<"}});
}

TEST(Laws, PlacesAreFromOneUp) {
  expect_all({{"place >= 1", "place is present", "><"},
              {"place in (1, 2)", "place in (3, 4, 5)", "d"},
              {"place is present", "place in (1, 2, 3, 4, 5)", "><"},
              {"place is present", "age is present", "><"},
              {"place = 6", "age = 5", "d>"},
              {"buyer_place is present", "any purchases", "><"},
              {"buyer_place is present", "in segment buyers", "><"},
              {"percentile of age among everyone > 1", "age = 5", "d>"},
              {"percentile of age among everyone > 0", "age is present", "><"},
              {"ntile 5 of age among everyone = 2", "place = 2", "><"},
              {"ntile 4 of age among everyone = 2", "place = 2", ""}});
}

TEST(Laws, ArithmeticOfFewValuesIsUnfolded) {
  expect_all({{"cell is present", "cell between 11 and 53", "><"},
              {"cell = 23", "place = 2", ">"},
              {"cell = 23", "place = 2 and buyer_place = 3", "><"},
              {"cell in (14, 19, 60)", "age > 3", "d>"},
              {"cell >= 30", "place <= 2", "d"},
              {"month of born * 2 = 24", "month of born = 12", "><"},
              {"month of born in (0, 13)", "age > 5", "d>"},
              {"weekday of born > 7", "age > 5", "d>"}});
}

TEST(Laws, ArithmeticWithConstantsMovesTheBounds) {
  expect_all({{"age + 1 > 5", "age >= 5", "><"},
              {"10 - age > 5", "age < 5", "><"},
              {"age * 2 = 7", "visits > 3", "d>"},
              {"age * 2 > 7", "age >= 4", "><"},
              {"age * (0 - 2) > 7", "age <= -4", "><"},
              {"age * 0 = 0", "age is present", "><"},
              {"-age > 5", "age < -5", "><"},
              // What does not fit an attribute is missing, and the double of a large number does not.
              {"doubled > 6", "visits >= 3", ">"},
              {"doubled > 6", "visits between 3 and 1000", "<"},
              {"visits * 2 + 1 > 6", "visits >= 3", "><"},
              {"wallet * 2 > 10 SAR", "wallet > 5 SAR", "><"},
              {"huge is missing", "visits in (-1, 0, 1)", "d"},
              {"huge > 0", "visits = 1", "><"},
              {"visits * 9223372036854775807 > 0", "visits > 0", "><"},
              {"days since joined > 5", "days since joined <= 5", "d"},
              {"days since joined > 5", "joined is present", ">"},
              {"age / points > 1", "points is present and age is present", ">"}});
}

TEST(Laws, WhatChoosesIsItsChoices) {
  expect_all({{"kind = 1", "age >= 18", "><"},
              {"kind in (0, 1)", "kind is present", "><"},
              {"kind = 2", "age > 3", "d>"},
              {"kind = 0", "age is missing", "<"},
              {"safe_age < 5", "age < 5 or age is missing", "><"},
              {"safe_age is present", "safe_age < 5 or safe_age >= 5", "><"},
              {"sooner > 5", "age > 5 and points > 5", "><"},
              {"sooner <= 5", "(age <= 5 or points <= 5) and age is present and points is present", "><"},
              {"sooner = 5", "age >= 5", ">"},
              {"greatest(age, points) < 5", "age < 5 and points < 5", "><"},
              {"adult", "age >= 18", "><"},
              {"in segment grown", "age > 20", "<"}});
}

TEST(Laws, MembersOfSegmentsAreTheirConditionsAndMore) {
  expect_all({{"in segment listed", "age > 5", "><"},
              {"not in segment listed", "age > 5", "d"},
              {"in segment sampled", "age > 5", ">"},
              {"in segment sampled", "in segment sampled_more", ">"},
              {"in segment sampled", "in segment sampled_otherwise", ""},
              {"in segment taken", "age > 5", ">"},
              {"in segment taken", "in segment listed", ">"},
              {"in segment chosen", "age > 5", ""},
              {"in segment chosen", "not in segment chosen", "d"},
              {"in segment frozen", "age > 5", ""},
              {"in segment halves.one", "in segment halves.two", "d"},
              {"in segment halves.one or in segment halves.two", "in segment listed", "><"},
              {"in segment first_of.taken", "in segment first_of.listed", "d"},
              {"in segment first_of.listed or in segment first_of.taken or in segment first_of.buyers",
               "in segment listed or in segment buyers", "><"}});
}

TEST(Laws, TheTimezoneOfASegmentIsItsOwn) {
  Definitions project(std::string(kSchema) + R"(
segment here of customer { where any purchases within last 3 days }
segment there of customer { where any purchases within last 3 days timezone "America/New_York" }
segment of_no_zone of customer { where any purchases and age > 5 timezone "America/New_York" }
segment uses_there of customer { where in segment there }
)");
  EXPECT_EQ(proved(project, project.segment("here"), project.segment("there")), "");
  EXPECT_EQ(proved(project, project.segment("of_no_zone"), project.segment("buyers")), ">");
  EXPECT_EQ(proved(project, project.segment("uses_there"), project.segment("there")), "><");
}

TEST(Laws, ExcludedRowsAreOut) {
  Definitions project(std::string(kSchema) + R"(
segment some of customer { where age > 5 exclude age > 10 exclude city = "a" }
segment same of customer { where age between 6 and 10 and city != "a" }
segment rest of customer { exclude age > 5 }
)");
  EXPECT_EQ(proved(project, project.segment("some"), project.segment("same")), "><");
  EXPECT_EQ(proved(project, project.segment("some"), project.segment("rest")), "d");
}

TEST(Examples, AreRowsWhereOnlyFieldsMatter) {
  Definitions project(std::string(kSchema) + R"(
segment a of customer { where age between 3 and 5 and city = "x" and level = high }
segment b of customer { where age > 4 and points is missing }
segment c of customer { where at least 3 purchases }
)");
  const Answer both = project.prover().are_disjoint(project.segment("a"), project.segment("b"));
  EXPECT_EQ(both.verdict, Answer::Verdict::kDisproved);
  EXPECT_EQ(both.example.text(), "age = 5, city = \"x\", level = high, points is missing");
  EXPECT_EQ(both.example.cells.size(), 4u);
  const Answer other = project.prover().are_disjoint(project.segment("a"), project.segment("c"));
  EXPECT_EQ(other.verdict, Answer::Verdict::kNotKnown);
  EXPECT_TRUE(other.example.cells.empty());
  EXPECT_NE(other.example.text().find("count of purchases = 3"), std::string::npos) << other.example.text();
}

TEST(Search, GivesUpAfterItsSteps) {
  // Every pair of twelve is ordered, and no order is right: the pigeons and holes of the textbooks.
  std::string text = kSchema, conditions;
  constexpr int kPigeons = 12;
  for (int pigeon = 0; pigeon < kPigeons; ++pigeon) {
    std::string some;
    for (int hole = 0; hole + 1 < kPigeons; ++hole) {
      const std::string name = "attrs.p" + std::to_string(pigeon) + "h" + std::to_string(hole) + " is present";
      some += (hole == 0 ? "" : ", ") + name;
      for (int other = 0; other < pigeon; ++other) {
        conditions += "none of { all of { " + name + ", attrs.p" + std::to_string(other) + "h" + std::to_string(hole) +
                      " is present } },\n";
      }
    }
    conditions += "any of { " + some + " },\n";
  }
  Definitions project(text + "segment pigeons of customer { where all of { " + conditions + " } }");
  const Answer answer = project.prover().is_never(project.segment("pigeons"));
  EXPECT_EQ(answer.verdict, Answer::Verdict::kNotKnown);
  EXPECT_TRUE(answer.gave_up);
}

TEST(Reading, ChainsThatUseEachOtherTwiceEnd) {
  std::string text = kSchema;
  text += "attribute a0 of customer = age + 1\n";
  for (int i = 1; i < 90; ++i) {
    const std::string before = "a" + std::to_string(i - 1), twice = before + " * 3 + ";
    text += "attribute a" + std::to_string(i) + " of customer = if(vip, least(" + before + ", " + twice + "1), " +
            before + " * 2 - 7)\n";
  }
  text += "segment chain of customer { where a89 > 5 }\nsegment chained of customer { where a89 <= 5 }\n";
  Definitions project(text);
  // Nothing has to be proved; it has to end, and to claim nothing that is false.
  EXPECT_FALSE(project.prover().is_never(project.segment("chain")).proved());
  EXPECT_FALSE(project.prover().is_always(project.segment("chain")).proved());
}

}  // namespace
}  // namespace segql::prove
