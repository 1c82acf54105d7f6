#include "bench/order/costs.h"

#include <algorithm>
#include <vector>

#include <fmt/format.h>

#include "bench/asker/asker.h"

namespace segql::bench {
namespace {

constexpr int kRounds = 7;

/// One of each kind whose cost differs.
const std::vector<std::string> kTerms = {
    "spend >= 100 SAR",
    "first_name contains \"al\"",
    "spend * 2 > wallet * 3",
    "month of birthday = 3",
    "days since created_at > 400",
    "at least 4 purchases",
    "any purchases within last 90 days",
    "at least 3 purchases within last 400 days",
    "any purchases where (quantity >= 3)",
    "any purchases where (item.price >= 10 SAR)",
    "any purchases where (item.category = \"Laptops\")",
    "sum of quantity of purchases >= 9",
    "sum of amount of purchases >= 500 SAR",
    "sum of quantity of purchases where (amount > 300 SAR) >= 4",
    "sum of amount of purchases within last 90 days >= 100 SAR",
    "avg of amount of purchases >= 100 SAR",
    "sum of amount of purchases where (item.brand = \"Kestnova\") >= 100 SAR",
    "max of amount of purchases >= 500 SAR",
    "latest purchases satisfy (quantity >= 2)",
};
/// Asked before: each keeps a share of the customers that has little to do with the terms.
const std::vector<std::string> kBefore = {"", "churn_risk < 0.3", "churn_risk < 0.1", "churn_risk < 0.03",
                                          "churn_risk < 0.01"};

std::string condition(size_t before, size_t term) {
  return kBefore[before] + (before == 0 ? "" : " and ") + kTerms[term];
}
std::string segment(size_t before, size_t term) { return fmt::format("cost_{}_{}", before, term); }

/// The number after `words` in a plan: what it expects for each row.
double expected(const std::string& plan, const std::string& words) {
  const size_t at = plan.find(words);
  return at == std::string::npos ? 0 : std::stod(plan.substr(at + words.size()));
}

}  // namespace

std::string costs_table(const std::string& data) {
  std::string definitions;
  for (size_t before = 0; before < kBefore.size(); ++before) {
    for (size_t term = 0; term < kTerms.size(); ++term)
      definitions +=
          fmt::format("segment {} of customer {{\n  where {}\n}}\n", segment(before, term), condition(before, term));
  }
  Asker asker(data, {"order-terms", "sample-order"}, definitions),
      plain(data, {}, definitions, EngineKind::kInterpreter);
  const double customers = static_cast<double>(asker.ask("id >= 0").num_members);
  std::string head = "| Condition |", line = "|---|";
  std::vector<double> alone;
  for (const std::string& before : kBefore) {
    const Answer answer = asker.ask_often(before.empty() ? "id >= 0" : before, kRounds);
    head += fmt::format(" of {:.1f}% |", 100 * static_cast<double>(answer.num_members) / customers);
    line += "---|";
    alone.push_back(before.empty() ? 0 : answer.milliseconds);
  }
  head += " of all, by the plain evaluator |", line += "---|";
  std::string table = head + "\n" + line + "\n";
  for (size_t term = 0; term < kTerms.size(); ++term) {
    table += "| `" + kTerms[term] + "` |";
    for (size_t before = 0; before < kBefore.size(); ++before) {
      const double measured = asker.ask_often(condition(before, term), kRounds).milliseconds - alone[before];
      table += fmt::format(" {:.2f} ({:.2f}) |", measured * 1e6 / customers,
                           expected(asker.plan(segment(before, term)), "\nabout "));
    }
    table += fmt::format(" {:.0f} ({:.0f}) |\n", plain.ask(kTerms[term]).milliseconds * 1e6 / customers,
                         expected(asker.plan(segment(0, term)), " per row, "));
  }
  return table;
}

}  // namespace segql::bench
