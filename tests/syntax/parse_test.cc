/// What texts mean as trees: the corners that goldens of whole files do not show.
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "tests/syntax/parsed.h"

namespace segql::syntax {
namespace {

std::string tree(const std::string& text) {
  const ParsedExpr parsed(text);
  if (!parsed.expr) return parsed.sink.diagnostics()[0].message;
  std::string flat;
  for (const char c : dump(*parsed.expr)) {
    if (c == '\n') {
      flat += ' ';
    } else if (c != ' ' || flat.empty() || flat.back() != ' ') {
      flat += c;
    }
  }
  while (flat.ends_with(' ')) flat.pop_back();
  return flat;
}

std::string canonical(const std::string& text) {
  const ParsedExpr parsed(text);
  return parsed.expr ? print(*parsed.expr) : parsed.sink.diagnostics()[0].message;
}

TEST(Parse, NotInSegmentIsOnePhrase) {
  EXPECT_EQ(tree("not in segment a"), "(in-segment :negated (segment-ref a))");
  EXPECT_EQ(tree("not not in segment a"), "(not (in-segment :negated (segment-ref a)))");
  EXPECT_EQ(tree("not (in segment a)"), "(not (in-segment (segment-ref a)))");
  EXPECT_EQ(tree("not x in segment a"), "(not (in-segment (path x) (segment-ref a)))");
  EXPECT_EQ(tree("x not in segment a.b(c: 1)"),
            "(in-segment :negated (path x) (segment-ref a.b :with-arguments (argument c (number 1))))");
}

TEST(Parse, ArithmeticHasTwoFlatLevels) {
  EXPECT_EQ(tree("a + b * c - d"), "(arith (path a) (term + (arith (path b) (term * (path c)))) (term - (path d)))");
  EXPECT_EQ(tree("(a + b) + c"), "(arith (arith (path a) (term + (path b))) (term + (path c)))");
  EXPECT_EQ(tree("- -5"), "(negate (negate (number 5)))");
  EXPECT_EQ(tree("-a * b"), "(arith (negate (path a)) (term * (path b)))");
}

TEST(Parse, ChainsKeepTheParenthesesThatWereWritten) {
  EXPECT_EQ(tree("a and b and c"), "(and (path a) (path b) (path c))");
  EXPECT_EQ(tree("a and (b and c)"), "(and (path a) (and (path b) (path c)))");
  EXPECT_EQ(canonical("a and (b and c)"), "a and (b and c)");
  EXPECT_EQ(canonical("((a)) and ((b or c))"), "a and (b or c)");
}

TEST(Parse, WindowsAfterRowsAreTheirs) {
  EXPECT_EQ(tree("count of p within last 3 days > 1"),
            "(compare > (aggregate count (rows p (within day (number 3)))) (number 1))");
  EXPECT_EQ(tree("(last of t of p) within last 3 days"),
            "(in-window (aggregate last (path t) (rows p)) (within day (number 3)))");
  EXPECT_EQ(tree("birthday anniversary within next 30 days"),
            "(in-window :anniversary (path birthday) (within :next day (number 30)))");
  EXPECT_EQ(tree("f(x) on today"), "(in-window (call f (argument (path x))) (bounded on (instant today)))");
}

TEST(Parse, UnitsSinceAndUntil) {
  EXPECT_EQ(tree("days since last_order_at > 3"), "(compare > (elapsed day (path last_order_at)) (number 3))");
  EXPECT_EQ(tree("`days` since last_order_at"),
            "(in-window (path days) (bounded since (instant (of (path last_order_at)))))");
  EXPECT_EQ(tree("hours until (a)"), "(elapsed hour :until (path a))");
  EXPECT_EQ(tree("year of birthday = 2000"), "(compare = (call year (argument (path birthday))) (number 2000))");
  EXPECT_EQ(tree("year(birthday) = 2000"), tree("year of birthday = 2000"));
  EXPECT_EQ(canonical("weekday(birthday) = 1"), "weekday of birthday = 1");
}

TEST(Parse, LengthsOfTimeAndInstants) {
  EXPECT_EQ(tree("3 days"), "(duration 3 day)");
  EXPECT_EQ(tree("3 days ago"), "(at (instant (relative day (number 3))))");
  EXPECT_EQ(tree("1 hour from now"), "(at (instant (relative :future hour (number 1))))");
  EXPECT_EQ(tree("$n days ago"), "(at (instant (relative day (param n))))");
  EXPECT_EQ(canonical("x = 1 days"), "x = 1 day");
  EXPECT_EQ(canonical("x >= 2026-03-31T09:05:00+00:00"), "x >= 2026-03-31T09:05Z");
  EXPECT_EQ(canonical("x >= 2026-03-31T09:05:07-03:30"), "x >= 2026-03-31T09:05:07-03:30");
}

TEST(Parse, Literals) {
  EXPECT_EQ(tree("40%"), "(number 40 :percent)");
  EXPECT_EQ(tree("5.50 SAR"), "(number 5.50 SAR)");
  EXPECT_EQ(tree("000"), "(number 0)");
  EXPECT_EQ(tree("999999999999999999"), "(number 999999999999999999)");
  EXPECT_EQ(tree("9223372036854775808"), "number does not fit in 64 bits");
  EXPECT_EQ(std::get<ast::TextLit>(ParsedExpr(R"("a\"b\\c\n\t\r")").expr->node).value, "a\"b\\c\n\t\r");
  EXPECT_EQ(tree("x in (1, -2, \"a\", lost, 2026-01-01, 3 days, true,)"),
            "(in-list (path x) (list (number 1) (negate (number 2)) (text \"a\") (path lost) (at (instant 2026-1-1)) "
            "(duration 3 day) "
            "(bool :true)))");
  EXPECT_EQ(tree("x in (-\"a\")"), "found `\"a\"` where a number after `-` was expected");
}

TEST(Parse, CalendarDates) {
  EXPECT_EQ(tree("x = 2024-02-29"), "(compare = (path x) (at (instant 2024-2-29)))");
  for (const char* text : {"2023-02-29", "1900-02-29", "2026-04-31", "2026-00-10", "2026-01-00", "0000-01-01"}) {
    EXPECT_EQ(tree(text), "there is no day " + std::string(text));
  }
  EXPECT_EQ(tree("x = 2000-02-29"), "(compare = (path x) (at (instant 2000-2-29)))");
}

/// Every soft keyword is a name wherever one can stand; the others are names in back-quotes.
TEST(Parse, KeywordsAsNames) {
  for (const std::string word :
       {"text",  "day",      "days",       "week",        "month", "year",    "count", "sum",     "first",     "last",
        "share", "median",   "percentile", "ntile",       "key",   "list",    "set",   "map",     "segment",   "split",
        "test",  "priority", "language",   "timezone",    "live",  "manual",  "seed",  "columns", "case",      "entry",
        "match", "everyone", "common",     "anniversary", "min",   "max",     "avg",   "date",    "timestamp", "point",
        "money", "enum",     "ref",        "bool",        "int",   "decimal", "float"}) {
    SCOPED_TRACE(word);
    EXPECT_EQ(canonical(word + " = 1"), word + " = 1");
    EXPECT_EQ(canonical("x = " + word), "x = " + word);
    EXPECT_EQ(canonical("a." + word + "." + word + " in (" + word + ")"),
              "a." + word + "." + word + " in (" + word + ")");
    EXPECT_EQ(canonical("count of " + word + " > 1"), "count of " + word + " > 1");
    EXPECT_EQ(canonical("any " + word + ": " + word + " where (" + word + " = 1)"),
              "any " + word + ": " + word + " where (" + word + " = 1)");
    Parsed file("entity " + word + " key " + word + " { " + word + ": text = " + word + " }\nattribute " + word +
                " of " + word + " = " + word + "\nsegment " + word + "(" + word + ": int = 1) of " + word +
                " { where " + word + " = 1 }\n");
    EXPECT_NE(file.file, nullptr) << file.rendered();
  }
  EXPECT_EQ(canonical("`where` = `and`"), "`where` = `and`");
  EXPECT_EQ(canonical("`x` = `first name`"), "x = `first name`");
}

/// Where one declaration ends and the next begins, when both are made of words that are also names.
TEST(Parse, DeclarationsMadeOfSoftKeywords) {
  for (const char* text : {
           "attribute a of b = segment\nsegment segment of b {}",
           "attribute a of b = count of segment\nsegment count of b {}",
           "attribute a of b = most common segment of segment\nsplit segment of segment segment seed \"x\" { segment "
           "10% }",
           "attribute a of b = sum of first.segment of segment\npriority list priority of segment { segment, priority "
           "}",
           "define a of b = in segment segment\ntest \"t\" of segment as of now { expect segment in }",
           "define a of b = entered segment segment ever\nsegment test of b {}",
           "define a of b = did (x then segment) matching any\nsegment split of b {}",
           "relation segment has many segment = segment by segment\nsegment a of b {}",
           "extern segment(segment: set<ref segment>): set<money(SAR)>\ntest \"t\" of a as of now {}",
           "static segment segment of segment from \"x.csv\" key segment\nsnapshot segment segment of segment {}",
           "settings { week starts segment timezone \"UTC\" }\nsegment a of b { refresh live priority list }",
           "attribute a of b = at least 3 segment\n@test(segment) @segment segment a of b {}",
       }) {
    Parsed parsed{std::string(text)};
    ASSERT_NE(parsed.file, nullptr) << text << parsed.rendered();
    EXPECT_EQ(parsed.file->decls.size(), 2u) << text;
  }
}

TEST(Parse, DocAndComments) {
  Parsed parsed(
      "// file\n\n/// One.\n///   Two.\n@a\nsegment s of c { } // after\n\n/// not a doc\n\nsegment t of c { }\n");
  ASSERT_NE(parsed.file, nullptr) << parsed.rendered();
  EXPECT_EQ(parsed.file->decls[0].doc, "One.\n  Two.");
  EXPECT_EQ(parsed.file->decls[1].doc, "");
  ASSERT_EQ(parsed.file->comments.size(), 5u);
  EXPECT_TRUE(parsed.file->comments[1].doc);
  EXPECT_FALSE(parsed.file->comments[3].own_line);
}

TEST(Parse, SpansAreBytesOfTheSource) {
  const std::string text = "segment s of c { where name = \"日本\" and café_free = 1 }";
  Parsed bad(text);
  Parsed parsed("segment s of c { where name = \"日本\" and x = 1 }");
  ASSERT_NE(parsed.file, nullptr);
  const auto& segment = std::get<ast::Segment>(parsed.file->decls[0].node);
  const auto& terms = std::get<ast::And>(segment.where->node).terms;
  const auto at = [&](Span span) {
    return std::string(parsed.source->text().substr(span.begin, span.end - span.begin));
  };
  EXPECT_EQ(at(terms[0]->span), "name = \"日本\"");
  EXPECT_EQ(at(terms[1]->span), "x = 1");
  EXPECT_EQ(at(segment.where_span), "where name = \"日本\" and x = 1");
  EXPECT_EQ(at(parsed.file->decls[0].span), parsed.source->text());
}

TEST(Parse, OneMistakeDoesNotHideTheNext) {
  Parsed parsed(
      "segment a of c { where x = = 1 }\nsegment b of c { where y > > 2 and z = 'a' }\nentity e key k { a: txt\n b: "
      "int?\n c: lst }\n");
  EXPECT_EQ(parsed.file, nullptr);
  EXPECT_GE(parsed.sink.num_errors(), 5u);
}

TEST(Parse, NoTreeWhenThereAreErrors) {
  for (const char* text : {"segment a of c { where x == 1 }", "segment a of c { where x = 'y' }",
                           "segment a of c { where a and b or c }", "}"}) {
    Parsed parsed{std::string(text)};
    EXPECT_EQ(parsed.file, nullptr) << text;
  }
  EXPECT_NE(Parsed("").file, nullptr);
  EXPECT_NE(Parsed("\n  // only a comment\n").file, nullptr);
}

TEST(Parse, SegmentReferences) {
  const auto source = Parsed::make_source("slipping_away(days: 30)", "argument", {});
  Arena arena;
  diag::Sink sink;
  const ast::SegmentRef* ref = parse_segment_reference(*source, arena, sink, {});
  ASSERT_NE(ref, nullptr);
  EXPECT_EQ(ref->path.parts[0].text, "slipping_away");
  ASSERT_EQ(ref->arguments.size(), 1u);
  EXPECT_EQ(ref->arguments[0].name.text, "days");
  const auto bad = Parsed::make_source("a b", "argument", {});
  EXPECT_EQ(parse_segment_reference(*bad, arena, sink, {}), nullptr);
  EXPECT_EQ(parse_segment_reference(*Parsed::make_source("", "argument", {}), arena, sink, {}), nullptr);
}

}  // namespace
}  // namespace segql::syntax
