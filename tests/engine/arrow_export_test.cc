/// Members as an Arrow stream: what goes out comes in again as it was.

#include <cerrno>

#include <gtest/gtest.h>

#include "segql/engine.h"

namespace segql::testing {
namespace {

constexpr const char* kSchema = R"(language 1
settings { timezone "Asia/Riyadh" currency SAR }
entity country key code { code: text  name: text? }
entity thing key id {
  id: int  note: text?  rate: decimal?  score: float?  good: bool?  birth: date?  seen: timestamp?  home: point?
  price: money(KWD)?  size: enum { small, big }?  origin: ref country?  tags: set<text>?  sizes: list<decimal>?
  prefs: map<text, int>?
}
attribute twice of thing = price * 2
segment everybody of thing { }
segment nobody of thing { where id < 0 }
)";
const std::vector<std::string> kFields{"id",   "note",  "rate", "score",  "good", "birth", "seen",
                                       "home", "price", "size", "origin", "tags", "sizes", "prefs"};

std::unique_ptr<Engine> engine_of(EngineOptions options = {}) {
  auto engine = std::move(Engine::create(std::move(options)).value());
  EXPECT_TRUE(engine->add_source("shop.segql", kSchema).ok());
  EXPECT_TRUE(engine->check()) << engine->render(engine->diagnostics().front());
  EXPECT_TRUE(engine->append("country", {{"code", "SA"}}).ok());
  return engine;
}

/// Every third cell is missing, of each column another; more rows than a batch has.
void add_rows(Engine& engine) {
  constexpr int64_t kRows = 5000;
  for (int64_t i = 0; i < kRows; ++i) {
    std::vector<std::pair<std::string, Value>> cells{{"id", i}};
    const auto add = [&](const char* field, Value value) {
      if ((i + static_cast<int64_t>(cells.size())) % 3 != 0)
        cells.emplace_back(field, std::move(value));
      else
        cells.emplace_back(field, Missing{});
    };
    add("note", "n" + std::string(static_cast<size_t>(i % 40), 'x'));
    add("rate", "-" + std::to_string(i) + ".5");
    add("score", static_cast<double>(i) / 7);
    add("good", i % 2 == 0);
    add("birth", "1999-01-" + std::to_string(10 + i % 20));
    add("seen", "2026-03-31T12:00:" + std::to_string(10 + i % 50) + ".000001Z");
    add("home", "24.5," + std::to_string(i % 90));
    add("price", std::to_string(i) + ".125");
    add("size", i % 2 == 0 ? "small" : "big");
    add("origin", "SA");
    const Status added = engine.append("thing", cells);
    ASSERT_TRUE(added.ok()) << added.error().message;
  }
}

using Table = std::vector<std::vector<std::string>>;

Table listed(Engine& engine) {
  const auto evaluation = engine.evaluate_at(0).value();
  return evaluation->list(evaluation->members("everybody").value(), kFields).value().text;
}

TEST(ArrowExport, ComesInAgainAsItWas) {
  const auto out = engine_of();
  add_rows(*out);
  const LoadReport loaded = out->finish_load().value();
  for (const SourceReport& source : loaded.sources) {
    for (const Problem& problem : source.problems)
      ADD_FAILURE() << source.table << problem.column << problem.examples[0].value << problem_kind_name(problem.kind);
  }
  auto evaluation = out->evaluate_at(0).value();
  auto rows = evaluation->export_arrow(evaluation->members("everybody").value(), kFields).value();
  evaluation.reset();  // the stream has what it needs
  const auto in = engine_of();
  const Status imported = in->import_arrow("thing", &rows);
  ASSERT_TRUE(imported.ok()) << imported.error().message;
  const LoadReport report = in->finish_load().value();
  EXPECT_FALSE(report.has_problems());
  const Table before = listed(*out);
  EXPECT_EQ(before.size(), 5000U);
  EXPECT_EQ(listed(*in), before);
}

TEST(ArrowExport, HasTheLimitTheNamesAndTheCurrency) {
  const auto engine = engine_of();
  add_rows(*engine);
  ASSERT_TRUE(engine->finish_load().ok());
  const auto evaluation = engine->evaluate_at(0).value();
  const Members everybody = evaluation->members("everybody").value();
  ArrowArrayStream rows = evaluation->export_arrow(everybody, {"twice", "note"}, 3).value();
  ArrowSchema schema;
  ASSERT_EQ(rows.get_schema(&rows, &schema), 0);
  ASSERT_EQ(schema.n_children, 2);
  EXPECT_STREQ(schema.children[0]->name, "twice");
  EXPECT_STREQ(schema.children[0]->format, "d:19,3");
  EXPECT_EQ(std::string(schema.children[0]->metadata + 8, 14), "segql.currency");
  EXPECT_EQ(std::string(schema.children[0]->metadata + 26, 3), "KWD");
  EXPECT_STREQ(schema.children[1]->format, "U");
  schema.release(&schema);
  ArrowArray batch;
  ASSERT_EQ(rows.get_next(&rows, &batch), 0);
  EXPECT_EQ(batch.length, 3);
  batch.release(&batch);
  ASSERT_EQ(rows.get_next(&rows, &batch), 0);
  EXPECT_EQ(batch.release, nullptr) << "it has ended";
  rows.release(&rows);
  EXPECT_FALSE(evaluation->export_arrow(everybody, {"nonsense"}).ok());
}

TEST(ArrowExport, StandsAloneOnceQuestionsAreForgotten) {
  EngineOptions options;
  options.limits.question_bytes = 1;
  options.limits.answer_bytes = 1;
  const auto engine = engine_of(options);
  add_rows(*engine);
  ASSERT_TRUE(engine->finish_load().ok());
  const auto evaluation = engine->evaluate_at(0).value();
  const Members everybody = evaluation->members("everybody").value();
  ArrowArrayStream rows = evaluation->export_arrow(everybody, {"id + 1"}).value();
  for (int i = 0; i < 20; ++i) EXPECT_TRUE(evaluation->list(everybody, {"id * " + std::to_string(i)}, 1).ok());
  ArrowArray batch;
  ASSERT_EQ(rows.get_next(&rows, &batch), 0);
  EXPECT_EQ(static_cast<const int64_t*>(batch.children[0]->buffers[1])[2047], 2048);
  batch.release(&batch);
  rows.release(&rows);
}

TEST(ArrowExport, EndsWhenTheHostWishesIt) {
  std::atomic<bool> cancelled = false;
  EngineOptions options;
  options.cancelled = &cancelled;
  const auto engine = engine_of(options);
  add_rows(*engine);
  ASSERT_TRUE(engine->finish_load().ok());
  const auto evaluation = engine->evaluate_at(0).value();
  ArrowArrayStream rows = evaluation->export_arrow(evaluation->members("everybody").value(), {}).value();
  ArrowArray batch;
  ASSERT_EQ(rows.get_next(&rows, &batch), 0);
  batch.release(&batch);
  cancelled = true;
  EXPECT_EQ(rows.get_next(&rows, &batch), ECANCELED);
  EXPECT_NE(rows.get_last_error(&rows), nullptr);
  rows.release(&rows);
}

}  // namespace
}  // namespace segql::testing
