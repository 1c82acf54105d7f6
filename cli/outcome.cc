// Outcomes: segments asked for by name or all of a project, evaluated together.
#include "cli/outcome.h"

#include <algorithm>
#include <iostream>

#include "cli/segment_names.h"

namespace segql::cli {
namespace {

void fill(Outcome& outcome, const Result<SegmentCount>& found) {
  outcome.is_there = true;
  if (!found.ok()) {
    outcome.error = found.error().message;
    return;
  }
  outcome.info.entity = found->entity;
  outcome.count = found->count;
  outcome.num_rows = found->num_rows;
  outcome.timing = found->timing;
  outcome.num_overflows = found->num_overflows;
}

std::string progress_text(const std::vector<Outcome>& outcomes, size_t num_there) {
  if (outcomes.size() == 1) return "evaluating " + outcomes.front().info.name;
  return std::to_string(num_there) + " of " + std::to_string(outcomes.size()) + " segments";
}

}  // namespace

std::vector<Outcome> wanted_outcomes(Engine& engine, const std::vector<std::string>& names) {
  std::vector<Outcome> outcomes;
  if (names.empty()) {
    for (SegmentInfo& info : engine.segments()) outcomes.emplace_back().info = std::move(info);
  }
  for (const std::string& name : names) {
    Outcome& outcome = outcomes.emplace_back();
    if (auto info = find_segment(engine, name); info.ok()) {
      outcome.info = std::move(*info);
    } else {
      complain_of_segment(info.error());
      outcome.error = info.error().message;
      outcome.is_known = false;
    }
    outcome.info.name = name;
  }
  return outcomes;
}

std::unique_ptr<Session> open_session(const Options& options, std::vector<Outcome>& outcomes, int& exit_code) {
  return open_session(options, exit_code, [&](Engine& engine) {
    outcomes = wanted_outcomes(engine, options.segments);
    return options.segments.empty() || std::ranges::any_of(outcomes, &Outcome::is_known);
  });
}

void evaluate(Session& session, std::vector<Outcome>& outcomes, const std::function<void(const Outcome&)>& ready) {
  std::vector<std::string> names;
  std::vector<size_t> places;  // of them among all
  for (size_t i = 0; i < outcomes.size(); ++i) {
    if (!outcomes[i].is_known) continue;
    names.push_back(outcomes[i].info.name);
    places.push_back(i);
  }
  for (Outcome& outcome : outcomes) {
    outcome.is_there = !outcome.is_known;
    if (outcome.is_there) ready(outcome);
  }
  ProgressLine progress;
  size_t num_there = outcomes.size() - names.size();
  const auto show = [&] {
    if (progress.is_seen()) progress.show(progress_text(outcomes, num_there));
  };
  show();
  session.evaluation->counts_of_all(names, [&](size_t index, const Result<SegmentCount>& found) {
    Outcome& outcome = outcomes[places[index]];
    fill(outcome, found);
    ++num_there;
    progress.erase();
    ready(outcome);
    show();
  });
}

bool show_failures(const Engine& engine, const std::vector<Outcome>& outcomes) {
  bool failed = false;
  for (const Outcome& outcome : outcomes) {
    if (!outcome.ok() && outcome.is_known)
      show_failure(engine, outcome.info.name, outcome.info.source, outcome.info.span, outcome.error);
    failed = failed || !outcome.ok();
    show_overflows(outcome.info.name, outcome.num_overflows);
  }
  return failed;
}

}  // namespace segql::cli
