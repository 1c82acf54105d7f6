/// Diffs of texts, and `fmt --diff`.

#include "cli/text_diff.h"

#include <random>
#include <sstream>
#include <vector>

#include <gtest/gtest.h>

#include "tests/cli/program.h"

namespace segql::cli {
namespace {

using testing::Outcome;
using testing::TempFolder;

std::vector<std::string> lines_of(const std::string& text) {
  std::istringstream in(text);
  std::vector<std::string> lines;
  for (std::string line; std::getline(in, line);) lines.push_back(line + (in.eof() ? "" : "\n"));
  return lines;
}

/// What `patch` makes of `before`; a line that is not where the diff says fails the test.
std::string patched(const std::string& before, const std::string& diff) {
  const std::vector<std::string> old = lines_of(before);
  std::vector<std::string> rows = lines_of(diff);
  for (size_t i = 1; i < rows.size(); ++i) {
    if (rows[i] == "\\ No newline at end of file\n") rows[i - 1].pop_back();
  }
  std::string after;
  size_t at = 0;
  for (size_t i = 2; i < rows.size(); ++i) {
    const std::string text = rows[i].substr(1);
    if (rows[i][0] == '@') {
      size_t first = 0, count = 0, new_first = 0, new_count = 0;
      EXPECT_EQ(std::sscanf(rows[i].c_str(), "@@ -%zu,%zu +%zu,%zu @@", &first, &count, &new_first, &new_count), 4);
      const size_t start = count == 0 ? first : first - 1;
      while (at < start) after += old.at(at++);
      EXPECT_EQ(lines_of(after).size(), new_count == 0 ? new_first : new_first - 1);
    } else if (rows[i][0] == '+') {
      after += text;
    } else if (rows[i][0] != '\\') {
      EXPECT_LT(at, old.size());
      EXPECT_EQ(old.at(at), text);
      ++at;
      if (rows[i][0] == ' ') after += text;
    }
  }
  while (at < old.size()) after += old[at++];
  return after;
}

TEST(TextDiff, ShowsThreeLinesAround) {
  const std::string before = "1\n2\n3\n4\n5\n6\n7\n8\n9\n10\n11\n12\n13\n14\n15\n";
  EXPECT_EQ(
      unified_diff("a.segql", before, "1\n2\n3\n4\n5\nsix\n7\n8\n9\n10\n11\n12\n14\n15\n"),
      "--- a.segql\n+++ a.segql\n@@ -3,13 +3,12 @@\n 3\n 4\n 5\n-6\n+six\n 7\n 8\n 9\n 10\n 11\n 12\n-13\n 14\n 15\n");
  EXPECT_EQ(unified_diff("a.segql", before, "1\n2\n3\n4\n5\nsix\n7\n8\n9\n10\n11\n12\n13\n15\n"),
            "--- a.segql\n+++ a.segql\n@@ -3,7 +3,7 @@\n 3\n 4\n 5\n-6\n+six\n 7\n 8\n 9\n"
            "@@ -11,5 +11,4 @@\n 11\n 12\n 13\n-14\n 15\n");
  EXPECT_EQ(unified_diff("a.segql", before, before), "");
}

TEST(TextDiff, OfEndsAndEmptyTexts) {
  EXPECT_EQ(unified_diff("a", "", "x\n"), "--- a\n+++ a\n@@ -0,0 +1,1 @@\n+x\n");
  EXPECT_EQ(unified_diff("a", "x\n", ""), "--- a\n+++ a\n@@ -1,1 +0,0 @@\n-x\n");
  EXPECT_EQ(unified_diff("a", "x", "x\n"), "--- a\n+++ a\n@@ -1,1 +1,1 @@\n-x\n\\ No newline at end of file\n+x\n");
  EXPECT_EQ(unified_diff("a\nb", "\r\n", "\n"), "--- a<U+000A>b\n+++ a<U+000A>b\n@@ -1,1 +1,1 @@\n-\r\n+\n");
}

TEST(TextDiff, OnATerminal) {
  const std::string diff = unified_diff("a", "x\r\n@y\n", "x\n@y\n");
  EXPECT_EQ(diff_for_terminal(diff, false), "--- a\n+++ a\n@@ -1,2 +1,2 @@\n-x<U+000D>\n+x\n @y\n");
  EXPECT_EQ(diff_for_terminal(diff, true),
            "\x1b[1m--- a\x1b[0m\n\x1b[1m+++ a\x1b[0m\n\x1b[36m@@ -1,2 +1,2 @@\x1b[0m\n\x1b[31m-x<U+000D>\x1b[0m\n"
            "\x1b[32m+x\x1b[0m\n @y\n");
}

TEST(TextDiff, IsWhatPatchNeeds) {
  std::mt19937 random(1);
  const auto below = [&](uint32_t n) { return random() % n; };
  for (int round = 0; round < 3'000; ++round) {
    std::string texts[2];
    const uint32_t num_kinds = 1 + below(6);
    for (std::string& text : texts) {
      for (uint32_t i = below(20); i > 0; --i) text += std::string(1, static_cast<char>('a' + below(num_kinds))) + "\n";
      if (!text.empty() && below(3) == 0) text.pop_back();
    }
    ASSERT_EQ(patched(texts[0], unified_diff("t", texts[0], texts[1])), texts[1]) << texts[0] << "\n---\n" << texts[1];
  }
}

/// Twenty thousand lines that all differ, and as many of which every second does: in rounds, and without squares.
TEST(TextDiff, OfLongTextsThatDifferMuch) {
  std::string before, after, other;
  for (int i = 0; i < 20'000; ++i) {
    before += "  line " + std::to_string(i) + "\n";
    after += (i % 2 == 0 ? "  line " : "line ") + std::to_string(i) + "\n";
    other += "other " + std::to_string(i) + "\n";
  }
  const std::string diff = unified_diff("t", before, after);
  EXPECT_EQ(patched(before, diff), after);
  EXPECT_NE(diff.find("\n   line 10000\n-  line 10001\n+line 10001\n   line 10002\n"), std::string::npos);
  EXPECT_EQ(patched(before, unified_diff("t", before, other)), other);
}

TEST(TextDiff, OfFmt) {
  const TempFolder folder;
  const std::string text = "language 1\r\nentity e key id {id:text}\r\n",
                    canonical =
                        testing::segql(folder, "fmt -", "printf 'language 1\\nentity e key id {id:text}\\n' |").out;
  folder.write("a.segql", text);
  folder.write("fine.segql", canonical);
  folder.write("empty.segql", "");
  folder.write("open.segql", canonical.substr(0, canonical.size() - 1));
  const Outcome all = testing::segql(folder, "fmt --diff a.segql fine.segql empty.segql open.segql");
  EXPECT_EQ(all.code, 1) << all.err;
  EXPECT_EQ(all.err, "");
  EXPECT_EQ(all.out, unified_diff("a.segql", text, canonical) +
                         unified_diff("open.segql", canonical.substr(0, canonical.size() - 1), canonical));
  EXPECT_EQ(folder.read("a.segql"), text) << "nothing is written";
  EXPECT_EQ(testing::segql(folder, "fmt --diff --check fine.segql").out, "");
  EXPECT_EQ(testing::segql(folder, "fmt --diff --check fine.segql").code, 0);
  const Outcome piped = testing::segql(folder, "fmt --diff -", "cat a.segql |");
  EXPECT_EQ(piped.code, 1);
  EXPECT_EQ(piped.out, unified_diff("-", text, canonical));
  EXPECT_EQ(testing::segql(folder, "fmt --diff nowhere.segql").code, 2);
}

}  // namespace
}  // namespace segql::cli
