#include "bench/asker/asker.h"

#include <algorithm>
#include <stdexcept>
#include <utility>

#include "bench/peers/segql_project.h"

namespace segql::bench {

namespace {

template <typename T>
T value_of(Result<T> result) {
  if (!result.ok()) throw std::runtime_error(result.error().message);
  return std::move(*result);
}

}  // namespace

Asker::Asker(const std::string& data, std::vector<std::string> disabled_rules, const std::string& definitions,
             EngineKind kind) {
  ProjectOptions options;
  options.folder = SEGQL_SOURCE_DIR "/bench/workload";
  options.data = data;
  options.engine.engine = kind;
  options.engine.threads = 1;
  options.engine.background_compile = false;
  options.engine.disabled_rules = std::move(disabled_rules);
  project_ = value_of(definitions.empty() ? Project::open(options)
                                          : open_project("workload", definitions, data, options.engine));
  value_of(project_->load());
  as_of_ = value_of(project_->engine().parse_instant(kAsOf));
}

Answer Asker::ask(const std::string& condition) {
  const auto evaluation = value_of(project_->engine().evaluate_at(as_of_));
  const auto members = evaluation->members_where("customer", condition);
  if (!members.ok()) throw std::runtime_error(condition + ": " + members.error().message);
  return {(members->timing().plan + members->timing().scan) * 1e3, members->count()};
}

Answer Asker::count(std::span<const std::string> segments) {
  const auto evaluation = value_of(project_->engine().evaluate_at(as_of_));
  Answer answer{0, 0};
  for (const Result<SegmentCount>& found : evaluation->counts_of_all(segments)) {
    if (!found.ok()) throw std::runtime_error(found.error().message);
    answer.milliseconds += (found->timing.plan + found->timing.scan) * 1e3;
    answer.num_members += found->count;
  }
  return answer;
}

Answer Asker::ask_often(const std::string& condition, int rounds) {
  Answer least = ask(condition);
  for (int round = 1; round < rounds; ++round)
    least.milliseconds = std::min(least.milliseconds, ask(condition).milliseconds);
  return least;
}

std::string Asker::plan(const std::string& segment) {
  return value_of(value_of(project_->engine().evaluate_at(as_of_))->explain(segment, ExplainStage::kPlan));
}

}  // namespace segql::bench
