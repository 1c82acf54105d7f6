// The workload of the benchmark: one segment of each class, and many at once.
#include <random>

#include <fmt/format.h>

#include "bench/peers/workload.h"
#include "bench/report/document.h"

namespace segql::bench {
namespace {

/// `rows`: what stands after FROM; one for both, or one for each in the order of `Peer`.
Class one_segment(const char* name, const char* about, double goal, const char* key,
                  const std::vector<std::string>& rows) {
  Class made{name, about, goal, {name}};
  for (const Peer peer : kPeers) {
    const auto index = static_cast<size_t>(peer);
    const std::string from = in_dialect(rows[rows.size() == 1 ? 0 : index], peer);
    made.sql[index] = {"select count(*) from " + from};
    made.keys_sql[index] = fmt::format("select sum({}) from {}", key, from);
  }
  return made;
}

/// A condition in both languages.
struct Condition {
  std::string segql, sql;
};

std::string quoted_list(const std::vector<std::string>& items, char quote) {
  std::string text;
  for (const std::string& item : items) text += fmt::format("{}{}{}{}", text.empty() ? "" : ", ", quote, item, quote);
  return text;
}

/// The same numbers with every library: std::uniform_int_distribution promises no such thing.
class Random {
 public:
  size_t below(size_t end) { return engine_() % end; }

