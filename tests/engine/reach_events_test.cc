// Events that must refer to one of few rows are found from those rows, and nobody is lost or found by that.
#include <random>

#include <fmt/format.h>

#include "tests/engine/fixture.h"

namespace segql::testing {
namespace {

/// 500 products, of which ten are rare, ten of the shop are few, and `fast` sell a third of everything; purchases over
/// a year, some without a buyer or an item.
class ReachEvents : public ::testing::Test {
 protected:
  static std::unique_ptr<Engine> make(const std::string& segments, EngineKind kind, bool reaches) {
    EngineOptions options;
    options.engine = kind;
    options.threads = 2;
    if (!reaches) options.disabled_rules = {"reach-events"};
    auto engine = shop(segments, std::move(options));
    std::mt19937_64 random(7);
    const auto below = [&](uint64_t n) { return random() % n; };
    static const char* const kCities[] = {"Riyadh", "Jeddah", "Dammam"};
    for (int i = 0; i < 2'000; ++i) {
      customer(*engine, "c" + std::to_string(i),
               {{"points", static_cast<int64_t>(below(100))},
                {"city", std::string(i < 8 ? "Abha" : kCities[i % 3])},
                {"joined", instant(below(365 * 24))}});
    }
    for (int i = 0; i < 500; ++i) {
      const char* const category = i < 10 ? "rare" : i < 12 ? "fast" : i < 60 ? "some" : "other";
      product(*engine, "p" + std::to_string(i), category, std::to_string(i) + ".00");
    }
    for (int i = 0; i < 20'000; ++i) {
      const uint64_t item = below(3) == 0 ? 10 + below(2) : below(500);
      std::vector<std::pair<std::string, Value>> cells = {{"amount", std::to_string(below(200)) + ".50"},
                                                          {"bought_at", instant(below(365 * 24))}};
      if (below(20) != 0) cells.emplace_back("buyer", "c" + std::to_string(below(2'000)));
      if (below(20) != 0) cells.emplace_back("item", "p" + std::to_string(item));
      EXPECT_TRUE(engine->append("purchase", cells).ok());
    }
    EXPECT_TRUE(engine->finish_load().ok());
    return engine;
  }

  /// Hours after 2025-04-01.
  static std::string instant(uint64_t hour) {
    static constexpr int kDays[] = {30, 31, 30, 31, 31, 30, 31, 30, 31, 31, 28, 31};
    uint64_t day = hour / 24;
    int month = 0;
    while (day >= static_cast<uint64_t>(kDays[month])) day -= static_cast<uint64_t>(kDays[month++]);
    const int number = (month + 3) % 12 + 1;
    return fmt::format("{}-{:02}-{:02}T{:02}:00Z", month < 9 ? 2025 : 2026, number, day + 1, hour % 24);
  }

  static std::string lines_of(Engine& engine, const std::string& segment) {
    const auto evaluation = engine.evaluate_at(engine.parse_instant("2026-03-31T12:00").value()).value();
    const std::string text = evaluation->explain(segment, ExplainStage::kPlan).value();
    std::string lines;
    for (size_t at = text.find("reach-events: "); at != std::string::npos; at = text.find("reach-events: ", at)) {
      const size_t arrow = text.find("  =>  ", at), end = text.find('\n', at);
      lines += (lines.empty() ? "" : "\n") + text.substr(arrow + 6, end - arrow - 6);
      at = end;
    }
    return lines;
  }
};

TEST_F(ReachEvents, ExplainSaysFromWhere) {
  const std::pair<const char*, const char*> kCases[] = {
      {"any purchases where (item.category = \"rare\")",
       "in (owners of product.sales of product.category = \"rare\" to 2026-03-31 12:00)"},
      {"no purchases within last 30 days where (item.category = \"rare\")",
       "in (owners of product.sales of product.category = \"rare\" from 2026-03-01 00:00 to 2026-03-31 12:00)"},
      {"at least 2 purchases where (item.category = \"rare\")",
       "at least 2 of customer.purchases where (in (product.sales of product.category = \"rare\" to 2026-03-31 "
       "12:00))"},
      {"sum of amount of purchases where (item.category = \"rare\" and amount > 100 SAR) >= 150 SAR",
       "sum of purchase.amount of (customer.purchases where (in (product.sales of product.category = \"rare\" to "
       "2026-03-31 12:00) and purchase.amount >= 100.01 SAR))"},
      {"at least 2 purchases where (item.category = \"rare\") and sum of amount of purchases where (item.category = "
       "\"rare\") > 200 SAR",
       "at least 2 of customer.purchases where (in (product.sales of product.category = \"rare\" to 2026-03-31 "
       "12:00))\n"
       "sum of purchase.amount of (customer.purchases where (in (product.sales of product.category = \"rare\" to "
       "2026-03-31 12:00)))"},
      {"any purchases where (item in segment cheap)", "in (owners of product.sales of cheap to 2026-03-31 12:00)"},
      {"any purchases where (item.category = \"fast\")", ""},
      {"any purchases where (not item.category = \"rare\")", ""},
      {"any purchases where (item.category = \"rare\" or amount > 100 SAR)", ""},
      {"any purchases", ""},
  };
  std::string segments = "segment cheap of product { where price < 5 SAR }\n";
  for (size_t i = 0; i < std::size(kCases); ++i)
    segments += "segment s" + std::to_string(i) + " of customer { where " + kCases[i].first + " }\n";
  segments += "segment local of product { where at least 2 sales where (buyer.city = \"Abha\") }\n";
  const auto with = make(segments, EngineKind::kInterpreter, true),
             without = make(segments, EngineKind::kInterpreter, false);
  for (size_t i = 0; i < std::size(kCases); ++i) {
    EXPECT_EQ(lines_of(*with, "s" + std::to_string(i)), kCases[i].second) << kCases[i].first;
    EXPECT_EQ(lines_of(*without, "s" + std::to_string(i)), "") << kCases[i].first;
  }
  EXPECT_EQ(lines_of(*with, "local"),
            "at least 2 of product.sales where (in (customer.purchases of customer.city = \"Abha\" to 2026-03-31 "
            "12:00))");
}

TEST_F(ReachEvents, NobodyIsLostOrFound) {
  static const char* const kConditions[] = {
      "any purchases where (item.category = \"rare\")",
      "no purchases where (item.category = \"rare\")",
      "no purchases within last 30 days where (item.category = \"rare\")",
      "any purchases within last 60 days where (item in segment cheap and amount > 100 SAR)",
      "at least 2 purchases where (item.category = \"rare\")",
      "at most 1 purchases within last 200 days where (item.category = \"rare\")",
      "sum of amount of purchases where (item.category = \"rare\") >= 150 SAR",
      "sum of amount of purchases where (item.category = \"rare\") < 150 SAR",
      "avg of amount of purchases within last 90 days where (item in segment cheap) >= 100 SAR",
      "count of purchases where (item.category = \"rare\") = 0",
      "at least 2 purchases where (item.category = \"rare\") and sum of amount of purchases where (item.category = "
      "\"rare\") > 200 SAR",
      "max of amount of purchases where (item.category = \"rare\") > 150 SAR",
      "count of distinct item of purchases where (item.category = \"rare\") >= 2",
      "latest purchases where (item.category = \"rare\") satisfy (amount < 100 SAR)",
      "share of purchases where (item.category = \"rare\") satisfy (amount < 50 SAR) > 20%",
      "any purchases since joined where (item.category = \"rare\")",
      "any purchases where (item.category = \"none of them\")",
      "any purchases where (item in segment loved)",
      "points > 50 and (any purchases where (item.category = \"rare\") or city = \"Abha\")",
      "any purchases where (item.category = \"fast\" and item.price > 10 SAR)",
      "any purchases where (any item.sales where (buyer.city = \"Abha\"))",
      "any purchases where (any item.sales within last 20 days where (buyer.city = \"Abha\") and amount > 20 SAR)",
  };
  std::string segments =
      "segment cheap of product { where price < 5 SAR }\n"
      "segment local of product { where at least 2 sales where (buyer.city = \"Abha\") }\n"
      "segment loved of product { where sum of amount of sales within last 90 days where (buyer.city = \"Abha\") > "
      "100 SAR }\n"
      "segment best of customer { where points > 10 take top 20 by sum of amount of purchases where (item.category = "
      "\"rare\") }\n";
  std::vector<std::string> names = {"local", "loved", "best"};
  for (size_t i = 0; i < std::size(kConditions); ++i) {
    names.push_back("s" + std::to_string(i));
    segments += "segment " + names.back() + " of customer { where " + kConditions[i] + " }\n";
  }
  std::vector<EngineKind> kinds = {EngineKind::kInterpreter};
  if (SEGQL_JIT) kinds.push_back(EngineKind::kJit);
  const auto oracle = make(segments, EngineKind::kInterpreter, false);
  for (const EngineKind kind : kinds) {
    const auto engine = make(segments, kind, true);
    for (const std::string& name : names) EXPECT_EQ(keys(*engine, name), keys(*oracle, name)) << name;
    // In one pass, too.
    const auto evaluation = engine->evaluate_at(engine->parse_instant("2026-03-31T12:00").value()).value();
    const auto all = evaluation->members_of_all(names);
    for (size_t i = 0; i < names.size(); ++i) {
      ASSERT_TRUE(all[i].ok()) << names[i];
      const auto listing = evaluation->list(*all[i], {}).value();
      std::string found;
      for (const auto& row : listing.text) found += (found.empty() ? "" : " ") + row[0];
      EXPECT_EQ(found, keys(*oracle, names[i])) << names[i];
    }
  }
}

}  // namespace
}  // namespace segql::testing
