#include "shop.h"

#include <deque>
#include <map>
#include <random>
#include <set>

#include <gtest/gtest.h>

#include "compiler/interp/interp.h"
#include "runtime/table/column_builder.h"

namespace segql::plan {
namespace {

constexpr std::string_view kDefinitions = R"(language 1
settings { timezone "Asia/Riyadh" week starts sunday currency SAR leap day feb28 }
entity customer key id {
  id:        int
  country:   text?
  city:      text
  birthday:  date?
  joined_on: date
  seen_at:   timestamp?
  signed_up_at: timestamp
  active:    bool
  optin:     bool?
  points:    int
  visits:    int?
  risk:      decimal(2)?
  score:     float?
  wallet:    money(SAR)
  tier:      enum { basic, gold, vip }?
  tags:      set<text>
  attrs:     map<text, text>
  friend:    ref customer?
}
entity product key sku {
  sku: int
  brand: text?
  category: text
  price: money(SAR)
  list_price: money(SAR)?
  stock: int
}
event purchase at bought_at {
  buyer: ref customer
  item:  ref product?
  amount: money(SAR)
  quantity: int
  note: text?
  due_on: date?
  status: enum { paid, refunded }
  bought_at: timestamp
}
event view at seen_at { buyer: ref customer item: ref product? seen_at: timestamp }
relation customer has many purchases = purchase by buyer
relation customer has many views = view by buyer
relation product has many sales = purchase by item
attribute spend of customer = sum of amount of purchases where (status = paid)
attribute last_order_at of customer = last of bought_at of purchases
segment rich of customer { where wallet >= 500 SAR }
segment nobody of customer { where points > 100000 }
segment cheap of product { where price < 50 SAR }
)";

using Random = std::mt19937_64;
using schema::Value;

class Rows {
 public:
  Rows(const schema::Schema& schema, uint64_t seed, size_t num_customers) : schema_(schema), random_(seed) {
    auto created = runtime::DatabaseBuilder::create(schema, {});
    EXPECT_TRUE(created.ok());
    builder_ = std::move(created).value();
    for (size_t i = 0; i < num_customers; ++i) customer(i, num_customers);
    const size_t num_products = num_customers / 5;
    for (size_t i = 0; i < num_products; ++i) product(i);
    for (size_t i = 0; i < num_customers * 4; ++i) purchase(num_customers, num_products);
    for (size_t i = 0; i < num_customers; ++i) view(num_customers, num_products);
  }

  std::shared_ptr<const runtime::Database> finish() {
    LoadReport report;
    auto database = builder_->finish(report);
    EXPECT_TRUE(database.ok()) << (database.ok() ? "" : database.error().message);
    for (const SourceReport& source : report.sources) {
      EXPECT_EQ(source.rows_read, source.rows_kept) << source.table << ": " << source.problems.front().column;
    }
    return database.ok() ? database.value() : nullptr;
  }

 private:
  using Cells = std::vector<std::pair<std::string, Value>>;

  void append(const char* table_name, const Cells& cells) {
    const TableId table = *schema_.find_table(table_name);
    std::vector<std::pair<schema::FieldId, runtime::Cell>> row;
    for (const auto& [name, value] : cells) row.emplace_back(*schema_.table(table).find_field(name), value);
    std::vector<runtime::Items> items;
    if (std::string_view(table_name) == "customer") items = {tags(table), attrs(table)};
    const Status status = builder_->append(table, row, items);
    EXPECT_TRUE(status.ok()) << (status.ok() ? "" : status.error().message);
  }

