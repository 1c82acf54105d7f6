/// The command `snapshot`: takes snapshots without `as of` and writes their lock files.

#include <algorithm>
#include <iostream>
#include <set>

#include <nlohmann/json.hpp>

#include "cli/commands.h"
#include "cli/segment_names.h"
#include "cli/session.h"
#include "cli/table.h"

namespace segql::cli {
namespace {

using Json = nlohmann::ordered_json;

enum class Ending : uint8_t { kTaken, kRetaken, kLeft, kFailed };
/// For people, and for programs.
constexpr const char* kEndings[] = {"taken", "taken again", "left as it was", "failed"};
constexpr const char* kEndingCodes[] = {"taken", "retaken", "left", "failed"};

/// One snapshot and what came of it.
struct Outcome {
  SnapshotInfo info;
  bool is_told = false;  ///< on standard error, why it failed
  Ending ending = Ending::kFailed;
  std::string error;
  uint64_t num_overflows = 0;
};

/// The snapshots that are named, or all, each after those it uses; what is none is an outcome that failed.
std::vector<Outcome> wanted(Engine& engine, const std::vector<std::string>& names) {
  std::vector<Outcome> outcomes;
  for (SnapshotInfo& info : names.empty() ? engine.snapshots() : engine.find_snapshots(names)) {
    outcomes.emplace_back().info = std::move(info);
  }
  for (const std::string& name : names) {
    const auto found = engine.find_snapshot(name);
    if (found.ok()) continue;
    Outcome& outcome = outcomes.emplace_back();
    outcome.info.segment = name;
    outcome.error = found.error().message;
  }
  return outcomes;
}

/// That what is in the file is of another entity: of those wanted their outcome says it.
void leave_out_told(LoadReport& report, const Project& project, const std::vector<Outcome>& outcomes) {
  std::erase_if(report.sources, [&](const SourceReport& source) {
    const auto is_it = [&](const Outcome& outcome) { return outcome.info.segment == source.table; };
    return source.is_snapshot && !project.taken_of_another(source.table).empty() &&
           std::ranges::any_of(outcomes, is_it);
  });
}

/// Takes one, so that those after it in the same run have its members.
Result<TakenSnapshot> take(Engine& engine, Instant as_of, const std::string& segment) {
  auto evaluation = engine.evaluate_at(as_of);
  if (!evaluation.ok()) return evaluation.error();
  auto taken = (*evaluation)->take_snapshot(segment);
  if (!taken.ok()) return taken;
  if (const Status added = engine.add_snapshot(*taken); !added.ok()) return added.error();
  return taken;
}

std::string file_of(const Project& project, const Outcome& outcome) {
  return outcome.ending == Ending::kFailed ? "" : project.lock_file(outcome.info.source);
}

std::string instant_of(const Engine& engine, const Outcome& outcome) {
  return outcome.info.taken ? engine.format_instant(*outcome.info.taken) : "";
}

Json json_of(const Engine& engine, const Project& project, const Outcome& outcome) {
  Json json{{"name", outcome.info.segment}, {"ending", kEndingCodes[static_cast<size_t>(outcome.ending)]}};
  if (outcome.ending == Ending::kFailed) {
    json["error"] = outcome.error;
    return json;
  }
  json.update({{"of", outcome.info.entity},
               {"taken", instant_of(engine, outcome)},
               {"members", outcome.info.num_keys},
               {"file", file_of(project, outcome)}});
  return json;
}

void show(const Engine& engine, const Project& project, const std::vector<Outcome>& outcomes, Format format) {
  if (format == Format::kJson) {
    Json list = Json::array();
    for (const Outcome& outcome : outcomes) list.push_back(json_of(engine, project, outcome));
    std::cout << list.dump(2, ' ', false, Json::error_handler_t::replace) << '\n';
    return;
  }
  Table table{{{"snapshot", false}, {"of", false}, {"members", true}, {"as of", false}, {"", false}, {"file", false}},
              {}};
  table.columns[4].name = format == Format::kCsv ? "ending" : "";
  for (const Outcome& outcome : outcomes) {
    const bool failed = outcome.ending == Ending::kFailed, csv = format == Format::kCsv;
    const auto ending = static_cast<size_t>(outcome.ending);
    const uint64_t count = outcome.info.num_keys;
    table.rows.push_back({outcome.info.segment, outcome.info.entity,
                          failed ? ""
                          : csv  ? std::to_string(count)
                                 : grouped(count),
                          failed ? "" : instant_of(engine, outcome), csv ? kEndingCodes[ending] : kEndings[ending],
                          file_of(project, outcome)});
  }
  if (!outcomes.empty()) std::cout << print(table, format);
}

/// Those that were taken after `as_of` are of nobody for what is taken as of it.
void show_later(const Engine& engine, Instant as_of) {
  for (const SnapshotInfo& info : engine.snapshots()) {
    if (!info.taken || *info.taken <= as_of) continue;
    std::cerr << "note: `" << info.segment << "` was taken as of " << engine.format_instant(*info.taken) << ": as of "
              << engine.format_instant(as_of) << " it has no members\n";
  }
}

/// Of the rows that snapshots would be taken of, not of what was taken before.
bool has_problems_of_rows(const LoadReport& report) {
  return std::ranges::any_of(report.sources, [](const SourceReport& source) {
    return !source.is_snapshot &&
           std::ranges::any_of(source.problems, [](const Problem& problem) { return !problem.informational; });
  });
}

}  // namespace

int snapshot(const Options& options) {
  int exit_code = kFine;
  std::set<std::string> unknown;
  const auto session = open_session(options, exit_code, [&](Engine& engine) {
    for (const std::string& name : options.segments)
      if (!unknown.contains(name) && !knows_segment(engine, name)) unknown.insert(name);
    return options.segments.empty() ||
           !std::ranges::all_of(options.segments, [&](const std::string& name) { return unknown.contains(name); });
  });
  if (session == nullptr) return exit_code;
  Engine& engine = session->engine();
  std::vector<Outcome> outcomes = wanted(engine, options.segments);
  for (Outcome& outcome : outcomes) outcome.is_told = unknown.contains(outcome.info.segment);
  leave_out_told(session->report, *session->project, outcomes);
  show_problems(session->report);
  if (options.engine.strict && has_problems_of_rows(session->report)) {
    std::cerr << "segql: nothing is taken: with --strict, all rows have to be kept\n";
    return kFindings;
  }
  const Instant as_of = session->evaluation->as_of();
  std::vector<TakenSnapshot> all_taken;
  bool failed = false;
  for (Outcome& outcome : outcomes) {
    const std::string was = session->project->taken_of_another(outcome.info.segment);
    if (outcome.info.taken && !options.retake) {
      outcome.ending = Ending::kLeft;
    } else if (!was.empty() && !options.retake) {
      outcome.error = "`" + outcome.info.segment + "` was of " + was + " and is of " + outcome.info.entity +
                      ": `--retake` takes it again";
    } else if (outcome.error.empty()) {
      auto taken = take(engine, as_of, outcome.info.segment);
      if (taken.ok()) {
        outcome.ending = outcome.info.taken || !was.empty() ? Ending::kRetaken : Ending::kTaken;
        outcome.info.taken = taken->taken;
        outcome.info.num_keys = taken->keys.size();
        outcome.num_overflows = taken->num_overflows;
        all_taken.push_back(std::move(*taken));
      } else {
        outcome.error = taken.error().message;
      }
    }
    failed = failed || outcome.ending == Ending::kFailed;
  }
  // Nothing is said to be taken that was not written.
  if (const Status kept = session->project->keep_snapshots(all_taken, options.retake); !kept.ok()) {
    complain(kept.error());
    return kUsage;
  }
  show(engine, *session->project, outcomes, options.format);
  if (!all_taken.empty()) show_later(engine, as_of);
  for (const Outcome& outcome : outcomes) {
    if (outcome.ending == Ending::kFailed && !outcome.is_told)
      show_failure(engine, outcome.info.segment, outcome.info.source, outcome.info.span, outcome.error);
    show_overflows(outcome.info.segment, outcome.num_overflows);
  }
  if (outcomes.empty() && session->exit_code == kFine)
    std::cerr << "segql: the project defines no snapshots without `as of`\n";
  return failed ? kFindings : session->exit_code;
}

}  // namespace segql::cli
