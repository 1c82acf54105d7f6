/// `diff`: what a change of definitions does to members, and why.

#include <algorithm>
#include <map>
#include <regex>

#include <gmock/gmock.h>
#include <nlohmann/json.hpp>

#include "tests/cli/program.h"

namespace segql::testing {
namespace {

using nlohmann::json;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

constexpr const char* kSchema = R"(language 1
settings { timezone "Asia/Riyadh" currency SAR }
entity customer key id { id: text  city: text?  points: int? }
event purchase at bought_at { buyer: ref customer  amount: money(SAR)  bought_at: timestamp }
relation customer has many purchases = purchase by buyer
)";
constexpr const char* kSegments = R"(import "shop.segql"
attribute spend of customer = sum of amount of purchases
segment vip of customer { where spend >= 100 SAR }
segment best of customer { where in segment vip and city = "Riyadh" }
segment poor of customer { where points < 10 }
segment local of customer { where city = "Jeddah" }
segment of_local of customer { where in segment local }
)";

class Diff : public ::testing::Test {
 protected:
  void SetUp() override { project("old", kSegments); }

  void project(const std::string& name, const std::string& segments, const std::string& schema = kSchema) const {
    folder.write(name + "/segql.toml",
                 "[data]\nroot = \"../data\"\n[sources.customer]\nfile = \"customer.csv\"\n"
                 "[sources.purchase]\nfile = \"purchase.csv\"\n");
    folder.write(name + "/shop.segql", schema);
    folder.write(name + "/segments.segql", segments);
    folder.write("data/customer.csv", "id,city,points\na,Riyadh,5\nb,Jeddah,50\nc,Riyadh,12\nd,,\n");
    folder.write("data/purchase.csv",
                 "buyer,amount,bought_at\na,150,2026-03-20\nb,90,2026-03-05\nc,400,2026-01-05\nd,120,2026-02-01\n");
  }
  static std::string changed(std::string text, const std::string& from, const std::string& to) {
    const size_t at = text.find(from);
    EXPECT_NE(at, std::string::npos) << from;
    return at == std::string::npos ? text : text.replace(at, from.size(), to);
  }
  Outcome diff(const std::string& what) const { return segql(folder, "diff " + what + " --as-of 2026-03-31"); }
  /// By the name of the definition.
  std::map<std::string, json> changes(const std::string& what, int code) const {
    const Outcome outcome = diff(what + " --format json");
    EXPECT_EQ(outcome.code, code) << outcome.err;
    std::map<std::string, json> all;
    const json whole = json::parse(outcome.out);
    for (const json& one : whole["definitions"]) all.emplace(one["name"], one);
    return all;
  }
  static std::vector<std::string> keys(const json& rows) {
    std::vector<std::string> all;
    for (const json& row : rows) all.push_back(row["key"]);
    return all;
  }
  void git(const std::string& command) const {
    const std::string line = "cd '" + folder.path().string() +
                             "' && git -c user.email=a@b.c -c user.name=x -c init.defaultBranch=main " + command +
                             " >/dev/null 2>&1";
    ASSERT_EQ(std::system(line.c_str()), 0) << command;
  }
  TempFolder folder;
};

TEST_F(Diff, NothingChanged) {
  const Outcome same = diff("old old");
  EXPECT_EQ(same.code, 0) << same.err;
  EXPECT_EQ(same.out, "nothing changed\nold -> old, as of 2026-03-31T00:00:00+03:00\n");
}

TEST_F(Diff, AThresholdAndWhatUsesIt) {
  project("new", changed(kSegments, "spend >= 100 SAR", "spend >= 130 SAR"));
  auto all = changes("old new", 1);
  ASSERT_EQ(all.size(), 2U);
  EXPECT_EQ(all["vip"]["change"], "changed");
  EXPECT_EQ(all["vip"]["before"], 3);
  EXPECT_EQ(all["vip"]["after"], 2);
  EXPECT_EQ(all["vip"]["join"], 0);
  EXPECT_EQ(all["vip"]["leave"], 1);
  EXPECT_EQ(all["vip"]["stay"], 2);
  EXPECT_THAT(keys(all["vip"]["leaving"]), ElementsAre("d"));
  EXPECT_EQ(all["vip"]["leaving"][0]["out_because"][0]["text"], "spend >= 130 SAR");
  EXPECT_EQ(all["vip"]["leaving"][0]["out_because"][0]["values"]["spend"], "120.00 SAR");
  EXPECT_EQ(all["vip"]["leaving"][0]["in_because"][0]["text"], "spend >= 100 SAR");
  EXPECT_EQ(all["best"]["change"], "affected");
  EXPECT_THAT(all["best"]["through"], ElementsAre("vip"));
  EXPECT_EQ(all["best"]["leave"], 0);

  auto back = changes("new old", 1);
  EXPECT_THAT(keys(back["vip"]["joining"]), ElementsAre("d"));
  EXPECT_EQ(back["vip"]["joining"][0]["out_because"][0]["text"], "spend >= 130 SAR") << "what it was out for before";

  const Outcome text = diff("old new");
  EXPECT_EQ(text.code, 1);
  EXPECT_EQ(text.out,
            "segment  change    before  after  join  leave  stay\n"
            "vip      changed        3      2     0      1     2\n"
            "best     affected       2      2     0      0     2\n"
            "\n"
            "vip (new/segments.segql:3:9)\n"
            "  d leaves, because now:\n"
            "    false  spend >= 130 SAR\n"
            "             spend is 120.00 SAR\n"
            "    and before:\n"
            "    true   spend >= 100 SAR\n"
            "             spend is 120.00 SAR\n"
            "old -> new, as of 2026-03-31T00:00:00+03:00\n");
}

