#include "cli/coverage.h"

#include <unistd.h>

#include <algorithm>

#include <fmt/format.h>

#include "cli/session.h"
#include "cli/table.h"
#include "cli/width.h"

namespace segql::cli {
namespace {

/// `slipping` of `slipping(days: 30)`.
std::string without_arguments(const std::string& segment) { return segment.substr(0, segment.find('(')); }

/// `before` and the names, in lines that fit a terminal.
std::string listed(const std::string& before, const std::vector<std::string>& names) {
  constexpr size_t kElsewhere = 100;
  const size_t terminal = terminal_width(STDOUT_FILENO), most = terminal != 0 ? terminal : kElsewhere;
  std::string text, line = before;
  bool is_empty = true;
  for (size_t i = 0; i < names.size(); ++i) {
    const std::string word = " " + names[i] + (i + 1 < names.size() ? "," : "");
    if (!is_empty && width(line) + width(word) > most) {
      text += line + "\n";
      line = "   ";
    }
    line += word;
    is_empty = false;
  }
  return text + line + "\n";
}

/// What of a condition was not seen; empty: it is covered.
const char* missing_of(const TestedCondition& condition) {
  if (condition.is_covered()) return "";
  if (!condition.was_true && !condition.was_false) return "never decided";
  return condition.was_true ? "never false" : "never true";
}

}  // namespace

Coverage::Coverage(const Engine& engine) {
  for (WrittenSegment& segment : engine.written_segments()) {
    std::string place = place_of(engine, segment.source, segment.span);
    entries_.push_back({std::move(segment), std::move(place), 0});
  }
}

void Coverage::add(const std::string& segment, const std::vector<TestedCondition>& seen) {
  const auto found =
      std::ranges::find(entries_, without_arguments(segment), [](const Entry& entry) { return entry.segment.name; });
  if (found == entries_.end()) return;  // the part of a split, which has no conditions of its own
  ++found->num_tests;
  std::vector<TestedCondition>& conditions = found->segment.conditions;
  if (conditions.size() != seen.size() && !seen.empty()) {
    if (found->num_tests == 1) conditions = seen;  // the checker took it apart otherwise
  }
  for (size_t i = 0; i < std::min(conditions.size(), seen.size()); ++i) {
    conditions[i].was_true |= seen[i].was_true;
    conditions[i].was_false |= seen[i].was_false;
  }
}

Coverage::Sum Coverage::sum_of(const Entry& entry) {
  Sum sum;
  for (const TestedCondition& condition : entry.segment.conditions) {
    if (condition.is_block) continue;
    ++sum.all;
    sum.covered += condition.is_covered() ? 1 : 0;
  }
  return sum;
}

Coverage::Sum Coverage::sum() const {
  Sum all;
  for (const Entry& entry : entries_) {
    const Sum one = sum_of(entry);
    all.covered += one.covered;
    all.all += one.all;
  }
  return all;
}

uint64_t Coverage::percent() const {
  const Sum all = sum();
  return all.all == 0 ? 100 : 100 * all.covered / all.all;
}

std::string Coverage::text() const {
  std::string text = "\ncoverage: conditions that tests saw both true and false\n";
  size_t widest = 0, num_tested = 0;
  for (const Entry& entry : entries_) {
    if (entry.num_tests != 0) widest = std::max(widest, width(entry.segment.name));
  }
  std::vector<std::string> untested;
  for (const Entry& entry : entries_) {
    if (entry.num_tests == 0) {
      untested.push_back(entry.segment.name);
      continue;
    }
    ++num_tested;
    const Sum sum = sum_of(entry);
    text += fmt::format("  {}{}  {} of {}\n", entry.segment.name, std::string(widest - width(entry.segment.name), ' '),
                        sum.covered, sum.all);
    for (const TestedCondition& condition : entry.segment.conditions) {
      if (condition.is_block || condition.is_covered()) continue;
      text +=
          fmt::format("    {}: {}{}\n", missing_of(condition), condition.excludes ? "exclude " : "", condition.text);
    }
  }
  if (!untested.empty()) text += listed("  without tests:", untested);
  const Sum all = sum();
  return text + fmt::format("{} of {} segments have tests, {} of {} conditions are covered ({}%)\n", num_tested,
                            entries_.size(), all.covered, all.all, percent());
}

nlohmann::ordered_json Coverage::json() const {
  using Json = nlohmann::ordered_json;
  Json segments = Json::array();
  for (const Entry& entry : entries_) {
    Json conditions = Json::array();
    for (const TestedCondition& condition : entry.segment.conditions) {
      if (condition.is_block) continue;
      conditions.push_back({{"text", condition.text},
                            {"exclude", condition.excludes},
                            {"was_true", condition.was_true},
                            {"was_false", condition.was_false}});
    }
    segments.push_back({{"segment", entry.segment.name},
                        {"place", entry.place},
                        {"tests", entry.num_tests},
                        {"conditions", conditions}});
  }
  const Sum all = sum();
  return {{"covered", all.covered}, {"conditions", all.all}, {"percent", percent()}, {"segments", segments}};
}

}  // namespace segql::cli
