// Two sets of definitions over the same rows.
#include <gmock/gmock.h>

#include "tests/engine/fixture.h"

namespace segql::testing {
namespace {

using ::testing::HasSubstr;

std::unique_ptr<Engine> loaded_shop(const std::string& segments) {
  auto engine = shop(segments);
  customer(*engine, "amal", {{"points", int64_t{10}}, {"city", "Riyadh"}});
  customer(*engine, "badr", {{"points", int64_t{20}}});
  customer(*engine, "dana", {{"points", int64_t{30}}, {"city", "Jeddah"}});
  product(*engine, "p", "Phones", "100");
  purchase(*engine, "badr", "p", "100", "2026-03-01T10:00");
  EXPECT_TRUE(engine->finish_load().ok());
  return engine;
}

TEST(ShareRows, OtherDefinitionsAnswerOverTheSameRows) {
  const auto old = loaded_shop("segment rich of customer { where points >= 20 }\n");
  auto now = shop(
      "segment rich of customer { where points > 20 }\nsegment buyers of customer { where any purchases }\n"
      "attribute doubled of customer = points * 2\n");
  ASSERT_TRUE(now->share_rows(*old).ok());
  const auto report = now->finish_load();
  ASSERT_TRUE(report.ok()) << report.error().message;
  EXPECT_TRUE(report->sources.empty()) << "no row was read";
  EXPECT_EQ(keys(*old, "rich"), "badr dana");
  EXPECT_EQ(keys(*now, "rich"), "dana");
  EXPECT_EQ(keys(*now, "buyers"), "badr");
  EXPECT_EQ(now->tables()[0].num_rows, 3u);

  // Members of the one can be listed with what the other defines.
  const auto before = old->evaluate_at(0).value();
  const auto after = now->evaluate_at(0).value();
  const auto listed = after->list(before->members("rich").value(), {"id", "doubled"});
  ASSERT_TRUE(listed.ok()) << listed.error().message;
  EXPECT_EQ(listed->text[0][1], "40");
}

TEST(ShareRows, RowsOutliveTheEngineThatReadThem) {
  auto old = loaded_shop("");
  auto now = shop("segment rich of customer { where points >= 20 }\n");
  ASSERT_TRUE(now->share_rows(*old).ok());
  old.reset();
  ASSERT_TRUE(now->finish_load().ok());
  EXPECT_EQ(keys(*now, "rich"), "badr dana");
}

TEST(ShareRows, StaticSegmentsHaveKeysOfTheirOwn) {
  const auto old = loaded_shop("");
  auto now = shop("static segment chosen of customer from \"x.csv\" key id\n");
  ASSERT_TRUE(now->share_rows(*old).ok());
  ASSERT_TRUE(now->add_keys("chosen", {"dana", "amal"}).ok());
  ASSERT_TRUE(now->finish_load().ok());
  EXPECT_EQ(keys(*now, "chosen"), "amal dana");
}

/// `shop`, with another line of the schema.
std::unique_ptr<Engine> changed(const std::string& line, const std::string& to) {
  std::string schema = kShopSchema;
  schema.replace(schema.find(line), line.size(), to);
  auto engine = std::move(Engine::create({}).value());
  EXPECT_TRUE(engine->add_source("shop.segql", schema).ok());
  EXPECT_TRUE(engine->check());
  return engine;
}

TEST(ShareRows, OnlyWithTheSameRows) {
  const auto loaded = loaded_shop("");
  const std::pair<const char*, const char*> changes[] = {{"points: int?", "points: decimal?"},
                                                         {"points: int?", "points: int"},
                                                         {"points: int?", "points: int? = 3"},
                                                         {"points: int?", "score_points: int?"},
                                                         {"Asia/Riyadh", "UTC"},
                                                         {"price: money(SAR)?", "price: money(EUR)?"}};
  for (const auto& [line, to] : changes) {
    const Status shared = changed(line, to)->share_rows(*loaded);
    ASSERT_FALSE(shared.ok()) << line << " -> " << to;
    EXPECT_THAT(shared.error().message, HasSubstr("the same entities, events and relations"));
  }
  EXPECT_TRUE(changed("purchases =", "orders =")->share_rows(*loaded).ok()) << "rows do not know names of relations";
  EXPECT_TRUE(changed("currency SAR", "currency SAR week starts sunday")->share_rows(*loaded).ok());
}

TEST(ShareRows, ComesBetweenCheckAndLoad) {
  const auto loaded = loaded_shop("");
  const auto empty = shop("");
  auto engine = shop("");
  EXPECT_THAT(engine->share_rows(*empty).error().message, HasSubstr("has no rows yet"));
  customer(*engine, "amal");
  EXPECT_THAT(engine->share_rows(*loaded).error().message, HasSubstr("in place of rows that are added"));
  engine->discard_rows();
  ASSERT_TRUE(engine->share_rows(*loaded).ok());
  EXPECT_THAT(engine->append("customer", {{"id", "x"}}).error().message, HasSubstr("those of another engine"));
  engine->discard_rows();
  ASSERT_TRUE(engine->finish_load().ok());
  EXPECT_EQ(engine->tables()[0].num_rows, 0u) << "what was shared was given up";
  EXPECT_FALSE(engine->share_rows(*loaded).ok());
  auto unchecked = std::move(Engine::create({}).value());
  EXPECT_THAT(unchecked->share_rows(*loaded).error().message, HasSubstr("after `check`"));
}

}  // namespace
}  // namespace segql::testing
