/// Static segments: lists of keys that the host gives.

#include "tests/engine/fixture.h"

namespace segql::testing {
namespace {

constexpr const char* kLists =
    "static segment banned \"Banned\" of customer from \"lists/banned.csv\" key id\n"
    "segment fine of customer { exclude in segment banned }\n"
    "segment sold_to_banned of product { where any sales where (buyer in segment banned) }\n"
    "split halves of segment banned seed \"s\" { one 100% }\n"
    "static segment promoted of product from \"../promoted.csv\" key sku\n";

std::unique_ptr<Engine> customers(const std::string& definitions = kLists) {
  auto engine = shop(definitions);
  for (const char* id : {"c", "a", "b"}) customer(*engine, id);
  product(*engine, "p", "tea", "1");
  product(*engine, "q", "tea", "2");
  purchase(*engine, "b", "q", "2", "2026-01-01T10:00");
  return engine;
}

TEST(StaticSegment, HasTheRowsOfItsKeys) {
  const auto engine = customers();
  ASSERT_TRUE(engine->add_keys("banned", {"b", "nobody", "a", "b"}).ok());
  ASSERT_TRUE(engine->add_keys("promoted", {}).ok());
  const auto report = engine->finish_load();
  ASSERT_TRUE(report.ok()) << report.error().message;
  EXPECT_EQ(keys(*engine, "banned"), "a b");
  EXPECT_EQ(keys(*engine, "fine"), "c");
  EXPECT_EQ(keys(*engine, "sold_to_banned"), "q");
  EXPECT_EQ(keys(*engine, "halves.one"), "a b");
  EXPECT_EQ(keys(*engine, "promoted"), "") << "a list without keys is a list";
  ASSERT_EQ(report->sources.size(), 4U);
  const SourceReport& list = report->sources[3];
  EXPECT_EQ(list.table, "banned");
  EXPECT_TRUE(list.is_static_segment);
  EXPECT_EQ(list.rows_read, 4U);
  EXPECT_EQ(list.rows_kept, 2U);
  ASSERT_EQ(list.problems.size(), 2U);
  EXPECT_EQ(list.problems[0].kind, ProblemKind::kDuplicateKey);
  EXPECT_TRUE(list.problems[0].informational);
  EXPECT_EQ(list.problems[1].kind, ProblemKind::kUnknownKey);
  EXPECT_EQ(list.problems[1].count, 1U);
  ASSERT_EQ(list.problems[1].examples.size(), 1U);
  EXPECT_EQ(list.problems[1].examples[0].value, "nobody");
  EXPECT_TRUE(report->has_problems());
}

TEST(StaticSegment, ByAnotherFieldHasAllRowsOfAValue) {
  const auto engine = shop(
      "static segment towns of customer from \"towns.csv\" key city\n"
      "static segment jubilees of customer from \"ages.csv\" key age\n");
  customer(*engine, "a", {{"city", "Riyadh"}, {"age", int64_t{30}}});
  customer(*engine, "b", {{"city", "Jeddah"}});
  customer(*engine, "c", {{"city", "Riyadh"}, {"age", int64_t{40}}});
  customer(*engine, "d");
  ASSERT_TRUE(engine->add_keys("towns", {"Riyadh", "Nowhere", "Riyadh"}).ok());
  ASSERT_TRUE(engine->add_keys("jubilees", {"40", "50"}).ok());
  const auto report = engine->finish_load();
  ASSERT_TRUE(report.ok()) << report.error().message;
  EXPECT_EQ(keys(*engine, "towns"), "a c");
  EXPECT_EQ(keys(*engine, "jubilees"), "c");
  const SourceReport& towns = report->sources[1];
  ASSERT_EQ(towns.problems.size(), 2U);
  EXPECT_EQ(towns.problems[1].kind, ProblemKind::kUnknownKey);
  EXPECT_EQ(towns.problems[1].examples[0].value, "Nowhere");
}

TEST(StaticSegment, WithoutAListIsNotEmptyButUnknown) {
  const auto engine = customers();
  ASSERT_TRUE(engine->add_keys("promoted", {"p"}).ok());
  ASSERT_TRUE(engine->finish_load().ok());
  EXPECT_EQ(keys(*engine, "promoted"), "p");
  for (const char* segment : {"banned", "fine"}) {
    EXPECT_NE(keys(*engine, segment).find("the keys of the static segment `banned` were not given"), std::string::npos);
  }
}

TEST(StaticSegment, ListsAreDescribed) {
  auto engine = std::move(Engine::create({}).value());
  EXPECT_TRUE(engine->key_lists().empty());
  EXPECT_FALSE(engine->add_keys("banned", {}).ok()) << "before `check`";
  ASSERT_TRUE(engine->add_source("def/shop.segql", std::string(kShopSchema) + kLists).ok());
  ASSERT_TRUE(engine->check());
  const std::vector<KeyListInfo> lists = engine->key_lists();
  ASSERT_EQ(lists.size(), 2U);
  EXPECT_EQ(lists[0].segment, "banned");
  EXPECT_EQ(lists[0].file, "def/lists/banned.csv");
  EXPECT_EQ(lists[0].column, "id");
  EXPECT_EQ(engine->source_text(lists[0].source).substr(lists[0].span.begin, 6), "\"lists");
  EXPECT_EQ(lists[1].file, "promoted.csv");
  EXPECT_EQ(engine->segments()[0].title, "Banned");
  const Status unknown = engine->add_keys("baned", {"a"});
  EXPECT_EQ(unknown.error().code, ErrorCode::kNotFound);
  EXPECT_NE(unknown.error().message.find("`banned` and `promoted`"), std::string::npos) << unknown.error().message;
}

TEST(StaticSegment, DiscardedKeysAreGone) {
  const auto engine = customers();
  ASSERT_TRUE(engine->add_keys("banned", {"a"}).ok());
  engine->discard_rows();
  customer(*engine, "a");
  customer(*engine, "b");
  ASSERT_TRUE(engine->add_keys("banned", {"b"}).ok());
  ASSERT_TRUE(engine->finish_load().ok());
  EXPECT_EQ(keys(*engine, "banned"), "b");
  EXPECT_FALSE(engine->add_keys("banned", {"a"}).ok()) << "after `finish_load`";
}

TEST(StaticSegment, KeysOfEveryKind) {
  auto engine = std::move(Engine::create({}).value());
  ASSERT_TRUE(
      engine
          ->add_source("shop.segql",
                       "entity town key number { number: int }\nentity size key code { code: enum { s, m, l } }\n"
                       "static segment towns of town from \"t.csv\" key number\n"
                       "static segment sizes of size from \"s.csv\" key code\n")
          .ok());
  ASSERT_TRUE(engine->check());
  for (const int64_t number : {7, 20, 300}) ASSERT_TRUE(engine->append("town", {{"number", number}}).ok());
  for (const char* code : {"m", "l"}) ASSERT_TRUE(engine->append("size", {{"code", std::string(code)}}).ok());
  ASSERT_TRUE(engine->add_keys("towns", {"300", "8", "7", "seven"}).ok());
  ASSERT_TRUE(engine->add_keys("sizes", {"s", "l", "xl"}).ok());
  const auto report = engine->finish_load();
  ASSERT_TRUE(report.ok());
  EXPECT_EQ(keys(*engine, "towns"), "7 300");
  EXPECT_EQ(keys(*engine, "sizes"), "l");
  const SourceReport& towns = report->sources[2];
  ASSERT_EQ(towns.problems.size(), 2U);
  EXPECT_EQ(towns.problems[0].kind, ProblemKind::kWrongType);
  EXPECT_EQ(towns.problems[0].examples[0].row, 4U);
  EXPECT_EQ(towns.problems[1].kind, ProblemKind::kUnknownKey);
  EXPECT_EQ(towns.problems[1].examples[0].value, "8");
  EXPECT_EQ(towns.rows_kept, 2U);
}

TEST(StaticSegment, IsExplained) {
  const auto engine = customers();
  EXPECT_EQ(engine->explain("banned", ExplainStage::kSource).value(),
            "static segment banned \"Banned\" of customer from \"lists/banned.csv\" key id\n");
  EXPECT_NE(engine->explain("banned", ExplainStage::kTyped).value().find("(from \"lists/banned.csv\" (key id))"),
            std::string::npos);
  ASSERT_TRUE(engine->add_keys("banned", {"a"}).ok());
  ASSERT_TRUE(engine->finish_load().ok());
  const auto evaluation = engine->evaluate_at(0).value();
  const auto plan = evaluation->explain("banned", ExplainStage::kPlan);
  ASSERT_FALSE(plan.ok());
  EXPECT_NE(plan.error().message.find("static segment"), std::string::npos);
  EXPECT_NE(evaluation->explain("fine", ExplainStage::kPlan).value().find("banned"), std::string::npos);
}

}  // namespace
}  // namespace segql::testing
