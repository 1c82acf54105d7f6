#include "engine/test_runner.h"

#include <chrono>
#include <map>

#include "base/try.h"
#include "compiler/plan/window.h"
#include "engine/given_rows.h"
#include "engine/instant.h"
#include "engine/listing.h"
#include "engine/test_conditions.h"

namespace segql::engine {

TestRunner::TestRunner(const check::Definitions& definitions, const std::vector<check::InputFile>& files,
                       const Sources& sources, const HostFunctions& functions, const EngineOptions& options)
    : definitions_(definitions), files_(files), sources_(sources), functions_(functions), options_(options) {}

Result<std::unique_ptr<TestRunner>> TestRunner::create(const check::Definitions& definitions,
                                                       const std::vector<check::InputFile>& files,
                                                       const Sources& sources, const HostFunctions& functions,
                                                       const EngineOptions& options) {
  std::unique_ptr<TestRunner> runner(new TestRunner(definitions, files, sources, functions, options));
  const auto add = [&](std::string name, EngineKind kind) -> Status {
    EngineOptions own = options;
    own.engine = kind;
    own.threads = 1;  // a test has a handful of rows
    SEGQL_TRY(std::unique_ptr<ScanRunner> scans, ScanRunner::create(own));
    runner->sides_.push_back({std::move(name), std::move(scans)});
    return {};
  };
  if (options.engine != EngineKind::kJit) SEGQL_TRY_VOID(add("interp", EngineKind::kInterpreter));
  const bool compiled = options.engine == EngineKind::kJit || (options.engine == EngineKind::kAuto && SEGQL_JIT);
  if (compiled) SEGQL_TRY_VOID(add("jit", EngineKind::kJit));
  return runner;
}

/// One test with its rows, and an evaluator for each engine and instant.
class TestRunner::Run {
 public:
  Run(TestRunner& runner, const hir::Test& test, bool covers)
      : runner_(runner), definitions_(runner.definitions_), test_(test), covers_(covers) {}

  Result<TestResult> run() {
    SEGQL_TRY(zone_, TimeZone::find(test_.timezone));
    moment_ = {plan::resolve(test_.as_of, {0, zone_.get()}).micros, zone_.get()};
    written_.take_snapshots_at = moment_.as_of;
    SEGQL_TRY(data_, load_given(definitions_.schema(), test_, moment_, runner_.options_.limits));
    TestResult result;
    result.num_expectations = test_.expectations.size();
    for (const Side& side : runner_.sides_) result.engines.push_back(side.name);
    for (const hir::Expectation& expectation : test_.expectations) {
      SEGQL_TRY_VOID(check(expectation, result.failures));
      if (covers_) SEGQL_TRY_VOID(cover(expectation, result.conditions));
    }
    SEGQL_TRY_VOID(check_agreement(result.failures));
    return result;
  }

 private:
  /// What one engine finds of the row of an expectation.
  struct Seen {
    bool met = false;
    std::string found;
  };

  Evaluator& evaluator(size_t side, Instant as_of) {
    auto& found = evaluators_[{side, as_of}];
    if (found == nullptr) {
      found = std::make_unique<Evaluator>(
          EvaluationContext{definitions_, data_, written_, runner_.functions_, *runner_.sides_[side].runner,
                            runner_.options_.limits, definitions_.mark(),
                            plan::OptimiseOptions{runner_.options_.optimise, runner_.options_.disabled_rules, {}}},
          as_of);
    }
    return *found;
  }

  Instant instant_of(const hir::Expectation& expectation) const {
    return expectation.as_of ? plan::resolve(*expectation.as_of, moment_).micros : moment_.as_of;
  }

  Status cover(const hir::Expectation& expectation, std::vector<TestedCondition>& tested) {
    if (expectation.kind == hir::Expectation::Kind::kValue) return {};
    const uint32_t row = find_given(definitions_.schema(), *data_, test_, expectation.row);
    SEGQL_TRY(const std::vector<TestCondition> conditions,
              conditions_of(evaluator(0, instant_of(expectation)), runner_.files_, test_.segment, row));
    tested.resize(std::max(tested.size(), conditions.size()));
    for (size_t i = 0; i < conditions.size(); ++i) {
      const TestCondition& condition = conditions[i];
      tested[i].text = condition.text;
      tested[i].depth = condition.depth;
      tested[i].excludes = condition.excludes;
      tested[i].is_block = i + 1 < conditions.size() && conditions[i + 1].depth > condition.depth;
      (condition.holds ? tested[i].was_true : tested[i].was_false) = true;
    }
    return {};
  }

