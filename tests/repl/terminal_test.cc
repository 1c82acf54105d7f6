/// The shell at a real pseudo-terminal: keys in, the screen out.

#include "tests/repl/terminal.h"

#include <algorithm>

#include <gtest/gtest.h>

#include "tests/repl/shop.h"

namespace segql::testing {
namespace {

const std::vector<std::string> kArguments = {"--as-of", "2026-03-31"};
const char* const kPrompt = "shop> ";
const char* const kMore = "  ...> ";

/// Lines of what was shown.
std::vector<std::string> lines_of(const std::string& shown) {
  std::vector<std::string> lines;
  size_t at = 0;
  while (at < shown.size()) {
    const size_t end = std::min(shown.find('\n', at), shown.size());
    lines.push_back(shown.substr(at, end - at));
    at = end + 1;
  }
  return lines;
}

/// Characters; the cells of these tests are one column each.
size_t length_of(const std::string& line) {
  return static_cast<size_t>(std::ranges::count_if(line, [](char c) { return (c & 0xC0) != 0x80; }));
}

class AtTerminal : public Shop {
 protected:
  /// Shows that it is ready.
  static void expect_prompt(Terminal& terminal) { terminal.wait_for(kPrompt); }
  std::string history() const { return folder.read("state/segql/history"); }
};

TEST_F(AtTerminal, CountsAndLeaves) {
  Terminal terminal(folder, kArguments);
  const std::string greeting = terminal.wait_for(kPrompt);
  EXPECT_NE(greeting.find("8 rows as of 2026-03-31T00:00:00Z"), std::string::npos) << greeting;
  const std::string shown = terminal.answer("customer where country = \"SA\"");
  EXPECT_NE(shown.find("3 of 6 customers (50.0%), "), std::string::npos) << shown;
  EXPECT_EQ(terminal.leave(), 0);
}

TEST_F(AtTerminal, WhoWouldLoseDefinitionsIsTold) {
  std::filesystem::create_directory(folder.path() / "saved");  // of no project
  Terminal terminal(folder, kArguments);
  expect_prompt(terminal);
  terminal.answer("attribute half of customer = age / 2");
  terminal.answer("segment old of customer { where half > 20 }");
  EXPECT_NE(terminal.answer(":quit").find("2 definitions are not saved; `:save FILE`, or leave again\n"),
            std::string::npos);
  EXPECT_NE(terminal.answer(":save saved/mine.segql").find("wrote saved/mine.segql"), std::string::npos);
  terminal.answer("segment oldest of customer { where half > 23 }");
  terminal.type(std::string(1, kCtrlD));
  const std::string shown = terminal.wait_for("shop> ");
  EXPECT_NE(shown.find("1 definition is not saved; `:save FILE`, or leave again\n"), std::string::npos) << shown;
  EXPECT_EQ(terminal.leave(), 0) << "told once";
}

TEST_F(AtTerminal, ShowsWhereAMistakeIs) {
  Terminal terminal(folder, kArguments);
  expect_prompt(terminal);
  EXPECT_NE(terminal.answer("customer where country == and").find("error["), std::string::npos);
  const std::string shown = terminal.answer("customer where contry = \"SA\"");
  EXPECT_NE(shown.find("unknown field `contry` on customer"), std::string::npos) << shown;
  EXPECT_NE(shown.find("1 | customer where contry = \"SA\"\n   |                ^^^^^^"), std::string::npos) << shown;
  EXPECT_NE(terminal.answer("customer").find("6 of 6"), std::string::npos) << "it goes on";
  EXPECT_EQ(terminal.leave(), 0);
}

TEST_F(AtTerminal, TakesSeveralLines) {
  Terminal terminal(folder, kArguments);
  expect_prompt(terminal);
  terminal.type("segment old of customer {\r");
  terminal.wait_for(kMore);
  terminal.type("  where age > 40\r");
  terminal.wait_for(kMore);
  EXPECT_NE(terminal.answer("}").find("2 of 6 customers"), std::string::npos);
  // Ctrl-C drops what was begun; an empty line ends it.
  terminal.type("customer where (\r");
  terminal.wait_for(kMore);
  terminal.type(std::string(1, kCtrlC));
  expect_prompt(terminal);
  EXPECT_NE(terminal.answer("old").find("2 of 6 customers"), std::string::npos);
  terminal.type("customer where age > 40 and\r");
  terminal.wait_for(kMore);
  EXPECT_NE(terminal.answer("").find("error["), std::string::npos);
  EXPECT_EQ(terminal.leave_unsaved(), 0);
}

TEST_F(AtTerminal, CtrlCClearsTheLine) {
  Terminal terminal(folder, kArguments);
  expect_prompt(terminal);
  terminal.type("customer where nonsense");
  terminal.wait_for("nonsense");
  terminal.type(std::string(1, kCtrlC));
  terminal.wait_for("^C\n");
  expect_prompt(terminal);
  EXPECT_NE(terminal.answer("customer").find("6 of 6 customers"), std::string::npos);
  EXPECT_EQ(terminal.leave(), 0);
}

TEST_F(AtTerminal, TabCompletes) {
  Terminal terminal(folder, kArguments);
  expect_prompt(terminal);
  terminal.type("customer where co\t");
  const std::string offered = terminal.wait_for(kPrompt);
  EXPECT_NE(offered.find("coalesce ("), std::string::npos) << offered;
  EXPECT_NE(offered.find("country (text)"), std::string::npos) << offered;
  terminal.type("u\t");
  terminal.wait_for("country ");
  EXPECT_NE(terminal.answer("= \"AE\"").find("1 of 6 customers"), std::string::npos);
  terminal.type(":mem\t");
  terminal.wait_for(":members ");
  EXPECT_NE(terminal.answer("columns id").find("bilal"), std::string::npos);
  // What was typed in this session, too, and over lines.
  terminal.answer("attribute half_of_it of customer = age / 2");
  terminal.type("customer where\r");
  terminal.wait_for(kMore);
  terminal.type("hal\t");
  terminal.wait_for("half_of_it ");
  EXPECT_NE(terminal.answer("> 20").find("2 of 6 customers"), std::string::npos);
  EXPECT_EQ(terminal.leave_unsaved(), 0);
}

TEST_F(AtTerminal, HistoryGoesOverRuns) {
  {
    Terminal terminal(folder, kArguments);
    expect_prompt(terminal);
    terminal.answer("customer where age > 30");
    terminal.type("segment old of customer {\r");
    terminal.wait_for(kMore);
    terminal.answer("where age > 40 }");
    EXPECT_EQ(terminal.leave_unsaved(), 0);
  }
  EXPECT_EQ(history(), "customer where age > 30\nsegment old of customer {\\nwhere age > 40 }\n");
  const auto path = folder.path() / "state/segql/history";
  EXPECT_EQ(std::filesystem::status(path).permissions(),
            std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
  Terminal terminal(folder, kArguments);
  expect_prompt(terminal);
  const std::string up = "\033[A", search = "\022";
  EXPECT_NE(terminal.answer(up + up).find("4 of 6 customers"), std::string::npos);
  EXPECT_NE(terminal.answer(search + "segment ol").find("2 of 6 customers"), std::string::npos);
  EXPECT_EQ(terminal.leave_unsaved(), 0);
}

TEST_F(AtTerminal, TwoShellsLoseNothingOfEachOther) {
  Terminal one(folder, kArguments), two(folder, kArguments);
  expect_prompt(one);
  expect_prompt(two);
  for (int i = 0; i < 5; ++i) {
    one.answer("customer where age > " + std::to_string(i));
    two.answer("product where price > " + std::to_string(i) + " SAR");
  }
  EXPECT_EQ(one.leave(), 0);
  EXPECT_EQ(two.leave(), 0);
  EXPECT_EQ(lines_of(history()).size(), 10U) << history();
}

TEST_F(AtTerminal, ALongHistoryIsShortened) {
  std::string old;
  for (int i = 0; i < 5000; ++i) old += "customer where age > " + std::to_string(i) + "\n";
  folder.write("state/segql/history", old);
  Terminal terminal(folder, kArguments);
  expect_prompt(terminal);
  EXPECT_EQ(terminal.leave(), 0);
  const std::vector<std::string> kept = lines_of(history());
  EXPECT_EQ(kept.size(), 2000U);
  EXPECT_EQ(kept.back(), "customer where age > 4999");
}

TEST_F(AtTerminal, AHistoryThatCannotBeWrittenIsNoError) {
  folder.write("state/segql", "a file where the folder would be");
  Terminal terminal(folder, kArguments);
  expect_prompt(terminal);
  const std::string shown = terminal.answer("customer");
  EXPECT_NE(shown.find("6 of 6 customers"), std::string::npos);
  EXPECT_EQ(shown.find("segql:"), std::string::npos) << shown;
  EXPECT_NE(terminal.answer(":history").find("customer\n:history"), std::string::npos);
  EXPECT_EQ(terminal.leave(), 0);
}

TEST_F(AtTerminal, WhatIsPastedIsNoKey) {
  Terminal terminal(folder, kArguments);
  expect_prompt(terminal);
  terminal.type("\033[200~segment old of customer {\r\twhere age > 40\r}\r\033[201~");
  terminal.wait_for("}");
  EXPECT_NE(terminal.answer("").find("2 of 6 customers"), std::string::npos);
  EXPECT_EQ(history(), "segment old of customer {\\n where age > 40\\n}\n");
  EXPECT_EQ(terminal.leave_unsaved(), 0);
}

/// A shop whose customers have long names, some in characters of two columns.
class Wide : public AtTerminal {
 protected:
  void SetUp() override {
    Shop::SetUp();
    std::string rows = "id,country,age\n";
    for (int i = 0; i < 5; ++i)
      rows += std::string(50, static_cast<char>('a' + i)) + "," + std::string(120, 'x') + ",30\n";
    folder.write("customers.csv", rows);
  }
  static std::string members_at(const TempFolder& folder, unsigned short columns) {
    Terminal terminal(folder, kArguments, columns);
    expect_prompt(terminal);
    std::string shown = terminal.answer(":members customer");
    EXPECT_EQ(terminal.leave(), 0);
    return shown;
  }
};

TEST_F(Wide, TablesFit60Columns) {
  const std::string shown = members_at(folder, 60);
  EXPECT_NE(shown.find("…"), std::string::npos) << shown;
  EXPECT_NE(shown.find("age"), std::string::npos) << shown;
  for (const std::string& line : lines_of(shown)) EXPECT_LE(length_of(line), 60U) << line;
  EXPECT_EQ(lines_of(shown).size(), 7U) << "a name of columns, five rows and the prompt\n" << shown;
}

TEST_F(Wide, TablesUse300Columns) {
  const std::string shown = members_at(folder, 300);
  EXPECT_EQ(shown.find("…"), std::string::npos) << shown;
  EXPECT_NE(shown.find(std::string(120, 'x')), std::string::npos) << shown;
}

TEST_F(Wide, AResizedTerminalIsNoticed) {
  Terminal terminal(folder, kArguments, 300);
  expect_prompt(terminal);
  EXPECT_EQ(terminal.answer(":members customer").find("…"), std::string::npos);
  terminal.resize(60);
  EXPECT_NE(terminal.answer(":members customer").find("…"), std::string::npos);
  EXPECT_EQ(terminal.leave(), 0);
}

/// Customers with forty purchases each, and a question that takes each four of them together.
class LongWork : public AtTerminal {
 protected:
  void SetUp() override {
    folder.write("segql.toml",
                 "[project]\nname = \"shop\"\n[sources.customer]\nquery = \"select range as id from range(64000)\"\n"
                 "[sources.purchase]\nquery = \"select range // 40 as buyer, timestamp '2026-01-01' + interval (range) "
                 "second as bought_at, range % 40 as n from range(2560000)\"\n");
    folder.write("shop.segql",
                 "entity customer key id { id: int }\n"
                 "event purchase at bought_at { buyer: ref customer  bought_at: timestamp  n: int }\n"
                 "relation customer has many purchases = purchase by buyer\n");
  }
};

TEST_F(LongWork, CtrlCEndsItAndNothingElse) {
  Terminal terminal(folder, {"--as-of", "2027-01-01"});
  expect_prompt(terminal);
  terminal.type(
      "customer where any p: purchases where ( any q: purchases where ( any r: purchases where ( any s: purchases "
      "where ( p.n * q.n - r.n * s.n = 1000003 ) ) ) )\r");
  terminal.wait_for("evaluating customer where any");
  terminal.type(std::string(1, kCtrlC));
  const std::string shown = terminal.wait_for(kPrompt);
  EXPECT_NE(shown.find("interrupted\n"), std::string::npos) << shown;
  EXPECT_NE(terminal.answer("customer where id < 3").find("3 of 64,000 customers"), std::string::npos);
  EXPECT_EQ(terminal.leave(), 0);
}

}  // namespace
}  // namespace segql::testing
