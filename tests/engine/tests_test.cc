/// `test` blocks: what passes, what fails and why, over rows of their own.

#include <fstream>
#include <iterator>

#include "tests/engine/fixture.h"

namespace segql::testing {
namespace {

/// The failures of the only test in `definitions`, as one text; or the error.
std::string failures(const std::string& definitions, EngineOptions options = {}) {
  auto engine = shop(definitions, std::move(options));
  if (engine->tests().size() != 1) return "not one test";
  const auto result = engine->run_test(0);
  if (!result.ok()) return "error: " + result.error().message;
  std::string text;
  for (const TestFailure& failure : result->failures) {
    text +=
        failure.row + " expected " + failure.expected + " found " + failure.found + " as of " + failure.as_of + "\n";
    for (const TestCondition& condition : failure.conditions) {
      text += std::string(size_t{2} * condition.depth, ' ') + (condition.holds ? "true " : "false ") +
              (condition.excludes ? "exclude " : "") + condition.text + "\n";
      for (const auto& [name, value] : condition.values) text += "  " + name + " is " + value + "\n";
      for (const TestWindow& window : condition.windows) {
        text += "  " + window.text + " [" + window.from + ", " + window.to + ")\n";
      }
    }
  }
  return text;
}

constexpr const char* kSlipping =
    "attribute orders of customer = count of purchases\n"
    "segment slipping(days: int = 90) of customer {\n"
    "  where orders >= 2 and no purchases within last $days days\n}\n";

constexpr const char* kGiven =
    "  given customer c1 { id: \"c1\" }\n"
    "  given purchase { buyer: c1, amount: 10 SAR, bought_at: 2025-06-01T10:00 }\n"
    "  given purchase { buyer: c1, amount: 5.50 SAR, bought_at: 2025-12-30T10:00 }\n";

std::string slipping_test(const std::string& head, const std::string& expectations) {
  return std::string(kSlipping) + "test \"t\" of " + head + " {\n" + kGiven + expectations + "\n}\n";
}

TEST(TestBlocks, PassWithBothEngines) {
  auto engine = shop(slipping_test("slipping as of 2026-03-31T12:00",
                                   "expect c1 in expect c1 out as of 2026-03-30T23:59 expect c1 in as of "
                                   "2026-03-31T00:00 expect c1.orders = 2 expect c1.orders > 1"));
  ASSERT_EQ(engine->tests().size(), 1U);
  EXPECT_EQ(engine->tests()[0].name, "t");
  EXPECT_EQ(engine->tests()[0].segment, "slipping(days: 90)");
  const TestResult result = engine->run_test(0).value();
  EXPECT_TRUE(result.passed());
  EXPECT_EQ(result.num_expectations, 5U);
#if SEGQL_JIT
  EXPECT_EQ(result.engines, (std::vector<std::string>{"interp", "jit"}));
#else
  EXPECT_EQ(result.engines, (std::vector<std::string>{"interp"}));
#endif
  EXPECT_FALSE(engine->run_test(1).ok());
}

TEST(TestBlocks, NeedNoDataAndLeaveItAlone) {
  auto engine = shop(slipping_test("slipping as of 2026-03-31T12:00", "expect c1 in"));
  customer(*engine, "amal");
  ASSERT_TRUE(engine->finish_load().ok());
  EXPECT_TRUE(engine->run_test(0).value().passed());
  EXPECT_EQ(engine->tables()[0].num_rows, 1U);
  EXPECT_EQ(keys(*engine, "slipping"), "");
}

TEST(TestBlocks, AFailureSaysWhichConditionDecidedAndWhatTheWindowWas) {
  EXPECT_EQ(failures(slipping_test("slipping(days: 30) as of 2026-01-15T12:00", "expect c1 in")),
            "customer c1 expected in found out as of 2026-01-15T12:00:00+03:00\n"
            "true orders >= 2\n  orders is 2\n"
            "false no purchases within last $days days\n"
            "  count of purchases within last $days days is 1\n  latest bought_at is 2025-12-30T10:00:00+03:00\n"
            "  within last 30 days [2025-12-16T00:00:00+03:00, 2026-01-15T12:00:00+03:00)\n");
  EXPECT_EQ(failures(slipping_test("slipping as of 2026-03-31T12:00", "expect c1.orders = 3 expect c1.city = \"x\"")),
            "customer c1 expected orders = 3 found orders is 2 as of 2026-03-31T12:00:00+03:00\n"
            "customer c1 expected city = \"x\" found city is missing as of 2026-03-31T12:00:00+03:00\n");
}

TEST(TestBlocks, BlocksAndExcludesAreTakenApart) {
  const std::string definitions =
      "define old of customer = age >= 60\n"
      "segment s of customer {\n"
      "  where all of { age > 3, any of { city = \"a\", old() }, none of { points > 5, vip } }\n"
      "  exclude age between 10 and 12\n}\n"
      "test \"t\" of s as of 2026-01-01 { given customer c { id: \"c\", age: 11, city: \"a\" } expect c in }\n";
  EXPECT_EQ(failures(definitions),
            "customer c expected in found out as of 2026-01-01T00:00:00+03:00\n"
            "true age > 3\n  age is 11\n"
            "true any of\n  true city = \"a\"\n  city is a\n  false old()\n  age is 11\n"
            "true none of\n  false points > 5\n  points is missing\n  false vip\n  vip is missing\n"
            "true exclude age between 10 and 12\n  age is 11\n");
}

TEST(TestBlocks, TheTimezoneIsOfWhatTheTestSays) {
  // Half past midnight of the 31st in Dubai is still the 30th in Riyadh, whose days the segment counts.
  const std::string definitions =
      "segment today_ of customer { where any purchases on today }\n"
      "test \"t\" of today_ as of 2026-03-31T00:30 timezone \"Asia/Dubai\" {\n"
      "  given customer c { id: \"c\" }\n"
      "  given purchase { buyer: c, amount: 1 SAR, bought_at: 2026-03-30T10:00 }\n"
      "  expect c in\n"
      "  expect c out as of 2026-03-31T01:00\n}\n";
  EXPECT_EQ(failures(definitions), "");
}

TEST(TestBlocks, EveryTypeCanBeGiven) {
  auto engine = std::move(Engine::create({}).value());
  ASSERT_TRUE(engine
                  ->add_source("all.segql",
                               "settings { timezone \"UTC\" }\n"
                               "entity e key k { k: int  t: text  d: decimal(2)  f: float  b: bool  on_day: date  "
                               "at_time: timestamp  m: money(SAR)  c: enum { red, blue }  other: ref e?  names: "
                               "set<text>  codes: list<int>  times: list<timestamp>  n: int = 7  x: int?  attrs: "
                               "map<text, text>  p: point?  q: point = \"1,2\" }\n"
                               "segment s of e { where t = \"x\" and d = -1.25 and f = 0.5 and not b and on_day = "
                               "2026-01-02 and at_time = 2026-01-01T00:00Z and m = 3.50 SAR and c = blue and "
                               "other.k = 2 and names has all of (\"a\", \"b\") and codes has 3 and n = 7 and x is "
                               "missing and p = \"-24.5, 46\" and q = \"1.0,2\" }\n"
                               "test \"t\" of s as of 2026-01-02T06:00 {\n"
                               "  given e one { k: 1, t: \"x\", d: -1.25, f: 0.5, b: false, on_day: 2026-01-02, "
                               "at_time: 1 day ago, m: 3.50 SAR, c: blue, other: two, names: (\"a\", \"b\"), codes: "
                               "(3), times: (now, 2026-01-01T00:00), p: \"-24.50,46\" }\n"
                               "  given e two { k: 2, t: \"y\", d: 1, f: 1, b: true, on_day: 2026-01-01, at_time: "
                               "now, m: 1 SAR, c: red, other: one }\n"
                               "  expect one in  expect two out  expect one.other.t = \"y\"  expect two.c != blue }\n")
                  .ok());
  EXPECT_TRUE(engine->check());
  for (const Diagnostic& diagnostic : engine->diagnostics()) ADD_FAILURE() << engine->render(diagnostic);
  ASSERT_EQ(engine->tests().size(), 1U);
  const auto result = engine->run_test(0);
  ASSERT_TRUE(result.ok()) << result.error().message;
  for (const TestFailure& failure : result->failures) {
    ADD_FAILURE() << failure.row << " expected " << failure.expected << " found " << failure.found;
    for (const TestCondition& condition : failure.conditions) {
      if (!condition.holds) ADD_FAILURE() << condition.text;
    }
  }
}

TEST(TestBlocks, TheOneOfTheDesignPasses) {
  auto engine = std::move(Engine::create({}).value());
  for (const char* file : {"shop.segql", "segments.segql"}) {
    std::ifstream in(std::string(SEGQL_TEST_DIR "/golden/typed/") + file);
    ASSERT_TRUE(engine->add_source(file, std::string(std::istreambuf_iterator<char>(in), {})).ok());
  }
  engine->check();  // other declarations of it may be beyond this version
  ASSERT_EQ(engine->tests().size(), 1U);
  const auto result = engine->run_test(0);
  ASSERT_TRUE(result.ok()) << result.error().message;
  EXPECT_TRUE(result->passed());
  EXPECT_EQ(result->num_expectations, 4U);
}

TEST(TestBlocks, ABrokenTestIsNotListed) {
  auto engine = std::move(Engine::create({}).value());
  ASSERT_TRUE(engine
                  ->add_source("shop.segql", std::string(kShopSchema) +
                                                 "segment s of customer { }\n"
                                                 "test \"bad\" of s as of 2026-01-01 { expect c in }\n"
                                                 "test \"good\" of s as of 2026-01-01 { given customer c { id: \"c\" "
                                                 "} expect c in }\n")
                  .ok());
  EXPECT_FALSE(engine->check());
  ASSERT_EQ(engine->tests().size(), 1U);
  EXPECT_EQ(engine->tests()[0].name, "good");
  EXPECT_TRUE(engine->run_test(0).value().passed());
}

}  // namespace
}  // namespace segql::testing