  Status check(const hir::Expectation& expectation, std::vector<TestFailure>& failures) {
    const Instant as_of = instant_of(expectation);
    const uint32_t row = find_given(definitions_.schema(), *data_, test_, expectation.row);
    for (size_t side = 0; side < runner_.sides_.size(); ++side) {
      SEGQL_TRY(const Seen seen, see(evaluator(side, as_of), expectation, row));
      if (seen.met) continue;
      SEGQL_TRY(TestFailure failure, describe(evaluator(side, as_of), expectation, row));
      failure.found = seen.found;
      failure.engine = runner_.sides_[side].name;
      failures.push_back(std::move(failure));
      return {};
    }
    return {};
  }

  /// Whatever was expected, all engines find the same members.
  Status check_agreement(std::vector<TestFailure>& failures) {
    for (const auto& [key, evaluator] : evaluators_) {
      const auto& [side, as_of] = key;
      if (side == 0) continue;
      SEGQL_TRY(const auto plain, evaluators_.at({0, as_of})->segment(test_.segment));
      SEGQL_TRY(const auto other, evaluator->segment(test_.segment));
      if (plain->rows == other->rows) continue;
      TestFailure failure;
      failure.span = test_.span;
      failure.expected = "the same members from " + runner_.sides_[0].name + " and " + runner_.sides_[side].name;
      failure.found = "different ones, which is a mistake of SegQL";
      failure.engine = runner_.sides_[side].name;
      failure.as_of = format_instant(as_of, *zone_);
      failures.push_back(std::move(failure));
    }
    return {};
  }

  Result<Seen> see(Evaluator& evaluator, const hir::Expectation& expectation, uint32_t row) {
    if (expectation.kind != hir::Expectation::Kind::kValue) {
      SEGQL_TRY(const auto members, evaluator.segment(test_.segment));
      const bool in = members->rows.test(row);
      return Seen{in == (expectation.kind == hir::Expectation::Kind::kIn), in ? "in" : "out"};
    }
    SEGQL_TRY(const auto met, evaluator.segment(expectation.condition));
    const schema::TableId table = test_.rows[expectation.row].table;
    ListingBuilder listing(evaluator, table);
    SEGQL_TRY_VOID(listing.add_attribute("", expectation.value,
                                         std::string(definitions_.segment(expectation.condition).timezone)));
    runtime::Bitmap only(data_->table(table).num_rows());
    only.set(row);
    const Listing listed = listing.list(only, 1);
    const bool missing = std::holds_alternative<Missing>(listed.rows[0][0]);
    return Seen{met->rows.test(row),
                std::string(text(expectation.value_span)) + " is " + (missing ? "missing" : listed.text[0][0])};
  }

  Result<TestFailure> describe(Evaluator& evaluator, const hir::Expectation& expectation, uint32_t row) {
    TestFailure failure;
    failure.span = expectation.span;
    const hir::GivenRow& given = test_.rows[expectation.row];
    const schema::Table& table = definitions_.schema().table(given.table);
    failure.row = table.name + " " + std::string(given.name);
    for (const hir::GivenCell& cell : given.cells) {
      failure.given.emplace_back(table.field(cell.field).name, text(cell.span));
    }
    failure.as_of = format_instant(evaluator.as_of(), *zone_);
    if (expectation.kind == hir::Expectation::Kind::kValue) {
      const hir::Segment& condition = definitions_.segment(expectation.condition);
      failure.expected = text({expectation.value_span.begin, condition.where->span.end});
      return failure;
    }
    failure.expected = expectation.kind == hir::Expectation::Kind::kIn ? "in" : "out";
    SEGQL_TRY(failure.conditions, conditions_of(evaluator, runner_.files_, test_.segment, row));
    return failure;
  }

  std::string_view text(Span span) const {
    return runner_.sources_.find(test_.source)->text().substr(span.begin, span.end - span.begin);
  }

  TestRunner& runner_;
  const check::Definitions& definitions_;
  const hir::Test& test_;
  const bool covers_;
  std::shared_ptr<const TimeZone> zone_;
  plan::Moment moment_;
  std::shared_ptr<const runtime::Database> data_;
  WrittenMembers written_;  ///< a test gives no keys to static segments: one that uses them says so
  std::map<std::pair<size_t, Instant>, std::unique_ptr<Evaluator>> evaluators_;
};

Result<TestResult> TestRunner::run(const hir::Test& test, bool covers) {
  const auto start = std::chrono::steady_clock::now();
  auto run = Run(*this, test, covers).run();
  // kUnsupported is of an engine, which then runs no test at all.
  if (!run.ok() && run.error().code == ErrorCode::kUnsupported) {
    return Error{ErrorCode::kInvalidArgument, run.error().message};
  }
  SEGQL_TRY(TestResult result, std::move(run));
  result.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  return result;
}

}  // namespace segql::engine
