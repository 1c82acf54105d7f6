/// The program: commands, formats, exit codes, and what it says when something is wrong.

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "tests/cli/program.h"

namespace segql::testing {
namespace {

using nlohmann::json;

constexpr const char* kDefinitions = R"(language 1
settings { timezone "Asia/Riyadh" currency SAR }
entity customer key id { id: text  city: text?  age: int? }
event purchase at bought_at { buyer: ref customer?  amount: money(SAR)  bought_at: timestamp }
relation customer has many purchases = purchase by buyer
attribute spend of customer = sum of amount of purchases
segment adults "Grown-ups" of customer { where age >= 18 }
segment slipping(days: int = 30) of customer { where any purchases and no purchases within last $days days }
)";

/// A project of three customers, one of them bad, and two purchases, one of nobody.
class Cli : public ::testing::Test {
 protected:
  void SetUp() override {
    folder.write("segql.toml",
                 "[project]\nname = \"tiny\"\n[data]\nroot = \"data\"\n[sources.customer]\nfile = \"customer.csv\"\n"
                 "[sources.purchase]\nfile = \"purchase.csv\"\n");
    folder.write("shop.segql", kDefinitions);
    folder.write("data/customer.csv", "id,city,age\namal,Riyadh,30\nbadr,,17\n\"c,1\",\"Al \"\"K\"\"\",many\n");
    folder.write("data/purchase.csv", "buyer,amount,bought_at\namal,25.00,2026-01-01T10:00\n,1,2026-03-01T10:00\n");
  }
  TempFolder folder;
};

TEST_F(Cli, RunShowsEverySegment) {
  const Outcome run = segql(folder, "run --as-of 2026-03-31");
  EXPECT_EQ(run.code, 0) << run.err;
  EXPECT_NE(run.out.find("adults"), std::string::npos) << run.out;
  EXPECT_NE(run.out.find("slipping"), std::string::npos);
  EXPECT_NE(run.out.find("33.33%"), std::string::npos) << run.out;
  EXPECT_NE(run.out.find("segql members"), std::string::npos) << "says what to try next";
  EXPECT_NE(run.out.find("1 value of `age` that is not of its type: taken as missing (row 3 `many`)"),
            std::string::npos)
      << run.out;
  EXPECT_NE(run.out.find("1 row without `buyer`"), std::string::npos) << run.out;
  EXPECT_EQ(run.err, "") << "nothing but results in a pipe";
}

TEST_F(Cli, RunAsJsonAndCsv) {
  const json report = json::parse(segql(folder, "run --as-of 2026-03-31 --format json").out);
  ASSERT_EQ(report["segments"].size(), 2U);
  EXPECT_EQ(report["segments"][0]["name"], "adults");
  EXPECT_EQ(report["segments"][0]["members"], 1);
  EXPECT_EQ(report["load"]["sources"][1]["rows_kept"], 2);
  EXPECT_EQ(report["as_of"], "2026-03-31T00:00:00+03:00");
  const std::string csv = segql(folder, "run --as-of 2026-03-31 --format csv").out;
  EXPECT_EQ(csv.substr(0, csv.find('\n')), "segment,of,members,share,compile ms,scan ms");
}

TEST_F(Cli, CheckKnowsWhatSegqlTomlSaysAboutSources) {
  folder.write("segql.toml",
               "[sources.customers]\nfile = \"none.csv\"\n[sources.purchase]\nfile = \"none.csv\"\n"
               "columns = { byer = \"who\" }\n");
  const Outcome check = segql(folder, "check");
  EXPECT_EQ(check.code, 1);
  EXPECT_EQ(check.out, "");
  EXPECT_EQ(check.err,
            "error[E0801]: [sources.customers] is of no declared entity or event; did you mean `customer`?\n"
            "  --> segql.toml:1:1\n\n"
            "error[E0801]: `purchase` has no field `byer`; did you mean `buyer`?\n"
            "  --> segql.toml:3:1\n\n"
            "info[L-SOURCE]: entity `customer` has no source; add [sources.customer], beside those of `customers` "
            "and `purchase`\n"
            "  --> segql.toml\n\n"
            "2 errors, 0 warnings\n`segql explain-code E0801` says more\n");
  // In all forms that other programs read.
  const auto list = nlohmann::json::parse(segql(folder, "check --format json").out);
  ASSERT_EQ(list.size(), 3u);
  EXPECT_EQ(list[1]["code"], "E0801");
  EXPECT_EQ(list[1]["file"], "segql.toml");
  EXPECT_EQ(list[1]["line"], 3);
  EXPECT_EQ(list[2]["severity"], "info");
  const Outcome github = segql(folder, "check --format github");
  EXPECT_EQ(github.code, 1);
  EXPECT_TRUE(
      github.out.starts_with("::error file=segql.toml,line=1,endLine=1,col=1,endColumn=1,title=E0801::[sources."))
      << github.out;
  const auto sarif = nlohmann::json::parse(segql(folder, "check --format sarif").out);
  EXPECT_EQ(sarif["runs"][0]["results"].size(), 3u);
  EXPECT_EQ(sarif["runs"][0]["tool"]["driver"]["rules"][0]["id"], "E0801");
  EXPECT_FALSE(sarif["runs"][0]["tool"]["driver"]["rules"][0]["help"]["text"].empty());
  const std::string junit = segql(folder, "check --format junit").out;
  EXPECT_NE(junit.find("failures=\"1\""), std::string::npos) << junit;
  EXPECT_NE(junit.find("segql.toml:1:1: E0801: [sources.customers]"), std::string::npos) << junit;
  EXPECT_NE(segql(folder, "check --format csv").out.find("segql.toml,3,1,error,E0801"), std::string::npos);
  folder.write("segql.toml", "[sources.customer]\nfile = \"none.csv\"\n");
  const Outcome note = segql(folder, "check");
  EXPECT_EQ(note.code, 0);
  EXPECT_EQ(note.err,
            "info[L-SOURCE]: event `purchase` has no source; add [sources.purchase], beside those of `customer`\n"
            "  --> segql.toml\n\n`segql explain-code L-SOURCE` says more\n");
  // A claim that is wrong has nothing to do with it, and a name forges no message.
  folder.write("claims.segql", "import \"shop.segql\"\nexpect cover customer by adults\n");
  folder.write("segql.toml", "[sources.\"x\\nerror[E0001]: forged\"]\nfile = \"none.csv\"\n");
  const Outcome both = segql(folder, "check");
  EXPECT_NE(both.err.find("E0710"), std::string::npos) << both.err;
  EXPECT_NE(both.err.find("error[E0801]: [sources.x error[E0001]: forged]"), std::string::npos) << both.err;
  std::filesystem::remove(folder.path() / "claims.segql");
  EXPECT_EQ(segql(folder, "check shop.segql").err, "") << "a file is of no project";
  folder.write("segql.toml", "");
  EXPECT_EQ(segql(folder, "check").err, "") << "rows may come from a host";
  folder.write("segql.toml", "[sources.customers]\nfile = \"none.csv\"\n");
  folder.write("bad.segql", "entity customers key");
  EXPECT_EQ(segql(folder, "check").err.find("[sources."), std::string::npos) << "it may be declared there";
}

TEST_F(Cli, WhereLinesAreNoRowsTheOthersAreNotCalledLines) {
  folder.write("data/customer.csv", "id,city,age\na,x,1,2,3\nb,x,many\nc,x,1,2\nd,x,more\n");
  const std::string out = segql(folder, "run --as-of 2026-03-31").out;
  EXPECT_NE(out.find("    2 lines that are no rows: rows not kept (line 2 "), std::string::npos) << out;
  EXPECT_NE(
      out.find("    2 values of `age` that are not of its type: taken as missing (row 1 of those read `many`, row "
               "2 `more`)\n"),
      std::string::npos)
      << out;
}

TEST_F(Cli, CountPrintsOneLineEach) {
  const Outcome count = segql(folder, "count adults 'slipping(days: 200)' slipping --as-of 2026-03-31");
  EXPECT_EQ(count.code, 0) << count.err;
  EXPECT_EQ(count.out, "adults\t1\nslipping(days: 200)\t0\nslipping\t1\n");
}

TEST_F(Cli, PartsAreSegmentsOfTheirOwn) {
  folder.write("parts.segql",
               "import \"shop.segql\"\n"
               "split test of segment adults seed \"s\" { control 50%, offer 50% }\n"
               "priority list first of customer { slipping, adults }\n");
  const json report = json::parse(segql(folder, "run --as-of 2026-03-31 --format json").out);
  std::string names;
  for (const json& segment : report["segments"]) names += segment["name"].get<std::string>() + " ";
  EXPECT_EQ(names, "test.control test.offer first.slipping first.adults adults slipping(days: 30) ");
  const Outcome count = segql(folder, "count test.control test.offer first.slipping first.adults --as-of 2026-03-31");
  EXPECT_EQ(count.code, 0) << count.err;
  EXPECT_TRUE(count.out == "test.control\t1\ntest.offer\t0\nfirst.slipping\t1\nfirst.adults\t0\n" ||
              count.out == "test.control\t0\ntest.offer\t1\nfirst.slipping\t1\nfirst.adults\t0\n")
      << count.out;
  EXPECT_EQ(segql(folder, "members first.slipping --as-of 2026-03-31 --format csv").out, "id\namal\n");
  const Outcome whole = segql(folder, "count test");
  EXPECT_EQ(whole.code, 1);
  EXPECT_NE(whole.err.find("its parts are `test.control` and `test.offer`"), std::string::npos) << whole.err;
  EXPECT_NE(segql(folder, "explain test.offer --stage source").out.find("split test of"), std::string::npos);
}

TEST_F(Cli, StaticSegmentsAreLists) {
  folder.write("lists.segql",
               "import \"shop.segql\"\n"
               "static segment banned of customer from \"lists/banned.csv\" key id\n"
               "segment welcome of customer { exclude in segment banned }\n");
  EXPECT_EQ(segql(folder, "check").code, 0) << "definitions alone need no list";
  const Outcome missing = segql(folder, "run");
  EXPECT_EQ(missing.code, 2);
  EXPECT_NE(missing.err.find("lists/banned.csv"), std::string::npos) << missing.err;
  folder.write("lists/banned.csv", "id\nbadr\nzaid\n");
  const Outcome run = segql(folder, "run --as-of 2026-03-31");
  EXPECT_EQ(run.code, 0) << run.err;
  EXPECT_NE(run.out.find("1 value of `id` that no row has: not in the segment (`zaid`)"), std::string::npos) << run.out;
  EXPECT_EQ(segql(folder, "count banned welcome").out, "banned\t1\nwelcome\t2\n");
  const json list = json::parse(segql(folder, "run --format json").out)["load"]["sources"].back();
  EXPECT_EQ(list["is_static_segment"], true);
  EXPECT_EQ(list["problems"][0]["examples"], (json{{{"row", nullptr}, {"value", "zaid"}}}));
}

TEST_F(Cli, WhatNeedsAJournalDoesNotStopTheOthers) {
  folder.write("journal.segql",
               "import \"shop.segql\"\n"
               "segment grown of customer { where entered segment adults within last 7 days }\n"
               "test \"of it\" of grown as of 2026-01-01 { given customer c { id: \"c\" } expect c in }\n"
               "test \"of another\" of adults as of 2026-01-01 { given customer c { id: \"c\" } expect c out }\n");
  const Outcome check = segql(folder, "check");
  EXPECT_EQ(check.code, 0) << check.err;
  EXPECT_NE((check.out + check.err).find("L-JOURNAL"), std::string::npos) << check.out << check.err;
  const Outcome run = segql(folder, "run --as-of 2026-03-31 --format json");
  EXPECT_EQ(run.code, 1);
  EXPECT_NE(run.err.find("`grown` cannot be evaluated: `entered segment adults`"), std::string::npos) << run.err;
  const json segments = json::parse(run.out)["segments"];
  ASSERT_EQ(segments.size(), 3U);
  for (const json& segment : segments) EXPECT_EQ(segment.contains("error"), segment["name"] == "grown");
  const Outcome test = segql(folder, "test");
  EXPECT_EQ(test.code, 1);
  EXPECT_NE(test.out.find("2 tests, 1 failed"), std::string::npos) << test.out << test.err;
  EXPECT_NE(segql(folder, "explain grown --stage typed").out.find("(entered-segment #0 adults (within last 7 days))"),
            std::string::npos);
}

TEST_F(Cli, NoTestsAndNoSoundTestsAreToldApart) {
  EXPECT_NE(segql(folder, "test").err.find("the project defines no tests"), std::string::npos);
  folder.write("tests.segql",
               "import \"shop.segql\"\ntest \"t\" of adults as of 2026-01-01 { given customer c { } expect c in }\n");
  const Outcome broken = segql(folder, "test");
  EXPECT_EQ(broken.code, 1);
  EXPECT_NE(broken.err.find("the project defines no test without errors"), std::string::npos) << broken.err;
}

TEST_F(Cli, OneUnknownSegmentDoesNotStopTheOthers) {
  const Outcome count = segql(folder, "count nobody adults");
  EXPECT_EQ(count.code, 1);
  EXPECT_EQ(count.out, "adults\t1\n");
  EXPECT_NE(count.err.find("nobody"), std::string::npos);
}

TEST_F(Cli, MembersInEveryFormat) {
  folder.write("more.segql", "segment everybody of customer { }\n");
  const Outcome text = segql(folder, "members everybody --columns id,city,age,spend --as-of 2026-03-31");
  EXPECT_EQ(text.code, 0) << text.err;
  EXPECT_EQ(text.out,
            "id    city    age  spend\namal  Riyadh  30   25.00 SAR\nbadr          17   0.00 SAR\nc,1   Al \"K\"       "
            "0.00 SAR\n");
  EXPECT_EQ(segql(folder, "members everybody --columns id,city --format csv").out,
            "id,city\namal,Riyadh\nbadr,\n\"c,1\",\"Al \"\"K\"\"\"\n");
  const json rows = json::parse(segql(folder, "members everybody --columns id,age,city --format json --limit 2").out);
  EXPECT_EQ(rows, (json{{{"id", "amal"}, {"age", 30}, {"city", "Riyadh"}},
                        {{"id", "badr"}, {"age", 17}, {"city", nullptr}}}));
}

TEST_F(Cli, EnginesThreadsAndRulesGiveTheSame) {
  for (const char* options : {"--engine interp", "--engine auto --threads 1", "--threads 2 --no-optimise"}) {
    EXPECT_EQ(segql(folder, std::string("count adults slipping --as-of 2026-03-31 ") + options).out,
              "adults\t1\nslipping\t1\n")
        << options;
  }
}

#if SEGQL_JIT
TEST_F(Cli, CompiledCodeIsKeptWhereTheEnvironmentSays) {
  const auto kept = [&](const char* where) {
    const auto path = folder.path() / where;
    if (!std::filesystem::exists(path)) return ptrdiff_t{0};
    return std::distance(std::filesystem::directory_iterator(path), std::filesystem::directory_iterator());
  };
  const std::string count = "count adults --engine jit";
  const Outcome first = segql(folder, count, "export SEGQL_CODE_CACHE=code;");
  EXPECT_EQ(first.out, "adults\t1\n") << first.err;
  EXPECT_GT(kept("code"), 0);
  EXPECT_EQ(segql(folder, count, "export SEGQL_CODE_CACHE=code;").out, first.out);
  EXPECT_EQ(segql(folder, count, "unset SEGQL_CODE_CACHE; export XDG_CACHE_HOME=\"$PWD/caches\";").out, first.out);
  EXPECT_GT(kept("caches/segql/code"), 0);
  EXPECT_EQ(segql(folder, count, "unset SEGQL_CODE_CACHE XDG_CACHE_HOME; export HOME=\"$PWD\";").out, first.out);
  EXPECT_GT(kept(".cache/segql/code"), 0);
  EXPECT_EQ(segql(folder, count, "unset HOME; export SEGQL_CODE_CACHE=/proc/nowhere;").out, first.out);
}
#endif

TEST_F(Cli, ExplainShowsStages) {
  for (const char* stage : {"source", "ast", "typed", "plan"}) {
    const Outcome explain = segql(folder, std::string("explain adults --stage ") + stage);
    EXPECT_EQ(explain.code, 0) << explain.err;
    EXPECT_NE(explain.out.find("age"), std::string::npos) << stage;
  }
}

TEST_F(Cli, ExplainReadsNoDataForStagesThatNeedNone) {
  for (const char* stage : {"source", "ast", "typed"}) {
    const Outcome explain = segql(folder, std::string("explain adults --data nowhere --stage ") + stage);
    EXPECT_EQ(explain.code, 0) << explain.err;
    EXPECT_NE(explain.out.find("age"), std::string::npos) << stage;
  }
  EXPECT_EQ(segql(folder, "explain adults --data nowhere --stage plan").code, 2);
  EXPECT_EQ(segql(folder, "explain nobody --stage source").code, 1);
}

TEST_F(Cli, CheckReportsAndExitsWithOne) {
  EXPECT_EQ(segql(folder, "check").code, 0);
  folder.write("wrong.segql",
               "segment w of customer { where contry = \"SA\" }\nsegment v of customer { where agee > 1 }\n");
  const Outcome check = segql(folder, "check");
  EXPECT_EQ(check.code, 1);
  EXPECT_NE(check.err.find("wrong.segql:1:31"), std::string::npos) << check.err;
  EXPECT_NE(check.err.find("2 errors"), std::string::npos);
  const json list = json::parse(segql(folder, "check --format json").out);
  ASSERT_EQ(list.size(), 2U);
  EXPECT_EQ(list[0]["code"], "E0102");
  EXPECT_EQ(list[0]["line"], 1);
  EXPECT_EQ(segql(folder, "run").code, 1) << "sound segments run, the exit code says that not all is well";
}

TEST_F(Cli, CheckTakesFilesAndFollowsImports) {
  folder.write("lib/a.segql", "import \"../shop.segql\"\nsegment a of customer { where age > 3 }\n");
  const Outcome check = segql(folder, "check lib/a.segql");
  EXPECT_EQ(check.code, 0) << check.err;
  EXPECT_EQ(segql(folder, "check lib/none.segql").code, 2);
}

TEST_F(Cli, StrictMakesProblemsFindings) {
  const Outcome run = segql(folder, "count adults --strict");
  EXPECT_EQ(run.code, 1);
  EXPECT_NE(run.err.find("age"), std::string::npos) << run.err;
}

TEST_F(Cli, FormatRewritesAndChecks) {
  folder.write("ugly.segql", "// kept\nsegment   x of customer{where age>3 and city=\"a\"}\n");
  EXPECT_EQ(segql(folder, "fmt --check ugly.segql").code, 1);
  EXPECT_EQ(segql(folder, "fmt ugly.segql").code, 0);
  EXPECT_EQ(segql(folder, "fmt --check ugly.segql").code, 0);
  EXPECT_EQ(folder.read("ugly.segql").rfind("// kept\n", 0), 0U);
  const Outcome piped = segql(folder, "fmt -", "cat ugly.segql |");
  EXPECT_EQ(piped.out, folder.read("ugly.segql"));
  folder.write("broken.segql", "segment x of {");
  EXPECT_EQ(segql(folder, "fmt broken.segql").code, 1);
  EXPECT_EQ(folder.read("broken.segql"), "segment x of {") << "a file that does not parse is left alone";
}

TEST_F(Cli, OutputThatCannotBeWrittenIsAnError) {
  if (!std::filesystem::exists("/dev/full")) GTEST_SKIP() << "no /dev/full";
  folder.write("in.segql", "segment x of customer { where age > 3 }\n");
  for (const std::string command : {"members adults", "count adults", "run", "check", "check --format json",
                                    "explain adults", "--help", "--version", "fmt - <in.segql"}) {
    for (const std::string target : {">/dev/full", ">&-"}) {
      const Outcome outcome = segql(folder, command, "sh -c 'exec \"$0\" \"$@\" " + target + "'");
      EXPECT_EQ(outcome.code, 2) << command << target;
      EXPECT_NE(outcome.err.find("segql: cannot write to standard output"), std::string::npos) << outcome.err;
    }
  }
}

TEST_F(Cli, WhatWasFoundInTheRowsIsSaidByEveryCommand) {
  for (const std::string command : {"members adults", "count adults", "run --format csv"}) {
    const Outcome outcome = segql(folder, command);
    EXPECT_EQ(outcome.code, 0);
    EXPECT_EQ(outcome.err, "customer: 1 value of `age` that is not of its type: taken as missing (row 3 `many`)\n")
        << command;
  }
}

TEST_F(Cli, ColumnsMayHaveCommasOfTheirOwn) {
  const Outcome listed = segql(folder, R"(members adults --columns 'id, age in (1, 30), city = "a,b"' --format csv)");
  EXPECT_EQ(listed.out, "id,\"age in (1, 30)\",\"city = \"\"a,b\"\"\"\namal,true,false\n") << listed.err;
  EXPECT_EQ(segql(folder, "members adults --columns id,,age").code, 2);
}

TEST_F(Cli, TheNextStepsCanBeTyped) {
  std::filesystem::create_directory(folder.path() / "it's here");
  for (const char* file : {"segql.toml", "shop.segql", "data"}) {
    std::filesystem::rename(folder.path() / file, folder.path() / "it's here" / file);
  }
  const Outcome run = segql(folder, R"(run -p "it's here" --as-of 2026-03-31 'slipping(days: 3)')");
  const size_t at = run.out.find("segql members ");
  ASSERT_NE(at, std::string::npos) << run.out << run.err;
  const std::string typed = run.out.substr(at + 6, run.out.find('\n', at) - at - 6);
  EXPECT_EQ(typed, R"(members 'slipping(days: 3)' -p 'it'\''s here' --as-of 2026-03-31 --limit 10)");
  EXPECT_EQ(segql(folder, typed).code, 0);
}

TEST_F(Cli, FormatReadsFilesAndNothingElse) {
  EXPECT_EQ(std::system(("mkfifo '" + (folder.path() / "pipe").string() + "'").c_str()), 0);
  const Outcome fifo = segql(folder, "fmt pipe");
  EXPECT_EQ(fifo.code, 2);
  EXPECT_EQ(fifo.err, "segql: `pipe` is not a regular file\n");
  EXPECT_EQ(segql(folder, "fmt data").code, 2);
  const Outcome endless = segql(folder, "fmt - </dev/zero");
  EXPECT_EQ(endless.code, 2);
  EXPECT_EQ(endless.err, "segql: standard input is larger than the limit of 67108864 bytes\n");
}

TEST_F(Cli, SegmentsThatNeedArgumentsAreNotPassedOver) {
  folder.write("more.segql", "segment older(than: int) of customer { where age > $than }\n");
  EXPECT_EQ(segql(folder, "check").out, "2 files, 3 segments (1 with arguments to be given): no problems\n");
  const Outcome run = segql(folder, "run --as-of 2026-03-31");
  EXPECT_NE(run.out.find("older(than: int)  needs arguments\n"), std::string::npos) << run.out;
  const json report = json::parse(segql(folder, "run --as-of 2026-03-31 --format json").out);
  EXPECT_EQ(report["segments_with_arguments"], json::array({"older(than: int)"}));
  EXPECT_EQ(segql(folder, "run 'older(than: 20)' --format csv --as-of 2026-03-31").out.find("needs"),
            std::string::npos);
}

TEST_F(Cli, ColumnsThatAreNotThereAreSaid) {
  folder.write("data/customer.csv", "id,age\namal,30\n");
  const Outcome count = segql(folder, "count adults --strict");
  EXPECT_EQ(count.code, 1);
  EXPECT_EQ(count.err, "customer: no column `city`: taken as missing in every row\n");
}

TEST_F(Cli, TheExamplesAreInCanonicalForm) {
  for (const std::string example : {"shop", "online-retail"}) {
    const Outcome checked = segql(folder, "fmt --check -p '" SEGQL_SOURCE_DIR "/examples/" + example + "'");
    EXPECT_EQ(checked.code, 0) << checked.out;
  }
}

constexpr const char* kTests = R"(test "adults are 18" of adults as of 2026-03-31 {
  given customer amal { id: "amal", age: 18 }
  given customer badr { id: "badr", city: "Riyadh" }
  expect amal in
  expect badr out
}
test "slipping after a month" of slipping as of 2026-03-31 {
  given customer amal { id: "amal" }
  given purchase { buyer: amal, amount: 3 SAR, bought_at: 2026-03-15T10:00 }
  expect amal in
}
)";

