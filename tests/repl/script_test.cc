/// The shell as a script on standard input drives it: no prompts, results on standard output, all else on standard
/// error.

#include <gtest/gtest.h>

#include "tests/repl/shop.h"

namespace segql::testing {
namespace {

class Script : public Shop {
 protected:
  Outcome run(const std::string& lines, const std::string& arguments = "") const {
    folder.write("script", lines);
    return segql(folder, "repl --as-of 2026-03-31 " + arguments + " <script");
  }
};

TEST_F(Script, Counts) {
  const Outcome outcome = run(":time off\ncustomer\ncustomer where country = \"SA\"\nlocals\nolder(years: 30)\n");
  EXPECT_EQ(outcome.err, "");
  EXPECT_EQ(outcome.out,
            "6 of 6 customers (100.0%)\n3 of 6 customers (50.0%)\n3 of 6 customers (50.0%)\n"
            "4 of 6 customers (66.7%)\n");
  EXPECT_EQ(outcome.code, 0);
}

TEST_F(Script, WordsOfOtherShellsAreNoQuestions) {
  for (const auto& [word, command] :
       {std::pair<std::string, std::string>{"help", ":help"}, {"?", ":help"}, {"exit", ":quit"}, {" quit ", ":quit"}}) {
    const Outcome outcome = run(word + "\n");
    EXPECT_EQ(outcome.code, 2) << word;
    EXPECT_EQ(outcome.err, "segql: did you mean `" + command + "`?\nsegql: line 1 of the script failed\n");
  }
  const Outcome called = run(":time off\nsegment exit of customer { where age > 40 }\nexit\n");
  EXPECT_EQ(called.out, "2 of 6 customers (33.3%)\n2 of 6 customers (33.3%)\n") << "unless something is called so";
  EXPECT_EQ(run("segment a of customer { }\n:quit\ncustomer\n").err, "") << "a script knows what it does";
}

TEST_F(Script, SaysHowLongItTook) {
  EXPECT_TRUE(std::regex_match(run("customer\n").out, std::regex("6 of 6 customers \\(100\\.0%\\), [0-9.]+ m?s\n")));
}

TEST_F(Script, AConditionAloneIsOfTheEntityAskedLast) {
  const Outcome first = run("age > 30\n");
  EXPECT_EQ(first.code, 1);
  EXPECT_EQ(first.err,
            "segql: say whose rows these are: `customer where ...` or `product where ...`\n"
            "segql: line 1 of the script failed\n");
  const Outcome outcome = run(":time off\ncustomer\nage > 30\nproduct\nprice > 5 SAR\n");
  EXPECT_EQ(outcome.code, 0);
  EXPECT_EQ(outcome.out,
            "6 of 6 customers (100.0%)\n4 of 6 customers (66.7%)\n2 of 2 products (100.0%)\n"
            "1 of 2 products (50.0%)\n");
  EXPECT_EQ(outcome.err, "taken as: customer where age > 30\ntaken as: product where price > 5 SAR\n");
}

TEST_F(Script, DefinesAndDefinesAgain) {
  const Outcome outcome = run(R"(:time off
segment old of customer {
  where age > 40
}
segment old of customer { where age > 30 }
attribute half of customer = age / 2
customer where half > 20
old
)");
  EXPECT_EQ(outcome.err, "");
  EXPECT_EQ(outcome.out,
            "2 of 6 customers (33.3%)\n4 of 6 customers (66.7%)\n2 of 6 customers (33.3%)\n"
            "4 of 6 customers (66.7%)\n");
  EXPECT_EQ(outcome.code, 0);
}

TEST_F(Script, AMistakeLeavesWhatWasAsItWas) {
  const Outcome outcome = run(R"(:time off
segment old of customer { where age > 40 }
segment old of customer {
  where agee > 30
}
old
)");
  EXPECT_EQ(outcome.code, 1);
  EXPECT_EQ(outcome.out, "2 of 6 customers (33.3%)\n2 of 6 customers (33.3%)\n");
  EXPECT_NE(outcome.err.find("error[E0102]: unknown field `agee` on customer"), std::string::npos) << outcome.err;
  EXPECT_NE(outcome.err.find("--> typed-2:2:9"), std::string::npos) << outcome.err;
  EXPECT_NE(outcome.err.find("2 |   where agee > 30"), std::string::npos) << outcome.err;
  EXPECT_NE(outcome.err.find("line 3 of the script failed"), std::string::npos) << outcome.err;
}

TEST_F(Script, AnExpectIsAnsweredAndNotKept) {
  const Outcome proved = run(R"(:time off
segment old of customer { where age > 40 }
segment grown of customer { where age > 20 }
expect old implies grown
:typed
)");
  EXPECT_EQ(proved.err, "");
  EXPECT_EQ(proved.out,
            "2 of 6 customers (33.3%)\n4 of 6 customers (66.7%)\nproved\n"
            "segment old of customer { where age > 40 }\n\nsegment grown of customer { where age > 20 }\n");
  const Outcome wrong = run("segment old of customer { where age > 40 }\nexpect cover customer by old\n:typed\n");
  EXPECT_EQ(wrong.code, 1);
  EXPECT_NE(wrong.err.find("error[E0710]"), std::string::npos) << wrong.err;
  EXPECT_EQ(wrong.out.find("expect"), std::string::npos) << wrong.out;
  const std::string open = "segment x of customer { where country contains \"x\" }\nexpect locals implies x\n";
  EXPECT_EQ(run(open).code, 0) << "not known";
  EXPECT_EQ(run(open, "--strict").code, 1) << "which is not enough here";
}

TEST_F(Script, SilenceIsNoProof) {
  folder.write("bad.segql", "segment bad of customer { where agee > 1 }\n");
  const Outcome errors = run("expect locals implies older(years: 30)\nexpect older(years: 30) implies locals\n");
  EXPECT_EQ(errors.out.find("proved"), std::string::npos) << errors.out;
  // What is wrong elsewhere has nothing to do with it, unless the file may declare what everything stands on.
  EXPECT_EQ(run("expect older(years: 40) implies older(years: 30)\n").out, "proved\n");
  folder.write("bad.segql", "relation customer has many = purchase by buyer\n");
  const Outcome silent = run("expect older(years: 40) implies older(years: 30)\n");
  EXPECT_EQ(silent.out, "");
  EXPECT_NE(silent.err.find("error"), std::string::npos) << silent.err;
  // However many findings there are, the answer is there.
  std::string many = "segment a of customer { where country contains \"x\" }\n";
  for (int i = 0; i < 100; ++i)
    many += "segment w" + std::to_string(i) + " of customer { where age > 1 and age > 1 }\n";
  folder.write("bad.segql", many);
  const Outcome cut = run("expect locals implies a\n");
  EXPECT_EQ(cut.out, "");
  EXPECT_NE(cut.err.find("not proved that `locals` implies `a`"), std::string::npos) << cut.err;
}

TEST_F(Script, WhatIsSavedToAFileOfTheProjectIsNotThereTwice) {
  const Outcome outcome = run(R"(:time off
segment old of customer { where age > 40 }
:save mine.segql
segment grown of customer { where age > 20 and not in segment old }
segment old of customer { where age > 30 }
:save! mine.segql
:reload
:typed
old
segment few of customer { where in segment old }
)");
  EXPECT_EQ(outcome.err, "nothing was defined in this session\n");
  EXPECT_EQ(outcome.code, 0);
  EXPECT_TRUE(outcome.out.ends_with("4 of 6 customers (66.7%)\n4 of 6 customers (66.7%)\n")) << outcome.out;
  const std::string saved = folder.read("mine.segql");
  EXPECT_NE(saved.find("age > 30"), std::string::npos) << saved;
  EXPECT_EQ(saved.find("age > 40"), std::string::npos) << saved;
  EXPECT_NE(saved.find("segment grown"), std::string::npos) << saved;
}

// The caret stands under what was typed, with what stands before it.
TEST_F(Script, CaretsStandUnderWhatWasTyped) {
  const Outcome outcome = run("customer where contry = \"SA\"\n");
  EXPECT_EQ(outcome.code, 1);
  EXPECT_NE(outcome.err.find("1 | customer where contry = \"SA\"\n   |                ^^^^^^ did you mean `country`?"),
            std::string::npos)
      << outcome.err;
}

TEST_F(Script, OneDefinitionThatAnotherUsesIsCheckedWithIt) {
  const Outcome outcome = run(R"(:time off
attribute half of customer = age / 2
segment old of customer { where half > 20 }
attribute half of customer = country
old
)");
  EXPECT_EQ(outcome.code, 1);
  EXPECT_EQ(outcome.out, "2 of 6 customers (33.3%)\n2 of 6 customers (33.3%)\n") << outcome.err;
  EXPECT_NE(outcome.err.find("cannot compare text with int"), std::string::npos) << outcome.err;
}

TEST_F(Script, GoesOnOverLinesUntilItIsWhole) {
  const Outcome outcome = run(R"(:time off
customer where age > 30 and

not wanted
customer where country = "SA"
  and age > 10
customer where
  age > 30 and (country = "SA"
  or
  country = "AE"
  )
)");
  EXPECT_NE(outcome.err.find("line 2 of the script failed"), std::string::npos) << outcome.err;
  EXPECT_EQ(outcome.out, "3 of 6 customers (50.0%)\n3 of 6 customers (50.0%)\n") << "a whole line is asked at once";
}

TEST_F(Script, EndsWithTheCodeOfTheFirstFailure) {
  EXPECT_EQ(run("customer where\n").code, 1) << "the end of the script ends what is open";
  EXPECT_EQ(run(":nonsense\ncustomer where x\n").code, 2);
  EXPECT_EQ(run("customer where x\n:nonsense\n").code, 1);
  EXPECT_EQ(run("customer where x\n:quit\n:nonsense\n").code, 1);
  EXPECT_EQ(run("\n// nothing\n\n").code, 0);
  EXPECT_EQ(run("customer\r\ncustomer where age > 30\r\n").code, 0) << "lines may end as they do on Windows";
  EXPECT_EQ(run("customer where id = \"\xff\"\n").code, 1) << "not UTF-8";
}

TEST_F(Script, MembersOfTheLastQuestion) {
  const Outcome outcome = run(R"(:time off
customer where age > 30
:members
:members columns id, age / 2, "x, y" limit 2
:members product columns sku
)");
  EXPECT_EQ(outcome.code, 0) << outcome.err;
  EXPECT_EQ(outcome.out, R"(4 of 6 customers (66.7%)
id     country  age
amal   SA        41
bilal  AE        35
dana   SA        52
eman   EG        33
id       age / 2  "x, y"
amal   20.500000  x, y
bilal  17.500000  x, y
sku
a
b
)");
  EXPECT_EQ(outcome.err, "2 of 4 members; `limit N` shows more\n");
  EXPECT_EQ(run(":members\n").code, 1);
  EXPECT_EQ(run(":members customer limit x\n").code, 2);
  EXPECT_EQ(run(":members customer columns id,,age\n").code, 2);
  EXPECT_EQ(run(":members customer columns nobody\n").code, 1);
}

TEST_F(Script, CommandsOfTheDefinitions) {
  const Outcome outcome =
      run(":tables\n:segments\n:uses locals\n:explain source locals\n:explain locals\n"
          ":explain typed customer where age > 30\n:as-of\n:as-of 2026-01-01\n");
  EXPECT_EQ(outcome.code, 0) << outcome.err;
  for (const char* part : {"customer  entity     6  id, country, age", "product   entity     2  sku, price", "locals",
                           "shop.segql:", "older(years: int)", "uses  field  customer.country",
                           "segment locals of customer { where country = \"SA\" }", "as of 2026-03-31T00:00:00Z\n",
                           "as of 2026-01-01T00:00:00Z\n"}) {
    EXPECT_NE(outcome.out.find(part), std::string::npos) << part << "\n" << outcome.out;
  }
  const Outcome why = run(":why locals amal\n:why older(years: 40) \"bilal\"\n");
  EXPECT_NE(why.out.find("customer amal is in locals"), std::string::npos) << why.out << why.err;
  EXPECT_NE(why.out.find("customer bilal is not in older(years: 40)"), std::string::npos) << why.out << why.err;
  EXPECT_EQ(run(":why locals nobody\n").code, 2);
  EXPECT_EQ(run(":why locals\n").code, 2);
  EXPECT_EQ(run(":as-of tomorrow-ish\n").code, 2);
  EXPECT_EQ(run(":uses nobody\n").code, 2);
  EXPECT_EQ(run(":tables all\n").code, 2);
}

TEST_F(Script, UnknownCommandsHaveNearNames) {
  EXPECT_NE(run(":member\n").err.find("there is no command `:member`; did you mean `:members`?"), std::string::npos);
  EXPECT_NE(run(":help xyzzy\n").err.find("there is no command `:xyzzy`; `:help` lists them"), std::string::npos);
  EXPECT_EQ(run(":help members\n").code, 0);
}

TEST_F(Script, SavesWhatWasTypedInCanonicalForm) {
  const std::string typed = "/// old ones\nsegment old of customer { where age>40 and in segment locals }\n";
  const Outcome outcome = run(typed + ":save old.segql\n");
  EXPECT_EQ(outcome.code, 0) << outcome.err;
  EXPECT_EQ(folder.read("old.segql"), R"(language 1
import "shop.segql"

/// old ones
segment old of customer {
  where age > 40
    and in segment locals
}
)");
  EXPECT_EQ(segql(folder, "check old.segql").code, 0) << "it says what it imports";
  EXPECT_EQ(run(typed).code, 1) << "the name is taken, now that it stands in a file";
  const Outcome kept = run("segment young of customer { where age < 20 }\n:save old.segql\n");
  EXPECT_EQ(kept.code, 2);
  EXPECT_NE(kept.err.find("`old.segql` exists already; `:save! old.segql` writes over it"), std::string::npos);
  EXPECT_NE(folder.read("old.segql").find("segment old"), std::string::npos);
  EXPECT_EQ(run("segment young of customer { where age < 20 }\n:save! old.segql\n").code, 0);
  EXPECT_EQ(folder.read("old.segql").find("segment old"), std::string::npos);
  EXPECT_EQ(run(":save nothing.segql\n").code, 2);
  EXPECT_EQ(run("segment kids of customer { where age < 10 }\n:save no/such/folder/x.segql\n").code, 2);
}

TEST_F(Script, ReloadsDefinitionsAndLoadsData) {
  folder.write("more/customers.csv", "id,country,age\nzaid,SA,20\n");
  folder.write("more/products.csv", "sku,price\na,1\n");
  const Outcome outcome = run(":time off\ncustomer\n:load more\ncustomer\n:load nowhere\ncustomer\n");
  EXPECT_EQ(outcome.code, 2);
  EXPECT_EQ(std::regex_replace(outcome.out, std::regex("in [0-9.]+ s"), "in T"),
            "6 of 6 customers (100.0%)\n2 rows loaded in T\n1 of 1 customer (100.0%)\n1 of 1 customer (100.0%)\n");
  const Outcome typed = run(":time off\nsegment old of customer { where age > 40 }\n:reload\nold\n");
  EXPECT_EQ(typed.code, 0) << typed.err;
  EXPECT_EQ(typed.out, "2 of 6 customers (33.3%)\n2 segments in 1 file\n2 of 6 customers (33.3%)\n");
}

TEST_F(Script, WhatBelongsInFilesIsSaidSo) {
  for (const char* text :
       {"entity x key id { id: text }\n", "import \"x.segql\"\n", "settings { timezone \"UTC\" }\n"}) {
    const Outcome outcome = run(text);
    EXPECT_EQ(outcome.code, 2) << text;
    EXPECT_NE(outcome.err.find("belongs in a file of the project"), std::string::npos) << outcome.err;
  }
}

TEST_F(Script, AProjectThatCannotBeUsedEndsIt) {
  EXPECT_EQ(segql(folder, "repl -p nowhere </dev/null").code, 2);
  EXPECT_EQ(segql(folder, "repl --data nowhere </dev/null").code, 2);
  folder.write("shop.segql", "entity customer {\n");
  EXPECT_EQ(segql(folder, "repl </dev/null").code, 1);
}

TEST_F(Script, NothingOfATerminalIsObeyed) {
  const Outcome outcome = run("customer where id = \"\033[2J\"\n\033[2J\n:\033[2J\n");
  EXPECT_EQ(outcome.out.find('\033'), std::string::npos);
  EXPECT_EQ(outcome.err.find('\033'), std::string::npos) << outcome.err;
}

}  // namespace
}  // namespace segql::testing
