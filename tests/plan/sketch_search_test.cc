/// SketchSearch: every place where a pattern stands is found, at every alignment, whatever the texts are.
#include "compiler/plan/sketch_search.h"

#include <algorithm>
#include <random>
#include <string>

#include <gtest/gtest.h>

#include "compiler/plan/text_predicate.h"
#include "runtime/table/dictionary.h"

namespace segql::plan {
namespace {

/// The places in [begin, end) where the pattern may stand and does; none that does is left out.
void expect_all_found(std::string_view text, std::string_view pattern, uint64_t begin, uint64_t end) {
  const runtime::TextSketch sketch(text);
  const SketchSearch search(pattern, sketch, text.size());
  std::vector<uint64_t> places;
  if (!search.find(begin, end, places)) return;
  EXPECT_TRUE(std::is_sorted(places.begin(), places.end()));
  for (const uint64_t place : places) EXPECT_TRUE(place >= begin && place < end);
  for (uint64_t place = begin; place < end; ++place) {
    if (text.compare(place, pattern.size(), pattern) != 0) continue;
    EXPECT_TRUE(std::binary_search(places.begin(), places.end(), place)) << pattern << " at " << place;
  }
}

TEST(SketchSearch, FindsAtEveryPlace) {
  const std::string pattern = "99@gmail";
  for (size_t size = pattern.size(); size < 700; size += 7) {
    for (size_t at = 0; at + pattern.size() <= size; at += 1 + at % 3) {
      std::string text;
      while (text.size() < size) text += "nora." + std::to_string(text.size()) + "@";
      text.resize(size);
      text.replace(at, pattern.size(), pattern);
      expect_all_found(text, pattern, 0, size - pattern.size() + 1);
    }
  }
}

TEST(SketchSearch, RandomTextsAndPatterns) {
  std::mt19937_64 random(11);
  const auto text_of = [&](size_t size, size_t letters) {
    std::string text(size, ' ');
    for (char& byte : text) byte = static_cast<char>(random() % letters * 7 + 3);
    return text;
  };
  for (int round = 0; round < 500; ++round) {
    const size_t letters = 2 + random() % 60;
    std::string text = text_of(200 + random() % 3000, letters);
    const std::string pattern = text_of(SketchSearch::kLeastPattern + random() % 80, letters);
    if (pattern.size() > text.size()) continue;
    for (int i = 0; i < 5; ++i) text.replace(random() % (text.size() - pattern.size() + 1), pattern.size(), pattern);
    const uint64_t last = text.size() - pattern.size() + 1, begin = random() % last;
    expect_all_found(text, pattern, begin, begin + random() % (last - begin + 1));
  }
}

TEST(SketchSearch, GivesUpWhereEveryPlaceMayBeOne) {
  const std::string text(100'000, 'a');
  const runtime::TextSketch sketch(text);
  std::vector<uint64_t> places;
  EXPECT_FALSE(SketchSearch("aaaaaaaa", sketch, text.size()).find(0, text.size() - 7, places));
  EXPECT_LT(places.size(), text.size() / 16);
}

/// Whole dictionaries, large enough for a sketch: as one text at a time says.
TEST(SketchSearch, DictionariesAreSearchedByIt) {
  runtime::Dictionary dictionary;
  std::mt19937_64 random(3);
  for (int i = 0; i < 70'000; ++i) {
    static const char* const kHosts[] = {"gmail.com", "hotmail.com", "example.org"};
    dictionary.add("user." + std::to_string(random() % 1'000'000) + "@" + kHosts[random() % 3]);
  }
  dictionary.add("short");
  dictionary.add("");
  dictionary.add("@gmail.comuser");
  ASSERT_EQ(dictionary.sketch(), nullptr);
  dictionary.make_sketch();
  ASSERT_NE(dictionary.sketch(), nullptr);
  for (const char* pattern : {"99@gmail", "@gmail.com", "@gmail.comuser", ".comuser.9", "short", "user.12345", "77@ho",
                              "nobody has this", "er.1", "000000@"}) {
    CodeSet set = empty_code_set(dictionary);
    ASSERT_TRUE(select_texts(dictionary, hir::TextOp::kContains, pattern, false, size_t{8} << 20, 2, set));
    for (uint32_t code = 0; code < dictionary.size(); ++code) {
      const bool is_in = ((set.words[code / 64] >> (code % 64)) & 1) != 0;
      ASSERT_EQ(is_in, dictionary.text(code).find(pattern) != std::string_view::npos) << dictionary.text(code);
    }
  }
  dictionary.add("one more");
  EXPECT_EQ(dictionary.sketch(), nullptr);
}

}  // namespace
}  // namespace segql::plan
