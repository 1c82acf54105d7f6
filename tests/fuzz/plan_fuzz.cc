// From bytes to members: what parses is checked, what checks is planned, and the plan with every rule applied finds the
// rows that the plan as written finds. Everything is bounded by Limits.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>

#include "base/timezone.h"
#include "compiler/syntax/syntax.h"
#include "engine/evaluator.h"
#include "engine/sources.h"
#include "runtime/table/builder.h"
#include "tests/differential/random.h"

namespace {

using namespace segql;  // NOLINT: one file, one purpose

constexpr const char* kSchema = R"(language 1
settings { timezone "Europe/London" week starts monday currency SAR leap day feb28 }
entity customer key id {
  id: int  age: int?  score: float?  level: enum { low, mid, high }?  city: text?  vip: bool?  born: date?
  joined: timestamp?  wallet: money(SAR)?  rate: decimal(3)?  fav: ref product?  tags: set<text>  picks: list<int>
  attrs: map<text, text>  home: point?
}
entity product key sku { sku: text  price: money(SAR)?  cat: text?  stock: int  launched: date? }
event purchase at ts { buyer: ref customer?  item: ref product?  qty: int  amount: money(SAR)?  paid: bool  ts: timestamp }
relation customer has many purchases = purchase by buyer
relation product has many sales = purchase by item
extern halved(x: int): int?
extern marked(row: ref product, mark: text): text?
attribute best of customer = most common item of purchases
attribute spend of customer = sum of amount of purchases where (paid)
segment rich of customer { where wallet >= 40 SAR }
segment cheap of product { where price < 20 SAR }
)";
constexpr int64_t kAsOf = 1'776'421'800'000'000;  // 2026-04-17T10:30Z

[[noreturn]] void fail(const std::string& what, const std::string& text) {
  std::fprintf(stderr, "plan_fuzz: %s\n%s\n", what.c_str(), text.c_str());
  std::abort();
}