TEST_F(Diff, AnotherExcludeIsAmongTheReasons) {
  const std::string plain = "segment local of customer { where city = \"Jeddah\" }";
  project("old", changed(kSegments, plain, "segment local of customer { where city is present exclude points < 20 }"));
  project("new", changed(kSegments, plain, "segment local of customer { where city is present exclude points < 10 }"));
  auto all = changes("old new", 1);
  ASSERT_THAT(keys(all["local"]["joining"]), ElementsAre("c"));
  const json& why = all["local"]["joining"][0];
  EXPECT_EQ(why["out_because"][0]["text"], "points < 20");
  EXPECT_EQ(why["out_because"][0]["holds"], true);
  ASSERT_EQ(why["in_because"].size(), 1U);
  EXPECT_EQ(why["in_because"][0]["text"], "points < 10");
  EXPECT_EQ(why["in_because"][0]["exclude"], true);
  EXPECT_EQ(why["in_because"][0]["holds"], false);
  EXPECT_THAT(diff("old new").out, HasSubstr("  c joins, because before:\n"
                                             "    true   exclude points < 20\n"
                                             "             points is 12\n"
                                             "    and now:\n"
                                             "    false  exclude points < 10\n"
                                             "             points is 12\n"));
}

TEST_F(Diff, AChangeInABlockShowsTheBlock) {
  const std::string plain = "segment local of customer { where city = \"Jeddah\" }";
  const std::string old = "segment local of customer { where city is present exclude points < 20 }";
  project("old", changed(kSegments, plain, old));
  project("new", changed(kSegments, plain, changed(old, "points < 20", "points < 20 and city = \"Jeddah\"")));
  EXPECT_THAT(diff("old new").out, HasSubstr("  c joins, because before:\n"
                                             "    true   exclude points < 20\n"
                                             "             points is 12\n"
                                             "    and now:\n"
                                             "    false  exclude all of\n"
                                             "    true     points < 20\n"
                                             "               points is 12\n"
                                             "    false    city = \"Jeddah\"\n"
                                             "               city is Riyadh\n"));
  project("old",
          changed(kSegments, plain, "segment local of customer { where any of { points < 1, city = \"Jeddah\" } }"));
  project("new",
          changed(kSegments, plain, "segment local of customer { where any of { points < 9, city = \"Jeddah\" } }"));
  auto all = changes("old new", 1);
  ASSERT_EQ(all["local"]["joining"][0]["in_because"].size(), 3U);
  EXPECT_EQ(all["local"]["joining"][0]["in_because"][1]["text"], "points < 9");
}

TEST_F(Diff, ARowThatOnlyOneSideHas) {
  const std::string segments = changed(kSegments, "points < 10", "points < 10 or city is missing");
  project("old", segments, changed(kSchema, "points: int?", "points: int"));  // and d has none
  project("new", segments);
  auto all = changes("old new", 1);
  ASSERT_THAT(keys(all["poor"]["joining"]), ElementsAre("d"));
  EXPECT_EQ(all["poor"]["joining"][0]["out_error"], "there is no customer with the id `d`");
  EXPECT_THAT(diff("old new").out, HasSubstr("  d joins, because before:\n    there is no customer with the id `d`\n"));
}

TEST_F(Diff, AChangedAttributeAffectsWhatUsesIt) {
  project("new", changed(kSegments, "sum of amount of purchases", "sum of amount of purchases within last 60 days"));
  auto all = changes("old new", 1);
  EXPECT_EQ(all["customer.spend"]["change"], "changed");
  EXPECT_EQ(all["vip"]["change"], "affected");
  EXPECT_THAT(all["vip"]["through"], ElementsAre("customer.spend"));
  EXPECT_THAT(keys(all["vip"]["leaving"]), ElementsAre("c"));
  EXPECT_THAT(keys(all["best"]["leaving"]), ElementsAre("c"));
  EXPECT_EQ(all.count("poor"), 0U);
}