 private:
  std::mt19937_64 engine_{20260331};
};

/// What marketers ask of one field, with thresholds spread over its values.
Condition some_condition(Random& random) {
  static const std::vector<std::string> kCountries = {"SA", "AE", "KW", "QA", "BH", "OM", "EG", "JO", "IN", "GB"};
  static const std::vector<std::string> kCities = {"Riyadh", "Jeddah", "Dubai", "Doha", "Cairo", "London", "Muscat"};
  static const std::vector<std::string> kGroups = {"champions", "loyal", "potential_loyalist", "at_risk", "lost"};
  const auto number = [&](int64_t low, int64_t high) {
    return low + static_cast<int64_t>(random.below(static_cast<uint64_t>(high - low + 1)));
  };
  const auto one_of = [&](const std::vector<std::string>& items) { return items[random.below(items.size())]; };
  const auto text = [](const char* field, const std::string& value) {
    return Condition{fmt::format("{} = \"{}\"", field, value), fmt::format("{} = '{}'", field, value)};
  };
  const auto same = [](const std::string& condition) { return Condition{condition, condition}; };
  switch (random.below(12)) {
    case 0: return text("country", one_of(kCountries));
    case 1: {
      std::vector<std::string> some;
      for (const std::string& country : kCountries) {
        if (random.below(3) == 0) some.push_back(country);
      }
      if (some.empty()) some.push_back(kCountries[0]);
      return {fmt::format("country in ({})", quoted_list(some, '"')),
              fmt::format("country in ({})", quoted_list(some, '\''))};
    }
    case 2: return text("city", one_of(kCities));
    case 3: return text("gender", random.below(2) == 0 ? "F" : "M");
    case 4: return text("rfm_group", one_of(kGroups));
    case 5: {
      const int64_t least = number(1, 200) * 50;
      return {fmt::format("spend >= {} SAR", least), fmt::format("spend >= {}", least)};
    }
    case 6: {
      const int64_t least = number(0, 100), most = least + number(10, 400);
      return {fmt::format("wallet between {} SAR and {} SAR", least, most),
              fmt::format("wallet between {} and {}", least, most)};
    }
    case 7: return same(fmt::format("points > {}", number(0, 60)));
    case 8: return same(fmt::format("recency_score >= {}", number(1, 5)));
    case 9: return same(fmt::format("churn_risk < 0.{}", number(1, 9)));
    case 10: return same(fmt::format("orders_count >= {}", number(1, 12)));
    default: {
      static const std::pair<int, const char*> kWindows[] = {
          {7, "2026-03-24"}, {30, "2026-03-01"}, {90, "2025-12-31"}, {180, "2025-10-02"}, {365, "2025-03-31"}};
      const auto& [days, first] = kWindows[random.below(std::size(kWindows))];
      return {fmt::format("last_order within last {} days", days),
              fmt::format("last_order >= {{at:{} 00:00:00}} and last_order < {{at:2026-03-31 12:00:00}}", first)};
    }
  }
}

constexpr double kManyGoal = 60;

std::vector<Class> single_classes(uint64_t num_customers) {
  const std::string twentieth = std::to_string(num_customers / 20);
  const std::string window = "bought_at >= {at:2025-12-31 00:00:00} and bought_at < {at:2026-03-31 12:00:00}";
  const std::string year = "bought_at >= {at:2025-03-31 00:00:00} and bought_at < {at:2026-03-31 12:00:00}";
  return {
      one_segment("s1", "one numeric comparison", 10, "id", {"customers where spend >= 5000"}),
      one_segment("s2", "low-cardinality text", 20, "id", {"customers where country = 'SA' and gender = 'F'"}),
      one_segment(
          "s3", "nested, 8 conditions", 20, "id",
          {"customers where ((country in ('SA', 'AE', 'KW') and spend between 200 and 5000 and "
           "rfm_group is distinct from 'lost') or (orders_count >= 3 and points > 100 and (recency_score >= 4 or "
           "churn_risk < 0.2))) and wallet >= 0",
           "customers where ((country in ('SA', 'AE', 'KW') and spend between 200 and 5000 and "
           "(rfm_group != 'lost' or rfm_group is null)) or (orders_count >= 3 and points > 100 and "
           "(recency_score >= 4 or churn_risk < 0.2))) and wallet >= 0"}),
      one_segment(
          "s4", "date window and scores", 8, "id",
          {"customers where last_order >= {at:2025-12-31 00:00:00} and last_order < {at:2026-03-31 12:00:00} and "
           "recency_score >= 4 and churn_risk < 0.5"}),
      one_segment("s5", "substring of a distinct text", 3, "id",
                  {"customers where contains(email, '99@gmail')", "customers where position(email, '99@gmail') > 0"}),
      one_segment(
          "s6", "no event of a category", 25, "id",
          {"customers anti join (select buyer from purchases join products on item = sku where category = "
           "'Laptops' and " +
               window + ") on id = buyer",
           "customers where id not in (select buyer from purchases where item in (select sku from products where "
           "category = 'Laptops') and " +
               window + ")"}),
      one_segment(
          "s7", "sum over a brand", 6, "buyer",
          {"(select buyer from purchases join products on item = sku where brand = 'Kestnova' group by buyer "
           "having sum(amount) >= 100) as t",
           "(select buyer from purchases where item in (select sku from products where brand = 'Kestnova') group "
           "by buyer having sum(amount) >= 100) as t"}),
      one_segment(
          "s8", "rank by a sum", 7, "buyer",
          {"(select buyer, sum(amount) as spent from purchases group by buyer order by spent desc, buyer limit " +
           twentieth + ") as t"}),
      one_segment("s9", "count and sum in a window", 6, "buyer",
                  {"(select buyer from purchases where " + year +
                   " group by buyer having count(*) >= 3 and sum(amount) >= 300) as t"}),
  };
}

constexpr const char* kCustomers =
    "id Int64, email String, first_name LowCardinality(String), last_name LowCardinality(String), gender "
    "LowCardinality(Nullable(String)), country LowCardinality(Nullable(String)), city "
    "LowCardinality(Nullable(String)), "
    "lang LowCardinality(String), birthday Nullable(Date32), created_at DateTime64(6, 'UTC'), last_order "
    "Nullable(DateTime64(6, 'UTC')), orders_count Int64, spend Decimal(18, 2), wallet Decimal(18, 2), points Int64, "
    "recency_score Nullable(Int64), churn_risk Nullable(Decimal(18, 4)), rfm_group LowCardinality(Nullable(String))";
constexpr const char* kProducts =
    "sku Int64, brand LowCardinality(Nullable(String)), category LowCardinality(String), price Decimal(18, 2)";
constexpr const char* kPurchases =
    "buyer Int64, item Int64, quantity Int64, amount Decimal(18, 2), bought_at DateTime64(6, 'UTC')";

struct ManySegments {
  std::string source;
  Class question;
};

ManySegments make_many(size_t count) {
  ManySegments made{"", {"m", fmt::format("{} segments of 2 to 5 conditions", grouped(count)), kManyGoal, {}}};
  Random random;
  std::string weighted;
  for (size_t i = 1; i <= count; ++i) {
    const std::string name = fmt::format("m{}", i);
    std::string segql, sql;
    for (size_t term = 2 + random.below(4); term > 0; --term) {
      const Condition condition = some_condition(random);
      segql += (segql.empty() ? "" : " and ") + condition.segql;
      sql += (sql.empty() ? "" : " and ") + condition.sql;
    }
    made.source += fmt::format("segment {} of customer {{ where {} }}\n", name, segql);
    made.question.segments.push_back(name);
    made.question.sql[0].push_back("select count(*) from customers where " + in_dialect(sql, Peer::kDuckDb));
    weighted += fmt::format("{}{} * countIf({})", i == 1 ? "" : ", ", i, in_dialect(sql, Peer::kClickHouse));
  }
  // DuckDB is several times faster with a query for each; ClickHouse with one for all.
  made.question.sql[1] = {"select arraySum([" + weighted + "]) from customers"};
  return made;
}

}  // namespace

std::string in_dialect(std::string sql, Peer peer) {
  constexpr std::string_view kMark = "{at:";
  for (size_t at = sql.find(kMark); at != std::string::npos; at = sql.find(kMark)) {
    const size_t end = sql.find('}', at);
    const std::string instant = sql.substr(at + kMark.size(), end - at - kMark.size());
    const std::string written =
        peer == Peer::kDuckDb ? "timestamp '" + instant + "'" : "toDateTime64('" + instant + "', 6, 'UTC')";
    sql.replace(at, end + 1 - at, written);
  }
  return sql;
}

Workload bench_workload(uint64_t num_customers, size_t many) {
  Workload made{"workload",
                {{"customers", kCustomers}, {"products", kProducts}, {"purchases", kPurchases}},
                single_classes(num_customers),
                ""};
  if (many == 0) return made;
  ManySegments segments = make_many(many);
  made.classes.push_back(std::move(segments.question));
  made.source = "import \"workload.segql\"\n" + segments.source;
  return made;
}

std::string many_segments(size_t count) { return "import \"workload.segql\"\n" + make_many(count).source; }

}  // namespace segql::bench
