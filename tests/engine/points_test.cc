/// Points: from texts to cells, conditions on them, and back to texts; on both engines.

#include "tests/engine/fixture.h"

namespace segql::testing {
namespace {

constexpr const char* kPlaces =
    "settings { timezone \"UTC\" }\n"
    "entity shop key id { id: text  spot: point  near: point?  hub: point = \"0,0\" }\n"
    "event visit at ts { place: ref shop  seen: point?  ts: timestamp }\n"
    "relation shop has many visits = visit by place\n"
    "attribute usual of shop = most common seen of visits\n"
    "attribute any_near of shop = coalesce(near, hub)\n";

std::unique_ptr<Engine> places(EngineKind kind) {
  EngineOptions options;
  options.engine = kind;
  auto engine = std::move(Engine::create(std::move(options)).value());
  EXPECT_TRUE(engine->add_source("places.segql", kPlaces).ok());
  EXPECT_TRUE(engine->check());
  const auto add = [&](const char* id, const char* at, Value near) {
    const Status added = engine->append("shop", {{"id", id}, {"spot", at}, {"near", std::move(near)}});
    EXPECT_TRUE(added.ok()) << added.error().message;
  };
  add("a", "24.7136,46.6753", Missing{});
  add("b", " 24.71360 , +46.67530004 ", "24.7136,46.6753");
  add("c", "-90,-180", "90,180");
  add("d", "0,0", "-0.00000004,0");
  add("broken", "ninety,0", Missing{});
  add("beyond", "90.0000001,0", Missing{});
  add("west", "0,-180.5", Missing{});
  for (const char* from : {"1,1", "-1,5", "-1,5", "1,1", "-1,-5"}) {
    EXPECT_TRUE(engine->append("visit", {{"place", "a"}, {"seen", from}, {"ts", "2026-01-01T00:00"}}).ok());
  }
  EXPECT_TRUE(engine->append("visit", {{"place", "b"}, {"seen", "-1,5"}, {"ts", "2026-01-02T00:00"}}).ok());
  return engine;
}

std::string where(Evaluation& evaluation, const std::string& condition) {
  const auto members = evaluation.members_where("shop", condition);
  if (!members.ok()) return members.error().message;
  std::string keys;
  const Listing listing = evaluation.list(*members, {"id"}).value();
  for (const auto& row : listing.text) keys += (keys.empty() ? "" : " ") + row[0];
  return keys;
}

class Points : public ::testing::TestWithParam<EngineKind> {};

TEST_P(Points, AreComparedAndListed) {
  const auto engine = places(GetParam());
  const auto report = engine->finish_load();
  ASSERT_TRUE(report.ok()) << report.error().message;
  const auto evaluation = std::move(engine->evaluate_at(engine->parse_instant("2026-03-31").value()).value());
  const std::pair<const char*, const char*> cases[] = {{"spot = \"24.7136,46.6753\"", "a b"},
                                                       {"spot = near", "b d"},
                                                       {"near is missing", "a"},
                                                       {"near is present and near != spot", "c"},
                                                       {"spot in (\"0,0\", \"-90,-180\")", "c d"},
                                                       {"spot not in (\"0,0\")", "a b c"},
                                                       {"spot = hub", "d"},
                                                       {"usual = \"-1,5\"", "a b"},
                                                       {"any_near = \"0,0\"", "a d"},
                                                       {"if(near is missing, spot, hub) = spot", "a d"},
                                                       {"any visits where (seen = \"-1,-5\")", "a"},
                                                       {"count of distinct seen of visits = 3", "a"},
                                                       {"first of seen of visits = \"1,1\"", "a"}};
  for (const auto& [condition, keys] : cases) EXPECT_EQ(where(*evaluation, condition), keys) << condition;
  const auto members = evaluation->members_where("shop", "id != \"x\"").value();
  const Listing listing = evaluation->list(members, {"id", "spot", "near", "hub", "usual"}).value();
  ASSERT_EQ(listing.text.size(), 4U);
  EXPECT_EQ(listing.text[0][1], "24.7136,46.6753");
  EXPECT_EQ(std::get<std::string>(listing.rows[1][1]), "24.7136,46.6753") << "seven digits are kept";
  EXPECT_EQ(listing.text[2][1], "-90,-180");
  EXPECT_EQ(listing.text[2][2], "90,180");
  EXPECT_EQ(listing.text[3][2], "0,0");
  EXPECT_EQ(listing.text[0][4], "-1,5") << "of the two places met twice it is the southern one";
}

TEST_P(Points, WhatIsNoneIsReportedRowByRow) {
  const auto engine = places(GetParam());
  const auto report = engine->finish_load();
  ASSERT_TRUE(report.ok()) << report.error().message;
  std::string problems;
  for (const SourceReport& source : report->sources) {
    for (const Problem& problem : source.problems) {
      problems += problem.column + " " + problem_kind_name(problem.kind) + " " + std::to_string(problem.count);
      for (const ProblemExample& example : problem.examples) problems += " [" + example.value + "]";
      problems += "\n";
    }
  }
  EXPECT_EQ(problems, "spot wrong-type 1 [ninety,0]\nspot out-of-range 2 [90.0000001,0] [0,-180.5]\n");
}

#if SEGQL_JIT
INSTANTIATE_TEST_SUITE_P(Engines, Points, ::testing::Values(EngineKind::kInterpreter, EngineKind::kJit));
#else
INSTANTIATE_TEST_SUITE_P(Engines, Points, ::testing::Values(EngineKind::kInterpreter));
#endif

}  // namespace
}  // namespace segql::testing