TEST_F(Diff, OtherNamesAndOtherTextMeanTheSame) {
  std::string text = changed(kSegments, "segment vip of", "segment spenders of");
  text = changed(text, "in segment vip", "in segment spenders");
  text = changed(text, "segment poor of customer { where points < 10 }",
                 "// who has little\nsegment poor of customer {\n  where (points < 10)\n}");
  text = changed(text, "segment local of customer { where city = \"Jeddah\" }\n", "");
  text += "segment local of customer { where city = \"Jeddah\" }\n";
  project("new", text);
  auto all = changes("old new", 1);
  ASSERT_EQ(all.size(), 3U) << "what only moved is not mentioned";
  EXPECT_EQ(all["spenders"]["change"], "renamed");
  EXPECT_EQ(all["spenders"]["old_name"], "vip");
  EXPECT_EQ(all["poor"]["change"], "text");
  EXPECT_EQ(all["best"]["change"], "text") << "it says the other name";
  const Outcome shown = diff("old new");
  EXPECT_THAT(shown.out, HasSubstr("vip -> spenders  renamed"));
  EXPECT_THAT(shown.out, HasSubstr("2 definitions are written otherwise and mean the same\n"));
  project("new", changed(kSegments, "points < 10", "(points < 10)"));
  EXPECT_EQ(diff("old new").code, 0) << "nothing that anybody would notice";
}

TEST_F(Diff, AddedAndRemoved) {
  project("new", changed(kSegments, "segment poor of customer { where points < 10 }",
                         "segment rich of customer { where points > 11 }"));
  auto all = changes("old new", 1);
  EXPECT_EQ(all["rich"]["change"], "added");
  EXPECT_EQ(all["rich"]["after"], 2);
  EXPECT_EQ(all["poor"]["change"], "removed");
  EXPECT_EQ(all["poor"]["before"], 1);
  EXPECT_TRUE(all["poor"]["place"].get<std::string>().starts_with("old/segments.segql:5:"));
}

TEST_F(Diff, AListOfKeysIsPartOfTheDefinition) {
  const std::string text = std::string(kSegments) + "static segment chosen of customer from \"chosen.csv\" key id\n";
  project("old", text);
  project("new", text);
  folder.write("old/chosen.csv", "id\na\nb\n");
  folder.write("new/chosen.csv", "id\nb\nc\n");
  auto all = changes("old new", 1);
  ASSERT_EQ(all.size(), 1U);
  EXPECT_EQ(all["chosen"]["join"], 1);
  EXPECT_EQ(all["chosen"]["leave"], 1);
  EXPECT_EQ(all["chosen"]["leaving"][0]["out_because"][0]["text"], "stands in \"chosen.csv\"");
}

TEST_F(Diff, OtherDataIsReadForEach) {
  project("new", kSegments, changed(kSchema, "points: int?", "points: int? = 3"));
  const Outcome outcome = diff("old new");
  EXPECT_EQ(outcome.code, 1);
  EXPECT_THAT(outcome.err, HasSubstr("the two declare different data"));
  EXPECT_THAT(outcome.out, HasSubstr("field customer.points: changed"));
  EXPECT_THAT(outcome.out, HasSubstr("poor     affected       1      2     1      0     1"));
  EXPECT_THAT(outcome.out, HasSubstr("  d joins, because before:\n    false  points < 10\n"));
}

TEST_F(Diff, RevisionsOfARepository) {
  git("init .");
  git("add .");
  git("commit -m one");
  project("old", changed(kSegments, "points < 10", "points < 20"));
  git("commit -am two");
  git("tag reviewed");
  project("old", changed(kSegments, "points < 10", "points < 60"));
  const auto poor = [&](const std::string& what) { return changes(what + " -p old", 1)["poor"]; };
  EXPECT_EQ(poor("HEAD~1 reviewed")["after"], 2);
  EXPECT_EQ(poor("HEAD~1 reviewed")["place"], "old/segments.segql:5:9");
  EXPECT_EQ(poor("reviewed")["after"], 3) << "none: as it is";
  EXPECT_THAT(keys(poor("HEAD~1")["joining"]), ElementsAre("b", "c"));
  const Outcome outcome = segql(folder, "diff HEAD~1 HEAD~1 -p old");
  EXPECT_EQ(outcome.code, 0) << outcome.err;

  const std::string status = "cd '" + folder.path().string() + "' && git status --short --untracked-files=no > .status";
  ASSERT_EQ(std::system(status.c_str()), 0);
  EXPECT_EQ(folder.read(".status"), " M old/segments.segql\n") << "neither index nor files changed";
}

