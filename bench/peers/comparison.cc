#include "bench/peers/comparison.h"

#include <algorithm>
#include <cctype>
#include <cmath>
#include <iostream>
#include <utility>

#include <fmt/format.h>

#include "bench/report/document.h"

namespace segql::bench {

bool Comparison::agree() {
  std::optional<std::pair<int64_t, int64_t>> expected;
  std::string said;
  bool same = columns_.contestants.front().worker->can_answer(index_, By::kSystem);
  for (const Contestant& each : columns_.contestants) {
    if (!each.worker->can_answer(index_, each.by)) continue;
    const auto timed = each.worker->answer(index_, each.by);
    const bool has_keys = !question_.keys_sql[0].empty();
    const auto keys = has_keys ? each.worker->keys(index_, each.by) : std::optional<int64_t>(0);
    if (!timed || !keys) {
      same = false;
      said += fmt::format(" {} failed", each.name);
      continue;
    }
    const std::pair answer{timed->answer, *keys};
    if (!expected) expected = answer;
    same = same && answer == *expected;
    said += fmt::format(" {} {} (keys {})", each.name, answer.first, answer.second);
  }
  if (!same) std::cerr << question_.name << ": the systems disagree:" << said << std::endl;
  answer_ = expected ? expected->first : 0;
  return same && expected;
}

void Comparison::run(int rounds) {
  compile_ms_ = columns_.contestants.front().worker->compile_ms();
  std::vector<bool> takes_part;
  for (const Contestant& each : columns_.contestants) takes_part.push_back(each.worker->can_answer(index_, each.by));
  for (int round = 0; round < rounds; ++round) {
    for (size_t i = 0; i < columns_.contestants.size(); ++i) {
      if (!takes_part[i]) continue;
      const auto timed = columns_.contestants[i].worker->answer(index_, columns_.contestants[i].by);
      times_[i].push_back(timed ? timed->ms : INFINITY);
    }
  }
}

std::string Columns::header() const {
  std::string line = "| Class | | Members | First compile |", rule = "|---|---|---|---|";
  const auto add = [&](const std::string& name) {
    line += fmt::format(" {} |", name);
    rule += "---|";
  };
  for (const Contestant& each : contestants) {
    add(each.name);
    if (each.by == By::kHand) add("SegQL / kernel");
  }
  add("Best peer / SegQL");
  if (has_goals) add("Goal");
  return line + "\n" + rule + "\n";
}

std::string Comparison::row() const {
  const bool single = question_.segments.size() == 1;
  std::string name = question_.name;
  name[0] = static_cast<char>(std::toupper(static_cast<unsigned char>(name[0])));
  std::string line = fmt::format("| {} | {} | {} | {:.1f} |", name, question_.about,
                                 single ? grouped(static_cast<uint64_t>(answer_)) : "", compile_ms_);
  for (size_t i = 0; i < times_.size(); ++i) {
    const bool by_hand = columns_.contestants[i].by == By::kHand, runs = !times_[i].empty();
    line += runs ? fmt::format(" {} |", text_of(spread_of(times_[i]))) : by_hand ? " |" : " not run |";
    if (by_hand) line += runs ? fmt::format(" {:.2f}x |", median(0) / median(i)) : " |";
  }
  const auto factor = ratio();
  line += factor ? fmt::format(" {:.1f}x |", *factor) : " |";
  if (columns_.has_goals) line += question_.goal > 0 ? fmt::format(" {:g}x |", question_.goal) : " |";
  return line + "\n";
}

std::optional<double> Comparison::ratio() const {
  double best = INFINITY;
  for (size_t i = 1; i < columns_.contestants.size(); ++i) {
    if (columns_.contestants[i].by == By::kSystem && !times_[i].empty()) best = std::min(best, median(i));
  }
  return std::isfinite(best) ? std::optional(best / median(0)) : std::nullopt;
}

}  // namespace segql::bench
