// The second workload: other shapes of tables, so that nothing is quick on one table only.
#include <fmt/format.h>

#include "bench/peers/workload.h"

namespace segql::bench {
namespace {

constexpr size_t kWideColumns = 300;
constexpr int kTinyRows[] = {0, 1, 63, 64, 65, 1000};

constexpr const char* kMixed =
    "id Int64, sorted Int64, sorted_at DateTime64(6, 'UTC'), falling Int64, clustered Int64, clustered_text "
    "LowCardinality(String), half_number Nullable(Int64), half_text LowCardinality(Nullable(String)), half_date "
    "Nullable(Date32), nearly_missing Nullable(Int64), nothing Nullable(Int64), constant Int64, constant_text "
    "LowCardinality(String), distinct_number Int64, distinct_text String, skewed Int64, heavy Decimal(18, 2), ratio "
    "Float64, flag Bool";
constexpr const char* kFacts =
    "owner Int64, other Int64, value Nullable(Int64), kind LowCardinality(String), happened_at DateTime64(6, 'UTC')";
constexpr const char* kTiny = "id Int64, number Int64, word LowCardinality(Nullable(String))";

/// What is asked of one entity. `sql`: what stands after FROM and what its rows are summed by.
struct Question {
  const char *about, *entity, *segql, *key, *sql;
};

constexpr const char* kMixedRows = "mixed";
const Question kQuestions[] = {
    {"range of a sorted number", kMixedRows, "sorted between 10000 and 20000", "id",
     "mixed where sorted between 10000 and 20000"},
    {"window of a sorted instant", kMixedRows, "sorted_at within last 30 days", "id",
     "mixed where sorted_at >= {at:2026-03-01 00:00:00} and sorted_at < {at:2026-03-31 12:00:00}"},
    {"falling numbers below 0", kMixedRows, "falling < -10000", "id", "mixed where falling < -10000"},
    {"range of a clustered number", kMixedRows, "clustered between 100 and 150", "id",
     "mixed where clustered between 100 and 150"},
    {"clustered text", kMixedRows, "clustered_text in (\"zone 3\", \"zone 7\")", "id",
     "mixed where clustered_text in ('zone 3', 'zone 7')"},
    {"half missing, numbers", kMixedRows, "half_number >= 500000", "id", "mixed where half_number >= 500000"},
    {"half missing, who is", kMixedRows, "half_number is missing", "id", "mixed where half_number is null"},
    {"half missing, text and day", kMixedRows, "half_text in (\"w1\", \"w2\", \"w3\") and half_date >= 2015-01-01",
     "id", "mixed where half_text in ('w1', 'w2', 'w3') and half_date >= '2015-01-01'"},
    {"half missing, not equal", kMixedRows, "not (half_text = \"w3\")", "id",
     "mixed where half_text != 'w3' or half_text is null"},
    {"one distinct value, everyone", kMixedRows, "constant = 7", "id", "mixed where constant = 7"},
    {"one distinct text, nobody", kMixedRows, "constant_text != \"same\"", "id", "mixed where constant_text != 'same'"},
    {"all distinct, 64 bits", kMixedRows, "distinct_number >= 4000000000000000000", "id",
     "mixed where distinct_number >= 4000000000000000000"},
    {"all distinct, part of a text", kMixedRows, "distinct_text contains \"777\"", "id",
     "mixed where distinct_text like '%777%'"},
    {"one in a thousand above 0", kMixedRows, "skewed > 0", "id", "mixed where skewed > 0"},
    {"one in a thousand there", kMixedRows, "nearly_missing >= 5", "id", "mixed where nearly_missing >= 5"},
    {"nothing there", kMixedRows, "nothing >= 0", "id", "mixed where nothing >= 0"},
    {"floats and bools", kMixedRows, "ratio < 0.25 and flag", "id", "mixed where ratio < 0.25 and flag"},
    {"arithmetic", kMixedRows, "half_number + skewed > 600000", "id", "mixed where half_number + skewed > 600000"},
    {"six conditions", kMixedRows,
     "(clustered < 500 or heavy >= 100000 SAR) and half_number is present and sorted > 1000 and not flag and "
     "ratio >= 0.1",
     "id",
     "mixed where (clustered < 500 or heavy >= 100000) and half_number is not null and sorted > 1000 and not flag and "
     "ratio >= 0.1"},
    {"count of clustered events", kMixedRows, "at least 3 facts", "owner",
     "(select owner from facts group by owner having count(*) >= 3) as t"},
    {"sum in a window, half missing", kMixedRows, "sum of value of facts within last 90 days >= 100", "owner",
     "(select owner from facts where happened_at >= {at:2025-12-31 00:00:00} and happened_at < {at:2026-03-31 "
     "12:00:00} group by owner having sum(value) >= 100) as t"},
    {"no event of a kind", kMixedRows, "no facts where (kind = \"k3\")", "id",
     "mixed where id not in (select owner from facts where kind = 'k3')"},
    {"events by what they refer to", kMixedRows, "any facts where (other.word = \"b\")", "owner",
     "(select distinct owner from facts where other in (select id from tiny_1000 where word = 'b')) as t"},
    {"one of 300 columns", "wide", "c151 >= 0", "id", "wide where c151 >= 0"},
};

Class make_class(const std::string& name, const std::string& about, const std::string& key, const std::string& rows) {
  Class made{name, about, 0, {name}};
  for (const Peer peer : kPeers) {
    const std::string from = in_dialect(rows, peer);
    made.sql[static_cast<size_t>(peer)] = {"select count(*) from " + from};
    made.keys_sql[static_cast<size_t>(peer)] = fmt::format("select sum({}) from {}", key, from);
  }
  return made;
}

/// As tools/generate/unseen_tables.cc has them.
TableFile wide_table(std::string& source) {
  constexpr const char* kSegql[] = {"int", "int", "text?", "money(SAR)", "date", "bool"};
  constexpr const char* kClickHouse[] = {"Int64",          "Int64",  "LowCardinality(Nullable(String))",
                                         "Decimal(18, 2)", "Date32", "Bool"};
  std::string columns = "id Int64";
  source += "entity wide key id {\n  id: int\n";
  for (size_t i = 0; i < kWideColumns; ++i) {
    source += fmt::format("  c{}: {}\n", i, kSegql[i % 6]);
    columns += fmt::format(", c{} {}", i, kClickHouse[i % 6]);
  }
  source += "}\n";
  return {"wide", columns};
}

/// A condition of every sixth column: few rows are left after some of them.
std::string every_sixth() {
  std::string where;
  for (size_t i = 0; i < kWideColumns; i += 6) where += fmt::format("{}c{} < 99", i == 0 ? "" : " and ", i);
  return where;
}

}  // namespace

Workload unseen_workload() {
  Workload made{"unseen", {{"mixed", kMixed}, {"facts", kFacts}}, {}, "import \"unseen.segql\"\n"};
  made.tables.push_back(wide_table(made.source));
  const auto add = [&](const std::string& name, const std::string& about, const std::string& entity,
                       const std::string& segql, const std::string& key, const std::string& sql) {
    made.source += fmt::format("segment {} of {} {{ where {} }}\n", name, entity, segql);
    made.classes.push_back(make_class(name, about, key, sql));
  };
  int number = 0;
  for (const Question& each : kQuestions)
    add(fmt::format("u{}", ++number), each.about, each.entity, each.segql, each.key, each.sql);
  add(fmt::format("u{}", ++number), "50 of 300 columns", "wide", every_sixth(), "id", "wide where " + every_sixth());
  for (const int rows : kTinyRows) {
    const std::string table = fmt::format("tiny_{}", rows);
    made.tables.push_back({table, kTiny});
    add(fmt::format("t{}", rows), fmt::format("a table of {}", rows), table, "number >= 5 or word = \"b\"", "id",
        table + " where number >= 5 or word = 'b'");
  }
  return made;
}

}  // namespace segql::bench
