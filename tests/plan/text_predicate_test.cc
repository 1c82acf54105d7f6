/// Text predicates over dictionaries against the obvious loop, and simple case folding by example.
#include "compiler/plan/text_predicate.h"

#include <atomic>
#include <chrono>
#include <random>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "base/cancel.h"
#include "compiler/plan/make.h"

namespace segql::plan {
namespace {

constexpr size_t kMemory = size_t{8} << 20;

bool has_code(const CodeSet& set, uint32_t code) { return ((set.words.at(code / 64) >> (code % 64)) & 1) != 0; }

bool passes(hir::TextOp op, std::string_view pattern, std::string_view text, bool ignore_case) {
  runtime::Dictionary dictionary;
  dictionary.add(text);
  CodeSet set = empty_code_set(dictionary);
  EXPECT_TRUE(select_texts(dictionary, op, pattern, ignore_case, kMemory, 2, set));
  return has_code(set, 0);
}

TEST(TextPredicate, AgreesWithTheObviousLoop) {
  std::mt19937_64 random(5);
  const auto word = [&](size_t longest) {
    std::string text;
    for (size_t n = random() % (longest + 1); n > 0; --n) text += "ab"[random() % 2];
    return text;
  };
  for (int round = 0; round < 300; ++round) {
    runtime::Dictionary dictionary;
    for (int i = 0; i < 40; ++i) dictionary.add(word(6));
    const std::string pattern = word(3);
    for (const hir::TextOp op : {hir::TextOp::kContains, hir::TextOp::kStartsWith, hir::TextOp::kEndsWith}) {
      CodeSet set = empty_code_set(dictionary);
      ASSERT_TRUE(select_texts(dictionary, op, pattern, false, kMemory, 2, set));
      CodeSet folded = empty_code_set(dictionary);
      ASSERT_TRUE(select_texts(dictionary, op, pattern, true, kMemory, 2, folded));
      uint64_t count = 0;
      for (uint32_t code = 0; code < dictionary.size(); ++code) {
        const std::string_view text = dictionary.text(code);
        const bool expected = op == hir::TextOp::kContains     ? text.find(pattern) != std::string_view::npos
                              : op == hir::TextOp::kStartsWith ? text.starts_with(pattern)
                                                               : text.ends_with(pattern);
        ASSERT_EQ(has_code(set, code), expected) << text << " / " << pattern;
        ASSERT_EQ(has_code(folded, code), expected) << text << " / " << pattern;  // all lower case
        count += expected ? 1 : 0;
      }
      EXPECT_EQ(set.count, count);
    }
  }
}

/// Large dictionaries are looked at in parts, by several threads.
TEST(TextPredicate, PartsAreSeamless) {
  runtime::Dictionary dictionary;
  for (uint32_t i = 0; i < 200'001; ++i)
    dictionary.add("user" + std::to_string(i) + (i % 3 == 0 ? "@a.com" : "@b.org"));
  const std::pair<hir::TextOp, const char*> tests[] = {{hir::TextOp::kContains, "99@a"},
                                                       {hir::TextOp::kStartsWith, "user65"},
                                                       {hir::TextOp::kEndsWith, "6@b.org"},
                                                       {hir::TextOp::kMatches, "r1.*5@"}};
  for (const auto& [op, pattern] : tests) {
    CodeSet alone = empty_code_set(dictionary), together = empty_code_set(dictionary);
    ASSERT_TRUE(select_texts(dictionary, op, pattern, false, kMemory, 1, alone));
    ASSERT_TRUE(select_texts(dictionary, op, pattern, false, kMemory, 4, together));
    uint64_t count = 0;
    for (uint32_t code = 0; code < dictionary.size(); ++code) {
      const std::string_view text = dictionary.text(code);
      const bool expected = op == hir::TextOp::kContains     ? text.find(pattern) != std::string_view::npos
                            : op == hir::TextOp::kStartsWith ? text.starts_with(pattern)
                            : op == hir::TextOp::kEndsWith
                                ? text.ends_with(pattern)
                                : text[4] == '1' && text.find("5@") != std::string_view::npos;
      ASSERT_EQ(has_code(alone, code), expected) << text << " / " << pattern;
      count += expected ? 1 : 0;
    }
    EXPECT_EQ(alone.words, together.words) << pattern;
    EXPECT_EQ(together.count, count) << pattern;
  }
}

TEST(TextPredicate, ContainsDoesNotMatchAcrossTexts) {
  runtime::Dictionary dictionary;
  for (const char* text : {"ab", "ca", "bc", ""}) dictionary.add(text);
  CodeSet set = empty_code_set(dictionary);
  ASSERT_TRUE(select_texts(dictionary, hir::TextOp::kContains, "bc", false, kMemory, 2,
                           set));  // "ab" + "ca" has "bc" in the heap
  EXPECT_EQ(set.count, 1u);
  EXPECT_TRUE(has_code(set, 2));
}

// Every place of the text begins like the pattern. Comparing there takes minutes; memmem takes milliseconds.
TEST(TextPredicate, LongPatternsInRepetitiveTextsAreFast) {
  runtime::Dictionary dictionary;
  const std::string text(size_t{8} << 20, 'a');
  dictionary.add(text);
  dictionary.add(text.substr(0, 999'999) + "b");
  const auto start = std::chrono::steady_clock::now();
  CodeSet set = empty_code_set(dictionary);
  ASSERT_TRUE(select_texts(dictionary, hir::TextOp::kContains, text.substr(0, 400'000) + "b", false, kMemory, 2, set));
  EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(5));
  EXPECT_EQ(set.count, 1u);
  EXPECT_TRUE(has_code(set, 1));
}

TEST(TextPredicate, EmptyPatternsAndEmptyDictionaries) {
  EXPECT_TRUE(passes(hir::TextOp::kContains, "", "", false));
  EXPECT_TRUE(passes(hir::TextOp::kEndsWith, "", "x", true));
  EXPECT_TRUE(passes(hir::TextOp::kMatches, "", "x", false));
  const runtime::Dictionary none;
  CodeSet set = empty_code_set(none);
  EXPECT_TRUE(select_texts(none, hir::TextOp::kContains, "a", false, kMemory, 2, set));
  EXPECT_EQ(set.count, 0u);
}

TEST(TextPredicate, SimpleCaseFolding) {
  const auto contains = [](const char* text, const char* pattern) {
    return passes(hir::TextOp::kContains, pattern, text, true);
  };
  EXPECT_TRUE(contains("RIYADH", "riyadh"));
  EXPECT_TRUE(contains("łódź", "ŁÓDŹ"));
  EXPECT_TRUE(contains("ΟΔΟΣ", "οδος"));           // Σ, σ and ς fold to one
  EXPECT_TRUE(contains("\u212A", "k"));            // the Kelvin sign
  EXPECT_TRUE(contains("\u017F", "S"));            // long s
  EXPECT_TRUE(contains("\u1E9E", "ß"));            // capital sharp s
  EXPECT_FALSE(contains("STRASSE", "straße"));     // simple folding keeps lengths
  EXPECT_FALSE(contains("İstanbul", "istanbul"));  // no locale: dotted capital I is itself
  EXPECT_TRUE(contains("a.B", "A.b"));
  EXPECT_FALSE(contains("axb", "A.B"));  // the pattern is no expression
  EXPECT_TRUE(contains("[x](y)\\z", "[X](Y)\\Z"));
  EXPECT_TRUE(passes(hir::TextOp::kEndsWith, "\n", "x\n", true));
  EXPECT_FALSE(passes(hir::TextOp::kEndsWith, "x", "X\n", true));  // the end is the end, not before a line break
  EXPECT_FALSE(passes(hir::TextOp::kStartsWith, "b", "a\nb", true));
}

TEST(TextPredicate, MatchesIsUnanchoredAndBounded) {
  EXPECT_TRUE(passes(hir::TextOp::kMatches, "o+", "foo", false));
  EXPECT_FALSE(passes(hir::TextOp::kMatches, "^o+", "foo", false));
  runtime::Dictionary dictionary;
  dictionary.add("x");
  CodeSet set = empty_code_set(dictionary);
  EXPECT_FALSE(select_texts(dictionary, hir::TextOp::kMatches, "((a{100}){100}){10}", false, 4096, 2, set));
}

TEST(TextPredicate, OrderIsByCodePoint) {
  runtime::Dictionary dictionary;
  const std::vector<std::string> texts = {"", "A", "Z", "a", "z", "é", "ﬀ", "😀"};  // ascending code points
  for (const std::string& text : texts) dictionary.add(text);
  for (uint32_t pivot = 0; pivot < texts.size(); ++pivot) {
    CodeSet less = empty_code_set(dictionary), at_least = empty_code_set(dictionary);
    ASSERT_TRUE(select_ordered(dictionary, hir::CompareOp::kLess, texts[pivot], 2, less));
    ASSERT_TRUE(select_ordered(dictionary, hir::CompareOp::kGreaterEqual, texts[pivot], 2, at_least));
    for (uint32_t code = 0; code < texts.size(); ++code) {
      EXPECT_EQ(has_code(less, code), code < pivot);
      EXPECT_EQ(has_code(at_least, code), code >= pivot);
    }
  }
}

TEST(TextPredicate, TheCheapestForm) {
  runtime::Dictionary dictionary;
  for (int i = 0; i < 200; ++i) dictionary.add(std::to_string(i));
  const auto form = [&](std::vector<uint32_t> codes) {
    Scan scan;
    CodeSet set = empty_code_set(dictionary);
    for (const uint32_t code : codes) add_code(set, code);
    const ExprRef value = make_value(scan, Repr::kInt, true, Missing{}, 0);
    return make_code_in(scan, value, set)->node.index();
  };
  const auto index_of = [](const auto& node) { return decltype(Expr::node)(node).index(); };
  std::vector<uint32_t> all(200);
  for (uint32_t i = 0; i < 200; ++i) all[i] = i;
  EXPECT_EQ(form({}), index_of(Literal{}));
  EXPECT_EQ(form({7}), index_of(Range{}));
  EXPECT_EQ(form({63, 64, 65}), index_of(Range{}));
  EXPECT_EQ(form({0, 199}), index_of(CodeIn{}));
  EXPECT_EQ(form(all), index_of(Not{}));  // is present
}

TEST(TextPredicate, EndsWhenItIsCancelled) {
  runtime::Dictionary dictionary;
  for (int i = 0; i < 20'000; ++i) dictionary.add("text " + std::to_string(i));
  const std::atomic<bool> cancelled{true};
  const CancelScope scope({&cancelled});
  CodeSet set = empty_code_set(dictionary);
  for (const hir::TextOp op : {hir::TextOp::kContains, hir::TextOp::kMatches}) {
    const Status selected = select_texts(dictionary, op, "1", false, kMemory, 2, set);
    ASSERT_FALSE(selected.ok());
    EXPECT_EQ(selected.error().code, ErrorCode::kCancelled);
  }
  EXPECT_EQ(select_ordered(dictionary, hir::CompareOp::kLess, "text 5", 2, set).error().code, ErrorCode::kCancelled);
}

}  // namespace
}  // namespace segql::plan
