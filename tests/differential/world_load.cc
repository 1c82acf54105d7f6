/// The rows of a world, the days of its zones, and who is where in its lists and samples.

#include <fmt/format.h>
#define XXH_INLINE_ALL
#include <xxhash.h>

#include "base/int128.h"
#include "base/timezone.h"
#include "engine/key_lists.h"
#include "tests/differential/pairs.h"
#include "tests/differential/world.h"

namespace segql::testing {
namespace {

/// Rows are made as SQL and as cells at once, so that both engines have the same.
class RowWriter {
 public:
  RowWriter(Sql& sql, runtime::DatabaseBuilder& builder, schema::TableId table, std::string name)
      : sql_(sql), builder_(builder), table_(table), name_(std::move(name)) {}

  void missing() { add("NULL", Missing{}); }
  void integer(int64_t value) { add(std::to_string(value), value); }
  void real(double value) { add(fmt::format("{}::double", value), value); }
  void boolean(bool value) { add(value ? "true" : "false", value); }
  void text(const std::string& value) { add(sql_text(value), value); }
  void instant(int64_t value) { add(sql_instant(value), value); }
  void date(int64_t days) { add(fmt::format("(date '1970-01-01' + {})", days), days); }
  /// An enumerator or the key of a reference: text in SQL.
  void name(const std::string& value) { text(value); }
  /// A collection: values in SQL, and the cells of the same.
  void items(std::string sql, std::vector<runtime::Cell> values, std::vector<runtime::Cell> keys = {}) {
    items_.push_back({schema::FieldId{static_cast<uint32_t>(sql_cells_.size())}, std::move(values), std::move(keys)});
    sql_cells_.push_back(std::move(sql));
  }
  void no_items() { sql_cells_.push_back("NULL"); }
  void end_row() {
    std::string values;
    for (const std::string& cell : sql_cells_) values += (values.empty() ? "" : ", ") + cell;
    sql_rows_ += fmt::format("{}({}, {})", sql_rows_.empty() ? "" : ", ", position_++, values);
    std::vector<std::pair<schema::FieldId, runtime::Cell>> cells;
    for (uint32_t i = 0; i < cells_.size(); ++i) cells.emplace_back(schema::FieldId{i}, std::move(cells_[i]));
    if (const Status added = builder_.append(table_, cells, items_); !added.ok()) give_up(added.error().message);
    sql_cells_.clear();
    cells_.clear();
    items_.clear();
  }
  void flush() {
    if (!sql_rows_.empty()) sql_.run("insert into " + name_ + " values " + sql_rows_);
  }
  void add(std::string sql, runtime::Cell cell) {
    sql_cells_.push_back(std::move(sql));
    cells_.push_back(std::move(cell));
  }

