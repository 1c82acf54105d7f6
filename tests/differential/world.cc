#include "tests/differential/world.h"

#include <cstdlib>

#include <fmt/format.h>

#include "base/timezone.h"
#include "compiler/syntax/syntax.h"
#include "tests/differential/calendar.h"

namespace segql::testing {
namespace {

const char* const kSchema = R"(language 1
settings {{ timezone "{}" week starts monday currency SAR leap day feb28 }}
entity customer key id {{
  id: int  age: int?  score: float?  level: enum {{ low, mid, high }}?  city: text?  name: text  vip: bool?
  born: date?  joined: timestamp?  wallet: money(SAR)?  rate: decimal(3)?  small: int = 0  fav: ref product?
}}
entity product key sku {{
  sku: text  price: money(SAR)?  list_price: money(SAR)?  cat: text?  stock: int  launched: date?  updated: timestamp?
}}
event purchase at ts {{
  buyer: ref customer?  item: ref product?  qty: int  amount: money(SAR)?  note: text?  paid: bool  weight: float?
  ts: timestamp
}}
event view at seen {{ who: ref customer?  what: ref product?  secs: int?  seen: timestamp }}
relation customer has many purchases = purchase by buyer
relation product  has many sales     = purchase by item
relation customer has many views     = view by who
relation product  has many visits    = view by what
attribute spend      of customer = sum of amount of purchases where (paid)
attribute top_cat    of customer = most common item.cat of purchases
attribute last_ts    of customer = last of ts of purchases
attribute discounted of product  = list_price is present and price < list_price
attribute sold       of product  = sum of qty of sales
segment rich      of customer {{ where wallet >= 40 SAR }}
segment active    of customer {{ where any purchases within last 30 days }}
segment cheap     of product  {{ where price < 20 SAR }}
segment popular   of product  {{ where at least 3 sales where (buyer in segment rich) }}
define pricier(than: money(SAR) = 10 SAR) of product = price > $than
)";

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
  void end_row() {
    std::string values;
    for (const std::string& cell : sql_cells_) values += (values.empty() ? "" : ", ") + cell;
    sql_rows_ += fmt::format("{}({}, {})", sql_rows_.empty() ? "" : ", ", position_++, values);
    std::vector<std::pair<schema::FieldId, runtime::Cell>> cells;
    for (uint32_t i = 0; i < cells_.size(); ++i) cells.emplace_back(schema::FieldId{i}, std::move(cells_[i]));
    if (const Status added = builder_.append(table_, cells); !added.ok()) {
      std::fprintf(stderr, "append: %s\n", added.error().message.c_str());
      std::abort();
    }
    sql_cells_.clear();
    cells_.clear();
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
  std::vector<runtime::Cell> cells_;
  int64_t position_ = 0;
};

const std::vector<std::string> kCities{"Riyadh", "Jeddah", "Dubai", "riyadh", "", "Ünye", "ab", " Ab ", "abc"};
const std::vector<std::string> kCats{"toys", "books", "food", "Toys"};

std::string sku_of(int64_t i) { return "p" + std::to_string(i); }

}  // namespace

std::string sql_instant(int64_t instant) { return fmt::format("make_timestamp({})", instant); }

std::vector<Contender> all_contenders() {
  std::vector<Contender> contenders;
  const auto add = [&](const char* name, EngineKind kind, bool optimise, unsigned threads) {
    EngineOptions options;
    options.engine = kind;
    options.threads = threads;
    auto runner = engine::ScanRunner::create(options);
    if (!runner.ok()) return;  // a build without compiled code has two contenders
    contenders.push_back({name, {.enabled = optimise}, std::move(*runner)});
  };
  add("interp, rules off", EngineKind::kInterpreter, false, 1);
  add("interp", EngineKind::kInterpreter, true, 1);
  add("jit, rules off", EngineKind::kJit, false, 1);
  add("jit", EngineKind::kJit, true, 2);
  return contenders;
}

World::World(uint64_t seed, size_t num_customers, const std::string& zone, int64_t as_of)
    : zone_(zone), num_customers_(num_customers), num_products_(num_customers / 4 + 2), as_of_(as_of) {
  define();
  Random random(seed);
  load(random);
}

void World::define() {
  const Source* source = *sources_.add("world", fmt::format(fmt::runtime(kSchema), zone_), limits_);
  diag::Sink sink(limits_);
  const ast::File* file = syntax::parse(*source, sources_.arena(), sink, limits_);
  if (file != nullptr) definitions_ = check::Definitions::build({{file, "world"}}, sink, limits_);
  if (sink.has_errors() || definitions_ == nullptr) {
    std::fprintf(stderr, "%s\n", engine::render_all(sink.take_sorted(), sources_).c_str());
    std::abort();
  }
}

