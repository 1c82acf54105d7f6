/// What each rule of the optimiser buys: a question it was made for, with it and without it. Run:
///   build/segql-generate --workload bench --scale 0.1 --out build/bench-data-0.1
///   build/bench_rules build/bench-data-0.1 [--rounds 7] [--write docs/benchmarks.md]
#include <algorithm>
#include <iostream>
#include <stdexcept>
#include <utility>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "bench/asker/asker.h"
#include "bench/peers/workload.h"
#include "bench/report/document.h"
#include "bench/report/machine.h"
#include "bench/report/spread.h"
#include "compiler/plan/build.h"

namespace {

using namespace segql;

constexpr size_t kNumMany = 1000;
constexpr const char* kMany = "1,000 segments in one pass";

/// A rule, and a condition over customers that it was made for.
constexpr std::pair<const char*, const char*> kRules[] = {
    {"push-not", "not (country = \"SA\" or points > 100)"},
    {"flatten-logic",
     "spend >= 100 SAR and (points > 10 and (orders_count > 2 and (wallet > 5 SAR and gender = \"F\")))"},
    {"fold-constants", "gender = \"F\" and (points >= 0 or any purchases where (quantity > 2))"},
    {"tables-to-codes", "lower(city) = \"riyadh\""},
    {"solve-for-column", "points + 5 > 100"},
    {"window-to-range", "days since last_order <= 30"},
    {"count-to-at-least", "count of purchases where (quantity > 2) >= 1"},
    {"time-bounds", "any purchases within last 90 days"},
    {"hoist-row-filter", "any purchases where (quantity > 2 and self.points > 4000)"},
    {"merge-ranges", "points >= 10 and points <= 400"},
    {"merge-codes", "country = \"SA\" or country in (\"KW\", \"AE\")"},
    {"or-to-in", "points = 1 or points = 3 or points = 7 or points = 12 or points = 31"},
    {"absorb", "points > 100 and gender = \"F\" and points > 100"},
    {"hoist-reference", "sum of amount of purchases where (item.brand = \"Kestnova\") >= 100 SAR"},
    {"reach-events", "no purchases within last 90 days where (item.category = \"Laptops\")"},
    {"order-terms", "any purchases where (quantity >= 2) and points >= 4900"},
    {"skip-blocks", "id < 100000 and spend >= 100 SAR"},
    {"sample-order",
     "orders_count < 5 and at least 4 purchases within last 700 days and any purchases within last 30 days"},
    {"rank-cells", kMany},
};

std::string row_of(bench::Asker& with, const std::string& data, const char* rule, const char* condition, int rounds) {
  bench::Asker without(data, {rule}, bench::many_segments(kNumMany));
  const auto ask = [&](bench::Asker& who) {
    if (std::string_view(condition) != kMany) return who.ask(condition);
    std::vector<std::string> segments;
    for (size_t i = 1; i <= kNumMany; ++i) segments.push_back("m" + std::to_string(i));
    return who.count(segments);
  };
  std::vector<double> times[2];
  for (int round = 0; round <= rounds; ++round) {
    const auto [quick, members] = ask(with);
    const auto [slow, others] = ask(without);
    if (members != others) throw std::runtime_error(std::string(rule) + " changes the members of " + condition);
    if (round == 0) continue;  // compiles
    times[0].push_back(quick);
    times[1].push_back(slow);
  }
  const double quick = bench::spread_of(times[0]).median, slow = bench::spread_of(times[1]).median;
  return fmt::format("| `{}` | `{}` | {:.2f} | {:.2f} | {:.1f}x |\n", rule, condition, quick, slow, slow / quick);
}

/// A rule without a question here would not be missed otherwise.
void check_that_every_rule_is_asked() {
  for (const std::string_view name : plan::rule_names()) {
    if (std::none_of(std::begin(kRules), std::end(kRules), [&](const auto& rule) { return rule.first == name; }))
      throw std::runtime_error("no condition for the rule " + std::string(name));
  }
}

int run(const std::string& data, int rounds, const std::string& document) {
  check_that_every_rule_is_asked();
  bench::Asker with(data, {}, bench::many_segments(kNumMany));
  std::string table = "| Rule | Condition | With, ms | Without, ms | Gain |\n|---|---|---|---|---|\n";
  for (const auto& [rule, condition] : kRules) table += row_of(with, data, rule, condition, rounds);
  std::cout << table;
  if (document.empty()) return 0;
  const std::string line = fmt::format("{}, {}. One thread, {} rounds in turns, medians.\n\n", bench::today(),
                                       bench::machine_line(1), rounds);
  return bench::write_section(document, "rules", line + table) ? 0 : 1;
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app("What each rule of the optimiser buys.");
  std::string data, document;
  int rounds = 7;
  app.add_option("data", data, "folder of the workload")->required();
  app.add_option("--rounds", rounds, "counted runs of each")->check(CLI::PositiveNumber)->capture_default_str();
  app.add_option("--write", document, "the document whose section is replaced");
  CLI11_PARSE(app, argc, argv);
  try {
    return run(data, rounds, document);
  } catch (const std::exception& problem) {
    std::cerr << "bench_rules: " << problem.what() << '\n';
    return 1;
  }
}
