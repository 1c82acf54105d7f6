// The second workload of the benchmarks: what its tables look like has nothing in common with the first.
#include <algorithm>
#include <string>

#include "tools/generate/model.h"
#include "tools/generate/random.h"
#include "tools/generate/shop_tables.h"

namespace segql::generate {
namespace {

enum Purpose : uint64_t { kMixed = 101, kCluster, kFacts, kWide };

constexpr uint64_t kTinyRows[] = {0, 1, 63, 64, 65, 1000};
constexpr size_t kWideColumns = 300;

std::string numbered(const char* word, uint64_t number) { return word + std::to_string(number); }

void fill_mixed(uint64_t seed, uint64_t num_rows, uint64_t row, RowWriter& out) {
  Draw draw(seed, kMixed, row);
  const auto number = static_cast<int64_t>(row);
  size_t column = 0;
  const auto set = [&](auto value) { out.set(column++, value); };
  const auto set_some = [&](bool there, auto value) {
    there ? out.set(column, value) : out.set_missing(column), ++column;
  };
  set(number + 1);
  set(number / 3);                                                                         // sorted
  set(kStart + (kEnd - kStart) / static_cast<int64_t>(num_rows) * number);                 // sorted_at
  set(-number);                                                                            // falling
  set(Draw(seed, kCluster, row / 8192).between(0, 999) + draw.between(0, 3));              // clustered
  set(std::string_view(numbered("zone ", Draw(seed, kCluster, row / 50'000).below(12))));  // clustered_text
  set_some(draw.percent(50), draw.between(0, 1'000'000));                                  // half_number
  set_some(draw.percent(50), std::string_view(numbered("w", draw.below(40))));             // half_text
  if (row / 1000 % 2 == 0)                                                                 // half_date, in runs
    out.set_days(column++, static_cast<int32_t>(draw.between(15'000, 20'000)));
  else
    out.set_missing(column++);
  set_some(draw.below(1000) == 0, draw.between(0, 9));                           // nearly_missing
  out.set_missing(column++);                                                     // nothing
  set(int64_t{7});                                                               // constant
  set(std::string_view("same"));                                                 // constant_text
  set(static_cast<int64_t>(mix(row) >> 2));                                      // distinct_number
  set(std::string_view("t" + std::to_string(mix(row + num_rows))));              // distinct_text
  set(draw.below(1000) == 0 ? draw.between(1, int64_t{1} << 40) : int64_t{0});   // skewed
  set(int64_t{100} << draw.below(24));                                           // heavy
  out.set_real(column++, static_cast<double>(draw.below(1 << 20)) / (1 << 20));  // ratio
  out.set_bool(column++, draw.percent(3));                                       // flag
}

/// Nine in ten belong to one in a hundred, who stand together; in bursts of time.
void fill_fact(uint64_t seed, uint64_t num_facts, uint64_t num_owners, uint64_t row, RowWriter& out) {
  Draw draw(seed, kFacts, row);
  const uint64_t few = std::max<uint64_t>(1, num_owners / 100);
  const uint64_t owner = draw.percent(90) ? num_owners / 2 + draw.below(few) : draw.below(num_owners);
  const int64_t burst = (kEnd - kStart) / 500;
  const auto burst_number = static_cast<int64_t>(row * 500 / num_facts);
  out.set(0, static_cast<int64_t>(std::min(owner, num_owners - 1) + 1));
  out.set(1, draw.between(1, 1000));
  if (draw.percent(50))
    out.set(2, draw.between(-1000, 1000));
  else
    out.set_missing(2);
  out.set(3, std::string_view(numbered("k", draw.skewed(1000, 8))));
  out.set(4, kStart + burst * burst_number + draw.between(0, burst / 20));
}

/// Column c<i> by i modulo 6: a small number, a negative one, text half missing, money, a day, a bool.
void fill_wide(uint64_t seed, uint64_t row, RowWriter& out) {
  Draw draw(seed, kWide, row);
  out.set(0, static_cast<int64_t>(row + 1));
  for (size_t i = 0; i < kWideColumns; ++i) {
    switch (i % 6) {
      case 0: out.set(i + 1, draw.between(0, 100)); break;
      case 1: out.set(i + 1, draw.between(-1'000'000, 1'000'000)); break;
      case 2:
        if (draw.percent(50))
          out.set(i + 1, std::string_view(numbered("v", draw.below(7))));
        else
          out.set_missing(i + 1);
        break;
      case 3: out.set(i + 1, draw.between(0, 10'000'000)); break;
      case 4: out.set_days(i + 1, static_cast<int32_t>(draw.between(10'000, 20'000))); break;
      default: out.set_bool(i + 1, draw.percent(50));
    }
  }
}

void fill_tiny(uint64_t row, RowWriter& out) {
  out.set(0, static_cast<int64_t>(row + 1));
  out.set(1, static_cast<int64_t>(row % 10));
  if (row % 3 == 0)
    out.set_missing(2);
  else
    out.set(2, std::string_view("abcde").substr(row % 5, 1));
}

std::vector<ColumnSpec> wide_columns() {
  using enum ColumnType;
  constexpr ColumnType kTypes[] = {kInt, kInt, kText, kMoney, kDate, kBool};
  std::vector<ColumnSpec> columns = {{"id", kInt}};
  for (size_t i = 0; i < kWideColumns; ++i) columns.push_back({numbered("c", i), kTypes[i % 6]});
  return columns;
}

}  // namespace

std::vector<TableSpec> unseen_tables(uint64_t seed, double factor) {
  using enum ColumnType;
  const auto scaled = [factor](double rows) { return std::max<uint64_t>(1, static_cast<uint64_t>(rows * factor)); };
  const uint64_t mixed = scaled(4e6), facts = scaled(8e6), wide = scaled(2e5);
  std::vector<TableSpec> tables = {
      {"mixed",
       mixed,
       {{"id", kInt},
        {"sorted", kInt},
        {"sorted_at", kTimestamp},
        {"falling", kInt},
        {"clustered", kInt},
        {"clustered_text", kText},
        {"half_number", kInt},
        {"half_text", kText},
        {"half_date", kDate},
        {"nearly_missing", kInt},
        {"nothing", kInt},
        {"constant", kInt},
        {"constant_text", kText},
        {"distinct_number", kInt},
        {"distinct_text", kText},
        {"skewed", kInt},
        {"heavy", kMoney},
        {"ratio", kFloat},
        {"flag", kBool}},
       [=](uint64_t row, RowWriter& out) { fill_mixed(seed, mixed, row, out); }},
      {"facts",
       facts,
       {{"owner", kInt}, {"other", kInt}, {"value", kInt}, {"kind", kText}, {"happened_at", kTimestamp}},
       [=](uint64_t row, RowWriter& out) { fill_fact(seed, facts, mixed, row, out); }},
      {"wide", wide, wide_columns(), [=](uint64_t row, RowWriter& out) { fill_wide(seed, row, out); }}};
  for (const uint64_t rows : kTinyRows)
    tables.push_back({numbered("tiny_", rows), rows, {{"id", kInt}, {"number", kInt}, {"word", kText}}, fill_tiny});
  return tables;
}

}  // namespace segql::generate
