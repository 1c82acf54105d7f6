/// SegQL beside DuckDB on the classes of one segment: the same rows, in one process, in turns, warm. Counts must agree
/// before a time counts. Run:
///   build/segql-generate --workload bench --out build/bench-data
///   build/bench_peers build/bench-data [--rounds 9] [--threads 2]
///
/// A SegQL round is everything a host waits for on warm data: planning, finding the compiled code, scanning, counting.
/// A DuckDB round is the prepared statement.

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <functional>
#include <iostream>
#include <thread>
#include <vector>

#include <duckdb.h>
#include <fmt/format.h>

#include "segql/project.h"

namespace {

using Clock = std::chrono::steady_clock;

struct Class {
  const char* segment;
  const char* about;
  const char* sql;
};

/// As of 2026-03-31T12:00Z; `within last 90 days` starts at the start of the day.
const Class kClasses[] = {
    {"s1", "one numeric comparison", "select count(*) from customers where spend >= 5000"},
    {"s2", "low-cardinality text", "select count(*) from customers where country = 'SA' and gender = 'F'"},
    {"s3", "nested, 8 conditions",
     "select count(*) from customers where ((country in ('SA', 'AE', 'KW') and spend between 200 and 5000 and "
     "rfm_group is distinct from 'lost') or (orders_count >= 3 and points > 100 and (recency_score >= 4 or churn_risk "
     "< 0.2))) "
     "and wallet >= 0"},
    {"s4", "date window and scores",
     "select count(*) from customers where last_order >= timestamp '2026-03-31' - interval 90 day and "
     "last_order < timestamp '2026-03-31 12:00:00' and recency_score >= 4 and churn_risk < 0.5"},
};

[[noreturn]] void die(const std::string& message) {
  std::cerr << "bench_peers: " << message << '\n';
  std::exit(1);
}

template <typename T>
T must(segql::Result<T> result) {
  if (!result.ok()) die(result.error().message);
  return std::move(result).value();
}

class DuckDb {
 public:
  DuckDb(const std::string& folder, unsigned threads) {
    if (duckdb_open(nullptr, &database_) == DuckDBError || duckdb_connect(database_, &connection_) == DuckDBError)
      die("DuckDB");
    query(fmt::format("set threads = {}", threads));
    query(fmt::format("create table customers as select * from '{}/customers.parquet'", folder));
  }
  ~DuckDb() {
    duckdb_disconnect(&connection_);
    duckdb_close(&database_);
  }
  DuckDb(const DuckDb&) = delete;
  DuckDb& operator=(const DuckDb&) = delete;

  int64_t query(const std::string& sql) {
    duckdb_result result;
    if (duckdb_query(connection_, sql.c_str(), &result) == DuckDBError) die(duckdb_result_error(&result));
    const int64_t value = duckdb_row_count(&result) == 0 ? 0 : duckdb_value_int64(&result, 0, 0);
    duckdb_destroy_result(&result);
    return value;
  }
  /// A prepared count, run as often as asked.
  std::function<int64_t()> prepared(const char* sql) {
    duckdb_prepared_statement statement;
    if (duckdb_prepare(connection_, sql, &statement) == DuckDBError) die(duckdb_prepare_error(statement));
    return [statement] {
      duckdb_result result;
      if (duckdb_execute_prepared(statement, &result) == DuckDBError) die(duckdb_result_error(&result));
      const int64_t value = duckdb_value_int64(&result, 0, 0);
      duckdb_destroy_result(&result);
      return value;
    };
  }

 private:
  duckdb_database database_ = nullptr;
  duckdb_connection connection_ = nullptr;
};

double milliseconds(const std::function<int64_t()>& work, int64_t& answer) {
  const auto start = Clock::now();
  answer = work();
  return std::chrono::duration<double, std::milli>(Clock::now() - start).count();
}

struct Spread {
  double median, low, high;
};
Spread spread_of(std::vector<double> times) {
  std::sort(times.begin(), times.end());
  return {times[times.size() / 2], times.front(), times.back()};
}

}  // namespace

int main(int argc, char** argv) {
  std::string folder;
  unsigned threads = std::max(1U, std::thread::hardware_concurrency());
  int rounds = 9;
  for (int i = 1; i < argc; ++i) {
    const std::string argument = argv[i];
    if (argument == "--rounds" && i + 1 < argc) {
      rounds = std::max(1, std::atoi(argv[++i]));
    } else if (argument == "--threads" && i + 1 < argc) {
      threads = static_cast<unsigned>(std::max(1, std::atoi(argv[++i])));
    } else {
      folder = argument;
    }
  }
  if (folder.empty()) die("usage: bench_peers FOLDER [--rounds N] [--threads N]");

  segql::ProjectOptions options;
  options.folder = SEGQL_SOURCE_DIR "/bench/workload";
  options.data = folder;
  options.engine.threads = threads;
  options.engine.engine = segql::EngineKind::kJit;
  auto project = must(segql::Project::open(options));
  for (const segql::Diagnostic& diagnostic : project->engine().diagnostics())
    std::cerr << project->engine().render(diagnostic);
  const segql::LoadReport report = must(project->load());
  DuckDb duckdb(folder, threads);
  const segql::Instant as_of = must(project->engine().parse_instant("2026-03-31T12:00Z"));

  fmt::print("{} threads, {} rounds in turns; median (min - max) in ms; SegQL loaded in {:.1f} s, {:.0f} MB\n\n",
             threads, rounds, report.seconds, static_cast<double>(report.memory_bytes) / 1e6);
  fmt::print("{:<5} {:<24} {:>11} {:>9}  {:<24} {:<26} {:>6}\n", "class", "", "members", "compile", "SegQL", "DuckDB",
             "ratio");
  bool agreed = true;
  for (const Class& c : kClasses) {
    const auto ours = [&] {
      auto evaluation = must(project->engine().evaluate_at(as_of));
      return static_cast<int64_t>(must(evaluation->members(c.segment)).count());
    };
    const std::function<int64_t()> theirs = duckdb.prepared(c.sql);
    const double compile = [&] {
      auto evaluation = must(project->engine().evaluate_at(as_of));
      return 1e3 * must(evaluation->members(c.segment)).timing().compile;
    }();
    int64_t mine = 0, other = 0;
    milliseconds(ours, mine);
    milliseconds(theirs, other);
    std::vector<double> my_times, other_times;
    for (int round = 0; round < rounds; ++round) {
      my_times.push_back(milliseconds(ours, mine));
      other_times.push_back(milliseconds(theirs, other));
    }
    agreed = agreed && mine == other;
    const Spread a = spread_of(my_times), b = spread_of(other_times);
    fmt::print("{:<5} {:<24} {:>11} {:>9.2f}  {:<24} {:<26} {:>5.1f}x{}\n", c.segment, c.about, mine, compile,
               fmt::format("{:.2f} ({:.2f} - {:.2f})", a.median, a.low, a.high),
               fmt::format("{:.2f} ({:.2f} - {:.2f})", b.median, b.low, b.high), b.median / a.median,
               mine == other ? "" : fmt::format("  DISAGREE: {} and {}", mine, other));
  }
  return agreed ? 0 : 1;
}
