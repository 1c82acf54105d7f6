/// How SegQL's times grow, what compiling takes, and whether the engine that is chosen is the better one. Run:
///   build/bench_growth build/bench-data-0.0001 build/bench-data-0.01 build/bench-data-0.1 build/bench-data-1
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <thread>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "base/try.h"
#include "bench/growth/compile_times.h"
#include "bench/growth/curves.h"
#include "bench/growth/engines.h"
#include "bench/peers/workload.h"
#include "bench/report/document.h"
#include "bench/report/machine.h"

namespace {

using namespace segql;
using namespace segql::bench;

struct Options {
  std::vector<std::string> folders;
  unsigned threads = std::max(1U, std::thread::hardware_concurrency());
  int rounds = 7;
  size_t segments = 10'000;
  std::string write;
};

/// Fewer customers than this take no time that could grow.
constexpr uint64_t kFewestCustomers = 10'000;

/// The sections of the document, as they grow.
struct Report {
  std::string growth, compile, engines;
};

/// Prints it, and writes the image beside the document.
Status add_plot(const Options& options, const Plot& plot, const std::string& name, Report& report) {
  if (plot.lines.empty() || plot.lines.front().points.size() < 2) return {};
  const std::string table = as_table(plot);
  std::cout << plot.title << "\n\n" << table << std::endl;
  report.growth += fmt::format("### {}\n\n![{}](benchmarks/{}.svg)\n\nIn {}.\n\n{}\n", plot.title, plot.title, name,
                               plot.y_label, table);
  if (options.write.empty()) return {};
  const auto folder = std::filesystem::path(options.write).parent_path() / "benchmarks";
  std::filesystem::create_directories(folder);
  std::ofstream file(folder / (name + ".svg"));
  file << as_svg(plot);
  file.close();
  if (file.fail()) return Error{ErrorCode::kIo, "cannot write into " + folder.string()};
  return {};
}

/// Many definitions are not in the way of the other measurements: theirs is a session of its own.
Status measure(const Options& options, Report& report) {
  Plot rows = rows_plot();
  report.engines = engines_header();
  for (const std::string& folder : options.folders) {
    SEGQL_TRY(const auto session,
              Session::open("workload", folder, options.threads, many_segments(100) + segments_of_shapes()));
    std::cout << folder << ": " << grouped(session->num_rows("customer")) << " customers" << std::endl;
    const bool is_large = session->num_rows("customer") >= kFewestCustomers;
    if (is_large) SEGQL_TRY_VOID(add_rows(*session, options.rounds, rows));
    SEGQL_TRY(const std::string engines, engines_rows(*session, options.rounds));
    std::cout << engines << std::endl;
    report.engines += engines;
    if (is_large && report.compile.empty()) {
      SEGQL_TRY(report.compile, compile_times(*session, options.rounds));
      std::cout << report.compile << std::endl;
    }
  }
  SEGQL_TRY_VOID(add_plot(options, rows, "rows", report));
  // A bitmap for each of ten thousand segments: not over the largest table.
  const std::string& folder = options.folders[options.folders.size() > 1 ? options.folders.size() - 2 : 0];
  SEGQL_TRY(const auto session, Session::open("workload", folder, options.threads, many_segments(options.segments)));
  SEGQL_TRY(const Plot segments, segments_curve(*session, std::min(options.rounds, 3), options.segments));
  SEGQL_TRY_VOID(add_plot(options, segments, "segments", report));
  SEGQL_TRY(const Plot literals, literals_curve(*session, std::min(options.rounds, 5)));
  return add_plot(options, literals, "literals", report);
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app{"Growth, compile times and the choice of an engine"};
  Options options;
  app.add_option("folders", options.folders, "the workload at several scales, the smallest first")->required();
  app.add_option("--threads", options.threads)->check(CLI::PositiveNumber)->capture_default_str();
  app.add_option("--rounds", options.rounds, "counted runs")->check(CLI::PositiveNumber)->capture_default_str();
  app.add_option("--segments", options.segments, "most segments of one pass")->capture_default_str();
  app.add_option("--write", options.write, "the document whose sections are replaced; images go beside it");
  CLI11_PARSE(app, argc, argv);

  const std::string line = fmt::format("{}, {}. {} threads, {} rounds.\n", today(), machine_line(options.threads),
                                       options.threads, options.rounds);
  std::cout << line << std::endl;
  Report report;
  if (const Status measured = measure(options, report); !measured.ok()) {
    std::cerr << "bench_growth: " << measured.error().message << '\n';
    return 1;
  }
  if (options.write.empty()) return 0;
  const bool written = write_section(options.write, "growth", line + "\n" + report.growth) &&
                       write_section(options.write, "compile", line + "\n" + report.compile) &&
                       write_section(options.write, "engines", line + "\n" + report.engines);
  return written ? 0 : 1;
}
