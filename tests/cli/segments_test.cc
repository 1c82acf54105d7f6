/// Several segments at once: which one failed and where, in which order they come, and what may not reach a terminal.

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "tests/cli/program.h"

namespace segql::testing {
namespace {

using nlohmann::json;

bool has(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

class Segments : public ::testing::Test {
 protected:
  void SetUp() override {
    folder.write("segql.toml",
                 "[sources.customer]\nfile = \"customer.csv\"\n[sources.purchase]\nquery = \"select 'amal' as buyer, "
                 "timestamp '2026-01-01' + interval (range) second as bought_at, range as n from range(1000)\"\n");
    folder.write("shop.segql",
                 "entity customer key id { id: text  city: text?  age: int? }\n"
                 "event purchase at bought_at { buyer: ref customer  bought_at: timestamp  n: int }\n"
                 "relation customer has many purchases = purchase by buyer\n"
                 "extern score(x: int): int?\n"
                 "segment first of customer { where age > 20 }\n"
                 "segment scored of customer { where score(age) > 1 }\n"
                 "snapshot segment spring of customer { where age > 20 }\n"
                 "segment sprung(n: int = 1) of customer { where in segment spring and age > $n }\n"
                 "segment last of customer { where any purchases }\n");
    folder.write("customer.csv", "id,city,age\namal,Riyadh,30\nbadr,\"a\x1b[31mb\x7f\xc2\x9b\",3\n");
  }
  TempFolder folder;
};

TEST_F(Segments, EachFailureNamesItsSegmentAndPlace) {
  const Outcome run = segql(folder, "run --as-of 2026-03-31");
  EXPECT_EQ(run.code, 1);
  EXPECT_EQ(
      run.err,
      "shop.segql:6:9: `scored` failed: the host gave no function `score`: call `Engine::add_function`\n"
      "shop.segql:7:18: the snapshot `spring` has not been taken: run `segql snapshot spring`, or give its members "
      "to `add_snapshot`\n"
      "shop.segql:8:9: `sprung(n: 1)` failed: the snapshot `spring` has not been taken: run `segql snapshot "
      "spring`, or give its members to `add_snapshot`\n");
  EXPECT_TRUE(has(run.out,
                  "segment       of        members    share  compile ms   scan ms\n"
                  "first         customer        1   50.00%"))
      << run.out;
  EXPECT_TRUE(
      has(run.out, "\nscored        customer   failed\nspring        customer   failed\nsprung(n: 1)  customer"))
      << run.out;
  EXPECT_TRUE(has(run.out, "\nlast          customer        1   50.00%")) << run.out;
  const Outcome named = segql(folder, "count 'sprung(n: 2)' first nobody --as-of 2026-03-31");
  EXPECT_EQ(named.code, 1);
  EXPECT_EQ(named.out, "first\t1\n");
  EXPECT_TRUE(has(named.err, "shop.segql:8:9: `sprung(n: 2)` failed: the snapshot `spring`")) << named.err;
  EXPECT_TRUE(has(named.err, "segql: there is no segment `nobody`\n")) << named.err;
}

TEST_F(Segments, AMisspeltNameIsSaidBeforeAnyRowIsRead) {
  folder.write("segql.toml", "[sources.customer]\nfile = \"none.csv\"\n[sources.purchase]\nfile = \"none.csv\"\n");
  for (const std::string command : {"count frist", "members frist", "why frist amal", "explain frist", "run frist",
                                    "snapshot frist", "explain frist --stage typed"}) {
    const Outcome outcome = segql(folder, command);
    EXPECT_EQ(outcome.code, 1) << command;
    EXPECT_EQ(outcome.err, "segql: there is no segment `frist`; did you mean `first`?\n") << command;
    EXPECT_EQ(outcome.out, "") << command;
  }
  EXPECT_EQ(segql(folder, "count 'sprungg(n: 2)'").err,
            "segql: there is no segment `sprungg`; did you mean `sprung`?\n");
  EXPECT_EQ(segql(folder, "members 'customer where age > 3'").err,
            "segql: a segment's name is expected; for a condition use `segql repl`\n");
  EXPECT_EQ(segql(folder, "count zzzzz").err, "segql: there is no segment `zzzzz`\n");
  const Outcome arguments = segql(folder, "count 'sprung(x: 2)'");
  EXPECT_EQ(arguments.code, 1);
  EXPECT_TRUE(has(arguments.err, "error[E0502]")) << "there is one, and something else is wrong: " << arguments.err;
  EXPECT_EQ(segql(folder, "count first").code, 2) << "the rows are missing";
}

TEST_F(Segments, OneThatIsUnknownHoldsUpNoOther) {
  const Outcome count = segql(folder, "count frist first 'age > 3' last");
  EXPECT_EQ(count.code, 1);
  EXPECT_EQ(count.out, "first\t1\nlast\t1\n");
  EXPECT_EQ(count.err,
            "segql: there is no segment `frist`; did you mean `first`?\n"
            "segql: a segment's name is expected; for a condition use `segql repl`\n");
  const Outcome run = segql(folder, "run frist first --as-of 2026-03-31 --format csv");
  EXPECT_EQ(run.code, 1);
  EXPECT_TRUE(has(run.out, "\nfrist,,,,,\nfirst,customer,1,")) << run.out;
  const json found = json::parse(segql(folder, "count frist first --format json").out);
  EXPECT_EQ(found[0]["error"], "there is no segment `frist`; did you mean `first`?");
  EXPECT_EQ(found[1]["members"], 1);
}

TEST_F(Segments, AsJsonAFailureHasItsPlace) {
  const json segments = json::parse(segql(folder, "run --as-of 2026-03-31 --format json").out)["segments"];
  ASSERT_EQ(segments.size(), 5U);
  EXPECT_EQ(segments[0]["members"], 1);
  EXPECT_EQ(segments[1]["file"], "shop.segql");
  EXPECT_EQ(segments[1]["line"], 6);
  EXPECT_EQ(segments[1]["column"], 9);
  EXPECT_TRUE(has(segments[1]["error"], "the host gave no function"));
  EXPECT_EQ(segments[4]["members"], 1);
}

// `slow` compares every pair of purchases of each customer.
TEST_F(Segments, OneThatTakesLongComesLastForPeopleAndInItsPlaceForPrograms) {
  folder.write("segql.toml",
               "[sources.customer]\nquery = \"select range as id, 30 as age, '' as city from range(10000)\"\n"
               "[sources.purchase]\nquery = \"select range % 10000 as buyer, timestamp '2026-01-01' + interval (range) "
               "second as bought_at, range as n from range(600000)\"\n");
  folder.write("slow.segql",
               "import \"shop.segql\"\n"
               "segment slow of customer { where did ( a: purchases then purchases where (n + 1 = a.n) ) }\n");
  const std::string names = "first slow last --engine interp --threads 1 --as-of 2026-03-31";
  const Outcome text = segql(folder, "run " + names);
  EXPECT_EQ(text.code, 0) << text.err;
  EXPECT_LT(text.out.find("\nlast "), text.out.find("\nslow ")) << text.out;
  const Outcome csv = segql(folder, "run --format csv " + names);
  EXPECT_LT(csv.out.find("\nslow,"), csv.out.find("\nlast,")) << csv.out;
}

TEST_F(Segments, ControlCharactersDoNotReachATerminal) {
  const Outcome text = segql(folder, "members 'sprung(n: 1)' --columns id,city");
  EXPECT_EQ(text.code, 1);
  const std::string listed =
      segql(folder, "members everyone --columns id,city", "echo 'segment everyone of customer { }' > e.segql;").out;
  EXPECT_EQ(listed, "id    city\namal  Riyadh\nbadr  a<U+001B>[31mb<U+007F><U+009B>\n");
  EXPECT_EQ(segql(folder, "members everyone --columns city --format csv").out,
            "city\nRiyadh\na\x1b[31mb\x7f\xc2\x9b\n");
  const json rows = json::parse(segql(folder, "members everyone --columns city --format json").out);
  EXPECT_EQ(rows[1]["city"], "a\x1b[31mb\x7f\xc2\x9b");
  // What a lock file names, and no row has.
  folder.write("shop.lock.toml",
               "version = 1\n[snapshots.spring]\nentity = \"customer\"\ntaken = 2026-01-01T00:00:00Z\n"
               "members = [\"\\u001B]0;gone\\u0007\"]\n");
  const Outcome run = segql(folder, "run first --as-of 2026-03-31");
  EXPECT_TRUE(has(run.out, "(`<U+001B>]0;gone<U+0007>`)")) << run.out;
  EXPECT_FALSE(has(run.out + run.err, "\x1b")) << run.out << run.err;
  const Outcome count = segql(folder, "count first '\x1b[2J'");
  EXPECT_FALSE(has(count.err, "\x1b")) << count.err;
}

}  // namespace
}  // namespace segql::testing
