// segql-generate: writes the sample shop, or a workload of the benchmarks, as Parquet.
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <cstdio>
#include <filesystem>
#include <mutex>
#include <string>

#include <CLI/CLI.hpp>

#include "tools/generate/shop_tables.h"

namespace {

using namespace segql;
using namespace segql::generate;

/// "1,234,567".
std::string grouped(uint64_t number) {
  std::string text = std::to_string(number);
  for (size_t at = text.size(); at > 3; at -= 3) text.insert(at - 3, ",");
  return text;
}

double seconds_since(std::chrono::steady_clock::time_point start) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

/// One line that is written over, where somebody is watching.
class Progress {
 public:
  explicit Progress(uint64_t total_rows) : total_(total_rows), on_terminal_(::isatty(STDERR_FILENO) != 0) {}

  void add(uint64_t rows) {
    const uint64_t done = done_ += rows;
    const uint64_t percent = total_ == 0 ? 100 : done * 100 / total_;
    const std::lock_guard lock(mutex_);
    if (!on_terminal_ || percent == shown_) return;
    shown_ = percent;
    std::fprintf(stderr, "\r%3u%%  %s of %s rows", static_cast<unsigned>(percent), grouped(done).c_str(),
                 grouped(total_).c_str());
    std::fflush(stderr);
  }
  void say(const char* text) const {
    if (on_terminal_) std::fprintf(stderr, "\r\x1b[K%s", text);
  }

 private:
  uint64_t total_;
  std::atomic<uint64_t> done_ = 0;
  uint64_t shown_ = UINT64_MAX;
  bool on_terminal_;
  std::mutex mutex_;
};

int fail(const std::string& message) {
  std::fprintf(stderr, "segql-generate: %s\n", message.c_str());
  return 1;
}

int generate_files(const std::vector<TableSpec>& tables, const std::filesystem::path& folder) {
  const auto start = std::chrono::steady_clock::now();
  std::error_code error;
  std::filesystem::create_directories(folder, error);
  if (error) return fail("cannot make the folder " + folder.string() + ": " + error.message());

  uint64_t total = 0;
  for (const TableSpec& table : tables) total += table.num_rows;
  Progress progress(total);
  std::vector<uint64_t> seen(tables.size(), 0);
  const Status written = write_tables(tables, folder.string(), [&](const TableSpec& table, uint64_t rows) {
    uint64_t& before = seen[static_cast<size_t>(&table - tables.data())];  // each table is written by one thread
    progress.add(rows - before);
    before = rows;
  });
  progress.say("");
  if (!written.ok()) return fail(written.error().message);

  for (const TableSpec& table : tables) {
    const auto bytes = std::filesystem::file_size(folder / (table.name + ".parquet"), error);
    std::printf("%-20s %12s rows %9.1f MB\n", (table.name + ".parquet").c_str(), grouped(table.num_rows).c_str(),
                static_cast<double>(bytes) / 1e6);
  }
  std::printf("written to %s in %.1f s\n", folder.string().c_str(), seconds_since(start));
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app{
      "Writes sample data as Parquet, the same rows on every machine.\n"
      "  demo   a shop: customers, products, purchases, views, cart_adds, tickets; the data of examples/shop\n"
      "  bench  10,000,000 customers of 18 columns, 100,000 products, 40,000,000 order lines, times --scale\n"
      "  unseen  tables of other shapes, to see whether what is quick on those is quick on others, times --scale\n"
      "  cells  a column for each encoding, for the micro-benchmarks: 10,000,000 rows, times --scale\n"
      "Everything happens before 2026-03-31 12:00."};
  Scale scale;
  std::string folder;
  std::string workload = "demo";
  double factor = 1;
  app.add_option("-o,--out", folder, "Folder to write to; made if it does not exist")->required();
  app.add_option("--workload", workload, "demo, bench, unseen or cells")
      ->check(CLI::IsMember({"demo", "bench", "unseen", "cells"}))
      ->capture_default_str();
  app.add_option("--scale", factor, "Multiplies the numbers of rows")
      ->check(CLI::Range(0.00001, 10.0))
      ->capture_default_str();
  const auto count = [&](const char* name, uint64_t& value, const char* what, uint64_t least, uint64_t most) {
    return app.add_option(name, value, what)->check(CLI::Range(least, most));
  };
  CLI::Option* customers = count("--customers", scale.customers, "Customers (default 100,000)", 1, 99'999'999);
  CLI::Option* products = count("--products", scale.products, "Products (default 5,000)", 1, 999'999);
  CLI::Option* lines =
      count("--lines", scale.lines, "Order lines over 1,000 days (default 1,000,000)", 0, 2'000'000'000);
  CLI::Option* views = count("--views", scale.views, "Views over 90 days (default 2,000,000)", 0, 2'000'000'000);
  app.add_option("--seed", scale.seed, "Another seed, another shop")->capture_default_str();
  CLI11_PARSE(app, argc, argv);

  if (workload == "unseen") return generate_files(unseen_tables(scale.seed, factor), folder);
  if (workload == "cells") return generate_files(cells_tables(scale.seed, factor), folder);
  const bool bench = workload == "bench";
  const auto scaled = [&](CLI::Option* given, uint64_t& value, uint64_t standard) {
    if (given->count() == 0)
      value = std::max<uint64_t>(1, static_cast<uint64_t>(static_cast<double>(standard) * factor));
  };
  scaled(customers, scale.customers, bench ? 10'000'000 : 100'000);
  scaled(products, scale.products, bench ? 100'000 : 5'000);
  scaled(lines, scale.lines, bench ? 40'000'000 : 1'000'000);
  scaled(views, scale.views, bench ? 0 : 2'000'000);
  Progress(0).say("thinking of who buys what ...");
  const Model model(scale);
  return generate_files(bench ? bench_tables(model) : shop_tables(model), folder);
}
