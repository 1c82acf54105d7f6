/// What people wait for who keep definitions in version control: `check`, `fmt`, `docs` and `diff`, as the program does
/// them. Run:
///   build/segql-generate --workload bench --scale 1 --out build/bench-data-1
///   build/bench_workflow build/bench-data-1 [--rounds 7] [--write docs/benchmarks.md]
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <functional>
#include <iostream>
#include <stdexcept>
#include <thread>

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "bench/peers/workload.h"
#include "bench/report/document.h"
#include "bench/report/machine.h"
#include "bench/report/spread.h"
#include "bench/workflow/folders.h"
#include "bench/workflow/program.h"

namespace {

using namespace segql;
namespace fs = std::filesystem;

constexpr size_t kFiles = 10'000, kSegments = 1'000, kChanged = 100;

/// Empty, and gone at the end.
class Folder {
 public:
  Folder() : path_(fs::temp_directory_path() / fmt::format("segql-bench-workflow-{}", ::getpid())) {
    fs::create_directories(path_);
  }
  ~Folder() {
    std::error_code ignored;
    fs::remove_all(path_, ignored);
  }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  std::string path(const char* name) const { return (path_ / name).string(); }
  std::string path() const { return path_.string(); }

 private:
  fs::path path_;
};

struct Task {
  std::string what, goal;
  std::vector<std::string> arguments;
  int exit_code = 0;
  std::function<double(const bench::Run&)> seconds = [](const bench::Run& run) { return run.seconds; };
};

/// Of the comparison alone: the rows are loaded once, and that takes longer.
double seconds_of_diff(const bench::Run& run) {
  const auto report = nlohmann::json::parse(run.printed);
  size_t num_changed = 0;
  for (const auto& definition : report.at("definitions")) num_changed += definition.at("change") == "changed" ? 1 : 0;
  if (num_changed != kChanged) throw std::runtime_error(fmt::format("{} segments are changed", num_changed));
  return report.at("seconds").get<double>();
}

std::string row_of(const Task& task, const std::string& folder, int rounds) {
  std::vector<double> times;
  double peak = 0;
  for (int round = 0; round <= rounds; ++round) {
    const bench::Run run = bench::run_segql(task.arguments, folder);
    if (run.exit_code != task.exit_code)
      throw std::runtime_error(fmt::format("{} ended with {}", task.what, run.exit_code));
    if (round == 0) continue;  // reads files from the disk
    times.push_back(task.seconds(run));
    peak = std::max(peak, run.peak_mb);
  }
  return fmt::format("| {} | {} | {:.0f} | {} |\n", task.what, bench::text_of(bench::spread_of(times)), peak,
                     task.goal);
}

int run(const std::string& data, int rounds, const std::string& document) {
  const Folder folder;
  const std::string many = folder.path("many"), catalogue = folder.path("catalogue");
  const std::string before = folder.path("before"), after = folder.path("after");
  bench::write_many_files(many, kFiles);
  bench::write_segments(catalogue, kSegments, 0);
  bench::write_segments(before, kChanged, 0);
  bench::write_segments(after, kChanged, 1);
  const std::string customers = bench::grouped(bench::count_rows(data, "customers"));
  const Task tasks[] = {
      {"`check`, 10,000 files of one segment", "1 s, 500 MB", {"check", "-p", many}},
      {"`fmt --check`, the same", "1 s, 500 MB", {"fmt", "--check", "-p", many}, 1},
      {"`docs --no-data`, 1,000 segments",
       "2 s",
       {"docs", "--no-data", "-p", catalogue, "--output", folder.path("pages")}},
      {"`diff` after load, 100 changed segments, " + customers + " customers",
       "5 s",
       {"diff", before, after, "--data", fs::absolute(data).string(), "--as-of", "2026-03-31T12:00", "--format",
        "json"},
       1,
       seconds_of_diff},
  };
  std::string table = "| | s, median (min - max) | peak, MB | Goal |\n|---|---|---|---|\n";
  for (const Task& task : tasks)
    table += row_of(task, folder.path(), task.goal == "5 s" ? std::min(rounds, 3) : rounds);
  std::cout << table;
  if (document.empty()) return 0;
  const std::string line = fmt::format("{}, {}. {} rounds, of `diff` 3.\n\n", bench::today(),
                                       bench::machine_line(std::thread::hardware_concurrency()), rounds);
  return bench::write_section(document, "workflow", line + table) ? 0 : 1;
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app("What people wait for who keep definitions in version control.");
  std::string data, document;
  int rounds = 7;
  app.add_option("data", data, "folder of the workload")->required();
  app.add_option("--rounds", rounds, "counted runs of each")->check(CLI::PositiveNumber)->capture_default_str();
  app.add_option("--write", document, "the document whose section is replaced");
  CLI11_PARSE(app, argc, argv);
  try {
    return run(data, rounds, document);
  } catch (const std::exception& problem) {
    std::cerr << "bench_workflow: " << problem.what() << '\n';
    return 1;
  }
}