TEST_F(Cli, TestsNeedNoDataAndSayWhyTheyFail) {
  folder.write("tests.segql", "import \"shop.segql\"\n" + std::string(kTests));
  const Outcome all = segql(folder, "test --data nowhere");
  EXPECT_EQ(all.code, 2) << "there is no such option: no data is read";
  const Outcome outcome = segql(folder, "test");
  EXPECT_EQ(outcome.code, 1) << outcome.err;
  EXPECT_EQ(outcome.err, "");
  EXPECT_NE(outcome.out.find("ok    adults are 18  (adults, "), std::string::npos) << outcome.out;
  EXPECT_NE(outcome.out.find("FAIL  slipping after a month  (slipping(days: 30), "), std::string::npos) << outcome.out;
  EXPECT_NE(outcome.out.find("  tests.segql:11:3: expect amal in\n"
                             "    expected: in, found: out\n"
                             "    as of 2026-03-31T00:00:00+03:00\n"
                             "    customer amal { id: \"amal\" }\n"
                             "    true   any purchases\n"
                             "             count of purchases is 1\n"
                             "             latest bought_at is 2026-03-15T10:00:00+03:00\n"
                             "    false  no purchases within last $days days\n"
                             "             count of purchases within last $days days is 1\n"
                             "             latest bought_at is 2026-03-15T10:00:00+03:00\n"
                             "             within last 30 days = [2026-03-01T00:00:00+03:00, "
                             "2026-03-31T00:00:00+03:00)\n"),
            std::string::npos)
      << outcome.out;
  EXPECT_NE(outcome.out.find("2 tests, 1 failed, "), std::string::npos) << outcome.out;
}

