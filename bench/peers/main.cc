/// SegQL beside DuckDB and ClickHouse, and beside code written by hand: the same rows, in turns, warm. Answers must
/// agree before a time counts. Run:
///   build/segql-generate --workload bench --out build/bench-data
///   build/bench_peers build/bench-data [--rounds 9] [--many 1000] [--only s1,s6] [--peers duckdb]
#include <algorithm>
#include <cmath>
#include <csignal>
#include <iostream>
#include <thread>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "bench/peers/comparison.h"
#include "bench/report/document.h"
#include "bench/report/machine.h"

namespace {

using namespace segql::bench;

struct Options {
  std::string workload = "bench", write, command;
  int rounds = 9, rounds_of_many = 3;
  size_t many = 1000;
  bool many_duckdb = false;
  std::vector<std::string> only, peers = {"duckdb", "clickhouse"};
};

/// Says it, and keeps it for the document.
class Report {
 public:
  void say(const std::string& text) {
    std::cout << text << std::flush;
    text_ += text;
  }
  const std::string& text() const { return text_; }

 private:
  std::string text_;
};

bool make_workload(const Options& options, Setup& setup) {
  const bool is_bench = options.workload == "bench";
  // In a process of its own: what DuckDB starts must not be there when the workers are made.
  const uint64_t rows = in_process([&] { return count_rows(setup.folder, is_bench ? "customers" : "mixed"); });
  if (rows == 0) return false;
  setup.workload = is_bench ? bench_workload(rows, options.many) : unseen_workload();
  if (!options.many_duckdb) {
    for (Class& question : setup.workload.classes) {
      if (question.segments.size() > 1) question.sql[static_cast<size_t>(Peer::kDuckDb)].clear();
    }
  }
  return true;
}

std::vector<std::unique_ptr<Worker>> start(const Options& options, const Setup& setup) {
  std::vector<Worker::Make> makers = {[&] { return make_segql(setup); }};
  for (const std::string& peer : options.peers) {
    if (peer == "duckdb") makers.emplace_back([&] { return make_duckdb(setup); });
    if (peer == "clickhouse") makers.emplace_back([&] { return make_clickhouse(setup); });
  }
  std::vector<std::unique_ptr<Worker>> systems;
  for (const Worker::Make& make : makers) {
    auto worker = Worker::start(make, setup);
    if (worker != nullptr) systems.push_back(std::move(worker));
    if (systems.empty()) break;  // SegQL itself
  }
  return systems;
}

Columns columns_of(const std::vector<std::unique_ptr<Worker>>& systems, const Setup& setup) {
  Columns columns;
  const std::vector<Class>& classes = setup.workload.classes;
  for (const Class& question : classes) columns.has_goals = columns.has_goals || question.goal > 0;
  for (const auto& system : systems) {
    columns.contestants.push_back({system.get(), By::kSystem, system->loaded().name});
    bool by_hand = false;
    for (size_t i = 0; i < classes.size(); ++i) by_hand = by_hand || system->can_answer(i, By::kHand);
    if (by_hand) columns.contestants.push_back({system.get(), By::kHand, "Kernel"});
  }
  return columns;
}

/// The rows of all classes. False when systems disagreed.
bool compare_all(const Options& options, const Setup& setup, const Columns& columns, Report& report) {
  bool agreed = true;
  double logarithms = 0;
  int counted = 0;
  report.say("\n" + columns.header());
  for (size_t i = 0; i < setup.workload.classes.size(); ++i) {
    const Class& question = setup.workload.classes[i];
    if (!options.only.empty() && std::ranges::find(options.only, question.name) == options.only.end()) continue;
    Comparison comparison(columns, question, i);
    if (!comparison.agree()) {
      agreed = false;
      continue;
    }
    const bool single = question.segments.size() == 1;
    comparison.run(single ? options.rounds : std::min(options.rounds, options.rounds_of_many));
    report.say(comparison.row());
    if (const auto ratio = comparison.ratio(); ratio && single) {
      logarithms += std::log(*ratio);
      ++counted;
    }
  }
  if (counted > 1)
    report.say(fmt::format("\nGeometric mean of the single segments: {:.1f}x the best peer.\n",
                           std::exp(logarithms / counted)));
  return agreed;
}

void say_memory(const std::vector<std::unique_ptr<Worker>>& systems, Report& report) {
  report.say("\n| | Load, s | Resident, MB | Peak of the load, MB |\n|---|---|---|---|\n");
  for (const auto& system : systems) {
    const Loaded& loaded = system->loaded();
    report.say(fmt::format("| {} | {:.1f} | {:.0f} | {:.0f} |\n", loaded.name, loaded.seconds, loaded.resident_mb,
                           loaded.peak_mb));
  }
}

}  // namespace

int main(int argc, char** argv) {
  std::signal(SIGPIPE, SIG_IGN);
  CLI::App app{"Times SegQL beside DuckDB, ClickHouse and code written by hand"};
  Setup setup;
  Options options;
  setup.threads = std::max(1U, std::thread::hardware_concurrency());
  app.add_option("folder", setup.folder, "the data, by segql-generate")->required();
  app.add_option("--workload", options.workload, "what the data is")
      ->check(CLI::IsMember({"bench", "unseen"}))
      ->capture_default_str();
  app.add_option("--rounds", options.rounds, "counted runs of each system")
      ->check(CLI::PositiveNumber)
      ->capture_default_str();
  app.add_option("--threads", setup.threads, "of each system")->check(CLI::PositiveNumber)->capture_default_str();
  app.add_option("--many", options.many, "segments of the pass over many; 0: none")->capture_default_str();
  app.add_flag("--many-duckdb", options.many_duckdb, "the pass over many with DuckDB, too, which takes many minutes");
  app.add_option("--peers", options.peers, "duckdb, clickhouse")->delimiter(',')->capture_default_str();
  app.add_option("--only", options.only, "classes, such as s1,s6")->delimiter(',');
  app.add_option("--write", options.write, "the document whose section of this workload is replaced");
  CLI11_PARSE(app, argc, argv);

  if (!make_workload(options, setup)) {
    std::cerr << "bench_peers: " << setup.folder << " does not hold the workload `" << options.workload << "`\n";
    return 2;
  }
  Report report;
  // Before there are workers, which need the memory.
  report.say(fmt::format("{}, {}. {} threads, {} rounds in turns; median (min - max) in ms.\n", today(),
                         machine_line(setup.threads), setup.threads, options.rounds));
  const auto systems = start(options, setup);
  if (systems.empty()) return 2;
  const bool agreed = compare_all(options, setup, columns_of(systems, setup), report);
  say_memory(systems, report);
  const bool written = options.write.empty() || write_section(options.write, options.workload, report.text());
  return agreed && written ? 0 : 1;
}
