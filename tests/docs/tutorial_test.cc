// docs/tutorial.md, followed to the letter: its files are written, its commands run, and what they print is what stands
// there. `...` stands for anything, in a line; a line of it for any lines.

#include <regex>
#include <sstream>

#include <gtest/gtest.h>

#include "tests/cli/program.h"
#include "tests/docs/examples.h"

namespace segql::testing {
namespace {

using docs::Block;

std::string escaped(const std::string& text) {
  static const std::regex kSpecial(R"([.^$|()\[\]{}*+?\\])");
  return std::regex_replace(text, kSpecial, R"(\$&)");
}

/// Of a whole output.
std::regex pattern_of(const std::string& expected) {
  std::string pattern;
  std::istringstream lines(expected);
  for (std::string line; std::getline(lines, line);) {
    if (line == "...") {
      pattern += "(.*\n)*";
      continue;
    }
    for (size_t from = 0;;) {
      const size_t gap = line.find("...", from);
      pattern += escaped(line.substr(from, gap - from));
      if (gap == std::string::npos) break;
      pattern += ".*";
      from = gap + 3;
    }
    pattern += "\n";
  }
  return std::regex(pattern);
}

/// Runs `command` in a shell; what it prints to both streams.
std::string output_of(const TempFolder& folder, const std::string& command) {
  const TempFolder beside;  // a new file in the folder would be one of the project
  const std::string path = (beside.path() / "out").string();
  const std::string line = "cd '" + folder.path().string() +
                           "' && unset SEGQL_DATA && export SEGQL_CODE_CACHE=off GIT_CONFIG_GLOBAL=/dev/null "
                           "GIT_AUTHOR_NAME=a GIT_AUTHOR_EMAIL=a@mail.example GIT_COMMITTER_NAME=a "
                           "GIT_COMMITTER_EMAIL=a@mail.example && segql() { '" SEGQL_PROGRAM "' \"$@\"; } && { " +
                           command + "; } >'" + path + "' 2>&1";
  [[maybe_unused]] const int status = std::system(line.c_str());
  return beside.read("out");
}

void expect_console(const TempFolder& folder, const Block& block) {
  std::istringstream lines(block.text);
  std::string command, expected;
  const auto expect_last = [&] {
    if (command.empty()) return;
    const std::string found = output_of(folder, command);
    EXPECT_TRUE(std::regex_match(found, pattern_of(expected)))
        << "docs/tutorial.md:" << block.line << ": " << command << "\n"
        << found;
  };
  for (std::string line; std::getline(lines, line);) {
    if (line.rfind("$ ", 0) != 0) {
      expected += line + "\n";
      continue;
    }
    expect_last();
    command = line.substr(2);
    expected.clear();
  }
  expect_last();
}

TEST(Tutorial, DoesWhatItSays) {
  const TempFolder folder;
  size_t num_consoles = 0;
  for (const Block& block : docs::blocks_of(docs::read_text(SEGQL_SOURCE_DIR "/docs/tutorial.md"))) {
    const size_t space = block.info.find(' ');
    if (block.info == "console") {
      expect_console(folder, block);
      ++num_consoles;
    } else if (space != std::string::npos) {
      std::string name = block.info.substr(space + 1);
      const bool is_added = name.rfind(">> ", 0) == 0;
      if (is_added) name.erase(0, 3);
      folder.write(name, (is_added ? folder.read(name) : "") + block.text);
    }
  }
  EXPECT_GE(num_consoles, 6U);
}

}  // namespace
}  // namespace segql::testing
