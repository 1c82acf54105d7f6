#include "tests/differential/world.h"

#include <cstdio>
#include <cstdlib>

#include <fmt/format.h>

#include "compiler/syntax/syntax.h"
#include "tests/differential/hosts.h"

namespace segql::testing {
namespace {

const char* const kSchema = R"(language 1
settings {{ timezone "{}" week starts {} currency SAR leap day {} }}
entity customer key id {{
  id: int  age: int?  score: float?  level: enum {{ low, mid, high }}?  city: text?  name: text  vip: bool?
  born: date?  joined: timestamp?  wallet: money(SAR)?  rate: decimal(3)?  small: int = 0  fav: ref product?  home: point?
  tags: set<text>  marks: list<int>?  prefs: map<text, text>
  rates: set<decimal(2)>  flags: list<bool>?  days: set<date>  times: list<timestamp>?  weights: set<float>
}}
entity product key sku {{
  sku: text  price: money(SAR)?  list_price: money(SAR)?  cat: text?  stock: int  launched: date?  updated: timestamp?
  sizes: set<enum {{ s, m, l }}>?  prices: list<money(SAR)>  plan: map<text, int>?
}}
event purchase at ts {{
  buyer: ref customer?  item: ref product?  qty: int  amount: money(SAR)?  note: text?  paid: bool  weight: float?
  due: date?  grade: enum {{ low, mid, high }}?  tax: decimal(2)?  spot: point?  ts: timestamp
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

}  // namespace

std::vector<Contender> all_contenders() {
  std::vector<Contender> contenders;
  const auto add = [&](const char* name, EngineKind kind, bool optimise, unsigned threads, bool one_pass,
                       const char* cpu = "") {
    EngineOptions options;
    options.engine = kind;
    options.cpu = cpu;
    options.threads = threads;
    options.background_compile = one_pass;  // what it compiles at first is another code
    auto runner = engine::ScanRunner::create(options);
    if (!runner.ok()) return;  // a build without compiled code has two contenders
    contenders.push_back({name, {.enabled = optimise}, std::move(*runner), one_pass});
  };
  add("interp, rules off", EngineKind::kInterpreter, false, 1, false);
  add("interp, one pass", EngineKind::kInterpreter, true, 1, true);
  // On the second processor everything is the same without vectors; another one may be given.
  const char* const other = std::getenv("SEGQL_DIFFERENTIAL_CPU");
  add("jit, rules off, one pass", EngineKind::kJit, false, 1, true, other == nullptr ? "baseline" : other);
  add("jit", EngineKind::kJit, true, 2, false, other == nullptr ? "" : other);
  return contenders;
}

void give_up(const std::string& what) {
  std::fprintf(stderr, "%s\n", what.c_str());
  std::abort();
}

std::string world_schema(const Calendar& calendar) {
  constexpr const char* kWeekdays[] = {"sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"};
  return fmt::format(fmt::runtime(kSchema), calendar.zone(), kWeekdays[calendar.week_starts().c_encoding()],
                     calendar.leap_day_in_march() ? "mar1" : "feb28");
}

World::World(uint64_t seed, size_t num_customers, const Calendar& calendar, Project* project)
    : calendar_(calendar), project_(project), num_customers_(num_customers), num_products_(num_customers / 4 + 2) {
  define();
  Random random(seed);
  load(random);
  load_days(calendar_);
  if (project_ == nullptr) return;
  load_days(calendar_.in(project_->other_zone()));
  load_buckets();
  load_lists();
}

void World::define() {
  diag::Sink sink(limits_);
  std::vector<check::InputFile> files;
  const auto add = [&](const char* name, const std::string& text) {
    const Source* source = *sources_.add(name, text, limits_);
    const ast::File* file = syntax::parse(*source, sources_.arena(), sink, limits_);
    if (file != nullptr) files.push_back({file, name});
    if (file != nullptr) files_.push_back(file);
  };
  add("world.segql", world_schema(calendar_));
  if (project_ != nullptr) add("project.segql", project_->text());
  if (!sink.has_errors()) definitions_ = check::Definitions::build(files, sink, limits_);
  if (sink.has_errors() || definitions_ == nullptr) give_up(engine::render_all(sink.take_sorted(), sources_));
}

std::vector<Words> World::members(const std::string& entity, const std::vector<std::string>& conditions,
                                  const Contender& contender, std::string& errors) {
  const engine::WrittenMembers written{
      lists_, {}, project_ != nullptr ? std::optional(project_->taken()) : std::nullopt};
  engine::HostFunctions functions;
  for (const auto& [name, function] : host_functions()) functions.set(name, function);
  engine::Evaluator evaluator(
      {*definitions_, data_, written, functions, *contender.runner, limits_, definitions_->mark(), contender.optimise},
      calendar_.as_of());
  std::vector<std::optional<hir::SegmentId>> ids;
  for (const std::string& condition : conditions) {
    const Source* source = *sources_.add("condition", condition, limits_);
    diag::Sink sink(limits_);
    const ast::ExprRef expr = syntax::parse_expression(*source, sources_.arena(), sink, limits_);
    const auto id = expr != nullptr ? definitions_->add_condition(entity, *expr, source->id(), sink) : std::nullopt;
    if (!id) errors += engine::render_all(sink.take_sorted(), sources_) + "\n";
    ids.push_back(id);
  }
  if (contender.one_pass) {
    std::vector<hir::SegmentId> sound;
    for (const auto& id : ids) {
      if (id) sound.push_back(*id);
    }
    if (const auto prepared = evaluator.prepare(sound, /*keeps_rows=*/true); !prepared.ok())
      errors += prepared.error().message + "\n";
  }
  std::vector<Words> all(ids.size());
  for (size_t i = 0; i < ids.size(); ++i) {
    if (!ids[i]) continue;
    auto state = evaluator.segment(*ids[i]);
    if (!state.ok()) {
      errors += conditions[i] + ": " + state.error().message + "\n";
      continue;
    }
    const auto words = (*state)->rows.words();
    all[i].assign(words.begin(), words.end());
  }
  return all;
}

void World::check(const std::string& entity, const std::vector<std::string>& conditions) {
  for (const std::string& condition : conditions) {
    const Source* source = *sources_.add("condition", condition, limits_);
    diag::Sink sink(limits_);
    const ast::ExprRef expr = syntax::parse_expression(*source, sources_.arena(), sink, limits_);
    const auto id = expr != nullptr ? definitions_->add_condition(entity, *expr, source->id(), sink) : std::nullopt;
    if (!id) give_up(engine::render_all(sink.take_sorted(), sources_));
    conditions_.push_back(expr);
    checked_.push_back(*id);
  }
}

std::vector<Words> World::sql_members(const std::string& entity, const std::vector<std::string>& conditions) {
  if (project_ != nullptr) {
    for (const std::string& statement : project_->take_statements()) sql_.run(statement);
  }
  std::string select = "select r0.pos";
  for (const std::string& condition : conditions) select += ",\n (" + condition + ")";
  return sql_.bitmaps(select + "\nfrom " + entity + " r0", conditions.size(), num_rows(entity));
}

}  // namespace segql::testing
