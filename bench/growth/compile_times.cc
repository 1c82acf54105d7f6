#include "bench/growth/compile_times.h"

#include <unistd.h>

#include <algorithm>
#include <filesystem>

#include <fmt/format.h>

#include "base/try.h"
#include "bench/growth/curves.h"
#include "bench/report/spread.h"

namespace segql::bench {
namespace {

namespace fs = std::filesystem;

constexpr int kShapes = 20, kSegments = 1000;
constexpr size_t kTogether = 100;

std::string numbered(const char* letter, size_t number) { return fmt::format("{}{}", letter, number); }

/// Empty, and gone at the end.
class CacheFolder {
 public:
  CacheFolder() : path_(fs::temp_directory_path() / fmt::format("segql-bench-{}", ::getpid())) { clear(); }
  ~CacheFolder() { clear(); }
  CacheFolder(const CacheFolder&) = delete;
  CacheFolder& operator=(const CacheFolder&) = delete;

  std::string path() const { return path_.string(); }
  void clear() const {
    std::error_code ignored;
    fs::remove_all(path_, ignored);
  }
  /// One for each compilation, by the name that the cache gives them.
  size_t num_objects() const {
    size_t count = 0;
    for (const fs::directory_entry& entry : fs::directory_iterator(path_))
      count += entry.path().filename().string().starts_with("llvmcache-") ? 1 : 0;
    return count;
  }

 private:
  fs::path path_;
};

std::string row(const char* what, const Spread& spread, const char* goal) {
  return fmt::format("| {} | {} | {} |\n", what, text_of(spread), goal);
}

/// Of each of S1 to S9 the median of `rounds`, in engines that have compiled nothing; with `cache` they find it there.
Result<Spread> single_shapes(Session& session, int rounds, const std::string& cache) {
  std::vector<double> medians;
  for (const std::string& segment : single_segments()) {
    Medians all;
    for (int round = 0; round <= rounds; ++round) {
      SEGQL_TRY_VOID(session.start_anew(EngineKind::kJit, cache));
      SEGQL_TRY(const Asked asked, session.ask(segment));
      if (round > 0) all.add(asked);
    }
    medians.push_back(all.of(&Asked::compile));
  }
  return spread_of(medians);
}

Result<Spread> together(Session& session, int rounds) {
  std::vector<std::string> segments;
  for (size_t i = 1; i <= kTogether; ++i) segments.push_back(numbered("m", i));
  std::vector<double> times;
  for (int round = 0; round < rounds; ++round) {
    SEGQL_TRY_VOID(session.start_anew(EngineKind::kJit));
    SEGQL_TRY(const Asked asked, session.ask(segments));
    times.push_back(asked.compile);
  }
  return spread_of(times);
}

/// One after another, each by itself, from an empty cache.
Result<double> all_of_few_shapes(Session& session, const CacheFolder& cache, bool in_background) {
  cache.clear();
  SEGQL_TRY_VOID(session.start_anew(EngineKind::kJit, cache.path(), in_background));
  double compile = 0;
  for (int i = 1; i <= kSegments; ++i) {
    SEGQL_TRY(const Asked asked, session.ask(numbered("d", static_cast<size_t>(i))));
    compile += asked.compile;
  }
  SEGQL_TRY_VOID(session.start_anew(EngineKind::kJit));  // what is being compiled comes to its end
  return compile;
}

}  // namespace

std::string segments_of_shapes() {
  const char* const aggregates[] = {"count", "sum of amount", "max of amount", "min of amount", "avg of amount"};
  std::string source;
  for (int i = 1; i <= kSegments; ++i) {
    const int shape = i % kShapes, constant = i / kShapes;
    std::string rows = " of purchases";
    if (shape / 5 % 2 == 1) rows += fmt::format(" within last {} days", 30 + constant);
    if (shape / 10 == 1) rows += fmt::format(" where (quantity > {})", 1 + constant % 3);
    source += fmt::format("segment d{} of customer {{ where {}{} >= {}{} }}\n", i, aggregates[shape % 5], rows,
                          2 + constant, shape % 5 == 0 ? "" : " SAR");
  }
  return source;
}

Result<std::string> compile_times(Session& session, int rounds) {
  const CacheFolder cache;
  std::string table = "| | ms, median (min - max) | Goal |\n|---|---|---|\n";
  SEGQL_TRY(const Spread anew, single_shapes(session, rounds, ""));
  table += row("one new shape, S1 to S9", anew, "<= 3");
  SEGQL_TRY(const Spread many, together(session, rounds));
  table += row("100 segments of 2 to 5 conditions together", many, "<= 40");
  SEGQL_TRY_VOID(single_shapes(session, 1, cache.path()));  // fills it
  SEGQL_TRY(const Spread found, single_shapes(session, rounds, cache.path()));
  table += row("one shape from a file, S1 to S9", found, "<= 0.5");
  SEGQL_TRY(const double alone, all_of_few_shapes(session, cache, false));
  const size_t num_shapes = cache.num_objects();
  table += fmt::format("| {} segments of {} shapes, which took {} compilations | {} | {} compilations |\n", kSegments,
                       kShapes, num_shapes, three_digits(alone), kShapes);
  SEGQL_TRY(const double first, all_of_few_shapes(session, cache, true));
  table += fmt::format("| the same, and {} better compilations in the background | {} | |\n",
                       cache.num_objects() - std::min(num_shapes, cache.num_objects()), three_digits(first));
  return table;
}

}  // namespace segql::bench