  int64_t below(int64_t limit) { return std::uniform_int_distribution<int64_t>(0, limit - 1)(random_); }
  runtime::Items tags(TableId table) {
    runtime::Items items;
    items.field = *schema_.table(table).find_field("tags");
    for (const char* tag : {"new", "vip", "sale"}) {
      if (below(2) == 0) items.values.emplace_back(std::string(tag));
    }
    return items;
  }
  runtime::Items attrs(TableId table) {
    runtime::Items items;
    items.field = *schema_.table(table).find_field("attrs");
    for (const char* key : {"size", "colour"}) {
      if (below(2) == 0) continue;
      items.keys.emplace_back(key);
      items.values.push_back(text({"red", "blue", "S", "XL"}));
    }
    return items;
  }
  Value maybe(Value value, int percent_missing) {
    return below(100) < percent_missing ? Value{schema::Missing{}} : value;
  }
  Value text(std::initializer_list<const char*> texts) {
    return std::string(texts.begin()[below(static_cast<int64_t>(texts.size()))]);
  }
  Value day(int64_t back, int64_t ahead) { return kShopNow / kMicrosPerDay - back + below(back + ahead); }
  Value instant(int64_t days_back, int64_t days_ahead) {
    return kShopNow - days_back * kMicrosPerDay + below((days_back + days_ahead) * 24) * (kMicrosPerDay / 24);
  }

  void customer(size_t id, size_t num_customers) {
    append("customer", {{"id", static_cast<int64_t>(id)},
                        {"country", maybe(text({"SA", "AE", "KW", "GB"}), 10)},
                        {"city", text({"Riyadh", "Jeddah", "dubai", "London", "Straße", "STRASSE", "Łódź"})},
                        {"birthday", maybe(day(20000, -3000), 20)},
                        {"joined_on", day(400, 40)},
                        {"seen_at", maybe(instant(100, 5), 20)},
                        {"signed_up_at", instant(400, 0)},
                        {"active", below(2) == 0},
                        {"optin", maybe(below(2) == 0, 30)},
                        {"points", below(20)},
                        {"visits", maybe(below(20), 20)},
                        {"risk", maybe(below(100), 20)},
                        {"score", maybe(static_cast<double>(below(100)) / 8, 20)},
                        {"wallet", below(100000)},
                        {"tier", maybe(below(3), 20)},
                        {"friend", maybe(below(static_cast<int64_t>(num_customers)), 40)}});
  }
  void product(size_t sku) {
    append("product", {{"sku", static_cast<int64_t>(sku)},
                       {"brand", maybe(text({"Nike", "Acme", "Zed"}), 10)},
                       {"category", text({"Laptops", "Shoes", "Books"})},
                       {"price", below(20000)},
                       {"list_price", maybe(below(20000), 30)},
                       {"stock", below(50)}});
  }
  void purchase(size_t num_customers, size_t num_products) {
    append("purchase", {{"buyer", below(static_cast<int64_t>(num_customers))},
                        {"item", maybe(below(static_cast<int64_t>(num_products)), 10)},
                        {"amount", below(50000)},
                        {"quantity", below(5)},
                        {"note", maybe(text({"gift", "Gift wrap", "rush", "Riyadh"}), 40)},
                        {"due_on", maybe(day(200, 30), 30)},
                        {"status", below(2)},
                        {"bought_at", instant(300, 20)}});
  }
  void view(size_t num_customers, size_t num_products) {
    append("view", {{"buyer", below(static_cast<int64_t>(num_customers))},
                    {"item", maybe(below(static_cast<int64_t>(num_products)), 10)},
                    {"seen_at", instant(60, 5)}});
  }

  const schema::Schema& schema_;
  Random random_;
  std::unique_ptr<runtime::DatabaseBuilder> builder_;
};

}  // namespace

struct Shop::Parts {
  Limits limits;
  Arena arena;
  diag::Sink sink;
  std::vector<std::unique_ptr<Source>> sources;
  std::unique_ptr<check::Definitions> definitions;
  std::shared_ptr<const runtime::Database> data;
  std::shared_ptr<const TimeZone> zone;
  std::map<hir::AttributeId, runtime::Column> attributes;
  std::map<hir::SegmentId, Words> segments;

  const Source& add(std::string text) {
    auto source = Source::create(static_cast<SourceId>(sources.size()), "test.segql", std::move(text), limits);
    EXPECT_TRUE(source.ok());
    sources.push_back(std::make_unique<Source>(std::move(source).value()));
    return *sources.back();
  }
  std::string problems() const {
    std::string text;
    for (const Diagnostic& d : sink.diagnostics()) text += std::string(d.code) + ": " + d.message + "\n";
    return text;
  }
};

