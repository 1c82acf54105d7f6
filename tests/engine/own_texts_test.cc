// Columns in which every row has a text of its own: codes are rows, and what is true of texts is true of rows.
#include "tests/engine/fixture.h"

namespace segql::testing {
namespace {

constexpr int kRows = 3'000;

TEST(OwnTexts, BothEnginesFindTheSame) {
  static const char* const kConditions[] = {
      "id contains \"7\"",
      "not (id contains \"7\")",
      "id ends with \"11\" and points > 40",
      "id starts with \"user 29\"",
      "id contains \"nobody\"",
      "id >= \"user 5\" or id contains \"33\"",
      "id in (\"user 1\", \"user 2999\", \"nobody\")",
      "city contains \"7\"",
      "nick contains \"7\"",
      "any purchases where (buyer.id contains \"7\")",
  };
  std::string segments;
  for (size_t i = 0; i < std::size(kConditions); ++i)
    segments += "segment s" + std::to_string(i) + " of customer { where " + kConditions[i] + " }\n";
  segments += "attribute nick of customer = upper(id)\n";
  const auto make = [&](EngineKind kind) {
    EngineOptions options;
    options.engine = kind;
    options.threads = 2;
    auto engine = shop(segments, std::move(options));
    for (int i = 0; i < kRows; ++i) {
      std::vector<std::pair<std::string, Value>> cells = {{"points", int64_t{i % 100}}};
      if (i % 10 != 3) cells.emplace_back("city", "city " + std::to_string(i));
      customer(*engine, "user " + std::to_string(i), cells);
    }
    purchase(*engine, "user 70", "a", "5.00", "2026-01-05T10:00Z");
    EXPECT_TRUE(engine->finish_load().ok());
    return engine;
  };
  const auto plain = make(EngineKind::kInterpreter);
  const auto compiled = SEGQL_JIT ? make(EngineKind::kJit) : make(EngineKind::kInterpreter);
  for (size_t i = 0; i < std::size(kConditions); ++i) {
    const std::string name = "s" + std::to_string(i);
    EXPECT_EQ(keys(*compiled, name), keys(*plain, name)) << kConditions[i];
  }
  std::string expected;
  for (int i = 0; i < kRows; ++i) {
    const std::string id = "user " + std::to_string(i);
    if (id.ends_with("11") && i % 100 > 40) expected += (expected.empty() ? "" : " ") + id;
  }
  EXPECT_EQ(keys(*compiled, "s2"), expected);
}

}  // namespace
}  // namespace segql::testing
