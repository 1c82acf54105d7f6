/// Commands that evaluate: run, count, explain.

#include <algorithm>
#include <iostream>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "cli/commands.h"
#include "cli/outcome.h"
#include "cli/printable.h"
#include "cli/report.h"
#include "cli/segment_names.h"
#include "cli/session.h"
#include "cli/shell.h"
#include "cli/table.h"
#include "cli/width.h"

namespace segql::cli {
namespace {

using Json = nlohmann::ordered_json;

constexpr const char* kFailed = "failed";

/// The columns of what `run` prints. Their widths are known before the rows are, which are printed one by one.
Table columns_of(const Engine& engine, const std::vector<Outcome>& outcomes) {
  size_t name = 0, entity = 0;
  uint64_t most = 0;
  for (const Outcome& outcome : outcomes) {
    name = std::max(name, width(outcome.info.name));
    entity = std::max(entity, width(outcome.info.entity));
  }
  for (const TableInfo& table : engine.tables()) most = std::max(most, table.num_rows);
  const size_t members = std::max(grouped(most).size(), std::string_view(kFailed).size());
  return {{{"segment", false, name},
           {"of", false, entity},
           {"members", true, members},
           {"share", true, 7},
           {"compile ms", true},
           {"scan ms", true, 8}},
          {}};
}

std::vector<std::string> cells_of(const Outcome& outcome, Format format) {
  const bool text = format == Format::kText;
  if (!outcome.ok()) return {outcome.info.name, outcome.info.entity, text ? kFailed : "", "", "", ""};
  return {outcome.info.name,
          outcome.info.entity,
          text ? grouped(outcome.count) : std::to_string(outcome.count),
          text ? fmt::format("{:.2f}%", 100 * outcome.share()) : fmt::format("{:.6f}", outcome.share()),
          fmt::format("{:.2f}", 1e3 * (outcome.timing.plan + outcome.timing.compile)),
          fmt::format("{:.2f}", 1e3 * outcome.timing.scan)};
}

Json json_of(const LoadReport& report) {
  Json sources = Json::array();
  for (const SourceReport& source : report.sources) {
    Json problems = Json::array();
    for (const Problem& problem : source.problems) {
      Json examples = Json::array();
      for (const ProblemExample& example : problem.examples) {
        Json row = nullptr;  // of a list of keys it is not known
        if (example.row != 0) row = example.row;
        examples.push_back({{"row", row}, {"value", example.value}});
      }
      problems.push_back({{"kind", problem_kind_name(problem.kind)},
                          {"column", problem.column},
                          {"count", problem.count},
                          {"drops_row", problem.drops_row},
                          {"informational", problem.informational},
                          {"examples", examples}});
    }
    sources.push_back({{"table", source.table},
                       {"origin", source.origin},
                       {"is_static_segment", source.is_static_segment},
                       {"is_snapshot", source.is_snapshot},
                       {"rows_read", source.rows_read},
                       {"rows_kept", source.rows_kept},
                       {"problems", problems}});
  }
  return {{"seconds", report.seconds}, {"memory_bytes", report.memory_bytes}, {"sources", sources}};
}

Json json_of(const Engine& engine, const std::vector<Outcome>& outcomes) {
  Json segments = Json::array();
  for (const Outcome& outcome : outcomes) {
    Json segment{{"name", outcome.info.name}, {"title", outcome.info.title}, {"of", outcome.info.entity}};
    if (outcome.ok()) {
      segment.update({{"members", outcome.count},
                      {"rows", outcome.num_rows},
                      {"share", outcome.share()},
                      {"plan_ms", 1e3 * outcome.timing.plan},
                      {"compile_ms", 1e3 * outcome.timing.compile},
                      {"scan_ms", 1e3 * outcome.timing.scan},
                      {"overflows", outcome.num_overflows}});
    } else {
      if (outcome.info.span.end != 0) {
        const auto [line, column] = engine.locate(outcome.info.source, outcome.info.span.begin);
        segment.update({{"file", engine.source_name(outcome.info.source)}, {"line", line}, {"column", column}});
      }
      segment["error"] = outcome.error;
    }
    segments.push_back(std::move(segment));
  }
  return segments;
}

std::string dump(const Json& json) { return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n"; }

/// What to type after a first `run`: about the segment that took longest, which is the one with most to explain.
std::string next_steps(const Options& options, const std::vector<Outcome>& outcomes) {
  const Outcome* longest = nullptr;
  for (const Outcome& outcome : outcomes) {
    if (!outcome.ok() || outcome.count == 0) continue;
    if (longest == nullptr || outcome.timing.scan > longest->timing.scan) longest = &outcome;
  }
  if (longest == nullptr) return "";
  std::string words = shell_quoted(longest->info.name);
  if (options.project != ".") words += " -p " + shell_quoted(options.project);
  if (!options.data.empty()) words += " --data " + shell_quoted(options.data);
  if (options.as_of != "now") words += " --as-of " + shell_quoted(options.as_of);
  return fmt::format(
      "\nSee who they are:       segql members {0} --limit 10\nSee how it is computed: segql explain {0}\n", words);
}

}  // namespace

int run(const Options& options) {
  int exit_code = kFine;
  std::vector<Outcome> outcomes;
  const auto session = open_session(options, outcomes, exit_code);
  if (session == nullptr) return exit_code;
  Engine& engine = session->engine();
  std::vector<std::string> with_arguments;  // which nobody gave
  if (options.segments.empty()) with_arguments = engine.segments_with_arguments();
  const std::string as_of = engine.format_instant(session->evaluation->as_of());
  const Table columns = columns_of(engine, outcomes);
  const auto print_row = [&](const Outcome& outcome) {
    std::cout << print_line(columns, cells_of(outcome, options.format), options.format) << std::flush;
  };
  switch (options.format) {
    case Format::kText:
      std::cout << print_report(session->report) << "\nas of " << as_of << " (" << engine.timezone() << ")\n"
                << print(columns, options.format) << std::flush;
      evaluate(*session, outcomes, print_row);
      for (const std::string& signature : with_arguments) std::cout << signature << "  needs arguments\n";
      std::cout << next_steps(options, outcomes);
      break;
    case Format::kCsv:
      show_problems(session->report);
      std::cout << print(columns, options.format) << std::flush;
      evaluate(*session, outcomes, InOrder(outcomes, print_row));
      break;
    case Format::kJson:
      evaluate(*session, outcomes, [](const Outcome&) {});
      std::cout << dump({{"as_of", as_of},
                         {"timezone", engine.timezone()},
                         {"load", json_of(session->report)},
                         {"segments", json_of(engine, outcomes)},
                         {"segments_with_arguments", with_arguments}});
      break;
    case Format::kSarif:
    case Format::kGithub:
    case Format::kJunit: break;  // are not offered
  }
  if (outcomes.empty() && with_arguments.empty() && session->exit_code == kFine)
    std::cerr << "segql: the project defines no segments\n";
  return show_failures(engine, outcomes) ? kFindings : session->exit_code;
}

int count(const Options& options) {
  int exit_code = kFine;
  std::vector<Outcome> outcomes;
  const auto session = open_session(options, outcomes, exit_code);
  if (session == nullptr) return exit_code;
  show_problems(session->report);
  const Table columns{{{"segment", false}, {"members", true}}, {}};
  if (options.format == Format::kCsv) std::cout << print(columns, Format::kCsv);
  evaluate(*session, outcomes, InOrder(outcomes, [&](const Outcome& outcome) {
    const std::string number = std::to_string(outcome.count);
    if (!outcome.ok() || options.format == Format::kJson) return;
    std::cout << (options.format == Format::kCsv ? print_line(columns, {outcome.info.name, number}, Format::kCsv)
                                                 : printable(outcome.info.name) + '\t' + number + '\n')
              << std::flush;
  }));
  if (options.format == Format::kJson) std::cout << dump(json_of(session->engine(), outcomes));
  return show_failures(session->engine(), outcomes) ? kFindings : session->exit_code;
}

int explain(const Options& options) {
  int exit_code = kFine;
  const bool rows_matter = options.stage != ExplainStage::kSource && options.stage != ExplainStage::kAst &&
                           options.stage != ExplainStage::kTyped;
  const std::string& segment = options.segments.front();
  const auto knows = [&](Engine& engine) { return knows_segment(engine, segment); };
  const auto session = rows_matter ? open_session(options, exit_code, knows) : open_definitions(options, exit_code);
  if (session == nullptr) return exit_code;
  if (!rows_matter && !knows(session->engine())) return kFindings;
  show_problems(session->report);
  const auto text = rows_matter ? session->evaluation->explain(segment, options.stage)
                                : session->engine().explain(segment, options.stage);
  if (!text.ok()) {
    std::cerr << printable_lines(text.error().message) << '\n';
    return kFindings;
  }
  if (options.format == Format::kJson) {
    std::cout << dump({{"segment", segment}, {"text", *text}});
  } else {
    std::cout << printable_lines(*text);
  }
  return session->exit_code;
}

}  // namespace segql::cli
