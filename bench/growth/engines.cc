#include "bench/growth/engines.h"

#include <algorithm>
#include <array>
#include <memory>
#include <vector>

#include <fmt/format.h>

#include "base/try.h"
#include "bench/growth/curves.h"
#include "bench/report/document.h"
#include "bench/report/spread.h"

namespace segql::bench {
namespace {

constexpr std::array kKinds = {EngineKind::kAuto, EngineKind::kInterpreter, EngineKind::kJit};
using Times = std::array<std::vector<double>, kKinds.size()>;

/// The interpreter takes seconds for some: fewer rounds do.
constexpr double kLong = 1000;

std::string cell_of(const Times& times) {
  std::array<double, kKinds.size()> medians{};
  for (size_t i = 0; i < kKinds.size(); ++i) medians[i] = spread_of(times[i]).median;
  return fmt::format(" {:.2f}x of {} |", medians[0] / std::min(medians[1], medians[2]),
                     three_digits(std::min(medians[1], medians[2])));
}

/// One question to an engine of each kind, in turns, after a round that is not counted. `anew`: engines that have
/// compiled nothing, every time.
Result<Times> in_turns(Session& session, const std::string& segment, int rounds, bool anew) {
  Times times;
  std::array<std::unique_ptr<engine::ScanRunner>, kKinds.size()> runners;
  for (int round = 0; round <= rounds; ++round) {
    double slowest = 0;
    for (size_t i = 0; i < kKinds.size(); ++i) {
      if (anew || runners[i] == nullptr) {
        SEGQL_TRY(runners[i], session.make_runner(kKinds[i]));
      }
      auto other = session.exchange(std::move(runners[i]));
      const Result<Asked> asked = session.ask(segment);
      runners[i] = session.exchange(std::move(other));
      if (!asked.ok()) return asked.error();
      if (round > 0) times[i].push_back(asked->whole);
      slowest = std::max(slowest, asked->whole);
    }
    if (slowest > kLong && round >= 3) break;
  }
  return times;
}

}  // namespace

std::string engines_header() {
  std::string header = "| Customers | |", rule = "|---|---|";
  for (const std::string& segment : single_segments()) {
    header += fmt::format(" S{} |", segment.substr(1));
    rule += "---|";
  }
  return header + "\n" + rule + "\n";
}

Result<std::string> engines_rows(Session& session, int rounds) {
  std::string rows;
  for (const bool anew : {true, false}) {
    rows += fmt::format("| {} | {} |", grouped(session.num_rows("customer")), anew ? "first time" : "again");
    for (const std::string& segment : single_segments()) {
      SEGQL_TRY(const Times times, in_turns(session, segment, rounds, anew));
      rows += cell_of(times);
    }
    rows += "\n";
  }
  return rows;
}

}  // namespace segql::bench
