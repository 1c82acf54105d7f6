/// Micro-benchmarks: each encoding under each family of operators, with both engines on one thread, at a size that fits
/// into the nearest caches and at one that does not. Times are of the scan, and of planning, too, where that searches
/// texts. Run:
///   build/bench_micro build/cells-data-0.005 build/cells-data-1 [DOCUMENT] [--benchmark_filter=range/u8]
#include <iostream>
#include <numeric>
#include <vector>

#include <benchmark/benchmark.h>
#include <fmt/format.h>

#include "bench/micro/table_reporter.h"
#include "bench/peers/session.h"
#include "bench/report/document.h"
#include "bench/report/machine.h"

namespace {

using namespace segql;
using namespace segql::bench;

struct Question {
  std::string name, condition;
  bool searches_texts = false;
};

constexpr const char* kNumbers[] = {"u8", "u16", "u32", "i64"};
constexpr int64_t kSpans[] = {200, 60'000, int64_t{1} << 31, int64_t{1} << 60};
constexpr const char* kTexts[] = {"t8", "t16", "t32"};
constexpr const char* kAll[] = {"u8", "u16", "u32", "i64", "f64", "t8", "t16", "t32"};

/// Of one column, with all values or with half of them missing.
void add_numbers(const char* suffix, std::vector<Question>& questions) {
  for (size_t i = 0; i < std::size(kNumbers); ++i) {
    const std::string column = std::string(kNumbers[i]) + suffix;
    const int64_t span = kSpans[i];
    questions.push_back({"range/" + column, fmt::format("{} between {} and {}", column, span / 4, span / 2)});
    std::string few, many;
    for (int64_t n = 0; n < 100; ++n) {
      const std::string number = std::to_string(span / 100 * n + n % 7);
      if (n < 5) few += (few.empty() ? "" : ", ") + number;
      many += (many.empty() ? "" : ", ") + number;
    }
    questions.push_back({"list of 5/" + column, fmt::format("{} in ({})", column, few)});
    questions.push_back({"list of 100/" + column, fmt::format("{} in ({})", column, many)});
    questions.push_back({"arithmetic/" + column, fmt::format("{0} + {0} > {1}", column, span)});
  }
  const std::string real = std::string("f64") + suffix;
  questions.push_back({"range/" + real, fmt::format("{} between 0.25 and 0.5", real)});
  questions.push_back({"list of 5/" + real, fmt::format("{} in (0.125, 0.25, 0.375, 0.5, 0.75)", real)});
  questions.push_back({"arithmetic/" + real, fmt::format("{0} + {0} > 1.0", real)});
  for (const char* text : kTexts) {
    const std::string column = std::string(text) + suffix;
    questions.push_back({"code set/" + column, column + " starts with \"text 1\""});
    questions.push_back({"contains/" + column, column + " contains \"77\"", true});
  }
}

std::vector<Question> all_questions() {
  std::vector<Question> questions;
  add_numbers("", questions);
  add_numbers("_half", questions);
  for (const char* column : kAll)
    questions.push_back({fmt::format("is missing/{}_half", column), fmt::format("{}_half is missing", column)});
  questions.push_back({"membership/own", "in segment half"});
  questions.push_back({"membership/referenced", "any happenings where (of_cell in segment half)"});
  questions.push_back({"count of events/all", "at least 3 happenings"});
  questions.push_back({"count of events/window", "at least 3 happenings within last 365 days"});
  for (const char* column : {"u8", "u16", "u32", "i64", "f64"}) {
    questions.push_back(
        {fmt::format("count of events/{}", column),
         fmt::format("at least 2 happenings where ({0} > {1})", column, column[0] == 'f' ? "0.5" : "99")});
    questions.push_back({fmt::format("sum of events/{}", column),
                         fmt::format("sum of {} of happenings > {}", column, column[0] == 'f' ? "0.5" : "99")});
  }
  return questions;
}

/// What was read before is no longer in a cache.
void evict_caches() {
  static std::vector<uint64_t> memory(size_t{1} << 26, 1);  // 512 MB
  benchmark::DoNotOptimize(std::accumulate(memory.begin(), memory.end(), uint64_t{0}));
}

void run(benchmark::State& state, Session& session, const Question& question, EngineKind kind, bool in_memory) {
  if (const Status started = session.start_anew(kind); !started.ok()) return state.SkipWithError("no such engine");
  const Result<Asked> first = session.ask_where("cell", question.condition);
  if (!first.ok()) return state.SkipWithError(first.error().message.c_str());
  for (auto _ : state) {
    if (in_memory) evict_caches();
    const Result<Asked> asked = session.ask_where("cell", question.condition);
    if (!asked.ok()) return state.SkipWithError(asked.error().message.c_str());
    state.SetIterationTime((asked->scan + (question.searches_texts ? asked->plan : 0)) / 1e3);
  }
  state.SetItemsProcessed(static_cast<int64_t>(state.iterations() * session.num_rows("cell")));
}

}  // namespace

int main(int argc, char** argv) {
  benchmark::Initialize(&argc, argv);
  if (argc != 3 && argc != 4) {
    std::cerr
        << "usage: bench_micro SMALL LARGE [DOCUMENT] [--benchmark_...]\n"
           "SMALL, LARGE: folders of segql-generate --workload cells; DOCUMENT: its section `micro` is replaced\n";
    return 2;
  }
  const std::string machine = machine_line(1);
  benchmark::AddCustomContext("machine", machine);
  std::vector<std::unique_ptr<Session>> sessions;
  const std::vector<Question> questions = all_questions();
  for (int i = 1; i <= 2; ++i) {
    auto opened = Session::open("cells", argv[i], 1, "");
    if (!opened.ok()) {
      std::cerr << "bench_micro: " << opened.error().message << '\n';
      return 1;
    }
    Session* const session = sessions.emplace_back(std::move(*opened)).get();
    for (const Question& question : questions) {
      for (const auto& [kind, engine] :
           {std::pair(EngineKind::kJit, "jit"), std::pair(EngineKind::kInterpreter, "interp")}) {
        const bool in_memory = i > 1;
        const std::string name = fmt::format("{}/{}/{}", question.name, engine, in_memory ? "memory" : "cached");
        auto* const registered =
            benchmark::RegisterBenchmark(name.c_str(), run, std::ref(*session), std::cref(question), kind, in_memory)
                ->UseManualTime()
                ->Unit(benchmark::kMicrosecond);
        // Getting rid of what is in caches takes longer than most scans: not as often as it takes.
        if (in_memory)
          registered->Iterations(kind == EngineKind::kJit ? 10 : 2);
        else
          registered->MinTime(0.02);
      }
    }
  }
  TableReporter reporter;
  benchmark::RunSpecifiedBenchmarks(&reporter);
  benchmark::Shutdown();
  const std::string sizes = fmt::format("Cached: {} rows; memory: {} rows.", grouped(sessions[0]->num_rows("cell")),
                                        grouped(sessions[1]->num_rows("cell")));
  std::cout << '\n' << sizes << " Nanoseconds for a row.\n\n" << reporter.table();
  if (argc == 3) return 0;
  const std::string body = fmt::format("{}, {}. One thread. {}\n\n{}", today(), machine, sizes, reporter.table());
  return write_section(argv[3], "micro", body) ? 0 : 1;
}
