/// Random `test` blocks over random definitions: both engines find the same members among the given rows, and once the
/// expectations say what was found, the test passes.

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "compiler/syntax/syntax.h"
#include "engine/sources.h"
#include "segql/engine.h"
#include "tests/differential/constructs.h"
#include "tests/differential/hosts.h"
#include "tests/differential/project.h"
#include "tests/differential/world.h"

namespace segql::testing {
namespace {

constexpr int64_t kAsOf = 1'776'421'800'000'000;

/// One `test` whose expectations can be turned round.
class TestBlock {
 public:
  TestBlock(Random& random, const Definition& segment, const Calendar& calendar)
      : random_(random), today_(calendar.today()) {
    const std::string call =
        segment.calls[static_cast<size_t>(random_.below(static_cast<int64_t>(segment.calls.size())))].text;
    head_ = fmt::format("test \"t\" of {} as of {}{} {{\n", call, day(0), random_.chance(50) ? "T10:30" : "");
    if (random_.chance(40)) head_.insert(head_.size() - 3, " timezone \"Asia/Tokyo\"");
    for (int i = 0; i < 4; ++i) given_customer(i);
    for (int i = 0; i < 3; ++i) given_product(i);
    for (int i = 0; i < 12; ++i) given_event(i);
    const bool customers = segment.entity == "customer";
    for (int i = 0; i < (customers ? 4 : 3); ++i) {
      rows_.push_back(fmt::format("{}{}", customers ? "c" : "p", i));
      in_.push_back(random_.chance(50));
      as_of_.push_back(
          random_.chance(40) ? fmt::format(" as of {}", random_.one_of({"now", "5 days ago", "2 hours ago"})) : "");
    }
  }

  void turn(const std::string& row) {
    for (size_t i = 0; i < rows_.size(); ++i) {
      if (row.ends_with(" " + rows_[i])) in_[i] = !in_[i];
    }
  }
  std::string text() const {
    std::string text = head_;
    for (size_t i = 0; i < rows_.size(); ++i) {
      text += fmt::format("  expect {} {}{}\n", rows_[i], in_[i] ? "in" : "out", as_of_[i]);
    }
    return text + values_ + "}\n";
  }

 private:
  std::string day(int64_t ago) { return date::format("%F", today_ - date::days(ago)); }
  std::string maybe(const std::string& field) { return random_.chance(70) ? ", " + field : ""; }
  void given_customer(int i) {
    const int64_t small = random_.between(0, 5);
    head_ += fmt::format("  given customer c{} {{ id: {}, name: \"n{}\", small: {}", i, i * 7 - 3, i, small);
    head_ += maybe(fmt::format("age: {}", random_.between(-3, 40))) + maybe("city: \"Riyadh\"") +
             maybe(fmt::format("wallet: {}.50 SAR", random_.between(0, 90))) + maybe("level: mid") +
             maybe("vip: true") + maybe("born: " + day(random_.between(-5, 700))) +
             maybe("joined: " + day(random_.between(0, 90)) + "T09:00") + maybe("fav: p1") +
             maybe("home: \"24.7136,46.6753\"") + maybe("tags: (\"ab\", \"Riyadh\")") + maybe("score: -0.5") + " }\n";
    const int64_t other = random_.between(-1, 6);
    const std::string op = small == other  ? random_.one_of({"=", "<=", ">="})
                           : small < other ? random_.one_of({"!=", "<", "<="})
                                           : random_.one_of({"!=", ">", ">="});
    values_ += fmt::format("  expect c{}.small {} {}\n", i, op, other);
  }
  void given_product(int i) {
    head_ += fmt::format("  given product p{} {{ sku: \"p{}\", stock: {}{}{}{} }}\n", i, i, random_.between(0, 20),
                         maybe(fmt::format("price: {} SAR", random_.between(0, 50))), maybe("cat: \"toys\""),
                         maybe("updated: 3 days ago"));
  }
  void given_event(int i) {
    const std::string who = fmt::format("c{}", random_.below(4)), what = fmt::format("p{}", random_.below(3));
    const std::string at = random_.chance(50)
                               ? fmt::format("{}T{:02}:15", day(random_.between(-3, 60)), random_.below(24))
                               : fmt::format("{} hours ago", random_.between(1, 900));
    const std::string name = random_.chance(30) ? fmt::format(" e{}", i) : "";
    head_ +=
        random_.chance(60)
            ? fmt::format("  given purchase{} {{ buyer: {}, item: {}, qty: {}, amount: {} SAR, paid: {}, ts: {} }}\n",
                          name, who, what, random_.between(-1, 5), random_.between(0, 80),
                          random_.chance(70) ? "true" : "false", at)
            : fmt::format("  given view{} {{ who: {}, what: {}, secs: {}, seen: {} }}\n", name, who, what,
                          random_.between(0, 90), at);
  }

