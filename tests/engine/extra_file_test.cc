/// The stress file of the design: it is checked, and what is sound has the same members from the plain evaluator and
/// from compiled code, with and without the optimiser's rules. The design lies beside the repository; without it
/// nothing is tested.

#include <filesystem>
#include <fstream>
#include <map>
#include <set>
#include <sstream>

#include "tests/engine/design_rows.h"

namespace segql::testing {
namespace {

const std::filesystem::path kDesign = std::filesystem::path(SEGQL_SOURCE_DIR) / ".." / "shared/design/examples";

/// What is not sound, and why. A line goes when its reason does.
const std::map<std::string, std::string> kNotSound{};

std::string read(const char* name) {
  std::ifstream file(kDesign / name);
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

void replace_all(std::string& text, const std::string& from, const std::string& to) {
  for (size_t at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size())) {
    text.replace(at, from.size(), to);
  }
}

/// The file imports nothing and speaks of a `vip` that is nowhere defined; its test leaves out what every customer has.
std::string extra() {
  std::string text = read("extra.segql");
  replace_all(text, "language 1\n",
              "language 1\nimport \"shop.segql\"\nimport \"segments.segql\"\n"
              "segment vip(days: int = 90) of customer { where spend >= 1000 SAR and any purchases within last $days "
              "days }\n");
  replace_all(text, "tags: (", "signed_up_at: 2025-01-01T00:00, tags: (");
  return text;
}

/// `append` has no values for sets and maps: here they may be missing.
std::unique_ptr<Engine> project(EngineOptions options) {
  auto engine = std::move(Engine::create(std::move(options)).value());
  std::string schema = read("shop.segql");
  replace_all(schema, "set<text>", "set<text>?");
  replace_all(schema, "map<text, text>", "map<text, text>?");
  EXPECT_TRUE(engine->add_source("shop.segql", schema).ok());
  EXPECT_TRUE(engine->add_source("segments.segql", read("segments.segql")).ok());
  EXPECT_TRUE(engine->add_source("extra.segql", extra()).ok());
  engine->check();
  return engine;
}

/// The segments that the file defines.
std::set<std::string> written_segments() {
  std::set<std::string> names;
  std::stringstream text(extra());
  for (std::string word, before; text >> word; before = word) {
    if (before == "segment" && (word.size() == 1 || word == "buyers" || word == "champions" || word == "whales")) {
      names.insert(word);
    }
  }
  return names;
}

class ExtraFile : public ::testing::Test {
 protected:
  void SetUp() override {
    if (!std::filesystem::exists(kDesign / "extra.segql")) GTEST_SKIP() << "no " << kDesign;
  }
};

TEST_F(ExtraFile, OnlyWhatIsListedIsNotSound) {
  const auto engine = project({});
  std::set<std::string> sound;
  for (const SegmentInfo& info : engine->segments()) sound.insert(info.name);
  for (const std::string& name : written_segments()) {
    EXPECT_EQ(sound.contains(name), !kNotSound.contains(name)) << name << " of " << written_segments().size();
  }
  std::map<std::string, size_t> errors, listed;
  for (const auto& [name, code] : kNotSound) ++listed[code];
  for (const Diagnostic& diagnostic : engine->diagnostics()) {
    if (diagnostic.severity != Severity::kError ||
        engine->render(diagnostic).find("extra.segql") == std::string::npos) {
      continue;
    }
    ++errors[std::string(diagnostic.code)];
  }
  EXPECT_EQ(errors, listed);
}

TEST_F(ExtraFile, EverySegmentHasTheSameMembersFromBothEngines) {
  const auto& [plain, others] = oracle_and_others();
  const auto oracle = project(plain);
  DesignRows(*oracle).add_all();
  std::vector<std::pair<std::string, std::string>> expected;
  const std::set<std::string> written = written_segments();
  EXPECT_EQ(written.size(), 18U);
  std::string empty;
  for (const SegmentInfo& info : oracle->segments()) {
    if (!written.contains(info.name)) continue;
    expected.emplace_back(info.name, keys(*oracle, info.name));
    EXPECT_EQ(expected.back().second.find("error"), std::string::npos) << info.name << expected.back().second;
    if (expected.back().second.empty()) empty += " " + info.name;
  }
  EXPECT_NE(keys(*oracle, "l").find("needs the membership journal"), std::string::npos) << "`entered segment`";
  EXPECT_EQ(empty, " n") << "no product has the tag `clearance`: `append` has no sets";
  for (const EngineOptions& options : others) {
    const auto engine = project(options);
    DesignRows(*engine).add_all();
    for (const auto& [segment, members] : expected) EXPECT_EQ(keys(*engine, segment), members) << segment;
  }
}

// The test of the file expects somebody in who bought nothing: that fails, and nothing else does, whatever evaluates
// it. A test gives no keys to a list, and the suppression list is used: without the list the test runs.
TEST_F(ExtraFile, ItsTestFailsWhereItMust) {
  for (const bool with_list : {true, false}) {
    auto engine = std::move(Engine::create({}).value());
    std::string segments = read("segments.segql");
    if (!with_list) {
      replace_all(segments,
                  "static segment unsubscribed \"Suppression list\" of customer from \"lists/unsubscribed.csv\" key id",
                  "segment unsubscribed of customer { where wallet < 0 SAR }");
    }
    EXPECT_TRUE(engine->add_source("shop.segql", read("shop.segql")).ok());
    EXPECT_TRUE(engine->add_source("segments.segql", segments).ok());
    EXPECT_TRUE(engine->add_source("extra.segql", extra()).ok());
    engine->check();
    for (size_t i = 0; i < engine->tests().size(); ++i) {
      if (engine->tests()[i].name != "t") continue;
      const auto result = engine->run_test(i);
      if (with_list) {
        ASSERT_FALSE(result.ok());
        EXPECT_NE(result.error().message.find("`unsubscribed`"), std::string::npos) << result.error().message;
        continue;
      }
      ASSERT_TRUE(result.ok()) << result.error().message;
      EXPECT_EQ(result->engines.size(), oracle_and_others().others.size() > 1 ? 2U : 1U);
      EXPECT_EQ(result->num_expectations, 3U);
      ASSERT_EQ(result->failures.size(), 1U);
      EXPECT_EQ(result->failures[0].row, "customer c");
      EXPECT_EQ(result->failures[0].expected, "in");
    }
  }
}

}  // namespace
}  // namespace segql::testing
