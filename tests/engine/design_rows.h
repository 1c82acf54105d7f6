#pragma once
/// `DesignRows`: rows made up for the schema of the design; `oracle_and_others`: what evaluates them.

#include <cmath>
#include <functional>
#include <random>

#include "tests/engine/fixture.h"

namespace segql::testing {

using Cells = std::vector<std::pair<std::string, Value>>;

struct OracleAndOthers {
  EngineOptions plain;  ///< the plain evaluator without rules
  std::vector<EngineOptions> others;
};

inline const OracleAndOthers& oracle_and_others() {
  static const OracleAndOthers all = [] {
    EngineOptions plain;
    plain.engine = EngineKind::kInterpreter;
    plain.optimise = false;
    std::vector<EngineOptions> others(1, plain);
    others[0].optimise = true;
#if SEGQL_JIT
    for (const bool optimise : {true, false}) {
      others.emplace_back();
      others.back().engine = EngineKind::kJit;
      others.back().optimise = optimise;
    }
#endif
    return OracleAndOthers{plain, others};
  }();
  return all;
}

/// What the host of the design knows: how a customer likes a brand, where the stores are, and how far it is.
inline void give_functions(Engine& engine) {
  const auto propensity = [](const FunctionBatch& batch, FunctionValues& values) -> Status {
    for (uint64_t i = 0; i < batch.num_rows; ++i) {
      const uint64_t hash = std::hash<std::string_view>()(batch.arguments[0].texts[i]);
      values.present[i] = hash % 4 != 0;
      values.integers[i] = static_cast<int64_t>(hash % 10'001);
    }
    return {};
  };
  const auto store = [](const FunctionBatch& batch, FunctionValues& values) -> Status {
    for (uint64_t i = 0; i < batch.num_rows; ++i) {
      values.present[i] = batch.arguments[0].texts[i] == "RUH-1";
      values.points[i] = {24.7, 46.7};
    }
    return {};
  };
  const auto distance = [](const FunctionBatch& batch, FunctionValues& values) -> Status {
    constexpr double kKmOfDegree = 111.2;  // of latitude: all are north of one another
    for (uint64_t i = 0; i < batch.num_rows; ++i) {
      values.present[i] = batch.arguments[0].present[i] & batch.arguments[1].present[i];
      if (values.present[i] == 0) continue;
      const double degrees = batch.arguments[0].points[i].latitude - batch.arguments[1].points[i].latitude;
      values.integers[i] = std::llround(std::fabs(degrees) * kKmOfDegree * 10'000);
    }
    return {};
  };
  EXPECT_TRUE(engine.add_function("propensity", propensity).ok());
  EXPECT_TRUE(engine.add_function("store", store).ok());
  EXPECT_TRUE(engine.add_function("distance_km", distance).ok());
}

/// Takes the snapshots without an instant.
inline void take_snapshots(Engine& engine) {
  const auto evaluation = engine.evaluate_at(engine.parse_instant("2026-03-31T12:00").value());
  ASSERT_TRUE(evaluation.ok());
  for (const SnapshotInfo& info : engine.snapshots()) {
    auto taken = (*evaluation)->take_snapshot(info.segment);
    ASSERT_TRUE(taken.ok()) << taken.error().message;
    ASSERT_TRUE(engine.add_snapshot(std::move(*taken)).ok());
  }
}

/// The same rows for the same seed.
class DesignRows {
 public:
  explicit DesignRows(Engine& engine) : engine_(engine) {}

  void add_all() {
    give_functions(engine_);
    for (int i = 0; i < 40; ++i) product(i);
    for (int i = 0; i < 400; ++i) customer(i);
    for (int i = 0; i < 2500; ++i) purchase();
    for (int i = 0; i < 1200; ++i) view();
    for (int i = 0; i < 800; ++i) cart_add();
    for (int i = 0; i < 200; ++i) ticket();
    EXPECT_TRUE(engine_.add_keys("unsubscribed", {"c3", "c30", "c300"}).ok());
    const auto report = engine_.finish_load();
    ASSERT_TRUE(report.ok()) << report.error().message;
    for (const SourceReport& source : report->sources) {
      EXPECT_EQ(source.rows_kept, source.rows_read) << source.table;
      for (const Problem& problem : source.problems) {
        if (problem.drops_row)
          ADD_FAILURE() << source.table << "." << problem.column << " " << problem.examples[0].value;
      }
    }
    take_snapshots(engine_);
  }

 private:
  int64_t below(int64_t end) { return static_cast<int64_t>(random_() % static_cast<uint64_t>(end)); }
  Value one_of(std::initializer_list<const char*> texts) {
    const auto i = static_cast<size_t>(below(static_cast<int64_t>(texts.size()) + 1));
    return i == texts.size() ? Value(Missing{}) : Value(std::string(*(texts.begin() + i)));
  }
  /// Seconds before the as-of: of two years and a few days after it, most of them lately; of some customers none
  /// lately.
  int64_t some_time_ago(int64_t customer) {
    constexpr int64_t kDay = 86'400;
    if (customer >= 340) return (130 + below(230)) * kDay;
    return below(3) == 0 ? below(730 * kDay) : below(40 * kDay) - 3 * kDay;
  }
  static std::string instant(int64_t seconds_ago) {
    constexpr int64_t kAsOf = 1'774'947'600;  // 2026-03-31T09:00Z
    const std::time_t seconds = kAsOf - seconds_ago;
    std::tm parts{};
    gmtime_r(&seconds, &parts);
    char text[32];
    std::strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &parts);
    return text;
  }
  std::string instant() { return instant(some_time_ago(0)); }
  /// A few customers do a third of everything.
  int64_t some_customer() { return below(3) == 0 ? below(20) : below(400); }
  std::string money() { return std::to_string(below(900)) + "." + std::to_string(below(10)); }

  void append(const char* table, const Cells& cells) {
    const Status added = engine_.append(table, cells);
    ASSERT_TRUE(added.ok()) << added.error().message;
  }
  static std::string sku(int64_t i) { return i == 3 ? "x" : "p" + std::to_string(i); }
  void product(int i) {
    append("product", {{"sku", sku(i)},
                       {"title", "Product " + std::to_string(i)},
                       {"brand", one_of({"Nike", "Galgo", "Apple"})},
                       {"category", one_of({"Laptops", "Accessories", "Books", "Thrillers"})},
                       {"price", money()},
                       {"list_price", i % 10 == 4     ? Value("2000")
                                      : below(3) == 0 ? Value(Missing{})
                                                      : Value(money())},
                       {"stock", below(20)},
                       {"published", below(5) != 0},
                       {"updated_at", i % 10 == 4 ? instant(86'400) : instant()}});
  }
  /// From 0 to 49 km north of the store of the host below, or nowhere.
  static Value home(int i) {
    return i % 3 == 0 ? Value(Missing{}) : Value("24." + std::to_string(7000 + (i % 50) * 90) + ",46.7");
  }
  // A few are what the stress file asks for.
  std::string birthday(int i) {
    if (i % 40 == 7) return "2026-04-0" + std::to_string(1 + below(5));
    return "19" + std::to_string(60 + below(39)) + "-0" + std::to_string(1 + below(9)) + "-15";
  }
  Value churn_risk(int i) {
    if (i % 25 < 2) return i % 25 == 0 ? "-5" : "0.2";
    return below(2) == 0 ? Value(Missing{}) : Value("0." + std::to_string(below(100)));
  }
  void customer(int i) {
    append("customer", {{"id", "c" + std::to_string(i)},
                        {"email", one_of({"a@corp.example", "b@mail.example"})},
                        {"country", one_of({"SA", "AE", "KW", "EG"})},
                        {"city", one_of({"Riyadh", "Jeddah", "Dubai", "x"})},
                        {"birthday", birthday(i)},
                        {"signed_up_at", instant()},
                        {"home", home(i)},
                        {"accepts_email", below(2) == 0},
                        {"rfm_group", one_of({"champions", "loyal", "at_risk", "lost"})},
                        {"churn_risk", churn_risk(i)},
                        {"wallet", i % 25 == 1   ? "2.50"
                                   : i % 50 == 2 ? "0"
                                                 : money()}});
  }
  /// A row of somebody about something, so long ago.
  void add(const char* table, const char* time, int64_t customer, int64_t item, int64_t seconds_ago, Cells cells = {}) {
    cells.emplace_back("buyer", "c" + std::to_string(customer));
    cells.emplace_back("item", sku(item));
    cells.emplace_back(time, instant(seconds_ago));
    append(table, cells);
  }
  void view() {
    const int64_t customer = some_customer();
    add("view", "seen_at", customer, below(40), some_time_ago(customer));
  }
  void cart_add() {
    const int64_t customer = some_customer(), item = below(40), ago = some_time_ago(customer);
    add("view", "seen_at", customer, item, ago + 1 + below(3 * 3600));
    add("cart_add", "added_at", customer, item, ago, {{"quantity", below(4) + 1}});
  }
  void purchase() {
    const char* const kStatus[] = {"paid", "paid", "paid", "cancelled", "refunded"};
    const int64_t customer = some_customer();
    add("purchase", "bought_at", customer, below(3) == 0 ? below(5) : below(40), some_time_ago(customer),
        {{"order_no", "o" + std::to_string(below(1500))},
         {"quantity", 1 + below(5)},
         {"amount", money()},
         {"status", std::string(kStatus[below(5)])}});
  }
  void ticket() {
    append("ticket", {{"buyer", "c" + std::to_string(some_customer())},
                      {"topic", std::string(below(2) == 0 ? "complaint" : "question")},
                      {"opened_at", instant()}});
  }

  Engine& engine_;
  std::mt19937_64 random_{11};
};

}  // namespace segql::testing
