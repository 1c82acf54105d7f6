/// Lints by law: what they say, and above all what they do not.

#include <gtest/gtest.h>

#include "fixture.h"

namespace segql::check {
namespace {

size_t count_of(const std::string& text, std::string_view what) {
  size_t count = 0;
  for (size_t at = text.find(what); at != std::string::npos; at = text.find(what, at + 1)) ++count;
  return count;
}

class Lints : public testing::Test {
 protected:
  size_t complaints(std::string_view code, std::string_view text, std::string_view entity = "customer") {
    return count_of(project_.complaints(entity, text), code);
  }
  Checked project_ = shop();
};

TEST_F(Lints, Law4DirectNegationsOfNullableFields) {
  for (const char* text :
       {"city != \"x\"", "city not in (\"x\")", "city not contains \"x\"", "points not between 1 and 5",
        "not city = \"x\"", "not subscribed", "not (birthday within last 3 days)", "friend.country != \"x\"",
        "points * 2 != 4", "country != city", "attrs.level != \"x\"", "codes has none of (1)", "not (codes has 1)",
        "any purchases where (note != \"x\")", "visits_count > 1 and city != \"x\""}) {
    EXPECT_EQ(complaints("L-NULL", text), 1u) << text;
  }
}

TEST_F(Lints, Law4NothingToSay) {
  for (const char* text :
       {"country != \"x\"", "city = \"x\"", "city is present and city != \"x\"", "city != \"x\" and city is present",
        "city is missing or city != \"x\"", "any of { city is missing, city != \"Riyadh\" }",
        "city contains \"R\" and city != \"Rx\"", "none of { city = \"x\", points > 3 }",
        "no purchases where (note = \"x\")", "not (city = \"x\" and points = 3)",
        "city is present and (visits_count > 1 or city != \"x\")", "friend.city is present and friend.country != \"x\"",
        "not (city != \"x\")", "not city is missing",
        "all of { city is present, any of { country = \"x\", city != \"y\" } }", "not in segment nobody"}) {
    EXPECT_EQ(complaints("L-NULL", text), 0u) << text;
  }
}

TEST_F(Lints, Law4WherePresenceIsOfAnotherField) {
  EXPECT_EQ(complaints("L-NULL", "email is present and city != \"x\""), 1u);
  EXPECT_EQ(complaints("L-NULL", "friend.city is present and city != \"x\""), 1u);
  EXPECT_EQ(complaints("L-NULL", "city is missing and city != \"x\""), 1u);
  EXPECT_EQ(complaints("L-NULL", "city is present or city != \"x\""), 1u);
}

TEST_F(Lints, Law4ReferencesThatMayBeMissing) {
  const auto reports = [](const std::string& condition) {
    return count_of(
        with_shop("segment t of customer { where accepts_email }\nsegment s of customer { where " + condition + " }")
            .report(),
        "L-NULL");
  };
  EXPECT_EQ(reports("friend not in segment t"), 1u);
  EXPECT_EQ(reports("not (friend in segment t)"), 1u);
  EXPECT_EQ(reports("not in segment t"), 0u);
  EXPECT_EQ(reports("friend is present and friend not in segment t"), 0u);
  EXPECT_EQ(reports("friend is missing or friend not in segment t"), 0u);
  EXPECT_EQ(reports("friend.city = \"x\" and friend not in segment t"), 0u);
  EXPECT_EQ(reports("none of { friend in segment t }"), 0u);
}

TEST_F(Lints, Law4IsAnErrorUnderStrict) {
  Checked strict = shop(true);
  EXPECT_EQ(strict.condition("customer", "city != \"x\"").substr(0, 6), "L-NULL");
  EXPECT_TRUE(with_shop("segment s of customer { where city != \"x\" }", true).definitions().segments().empty());
  EXPECT_EQ(with_shop("segment s of customer { where city != \"x\" }").definitions().segments().size(), 1u);
}

TEST_F(Lints, Law4WhereAnswersExclude) {
  EXPECT_EQ(with_shop("segment s of customer { where city is present exclude city != \"x\" }").report(), "");
  EXPECT_EQ(count_of(with_shop("segment s of customer { exclude city != \"x\" }").report(), "L-NULL"), 1u);
}

TEST_F(Lints, Law4DefinesAreJudgedWhereTheyArePutIn) {
  const char* define = "define elsewhere of customer = city != \"x\"\n";
  EXPECT_EQ(with_shop(std::string(define) + "segment s of customer { where city is present and elsewhere() }").report(),
            "");
  EXPECT_EQ(count_of(with_shop(std::string(define) + "segment s of customer { where elsewhere() }").report(), "L-NULL"),
            1u);
}

TEST_F(Lints, Law7EveryOverNothing) {
  EXPECT_EQ(complaints("L-VACUOUS", "every views satisfy (seconds > 1)"), 1u);
  EXPECT_EQ(complaints("L-VACUOUS", "every views satisfy (seconds > 1) and any views"), 0u);
  EXPECT_EQ(complaints("L-VACUOUS", "every views satisfy (seconds > 1) and at least 1 views within last 3 days"), 0u);
  EXPECT_EQ(complaints("L-VACUOUS", "every views satisfy (seconds > 1) and count of views > 0"), 0u);
  EXPECT_EQ(complaints("L-VACUOUS", "every views within last 3 days satisfy (seconds > 1) and any views"), 1u);
  EXPECT_EQ(complaints("L-VACUOUS", "every views satisfy (seconds > 1) and any purchases"), 1u);
  EXPECT_EQ(complaints("L-VACUOUS", "every views satisfy (seconds > 1) and at most 3 views"), 1u);
}

TEST_F(Lints, Shadowing) {
  EXPECT_EQ(complaints("L-SHADOW", "any purchases where (country = \"x\")"), 1u);
  EXPECT_EQ(complaints("L-SHADOW", "any p: purchases where (p.country = self.country)"), 0u);
  EXPECT_EQ(complaints("L-SHADOW", "any purchases where (any purchases where (quantity > 1))"), 0u)
      << "rows of one kind";
}

TEST_F(Lints, InstantsAndDays) {
  EXPECT_EQ(complaints("L-TIME", "last_seen_at = today"), 1u);
  EXPECT_EQ(complaints("L-TIME", "last_seen_at >= today"), 0u);
  EXPECT_EQ(complaints("L-TIME", "last_seen_at on today"), 0u);
  EXPECT_EQ(complaints("L-TIME", "birthday = 2000-01-01"), 0u);
  EXPECT_EQ(complaints("L-TIME", "birthday on today"), 0u);
}

TEST_F(Lints, Contradictions) {
  for (const char* text : {"visits_count > 5 and visits_count < 5", "visits_count > 5 and visits_count < 6",
                           "city = \"a\" and city = \"b\"", "city = \"a\" and city != \"a\"",
                           "points = 3 and points > 3", "birthday < 2000-01-01 and birthday > 2000-01-01"}) {
    EXPECT_EQ(complaints("L-NEVER", text), 1u) << text;
  }
  for (const char* text : {"visits_count > 5 and visits_count < 7", "rating > 5 and rating < 6",
                           "visits_count >= 5 and visits_count <= 5", "city = \"a\" and country = \"b\"",
                           "visits_count > 5 and points < 5", "friend.city = \"a\" and city = \"b\""}) {
    EXPECT_EQ(complaints("L-NEVER", text), 0u) << text;
  }
  EXPECT_EQ(complaints("L-ALWAYS", "visits_count < 5 or visits_count >= 5"), 1u);
  EXPECT_EQ(complaints("L-ALWAYS", "points < 5 or points >= 5"), 0u) << "false where it is missing";
  EXPECT_EQ(complaints("L-ALWAYS", "points != 5 or points != 6"), 1u) << "also where it is missing";
}

TEST_F(Lints, EmptyListsThatAreWritten) {
  EXPECT_EQ(complaints("L-EMPTY", "country in ()"), 1u);
  EXPECT_EQ(complaints("L-EMPTY", "tags has all of ()"), 1u);
  EXPECT_EQ(with_shop("segment s(c: set<text> = ()) of customer { where country not in $c }").report(), "");
}

}  // namespace
}  // namespace segql::check