TEST_F(Diff, FromWhereABranchLeftAnother) {
  git("init .");
  git("add .");
  git("commit -m one");
  git("checkout -b work");
  project("old", changed(kSegments, "points < 10", "points < 20"));
  git("commit -am two");
  git("checkout main");
  project("old", changed(kSegments, "city = \"Jeddah\"", "city = \"Riyadh\""));
  git("commit -am three");
  auto all = changes("main...work -p old", 1);
  EXPECT_EQ(all.size(), 1U) << "what main did meanwhile is no change of work";
  EXPECT_EQ(all["poor"]["after"], 2);
  EXPECT_EQ(changes("work... -p old", 1).count("poor"), 0U) << "HEAD";
  const Outcome text = diff("...work -p old");
  EXPECT_TRUE(std::regex_search(text.out, std::regex("\n[0-9a-f]{4,} -> work, as of 2026"))) << text.out;
  EXPECT_EQ(diff("main...work old -p old").err, "segql: `main...work` names both sides: `old` is one too many\n");
  EXPECT_THAT(diff("main...wrok -p old").err, HasSubstr("`wrok` is neither a folder nor a revision"));
  EXPECT_THAT(diff("main...wrok -p old").err, HasSubstr("it has `HEAD` and the branches `main`, `work`\n"));
  git("checkout --orphan alone");
  git("commit -m four");
  EXPECT_EQ(diff("main...alone -p old").err, "segql: `main` and `alone` have no commit in common\n");
}

TEST_F(Diff, ARevisionIsCalledAsGitCallsIt) {
  git("init .");
  git("add old/segments.segql");
  git("commit -m one");
  git("tag none");
  project("old", changed(kSegments, "points < 10", "pints < 10"));
  git("add old");
  git("commit -m two");
  git("tag bad");
  project("old", kSegments);
  folder.write("old/segql.toml", folder.read("old/segql.toml") + "[sources.customer\n");
  git("commit -am three");
  git("tag toml");
  project("old", kSegments);
  const Outcome none = diff("none -p old");
  EXPECT_EQ(none.code, 2);
  EXPECT_EQ(none.err, "segql: at `none` there is no project in `old/`\n");
  EXPECT_EQ(diff("none -p .").err, "segql: no segql.toml in `.`; say which folder has one: `-p DIR`\n");
  const Outcome bad = diff("bad -p old");
  EXPECT_EQ(bad.code, 2);
  EXPECT_THAT(bad.err, HasSubstr("--> bad:old/segments.segql:5:34"));
  EXPECT_THAT(bad.err, HasSubstr("the definitions of bad have errors"));
  const Outcome toml = diff("toml -p old");
  EXPECT_EQ(toml.code, 2);
  EXPECT_THAT(toml.err, HasSubstr("segql: toml:old/segql.toml:"));
  EXPECT_THAT(none.err + bad.err + toml.err, ::testing::Not(HasSubstr("segql-")));

  folder.write("old/deep/notes.md", "");
  const Outcome below = segql(folder, "diff bad", "cd old/deep;");
  EXPECT_EQ(below.code, 2);
  EXPECT_EQ(below.err, "segql: no segql.toml in `.`; a folder above it has one: `-p ..`\n");
  EXPECT_EQ(segql(folder, "run", "cd old/deep;").err, below.err);
}

TEST_F(Diff, WhatCannotBeComparedIsSaid) {
  Outcome outcome = diff("nowhere old");
  EXPECT_EQ(outcome.code, 2);
  EXPECT_THAT(outcome.err, HasSubstr("nowhere"));
  git("init .");
  outcome = diff("nowhere -p old");
  EXPECT_EQ(outcome.code, 2);
  EXPECT_THAT(outcome.err, HasSubstr("`nowhere` is neither a folder nor a revision"));
  EXPECT_EQ(diff("'--all' -p old").code, 2);
  EXPECT_EQ(diff("'$(touch hacked)' -p old").code, 2);
  EXPECT_EQ(folder.read("hacked"), "");
  EXPECT_FALSE(std::filesystem::exists(folder.path() / "hacked"));
  project("bad", changed(kSegments, "points < 10", "pints < 10"));
  outcome = diff("old bad");
  EXPECT_EQ(outcome.code, 2);
  EXPECT_THAT(outcome.err, HasSubstr("unknown field `pints`"));
  EXPECT_THAT(outcome.err, HasSubstr("the definitions of bad have errors"));
}

}  // namespace
}  // namespace segql::testing