Shop::Shop(uint64_t seed, size_t num_customers, const std::string& zone) : parts_(std::make_unique<Parts>()) {
  const ast::File* file =
      syntax::parse(parts_->add(std::string(kDefinitions)), parts_->arena, parts_->sink, parts_->limits);
  parts_->definitions = check::Definitions::build({{file, "test.segql"}}, parts_->sink, parts_->limits);
  EXPECT_FALSE(parts_->sink.has_errors()) << parts_->problems();
  parts_->data = Rows(schema(), seed, num_customers).finish();
  auto found = TimeZone::find(zone);
  EXPECT_TRUE(found.ok());
  parts_->zone = found.value();
  moment_ = {kShopNow, parts_->zone.get()};
}
Shop::~Shop() = default;

const schema::Schema& Shop::schema() const { return parts_->definitions->schema(); }
const check::Definitions& Shop::definitions() const { return *parts_->definitions; }
uint64_t Shop::num_rows(TableId table) const { return parts_->data->table(table).num_rows(); }
const runtime::Column& Shop::column(const ColumnSource& source) const {
  if (source.attribute.valid()) return parts_->attributes.at(source.attribute);
  return parts_->data->table(source.table).column(source.field);
}
const runtime::Relation& Shop::relation(RelationId relation) const { return parts_->data->relation(relation); }
uint64_t Shop::num_members(SegmentId segment) const {
  uint64_t count = 0;
  for (const uint64_t word : parts_->segments.at(segment)) count += static_cast<uint64_t>(__builtin_popcountll(word));
  return count;
}

void Shop::prepare(const check::Uses& uses) {
  for (const hir::SegmentId id : uses.segments) {
    if (parts_->segments.contains(id)) continue;
    const hir::Segment& segment = definitions().segment(id);
    prepare(check::uses_of(segment));
    auto scan = plan::lower(definitions(), segment.table, segment.where, segment.excludes, {}, segment.num_slots,
                            moment_, *this, {});
    parts_->segments.emplace(id, members(scan.value()));
  }
  for (const hir::AttributeId id : uses.attributes) {
    if (parts_->attributes.contains(id)) continue;
    const hir::Attribute& attribute = definitions().attribute(id);
    prepare(check::uses_of(attribute));
    auto scan = plan::lower(definitions(), attribute.table, nullptr, {}, {{"value", attribute.scanned()}},
                            attribute.num_slots, moment_, *this, {});
    std::vector<int64_t> cells = values(scan.value());
    Words valid((cells.size() + 63) / 64);
    for (size_t i = 0; i < cells.size(); ++i) {
      if (cells[i] != INT64_MIN) valid[i / 64] |= uint64_t{1} << (i % 64);
    }
    parts_->attributes.emplace(
        id, runtime::make_computed_column(attribute.scanned()->type, std::span<const int64_t>(cells), valid, nullptr));
  }
}

namespace {

/// What a failed test goes on with.
Scan every_row(TableId table) {
  Scan scan;
  scan.table = table;
  return scan;
}

}  // namespace

Scan Shop::lower(std::string_view entity, std::string_view condition) {
  const Source& source = parts_->add(std::string(condition));
  diag::Sink sink;
  const ast::ExprRef expr = syntax::parse_expression(source, parts_->arena, sink, parts_->limits);
  const auto id = expr == nullptr ? std::nullopt : parts_->definitions->add_condition(entity, *expr, source.id(), sink);
  if (!id) {
    std::string problems;
    for (const Diagnostic& d : sink.diagnostics()) problems += std::string(d.code) + ": " + d.message + "\n";
    ADD_FAILURE() << condition << "\n" << problems;
    return every_row(*schema().find_table(entity));
  }
  const hir::Segment& segment = definitions().segment(*id);
  prepare(check::uses_of(segment));
  auto scan = plan::lower(definitions(), segment.table, segment.where, segment.excludes, {}, segment.num_slots, moment_,
                          *this, {});
  EXPECT_TRUE(scan.ok()) << condition << ": " << (scan.ok() ? "" : scan.error().message);
  if (!scan.ok()) return every_row(segment.table);
  EXPECT_EQ(verify(scan.value()), "") << condition;
  return std::move(scan).value();
}

