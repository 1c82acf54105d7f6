/// Commands that evaluate: run, count, members, explain.

#include <iostream>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "cli/commands.h"
#include "cli/report.h"
#include "cli/session.h"
#include "cli/shell.h"
#include "cli/table.h"

namespace segql::cli {
namespace {

using Json = nlohmann::ordered_json;

/// One segment as `run` shows it.
struct Outcome {
  SegmentInfo info;
  bool ok = false;
  std::string error;
  uint64_t count = 0;
  uint64_t num_rows = 0;
  Timing timing;
  uint64_t num_overflows = 0;

  double share() const { return num_rows == 0 ? 0 : static_cast<double>(count) / static_cast<double>(num_rows); }
};

Outcome outcome_of(SegmentInfo info, const Result<Members>& members) {
  Outcome outcome;
  outcome.info = std::move(info);
  if (!members.ok()) {
    outcome.error = members.error().message;
    return outcome;
  }
  outcome.ok = true;
  outcome.info.entity = members->entity();
  outcome.count = members->count();
  outcome.num_rows = members->num_rows();
  outcome.timing = members->timing();
  outcome.num_overflows = members->num_overflows();
  return outcome;
}

Table table_of(const std::vector<Outcome>& outcomes, Format format) {
  Table table{
      {{"segment", false}, {"of", false}, {"members", true}, {"share", true}, {"compile ms", true}, {"scan ms", true}},
      {}};
  for (const Outcome& outcome : outcomes) {
    const bool text = format == Format::kText;
    if (!outcome.ok) {
      table.rows.push_back({outcome.info.name, outcome.info.entity, text ? "failed" : "", "", "", ""});
      continue;
    }
    table.rows.push_back({outcome.info.name, outcome.info.entity,
                          text ? grouped(outcome.count) : std::to_string(outcome.count),
                          text ? fmt::format("{:.2f}%", 100 * outcome.share()) : fmt::format("{:.6f}", outcome.share()),
                          fmt::format("{:.2f}", 1e3 * (outcome.timing.plan + outcome.timing.compile)),
                          fmt::format("{:.2f}", 1e3 * outcome.timing.scan)});
  }
  return table;
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

Json json_of(const std::vector<Outcome>& outcomes) {
  Json segments = Json::array();
  for (const Outcome& outcome : outcomes) {
    Json segment{{"name", outcome.info.name}, {"title", outcome.info.title}, {"of", outcome.info.entity}};
    if (outcome.ok) {
      segment.update({{"members", outcome.count},
                      {"rows", outcome.num_rows},
                      {"share", outcome.share()},
                      {"plan_ms", 1e3 * outcome.timing.plan},
                      {"compile_ms", 1e3 * outcome.timing.compile},
                      {"scan_ms", 1e3 * outcome.timing.scan},
                      {"overflows", outcome.num_overflows}});
    } else {
      segment["error"] = outcome.error;
    }
    segments.push_back(std::move(segment));
  }
  return segments;
}

std::string dump(const Json& json) { return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n"; }

/// Failures and values that did not fit, to standard error. True when a segment failed.
bool show_failures(const std::vector<Outcome>& outcomes) {
  bool failed = false;
  for (const Outcome& outcome : outcomes) {
    if (!outcome.ok) std::cerr << outcome.error << '\n';
    failed = failed || !outcome.ok;
    show_overflows(outcome.info.name, outcome.num_overflows);
  }
  return failed;
}

/// What to type after a first `run`: about the segment that took longest, which is the one with most to explain.
std::string next_steps(const Options& options, const std::vector<Outcome>& outcomes) {
  const Outcome* longest = nullptr;
  for (const Outcome& outcome : outcomes) {
    if (!outcome.ok || outcome.count == 0) continue;
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
  const auto session = open_session(options, exit_code);
  if (session == nullptr) return exit_code;
  std::vector<SegmentInfo> wanted;
  std::vector<std::string> with_arguments;  // which nobody gave
  for (const std::string& name : options.segments) wanted.push_back({name, "", "", "", 0, {}});
  if (options.segments.empty()) {
    wanted = session->engine().segments();
    with_arguments = session->engine().segments_with_arguments();
  }
  switch (options.format) {
    case Format::kText: std::cout << print_report(session->report) << '\n' << std::flush; break;
    case Format::kCsv: show_problems(session->report); break;
    case Format::kJson: break;  // part of the result
  }
  std::vector<Outcome> outcomes;
  std::vector<std::string> names;
  for (const SegmentInfo& info : wanted) names.push_back(info.name);
  const std::vector<Result<Members>> members = session->evaluation->members_of_all(names);
  for (size_t i = 0; i < wanted.size(); ++i) outcomes.push_back(outcome_of(std::move(wanted[i]), members[i]));
  const std::string as_of = session->engine().format_instant(session->evaluation->as_of());
  switch (options.format) {
    case Format::kText:
      std::cout << "as of " << as_of << " (" << session->engine().timezone() << ")\n"
                << print(table_of(outcomes, options.format), options.format);
      for (const std::string& signature : with_arguments) std::cout << signature << "  needs arguments\n";
      std::cout << next_steps(options, outcomes);
      break;
    case Format::kCsv: std::cout << print(table_of(outcomes, options.format), options.format); break;
    case Format::kJson:
      std::cout << dump({{"as_of", as_of},
                         {"timezone", session->engine().timezone()},
                         {"load", json_of(session->report)},
                         {"segments", json_of(outcomes)},
                         {"segments_with_arguments", with_arguments}});
      break;
  }
  if (wanted.empty() && with_arguments.empty() && session->exit_code == kFine)
    std::cerr << "segql: the project defines no segments\n";
  return show_failures(outcomes) ? kFindings : session->exit_code;
}

int count(const Options& options) {
  int exit_code = kFine;
  const auto session = open_session(options, exit_code);
  if (session == nullptr) return exit_code;
  show_problems(session->report);
  std::vector<Outcome> outcomes;
  for (const std::string& name : options.segments) {
    outcomes.push_back(outcome_of({name, "", "", "", 0, {}}, session->evaluation->members(name)));
    const Outcome& outcome = outcomes.back();
    if (options.format == Format::kText && outcome.ok) std::cout << name << '\t' << outcome.count << '\n' << std::flush;
  }
  if (options.format == Format::kJson) std::cout << dump(json_of(outcomes));
  if (options.format == Format::kCsv) {
    Table table{{{"segment", false}, {"members", true}}, {}};
    for (const Outcome& outcome : outcomes) {
      if (outcome.ok) table.rows.push_back({outcome.info.name, std::to_string(outcome.count)});
    }
    std::cout << print(table, Format::kCsv);
  }
  return show_failures(outcomes) ? kFindings : session->exit_code;
}

int members(const Options& options) {
  int exit_code = kFine;
  const auto session = open_session(options, exit_code);
  if (session == nullptr) return exit_code;
  show_problems(session->report);
  const auto found = session->evaluation->members(options.segments.front());
  if (!found.ok()) {
    std::cerr << found.error().message << '\n';
    return kFindings;
  }
  const auto listing = session->evaluation->list(*found, options.columns, options.limit);
  if (!listing.ok()) {
    std::cerr << listing.error().message << '\n';
    return kFindings;
  }
  if (options.format == Format::kJson) {
    Json rows = Json::array();
    for (size_t r = 0; r < listing->rows.size(); ++r) {
      Json row = Json::object();
      for (size_t c = 0; c < listing->columns.size(); ++c) {
        const Value& value = listing->rows[r][c];
        Json& cell = row[listing->columns[c]];
        if (std::holds_alternative<Missing>(value)) continue;  // stays null
        const std::string& text = listing->text[r][c];
        if (const auto* flag = std::get_if<bool>(&value)) {
          cell = *flag;
        } else if (const auto* real = std::get_if<double>(&value)) {
          cell = *real;
        } else if (const auto* integer = std::get_if<int64_t>(&value);
                   integer != nullptr && text == std::to_string(*integer)) {
          cell = *integer;
        } else {
          cell = text;  // exact decimals, money, dates: JSON has no form for them
        }
      }
      rows.push_back(std::move(row));
    }
    std::cout << dump(rows);
    return session->exit_code;
  }
  Table table;
  for (const std::string& column : listing->columns) table.columns.push_back({column, false});
  table.rows = listing->text;
  std::cout << print(table, options.format);
  if (options.format == Format::kText && listing->rows.size() < found->count()) {
    std::cerr << grouped(listing->rows.size()) << " of " << grouped(found->count()) << " members\n";
  }
  return session->exit_code;
}

int explain(const Options& options) {
  int exit_code = kFine;
  const bool rows_matter = options.stage != ExplainStage::kSource && options.stage != ExplainStage::kAst &&
                           options.stage != ExplainStage::kTyped;
  const auto session = rows_matter ? open_session(options, exit_code) : open_definitions(options, exit_code);
  if (session == nullptr) return exit_code;
  show_problems(session->report);
  const std::string& segment = options.segments.front();
  const auto text = rows_matter ? session->evaluation->explain(segment, options.stage)
                                : session->engine().explain(segment, options.stage);
  if (!text.ok()) {
    std::cerr << text.error().message << '\n';
    return kFindings;
  }
  if (options.format == Format::kJson) {
    std::cout << dump({{"segment", segment}, {"text", *text}});
  } else {
    std::cout << *text;
  }
  return session->exit_code;
}

}  // namespace segql::cli
