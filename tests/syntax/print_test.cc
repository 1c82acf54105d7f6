/// Canonical form, line by line.
#include <string>

#include <gtest/gtest.h>

#include "tests/syntax/parsed.h"

namespace segql::syntax {
namespace {

std::string format(const std::string& text) {
  Parsed parsed(text);
  return parsed.file ? print(*parsed.file) : parsed.rendered();
}

TEST(Print, OneConditionPerLine) {
  EXPECT_EQ(format("segment a of c{where x=1 and(y=2 or z=3)and not in segment b take top 5 by x per y}"),
            "segment a of c {\n"
            "  where x = 1\n"
            "    and (y = 2 or z = 3)\n"
            "    and not in segment b\n"
            "  take top 5 by x per y\n"
            "}\n");
  EXPECT_EQ(format("segment a of c { where x or y or z exclude a and b }"),
            "segment a of c {\n"
            "  where x\n"
            "     or y\n"
            "     or z\n"
            "  exclude a\n"
            "      and b\n"
            "}\n");
}

TEST(Print, BlocksAndSequencesStandOnLinesOfTheirOwn) {
  EXPECT_EQ(format("segment a of c { where all of { x, any of { y, z } } }"),
            "segment a of c {\n"
            "  where all of {\n"
            "    x,\n"
            "    any of {\n"
            "      y,\n"
            "      z,\n"
            "    },\n"
            "  }\n"
            "}\n");
  EXPECT_EQ(
      format("segment a of c { where did within last 14 days (v: views then no buys within 1 days) matching first }"),
      "segment a of c {\n"
      "  where did within last 14 days (\n"
      "         v: views\n"
      "    then no buys within 1 day\n"
      "  ) matching first\n"
      "}\n");
}

TEST(Print, ChainsInsideBlocksStayOnALine) {
  EXPECT_EQ(format("segment a of c { where all of { x and y, (x or y) and z, a + b = c } }"),
            "segment a of c {\n"
            "  where all of {\n"
            "    x and y,\n"
            "    (x or y) and z,\n"
            "    a + b = c,\n"
            "  }\n"
            "}\n");
}

TEST(Print, LongConditionsAreBroken) {
  const std::string part = "a_name_of_some_length = \"a value of some length\"";
  EXPECT_EQ(format("segment a of c { where x and any rows where (" + part + " and " + part + " and " + part + ") }"),
            "segment a of c {\n"
            "  where x\n"
            "    and any rows where (\n"
            "              " +
                part +
                "\n"
                "          and " +
                part +
                "\n"
                "          and " +
                part +
                "\n"
                "        )\n"
                "}\n");
  EXPECT_EQ(format("attribute a of c = " + part + " or " + part + " or " + part),
            "attribute a of c =\n"
            "      " +
                part +
                "\n"
                "   or " +
                part +
                "\n"
                "   or " +
                part + "\n");
}

TEST(Print, LongListsAreFilled) {
  std::string list = "attribute a of c = x in (1";
  for (int i = 2; i <= 60; ++i) list += ", " + std::to_string(i);
  const std::string printed = format(list + ")");
  EXPECT_TRUE(printed.starts_with("attribute a of c = x in (\n  1, 2, 3,")) << printed;
  EXPECT_TRUE(printed.ends_with(" 60,\n)\n")) << printed;
  for (size_t at = 0; at < printed.size();) {
    const size_t end = printed.find('\n', at);
    EXPECT_LE(end - at, 120u);
    at = end + 1;
  }
}

TEST(Print, BlankLines) {
  EXPECT_EQ(format("language 1\nattribute a of c = 1\nattribute b of c = 2\n\n\n\nattribute d of c = 3\nsegment s of c "
                   "{}\nsegment t of c {}"),
            "language 1\n"
            "\n"
            "attribute a of c = 1\n"
            "attribute b of c = 2\n"
            "\n"
            "attribute d of c = 3\n"
            "\n"
            "segment s of c {}\n"
            "\n"
            "segment t of c {}\n");
}

TEST(Print, CommentsStayWhereTheyWere) {
  const std::string text =
      "// about the file\n"
      "\n"
      "/// Doc.\n"
      "segment s of c {  // head\n"
      "  // above\n"
      "  where x = 1  // first\n"
      "    // between\n"
      "    and y in (\n"
      "          \"a\",  // one\n"
      "          // own line\n"
      "          \"b\",\n"
      "        )\n"
      "  /* a block */\n"
      "  refresh live  // last\n"
      "  // end\n"
      "}  // after\n"
      "\n"
      "// the end\n";
  EXPECT_EQ(format(text), text);
}

TEST(Print, ParenthesesWhereTheyAreNeeded) {
  const auto same = [](const std::string& text) {
    const ParsedExpr parsed(text);
    ASSERT_NE(parsed.expr, nullptr) << text;
    EXPECT_EQ(print(*parsed.expr), text);
  };
  for (const char* text :
       {"(a + b) * c", "a - (b - c)", "-(a + b)", "(a = b) = c", "not (a and b)", "(any x) = true", "(a or b) and c",
        "days since (a + b)", "(year of a) within last 3 days", "sum of (a * b) of c > 1", "a has (b = c)",
        "not (in segment a)", "ntile 5 of (days since x) among everyone = 1", "(3 days ago) on today"}) {
    same(text);
  }
}

}  // namespace
}  // namespace segql::syntax
