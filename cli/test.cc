/// The command `test`: runs the tests of the definitions and says why one fails.

#include <unistd.h>

#include <algorithm>
#include <iostream>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "cli/commands.h"
#include "cli/conditions.h"
#include "cli/coverage.h"
#include "cli/junit.h"
#include "cli/printable.h"
#include "cli/session.h"
#include "cli/watch.h"

namespace segql::cli {
namespace {

using Json = nlohmann::ordered_json;

/// One test and what came of it.
struct Outcome {
  TestInfo info;
  std::string error;  ///< empty: it ran
  TestResult result;

  bool passed() const { return error.empty() && result.passed(); }
};

/// The engine is named when the other one, which is asked first, found nothing.
bool tells_engine(const Engine& engine, const TestFailure& failure) {
  return engine.options().engine == EngineKind::kAuto && failure.engine != "interp";
}

std::string text_of(const Engine& engine, const TestInfo& info, const TestFailure& failure) {
  const std::string_view written =
      engine.source_text(info.source).substr(failure.span.begin, failure.span.end - failure.span.begin);
  std::string text =
      fmt::format("  {}: {}\n", place_of(engine, info.source, failure.span), written.substr(0, written.find('\n')));
  text += fmt::format("    expected: {}, found: {}{}\n", failure.expected, failure.found,
                      tells_engine(engine, failure) ? " (" + failure.engine + " alone)" : "");
  text += fmt::format("    as of {}\n", failure.as_of);
  if (!failure.row.empty()) {
    std::string fields;
    for (const auto& [name, value] : failure.given) fields += (fields.empty() ? " " : ", ") + name + ": " + value;
    text += fmt::format("    {} {{{} }}\n", failure.row, fields);
  }
  return text + conditions_text(failure.conditions, 4);
}

void print_text(const Engine& engine, const Outcome& outcome) {
  std::cout << fmt::format("{}  {}  ({}, {:.1f} ms)\n", outcome.passed() ? "ok  " : "FAIL",
                           printable(outcome.info.name), printable(outcome.info.segment), 1e3 * outcome.result.seconds);
  if (!outcome.error.empty()) {
    std::cout << fmt::format("  {}: {}\n", place_of(engine, outcome.info.source, outcome.info.span),
                             printable_lines(outcome.error));
  }
  for (const TestFailure& failure : outcome.result.failures)
    std::cout << printable_lines(text_of(engine, outcome.info, failure));
  std::cout << std::flush;
}

Json json_of(const TestFailure& failure, const Engine& engine, SourceId source) {
  Json given = Json::object();
  for (const auto& [name, value] : failure.given) given[name] = value;
  const auto [line, column] = engine.locate(source, failure.span.begin);
  return {{"line", line},           {"column", column},         {"expected", failure.expected},
          {"found", failure.found}, {"engine", failure.engine}, {"as_of", failure.as_of},
          {"row", failure.row},     {"given", given},           {"conditions", conditions_json(failure.conditions)}};
}

Json json_of(const Engine& engine, const Outcome& outcome) {
  const auto [line, column] = engine.locate(outcome.info.source, outcome.info.span.begin);
  Json test{{"name", outcome.info.name},
            {"segment", outcome.info.segment},
            {"file", engine.source_name(outcome.info.source)},
            {"line", line},
            {"column", column},
            {"passed", outcome.passed()}};
  if (!outcome.error.empty()) {
    test["error"] = outcome.error;
    return test;
  }
  Json failures = Json::array();
  for (const TestFailure& failure : outcome.result.failures) {
    failures.push_back(json_of(failure, engine, outcome.info.source));
  }
  test.update({{"ms", 1e3 * outcome.result.seconds},
               {"expectations", outcome.result.num_expectations},
               {"engines", outcome.result.engines},
               {"failures", failures}});
  return test;
}

JunitCase junit_of(const Engine& engine, const Outcome& outcome) {
  JunitCase one{outcome.info.segment, outcome.info.name, outcome.result.seconds, "", "", ""};
  if (!outcome.error.empty()) one.failure = outcome.error;
  for (const TestFailure& failure : outcome.result.failures) {
    if (one.failure.empty()) one.failure = fmt::format("expected: {}, found: {}", failure.expected, failure.found);
    one.details += text_of(engine, outcome.info, failure);
  }
  return one;
}

bool is_wanted(const TestInfo& info, const std::vector<std::string>& names) {
  return names.empty() || std::ranges::any_of(names, [&](const std::string& name) {
           return info.name.find(name) != std::string::npos || info.segment.find(name) != std::string::npos;
         });
}

std::string counted(size_t number, const char* what) {
  return fmt::format("{} {}{}", number, what, number == 1 ? "" : "s");
}

int run_tests(const Options& options) {
  int exit_code = kFine;
  const auto session = open_definitions(options, exit_code);
  if (session == nullptr) return exit_code;
  Engine& engine = session->engine();
  const std::vector<TestInfo> tests = engine.tests();
  size_t num_run = 0, num_failed = 0;
  double seconds = 0;
  Json list = Json::array();
  std::vector<JunitCase> cases;
  const bool covers = options.coverage || options.min_coverage != 0;
  Coverage coverage(engine);
  for (size_t i = 0; i < tests.size(); ++i) {
    if (!is_wanted(tests[i], options.tests)) continue;
    Outcome outcome{tests[i], "", {}};
    if (auto result = engine.run_test(i, covers); result.ok()) {
      outcome.result = std::move(*result);
    } else if (result.error().code == ErrorCode::kUnsupported) {
      complain(result.error());  // the engine that was asked for: no test can run
      return kUsage;
    } else {
      outcome.error = result.error().message;
    }
    ++num_run;
    coverage.add(outcome.info.segment, outcome.result.conditions);
    num_failed += outcome.passed() ? 0 : 1;
    seconds += outcome.result.seconds;
    if (options.format == Format::kText) print_text(engine, outcome);
    if (options.format == Format::kJson) list.push_back(json_of(engine, outcome));
    if (options.format == Format::kJunit) cases.push_back(junit_of(engine, outcome));
  }
  if (options.format == Format::kJson) {
    if (covers) list = Json{{"tests", list}, {"coverage", coverage.json()}};
    std::cout << list.dump(2, ' ', false, Json::error_handler_t::replace) << '\n';
  } else if (options.format == Format::kJunit) {
    std::cout << print_junit("segql test", cases);
  } else if (num_run != 0) {
    const bool has_errors = session->exit_code != kFine;
    std::cout << counted(num_run, "test")
              << (num_failed != 0 ? fmt::format(", {} failed", num_failed)
                  : has_errors    ? " passed"
                                  : ", all passed")
              << (has_errors ? "; what has errors was not run" : "") << fmt::format(", {:.1f} ms\n", 1e3 * seconds);
  }
  // In a document of its own kind there is no place for it.
  if (covers && options.format == Format::kText) std::cout << printable_lines(coverage.text());
  if (covers && options.format == Format::kJunit) std::cerr << printable_lines(coverage.text());
  if (num_run == 0 && !options.tests.empty()) {
    std::cerr << "segql: no test has that in its name or segment; there " << (tests.size() == 1 ? "is " : "are ")
              << counted(tests.size(), "test") << '\n';
    return kUsage;
  }
  if (num_run == 0) {
    std::cerr << (session->exit_code == kFine ? "segql: the project defines no tests\n"
                                              : "segql: the project defines no test without errors\n");
  }
  if (covers && coverage.percent() < options.min_coverage) {
    std::cerr << fmt::format("segql: {}% of the conditions are covered, and at least {}% are wanted\n",
                             coverage.percent(), options.min_coverage);
    return kFindings;
  }
  return num_failed != 0 ? kFindings : session->exit_code;
}

}  // namespace

int test(const Options& options) {
  if (!options.watch) return run_tests(options);
  for (Watch watch(options.project);; watch.wait()) {
    if (isatty(STDOUT_FILENO) != 0) std::cout << "\033[H\033[2J\033[3J";  // an empty screen, and nothing above it
    run_tests(options);
    std::cout << "\nwaiting for a definition to be saved; Ctrl-C ends this\n" << std::flush;
  }
}

}  // namespace segql::cli
