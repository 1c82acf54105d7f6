// Blocks of rows are passed over by their least and greatest values, and nobody is lost or found by that.
#include <random>

#include "tests/engine/fixture.h"

namespace segql::testing {
namespace {

constexpr int kRows = 3 * 65'536 + 1'000;

/// Rows in order of points and score; cities in runs; age is missing in one block, and nowhere missing in another.
class SkipBlocks : public ::testing::Test {
 protected:
  static std::unique_ptr<Engine> make(const std::string& segments, EngineKind kind, bool skips) {
    EngineOptions options;
    options.engine = kind;
    options.threads = 2;
    if (!skips) options.disabled_rules = {"skip-blocks"};
    auto engine = shop(segments, std::move(options));
    static const char* const kCities[] = {"Riyadh", "Jeddah", "Dammam", "Makkah"};
    for (int i = 0; i < kRows; ++i) {
      const int block = i / 65'536;
      std::vector<std::pair<std::string, Value>> cells = {{"points", int64_t{i}},
                                                          {"score", i / 1000.0 - 50},
                                                          {"city", std::string(kCities[block])},
                                                          {"vip", i % 7 == 0}};
      if (block == 0 || (block != 1 && i % 3 == 0)) cells.emplace_back("age", int64_t{i % 90});
      customer(*engine, std::to_string(i), cells);
    }
    purchase(*engine, "70001", "a", "5.00", "2026-01-05T10:00Z");
    EXPECT_TRUE(engine->finish_load().ok());
    return engine;
  }

  static std::vector<EngineKind> kinds() {
    if (!SEGQL_JIT) return {EngineKind::kInterpreter};
    return {EngineKind::kInterpreter, EngineKind::kJit};
  }
};

std::string trace_of(Engine& engine, const std::string& segment) {
  const auto evaluation = engine.evaluate_at(engine.parse_instant("2026-02-01").value()).value();
  const std::string text = evaluation->explain(segment, ExplainStage::kPlan).value();
  const size_t at = text.find("skip-blocks: ");
  return at == std::string::npos ? "" : text.substr(at + 13, text.find('\n', at) - at - 13);
}

TEST_F(SkipBlocks, ExplainSaysHowMany) {
  const std::pair<const char*, const char*> kCases[] = {
      {"points >= 70000", "of 4 blocks 1 have no member and 2 nobody else"},
      {"points < 0 or points = 65535", "of 4 blocks 3 have no member and 0 nobody else"},
      {"not (points >= 70000)", "of 4 blocks 2 have no member and 1 nobody else"},
      {"points in (1, 3, 200000)", "of 4 blocks 3 have no member and 0 nobody else"},
      {"score < -50", "of 4 blocks 4 have no member and 0 nobody else"},
      {"score <= 400", "of 4 blocks 0 have no member and 4 nobody else"},
      {"15.5 < score", "of 4 blocks 0 have no member and 3 nobody else"},
      {"city = \"Jeddah\"", "of 4 blocks 3 have no member and 1 nobody else"},
      {"city in (\"Riyadh\", \"Makkah\")", "of 4 blocks 2 have no member and 2 nobody else"},
      {"city contains \"dd\" and vip", "of 4 blocks 3 have no member and 0 nobody else"},
      {"age is missing", "of 4 blocks 1 have no member and 1 nobody else"},
      {"age >= 0", "of 4 blocks 1 have no member and 1 nobody else"},
      {"vip", ""},
      {"points >= 70000 and any purchases", "of 4 blocks 1 have no member and 0 nobody else"},
      {"points + 1 >= 70000", "of 4 blocks 1 have no member and 2 nobody else"},
      {"points * age >= 70000", ""},
  };
  std::string segments;
  for (size_t i = 0; i < std::size(kCases); ++i)
    segments += "segment s" + std::to_string(i) + " of customer { where " + kCases[i].first + " }\n";
  const auto with = make(segments, EngineKind::kInterpreter, true),
             without = make(segments, EngineKind::kInterpreter, false);
  for (size_t i = 0; i < std::size(kCases); ++i) {
    EXPECT_EQ(trace_of(*with, "s" + std::to_string(i)), kCases[i].second) << kCases[i].first;
    EXPECT_EQ(trace_of(*without, "s" + std::to_string(i)), "") << kCases[i].first;
  }
}

/// A condition over what is in order, in runs, and neither.
std::string random_condition(std::mt19937_64& random, int depth) {
  const auto below = [&](uint64_t n) { return random() % n; };
  const auto number = [&] { return std::to_string(static_cast<int64_t>(below(kRows + 20'000)) - 10'000); };
  static const char* const kOperators[] = {"<", "<=", ">", ">=", "=", "!="};
  const std::string op = kOperators[below(6)];
  switch (below(depth > 0 ? 9 : 6)) {
    case 0: return "points " + op + " " + number();
    case 1: return "score " + op + " " + std::to_string(static_cast<int64_t>(below(240)) - 60) + ".5";
    case 2: return std::string("city in (\"Riyadh\", \"") + (below(2) == 0 ? "Dammam" : "nowhere") + "\")";
    case 3: return std::string("age is ") + (below(2) == 0 ? "present" : "missing");
    case 4: return "points in (" + number() + ", " + number() + ", 65535, 65536)";
    case 5: return "(age < 45 or vip)";
    case 6: return "not (" + random_condition(random, depth - 1) + ")";
    case 7: return "(" + random_condition(random, depth - 1) + " and " + random_condition(random, depth - 1) + ")";
    default: return "(" + random_condition(random, depth - 1) + " or " + random_condition(random, depth - 1) + ")";
  }
}

TEST_F(SkipBlocks, NobodyIsLostOrFound) {
  std::mt19937_64 random(7);
  std::string segments;
  std::vector<std::string> names, conditions;
  for (int i = 0; i < 120; ++i) {
    names.push_back("s" + std::to_string(i));
    conditions.push_back(random_condition(random, 3));
    segments += "segment " + names.back() + " of customer { where " + conditions.back() + " }\n";
  }
  const auto plain = make(segments, EngineKind::kInterpreter, false);
  const auto expected = plain->evaluate_at(plain->parse_instant("2026-02-01").value()).value();
  for (const EngineKind kind : kinds()) {
    const auto engine = make(segments, kind, true);
    const auto one_by_one = engine->evaluate_at(engine->parse_instant("2026-02-01").value()).value();
    const auto at_once = engine->evaluate_at(engine->parse_instant("2026-02-01").value()).value();
    const auto all = at_once->members_of_all(names);
    for (size_t i = 0; i < names.size(); ++i) {
      const Members wanted = expected->members(names[i]).value();
      const auto same = [&](const Members& got) {
        return got.count() == wanted.count() &&
               std::equal(got.words().begin(), got.words().end(), wanted.words().begin());
      };
      EXPECT_TRUE(same(one_by_one->members(names[i]).value())) << conditions[i];
      EXPECT_TRUE(same(all[i].value())) << conditions[i];
    }
  }
}

}  // namespace
}  // namespace segql::testing