void World::load(Random& random) {
  sql_.run(R"(
    create table customer(pos bigint, id bigint, age bigint, score double, level varchar, city varchar, name varchar, vip boolean,
      born date, joined timestamp, wallet bigint, rate bigint, small bigint, fav varchar);
    create table product(pos bigint, sku varchar, price bigint, list_price bigint, cat varchar, stock bigint, launched date,
      updated timestamp);
    create table purchase(pos bigint, buyer bigint, item varchar, qty bigint, amount bigint, note varchar, paid boolean,
      weight double, ts timestamp);
    create table "view"(pos bigint, who bigint, what varchar, secs bigint, seen timestamp);
    create table days(d date, s timestamp);
    create table offsets(s timestamp, shift bigint);
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
  const int64_t today = as_of_ / day;
  // Instants often fall exactly on boundaries and on each other.
  const auto some_instant = [&](int64_t back, int64_t ahead) {
    const int64_t days = random.between(-back, ahead);
    const int64_t hour = random.chance(50) ? random.below(24) * 3600 : random.below(86'400);
    if (random.chance(3)) return as_of_;
    return (today + days) * day + hour * kMicrosPerSecond + (random.chance(5) ? 1 : 0);
  };

  RowWriter customers = writer("customer");
  for (size_t i = 0; i < num_customers_; ++i) {
    customers.integer(static_cast<int64_t>(i) * 7 % 1009 - 50);
    maybe(20, customers, [&] { customers.integer(random.between(-3, 90)); });
    maybe(20, customers, [&] { customers.real(static_cast<double>(random.between(-8, 8)) / 4); });
    maybe(25, customers, [&] { customers.name(random.one_of({"low", "mid", "high"})); });
    maybe(20, customers, [&] { customers.text(random.pick(kCities)); });
    customers.text("n" + std::to_string(random.below(30)));
    maybe(25, customers, [&] { customers.boolean(random.chance(50)); });
    maybe(20, customers, [&] { customers.date(today - random.between(-40, 800)); });
    maybe(20, customers, [&] { customers.instant(some_instant(500, 30)); });
    maybe(20, customers, [&] { customers.integer(random.between(-1000, 10'000)); });
    maybe(20, customers, [&] { customers.integer(random.between(-2000, 2000)); });
    customers.integer(random.between(0, 5));
    maybe(30, customers, [&] { customers.name(sku_of(random.below(static_cast<int64_t>(num_products_) + 2))); });
    customers.end_row();
  }
  RowWriter products = writer("product");
  for (size_t i = 0; i < num_products_; ++i) {
    products.text(sku_of(static_cast<int64_t>(i)));
    maybe(15, products, [&] { products.integer(random.between(0, 5000)); });
    maybe(30, products, [&] { products.integer(random.between(0, 5000)); });
    maybe(20, products, [&] { products.text(random.pick(kCats)); });
    products.integer(random.between(-1, 20));
    maybe(20, products, [&] { products.date(today - random.between(-10, 400)); });
    maybe(20, products, [&] { products.instant(some_instant(60, 5)); });
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
  const Calendar calendar(zone_, as_of_);
  std::string days;
  for (int64_t d = today - 1200; d < today + 1200; ++d) {
    const date::local_days local{date::days(d)};
    days += fmt::format("{}(date '1970-01-01' + {}, {})", days.empty() ? "" : ", ", d,
                        sql_instant(calendar.start_of(local)));
  }
  sql_.run("insert into days values " + days);
  for (int64_t at = (today - 1200) * day, end = (today + 1200) * day; at < end;) {
    const Calendar::Offset offset = calendar.offset_at(at);
    sql_.run(fmt::format("insert into offsets values ({}, {})", sql_instant(at), offset.micros));
    if (offset.until >= end || offset.until <= at) break;
    at = offset.until;
  }
  for (RowWriter* rows : {&customers, &products, &purchases, &views}) rows->flush();
  LoadReport report;
  auto data = builder->finish(report);
  if (!data.ok()) {
    std::fprintf(stderr, "finish: %s\n", data.error().message.c_str());
    std::abort();
  }
  data_ = *data;
}

std::vector<Words> World::members(const std::string& entity, const std::vector<std::string>& conditions,
                                  const Contender& contender, std::string& errors) {
  const engine::WrittenMembers nothing_written;
  const engine::HostFunctions no_functions;
  engine::Evaluator evaluator(*definitions_, data_, nothing_written, no_functions, as_of_, *contender.runner, limits_,
                              definitions_->mark(), contender.optimise);
  std::vector<Words> all;
  for (const std::string& condition : conditions) {
    all.emplace_back();
    const Source* source = *sources_.add("condition", condition, limits_);
    diag::Sink sink(limits_);
    const ast::ExprRef expr = syntax::parse_expression(*source, sources_.arena(), sink, limits_);
    const auto id = expr != nullptr ? definitions_->add_condition(entity, *expr, source->id(), sink) : std::nullopt;
    if (!id) {
      errors += engine::render_all(sink.take_sorted(), sources_) + "\n";
      continue;
    }
    auto state = evaluator.segment(*id);
    if (!state.ok()) {
      errors += condition + ": " + state.error().message + "\n";
      continue;
    }
    const auto words = (*state)->rows.words();
    all.back().assign(words.begin(), words.end());
  }
  return all;
}

std::vector<Words> World::sql_members(const std::string& entity, const std::vector<std::string>& conditions) {
  std::string select = "select r0.pos";
  for (const std::string& condition : conditions) select += ",\n (" + condition + ")";
  return sql_.bitmaps(select + "\nfrom " + entity + " r0", conditions.size(), num_rows(entity));
}

}  // namespace segql::testing