/// A few rows of everything, made once for a schema that is always the same.
std::shared_ptr<const runtime::Database> rows_of(const schema::Schema& schema, const Limits& limits) {
  using schema::FieldId;
  auto builder = runtime::DatabaseBuilder::create(schema, limits).value();
  testing::Random random(7);
  const auto maybe = [&](runtime::Cell cell) { return random.chance(25) ? runtime::Cell(Missing{}) : cell; };
  const auto add = [&](const char* table, std::vector<runtime::Cell> cells) {
    std::vector<std::pair<FieldId, runtime::Cell>> row;
    for (uint32_t i = 0; i < cells.size(); ++i) {
      if (cells[i] != runtime::Cell(Missing{})) row.emplace_back(FieldId{i}, std::move(cells[i]));
    }
    if (const Status added = builder->append(*schema.find_table(table), row); !added.ok())
      fail(added.error().message, table);
  };
  const auto text = [&](std::initializer_list<const char*> items) { return runtime::Cell(random.one_of(items)); };
  const int64_t today = kAsOf / kMicrosPerDay;
  const auto instant = [&] {
    return runtime::Cell((today - random.between(-3, 200)) * kMicrosPerDay + random.below(86'400) * kMicrosPerSecond);
  };
  for (int64_t i = 0; i < 70; ++i) {
    add("customer",
        {i, maybe(random.between(-3, 90)), maybe(static_cast<double>(random.between(-8, 8)) / 4),
         maybe(text({"low", "mid", "high"})), maybe(text({"Riyadh", "riyadh", "", "ab"})), maybe(random.chance(50)),
         maybe(today - random.between(-40, 9000)), maybe(instant()), maybe(random.between(-100, 9000)),
         maybe(random.between(-2000, 2000)), maybe("p" + std::to_string(random.below(12))), Missing{}, Missing{},
         Missing{}, maybe(text({"24.7,46.6", "-90,180", "0,0"}))});
  }
  for (int64_t i = 0; i < 10; ++i) {
    add("product", {"p" + std::to_string(i), maybe(random.between(0, 5000)), maybe(text({"toys", "books"})),
                    random.between(-1, 9), maybe(today - random.between(0, 400))});
  }
  for (int64_t i = 0; i < 150; ++i) {
    add("purchase", {maybe(random.below(72)), maybe("p" + std::to_string(random.below(11))), random.between(-2, 6),
                     maybe(random.between(-500, 9000)), random.chance(70), instant()});
  }
  LoadReport report;
  return builder->finish(report).value();
}

/// What stands behind the `extern` functions of the schema.
engine::HostFunctions host_functions() {
  engine::HostFunctions functions;
  functions.set("halved", [](const FunctionBatch& batch, FunctionValues& values) -> Status {
    for (uint64_t i = 0; i < batch.num_rows; ++i) {
      values.present[i] = batch.arguments[0].present[i];
      if (values.present[i] != 0) values.integers[i] = batch.arguments[0].integers[i] / 2;
    }
    return {};
  });
  functions.set("marked", [](const FunctionBatch& batch, FunctionValues& values) -> Status {
    if (batch.arguments[1].texts.empty()) return Error{ErrorCode::kIo, "no mark"};
    for (uint64_t i = 0; i < batch.num_rows; ++i) {
      values.present[i] = batch.arguments[0].present[i] & batch.arguments[1].present[i];
      if (values.present[i] == 0) continue;
      values.texts[i] = batch.arguments[0].texts[i];
      values.texts[i] += batch.arguments[1].texts[i];
    }
    return {};
  });
  return functions;
}

/// Every segment of `definitions` finds the same rows with and without rules.
void evaluate(const check::Definitions& definitions, const std::vector<hir::SegmentId>& segments,
              const std::shared_ptr<const runtime::Database>& data, const std::string& text, const Limits& limits) {
  static const auto runner = [] {
    EngineOptions options;
    options.engine = EngineKind::kInterpreter;
    options.threads = 1;
    return engine::ScanRunner::create(options).value();
  }();
  static const engine::HostFunctions functions = host_functions();
  engine::WrittenMembers written;
  written.take_snapshots_at = kAsOf - kMicrosPerDay;
  engine::EvaluationContext context{definitions, data, written, functions, *runner, limits, definitions.mark(), {}};
  engine::Evaluator rewritten(context, kAsOf);
  context.optimise.enabled = false;
  engine::Evaluator as_written(context, kAsOf);
  for (const hir::SegmentId id : segments) {
    const auto lhs = as_written.segment(id);
    const auto rhs = rewritten.segment(id);
    if (lhs.ok() != rhs.ok()) fail("one plan is refused and the other is not", text);
    if (!lhs.ok()) continue;
    if (!std::ranges::equal((*lhs)->rows.words(), (*rhs)->rows.words())) fail("rules change the members", text);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  Limits limits;
  limits.nesting = 60;
  limits.list_items = 2'000;
  limits.expansion = 5'000;
  limits.reference_depth = 20;
  const std::string text(reinterpret_cast<const char*>(data), size);
  engine::Sources sources;
  const Source* schema = *sources.add("schema.segql", kSchema, limits);
  auto added = sources.add("fuzz.segql", text, limits);
  if (!added.ok()) return 0;
  diag::Sink quiet(limits), sink(limits);
  const ast::File* schema_file = syntax::parse(*schema, sources.arena(), quiet, limits);
  const ast::ExprRef condition = syntax::parse_expression(**added, sources.arena(), quiet, limits);
  const ast::File* file = condition == nullptr ? syntax::parse(**added, sources.arena(), sink, limits) : nullptr;
  if (condition == nullptr && file == nullptr) return 0;

  std::vector<check::InputFile> files{{schema_file, "schema.segql"}};
  if (file != nullptr) files.push_back({file, "fuzz.segql"});
  const auto definitions = check::Definitions::build(files, sink, limits);
  std::vector<hir::SegmentId> segments = definitions->segments();
  if (condition != nullptr) {
    for (const char* entity : {"customer", "product"}) {
      if (const auto id = definitions->add_condition(entity, *condition, (*added)->id(), sink)) segments.push_back(*id);
    }
  }
  for (const hir::SegmentId id : segments) check::dump(*definitions, definitions->segment(id));
  engine::render_all(sink.take_sorted(), sources);
  // Only where the file left the schema as it is do the rows made for it fit.
  static const std::shared_ptr<const runtime::Database> rows = [&] {
    diag::Sink own(limits);
    return rows_of(check::Definitions::build({files[0]}, own, limits)->schema(), limits);
  }();
  const schema::Schema& now = definitions->schema();
  if (now.tables.size() != 3 || now.relations.size() != 2 || now.table(schema::TableId{0}).fields.size() != 15 ||
      now.table(schema::TableId{0}).name != "customer") {
    return 0;
  }
  evaluate(*definitions, segments, rows, text, limits);
  return 0;
}