TEST_F(Cli, TestsOfPartsSayWhyTheyFail) {
  folder.write("parts.segql",
               "import \"shop.segql\"\n"
               "split exp of segment adults seed \"s\" { control 50%, offer 50% }\n"
               "priority list first of customer { slipping, adults }\n"
               "test \"split\" of exp.control as of 2026-03-31 { given customer c { id: \"c\", age: 3 } expect c in }\n"
               "test \"list\" of first.adults as of 2026-03-31 {\n"
               "  given customer c { id: \"c\", age: 30 }\n"
               "  given purchase { buyer: c, amount: 3 SAR, bought_at: 2026-01-15T10:00 }\n"
               "  expect c in\n"
               "}\n");
  const std::string out = segql(folder, "test").out;
  EXPECT_NE(out.find("    false  in segment adults\n"), std::string::npos) << out;
  EXPECT_NE(out.find("  place from 0% to 50% by seed \"s\"\n"), std::string::npos) << out;
  EXPECT_NE(out.find("    true   in segment adults\n    true   exclude in segment slipping(days: 30)\n"),
            std::string::npos)
      << out;
}

TEST_F(Cli, TestsAreChosenByName) {
  folder.write("tests.segql", "import \"shop.segql\"\n" + std::string(kTests));
  const Outcome one = segql(folder, "test 'adults are' --engine interp");
  EXPECT_EQ(one.code, 0) << one.out;
  EXPECT_NE(one.out.find("1 test, all passed, "), std::string::npos) << one.out;
  EXPECT_EQ(segql(folder, "test slipping adults").code, 1);
  const Outcome none = segql(folder, "test nothing");
  EXPECT_EQ(none.code, 2);
  EXPECT_EQ(none.err, "segql: no test has that in its name or segment; there are 2 tests\n");
  folder.write("bad.segql", "import \"shop.segql\"\nsegment bad of customer { where agee > 3 }\n");
  const Outcome others = segql(folder, "test 'adults are'");
  EXPECT_EQ(others.code, 1);
  EXPECT_NE(others.out.find("\n1 test passed; what has errors was not run, "), std::string::npos) << others.out;
  EXPECT_NE(segql(folder, "test").out.find("\n2 tests, 1 failed; what has errors was not run, "), std::string::npos);
  EXPECT_EQ(segql(folder, "test --format csv").code, 2);
}

