/// Texts made to break parsers: each gets an error or an answer, quickly, on a small stack.
#include <chrono>
#include <functional>
#include <iterator>
#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <pthread.h>

#include "tests/syntax/parsed.h"

namespace segql::syntax {
namespace {

std::string repeat(std::string_view part, size_t times) {
  std::string result;
  result.reserve(part.size() * times);
  for (size_t i = 0; i < times; ++i) result += part;
  return result;
}

std::string where(const std::string& condition) { return "segment a of customer { where " + condition + " }"; }

/// Parses on a stack of one megabyte, as a host's worker thread may have; a sanitizer's frames are several times
/// larger.
std::string codes_of(const std::string& text) {
  struct Job {
    const std::string& text;
    std::string codes;
  } job{text, {}};
  pthread_attr_t attributes;
  pthread_attr_init(&attributes);
  pthread_attr_setstacksize(&attributes, size_t{SEGQL_SANITIZED != 0 ? 8 : 1} << 20);
  pthread_t thread;
  const auto run = [](void* argument) -> void* {
    auto* it = static_cast<Job*>(argument);
    Parsed parsed(it->text);
    it->codes = parsed.codes();
    if (it->codes.size() > 5) it->codes.resize(5);
    if ((parsed.file == nullptr) != parsed.sink.has_errors()) it->codes = "a tree and errors";
    parsed.rendered();
    return nullptr;
  };
  EXPECT_EQ(pthread_create(&thread, &attributes, run, &job), 0);
  pthread_join(thread, nullptr);
  pthread_attr_destroy(&attributes);
  return job.codes;
}

TEST(Hostile, DeepNesting) {
  constexpr size_t kMany = 100'000;
  EXPECT_EQ(codes_of(where(repeat("(", kMany) + "a" + repeat(")", kMany))), "E0101");
  EXPECT_EQ(codes_of(where(repeat("(", kMany))), "E0101");
  EXPECT_EQ(codes_of(where(repeat("not ", kMany) + "a")), "E0101");
  EXPECT_EQ(codes_of(where("x > " + repeat("-", kMany) + "1")), "E0101");
  EXPECT_EQ(codes_of(where("x > " + repeat("- ", kMany) + "1")), "E0101");
  EXPECT_EQ(codes_of(where(repeat("all of { ", kMany))), "E0101");
  EXPECT_EQ(codes_of(where(repeat("any a where ( ", kMany))), "E0101");
  EXPECT_EQ(codes_of(where(repeat("f(", kMany) + repeat(")", kMany))), "E0101");
  EXPECT_EQ(codes_of("extern f(x: " + repeat("set<", kMany) + "int" + repeat(">", kMany) + "): int"), "E0101");
  EXPECT_EQ(codes_of("entity e key k { x: " + repeat("map<text, ", kMany) + "}"), "E0101");
  // Prefix words that take an operand do not nest without brackets.
  EXPECT_EQ(codes_of(where(repeat("days since ", kMany))), "E0110");
  EXPECT_EQ(codes_of(where(repeat("ntile 5 of ", kMany))), "E0110");
  EXPECT_EQ(codes_of(where(repeat("any of ", kMany))), "E0110");
  EXPECT_EQ(codes_of(where(repeat("count of ", kMany))), "E0110");
}

TEST(Hostile, NestingUpToTheLimitWorks) {
  EXPECT_EQ(codes_of(where(repeat("(", 199) + "a" + repeat(")", 199))), "");
  EXPECT_EQ(codes_of(where(repeat("not ", 199) + "a")), "");
  EXPECT_EQ(codes_of(where(repeat("any a where (", 199) + "x" + repeat(")", 199))), "");
  EXPECT_EQ(codes_of(where(repeat("all of {", 199) + "x" + repeat("}", 199))), "");
  EXPECT_EQ(codes_of("extern f(x: " + repeat("set<", 190) + "int" + repeat(">", 190) + "): int"), "");
}

/// Parsers are used again: what one met before must not be seen in what it says.
TEST(Hostile, AParserForgetsWhatItMet) {
  const std::string deep = "extern f(x: " + repeat("set<", 5'000) + "int" + repeat(">", 5'000) + "): int";
  const std::string texts[] = {
      where("a > 1 and b in (1, 2) or c"),  // mixed: a mistake that the tree builder finds
      where("a > 1 and any x within last 3 days where (b = 2)"),
      where("a > "),
      deep,
      where(repeat("a > and ", 40) + "b"),  // more mistakes than anybody reads
      where("any of { a, b, not c } and d between 1 and 2"),
      "segment a of b { where c",
      where("a > 1 b < 2"),
  };
  std::vector<std::string> alone;
  for (const std::string& text : texts) alone.push_back(Parsed(text).rendered());
  for (size_t first = 0; first < std::size(texts); ++first) {
    for (size_t second = 0; second < std::size(texts); ++second) {
      EXPECT_EQ(Parsed(texts[first]).rendered(), alone[first]);
      EXPECT_EQ(Parsed(texts[second]).rendered(), alone[second]) << texts[first];
    }
  }
  EXPECT_EQ(codes_of(deep), "E0101");
  EXPECT_EQ(codes_of(texts[1]), "");
}

TEST(Hostile, LongChains) {
  for (const char* op : {" and ", " or "}) {
    EXPECT_EQ(codes_of(where("x = 1" + repeat(std::string(op) + "x = 1", 10'000))), "");
  }
  for (const char* op : {" + ", " - ", " * ", " / "})
    EXPECT_EQ(codes_of(where("x > y" + repeat(std::string(op) + "y", 10'000))), "");
  EXPECT_EQ(codes_of(where("a" + repeat(".a", 10'000))), "");
}

TEST(Hostile, ManyLiterals) {
  std::string list = "x in (0";
  for (int i = 1; i < 300'000; ++i) list += ", \"id-" + std::to_string(i) + "\"";
  const auto start = std::chrono::steady_clock::now();
  EXPECT_EQ(codes_of(where(list + ")")), "");
  EXPECT_LT(std::chrono::steady_clock::now() - start,
            std::chrono::seconds(30));  // half a second when nothing else runs
  EXPECT_EQ(codes_of(where("x in (" + repeat("1,", 1'000'001) + "1)")), "E0140");
}

TEST(Hostile, LimitsAreOptions) {
  Limits limits;
  limits.list_items = 3;
  EXPECT_EQ(Parsed(where("x in (1, 2, 3)"), "a", limits).codes(), "");
  EXPECT_EQ(Parsed(where("x in (1, 2, 3, 4)"), "a", limits).codes(), "E0140");
  limits = {};
  limits.nesting = 2;
  EXPECT_EQ(Parsed(where("(a)"), "a", limits).codes(), "");
  EXPECT_EQ(Parsed(where("((a))"), "a", limits).codes(), "E0101");
  limits = {};
  limits.declaration_words = 9;
  EXPECT_EQ(Parsed(where("a = b"), "a", limits).codes(), "E0141");
}

TEST(Hostile, Unterminated) {
  EXPECT_EQ(codes_of(repeat("/* ", 100'000)), "E0122");
  EXPECT_EQ(codes_of(repeat("/*", 100'000) + "*/ language 1"), "E0111");  // `/*/` opens, `*/` closes
  EXPECT_EQ(codes_of(repeat("\"\n", 100'000)), "E0121");
  EXPECT_EQ(codes_of(std::string(1'000'000, '"')), "E0111");
  EXPECT_EQ(codes_of(std::string(1'000'000, '`')), "E0124");
  EXPECT_EQ(codes_of(std::string(1'000'000, '\'')), "E0306");
  EXPECT_EQ(codes_of(repeat("\u201C", 300'000)), "E0306");
  EXPECT_EQ(codes_of(where("x = \"" + repeat("\\q", 300'000) + "\"")), "E0123");
}

TEST(Hostile, RandomBytesAndWords) {
  uint64_t state = 1;
  const auto next = [&] { return state = state * 6364136223846793005u + 1442695040888963407u, state >> 33; };
  std::string bytes;
  for (int i = 0; i < 2'000'000; ++i) bytes += static_cast<char>(1 + next() % 127);
  EXPECT_NE(codes_of(bytes), "");
  constexpr std::string_view kWords[] = {
      "segment", "of",  "where", "and", "or",  "not", "(",    ")",      "{",     "}",      "in",   "any",  "all",
      "x",       "5",   "\"a\"", ",",   ":",   "=",   "<",    "within", "last",  "days",   "@",    "test", "import",
      "satisfy", "did", "then",  "no",  "key", "\n",  "from", "event",  "given", "expect", "take", "top",  "by"};
  for (int round = 0; round < 20; ++round) {
    std::string words;
    for (int i = 0; i < 20'000; ++i) words += std::string(kWords[next() % std::size(kWords)]) + " ";
    EXPECT_NE(codes_of(words), "");
  }
}

TEST(Hostile, ManyDeclarationsAllBad) {
  EXPECT_EQ(codes_of(repeat("segment ", 1'000'000)), "E0110");
  EXPECT_EQ(codes_of(repeat("segment a of b { where x = = 1 }\n", 100'000)), "E0110");
  EXPECT_EQ(codes_of(repeat("@", 1'000'000)), "E0141");
  EXPECT_EQ(codes_of(repeat("}", 1'000'000)), "E0114");
  EXPECT_EQ(codes_of(repeat("; ", 1'000'000)), "E0120");
}

TEST(Hostile, AFileOfFiftyMegabytes) {
  std::string text;
  for (int i = 0; text.size() < 50'000'000; ++i) {
    text += "segment s" + std::to_string(i) +
            " of customer { where country in (\"SA\", \"AE\") and any purchases within last 90 days }\n";
  }
  EXPECT_EQ(codes_of(text), "");
}

}  // namespace
}  // namespace segql::syntax