  Random& random_;
  date::local_days today_;
  std::string head_, values_;
  std::vector<std::string> rows_, as_of_;
  std::vector<bool> in_;
};

struct Outcome {
  bool uses_a_list = false;  ///< a test has no keys for one
  std::vector<std::string> wrong;
};

Outcome run(const std::string& schema, const std::string& project, const std::string& test) {
  auto engine = std::move(Engine::create({}).value());
  EXPECT_TRUE(engine->add_source("world.segql", schema).ok());
  EXPECT_TRUE(engine->add_source("project.segql", project + test).ok());
  engine->check();
  for (const auto& [name, function] : host_functions()) EXPECT_TRUE(engine->add_function(name, function).ok());
  Outcome outcome;
  for (const Diagnostic& diagnostic : engine->diagnostics()) {
    if (diagnostic.severity == Severity::kError) ADD_FAILURE() << engine->render(diagnostic);
  }
  if (engine->tests().size() != 1) {
    ADD_FAILURE() << "no test\n" << test;
    return outcome;
  }
  const auto result = engine->run_test(0);
  if (!result.ok()) {
    outcome.uses_a_list = result.error().message.find("static segment") != std::string::npos;
    EXPECT_TRUE(outcome.uses_a_list) << result.error().message << "\n" << project << test;
    return outcome;
  }
  for (const TestFailure& failure : result->failures) {
    EXPECT_TRUE(failure.expected == "in" || failure.expected == "out") << failure.expected << "\n" << test;
    outcome.wrong.push_back(failure.row);
  }
  return outcome;
}

TEST(RandomTests, PassOnceTheyExpectWhatIs) {
  Constructs constructs;
  engine::Sources sources;
  const Limits limits;
  size_t num_run = 0, num_turned = 0;
  for (uint64_t seed = 1; seed <= 7; ++seed) {
    Random random(seed);
    const Calendar calendar("Europe/London", kAsOf);
    const Project project(seed, calendar);
    const std::string schema = world_schema(calendar);
    for (size_t i = 0; i < project.num_definitions(); i += 3) {
      if (project.definition(i).kind != Definition::Kind::kSegment) continue;
      TestBlock block(random, project.definition(i), calendar);
      const Outcome first = run(schema, project.text(), block.text());
      if (first.uses_a_list) continue;
      for (const std::string& row : first.wrong) block.turn(row);
      num_turned += first.wrong.size();
      EXPECT_THAT(run(schema, project.text(), block.text()).wrong, ::testing::IsEmpty())
          << project.text() << block.text();
      ++num_run;
      diag::Sink sink(limits);
      const Source* source = *sources.add("test", block.text(), limits);
      constructs.add(*syntax::parse(*source, sources.arena(), sink, limits));
      if (HasFailure()) return;
    }
  }
  EXPECT_GT(num_run, 10U);
  EXPECT_GT(num_turned, num_run / 2);
  for (const std::string& construct : Constructs::all()) {
    for (const char* begin : {"test", "item", "given", "expect"}) {
      if (!construct.starts_with(begin)) continue;
      EXPECT_TRUE(constructs.seen().contains(construct)) << construct;
    }
  }
  fmt::print("{} random tests pass; {} expectations were turned round\n", num_run, num_turned);
}

}  // namespace
}  // namespace segql::testing