TEST_F(Cli, TestsAsJson) {
  folder.write("tests.segql", "import \"shop.segql\"\n" + std::string(kTests));
  const Outcome outcome = segql(folder, "test --format json");
  EXPECT_EQ(outcome.code, 1);
  const json tests = json::parse(outcome.out);
  ASSERT_EQ(tests.size(), 2U);
  EXPECT_EQ(tests[0]["passed"], true);
  EXPECT_EQ(tests[0]["expectations"], 2);
  EXPECT_EQ(tests[1]["segment"], "slipping(days: 30)");
  EXPECT_EQ(tests[1]["failures"][0]["line"], 11);
  EXPECT_EQ(tests[1]["failures"][0]["given"], (json{{"id", "\"amal\""}}));
  EXPECT_EQ(tests[1]["failures"][0]["conditions"][1]["holds"], false);
  EXPECT_EQ(tests[1]["failures"][0]["conditions"][1]["windows"][0]["from"], "2026-03-01T00:00:00+03:00");
}

TEST_F(Cli, AProjectWithoutTestsIsFine) {
  const Outcome outcome = segql(folder, "test");
  EXPECT_EQ(outcome.code, 0);
  EXPECT_EQ(outcome.err, "segql: the project defines no tests\n");
  folder.write("tests.segql", "test \"t\" of nobody as of 2026-03-31 { }\n");
  EXPECT_EQ(segql(folder, "test").code, 1) << "a test with errors is a finding";
}

