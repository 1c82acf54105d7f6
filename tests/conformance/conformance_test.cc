/// language.md sentence by sentence: every case of every file here, by the interpreter, by compiled code and, where SQL
/// can say it, by DuckDB. The cases are data that any implementation of the language could run; see README.md.

#include <algorithm>
#include <cstdio>
#include <set>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "tests/conformance/run.h"

namespace segql::conformance {
namespace {

constexpr size_t kFewestCases = 1500;

const std::vector<Suite>& suites() {
  static const std::vector<Suite> all = read_suites(SEGQL_TEST_DIR "/conformance");
  return all;
}

std::string joined(const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& word : words) text += (text.empty() ? "" : " ") + word;
  return text.empty() ? "(nothing)" : text;
}

std::string described(const Case& a_case) {
  return a_case.place + ": rule " + a_case.rule + (a_case.as_of.empty() ? "" : ", as of " + a_case.as_of) + "\n  " +
         a_case.text;
}

bool has_keys(const Case& a_case) { return a_case.outcome == Outcome::kKeys; }

class File : public ::testing::TestWithParam<size_t> {
 protected:
  const Suite& suite() const { return suites()[GetParam()]; }
};

TEST_P(File, OfTheEngines) {
  if (std::ranges::none_of(suite().cases, has_keys)) return;
  for (const auto& [name, kind] : engine_kinds()) {
    Players players(suite(), kind);
    EXPECT_EQ(players.complaints(), "") << suite().name << ", " << name;
    for (size_t i = 0; i < suite().cases.size(); ++i) {
      const Case& a_case = suite().cases[i];
      if (!has_keys(a_case)) continue;
      EXPECT_EQ(joined(players.keys(i)), joined(a_case.expected)) << name << ": " << described(a_case);
    }
  }
}

TEST_P(File, OfTheChecker) {
  for (const Case& a_case : suite().cases) {
    if (has_keys(a_case)) continue;
    const std::vector<std::string> wanted = a_case.outcome != Outcome::kPasses
                                                ? a_case.expected
                                                : std::vector<std::string>{a_case.passes ? "passed" : "failed"};
    EXPECT_EQ(joined(verdict(suite(), a_case)), joined(wanted)) << described(a_case);
  }
}

TEST_P(File, OfSql) {
  SqlPlayers players(suite());
  for (const Case& a_case : suite().cases) {
    if (a_case.sql.empty()) continue;
    EXPECT_EQ(joined(players.keys(a_case)), joined(a_case.expected)) << "SQL: " << described(a_case);
  }
}

INSTANTIATE_TEST_SUITE_P(Conformance, File, ::testing::Range(size_t{0}, suites().size()),
                         [](const ::testing::TestParamInfo<size_t>& file) {
                           std::string name = suites()[file.param].name;
                           for (char& c : name)
                             if (!std::isalnum(static_cast<unsigned char>(c))) c = '_';
                           return name;
                         });

TEST(Conformance, EverySentenceHasACase) {
  std::map<std::string, size_t> cases;
  for (const Suite& suite : suites()) {
    for (const Case& a_case : suite.cases) ++cases[a_case.rule];
  }
  std::set<std::string> known;
  for (const Sentence& sentence : read_sentences(SEGQL_TEST_DIR "/conformance/sentences.toml")) {
    EXPECT_TRUE(known.insert(sentence.id).second) << sentence.id << " stands twice";
    if (sentence.not_here.empty()) {
      EXPECT_GT(cases[sentence.id], 0U) << "no case for " << sentence.id << ": " << sentence.text;
    }
  }
  for (const auto& [rule, count] : cases) EXPECT_TRUE(known.contains(rule)) << "no sentence `" << rule << "`";
}

TEST(Conformance, ThereAreEnoughCases) {
  struct Count {
    size_t files = 0, cases = 0, refused = 0, sql = 0;
  };
  std::map<std::string, Count> sections;
  for (const Suite& suite : suites()) {
    for (Count* count : {&sections[suite.name.substr(0, suite.name.find('/'))], &sections["all"]}) {
      ++count->files;
      count->cases += suite.cases.size();
      for (const Case& a_case : suite.cases) {
        count->refused += has_keys(a_case) ? 0 : 1;
        count->sql += a_case.sql.empty() ? 0 : 1;
      }
    }
  }
  std::printf("%-16s %6s %6s %12s %6s\n", "section", "files", "cases", "without rows", "SQL");
  for (const auto& [name, count] : sections) {
    std::printf("%-16s %6zu %6zu %12zu %6zu\n", name.c_str(), count.files, count.cases, count.refused, count.sql);
  }
  EXPECT_GE(sections["all"].cases, kFewestCases);
}

}  // namespace
}  // namespace segql::conformance
