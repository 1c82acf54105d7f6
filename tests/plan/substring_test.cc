/// SubstringSearch against std::string_view::find, and in linear time where texts repeat themselves.
#include "compiler/plan/substring.h"

#include <chrono>
#include <random>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace segql::plan {
namespace {

/// All places, by jumps of one byte after each.
std::vector<uint64_t> places(std::string_view pattern, std::string_view text) {
  SubstringSearch search(pattern, text);
  std::vector<uint64_t> found;
  for (uint64_t at = search.find(0); at < text.size(); at = search.find(at + 1)) found.push_back(at);
  return found;
}

std::vector<uint64_t> expected(std::string_view pattern, std::string_view text) {
  std::vector<uint64_t> found;
  for (size_t at = text.find(pattern); at != std::string_view::npos; at = text.find(pattern, at + 1)) {
    found.push_back(at);
  }
  return found;
}

TEST(SubstringSearch, FindsWhatTheObviousLoopFinds) {
  std::mt19937_64 random(7);
  const auto text_of = [&](size_t size, size_t letters) {
    std::string text(size, ' ');
    for (char& byte : text) byte = static_cast<char>('a' + random() % letters);
    return text;
  };
  for (int round = 0; round < 3000; ++round) {
    const size_t letters = 1 + random() % 6;
    const std::string text = text_of(random() % 400, letters), pattern = text_of(1 + random() % 9, letters);
    ASSERT_EQ(places(pattern, text), expected(pattern, text)) << pattern << " in " << text;
  }
}

TEST(SubstringSearch, FindsAtEveryPlaceOfABlock) {
  const std::string pattern = "x99@y";
  for (size_t size = pattern.size(); size < 300; ++size) {
    for (size_t at = 0; at + pattern.size() <= size; ++at) {
      std::string text(size, '-');
      text.replace(at, pattern.size(), pattern);
      ASSERT_EQ(places(pattern, text), std::vector<uint64_t>{at}) << size;
    }
  }
}

TEST(SubstringSearch, BytesAboveAsciiAndZero) {
  const std::string text = std::string("\0\xC3\xB6\0\xFF\xC3\xB6", 7) + std::string(200, '\xFF') + "\xC3\xB6";
  EXPECT_EQ(places("\xC3\xB6", text), expected("\xC3\xB6", text));
  EXPECT_EQ(places(std::string_view("\0", 1), text), expected(std::string_view("\0", 1), text));
}

TEST(SubstringSearch, RepetitiveTextsTakeLinearTime) {
  const std::string text(8 << 20, 'a');
  const auto start = std::chrono::steady_clock::now();
  for (const size_t length : {2, 100, 100'000}) {
    // Both rare bytes stand nearly everywhere, and the pattern nowhere.
    std::string pattern(length, 'a');
    pattern[length / 2] = 'b';
    EXPECT_TRUE(places(pattern, text).empty());
    pattern = std::string(length, 'a') + "b" + std::string(length, 'a');
    EXPECT_TRUE(places(pattern, text).empty());
  }
  const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  EXPECT_LT(seconds, 10);  // quadratic time is hours
}

/// What the sample of the text says of its bytes is wrong for the rest of it.
TEST(SubstringSearch, MisledBySampleItStaysLinear) {
  const std::string text = std::string(20'000, 'x') + std::string(8 << 20, 'a');
  std::string pattern(50'000, 'a');
  pattern[25'000] = 'x';
  const auto start = std::chrono::steady_clock::now();
  EXPECT_TRUE(places(pattern, text).empty());
  EXPECT_LT(std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count(), 10);
}

}  // namespace
}  // namespace segql::plan