 private:
  Sql& sql_;
  runtime::DatabaseBuilder& builder_;
  schema::TableId table_;
  std::string name_;
  std::string sql_rows_;
  std::vector<std::string> sql_cells_;
  std::vector<runtime::Cell> cells_;  ///< collections come after everything else
  std::vector<runtime::Items> items_;
  int64_t position_ = 0;
};

const std::vector<std::string> kCities{"Riyadh", "Jeddah", "Dubai", "riyadh", "", "Ünye", "ab", " Ab ", "abc"};
const std::vector<std::string> kCats{"toys", "books", "food", "Toys"};

void write_point(RowWriter& row, const PointText& point) {
  row.add(std::to_string(point.cell()), std::string(point.text));
}

std::string sku_of(int64_t i) { return "p" + std::to_string(i); }

/// Some of `words`, in any order and any of them twice.
std::vector<std::string> some_of(Random& random, const std::vector<std::string>& words) {
  std::vector<std::string> some;
  for (int64_t n = random.between(0, 3); n > 0; --n) some.push_back(random.pick(words));
  return some;
}

std::string sql_list(const std::vector<std::string>& items, const char* type) {
  std::string list;
  for (const std::string& item : items) list += (list.empty() ? "" : ", ") + item;
  return fmt::format("[{}]::{}[]", list, type);
}

/// A set or list of texts or enumerators.
void write_words(RowWriter& row, const std::vector<std::string>& words) {
  std::vector<std::string> sql;
  for (const std::string& word : words) sql.push_back(sql_text(word));
  row.items(sql_list(sql, "varchar"), {words.begin(), words.end()});
}

/// A set or list of what `make` makes: in SQL, and as a cell.
template <typename Make>
void write_items(RowWriter& row, Random& random, const char* type, const Make& make) {
  std::vector<std::string> sql;
  std::vector<runtime::Cell> cells;
  for (int64_t n = random.between(0, 3); n > 0; --n) {
    auto [text, cell] = make();
    sql.push_back(text);
    cells.push_back(cell);
  }
  row.items(sql_list(sql, type), std::move(cells));
}

/// Integers, or money in its stored form.
void write_integers(RowWriter& row, Random& random, int64_t most) {
  write_items(row, random, "bigint", [&] {
    const int64_t value = random.between(0, most);
    return std::pair<std::string, runtime::Cell>(std::to_string(value), value);
  });
}

/// A map with some of two keys.
template <typename Write>
void write_map(RowWriter& row, Random& random, const char* type, const Write& write) {
  std::vector<std::string> keys, sql;
  std::vector<runtime::Cell> key_cells, cells;
  for (const char* key : {"lang", "tier"}) {
    if (random.chance(40)) continue;
    keys.push_back(sql_text(key));
    key_cells.emplace_back(std::string(key));
    auto [text, cell] = write();
    sql.push_back(text);
    cells.push_back(cell);
  }
  row.items(fmt::format("map({}, {})", sql_list(keys, "varchar"), sql_list(sql, type)), std::move(cells),
            std::move(key_cells));
}

}  // namespace

void World::load(Random& random) {
  sql_.run(R"(
    create table customer(pos bigint, id bigint, age bigint, score double, level varchar, city varchar, name varchar, vip boolean,
      born date, joined timestamp, wallet bigint, rate bigint, small bigint, fav varchar, home bigint,
      tags varchar[], marks bigint[], prefs map(varchar, varchar), rates bigint[], flags boolean[],
      days date[], times timestamp[], weights double[]);
    create table product(pos bigint, sku varchar, price bigint, list_price bigint, cat varchar, stock bigint, launched date,
      updated timestamp, sizes varchar[], prices bigint[], plan map(varchar, bigint));
    create table purchase(pos bigint, buyer bigint, item varchar, qty bigint, amount bigint, note varchar, paid boolean,
      weight double, due date, grade varchar, tax bigint, spot bigint, ts timestamp);
    create table "view"(pos bigint, who bigint, what varchar, secs bigint, seen timestamp);
    -- n / d, rounded half away from zero
    create macro quotient(n, d) as case when d = 0 then null else
      (case when (n < 0) <> (d < 0) then -1 else 1 end) * ((2 * abs(n) + abs(d)) // (2 * abs(d))) end;
    -- whole months from d to today, stepped from today: section 5 of the language
    create macro month_steps(d, today) as (year(today) - year(d)) * 12 + month(today) - month(d);
    create macro months_since(d, today) as month_steps(d, today) + case
      when d <= today and (today - to_months(month_steps(d, today)::integer))::date < d then -1
      when d > today and (today + to_months((-month_steps(d, today))::integer))::date > d then 1
      else 0 end;
    create macro truncated(n, d) as case when n < 0 then -((-n) // d) else n // d end;
    create macro floored(n, d) as case when n < 0 then -((-n + d - 1) // d) else n // d end;
    create macro ceiled(n, d) as case when n > 0 then (n + d - 1) // d else -((-n) // d) end)");
  const schema::Schema& schema = definitions_->schema();
  auto builder = runtime::DatabaseBuilder::create(schema, limits_).value();
  const auto writer = [&](const char* name) {
    return RowWriter(sql_, *builder, *schema.find_table(name), fmt::format("\"{}\"", name));
  };
  const auto maybe = [&](int percent_missing, RowWriter& row, const auto& write) {
    if (random.chance(percent_missing)) {
      row.missing();
    } else {
      write();
    }
  };
  const int64_t day = kMicrosPerDay;
  const int64_t today = calendar_.as_of() / day;
  // Instants often fall exactly on boundaries and on each other.
  const auto some_instant = [&](int64_t back, int64_t ahead) {
    const int64_t days = random.between(-back, ahead);
    const int64_t hour = random.chance(50) ? random.below(24) * 3600 : random.below(86'400);
    if (random.chance(3)) return calendar_.as_of();
    return (today + days) * day + hour * kMicrosPerSecond + (random.chance(5) ? 1 : 0);
  };

  RowWriter customers = writer("customer");
  for (size_t i = 0; i < num_customers_; ++i) {
    customer_keys_.push_back(std::to_string(static_cast<int64_t>(i) * 7 % 1009 - 50));
    customers.integer(static_cast<int64_t>(i) * 7 % 1009 - 50);
    maybe(20, customers, [&] { customers.integer(random.between(-3, 90)); });
    maybe(20, customers, [&] { customers.real(static_cast<double>(random.between(-8, 8)) / 4); });
    maybe(25, customers, [&] { customers.name(random.one_of({"low", "mid", "high"})); });
    maybe(20, customers, [&] { customers.text(random.pick(kCities)); });
    customers.text("n" + std::to_string(random.below(30)));
    maybe(25, customers, [&] { customers.boolean(random.chance(50)); });
    constexpr int64_t kLeapDay = 19'782;  // 29 February 2024
    maybe(20, customers, [&] { customers.date(random.chance(10) ? kLeapDay : today - random.between(-40, 800)); });
    maybe(20, customers, [&] { customers.instant(some_instant(500, 30)); });
    maybe(20, customers, [&] { customers.integer(random.between(-1000, 10'000)); });
    maybe(20, customers, [&] { customers.integer(random.between(-2000, 2000)); });
    customers.integer(random.between(0, 5));
    maybe(30, customers, [&] { customers.name(sku_of(random.below(static_cast<int64_t>(num_products_) + 2))); });
    maybe(20, customers, [&] { write_point(customers, random.pick(kPoints)); });
    write_words(customers, some_of(random, kCities));
    random.chance(20) ? customers.no_items() : write_integers(customers, random, 9);
    write_map(customers, random, "varchar", [&] {
      const std::string& text = random.pick(kCats);
      return std::pair<std::string, runtime::Cell>(sql_text(text), text);
    });
    // Decimals have three digits in SQL.
    write_items(customers, random, "bigint", [&] {
      const int64_t hundredths = random.between(0, 19) * 10;
      return std::pair<std::string, runtime::Cell>(std::to_string(hundredths * 10), hundredths);
    });
    if (random.chance(20)) {
      customers.no_items();
    } else {
      write_items(customers, random, "boolean", [&] {
        const bool flag = random.chance(50);
        return std::pair<std::string, runtime::Cell>(flag ? "true" : "false", flag);
      });
    }
    write_items(customers, random, "date", [&] {
      const int64_t date = today - random.between(-20, 200);
      return std::pair<std::string, runtime::Cell>(fmt::format("date '1970-01-01' + {}", date), date);
    });
    if (random.chance(20)) {
      customers.no_items();
    } else {
      write_items(customers, random, "timestamp", [&] {
        const int64_t at = random.chance(50) ? calendar_.start_of(calendar_.today() - date::days(random.between(-2, 5)))
                                             : some_instant(100, 5);
        return std::pair<std::string, runtime::Cell>(sql_instant(at), at);
      });
    }
    write_items(customers, random, "double", [&] {
      const double value = static_cast<double>(random.between(0, 8)) / 4;
      return std::pair<std::string, runtime::Cell>(fmt::format("{}::double", value), value);
    });
    customers.end_row();
  }
  RowWriter products = writer("product");
  for (size_t i = 0; i < num_products_; ++i) {
    product_keys_.push_back(sku_of(static_cast<int64_t>(i)));
    products.text(sku_of(static_cast<int64_t>(i)));
    maybe(15, products, [&] { products.integer(random.between(0, 5000)); });
    maybe(30, products, [&] { products.integer(random.between(0, 5000)); });
    maybe(20, products, [&] { products.text(random.pick(kCats)); });
    products.integer(random.between(-1, 20));
    maybe(20, products, [&] { products.date(today - random.between(-10, 400)); });
    maybe(20, products, [&] { products.instant(some_instant(60, 5)); });
    random.chance(20) ? products.no_items() : write_words(products, some_of(random, {"s", "m", "l"}));
    write_integers(products, random, 5000);
    if (random.chance(20)) {
      products.no_items();
    } else {
      write_map(products, random, "bigint", [&] {
        const int64_t value = random.between(0, 20);
        return std::pair<std::string, runtime::Cell>(std::to_string(value), value);
      });
    }
    products.end_row();
  }
  const auto any_customer = [&](RowWriter& row) {
    maybe(10, row, [&] { row.integer(random.below(static_cast<int64_t>(num_customers_) + 3) * 7 % 1009 - 50); });
  };
  const auto any_product = [&](RowWriter& row) {
    maybe(10, row, [&] { row.name(sku_of(random.below(static_cast<int64_t>(num_products_) + 2))); });
  };
  RowWriter purchases = writer("purchase");
  for (size_t i = 0; i < num_customers_ * 4; ++i) {
    any_customer(purchases);
    any_product(purchases);
    purchases.integer(random.between(-2, 6));
    maybe(15, purchases, [&] { purchases.integer(random.between(-500, 9000)); });
    maybe(30, purchases, [&] { purchases.text(random.pick(kCities)); });
    purchases.boolean(random.chance(70));
    maybe(20, purchases, [&] { purchases.real(static_cast<double>(random.between(-16, 16)) / 8); });
    maybe(20, purchases, [&] { purchases.date(today - random.between(-20, 300)); });
    maybe(20, purchases, [&] { purchases.name(random.one_of({"low", "mid", "high"})); });
    maybe(20, purchases, [&] { purchases.integer(random.between(-100, 200)); });
    maybe(20, purchases, [&] { write_point(purchases, random.pick(kPoints)); });
    purchases.instant(some_instant(400, 20));
    purchases.end_row();
  }
  RowWriter views = writer("view");
  for (size_t i = 0; i < num_customers_ * 3; ++i) {
    any_customer(views);
    any_product(views);
    maybe(20, views, [&] { views.integer(random.between(0, 100)); });
    views.instant(some_instant(60, 3));
    views.end_row();
  }
  for (RowWriter* rows : {&customers, &products, &purchases, &views}) rows->flush();
  LoadReport report;
  auto data = builder->finish(report);
  if (!data.ok()) give_up(data.error().message);
  data_ = *data;
}

void World::load_days(const Calendar& calendar) {
  const int64_t day = kMicrosPerDay, today = calendar.as_of() / day;
  std::string days;
  for (int64_t d = today - 1200; d < today + 1200; ++d) {
    const date::local_days local{date::days(d)};
    days += fmt::format("{}(date '1970-01-01' + {}, {})", days.empty() ? "" : ", ", d,
                        sql_instant(calendar.start_of(local)));
  }
  sql_.run(fmt::format("create table {}(d date, s timestamp); insert into {} values {}", calendar.days(),
                       calendar.days(), days));
  sql_.run(fmt::format("create table {}(s timestamp, shift bigint)", calendar.offsets()));
  for (int64_t at = (today - 1200) * day, end = (today + 1200) * day; at < end;) {
    const Calendar::Offset offset = calendar.offset_at(at);
    sql_.run(fmt::format("insert into {} values ({}, {})", calendar.offsets(), sql_instant(at), offset.micros));
    if (offset.until >= end || offset.until <= at) break;
    at = offset.until;
  }
}

void World::load_buckets() {
  for (const Bucketing& by : project_->bucketings()) {
    const uint64_t seed = XXH3_64bits(by.seed.data(), by.seed.size());
    std::string rows;
    for (const std::string& key : by.entity == "customer" ? customer_keys_ : product_keys_) {
      const bool text = by.entity == "product";
      const int64_t number = text ? 0 : std::stoll(key);
      const uint64_t hash = text ? XXH3_64bits_withSeed(key.data(), key.size(), seed)
                                 : XXH3_64bits_withSeed(&number, sizeof number, seed);
      rows += fmt::format("{}({}, {})", rows.empty() ? "" : ", ", text ? sql_text(key) : key,
                          static_cast<uint64_t>((static_cast<uint128>(hash) * 1'000'000) >> 64));
    }
    sql_.run(fmt::format("create table {}(k {}, b bigint); insert into {} values {}", by.table,
                         by.entity == "product" ? "varchar" : "bigint", by.table, rows));
  }
}

void World::load_lists() {
  engine::KeyLists lists(*definitions_, limits_, 1);
  for (const auto& [segment, keys] : project_->lists()) {
    const auto list = lists.find(segment);
    if (!list.ok() || !lists.add(*list, keys).ok()) give_up("the list of " + segment);
  }
  LoadReport report;
  auto members = lists.finish(*data_, report);
  if (!members.ok()) give_up(members.error().message);
  lists_ = std::move(*members);
}

}  // namespace segql::testing