TEST_F(Cli, AnUnknownCommandIsNamed) {
  EXPECT_EQ(segql(folder, "bogus").err,
            "segql: there is no command `bogus`; the commands are check, fmt, run, count, members, explain, why, diff, "
            "explain-code, test, snapshot, uses, graph, docs, repl, completions, man, help\n");
}

TEST_F(Cli, UsageErrorsExitWithTwo) {
  for (const char* arguments :
       {"", "nonsense", "count", "count adults --engine fast", "count adults --as-of tomorrowish", "run -p nowhere",
        "run --data nowhere", "count adults --threads -3", "members adults --limit x", "members adults --limit -1",
        "members adults --limit 99999999999999999999", "count adults --without-rule none"}) {
    const Outcome outcome = segql(folder, arguments);
    EXPECT_EQ(outcome.code, 2) << arguments << "\n" << outcome.out << outcome.err;
    EXPECT_NE(outcome.err + outcome.out, "") << arguments;
  }
}

TEST_F(Cli, EveryCommandHasHelpWithAnExample) {
  for (const char* command : {"check", "fmt", "run", "count", "members", "explain", "test", "snapshot", "uses", "graph",
                              "docs", "repl", "completions", "man"}) {
    const Outcome help = segql(folder, std::string(command) + " --help");
    EXPECT_EQ(help.code, 0);
    EXPECT_NE(help.out.find("segql " + std::string(command), help.out.find("Example: ")), std::string::npos)
        << help.out;
  }
  EXPECT_EQ(segql(folder, "--version").out.rfind("segql ", 0), 0U);
}

TEST_F(Cli, MissingPiecesNameWhatExists) {
  folder.write("segql.toml",
               "[sources.customer]\nfile = \"customers.csv\"\n[sources.purchase]\nfile = "
               "\"purchase.csv\"\n[data]\nroot=\"data\"\n");
  const Outcome missing = segql(folder, "run");
  EXPECT_EQ(missing.code, 2);
  EXPECT_NE(missing.err.find("customer.csv"), std::string::npos) << missing.err;
  folder.write("data/customer.csv", "key,city,age\na,b,3\n");
  folder.write("segql.toml",
               "[sources.customer]\nfile = \"customer.csv\"\n[sources.purchase]\nfile = "
               "\"purchase.csv\"\n[data]\nroot=\"data\"\n");
  const Outcome column = segql(folder, "run");
  EXPECT_EQ(column.code, 2);
  EXPECT_NE(column.err.find("`key`"), std::string::npos) << column.err;
}

}  // namespace
}  // namespace segql::testing
