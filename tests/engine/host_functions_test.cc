/// Host functions: `extern` declarations and what the host gives for them.

#include <cmath>
#include <limits>
#include <stdexcept>

#include "tests/engine/fixture.h"

namespace segql::testing {
namespace {

/// A shop where `a` is 30 and bought for 10 and 20, `b` has no age and bought for 30, `c` is 50 and bought nothing.
std::unique_ptr<Engine> shop_with(const std::string& definitions, EngineOptions options = {}) {
  auto engine = shop(definitions, std::move(options));
  customer(*engine, "a", {{"age", int64_t{30}}, {"city", "Riyadh"}, {"score", 0.5}, {"vip", true}});
  customer(*engine, "b", {{"city", "Jeddah"}});
  customer(*engine, "c", {{"age", int64_t{50}}, {"score", 2.5}, {"vip", false}});
  product(*engine, "p", "tea", "1");
  product(*engine, "q", "cake", "2");
  purchase(*engine, "a", "p", "10", "2026-01-01T10:00");
  purchase(*engine, "a", "q", "20", "2026-01-02T10:00");
  purchase(*engine, "b", "q", "30", "2026-01-03T10:00");
  return engine;
}

HostFunction ints(int64_t (*compute)(int64_t)) {
  return [compute](const FunctionBatch& batch, FunctionValues& values) -> Status {
    const FunctionArgument& x = batch.arguments[0];
    for (uint64_t i = 0; i < batch.num_rows; ++i) {
      values.present[i] = x.present[i];
      if (x.present[i] != 0) values.integers[i] = compute(x.integers[i]);
    }
    return {};
  };
}

uint64_t failed_calls(Engine& engine, const std::string& segment) {
  const auto evaluation = engine.evaluate_at(engine.parse_instant("2026-03-31T12:00").value()).value();
  return evaluation->members(segment).value().num_failed_calls();
}

TEST(HostFunction, GetsTheRowsAndGivesTheirValues) {
  for (const EngineKind kind : {EngineKind::kInterpreter, EngineKind::kAuto}) {
    EngineOptions options;
    options.engine = kind;
    const auto engine = shop_with(
        "extern doubled(x: int): int?\n"
        "attribute twice of customer = doubled(age)\n"
        "segment old of customer { where doubled(age) >= 100 }\n"
        "segment young of customer { where not twice >= 100 }\n"
        "segment oldest of customer { where everyone() take top 1 by doubled(x: age + 1) }\n"
        "define everyone of customer = id is present\n"
        "segment halves of customer { where ntile 2 of doubled(age) among everyone = 2 }",
        options);
    ASSERT_TRUE(engine->add_function("doubled", ints([](int64_t x) { return 2 * x; })).ok());
    ASSERT_TRUE(engine->finish_load().ok());
    EXPECT_EQ(keys(*engine, "old"), "c");
    EXPECT_EQ(keys(*engine, "young"), "a b");
    EXPECT_EQ(keys(*engine, "oldest"), "c");
    EXPECT_EQ(keys(*engine, "halves"), "c");
    EXPECT_EQ(failed_calls(*engine, "old"), 0U);
  }
}

TEST(HostFunction, IsDescribedAsItIsDeclared) {
  const auto engine = shop(
      "extern score(subject: ref customer, brand: text, at_least: decimal = 0.5): float?\n"
      "extern age(born: date): int\n");
  const std::vector<FunctionInfo> functions = engine->functions();
  ASSERT_EQ(functions.size(), 2U);
  EXPECT_EQ(functions[0].name, "age");
  EXPECT_EQ(functions[1].name, "score");
  ASSERT_EQ(functions[1].parameters.size(), 3U);
  EXPECT_EQ(functions[1].parameters[0].type, "ref customer");
  EXPECT_EQ(functions[1].parameters[2].name, "at_least");
  EXPECT_EQ(functions[1].result, "float");
  EXPECT_FALSE(functions[1].is_given);
  const auto nothing = [](const FunctionBatch&, FunctionValues&) { return Status(); };
  ASSERT_TRUE(engine->add_function("score", nothing).ok());
  EXPECT_TRUE(engine->functions()[1].is_given);
  const Status unknown = engine->add_function("scores", nothing);
  ASSERT_FALSE(unknown.ok());
  EXPECT_EQ(unknown.error().code, ErrorCode::kNotFound);
  EXPECT_EQ(unknown.error().message, "no `extern` declares the function `scores`; there are: age, score");
  EXPECT_FALSE(engine->add_function("score", nullptr).ok());
}

TEST(HostFunction, ThatWasNotGivenBreaksOnlyWhatUsesIt) {
  const auto engine = shop_with(
      "extern doubled(x: int): int?\n"
      "segment old of customer { where doubled(age) >= 100 }\n"
      "segment not_old of customer { exclude in segment old }\n"
      "segment anyone of customer { }");
  ASSERT_TRUE(engine->finish_load().ok());
  EXPECT_EQ(keys(*engine, "old"), "the host gave no function `doubled`: call `Engine::add_function`");
  EXPECT_EQ(keys(*engine, "not_old"), "the host gave no function `doubled`: call `Engine::add_function`");
  EXPECT_EQ(keys(*engine, "anyone"), "a b c");
  ASSERT_TRUE(engine->add_function("doubled", ints([](int64_t x) { return 2 * x; })).ok());
  EXPECT_EQ(keys(*engine, "old"), "c");
}

TEST(HostFunction, TakesEveryTypeAndPutsDefaultsIn) {
  const auto engine = shop_with(
      "extern seen(subject: ref customer, city: text, age: int, score: float, vip: bool, spent: money(SAR),\n"
      "            mean: decimal(6), last_at: timestamp, born: date = 2000-01-02, name: text = \"x\"): text\n"
      "attribute row of customer = seen(self, city, age, score, vip, sum of amount of purchases,\n"
      "                                 avg of (amount / 1 SAR) of purchases, max of bought_at of purchases)\n"
      "segment anyone of customer { }");
  std::vector<std::string> got;
  const auto see = [&](const FunctionBatch& batch, FunctionValues& values) -> Status {
    const auto& arguments = batch.arguments;
    for (uint64_t i = 0; i < batch.num_rows; ++i) {
      std::string text;
      for (const FunctionArgument& argument : arguments) {
        if (argument.present[i] == 0) {
          text += "-";
        } else if (!argument.texts.empty()) {
          text += argument.texts[i];
        } else if (!argument.reals.empty()) {
          text += std::to_string(argument.reals[i]).substr(0, 3);
        } else {
          text += std::to_string(argument.integers[i]);
        }
        text += " ";
      }
      values.texts[i] = text;
      values.present[i] = 1;
    }
    EXPECT_EQ(batch.num_rows, 3U);
    EXPECT_EQ(batch.as_of, 1774947600'000'000);
    return {};
  };
  ASSERT_TRUE(engine->add_function("seen", see).ok());
  ASSERT_TRUE(engine->finish_load().ok());
  const auto evaluation = engine->evaluate_at(engine->parse_instant("2026-03-31T12:00").value()).value();
  const auto listing = evaluation->list(evaluation->members("anyone").value(), {"row"});
  ASSERT_TRUE(listing.ok()) << listing.error().message;
  EXPECT_EQ(listing->text[0][0], "a Riyadh 30 0.5 1 3000 15000000 1767337200000000 10958 x ");
  EXPECT_EQ(listing->text[1][0], "b Jeddah - - - 3000 30000000 1767423600000000 10958 x ");
  EXPECT_EQ(listing->text[2][0], "c - 50 2.5 0 0 - - 10958 x ");
}

TEST(HostFunction, IsCalledForRowsOfEventsToo) {
  const auto engine = shop_with(
      "extern doubled(x: money(SAR)): money(SAR)\n"
      "extern grade(item: ref product, kind: text): int?\n"
      "segment big of customer { where any purchases where (doubled(amount) >= 40 SAR) }\n"
      "segment total of customer { where sum of (doubled(amount)) of purchases = 60 SAR }\n"
      "segment cakes of customer { where any purchases where (grade(item, item.category) = 4) }\n"
      "segment graded of product { where grade(self, category) = 4 }");
  ASSERT_TRUE(engine->add_function("doubled", ints([](int64_t x) { return 2 * x; })).ok());
  const auto grade = [](const FunctionBatch& batch, FunctionValues& values) -> Status {
    for (uint64_t i = 0; i < batch.num_rows; ++i) {
      values.present[i] = batch.arguments[0].texts[i] == "q" ? 1 : 0;
      values.integers[i] = static_cast<int64_t>(batch.arguments[1].texts[i].size());
    }
    return {};
  };
  ASSERT_TRUE(engine->add_function("grade", grade).ok());
  ASSERT_TRUE(engine->finish_load().ok());
  EXPECT_EQ(keys(*engine, "big"), "a b");
  EXPECT_EQ(keys(*engine, "total"), "a b");
  EXPECT_EQ(keys(*engine, "cakes"), "a b");
  EXPECT_EQ(keys(*engine, "graded"), "q");
}

TEST(HostFunction, MayBeGivenWhatAnotherMade) {
  const auto engine = shop_with(
      "extern doubled(x: int): int?\n"
      "extern named(code: text): text\n"
      "segment old of customer { where doubled(doubled(age)) = 200 }\n"
      "segment here of customer { where city = named(\"riyadh\") }");
  ASSERT_TRUE(engine->add_function("doubled", ints([](int64_t x) { return 2 * x; })).ok());
  const auto named = [](const FunctionBatch& batch, FunctionValues& values) -> Status {
    for (uint64_t i = 0; i < batch.num_rows; ++i) {
      values.present[i] = 1;
      values.texts[i] = batch.arguments[0].texts[i] == "riyadh" ? "Riyadh" : "";
    }
    return {};
  };
  ASSERT_TRUE(engine->add_function("named", named).ok());
  ASSERT_TRUE(engine->finish_load().ok());
  EXPECT_EQ(keys(*engine, "old"), "c");
  EXPECT_EQ(keys(*engine, "here"), "a");
}

TEST(HostFunction, WhatItDoesNotHaveIsMissingAndCounted) {
  const auto engine = shop_with(
      "extern odds(x: int): float\n"
      "extern word(x: int): text\n"
      "extern broken(x: int): int\n"
      "extern throws(x: int): int\n"
      "segment no_odds of customer { where odds(age) is missing }\n"
      "segment no_word of customer { where word(age) is missing }\n"
      "segment no_value of customer { where broken(age) is missing and throws(age) is missing }");
  const auto odds = [](const FunctionBatch& batch, FunctionValues& values) -> Status {
    constexpr double kBad[] = {std::numeric_limits<double>::quiet_NaN(), std::numeric_limits<double>::infinity(), 0.5};
    for (uint64_t i = 0; i < batch.num_rows; ++i) {
      values.present[i] = 1;
      values.reals[i] = kBad[i];
    }
    return {};
  };
  const auto word = [](const FunctionBatch& batch, FunctionValues& values) -> Status {
    for (uint64_t i = 0; i < batch.num_rows; ++i) {
      values.present[i] = 1;
      values.texts[i] = i == 1 ? "\xFF" : "fine";
    }
    return {};
  };
  ASSERT_TRUE(engine->add_function("odds", odds).ok());
  ASSERT_TRUE(engine->add_function("word", word).ok());
  ASSERT_TRUE(engine
                  ->add_function("broken",
                                 [](const FunctionBatch&, FunctionValues& values) -> Status {
                                   values.present[0] = 1;
                                   return Error{ErrorCode::kIo, "the model is away"};
                                 })
                  .ok());
  ASSERT_TRUE(engine
                  ->add_function(
                      "throws", [](const FunctionBatch&, FunctionValues&) -> Status { throw std::runtime_error("no"); })
                  .ok());
  ASSERT_TRUE(engine->finish_load().ok());
  EXPECT_EQ(keys(*engine, "no_odds"), "a b");
  EXPECT_EQ(failed_calls(*engine, "no_odds"), 2U);
  EXPECT_EQ(keys(*engine, "no_word"), "b");
  EXPECT_EQ(failed_calls(*engine, "no_word"), 1U);
  EXPECT_EQ(keys(*engine, "no_value"), "a b c");
  EXPECT_EQ(failed_calls(*engine, "no_value"), 6U);
}

TEST(HostFunction, GetsEveryRowOnceInBatches) {
  const auto engine = shop(
      "extern doubled(x: int): int\n"
      "segment even of customer { where doubled(points) >= 10000 }");
  constexpr int64_t kRows = 10'000;
  for (int64_t i = 0; i < kRows; ++i) customer(*engine, "c" + std::to_string(i), {{"points", i}});
  uint64_t num_rows = 0, num_batches = 0;
  const auto count = [&](const FunctionBatch& batch, FunctionValues& values) -> Status {
    num_rows += batch.num_rows;
    ++num_batches;
    EXPECT_LE(batch.num_rows, 4096U);
    for (uint64_t i = 0; i < batch.num_rows; ++i) {
      values.present[i] = 1;
      values.integers[i] = 2 * batch.arguments[0].integers[i];
    }
    return {};
  };
  ASSERT_TRUE(engine->add_function("doubled", count).ok());
  ASSERT_TRUE(engine->finish_load().ok());
  const auto evaluation = engine->evaluate_at(Engine::now()).value();
  EXPECT_EQ(evaluation->members("even").value().count(), 5000U);
  EXPECT_EQ(evaluation->members("even").value().count(), 5000U);
  EXPECT_EQ(num_rows, static_cast<uint64_t>(kRows));
  EXPECT_EQ(num_batches, 3U);
}

TEST(HostFunction, TakesAndGivesPoints) {
  const auto engine = shop(
      "entity store key code { code: text  place: point? }\n"
      "extern north(origin: point, degrees: float): point?\n"
      "extern here(code: text): point\n"
      "segment moved of store { where north(place, 10) = \"34.7136,46.6753\" }\n"
      "segment lost of store { where place is present and north(place, 50) is missing }\n"
      "segment home of store { where here(code) = place }");
  const auto add = [&](const char* code, Value place) {
    ASSERT_TRUE(engine->append("store", {{"code", code}, {"place", std::move(place)}}).ok());
  };
  add("a", "24.7136,46.6753");
  add("b", "-24.7136,46.6753");
  add("c", "60,0");
  add("d", Missing{});
  const auto north = [](const FunctionBatch& batch, FunctionValues& values) -> Status {
    for (uint64_t i = 0; i < batch.num_rows; ++i) {
      values.present[i] = batch.arguments[0].present[i];
      values.points[i] = batch.arguments[0].points[i];
      values.points[i].latitude += batch.arguments[1].reals[i];
    }
    return {};
  };
  ASSERT_TRUE(engine->add_function("north", north).ok());
  const auto here = [](const FunctionBatch& batch, FunctionValues& values) -> Status {
    for (uint64_t i = 0; i < batch.num_rows; ++i) {
      values.present[i] = 1;
      values.points[i] = {-24.71360000004, 46.6753};
      if (batch.arguments[0].texts[i] == "c") values.points[i].longitude = std::numeric_limits<double>::quiet_NaN();
    }
    return {};
  };
  ASSERT_TRUE(engine->add_function("here", here).ok());
  ASSERT_TRUE(engine->finish_load().ok());
  EXPECT_EQ(keys(*engine, "moved"), "a");
  EXPECT_EQ(keys(*engine, "lost"), "c");
  EXPECT_EQ(failed_calls(*engine, "lost"), 1U);
  EXPECT_EQ(keys(*engine, "home"), "b");
  EXPECT_EQ(failed_calls(*engine, "home"), 1U);
}

TEST(HostFunction, IsAskedOnceForEqualCalls) {
  const auto engine = shop_with(
      "extern doubled(x: int): int?\n"
      "segment best of customer { where doubled(age) is present take top 1 by doubled(age) }\n"
      "segment nested of customer { where any purchases where (doubled(doubled(doubled(self.age))) = 240) }\n"
      "segment few(n: int = 1) of customer { where doubled($n) = 2 }");
  uint64_t num_calls = 0;
  const auto count = [&](const FunctionBatch& batch, FunctionValues& values) -> Status {
    ++num_calls;
    return ints([](int64_t x) { return 2 * x; })(batch, values);
  };
  ASSERT_TRUE(engine->add_function("doubled", count).ok());
  ASSERT_TRUE(engine->finish_load().ok());
  EXPECT_EQ(keys(*engine, "best"), "c");
  EXPECT_EQ(num_calls, 1U);
  num_calls = 0;
  EXPECT_EQ(keys(*engine, "nested"), "a");
  EXPECT_EQ(num_calls, 3U);
  EXPECT_EQ(keys(*engine, "few"), "a b c");
  EXPECT_EQ(keys(*engine, "few(n: 2)"), "");
}

/// Equal texts mean other instants where the timezone is another.
TEST(HostFunction, IsAskedForEachTimezone) {
  const auto engine = shop_with(
      "extern known(x: bool): bool\n"
      "segment buyers of customer { where any purchases }\n"
      "segment east of customer { where known(was in segment buyers as of 2026-01-01) timezone \"Asia/Tokyo\" }\n"
      "segment west of customer { where known(was in segment buyers as of 2026-01-01) timezone \"Pacific/Honolulu\" }");
  ASSERT_TRUE(engine->add_function("known", ints([](int64_t x) { return x; })).ok());
  purchase(*engine, "c", "p", "1", "2026-01-01T03:00");
  ASSERT_TRUE(engine->finish_load().ok());
  EXPECT_EQ(keys(*engine, "east"), "");
  EXPECT_EQ(keys(*engine, "west"), "a c");
}

TEST(HostFunction, OfWhatNeedsAJournalIsAnErrorOfThatAlone) {
  const auto engine = shop_with(
      "extern known(x: bool): bool\n"
      "segment buyers of customer { where any purchases }\n"
      "segment moved of customer { where known(entered segment buyers within last 7 days) }");
  ASSERT_TRUE(engine->add_function("known", ints([](int64_t x) { return x; })).ok());
  ASSERT_TRUE(engine->finish_load().ok());
  EXPECT_NE(keys(*engine, "moved").find("needs the membership journal"), std::string::npos);
  EXPECT_EQ(keys(*engine, "buyers"), "a b");
}

/// A function that gives itself another body meanwhile goes on with its own.
TEST(HostFunction, MayBeReplacedWhileItRuns) {
  const auto engine = shop_with(
      "extern doubled(x: int): int\n"
      "segment old of customer { where doubled(age) = 100 }");
  const std::string name = "doubled, a name too long to be kept in place";
  const auto replace = [&engine, name](const FunctionBatch& batch, FunctionValues& values) -> Status {
    EXPECT_TRUE(engine->add_function("doubled", ints([](int64_t x) { return x; })).ok());
    EXPECT_EQ(name.size(), 44U);
    return ints([](int64_t x) { return 2 * x; })(batch, values);
  };
  ASSERT_TRUE(engine->add_function("doubled", replace).ok());
  ASSERT_TRUE(engine->finish_load().ok());
  EXPECT_EQ(keys(*engine, "old"), "c");
  EXPECT_EQ(keys(*engine, "old"), "");
}

/// What a function leaves alone is empty, not what stood there in the batch before.
TEST(HostFunction, StartsEveryBatchEmpty) {
  const auto engine = shop(
      "extern named(x: int): text\n"
      "segment named_x of customer { where named(points) = \"x\" }");
  for (int64_t i = 0; i < 5000; ++i) customer(*engine, "c" + std::to_string(i), {{"points", i}});
  const auto named = [](const FunctionBatch& batch, FunctionValues& values) -> Status {
    for (uint64_t i = 0; i < batch.num_rows; ++i) {
      values.present[i] = 1;
      if (batch.arguments[0].integers[i] < 4096) values.texts[i] = "x";
    }
    return {};
  };
  ASSERT_TRUE(engine->add_function("named", named).ok());
  ASSERT_TRUE(engine->finish_load().ok());
  const auto evaluation = engine->evaluate_at(Engine::now()).value();
  EXPECT_EQ(evaluation->members("named_x").value().count(), 4096U);
}

/// Calls inside of calls inside of row sets are checked once each.
TEST(HostFunction, CallsMayStandDeepInOneAnother) {
  std::string call = "$n";
  for (int i = 0; i < 20; ++i) call = "doubled(count of purchases where (doubled(" + call + ") > 0))";
  const auto engine =
      shop("extern doubled(x: int): int\nsegment deep(n: int = 1) of customer { where " + call + " > 0 }");
  EXPECT_EQ(engine->num_errors(), 0U);
}

TEST(HostFunction, RunsInTests) {
  const auto engine = shop(
      "extern doubled(x: int): int\n"
      "segment old of customer { where doubled(age) >= 100 }\n"
      "test \"old\" of old as of 2026-03-31 {\n"
      "  given customer c1 { id: \"1\", age: 50 }\n"
      "  given customer c2 { id: \"2\", age: 49 }\n"
      "  expect c1 in\n"
      "  expect c2 out\n"
      "}");
  const auto before = engine->run_test(0);
  ASSERT_FALSE(before.ok());
  EXPECT_EQ(before.error().message, "the host gave no function `doubled`: call `Engine::add_function`");
  ASSERT_TRUE(engine->add_function("doubled", ints([](int64_t x) { return 2 * x; })).ok());
  const auto result = engine->run_test(0);
  ASSERT_TRUE(result.ok()) << result.error().message;
  EXPECT_TRUE(result->failures.empty());
}

TEST(HostFunction, OfThePastIsCalledAsOfThen) {
  const auto engine = shop_with(
      "extern stamp(x: text): timestamp\n"
      "snapshot segment earlier of customer as of 2026-02-01 { where stamp(id) before 2026-02-02 }");
  std::vector<int64_t> instants;
  const auto stamp = [&](const FunctionBatch& batch, FunctionValues& values) -> Status {
    instants.push_back(batch.as_of);
    for (uint64_t i = 0; i < batch.num_rows; ++i) {
      values.present[i] = 1;
      values.integers[i] = i == 0 ? int64_t{1} << 62 : batch.as_of;  // beyond the year 9999
    }
    return {};
  };
  ASSERT_TRUE(engine->add_function("stamp", stamp).ok());
  ASSERT_TRUE(engine->finish_load().ok());
  EXPECT_EQ(keys(*engine, "earlier"), "b c");
  EXPECT_EQ(failed_calls(*engine, "earlier"), 1U);
  EXPECT_EQ(instants.front(), engine->parse_instant("2026-02-01").value());
}

}  // namespace
}  // namespace segql::testing
