/// `check` and `test` in the forms that CI servers read.

#include <algorithm>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "tests/cli/program.h"

namespace segql::testing {
namespace {

using nlohmann::json;

/// Two errors in the first file, of which one could be put right, and a warning in the second.
class Findings : public ::testing::Test {
 protected:
  void SetUp() override {
    folder.write("segql.toml", "[project]\nname = \"tiny\"\n");
    folder.write("a, b.segql",
                 "language 1\nentity customer key id { id: text  age: int?  \"name\": text? }\n"
                 "segment \xC3\xA9t\xC3\xA9 of customer { where agee >= 18 }\n");
    folder.write("fine.segql", "language 1\n");
    folder.write("shop.segql",
                 "language 1\nentity shopper key id { id: text  age: int?  city: text? }\n"
                 "segment wrong of shopper { where agee >= 18 and city = 5 }\n"
                 "segment doubtful of shopper { where age != 3 }\n");
  }
  TempFolder folder;
};

TEST_F(Findings, AsSarif) {
  const Outcome check = segql(folder, "check --format sarif shop.segql");
  EXPECT_EQ(check.code, 1);
  const json log = json::parse(check.out);
  EXPECT_EQ(log["version"], "2.1.0");
  const json& run = log["runs"][0];
  EXPECT_EQ(run["tool"]["driver"]["name"], "SegQL");
  EXPECT_EQ(run["columnKind"], "unicodeCodePoints");
  ASSERT_EQ(run["results"].size(), 3U) << check.out;
  std::vector<std::string> rules, used;
  for (const json& rule : run["tool"]["driver"]["rules"]) rules.push_back(rule["id"]);
  for (const json& result : run["results"]) used.push_back(result["ruleId"]);
  std::sort(used.begin(), used.end());
  EXPECT_EQ(rules, used);
  const json& unknown = run["results"][0];
  EXPECT_EQ(unknown["level"], "error");
  EXPECT_EQ(unknown["message"]["text"], "unknown field `agee` on shopper; did you mean `age`?");
  const json& place = unknown["locations"][0]["physicalLocation"];
  EXPECT_EQ(place["artifactLocation"]["uri"], "shop.segql");
  EXPECT_EQ(place["region"], json::parse(R"({"startLine": 3, "startColumn": 34, "endLine": 3, "endColumn": 38})"));
  const json& change = unknown["fixes"][0]["artifactChanges"][0]["replacements"][0];
  EXPECT_EQ(change["insertedContent"]["text"], "age");
  EXPECT_EQ(change["deletedRegion"], place["region"]);
  EXPECT_EQ(run["results"][2]["level"], "warning");
  const json& rule = run["tool"]["driver"]["rules"][0];
  EXPECT_EQ(rule["shortDescription"]["text"], "unknown field");
  EXPECT_EQ(rule["help"]["markdown"], segql(folder, "explain-code E0102").out);
}

TEST_F(Findings, AsTextEndWithWhereTheyAreExplained) {
  const std::string hint = "\n2 errors, 1 warning\n`segql explain-code E0102` says more\n";
  EXPECT_TRUE(segql(folder, "check shop.segql").err.ends_with(hint));
  EXPECT_EQ(segql(folder, "check fine.segql").err, "");
}

TEST_F(Findings, TheCauseIsExplainedBeforeWhatFollows) {
  folder.write("user.segql",
               "entity guest key id { id: text  age: int? }\n"
               "segment upper of guest { where in segment lower }\n"
               "segment lower of guest { where agee > 1 }\n");
  const std::string err = segql(folder, "check user.segql").err;
  const size_t follows = err.find("error[E0505]");
  EXPECT_LT(follows, err.find("error[E0102]")) << err;
  EXPECT_TRUE(err.ends_with("`segql explain-code E0102` says more\n")) << err;
}

TEST_F(Findings, UrisOfSarifAreSpeltOut) {
  const json log = json::parse(segql(folder, "check --format sarif 'a, b.segql'").out);
  EXPECT_EQ(log["runs"][0]["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"]["uri"],
            "a,%20b.segql");
}

TEST_F(Findings, AsWorkflowCommands) {
  const Outcome check = segql(folder, "check --format github shop.segql");
  EXPECT_EQ(check.code, 1);
  EXPECT_EQ(
      check.out.substr(0, check.out.find('\n')),
      "::error file=shop.segql,line=3,endLine=3,col=34,endColumn=38,title=E0102::unknown field `agee` on shopper; "
      "did you mean `age`?");
  EXPECT_NE(check.out.find("\n::warning file=shop.segql,line=4,"), std::string::npos) << check.out;
  EXPECT_NE(segql(folder, "check --format github 'a, b.segql'").out.find("file=a%2C b.segql,line=2"), std::string::npos)
      << "a comma would end the property";
}

TEST_F(Findings, AsJunit) {
  const Outcome check = segql(folder, "check --format junit shop.segql fine.segql");
  EXPECT_EQ(check.code, 1);
  EXPECT_NE(check.out.find("<testsuite name=\"segql check\" tests=\"2\" failures=\"1\""), std::string::npos)
      << check.out;
  EXPECT_NE(check.out.find("<failure message=\"shop.segql:3:34: E0102: unknown field `agee` on shopper\">"),
            std::string::npos)
      << check.out;
  EXPECT_NE(check.out.find("segment wrong of shopper { where agee &gt;= 18"), std::string::npos);
  EXPECT_NE(check.out.find("<system-out>warning[L-NULL]"), std::string::npos) << "a warning is no failure";
  EXPECT_NE(check.out.find("name=\"fine.segql\" time=\"0.000\">\n    </testcase>"), std::string::npos) << check.out;
}

TEST_F(Findings, TestsAsJunit) {
  folder.write("segql.toml", "[project]\nname = \"tiny\"\ndefinitions = [\"tested.segql\"]\n");
  folder.write("tested.segql",
               "language 1\nsettings { timezone \"UTC\" }\nentity customer key id { id: text  age: int? }\n"
               "segment adults of customer { where age >= 18 }\n"
               "test \"grown & <up>\" of adults as of 2026-01-01 {\n"
               "  given customer a { id: \"a\", age: 20 }\n  expect a in\n}\n"
               "test \"a child\" of adults as of 2026-01-01 {\n"
               "  given customer a { id: \"a\", age: 2 }\n  expect a in\n}\n");
  const Outcome test = segql(folder, "test --format junit");
  EXPECT_EQ(test.code, 1) << test.err;
  EXPECT_NE(test.out.find("<testsuite name=\"segql test\" tests=\"2\" failures=\"1\""), std::string::npos) << test.out;
  EXPECT_NE(test.out.find("<testcase classname=\"adults\" name=\"grown &amp; &lt;up&gt;\""), std::string::npos);
  EXPECT_NE(test.out.find("<failure message=\"expected: in, found: out\">  tested.segql:11:"), std::string::npos);
}

}  // namespace
}  // namespace segql::testing
