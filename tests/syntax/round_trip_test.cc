/// Printing and parsing undo each other: for random programs, for the examples, and wherever comments stand.
#include <algorithm>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "tests/golden/golden.h"
#include "tests/syntax/generator.h"
#include "tests/syntax/parsed.h"

namespace segql::syntax {
namespace {

/// parse(print(x)) equals x, and printing that again changes nothing.
void expect_round_trip(const ast::File& file) {
  const std::string text = print(file);
  Parsed again(text);
  ASSERT_NE(again.file, nullptr) << again.rendered() << text;
  ASSERT_TRUE(equal(file, *again.file)) << text << dump(file) << dump(*again.file);
  ASSERT_EQ(print(*again.file), text);
}

TEST(RoundTrip, RandomPrograms) {
  for (uint64_t seed = 0; seed < 3000; ++seed) {
    Arena arena;
    SCOPED_TRACE(seed);
    expect_round_trip(*Generator(seed, arena).file());
    if (::testing::Test::HasFatalFailure()) return;
  }
}

TEST(RoundTrip, RandomExpressions) {
  for (uint64_t seed = 0; seed < 5000; ++seed) {
    Arena arena;
    const ast::ExprRef expr = Generator(seed, arena, 6).expr();
    const std::string text = print(*expr);
    ParsedExpr again(text);
    ASSERT_NE(again.expr, nullptr) << text << again.sink.diagnostics()[0].message;
    ASSERT_TRUE(equal(*expr, *again.expr)) << text << "\n" << dump(*expr) << dump(*again.expr);
    ASSERT_EQ(print(*again.expr), text);
  }
}

TEST(RoundTrip, NoLineEndsInSpaces) {
  for (uint64_t seed = 0; seed < 300; ++seed) {
    Arena arena;
    const std::string text = print(*Generator(seed, arena).file());
    EXPECT_EQ(text.find(" \n"), std::string::npos) << text;
    EXPECT_TRUE(text.ends_with('\n'));
  }
}

TEST(RoundTrip, Examples) {
  for (const auto& path : golden::files(golden::folder("syntax"), ".segql")) {
    if (path.stem() == "bad") continue;
    SCOPED_TRACE(path);
    Parsed parsed(golden::read_file(path), path.filename());
    ASSERT_NE(parsed.file, nullptr) << parsed.rendered();
    expect_round_trip(*parsed.file);
    golden::expect(std::filesystem::path(path).replace_extension(".formatted"), print(*parsed.file));
    golden::expect(std::filesystem::path(path).replace_extension(".ast"), dump(*parsed.file));
  }
}

/// Comments thrown between the tokens of the examples: none is lost, the tree is the same, and formatting settles at
/// once.
TEST(RoundTrip, CommentsAnywhere) {
  for (const auto& path : golden::files(golden::folder("syntax"), ".segql")) {
    if (path.stem() == "bad") continue;
    const std::string text = golden::read_file(path);
    Parsed plain(text);
    ASSERT_NE(plain.file, nullptr);
    for (uint64_t seed = 0; seed < 60; ++seed) {
      SCOPED_TRACE(path.string() + " " + std::to_string(seed));
      Arena arena;
      Generator random(seed, arena);
      std::string commented;
      bool in_text = false, in_comment = false;
      for (size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '\n') in_comment = false;
        if (text.substr(i, 2) == "//" && !in_text) in_comment = true;
        if (text[i] == '"' && !in_comment) in_text = !in_text;
        commented += text[i];
        if ((text[i] != ' ' && text[i] != '\n') || in_text || in_comment || !random.chance(7)) continue;
        constexpr std::string_view kComments[] = {"// note\n",         "/* block */",
                                                  "\n  // own line\n", "/* two\n   lines */\n",
                                                  "\n\n// apart\n\n",  "\n/* alone */\n"};
        commented += kComments[random.below(std::size(kComments))];
      }
      Parsed parsed(commented);
      ASSERT_NE(parsed.file, nullptr) << parsed.rendered() << commented;
      const std::string once = print(*parsed.file);
      Parsed again(once);
      ASSERT_NE(again.file, nullptr) << again.rendered() << once;
      // A comment between `///` lines and their declaration takes the lines away from it; everything else stays.
      ASSERT_EQ(again.file->comments.size(), parsed.file->comments.size()) << commented << "\n-----\n" << once;
      ASSERT_TRUE(equal(*parsed.file, *again.file)) << commented << "\n-----\n" << once;
      ASSERT_EQ(print(*again.file), once) << commented;
    }
  }
}

}  // namespace
}  // namespace segql::syntax
