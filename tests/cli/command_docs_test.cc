/// Completions and the manual page, which come from the table of commands.

#include <gtest/gtest.h>

#include "tests/cli/program.h"

namespace segql::testing {
namespace {

/// What bash offers for the last of `words`, once it has read the script.
std::string offered(const TempFolder& folder, const std::string& words) {
  folder.write("offer.sh",
               "source ./segql.bash\nCOMP_WORDS=(" + words +
                   ")\nCOMP_CWORD=$((${#COMP_WORDS[@]}-1))\n_segql\nprintf '%s\\n' \"${COMPREPLY[*]}\" >offered\n");
  const std::string command = "cd '" + folder.path().string() + "' && bash offer.sh";
  if (std::system(command.c_str()) != 0) return "bash failed";
  const std::string line = folder.read("offered");
  return line.substr(0, line.find('\n'));
}

TEST(CommandDocs, BashOffersWhatMayFollow) {
  const TempFolder folder;
  const Outcome script = segql(folder, "completions bash");
  ASSERT_EQ(script.code, 0) << script.err;
  folder.write("segql.bash", script.out);
  EXPECT_EQ(offered(folder, "segql ch"), "check");
  EXPECT_EQ(offered(folder, "segql s"), "snapshot");
  EXPECT_EQ(offered(folder, "segql check --format s"), "sarif");
  EXPECT_EQ(offered(folder, "segql test --format s"), "") << "each command has formats of its own";
  EXPECT_EQ(offered(folder, "segql diff --format ''"), "json text");
  EXPECT_EQ(offered(folder, "segql docs --fo"), "");
  EXPECT_EQ(offered(folder, "segql explain --st"), "--stage --strict");
  EXPECT_EQ(offered(folder, "segql explain vip --stage a"), "asm ast");
  EXPECT_EQ(offered(folder, "segql completions z"), "zsh");
  std::filesystem::create_directory(folder.path() / "shop");
  EXPECT_EQ(offered(folder, "segql check -p sh"), "shop") << "a folder; segql.bash is none";
}

TEST(CommandDocs, FishAndZshHaveEveryCommand) {
  const TempFolder folder;
  const std::string fish = segql(folder, "completions fish").out, zsh = segql(folder, "completions zsh").out;
  EXPECT_EQ(zsh.rfind("#compdef segql\n", 0), 0U);
  for (const std::string command :
       {"check", "fmt", "run", "count", "members", "explain", "why", "diff", "explain-code", "test", "snapshot", "uses",
        "graph", "docs", "repl", "completions", "man", "help"}) {
    EXPECT_NE(fish.find("-f -a " + command + " -d '"), std::string::npos) << command;
    EXPECT_NE(zsh.find("    '" + command + ":"), std::string::npos) << command;
    EXPECT_NE(zsh.find("    " + command + ") _arguments"), std::string::npos) << command;
  }
  EXPECT_NE(fish.find("-n '__fish_seen_subcommand_from check' -l format -x -a 'csv github json junit sarif text'"),
            std::string::npos)
      << fish;
  EXPECT_NE(zsh.find("'--format[How to print]:WORD:(csv github json junit sarif text)'"), std::string::npos) << zsh;
  EXPECT_EQ(segql(folder, "completions ksh").code, 2);
}

TEST(CommandDocs, TheManualHasEveryOption) {
  const TempFolder folder;
  const std::string page = segql(folder, "man").out;
  EXPECT_EQ(page.rfind(".TH SEGQL 1 ", 0), 0U);
  for (const char* part : {".SS \"segql check\"", ".SS \"segql man\"", "\\fB\\-\\-without\\-rule\\fR \\fIRULE\\fR",
                           "\\fB\\-p\\fR, \\fB\\-\\-project\\fR \\fIDIR\\fR", ".SH EXIT STATUS",
                           "Example: segql explain vip_customers \\-\\-stage plan"}) {
    EXPECT_NE(page.find(part), std::string::npos) << part << "\n" << page;
  }
}

}  // namespace
}  // namespace segql::testing
