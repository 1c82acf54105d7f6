// Evaluation::members_of_all: the same members as one by one, whichever segments can share a pass.
#include <random>

#include "tests/engine/fixture.h"

namespace segql::testing {
namespace {

constexpr int kRows = 20'000;  // more than one block, and no whole number of words

const char* const kSegments =
    "segment low of customer { where points < 6000 }\n"
    "segment low_in_a of customer { where points < 6000 and city = \"a\" }\n"
    "segment not_low of customer { where not (points < 6000) or city is missing }\n"
    "segment listed of customer { where points in (1, 5, 7000, 19999) or city in (\"a\", \"c\") }\n"
    "segment uses_low of customer { where in segment low and city != \"b\" }\n"
    "segment everyone of customer { }\n"
    "segment nobody of customer { where points < 5 and points > 5 }\n"
    "segment best of customer { where city = \"a\" take top 10 by points }\n"
    "segment some of customer { where city = \"a\" sample 10% seed \"x\" }\n"
    "segment buyers of customer { where any purchases and points < 6000 }\n"
    "segment in_zone of customer { where points < 6000 timezone \"Asia/Tokyo\" }\n"
    "segment taken of customer { where points < 6000 keep members forever }\n";

std::unique_ptr<Engine> made(EngineKind kind, unsigned threads) {
  EngineOptions options;
  options.engine = kind;
  options.threads = threads;
  auto engine = shop(kSegments, std::move(options));
  const char* cities[] = {"a", "b", "c"};
  for (int i = 0; i < kRows; ++i) {
    std::vector<std::pair<std::string, Value>> cells;
    if (i % 7 != 0) cells.emplace_back("points", int64_t{i});
    if (i % 5 != 0) cells.emplace_back("city", std::string(cities[i % 3]));
    customer(*engine, "c" + std::to_string(i), cells);
    if (i % 11 == 0) purchase(*engine, "c" + std::to_string(i), "x", "1", "2026-01-01");
  }
  EXPECT_TRUE(engine->finish_load().ok());
  return engine;
}

std::vector<std::string> names_of(const Engine& engine) {
  std::vector<std::string> names;
  for (const SegmentInfo& info : engine.segments()) names.push_back(info.name);
  return names;
}

void expect_same(Engine& engine) {
  const Instant as_of = engine.parse_instant("2026-02-01").value();
  std::vector<std::string> names = names_of(engine);
  names.push_back("no_such_segment");
  names.push_back("low");  // once more
  const auto together = engine.evaluate_at(as_of).value();
  const auto one_by_one = engine.evaluate_at(as_of).value();
  const std::vector<Result<Members>> all = together->members_of_all(names);
  ASSERT_EQ(all.size(), names.size());
  size_t num_failed = 0;
  for (size_t i = 0; i < names.size(); ++i) {
    const Result<Members> expected = one_by_one->members(names[i]);
    ASSERT_EQ(all[i].ok(), expected.ok()) << names[i];
    if (!expected.ok()) {
      EXPECT_EQ(all[i].error().message, expected.error().message);
      ++num_failed;
      continue;
    }
    EXPECT_TRUE(std::ranges::equal(all[i]->words(), expected->words())) << names[i];
  }
  // Counts alone, of an evaluation of their own; members can be asked for afterwards.
  const auto counting = engine.evaluate_at(as_of).value();
  const std::vector<Result<SegmentCount>> counts = counting->counts_of_all(names);
  for (size_t i = 0; i < names.size(); ++i) {
    ASSERT_EQ(counts[i].ok(), all[i].ok()) << names[i];
    if (!counts[i].ok()) continue;
    EXPECT_EQ(counts[i]->count, all[i]->count()) << names[i];
    EXPECT_EQ(counts[i]->entity, all[i]->entity());
    EXPECT_EQ(counts[i]->num_rows, all[i]->num_rows());
    EXPECT_EQ(counts[i]->num_overflows, all[i]->num_overflows());
    EXPECT_TRUE(std::ranges::equal(counting->members(names[i])->words(), all[i]->words())) << names[i];
  }
  EXPECT_EQ(num_failed, 2u) << "of no such name, and the one that needs a journal";
  EXPECT_EQ(all[0]->count(), 5142u);
}

TEST(OnePass, MembersAreThoseOfOneByOne) {
  for (const EngineKind kind : {EngineKind::kInterpreter, EngineKind::kAuto}) {
    for (const unsigned threads : {1u, 3u}) expect_same(*made(kind, threads));
  }
}

TEST(OnePass, WhatWasEvaluatedBeforeStays) {
  const auto engine = made(EngineKind::kAuto, 1);
  const auto evaluation = engine->evaluate_at(0).value();
  const Members low = evaluation->members("low").value();
  const std::vector<std::string> names = names_of(*engine);
  const std::vector<Result<Members>> all = evaluation->members_of_all(names);
  EXPECT_EQ(all[0]->words().data(), low.words().data());
  EXPECT_TRUE(evaluation->members_of_all({}).empty());
}

/// Customers whose points need 32 bits (or 64), and segments by ranges of these: enough for ranks, more limits than a
/// byte tells apart.
std::unique_ptr<Engine> by_points(EngineKind kind, bool are_wide, std::vector<std::string> disabled_rules) {
  std::mt19937_64 random(11);
  const int64_t unit = are_wide ? 1'000'000'007'007 : 1'007;
  std::string segments;
  for (int i = 0; i < 400; ++i) {
    const int64_t low = static_cast<int64_t>(random() % 22'000) * unit - 1000 * unit;
    const int64_t high = low + static_cast<int64_t>(random() % 3'000) * unit;
    segments += "segment s" + std::to_string(i) + " of customer { where ";
    switch (i % 5) {
      case 0: segments += "points >= " + std::to_string(low); break;
      case 1: segments += "points < " + std::to_string(low + 1); break;
      case 2: segments += "not (points > " + std::to_string(low) + ") and city = \"a\""; break;
      case 3: segments += "points >= -9223372036854775807 and vip"; break;
      default: segments += "points between " + std::to_string(low) + " and " + std::to_string(high); break;
    }
    segments += " }\n";
  }
  EngineOptions options;
  options.engine = kind;
  options.threads = 2;
  options.disabled_rules = std::move(disabled_rules);
  auto engine = shop(segments, std::move(options));
  for (int i = 0; i < kRows; ++i) {
    std::vector<std::pair<std::string, Value>> cells = {{"vip", i % 3 == 0}};
    if (i % 7 != 0) cells.emplace_back("points", static_cast<int64_t>(random() % 20'000) * unit + i % 5);
    if (i % 2 != 0) cells.emplace_back("city", std::string("a"));
    customer(*engine, "c" + std::to_string(i), cells);
  }
  EXPECT_TRUE(engine->finish_load().ok());
  return engine;
}

TEST(OnePass, RanksAreAskedInPlaceOfWideCells) {
  for (const bool are_wide : {false, true}) {
    const auto plain = by_points(EngineKind::kInterpreter, are_wide, {"rank-cells"});
    const std::vector<std::string> names = names_of(*plain);
    const auto one_by_one = plain->evaluate_at(0).value();
    for (const EngineKind kind : {EngineKind::kInterpreter, EngineKind::kAuto}) {
      const auto engine = by_points(kind, are_wide, {});
      const std::vector<Result<Members>> all = engine->evaluate_at(0).value()->members_of_all(names);
      for (size_t i = 0; i < names.size(); ++i) {
        const Members expected = one_by_one->members(names[i]).value();
        ASSERT_TRUE(std::ranges::equal(all[i]->words(), expected.words())) << names[i];
      }
    }
  }
}

}  // namespace
}  // namespace segql::testing
