/// Snapshots without `as of`: taken once, kept by the host, and given back with every load (decision 0018).

#include "tests/engine/fixture.h"

namespace segql::testing {
namespace {

constexpr const char* kSnapshots =
    "snapshot segment grown \"Grown-ups\" of customer { where age >= 18 }\n"
    "snapshot segment often(n: int = 2) of customer { where count of purchases >= $n }\n"
    "snapshot segment both of customer { where in segment grown and in segment often(n: 1) }\n"
    "segment young of customer { exclude in segment grown }\n"
    "segment youngest of customer { take bottom 1 by age among segment grown }\n"
    "split halves of segment grown seed \"s\" { whole 100% }\n"
    "priority list turns of customer { both, grown }\n"
    "segment was_grown of customer { where was in segment grown as of 2026-02-01 }\n"
    "snapshot segment later of customer as of 2026-03-15 { where in segment grown }\n"
    "segment sold_to_grown of product { where any sales where (buyer in segment grown) }\n"
    "segment plain of customer { where age > 20 }\n";

/// Three customers: `a` is 30 with two purchases, `b` is 17 with one, `c` is 40 with none.
std::unique_ptr<Engine> with_rows(const std::string& definitions = kSnapshots, EngineOptions options = {}) {
  auto engine = shop(definitions, std::move(options));
  customer(*engine, "c", {{"age", int64_t{40}}});
  customer(*engine, "a", {{"age", int64_t{30}}});
  customer(*engine, "b", {{"age", int64_t{17}}});
  product(*engine, "p", "x", "1");
  purchase(*engine, "a", "p", "10", "2026-01-01T10:00");
  purchase(*engine, "a", "p", "10", "2026-01-02T10:00");
  purchase(*engine, "b", "p", "10", "2026-01-03T10:00");
  return engine;
}

TakenSnapshot take(Engine& engine, const std::string& segment, const std::string& as_of) {
  auto taken = engine.evaluate_at(engine.parse_instant(as_of).value()).value()->take_snapshot(segment);
  EXPECT_TRUE(taken.ok()) << taken.error().message;
  return taken.ok() ? *taken : TakenSnapshot();
}

std::string text(const std::vector<std::string>& words) {
  std::string all;
  for (const std::string& word : words) all += (all.empty() ? "" : " ") + word;
  return all;
}

TEST(Frozen, IsWhoWasInItWhenItWasTaken) {
  const auto before = with_rows();
  ASSERT_TRUE(before->finish_load().ok());
  const TakenSnapshot taken = take(*before, "grown", "2026-03-01");
  EXPECT_EQ(taken.segment, "grown");
  EXPECT_EQ(taken.entity, "customer");
  EXPECT_EQ(taken.taken, before->parse_instant("2026-03-01").value());
  EXPECT_EQ(text(taken.keys), "a c") << "in order of key";

  // Another day: `b` has grown up, `c` is gone and `d` has come.
  const auto after = shop(kSnapshots);
  customer(*after, "a", {{"age", int64_t{30}}});
  customer(*after, "b", {{"age", int64_t{18}}});
  customer(*after, "d", {{"age", int64_t{50}}});
  product(*after, "p", "x", "1");
  purchase(*after, "a", "p", "10", "2026-01-01T10:00");
  ASSERT_TRUE(after->add_snapshot(taken, "shop.lock.toml").ok());
  const auto report = after->finish_load();
  ASSERT_TRUE(report.ok()) << report.error().message;
  EXPECT_EQ(keys(*after, "grown"), "a");
  EXPECT_EQ(keys(*after, "young"), "b d");
  EXPECT_EQ(keys(*after, "youngest"), "a");
  EXPECT_EQ(keys(*after, "halves.whole"), "a");
  EXPECT_EQ(keys(*after, "sold_to_grown"), "p");
  EXPECT_EQ(keys(*after, "grown", "2026-02-28T23:59"), "") << "it had not been taken yet";
  EXPECT_EQ(keys(*after, "grown", "2026-03-01"), "a") << "from its instant on";
  EXPECT_EQ(keys(*after, "young", "2026-02-01"), "a b d");
  EXPECT_EQ(keys(*after, "was_grown"), "") << "in February it had not been taken";
  EXPECT_EQ(keys(*after, "later"), "a");

  const SourceReport& source = report->sources.back();
  EXPECT_EQ(source.table, "grown");
  EXPECT_EQ(source.origin, "shop.lock.toml");
  EXPECT_TRUE(source.is_snapshot);
  EXPECT_FALSE(source.is_static_segment);
  EXPECT_EQ(source.rows_read, 2U);
  EXPECT_EQ(source.rows_kept, 1U);
  ASSERT_EQ(source.problems.size(), 1U);
  EXPECT_EQ(source.problems[0].kind, ProblemKind::kUnknownKey);
  EXPECT_EQ(source.problems[0].examples[0].value, "c");
}

TEST(Frozen, NotTakenIsUnknownAndStopsNothingElse) {
  const auto engine = with_rows();
  ASSERT_TRUE(engine->finish_load().ok());
  for (const char* segment : {"grown", "young", "youngest", "halves.whole", "turns.both", "later", "sold_to_grown"}) {
    EXPECT_NE(keys(*engine, segment).find("has not been taken: run `segql snapshot "), std::string::npos) << segment;
  }
  EXPECT_NE(keys(*engine, "often(n: 7)").find("run `segql snapshot 'often(n: 7)'`"), std::string::npos);
  EXPECT_EQ(keys(*engine, "plain"), "a c");
  const auto taken = engine->evaluate_at(0).value()->take_snapshot("both");
  ASSERT_FALSE(taken.ok()) << "it uses one that is not taken";
  EXPECT_NE(taken.error().message.find("`grown`"), std::string::npos) << taken.error().message;
}

TEST(Frozen, AreListedEachAfterThoseItUses) {
  const auto engine = with_rows();
  std::string names;
  for (const SnapshotInfo& info : engine->snapshots()) {
    names += info.segment + ";";
    EXPECT_EQ(info.entity, "customer");
    EXPECT_FALSE(info.taken);
    EXPECT_EQ(engine->source_text(info.source).substr(info.span.begin, info.span.end - info.span.begin),
              info.segment.substr(0, info.segment.find('(')));
  }
  EXPECT_EQ(names, "grown;often(n: 2);often(n: 1);both;");
}

TEST(Frozen, AreTakenOneAfterAnotherOnOneLoad) {
  const auto engine = with_rows();
  ASSERT_TRUE(engine->finish_load().ok());
  for (const SnapshotInfo& info : engine->snapshots()) {
    ASSERT_TRUE(engine->add_snapshot(take(*engine, info.segment, "2026-03-01")).ok());
  }
  EXPECT_EQ(keys(*engine, "both"), "a");
  EXPECT_EQ(keys(*engine, "turns.both"), "a");
  EXPECT_EQ(keys(*engine, "turns.grown"), "c");
  EXPECT_EQ(keys(*engine, "often"), "a");
  EXPECT_EQ(engine->snapshots()[0].taken, engine->parse_instant("2026-03-01").value());
  EXPECT_EQ(engine->snapshots()[0].num_keys, 2U);
  // Taken again, at an instant before the purchases.
  ASSERT_TRUE(engine->add_snapshot(take(*engine, "often(n: 1)", "2026-01-02")).ok());
  EXPECT_EQ(keys(*engine, "often(n: 1)", "2026-01-02"), "a");
}

TEST(Frozen, WithArgumentsNobodyElseGives) {
  const auto engine = with_rows();
  ASSERT_TRUE(engine->finish_load().ok());
  const SnapshotInfo info = engine->find_snapshot("often(n:   1)").value();
  EXPECT_EQ(info.segment, "often(n: 1)");
  const TakenSnapshot taken = take(*engine, "often( n: 3 )", "2026-03-01");
  EXPECT_EQ(taken.segment, "often(n: 3)");
  EXPECT_EQ(text(taken.keys), "");
  ASSERT_TRUE(engine->add_snapshot(taken).ok());
  EXPECT_EQ(keys(*engine, "often(n: 3)"), "") << "nobody is an answer";
  EXPECT_EQ(engine->find_snapshot("often(n: 3)").value().taken, taken.taken);
}

/// Questions are forgotten and their ids given out again: what was taken goes by name.
TEST(Frozen, OutlivesTheQuestionItWasFoundBy) {
  EngineOptions options;
  options.limits.question_bytes = 1;
  const auto engine = with_rows(kSnapshots, options);
  ASSERT_TRUE(engine->add_snapshot({"often(n: 5)", "customer", "", 0, {"b"}}).ok());
  ASSERT_TRUE(engine->finish_load().ok());
  EXPECT_EQ(keys(*engine, "plain"), "a c");
  for (int round = 0; round < 3; ++round) {
    EXPECT_EQ(keys(*engine, "often(n: 5)"), "b");
    EXPECT_NE(keys(*engine, "often(n: 6)").find("not been taken"), std::string::npos);
  }
}

TEST(Frozen, AChangedDefinitionIsNoticed) {
  const auto fingerprint = [](const std::string& definition) {
    return shop(definition)->find_snapshot("s").value().definition;
  };
  const std::string now = fingerprint("snapshot segment s of customer { where age >= 18 and city is present }");
  EXPECT_EQ(now.size(), 16U);
  EXPECT_EQ(now, fingerprint("/// About it.\n@owner(\"me\")\nsnapshot segment s \"Title\" of customer {\n"
                             "  where age >= 18  // grown up\n    and city is present\n  refresh manual\n}"))
      << "what is not about members does not count";
  EXPECT_NE(now, fingerprint("snapshot segment s of customer { where age >= 19 and city is present }"));
  EXPECT_NE(now,
            fingerprint("snapshot segment s of customer { where age >= 18 and city is present take top 1 by age }"));
  const std::string by_default = fingerprint("snapshot segment s(n: int = 5) of customer { where age >= $n }");
  EXPECT_EQ(by_default, fingerprint("snapshot segment s(n: int = 6) of customer { where age >= $n }"))
      << "the argument is in the name";
  EXPECT_NE(by_default, fingerprint("snapshot segment s(n: int = 5) of customer { where age > $n }"));

  const auto engine = with_rows();
  ASSERT_TRUE(engine->add_snapshot({"grown", "customer", "0123456789abcdef", 0, {"a", "b", "a"}}).ok());
  const auto report = engine->finish_load().value();
  EXPECT_EQ(keys(*engine, "grown"), "a b") << "its members are those of then";
  const SourceReport& source = report.sources.back();
  ASSERT_EQ(source.problems.size(), 2U);
  EXPECT_EQ(source.problems[0].kind, ProblemKind::kDuplicateKey);
  EXPECT_TRUE(source.problems[0].informational);
  EXPECT_EQ(source.problems[1].kind, ProblemKind::kChangedDefinition);
  EXPECT_EQ(source.problems[1].examples[0].value, "1970-01-01T00:00:00Z");
  EXPECT_TRUE(report.has_problems());
}

TEST(Frozen, WhatCannotBeAddedIsSaid) {
  auto fresh = std::move(Engine::create({}).value());
  EXPECT_EQ(fresh->add_snapshot({"grown", "customer", "", 0, {}}).error().message, "snapshots are known after `check`");
  EXPECT_TRUE(fresh->snapshots().empty());
  const auto engine = with_rows();
  EXPECT_EQ(engine->add_snapshot({"nobody", "customer", "", 0, {}}).error().code, ErrorCode::kInvalidSource);
  const Status of_events = engine->add_snapshot({"later", "customer", "", 0, {}});
  EXPECT_EQ(of_events.error().code, ErrorCode::kNotFound) << "one with `as of` is never given";
  EXPECT_EQ(of_events.error().message, "`later` is no snapshot without `as of`: there is nothing to be taken");
  EXPECT_EQ(engine->add_snapshot({"grown", "product", "", 0, {}}).error().message,
            "`grown` is of customer, and what was taken is of product: take it again");
  ASSERT_TRUE(engine->add_snapshot({"grown", "customer", "", 0, {"b"}}).ok());
  ASSERT_TRUE(engine->add_snapshot({"grown", "customer", "", 0, {"c"}}).ok());
  ASSERT_TRUE(engine->finish_load().ok());
  EXPECT_EQ(keys(*engine, "grown"), "c") << "the last given counts";
  EXPECT_EQ(engine->evaluate_at(0).value()->take_snapshot("plain").error().code, ErrorCode::kNotFound);
}

TEST(Frozen, DiscardedOnesAreGone) {
  const auto engine = with_rows();
  ASSERT_TRUE(engine->add_snapshot({"grown", "customer", "", 0, {"a"}}).ok());
  engine->discard_rows();
  EXPECT_FALSE(engine->find_snapshot("grown").value().taken);
  customer(*engine, "a");
  ASSERT_TRUE(engine->finish_load().ok());
  EXPECT_NE(keys(*engine, "grown").find("not been taken"), std::string::npos);
}

TEST(Frozen, KeysOfEveryKind) {
  auto engine = std::move(Engine::create({}).value());
  ASSERT_TRUE(engine
                  ->add_source("shop.segql",
                               "entity town key number { number: int }\n"
                               "entity size key code { code: enum { s, m, l } }\n"
                               "snapshot segment towns of town { where number > 5 }\n"
                               "snapshot segment sizes of size { }\n")
                  .ok());
  ASSERT_TRUE(engine->check());
  for (const int64_t number : {300, -7, 20, 7}) ASSERT_TRUE(engine->append("town", {{"number", number}}).ok());
  for (const char* code : {"m", "l"}) ASSERT_TRUE(engine->append("size", {{"code", std::string(code)}}).ok());
  ASSERT_TRUE(engine->finish_load().ok());
  EXPECT_EQ(text(take(*engine, "towns", "2026-01-01").keys), "7 20 300");
  EXPECT_EQ(text(take(*engine, "sizes", "2026-01-01").keys), "m l");
  ASSERT_TRUE(engine->add_snapshot(take(*engine, "towns", "2026-01-01")).ok());
  ASSERT_TRUE(engine->add_snapshot({"sizes", "size", "", 0, {"l", "xxl"}}).ok());
  EXPECT_EQ(keys(*engine, "towns"), "7 20 300");
  EXPECT_EQ(keys(*engine, "sizes"), "l");
}

TEST(Frozen, IsExplainedAsIfItWereTakenNow) {
  const auto engine = with_rows();
  ASSERT_TRUE(engine->finish_load().ok());
  const auto evaluation = engine->evaluate_at(engine->parse_instant("2026-03-01").value()).value();
  const auto plan = evaluation->explain("grown", ExplainStage::kPlan);
  ASSERT_TRUE(plan.ok()) << plan.error().message;
  EXPECT_NE(plan->find("18"), std::string::npos) << *plan;
  EXPECT_NE(evaluation->explain("grown", ExplainStage::kTyped).value().find("as-taken"), std::string::npos);
}

/// In a test nothing is written down: a snapshot is taken at the test's instant, over the rows it gives.
TEST(Frozen, IsTakenAtTheInstantOfATest) {
  const auto engine = shop(
      "snapshot segment grown of customer { where age >= 18 exclude city = \"Riyadh\" }\n"
      "snapshot segment recent of customer { where any purchases within last 7 days }\n"
      "segment lost of customer { where in segment recent and no purchases within last 7 days }\n"
      "test \"fields\" of grown as of 2026-03-01 {\n"
      "  given customer a { id: \"a\", age: 30 }\n  given customer b { id: \"b\", age: 3 }\n"
      "  expect a in expect b out expect a in as of 2027-01-01 expect a out as of 2026-02-28\n}\n"
      "test \"used\" of lost as of 2026-03-01 {\n"
      "  given customer a { id: \"a\" }\n  given purchase { buyer: a, amount: 1 SAR, bought_at: 2026-02-27T10:00 }\n"
      "  expect a out expect a in as of 2026-03-20\n}\n"
      "test \"fails\" of grown as of 2026-03-01 {\n"
      "  given customer a { id: \"a\", age: 30, city: \"Riyadh\" }\n  expect a in as of 2026-05-01\n}\n"
      "test \"too early\" of grown as of 2026-03-01 {\n"
      "  given customer a { id: \"a\", age: 30 }\n  expect a in as of 2026-02-01\n}\n");
  for (const size_t test : {0, 1}) {
    const auto result = engine->run_test(test);
    ASSERT_TRUE(result.ok()) << result.error().message;
    EXPECT_TRUE(result->passed()) << test;
  }
  const TestResult failed = engine->run_test(2).value();
  ASSERT_EQ(failed.failures.size(), 1U);
  const auto& conditions = failed.failures[0].conditions;
  ASSERT_EQ(conditions.size(), 2U) << "those of the definition, when it was taken";
  EXPECT_TRUE(conditions[0].holds);
  EXPECT_TRUE(conditions[1].excludes);
  EXPECT_TRUE(conditions[1].holds);
  const TestResult early = engine->run_test(3).value();
  ASSERT_EQ(early.failures.size(), 1U);
  EXPECT_TRUE(early.failures[0].conditions.empty()) << "before it was taken no condition decides";
  EXPECT_EQ(engine->snapshots().size(), 2U);
}

/// Of a snapshot with `as of` likewise: the conditions are those of its instant.
TEST(Snapshots, AFailedTestShowsTheConditionsOfTheirInstant) {
  const auto engine = shop(
      "snapshot segment s of customer as of 2026-01-10 {\n"
      "  where any purchases within last 7 days\n  exclude any purchases where (amount > 5 SAR)\n}\n"
      "test \"fails\" of s as of 2026-03-01 {\n"
      "  given customer a { id: \"a\" }\n  given purchase { buyer: a, amount: 9 SAR, bought_at: 2026-01-08T10:00 }\n"
      "  expect a in\n}\n");
  const TestResult result = engine->run_test(0).value();
  ASSERT_EQ(result.failures.size(), 1U);
  const auto& conditions = result.failures[0].conditions;
  ASSERT_EQ(conditions.size(), 2U);
  EXPECT_TRUE(conditions[0].holds);
  EXPECT_EQ(conditions[0].windows.at(0).from, "2026-01-03T00:00:00+03:00");
  EXPECT_TRUE(conditions[1].excludes);
}

/// What is checked with placeholders, by a test or in vain is used by nothing that is evaluated.
TEST(Frozen, OfWhatIsNotEvaluatedAreNotToBeTaken) {
  const std::string snapshots =
      "snapshot segment old(n: int) of customer { where age >= $n }\n"
      "snapshot segment tested of customer { where age >= 1 }\n"
      "extern scored(who: text, n: int): int\n";
  const auto engine =
      shop(snapshots +
           "segment sequence(n: int) of customer {\n"
           "  where did (purchases then purchases where (buyer in segment old(n: $n)))\n}\n"
           "segment fifth(n: int) of customer { where (ntile 5 of age among segment old(n: $n)) = 1 }\n"
           "segment called(n: int) of customer { where scored(id, if(in segment old(n: $n), 1, 2)) > 3 }\n"
           "attribute is_old of customer = in segment old(n: 80)\n"
           "segment used of customer { where (ntile 5 of age among segment old(n: 90)) = 1 }\n"
           "test \"t\" of old(n: 4) as of 2026-03-01 {\n  given customer a { id: \"a\" }\n  expect a out\n}\n");
  std::string names;
  for (const SnapshotInfo& info : engine->snapshots()) names += info.segment + ";";
  EXPECT_EQ(names, "tested;old(n: 80);old(n: 90);");
  EXPECT_FALSE(engine->find_snapshot("old(n: ?)").ok());
  EXPECT_FALSE(engine->add_snapshot({"old(n: ?)", "customer", "", 0, {}}).ok());
}

TEST(Frozen, SeveralAreFoundEachAfterThoseItUses) {
  const auto engine = shop(
      "snapshot segment base(n: int) of customer { where age >= $n }\n"
      "snapshot segment top(n: int) of customer { where in segment base(n: $n) }\n"
      "snapshot segment plain of customer { where in segment base(n: 1) }\n");
  std::string names;
  for (const SnapshotInfo& info :
       engine->find_snapshots({"top(n: 9)", "base( n: 9)", "nobody", "plain", "base(n: 9)"})) {
    names += info.segment + ";";
  }
  EXPECT_EQ(names, "plain;base(n: 9);top(n: 9);");
  EXPECT_TRUE(std::move(Engine::create({}).value())->find_snapshots({"plain"}).empty()) << "before `check`";
}

/// An error leaves what there was, and the next one is none the worse.
TEST(Frozen, AFailureChangesNothing) {
  EngineOptions options;
  options.limits.rows_per_table = 3;
  const std::string definitions = "static segment vip of customer from \"vip.csv\" key id\n" + std::string(kSnapshots);
  const auto engine = with_rows(definitions, options);
  const std::vector<std::string> too_many = {"a", "b", "c", "d"};
  ASSERT_TRUE(engine->add_keys("vip", {"a"}).ok());
  ASSERT_TRUE(engine->add_snapshot({"grown", "customer", "", 0, {"a"}}).ok());
  ASSERT_TRUE(engine->add_snapshot({"often(n: 1)", "customer", "", 0, too_many}).ok());
  const auto failed = engine->finish_load();
  ASSERT_FALSE(failed.ok());
  EXPECT_EQ(failed.error().code, ErrorCode::kLimitExceeded);
  engine->discard_rows();

  customer(*engine, "a");
  customer(*engine, "b");
  ASSERT_TRUE(engine->add_snapshot({"often(n: 1)", "customer", "", 0, {"b"}}).ok());
  ASSERT_TRUE(engine->finish_load().ok());
  EXPECT_NE(keys(*engine, "vip").find("vip"), std::string::npos) << "no list was given this time";
  EXPECT_NE(keys(*engine, "grown").find("not been taken"), std::string::npos);
  EXPECT_EQ(keys(*engine, "often(n: 1)"), "b");

  EXPECT_FALSE(engine->add_snapshot({"often(n: 1)", "customer", "", 7, too_many}).ok());
  EXPECT_EQ(engine->find_snapshot("often(n: 1)").value().num_keys, 1U);
  EXPECT_EQ(keys(*engine, "often(n: 1)"), "b");
  EXPECT_TRUE(engine->add_snapshot({"grown", "customer", "", 0, {"a"}}).ok());
  EXPECT_EQ(keys(*engine, "grown"), "a");
}

TEST(Frozen, OfTestsAloneAreNotToBeTaken) {
  const auto engine = shop(
      "snapshot segment often(n: int) of customer { where count of purchases >= $n }\n"
      "test \"t\" of often(n: 4) as of 2026-03-01 {\n  given customer a { id: \"a\" }\n  expect a out\n}\n");
  EXPECT_TRUE(engine->snapshots().empty());
  EXPECT_EQ(engine->segments_with_arguments(), std::vector<std::string>{"often(n: int)"});
}

}  // namespace
}  // namespace segql::testing
