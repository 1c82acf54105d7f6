/// The project of the design, on rows made up for it: every segment that can be evaluated has the same members from the
/// plain evaluator and from compiled code, with and without the optimiser's rules, and its test passes.

#include <fstream>
#include <sstream>

#include "tests/engine/design_rows.h"

namespace segql::testing {
namespace {

std::string read(const std::string& name) {
  std::ifstream file(std::string(SEGQL_TEST_DIR) + "/golden/typed/" + name);
  std::stringstream text;
  text << file.rdbuf();
  EXPECT_FALSE(text.str().empty()) << name;
  return text.str();
}

/// `append` has no values for sets and maps: here they may be missing.
std::string schema() {
  std::string text = read("shop.segql");
  for (const std::string type : {"set<text>", "map<text, text>"}) {
    for (size_t at = text.find(type); at != std::string::npos; at = text.find(type, at + type.size())) {
      text.insert(at + type.size(), "?");
    }
  }
  return text;
}

std::unique_ptr<Engine> project(EngineOptions options) {
  auto engine = std::move(Engine::create(std::move(options)).value());
  EXPECT_TRUE(engine->add_source("shop.segql", schema()).ok());
  EXPECT_TRUE(engine->add_source("segments.segql", read("segments.segql")).ok());
  engine->check();  // one asks who was in a segment that reads fields
  return engine;
}

TEST(DesignProject, EverySegmentHasTheSameMembersFromBothEngines) {
  const auto& [plain, others] = oracle_and_others();
  const auto oracle = project(plain);
  DesignRows(*oracle).add_all();
  size_t num_telling = 0;
  std::string journal;
  std::vector<std::pair<std::string, std::string>> expected;
  for (const SegmentInfo& info : oracle->segments()) {
    expected.emplace_back(info.name, keys(*oracle, info.name));
    EXPECT_EQ(expected.back().second.find("error"), std::string::npos) << info.name << expected.back().second;
    num_telling += expected.back().second.empty() ? 0 : 1;
    if (expected.back().second.find("needs the membership journal") != std::string::npos) journal += " " + info.name;
  }
  EXPECT_EQ(journal, " recent_viewers survey_panel") << "what keeps members needs to know who was one";
  EXPECT_EQ(expected.size(), 31U);
  EXPECT_GE(num_telling, expected.size() * 2 / 3) << "most segments should have members";
  for (const EngineOptions& options : others) {
    const auto engine = project(options);
    DesignRows(*engine).add_all();
    for (const auto& [segment, members] : expected) EXPECT_EQ(keys(*engine, segment), members) << segment;
  }
}

TEST(DesignProject, ItsTestPasses) {
  const auto engine = project({});
  ASSERT_EQ(engine->tests().size(), 1U);
  const auto result = engine->run_test(0);
  ASSERT_TRUE(result.ok()) << result.error().message;
  EXPECT_TRUE(result->failures.empty());
}

}  // namespace
}  // namespace segql::testing
