#include "compiler/diag/sink.h"

#include <map>
#include <string>

#include <gtest/gtest.h>

#include "compiler/diag/diagnostics.h"

namespace segql::diag {
namespace {

TEST(Sink, FormatsAndSorts) {
  Sink sink;
  sink.report(1, {5, 6}, WholeNumber, "`take`", 1);
  sink.report(0, {9, 10}, MixedAndOr);
  sink.report(0, {2, 3}, UnclosedBracket, "(").notes.push_back({0, {4, 5}, "here"});
  EXPECT_TRUE(sink.has_errors());
  EXPECT_EQ(sink.num_errors(), 3u);
  const auto all = sink.take_sorted();
  ASSERT_EQ(all.size(), 3u);
  EXPECT_EQ(all[0].message, "`(` is never closed");
  EXPECT_EQ(all[0].notes.size(), 1u);
  EXPECT_EQ(all[1].code, "E0210");
  EXPECT_EQ(all[2].message, "`take` takes a whole number of at least 1");
}

TEST(Sink, WarningsAreNoErrors) {
  Sink sink;
  sink.report(0, {0, 1}, BidiControl, "U+202E");
  EXPECT_FALSE(sink.has_errors());
  EXPECT_EQ(sink.diagnostics().size(), 1u);
}

TEST(Sink, PastTheLimitTheyAreCounted) {
  Limits limits;
  limits.diagnostics = 2;
  Sink sink(limits);
  for (uint32_t i = 0; i < 5; ++i) sink.report(0, {i, i}, MixedAndOr).fixes.push_back({});
  EXPECT_EQ(sink.diagnostics().size(), 2u);
  EXPECT_EQ(sink.num_errors(), 5u);
  const auto all = sink.take_sorted();
  ASSERT_EQ(all.size(), 3u);
  EXPECT_EQ(all[2].code, "E0100");
  EXPECT_EQ(all[2].severity, Severity::kInfo);
  EXPECT_EQ(all[2].message, "3 more are not shown");
}

TEST(Sink, OneTakesAllOfAnother) {
  Limits limits;
  limits.diagnostics = 3;
  Sink whole(limits), first(limits), second(limits);
  for (uint32_t i = 0; i < 4; ++i) {
    for (Sink* sink : {&whole, i < 2 ? &first : &second}) {
      sink->report(0, {i, i}, MixedAndOr);
      for (uint32_t j = 0; j < i; ++j) sink->report(0, {i, i + 1}, BidiControl, "U+202E");
    }
  }
  first.add_all(std::move(second));
  EXPECT_EQ(first.num_errors(), whole.num_errors());
  EXPECT_EQ(first.num_warnings(), whole.num_warnings());
  const auto expected = whole.take_sorted(), all = first.take_sorted();
  ASSERT_EQ(all.size(), expected.size());
  for (size_t i = 0; i < all.size(); ++i) {
    EXPECT_EQ(all[i].code, expected[i].code) << i;
    EXPECT_EQ(all[i].message, expected[i].message) << i;
    EXPECT_EQ(all[i].span, expected[i].span) << i;
  }
}

TEST(Sink, WarningsNeverHideAnError) {
  Limits limits;
  limits.diagnostics = 2;
  Sink sink(limits);
  for (uint32_t i = 0; i < 5; ++i) sink.report(0, {i, i + 1}, BidiControl, "U+202E");
  sink.report(0, {9, 10}, MixedAndOr);
  const auto all = sink.take_sorted();
  ASSERT_EQ(all.size(), 4u);
  EXPECT_EQ(all[2].code, "E0210");
  EXPECT_EQ(all[3].message, "3 more are not shown");
}

TEST(Templates, ArgumentsMayHoldBraces) {
  EXPECT_EQ(format_template("{0} and {1}, {0}", {"{1}", "b"}), "{1} and b, {1}");
  EXPECT_EQ(format_template("{", {}), "{");
  EXPECT_EQ(format_template("{9}", {}), "");
}

/// The style of every message, and that a code means one file's kind of thing.
TEST(Table, MessagesFollowTheStyle) {
  std::map<std::string, std::string> file_of_code;
  const auto check = [&](const std::string& file, const std::string& code, const std::string& text,
                         const std::string& hint) {
    SCOPED_TRACE(code + " " + text);
    EXPECT_EQ(file_of_code.try_emplace(code, file).first->second, file) << "a code belongs to one table";
    EXPECT_FALSE(text.empty());
    EXPECT_FALSE(text.ends_with('.') && !text.ends_with("..."));
    EXPECT_FALSE(hint.ends_with('.') && !hint.ends_with("..."));
    EXPECT_FALSE(text[0] >= 'A' && text[0] <= 'Z');
    size_t quotes = 0;
    for (const char c : text + hint) quotes += c == '`';
    EXPECT_EQ(quotes % 2, 0u) << "back-quotes come in pairs";
  };
#define SEGQL_DIAG(name, code, severity, text, hint, ...) check(file, code, text, hint);
  std::string file = "syntax.def";
#include "compiler/diag/syntax.def"
  file = "check.def";
#include "compiler/diag/check.def"
  file = "lint.def";
#include "compiler/diag/lint.def"
#undef SEGQL_DIAG
}

}  // namespace
}  // namespace segql::diag
