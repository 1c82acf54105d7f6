/// `segql snapshot`, and what the other commands make of lock files.

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "tests/cli/program.h"

namespace segql::testing {
namespace {

using nlohmann::json;

bool has(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

class SnapshotCommand : public ::testing::Test {
 protected:
  void SetUp() override {
    folder.write("segql.toml", "[sources.customer]\nfile = \"customer.csv\"\n");
    folder.write("shop.segql",
                 "language 1\nsettings { timezone \"Asia/Riyadh\" }\n"
                 "entity customer key id { id: text  age: int? }\n"
                 "segment plain of customer { where age > 20 }\n");
    folder.write("spring.segql",
                 "import \"shop.segql\"\n"
                 "snapshot segment grown of customer { where age >= 18 }\n"
                 "snapshot segment old(n: int = 60) of customer { where age >= $n }\n"
                 "segment reached of customer { where in segment grown and not in segment old(n: 70) }\n");
    folder.write("customer.csv", "id,age\namal,20\nbadr,65\ncarla,75\ndima,3\n");
  }
  TempFolder folder;
};

TEST_F(SnapshotCommand, TakesNothingOfRowsThatStrictRefuses) {
  EXPECT_EQ(segql(folder, "snapshot grown --as-of 2026-03-01").code, 0);
  const std::string before = folder.read("spring.lock.toml");
  folder.write("customer.csv", "id,age\namal,20\n,65\n");
  const Outcome strict = segql(folder, "snapshot --strict --retake --as-of 2026-03-05");
  EXPECT_EQ(strict.code, 1);
  EXPECT_TRUE(has(strict.err, "nothing is taken")) << strict.err;
  EXPECT_EQ(folder.read("spring.lock.toml"), before);
  EXPECT_EQ(segql(folder, "snapshot --retake --as-of 2026-03-05").code, 0);
  EXPECT_NE(folder.read("spring.lock.toml"), before);
}

TEST_F(SnapshotCommand, TakesThoseNotTakenYet) {
  EXPECT_EQ(segql(folder, "check").code, 0);
  const Outcome untaken = segql(folder, "run --as-of 2026-03-01");
  EXPECT_EQ(untaken.code, 1) << "those that need one fail";
  EXPECT_TRUE(has(untaken.err, "the snapshot `grown` has not been taken: run `segql snapshot grown`")) << untaken.err;
  EXPECT_TRUE(has(untaken.out, "plain")) << "the others go on";

  const Outcome one = segql(folder, "snapshot grown --as-of 2026-03-01");
  EXPECT_EQ(one.code, 0) << one.err;
  EXPECT_TRUE(has(one.out, "grown     customer        3  2026-03-01T00:00:00+03:00  taken  spring.lock.toml"))
      << one.out;
  EXPECT_EQ(one.err, "");
  const std::string entry = "[snapshots.grown]\nentity = \"customer\"\ntaken = 2026-02-28T21:00:00Z\n";
  EXPECT_TRUE(has(folder.read("spring.lock.toml"), entry)) << folder.read("spring.lock.toml");

  const Outcome rest = segql(folder, "snapshot --as-of 2026-03-05 --format json");
  EXPECT_EQ(rest.code, 0) << rest.err;
  const json list = json::parse(rest.out);
  ASSERT_EQ(list.size(), 3U);
  EXPECT_EQ(list[0]["ending"], "left");
  EXPECT_EQ(list[0]["taken"], "2026-03-01T00:00:00+03:00");
  EXPECT_EQ(list[0]["members"], 3);
  EXPECT_EQ(list[1], (json{{"name", "old(n: 60)"},
                           {"ending", "taken"},
                           {"of", "customer"},
                           {"taken", "2026-03-05T00:00:00+03:00"},
                           {"members", 2},
                           {"file", "spring.lock.toml"}}));
  EXPECT_EQ(list[2]["name"], "old(n: 70)");
  EXPECT_EQ(segql(folder, "snapshot --format csv").out.substr(0, 36), "snapshot,of,members,as of,ending,fil");

  folder.write("customer.csv", "id,age\namal,2\nbadr,3\ncarla,4\ndima,50\n");
  EXPECT_EQ(segql(folder, "count grown reached 'old(n: 60)' --as-of 2026-03-06").out,
            "grown\t3\nreached\t2\nold(n: 60)\t2\n");
  EXPECT_EQ(segql(folder, "count grown --as-of 2026-02-01").out, "grown\t0\n") << "before it was taken";
  const Outcome run = segql(folder, "run");
  EXPECT_EQ(run.code, 0) << run.err;
  EXPECT_TRUE(has(run.out, "spring.lock.toml")) << run.out;
  EXPECT_EQ(json::parse(segql(folder, "run --format json").out)["load"]["sources"][1]["is_snapshot"], true);
  EXPECT_EQ(segql(folder, "explain grown --stage plan").code, 0);
}

TEST_F(SnapshotCommand, RetakesWhenAsked) {
  ASSERT_EQ(segql(folder, "snapshot --as-of 2026-03-01").code, 0);
  const std::string before = folder.read("spring.lock.toml");
  const Outcome left = segql(folder, "snapshot grown");
  EXPECT_EQ(left.code, 0);
  EXPECT_TRUE(has(left.out, "left as it was")) << left.out;
  EXPECT_EQ(folder.read("spring.lock.toml"), before);

  folder.write("customer.csv", "id,age\namal,20\nbadr,3\ncarla,75\ndima,3\n");
  // As of an instant before the others were taken they are of nobody, which whoever takes one has to know.
  const Outcome earlier = segql(folder, "snapshot grown --retake --as-of 2026-02-01");
  EXPECT_TRUE(has(earlier.err,
                  "note: `old(n: 60)` was taken as of 2026-03-01T00:00:00+03:00: as of 2026-02-01T00:00:00"
                  "+03:00 it has no members"))
      << earlier.err;
  const Outcome again = segql(folder, "snapshot grown --retake --as-of 2026-03-09");
  EXPECT_EQ(again.code, 0) << again.err;
  EXPECT_TRUE(has(again.out, "taken again")) << again.out;
  const std::string after = folder.read("spring.lock.toml");
  EXPECT_EQ(after.substr(after.find("[snapshots.\"old(n: 60)\"]")),
            before.substr(before.find("[snapshots.\"old(n: 60)\"]")))
      << "the others stay as they are";
  EXPECT_EQ(segql(folder, "members grown --format csv").out, "id\namal\ncarla\n");
}

TEST_F(SnapshotCommand, AChangedDefinitionIsSaid) {
  ASSERT_EQ(segql(folder, "snapshot grown --as-of 2026-03-01").code, 0);
  folder.write("spring.segql", "import \"shop.segql\"\nsnapshot segment grown of customer { where age >= 70 }\n");
  const Outcome count = segql(folder, "count grown");
  EXPECT_EQ(count.code, 0);
  EXPECT_EQ(count.out, "grown\t3\n") << "its members are those of then";
  EXPECT_EQ(
      count.err,
      "grown: its definition changed after it was taken: its members are those of then; `segql snapshot --retake` "
      "takes it again (`2026-02-28T21:00:00Z`)\n");
  EXPECT_EQ(segql(folder, "count grown --strict").code, 1);
  ASSERT_EQ(segql(folder, "snapshot grown --retake").code, 0);
  const Outcome retaken = segql(folder, "count grown");
  EXPECT_EQ(retaken.out, "grown\t1\n");
  EXPECT_EQ(retaken.err, "");

  folder.write("spring.segql", "import \"shop.segql\"\nsegment other of customer { }\n");
  const Outcome gone = segql(folder, "run --strict");
  EXPECT_EQ(gone.code, 0) << gone.err;
  EXPECT_TRUE(has(gone.out, "not used: it stays in the file (`no snapshot of that name is defined beside it`)"))
      << gone.out;
  EXPECT_EQ(segql(folder, "count other").err, "") << "worth knowing, and no problem";
}

TEST_F(SnapshotCommand, MistakesAreSaid) {
  const Outcome unknown = segql(folder, "snapshot nobody plain 'old(n: 3)' --as-of 2026-03-01");
  EXPECT_EQ(unknown.code, 1);
  EXPECT_TRUE(has(unknown.err, "segql: there is no segment `nobody`\n")) << unknown.err;
  EXPECT_TRUE(has(unknown.err, "`plain` is no snapshot without `as of`")) << unknown.err;
  EXPECT_TRUE(has(unknown.out, "old(n: 3)")) << unknown.out;
  EXPECT_EQ(segql(folder, "count 'old(n: 3)' --as-of 2026-03-02").out, "old(n: 3)\t4\n");
  EXPECT_EQ(segql(folder, "snapshot --as-of soon").code, 2);

  folder.write("spring.lock.toml", "version = 1\n<<<<<<< HEAD\n");
  for (const char* command : {"run", "count plain", "snapshot", "snapshot --retake"}) {
    const Outcome bad = segql(folder, command);
    EXPECT_EQ(bad.code, 2) << command;
    EXPECT_TRUE(has(bad.err, "segql: spring.lock.toml:2:1: ")) << bad.err;
  }
  EXPECT_EQ(folder.read("spring.lock.toml"), "version = 1\n<<<<<<< HEAD\n");
  EXPECT_EQ(segql(folder, "check").code, 0) << "definitions alone need no lock file";
}

TEST_F(SnapshotCommand, WhatCannotBeWrittenWasNotTaken) {
  // Nobody, not even root, can write a file with a name this long beside the definition.
  const std::string name(247, 'x');
  folder.write(name + ".segql", "import \"shop.segql\"\nsnapshot segment far of customer { }\n");
  const Outcome refused = segql(folder, "snapshot far");
  EXPECT_EQ(refused.code, 2);
  EXPECT_EQ(refused.out, "") << "nothing is said to be taken";
  EXPECT_TRUE(has(refused.err, "segql: cannot ")) << refused.err;
}

TEST_F(SnapshotCommand, AnEntryOfAnotherEntityStopsNothingElse) {
  folder.write("other.segql", "import \"shop.segql\"\nsnapshot segment fresh of customer { where age >= 1 }\n");
  folder.write("spring.lock.toml",
               "version = 1\n[snapshots.grown]\nentity = \"product\"\ntaken = 2026-01-01T00:00:00Z\n"
               "members = [\"p\"]\n");
  const Outcome mixed = segql(folder, "snapshot --as-of 2026-03-01");
  EXPECT_EQ(mixed.code, 1) << mixed.err;
  EXPECT_EQ(mixed.err, "spring.segql:2:18: `grown` was of product and is of customer: `--retake` takes it again\n");
  EXPECT_TRUE(has(segql(folder, "snapshot fresh").err, "grown: not used: it stays in the file")) << "of one not wanted";
  EXPECT_TRUE(has(folder.read("other.lock.toml"), "[snapshots.fresh]"));
  EXPECT_TRUE(has(folder.read("spring.lock.toml"), "[snapshots.\"old(n: 60)\"]"));
  EXPECT_TRUE(has(folder.read("spring.lock.toml"), "[snapshots.grown]\nentity = \"product\""));

  const Outcome again = segql(folder, "snapshot grown --retake --as-of 2026-03-02");
  EXPECT_EQ(again.code, 0) << again.err;
  EXPECT_EQ(again.err, "");
  EXPECT_TRUE(has(again.out, "taken again")) << again.out;
  EXPECT_EQ(segql(folder, "count grown").out, "grown\t3\n");
}

TEST_F(SnapshotCommand, NamedOnesAreTakenAfterThoseTheyUse) {
  folder.write("spring.segql",
               "import \"shop.segql\"\n"
               "snapshot segment base(n: int) of customer { where age >= $n }\n"
               "snapshot segment top(n: int) of customer { where in segment base(n: $n) }\n");
  const Outcome both = segql(folder, "snapshot 'top(n: 9)' 'base(n: 9)' --as-of 2026-03-01");
  EXPECT_EQ(both.code, 0) << both.err;
  EXPECT_LT(both.out.find("base(n: 9)"), both.out.find("top(n: 9)")) << both.out;
  EXPECT_EQ(segql(folder, "count 'top(n: 9)'").out, "top(n: 9)\t3\n");
}

TEST_F(SnapshotCommand, ManyAtTheSameTimeLoseNothing) {
  std::string definitions = "import \"shop.segql\"\n", command;
  for (int i = 0; i < 12; ++i) {
    const std::string name = "x" + std::to_string(i);
    definitions += "snapshot segment " + name + " of customer { }\n";
    command += "'" SEGQL_PROGRAM "' snapshot " + name + " >/dev/null & ";
  }
  folder.write("spring.segql", definitions);
  const Outcome rest = segql(folder, "snapshot --format csv", "{ " + command + "wait; };");
  for (int i = 0; i < 12; ++i) {
    const std::string name = "x" + std::to_string(i);
    EXPECT_TRUE(has(folder.read("spring.lock.toml"), "[snapshots." + name + "]")) << name;
  }
  EXPECT_FALSE(has(rest.out, ",taken,")) << rest.out;
}

TEST_F(SnapshotCommand, WithPlaceholdersAreNotTaken) {
  folder.write("shop.segql", folder.read("shop.segql") +
                                 "event purchase at bought_at { buyer: ref customer?  bought_at: timestamp }\n"
                                 "relation customer has many purchases = purchase by buyer\n");
  folder.write("spring.segql",
               "import \"shop.segql\"\n"
               "snapshot segment old(n: int) of customer { where age >= $n }\n"
               "segment uses(n: int) of customer {\n"
               "  where did (purchases then purchases where (buyer in segment old(n: $n)))\n}\n");
  folder.write("segql.toml", folder.read("segql.toml") + "[sources.purchase]\nfile = \"purchase.csv\"\n");
  folder.write("purchase.csv", "buyer,bought_at\namal,2026-01-01T10:00:00Z\n");
  const Outcome none = segql(folder, "snapshot");
  EXPECT_EQ(none.code, 0) << none.err;
  EXPECT_EQ(none.err, "segql: the project defines no snapshots without `as of`\n");
  EXPECT_EQ(folder.read("spring.lock.toml"), "");
}

TEST_F(SnapshotCommand, OfAProjectWithoutOnes) {
  folder.write("spring.segql", "import \"shop.segql\"\nsegment x of customer { }\n");
  const Outcome none = segql(folder, "snapshot");
  EXPECT_EQ(none.code, 0);
  EXPECT_EQ(none.out, "");
  EXPECT_EQ(none.err, "segql: the project defines no snapshots without `as of`\n");
  EXPECT_TRUE(has(segql(folder, "snapshot --help").out, "Example: segql snapshot"));
}

TEST_F(SnapshotCommand, TestsTakeTheirOwn) {
  folder.write("spring_test.segql",
               "import \"shop.segql\"\nimport \"spring.segql\"\n"
               "test \"taken then\" of reached as of 2026-03-01 {\n"
               "  given customer a { id: \"a\", age: 30 }\n  expect a in\n  expect a out as of 2026-02-01\n}\n");
  const Outcome test = segql(folder, "test");
  EXPECT_EQ(test.code, 0) << test.out << test.err;
}

TEST_F(SnapshotCommand, CheckSaysWhatLockFilesKeepForNobody) {
  EXPECT_EQ(segql(folder, "snapshot grown --as-of 2026-03-01").code, 0);
  EXPECT_EQ(segql(folder, "check").err, "");
  folder.write("spring.segql", "import \"shop.segql\"\nsnapshot segment tall of customer { where age >= 18 }\n");
  const Outcome check = segql(folder, "check");
  EXPECT_EQ(check.code, 0) << "it is worth knowing, and no mistake";
  EXPECT_EQ(
      check.err,
      "note: spring.lock.toml: `grown` is not used: no snapshot of that name is defined beside it; it stays in the "
      "file\n");
  EXPECT_EQ(segql(folder, "check spring.segql").err, check.err);
  EXPECT_EQ(json::parse(segql(folder, "check --format json").out), json::array());
  folder.write("spring.lock.toml", "<<<<<<< ours\n");
  const Outcome broken = segql(folder, "check");
  EXPECT_EQ(broken.code, 0) << "the definitions are sound";
  EXPECT_TRUE(has(broken.err, "note: spring.lock.toml:1:")) << broken.err;
}

TEST_F(SnapshotCommand, ExplainSaysWhetherItIsTaken) {
  const std::string plan = segql(folder, "explain grown --as-of 2026-03-01").out;
  EXPECT_EQ(plan.find("not taken yet; taken now, it would be\nscan customer"), 0U) << plan;
  EXPECT_EQ(segql(folder, "snapshot grown --as-of 2026-03-01").code, 0);
  EXPECT_EQ(segql(folder, "explain grown")
                .out.find("taken as of 2026-03-01T00:00:00+03:00: its members are written down "
                          "(3 keys); taken again now, it would be\nscan customer"),
            0U);
  EXPECT_EQ(segql(folder, "explain plain").out.find("scan customer"), 0U);
}

}  // namespace
}  // namespace segql::testing
