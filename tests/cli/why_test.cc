/// `why`: the conditions of one row, and when time alone changes what they say.

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "tests/cli/program.h"

namespace segql::testing {
namespace {

using nlohmann::json;

class Why : public ::testing::Test {
 protected:
  void SetUp() override {
    folder.write("segql.toml",
                 "[sources.customer]\nfile = \"customer.csv\"\n[sources.purchase]\nfile = \"purchase.csv\"\n");
    folder.write("shop.segql", R"(language 1
settings { timezone "Asia/Riyadh" currency SAR }
entity customer key id { id: int  city: text? }
event purchase at bought_at { buyer: ref customer  amount: money(SAR)  bought_at: timestamp }
relation customer has many purchases = purchase by buyer
attribute spend of customer = sum of amount of purchases
segment recent of customer {
  where spend >= 100 SAR
    and any purchases within last 30 days
}
segment slipping(days: int) of customer { where no purchases within last $days days }
segment best of customer { where spend > 0 SAR take top 1 by spend }
)");
    folder.write("customer.csv", "id,city\n1,Riyadh\n2,\n");
    folder.write("purchase.csv", "buyer,amount,bought_at\n1,250,2026-03-20T09:00\n2,50,2026-01-05T10:00\n");
  }
  Outcome why(const std::string& what) const { return segql(folder, "why " + what + " --as-of 2026-03-31T12:00"); }
  TempFolder folder;
};

TEST_F(Why, AMemberAndWhenItLeaves) {
  const Outcome answer = why("recent 1");
  EXPECT_EQ(answer.code, 0) << answer.err;
  EXPECT_EQ(answer.out,
            "customer 1 is in recent as of 2026-03-31T12:00:00+03:00\n"
            "  true   spend >= 100 SAR\n"
            "           spend is 250.00 SAR\n"
            "  true   any purchases within last 30 days\n"
            "           count of purchases within last 30 days is 1\n"
            "           latest bought_at is 2026-03-20T09:00:00+03:00\n"
            "           within last 30 days = [2026-03-01T00:00:00+03:00, 2026-03-31T12:00:00+03:00)\n"
            "leaves at 2026-04-20T00:00:00+03:00 (in 19 days) if nothing happens before\n");
}

TEST_F(Why, SomebodyElseWithArguments) {
  const Outcome out = why("'slipping(days: 90)' 2");
  EXPECT_EQ(out.code, 0) << out.err;
  EXPECT_EQ(out.out.substr(0, out.out.find('\n')),
            "customer 2 is not in slipping(days: 90) as of 2026-03-31T12:00:00+03:00");
  EXPECT_NE(out.out.find("joins at 2026-04-06T00:00:00+03:00 (in 5 days) if nothing happens before\n"),
            std::string::npos)
      << out.out;
  EXPECT_NE(why("recent 2").out.find("\ntime alone does not change that (looked 10 years ahead)\n"), std::string::npos);
  EXPECT_NE(why("best 2").out.find("when time alone changes that is not known: `best` ranks rows"), std::string::npos);
}

TEST_F(Why, AsJson) {
  const json answer = json::parse(why("recent 1 --format json").out);
  EXPECT_EQ(answer["is_member"], true);
  EXPECT_EQ(answer["key"], "1");
  EXPECT_EQ(answer["next_change"], "2026-04-20T00:00:00+03:00");
  EXPECT_EQ(answer["unchanged_until"], answer["next_change"]);
  EXPECT_TRUE(answer["why_not_further"].is_null());
  ASSERT_EQ(answer["conditions"].size(), 2U);
  EXPECT_EQ(answer["conditions"][0]["values"]["spend"], "250.00 SAR");
  EXPECT_EQ(answer["conditions"][1]["windows"][0]["from"], "2026-03-01T00:00:00+03:00");
  EXPECT_TRUE(json::parse(why("recent 2 --format json").out)["next_change"].is_null());
}

TEST_F(Why, MistakesAreNamed) {
  const Outcome nobody = why("recent 77");
  EXPECT_EQ(nobody.code, 2);
  EXPECT_EQ(nobody.err, "segql: there is no customer with the id `77`\n");
  EXPECT_EQ(why("recent abc").err, "segql: there is no customer with the id `abc`\n");
  const Outcome unknown = why("recemt 1");
  EXPECT_EQ(unknown.code, 1);
  EXPECT_EQ(unknown.err, "segql: there is no segment `recemt`; did you mean `recent`?\n");
  EXPECT_EQ(why("recent").code, 2);
}

}  // namespace
}  // namespace segql::testing
