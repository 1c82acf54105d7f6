#include "compiler/diag/render.h"

#include <string>

#include <gtest/gtest.h>

namespace segql::diag {
namespace {

Diagnostic make(Span span, std::string hint = {}) {
  Diagnostic diagnostic;
  diagnostic.code = "E0102";
  diagnostic.span = span;
  diagnostic.message = "unknown field `contry` on customer";
  diagnostic.hint = std::move(hint);
  return diagnostic;
}

std::string show(const std::string& text, const Diagnostic& diagnostic, const RenderOptions& options = {}) {
  const Source source = Source::create(0, "vip.segql", text, {}).value();
  return render(
      diagnostic, [&](SourceId id) { return id == 0 ? &source : nullptr; }, options);
}

TEST(Render, AsTheManualShows) {
  EXPECT_EQ(show("segment vip\n  where x\n    and contry in (\"SA\")\n", make({30, 36}, "did you mean `country`?")),
            "error[E0102]: unknown field `contry` on customer\n"
            "  --> vip.segql:3:9\n"
            "   |\n"
            " 3 |     and contry in (\"SA\")\n"
            "   |         ^^^^^^ did you mean `country`?\n");
}

TEST(Render, NotesAndFixes) {
  Diagnostic diagnostic = make({0, 1});
  diagnostic.severity = Severity::kWarning;
  diagnostic.notes.push_back({0, {4, 5}, "declared here"});
  diagnostic.fixes.push_back({{0, 1}, "b", "rename it", true});
  diagnostic.fixes.push_back({{0, 1}, "", "remove it", false});
  EXPECT_EQ(show("a b\nc", diagnostic),
            "warning[E0102]: unknown field `contry` on customer\n"
            "  --> vip.segql:1:1\n"
            "   |\n"
            " 1 | a b\n"
            "   | ^\n"
            " 2 | c\n"
            "   | - declared here\n"
            "   = fix: rename it: b\n"
            "   = fix: remove it\n");
}

TEST(Render, QuotedTextIsNeverSentToTheTerminalAsItIs) {
  Diagnostic diagnostic = make({0, 1}, "hint \x1b[2J");
  diagnostic.message = "found \x1b]0;owned\a and \u202E";
  diagnostic.notes.push_back({0, {0, 1}, "note \n\x1b[2J"});
  diagnostic.fixes.push_back({{0, 1}, "\x1b[2J", "write \t", true});
  EXPECT_EQ(show("a", diagnostic),
            "error[E0102]: found <U+001B>]0;owned<U+0007> and <U+202E>\n"
            "  --> vip.segql:1:1\n"
            "   |\n"
            " 1 | a\n"
            "   | ^ hint <U+001B>[2J\n"
            " 1 | a\n"
            "   | - note <U+000A><U+001B>[2J\n"
            "   = fix: write <U+0009>: <U+001B>[2J\n");
}

TEST(Render, AFixTheHintHasSaidIsNotRepeated) {
  Diagnostic diagnostic = make({0, 1}, "did you mean `b`?");
  diagnostic.fixes.push_back({{0, 1}, "b", "write `b`", true});
  EXPECT_EQ(show("a", diagnostic).find("fix"), std::string::npos);
}

TEST(Render, TabsWideAndCombiningCharactersKeepTheCaretInPlace) {
  const std::string shown = show("\tx = \"日本\" e\u0301 bad", make({18, 21}));
  EXPECT_NE(shown.find(" 1 |     x = \"日本\" e\u0301 bad\n"
                       "   |                  ^^^\n"),
            std::string::npos)
      << shown;
}

TEST(Render, ControlCharactersAreSpeltOut) {
  const std::string shown = show("a \x1b[31m \u202e b", make({11, 12}));
  EXPECT_EQ(shown.find('\x1b'), std::string::npos);
  EXPECT_NE(shown.find("<U+001B>[31m <U+202E> b"), std::string::npos) << shown;
}

TEST(Render, SpansOfSeveralLinesEndWithTheirFirst) {
  EXPECT_NE(show("ab\ncd\n", make({1, 5})).find(" 1 | ab\n   |  ^\n"), std::string::npos);
}

TEST(Render, TheEndOfTheTextHasACaret) {
  EXPECT_NE(show("ab", make({2, 2})).find(" 1 | ab\n   |   ^\n"), std::string::npos);
  EXPECT_NE(show("", make({0, 0})).find(" 1 | \n   | ^\n"), std::string::npos);
}

TEST(Render, LongLinesAreCutAroundTheCaret) {
  std::string text(1'000'000, 'x');
  text.replace(500'000, 3, "bad");
  const std::string shown = show(text, make({500'000, 500'003}));
  EXPECT_LT(shown.size(), 600u);
  EXPECT_NE(shown.find("bad"), std::string::npos);
  const size_t line = shown.find(" 1 | ") + 5, marks = shown.find("   | ", line) + 5;
  EXPECT_EQ(shown.find("bad") - line, shown.find("^^^") - marks);
}

TEST(Render, WithoutASourceTheMessageIsEnough) {
  Diagnostic diagnostic = make({0, 1}, "a hint");
  diagnostic.source = 9;
  EXPECT_EQ(show("a", diagnostic), "error[E0102]: unknown field `contry` on customer\n  = a hint\n");
}

TEST(Render, ColorsAreOptional) {
  EXPECT_EQ(show("a", make({0, 1})).find('\x1b'), std::string::npos);
  EXPECT_NE(show("a", make({0, 1}), {.color = true}).find("\x1b[1;31m"), std::string::npos);
}

TEST(Render, SeveralWithABlankLineBetween) {
  const Source source = Source::create(0, "a", "x", {}).value();
  const std::string all = render({make({0, 1}), make({0, 1})}, [&](SourceId) { return &source; });
  EXPECT_NE(all.find("^\n\nerror"), std::string::npos);
}

}  // namespace
}  // namespace segql::diag
