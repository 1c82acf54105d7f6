/// SegQL beside DuckDB and ClickHouse: the same rows, in turns, warm. Answers must agree before a time counts. Run:
///   build/segql-generate --workload bench --out build/bench-data
///   build/bench_peers build/bench-data [--rounds 9] [--many 1000] [--only s1,s6] [--peers duckdb]
#include <algorithm>
#include <cmath>
#include <csignal>
#include <iostream>
#include <map>
#include <thread>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "bench/peers/worker.h"
#include "bench/report/machine.h"
#include "bench/report/spread.h"

namespace {

using namespace segql::bench;

/// One class on all systems, in turns. The ratio to the best peer; nothing when they do not agree.
class Comparison {
 public:
  Comparison(std::vector<std::unique_ptr<Worker>>& systems, const Class& question, size_t index)
      : systems_(systems), question_(question), index_(index), times_(systems.size()) {}

  bool agree() {
    std::vector<std::optional<int64_t>> answers;
    for (const auto& system : systems_) {
      const auto timed = system->answer(index_);
      answers.push_back(timed ? std::optional(timed->answer) : std::nullopt);
      if (question_.keys_sql[0].empty()) continue;
      const auto keys = system->keys(index_);
      answers.back() = answers.back() && keys ? std::optional(*answers.back() * 1'000'003 + *keys) : std::nullopt;
      answer_ = timed ? timed->answer : 0;
    }
    const bool same = std::adjacent_find(answers.begin(), answers.end(), std::not_equal_to<>()) == answers.end();
    if (same && answers.front()) return true;
    std::cout << question_.name << ": the systems disagree:";
    for (size_t i = 0; i < systems_.size(); ++i) {
      std::cout << ' ' << systems_[i]->loaded().name << ' ' << (answers[i] ? std::to_string(*answers[i]) : "failed");
    }
    std::cout << '\n';
    return false;
  }

  void run(int rounds) {
    compile_ms_ = systems_[0]->compile_ms();
    for (int round = 0; round < rounds; ++round) {
      for (size_t i = 0; i < systems_.size(); ++i) {
        const auto timed = systems_[i]->answer(index_);
        times_[i].push_back(timed ? timed->ms : INFINITY);
      }
    }
  }

  double print() const {
    double best = INFINITY;
    std::string line = fmt::format("| {} | {} | {} | {:.1f} |", question_.name, question_.about,
                                   question_.segments.size() == 1 ? std::to_string(answer_) : "", compile_ms_);
    for (size_t i = 0; i < times_.size(); ++i) {
      const Spread spread = spread_of(times_[i]);
      line += " " + text_of(spread) + " |";
      if (i > 0) best = std::min(best, spread.median);
    }
    const double ratio = best / spread_of(times_[0]).median;
    std::cout << line << fmt::format(" {:.1f}x |", ratio) << std::endl;
    return ratio;
  }

 private:
  std::vector<std::unique_ptr<Worker>>& systems_;
  const Class& question_;
  size_t index_;
  std::vector<std::vector<double>> times_;
  int64_t answer_ = 0;
  double compile_ms_ = 0;
};

}  // namespace

int main(int argc, char** argv) {
  std::signal(SIGPIPE, SIG_IGN);
  CLI::App app{"Times SegQL beside DuckDB and ClickHouse"};
  Setup setup;
  setup.threads = std::max(1U, std::thread::hardware_concurrency());
  int rounds = 9;
  size_t many = 1000;
  std::vector<std::string> only, peers = {"duckdb", "clickhouse"};
  app.add_option("folder", setup.folder, "the data, by segql-generate --workload bench")->required();
  app.add_option("--rounds", rounds, "counted runs of each system")->check(CLI::PositiveNumber)->capture_default_str();
  app.add_option("--threads", setup.threads, "of each system")->check(CLI::PositiveNumber)->capture_default_str();
  app.add_option("--many", many, "segments of the pass over many; 0: none")->capture_default_str();
  app.add_option("--peers", peers, "duckdb, clickhouse")->delimiter(',')->capture_default_str();
  app.add_option("--only", only, "classes, such as s1,s6")->delimiter(',');
  CLI11_PARSE(app, argc, argv);

  // In a process of its own: what DuckDB starts must not be there when the workers are made.
  setup.num_customers = in_process([&] { return count_customers(setup.folder); });
  if (setup.num_customers == 0) {
    std::cerr << "bench_peers: there are no customers in " << setup.folder << '\n';
    return 2;
  }
  setup.classes = single_classes(setup.num_customers);
  if (many > 0) {
    ManySegments segments = many_segments(many);
    setup.classes.push_back(std::move(segments.question));
    setup.many_source = std::move(segments.source);
  }
  // Before there are workers, which need the memory.
  const std::string machine = machine_line(setup.threads);
  std::vector<std::unique_ptr<Worker>> systems;
  std::vector<Worker::Make> makers = {[&] { return make_segql(setup); }};
  for (const std::string& peer : peers) {
    if (peer == "duckdb") makers.emplace_back([&] { return make_duckdb(setup); });
    if (peer == "clickhouse") makers.emplace_back([&] { return make_clickhouse(setup); });
  }
  for (const Worker::Make& make : makers) {
    auto worker = Worker::start(make, setup);
    if (worker != nullptr) systems.push_back(std::move(worker));
    if (systems.empty()) return 2;  // SegQL itself
  }

  std::cout << fmt::format(
      "{}\n{} customers, {} threads, {} rounds in turns; median (min - max) in ms\n\n| System | Load, s | "
      "Resident, MB | Peak of the load, MB |\n|---|---|---|---|\n",
      machine, setup.num_customers, setup.threads, rounds);
  for (const auto& system : systems) {
    const Loaded& loaded = system->loaded();
    std::cout << fmt::format("| {} | {:.1f} | {:.0f} | {:.0f} |\n", loaded.name, loaded.seconds, loaded.resident_mb,
                             loaded.peak_mb);
  }
  std::cout << "\n| Class | | Members | Compile |";
  for (const auto& system : systems) std::cout << ' ' << system->loaded().name << " |";
  std::cout << " Best peer / SegQL |\n|---|---|---|---|";
  for (size_t i = 0; i < systems.size(); ++i) std::cout << "---|";
  std::cout << "---|" << std::endl;

  bool agreed = true;
  double logarithms = 0;
  int counted = 0;
  for (size_t i = 0; i < setup.classes.size(); ++i) {
    const Class& question = setup.classes[i];
    if (!only.empty() && std::find(only.begin(), only.end(), question.name) == only.end()) continue;
    Comparison comparison(systems, question, i);
    if (!comparison.agree()) {
      agreed = false;
      continue;
    }
    const bool single = question.segments.size() == 1;
    comparison.run(single ? rounds : std::min(rounds, 3));
    const double ratio = comparison.print();
    if (!single) continue;
    logarithms += std::log(ratio);
    ++counted;
  }
  if (counted > 1)
    std::cout << fmt::format("\nGeometric mean of the single segments: {:.1f}x\n", std::exp(logarithms / counted));
  return agreed ? 0 : 1;
}
