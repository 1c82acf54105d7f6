#include "bench/growth/engines.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <memory>
#include <thread>
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
/// What takes longer does not notice what is in the caches.
constexpr double kShort = 10;

std::string cell_of(const Times& times) {
  std::array<double, kKinds.size()> medians{};
  for (size_t i = 0; i < kKinds.size(); ++i) medians[i] = spread_of(times[i]).median;
  return fmt::format(" {:.2f}x of {} |", medians[0] / std::min(medians[1], medians[2]),
                     three_digits(std::min(medians[1], medians[2])));
}

using Runners = std::array<std::shared_ptr<engine::ScanRunner>, kKinds.size()>;

Result<double> ask(Session& session, std::shared_ptr<engine::ScanRunner>& runner, const std::string& segment) {
  auto other = session.exchange(std::move(runner));
  const Result<Asked> asked = session.ask(segment);
  runner = session.exchange(std::move(other));
  if (!asked.ok()) return asked.error();
  return asked->whole;
}

/// Until what is asked again and again is compiled, and then compiled better.
Status settle(Session& session, Runners& runners, const std::string& segment) {
  constexpr int kAsked = 40;
  constexpr double kEnough = 20;
  for (int time = 0; time < 2; ++time) {
    for (auto& runner : runners) {
      double spent = 0;
      for (int i = 0; i < kAsked && (i < 3 || spent < kEnough); ++i) {
        SEGQL_TRY(const double whole, ask(session, runner, segment));
        spent += whole;
      }
      std::this_thread::sleep_for(std::chrono::milliseconds(50));  // what has begun in the background ends
    }
  }
  return {};
}

/// One question to an engine of each kind, in turns. `anew`: engines that have compiled nothing, every time.
Result<Times> in_turns(Session& session, const std::string& segment, int rounds, bool anew) {
  Times times;
  Runners runners;
  SEGQL_TRY(std::shared_ptr<engine::ScanRunner> before, session.make_runner(EngineKind::kInterpreter));
  for (int round = 0; round <= rounds; ++round) {
    double slowest = 0;
    for (size_t i = 0; i < kKinds.size(); ++i) {
      if (anew || runners[i] == nullptr) {
        SEGQL_TRY(runners[i], session.make_runner(kKinds[i]));
      }
    }
    if (!anew && round == 0) SEGQL_TRY_VOID(settle(session, runners, segment));
    for (size_t turn = 0; turn < kKinds.size(); ++turn) {
      const size_t i = (turn + static_cast<size_t>(round)) % kKinds.size();
      // A compiler that has just run leaves nothing in the caches, and each would find there what the one before left.
      if (slowest < kShort) SEGQL_TRY_VOID(ask(session, before, segment));
      SEGQL_TRY(const double whole, ask(session, runners[i], segment));
      if (round > 0) times[i].push_back(whole);
      slowest = std::max(slowest, whole);
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
