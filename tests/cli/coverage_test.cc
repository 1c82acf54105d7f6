/// `test --coverage`, `--min` and `--watch`.

#include <unistd.h>

#include <chrono>
#include <csignal>
#include <thread>

#include <gmock/gmock.h>
#include <nlohmann/json.hpp>

#include "tests/cli/program.h"

namespace segql::testing {
namespace {

using nlohmann::json;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr const char* kDefinitions = R"(language 1
settings { timezone "UTC" currency SAR }
entity customer key id { id: text  city: text?  age: int? }
segment grown of customer {
  where age >= 18
    and any of {
      city = "Riyadh",
      city = "Jeddah"
    }
  exclude age > 90
}
segment older(than: int) of customer { where age > $than }
segment untested of customer { where city = "Abha" }
test "grown" of grown as of 2026-03-01 {
  given customer a { id: "a", city: "Riyadh", age: 20 }
  given customer b { id: "b", city: "Riyadh", age: 10 }
  given customer c { id: "c", city: "Abha", age: 95 }
  expect a in
  expect b out
  expect c out
}
test "older" of older(than: 30) as of 2026-03-01 {
  given customer a { id: "a", age: 31 }
  expect a in
}
test "older still" of older(than: 60) as of 2026-03-01 {
  given customer a { id: "a", age: 31 }
  expect a out
}
)";

class CoverageTest : public ::testing::Test {
 protected:
  void SetUp() override {
    folder.write("segql.toml", "");
    folder.write("shop.segql", kDefinitions);
  }
  TempFolder folder;
};

TEST_F(CoverageTest, ConditionsThatWereTrueAndFalse) {
  const Outcome tests = segql(folder, "test --coverage");
  EXPECT_EQ(tests.code, 0) << tests.err;
  EXPECT_THAT(tests.out, HasSubstr("\ncoverage: conditions that tests saw both true and false\n"
                                   "  grown  3 of 4\n"
                                   "    never true: city = \"Jeddah\"\n"
                                   "  older  1 of 1\n"
                                   "  without tests: untested\n"
                                   "2 of 3 segments have tests, 4 of 6 conditions are covered (66%)\n"));
  EXPECT_THAT(segql(folder, "test").out, Not(HasSubstr("coverage")));
}

TEST_F(CoverageTest, SegmentsWithoutTestsAreListedInLinesThatFit) {
  std::string text = kDefinitions;
  for (int i = 0; i < 20; ++i)
    text +=
        "segment a_rather_long_name_" + std::to_string(i) + " of customer { where age > " + std::to_string(i) + " }\n";
  folder.write("shop.segql", text);
  const std::string out = segql(folder, "test --coverage").out;
  EXPECT_THAT(out, HasSubstr("  without tests: untested, a_rather_long_name_0, "));
  EXPECT_THAT(out, HasSubstr(",\n    a_rather_long_name_"));
  EXPECT_THAT(out, HasSubstr("a_rather_long_name_19\n2 of 23 "));
  for (size_t begin = 0, end; (end = out.find('\n', begin)) != std::string::npos; begin = end + 1)
    EXPECT_LE(end - begin, 100U) << out.substr(begin, end - begin);
}

TEST_F(CoverageTest, AsJson) {
  const json report = json::parse(segql(folder, "test --coverage --format json").out);
  EXPECT_EQ(report["tests"].size(), 3U);
  const json& coverage = report["coverage"];
  EXPECT_EQ(coverage["percent"], 66);
  EXPECT_EQ(coverage["segments"][0]["segment"], "grown");
  EXPECT_EQ(coverage["segments"][0]["place"], "shop.segql:4:9");
  EXPECT_EQ(coverage["segments"][0]["conditions"].size(), 4U) << "a block is no condition";
  EXPECT_EQ(coverage["segments"][0]["conditions"][2]["was_true"], false);
  EXPECT_EQ(coverage["segments"][1]["tests"], 2) << "whatever its arguments";
  EXPECT_TRUE(json::parse(segql(folder, "test --format json").out).is_array());
}

TEST_F(CoverageTest, TooLittleFails) {
  EXPECT_EQ(segql(folder, "test --min 66").code, 0);
  const Outcome tests = segql(folder, "test --min 67");
  EXPECT_EQ(tests.code, 1);
  EXPECT_THAT(tests.err, HasSubstr("66% of the conditions are covered, and at least 67% are wanted"));
  EXPECT_EQ(segql(folder, "test --min 101").code, 2);
  const Outcome junit = segql(folder, "test --coverage --format junit");
  EXPECT_THAT(junit.out, Not(HasSubstr("coverage")));
  EXPECT_THAT(junit.err, HasSubstr("4 of 6 conditions are covered"));
}

/// Waits until what the program wrote holds `text`; no longer than a minute.
bool appears(const TempFolder& folder, const std::string& text) {
  for (int i = 0; i < 600; ++i) {
    if (folder.read(".watched").find(text) != std::string::npos) return true;
    std::this_thread::sleep_for(std::chrono::milliseconds(100));
  }
  return false;
}

TEST_F(CoverageTest, WatchRunsAgainWhenADefinitionIsSaved) {
  const pid_t child = fork();
  if (child == 0) {
    const std::string command =
        "cd '" + folder.path().string() + "' && exec '" SEGQL_PROGRAM "' test --watch >.watched 2>&1";
    execl("/bin/sh", "sh", "-c", command.c_str(), nullptr);
    _exit(127);
  }
  ASSERT_TRUE(appears(folder, "3 tests, all passed"));
  ASSERT_TRUE(appears(folder, "waiting for a definition to be saved"));
  std::string text = kDefinitions;
  text.replace(text.find("age >= 18"), 9, "age >= 21");
  folder.write("shop.segql", text);
  EXPECT_TRUE(appears(folder, "3 tests, 1 failed"));
  folder.write("more/new.segql", "this is no definition");
  folder.write("shop.segql", "segment {");
  EXPECT_TRUE(appears(folder, "shop.segql:1:")) << "a mistake is shown, and the next save is waited for";
  folder.write("shop.segql", kDefinitions);
  kill(child, SIGINT);
  int status = 0;
  ASSERT_EQ(waitpid(child, &status, 0), child);
  EXPECT_TRUE(WIFEXITED(status));
  EXPECT_EQ(WEXITSTATUS(status), 130);
}

}  // namespace
}  // namespace segql::testing
