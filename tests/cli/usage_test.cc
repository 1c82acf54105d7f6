/// A command line with a mistake: what is said about it. Nothing is opened.

#include <gtest/gtest.h>

#include "tests/cli/program.h"

namespace segql::testing {
namespace {

class Usage : public ::testing::Test {
 protected:
  /// What is said about a command line that cannot be carried out.
  std::string said(const std::string& arguments) const {
    const Outcome outcome = segql(folder, arguments);
    EXPECT_EQ(outcome.code, 2) << arguments;
    EXPECT_EQ(outcome.out, "") << arguments;
    return outcome.err;
  }
  TempFolder folder;
};

TEST_F(Usage, AMistypedOptionIsNamedWhateverStandsBehindIt) {
  EXPECT_EQ(said("members lapsed --column city"), "segql: there is no option `--column`; did you mean `--columns`?\n");
  EXPECT_EQ(said("members lapsed --colums=city"), "segql: there is no option `--colums`; did you mean `--columns`?\n");
  EXPECT_EQ(said("diff main lapsed --member dana"),
            "segql: there is no option `--member`; `segql diff --help` lists those there are\n");
  EXPECT_EQ(said("members lapsed -z"),
            "segql: there is no option `-z`; `segql members --help` lists those there are\n");
  EXPECT_EQ(said("-p shop check"),
            "segql: there is no option `-p` before a command; those of a command stand behind it\n");
  EXPECT_EQ(said("members --limit -5 x"), "segql: --limit: `-5` is not a whole number from 0 to 18446744073709551615\n")
      << "a number is a value";
  EXPECT_NE(said("members -- --columns").find("segql.toml"), std::string::npos) << "a segment, of no project";
}

TEST_F(Usage, WhatIsMissingIsNamed) {
  EXPECT_EQ(said("run --as-of"), "segql: `--as-of` needs an instant, such as 2026-03-31\n");
  EXPECT_EQ(said("run --data --strict"), "segql: `--data` needs a folder\n");
  EXPECT_EQ(said("run --threads"), "segql: `--threads` needs a number\n");
  EXPECT_EQ(said("members x --columns"), "segql: `--columns` needs columns, such as id,country\n");
  EXPECT_EQ(said("explain x --stage"), "segql: `--stage` needs one of asm, ast, ir, plan, source, typed\n");
  EXPECT_EQ(said("diff"), "segql: `segql diff` needs what to compare with, such as `segql diff main`\n");
  EXPECT_EQ(said("members"),
            "segql: `segql members` needs a segment, such as `segql members vip_customers --columns "
            "id,country,spend --limit 20`\n");
  EXPECT_EQ(said("why vip"),
            "segql: `segql why` needs the key of a row of its entity, such as `segql why vip_customers C000042`\n");
  EXPECT_EQ(said("docs"), "segql: `segql docs` needs `--output`, such as `segql docs --output build/catalogue`\n");
  EXPECT_EQ(said(""), "segql: `segql` needs a command, such as `segql run`; `segql --help` lists them\n");
}

TEST_F(Usage, WhatIsTooMuchIsNamed) {
  EXPECT_EQ(said("members a b"),
            "segql: `b` is more than `segql members` takes; `segql members --help` shows what it does\n");
  EXPECT_EQ(said("explain --without-rule skip-blocks a b"),
            "segql: `b` is more than `segql explain` takes; `segql explain --help` shows what it does\n")
      << "`a` is no second rule";
  EXPECT_EQ(said("repl in.txt"), "segql: a script is read from standard input: write `segql repl < in.txt`\n");
  EXPECT_EQ(said("membrs"), "segql: there is no command `membrs`; did you mean `members`?\n");
}

TEST_F(Usage, EachCommandHasItsOwnFormats) {
  for (const std::string command : {"diff old", "why a b", "explain a", "explain-code"})
    EXPECT_EQ(said(command + " --format csv"), "segql: --format: `csv` is none of json, text\n");
  EXPECT_EQ(said("test --format csv"), "segql: --format: `csv` is none of json, junit, text\n");
  EXPECT_EQ(said("docs --output x --format csv"),
            "segql: there is no option `--format`; `segql docs --help` lists those there are\n");
  EXPECT_NE(segql(folder, "diff --help").out.find("--format :{json,text} "), std::string::npos);
}

TEST_F(Usage, HelpIsACommandToo) {
  EXPECT_EQ(segql(folder, "help").out, segql(folder, "--help").out);
  const Outcome members = segql(folder, "help members");
  EXPECT_EQ(members.code, 0);
  EXPECT_EQ(members.out, segql(folder, "members --help").out);
  EXPECT_EQ(segql(folder, "members --bogus --help").out, members.out) << "who asks for help has it";
  EXPECT_EQ(said("help membrs"), "segql: there is no command `membrs`; did you mean `members`?\n");
  const size_t own = members.out.find("--columns"), common = members.out.find("--project"),
               engine = members.out.find("--no-optimise");
  EXPECT_LT(own, common) << members.out;
  EXPECT_LT(common, engine) << members.out;
  EXPECT_NE(engine, std::string::npos);
}

}  // namespace
}  // namespace segql::testing
