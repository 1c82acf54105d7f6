/// Tables that fit a terminal, and how wide text is on one.

#include "cli/table.h"

#include <gtest/gtest.h>

#include "cli/width.h"

namespace segql::cli {
namespace {

TEST(Width, CountsColumnsOfATerminal) {
  EXPECT_EQ(width(""), 0U);
  EXPECT_EQ(width("abc"), 3U);
  EXPECT_EQ(width("\u0645\u0631\u062d\u0628\u0627"), 5U) << "Arabic";
  EXPECT_EQ(width("\u65e5\u672c"), 4U) << "two columns each";
  EXPECT_EQ(width("e\u0301"), 1U) << "an accent of its own has no width";
  EXPECT_EQ(width("\xff\xfe"), 2U) << "not UTF-8";
}

TEST(Width, CutsBetweenCharacters) {
  EXPECT_EQ(cut("abc", 3), "abc");
  EXPECT_EQ(cut("abcd", 3), "ab…");
  EXPECT_EQ(cut("\u65e5\u672c\u8a9e", 5), "\u65e5\u672c…");
  EXPECT_EQ(cut("\u65e5\u672c\u8a9e", 4), "\u65e5…") << "half a character is none";
  EXPECT_EQ(cut("abc", 1), "…");
  EXPECT_EQ(cut("abc", 0), "");
}

size_t widest_line(const std::string& text) {
  size_t widest = 0;
  for (size_t at = 0; at < text.size();) {
    const size_t end = text.find('\n', at);
    widest = std::max(widest, width(text.substr(at, end - at)));
    at = end + 1;
  }
  return widest;
}

TEST(Fit, NoLineIsWiderWhateverTheTerminal) {
  Table table{{{"key"}, {"name"}, {"amount", true}, {"note"}}, {}};
  table.rows.push_back({"c1", "\u65e5\u672c\u8a9e\u306e\u540d\u524d\u3067\u3059", "1,234,567", std::string(90, 'x')});
  table.rows.push_back({std::string(40, 'k'), "short", "5", ""});
  for (size_t columns = 1; columns < 220; ++columns) {
    const Fitted fitted = fit(table, columns);
    EXPECT_LE(widest_line(fitted.text), columns) << fitted.text;
    EXPECT_GE(fitted.num_columns, 1U);
  }
  EXPECT_EQ(fit(table, 60).num_columns, 4U);
  EXPECT_EQ(fit(table, 20).num_columns, 2U);
  EXPECT_EQ(fit(table, 300).text, print(table, Format::kText)) << "nothing has to be cut";
}

TEST(Fit, LeavesNarrowColumnsAlone) {
  Table table{{{"id"}, {"n", true}, {"text"}}, {}};
  table.rows.push_back({"a", "12", "the quick brown fox jumps"});
  EXPECT_EQ(fit(table, 20).text, "id   n  text\na   12  the quick b…\n");
  EXPECT_EQ(fit(Table{}, 20).text, "\n");
}

}  // namespace
}  // namespace segql::cli