Scan Shop::lower_output(std::string_view entity, std::string_view value) {
  const Source& source = parts_->add(std::string(value));
  diag::Sink sink;
  const ast::ExprRef expr = syntax::parse_expression(source, parts_->arena, sink, parts_->limits);
  const auto id = expr == nullptr ? std::nullopt : parts_->definitions->add_value(entity, *expr, source.id(), sink);
  if (!id) {
    ADD_FAILURE() << value << "\n" << (sink.diagnostics().empty() ? "" : sink.diagnostics().front().message);
    return {};
  }
  const hir::Attribute& attribute = definitions().attribute(*id);
  prepare(check::uses_of(attribute));
  auto scan = plan::lower(definitions(), attribute.table, nullptr, {}, {{"value", attribute.scanned()}},
                          attribute.num_slots, moment_, *this, {});
  EXPECT_TRUE(scan.ok()) << value;
  EXPECT_EQ(verify(scan.value()), "") << value;
  return std::move(scan).value();
}

void Shop::optimise(Scan& scan, std::string_view only, Trace* trace) {
  OptimiseOptions options;
  for (const std::string_view name : rule_names()) {
    if (!only.empty() && name != only) options.disabled_rules.emplace_back(name);
  }
  plan::optimise(scan, moment_, *this, {}, options, trace);
  EXPECT_EQ(verify(scan), "");
}

Scan Shop::plan(std::string_view entity, std::string_view condition) {
  Scan scan = lower(entity, condition);
  optimise(scan);
  return scan;
}

namespace {

/// Views of everything the scan uses, and where it writes.
struct Run {
  std::vector<runtime::ColumnView> columns;
  std::vector<runtime::RelationView> relations;
  std::vector<const uint64_t*> segments;
  std::deque<Words> conditions;
  Words out;
  std::vector<int64_t> integers;
  Words valid;

  Run(const Scan& scan, const Shop& shop, const std::map<hir::SegmentId, Words>& members) {
    for (const ColumnUse& use : scan.columns) columns.push_back(view_of(shop, use));
    for (const RelationUse& use : scan.relations) relations.push_back(shop.relation(use.relation).view());
    for (const SegmentUse& use : scan.segments) {
      if (use.condition != nullptr) conditions.push_back(Run(*use.condition, shop, members).out);
      segments.push_back((use.condition != nullptr ? conditions.back() : members.at(use.segment)).data());
    }
    const uint64_t num_rows = shop.num_rows(scan.table);
    runtime::EvalContext context;
    context.as_of = shop.moment().as_of;
    context.zone = shop.moment().zone;
    context.collectors.resize(scan.num_collectors);
    runtime::ScanArgs args;
    out.resize((num_rows + 63) / 64);
    integers.assign(out.size() * 64, INT64_MIN);
    valid.resize(out.size());
    const runtime::OutputView output{integers.data(), valid.data()};
    args.columns = columns.data();
    args.relations = relations.data();
    args.segments = segments.data();
    args.last_word = out.size();
    args.num_rows = num_rows;
    args.out = out.data();
    args.outputs = &output;
    args.context = &context;
    interp::run(scan, args);
    for (uint64_t row = 0; row < integers.size(); ++row) {
      if (((valid[row / 64] >> (row % 64)) & 1) == 0) integers[row] = INT64_MIN;
    }
    integers.resize(num_rows);
  }
};

}  // namespace

Words Shop::members(const Scan& scan) const { return Run(scan, *this, parts_->segments).out; }
std::vector<int64_t> Shop::values(const Scan& scan) const { return Run(scan, *this, parts_->segments).integers; }

}  // namespace segql::plan
