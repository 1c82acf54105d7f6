/// The embedding API: definitions, rows, members, listings, instants, errors.

#include <cstdlib>
#include <thread>

#include "segql/schema_builder.h"
#include "tests/engine/fixture.h"

namespace segql::testing {
namespace {

std::unique_ptr<Engine> two_buyers(const std::string& segments, EngineOptions options = {}) {
  auto engine = shop(segments, std::move(options));
  customer(*engine, "amal", {{"city", std::string("Riyadh")}, {"age", int64_t{30}}});
  customer(*engine, "badr", {{"age", int64_t{40}}});
  customer(*engine, "cyrus", {{"city", std::string("Dubai")}});
  product(*engine, "tea", "food", "12.50");
  product(*engine, "pen", "office", "3");
  purchase(*engine, "amal", "tea", "25.00", "2026-03-01T10:00");
  purchase(*engine, "amal", "pen", "3", "2026-03-30T23:59");
  purchase(*engine, "badr", "tea", "12.5", "2025-11-01T10:00");
  EXPECT_TRUE(engine->finish_load().ok());
  return engine;
}

TEST(Engine, CountsBothWaysAcrossEntities) {
  auto engine = two_buyers(
      "segment tea_buyers of customer { where any purchases where (item in segment food) }\n"
      "segment food of product { where category = \"food\" }\n"
      "segment liked_in_riyadh of product { where any sales where (buyer in segment riyadh) }\n"
      "segment riyadh of customer { where city = \"Riyadh\" }\n");
  EXPECT_EQ(keys(*engine, "tea_buyers"), "amal badr");
  EXPECT_EQ(keys(*engine, "liked_in_riyadh"), "pen tea");
}

TEST(Engine, ArgumentsMakeSegmentsOfTheirOwn) {
  auto engine =
      two_buyers("segment recent(days: int = 7) of customer { where any purchases within last $days days }\n");
  EXPECT_EQ(keys(*engine, "recent"), "amal");
  EXPECT_EQ(keys(*engine, "recent(days: 300)"), "amal badr");
  EXPECT_EQ(keys(*engine, "recent( days :300 )"), "amal badr");
  EXPECT_NE(keys(*engine, "recent(weeks: 3)").find("weeks"), std::string::npos);
  EXPECT_NE(keys(*engine, "recnt").find("recent"), std::string::npos) << "an unknown segment suggests the nearest name";
}

TEST(Engine, ASegmentHasATimezoneOfItsOwn) {
  // 23:59 in Riyadh on the 30th is still the 30th in Riyadh, and 20:59 of the 30th in UTC. At 02:00 Riyadh on the 31st
  // it is 23:00 on the 30th in UTC, so "today" there is the 30th.
  auto engine = two_buyers(
      "segment here of customer { where any purchases on today }\n"
      "segment utc of customer { where any purchases on today timezone \"UTC\" }\n");
  EXPECT_EQ(keys(*engine, "here", "2026-03-31T02:00"), "");
  EXPECT_EQ(keys(*engine, "utc", "2026-03-31T02:00"), "amal");
}

TEST(Engine, AttributesAreComputedInTheSegmentsTimezone) {
  auto engine = two_buyers(
      "attribute bought_today of customer = count of purchases on today\n"
      "segment here of customer { where bought_today = 1 }\n"
      "segment utc of customer { where bought_today = 1 timezone \"UTC\" }\n");
  const auto evaluation = engine->evaluate_at(engine->parse_instant("2026-03-31T02:00").value()).value();
  EXPECT_EQ(evaluation->members("here").value().count(), 0U);
  EXPECT_EQ(evaluation->members("utc").value().count(), 1U);
}

TEST(Engine, ConditionsAreAskedDirectly) {
  auto engine = two_buyers("");
  const auto evaluation = engine->evaluate_at(engine->parse_instant("2026-03-31").value()).value();
  EXPECT_EQ(evaluation->members_where("customer", "age >= 40 or city = \"Dubai\"").value().count(), 2U);
  EXPECT_EQ(evaluation->members_where("product", "price > 5 SAR").value().count(), 1U);
  const auto wrong = evaluation->members_where("customer", "agee > 3");
  ASSERT_FALSE(wrong.ok());
  EXPECT_EQ(wrong.error().code, ErrorCode::kInvalidSource);
  EXPECT_NE(wrong.error().message.find("E0102"), std::string::npos) << wrong.error().message;
}

TEST(Engine, ListsFieldsAttributesAndExpressionsInKeyOrder) {
  auto engine =
      two_buyers("attribute spend of customer = sum of amount of purchases\nsegment all_of_them of customer { }\n");
  const auto evaluation = engine->evaluate_at(engine->parse_instant("2026-03-31").value()).value();
  const Members members = evaluation->members("all_of_them").value();
  const Listing listing = evaluation->list(members, {"id", "city", "spend", "count of purchases", "age"}, 2).value();
  ASSERT_EQ(listing.text.size(), 2U);
  EXPECT_EQ(listing.columns[2], "spend");
  EXPECT_EQ(listing.text[0], (std::vector<std::string>{"amal", "Riyadh", "28.00 SAR", "2", "30"}));
  EXPECT_EQ(listing.text[1], (std::vector<std::string>{"badr", "", "12.50 SAR", "1", "40"}));
  EXPECT_TRUE(std::holds_alternative<Missing>(listing.rows[1][1]));
  EXPECT_EQ(std::get<int64_t>(listing.rows[0][2]), 2800);
  EXPECT_EQ(std::get<std::string>(listing.rows[0][1]), "Riyadh");
  EXPECT_FALSE(evaluation->list(members, {"nonsense"}).ok());
}

TEST(Engine, BitmapsHaveNoBitBeyondTheLastRow) {
  auto engine = two_buyers("segment everyone_else of customer { where not (city = \"Riyadh\") }\n");
  const auto evaluation = engine->evaluate_at(0).value();
  const Members members = evaluation->members("everyone_else").value();
  ASSERT_EQ(members.words().size(), 1U);
  EXPECT_EQ(members.words()[0], 0b110U);
  EXPECT_EQ(members.rows(), (std::vector<uint32_t>{1, 2}));
  EXPECT_EQ(members.rows(1), (std::vector<uint32_t>{1}));
  EXPECT_FALSE(members.roaring().empty());
  EXPECT_FALSE(members.contains(1000));
}

TEST(Engine, ExplainsEveryStage) {
  auto engine = two_buyers("segment s of customer { where age > 20 and any purchases within last 90 days }\n");
  const auto evaluation = engine->evaluate_at(engine->parse_instant("2026-03-31").value()).value();
  for (const ExplainStage stage :
       {ExplainStage::kSource, ExplainStage::kAst, ExplainStage::kTyped, ExplainStage::kPlan}) {
    const auto text = evaluation->explain("s", stage);
    ASSERT_TRUE(text.ok()) << text.error().message;
    EXPECT_NE(text->find("age"), std::string::npos) << *text;
  }
#if SEGQL_JIT
  EXPECT_NE(evaluation->explain("s", ExplainStage::kIr).value().find("define"), std::string::npos);
  EXPECT_FALSE(evaluation->explain("s", ExplainStage::kAsm).value().empty());
#else
  EXPECT_EQ(evaluation->explain("s", ExplainStage::kIr).error().code, ErrorCode::kUnsupported);
#endif
}

TEST(Engine, InstantsAreReadInTheProjectsTimezone) {
  auto engine = shop("");
  EXPECT_EQ(engine->format_instant(engine->parse_instant("2026-03-31").value()), "2026-03-31T00:00:00+03:00");
  EXPECT_EQ(engine->format_instant(engine->parse_instant("2026-03-31T12:30:15Z").value()), "2026-03-31T15:30:15+03:00");
  EXPECT_EQ(engine->format_instant(engine->parse_instant("2026-03-31T12:30-05:00").value()),
            "2026-03-31T20:30:00+03:00");
  for (const char* wrong :
       {"", "yesteryear", "2026-13-01", "2026-02-30", "2026-03-31 12:00", "3 days ago", "now now"}) {
    EXPECT_FALSE(engine->parse_instant(wrong).ok()) << wrong;
  }
}

TEST(Engine, OrderOfCallsIsChecked) {
  auto engine = std::move(Engine::create({}).value());
  EXPECT_FALSE(engine->append("customer", {}).ok());
  EXPECT_FALSE(engine->evaluate_at(0).ok());
  EXPECT_FALSE(engine->finish_load().ok());
  EXPECT_TRUE(engine->add_source("a.segql", kShopSchema).ok());
  EXPECT_TRUE(engine->check());
  EXPECT_FALSE(engine->add_source("b.segql", "").ok());
  EXPECT_EQ(engine->append("customr", {}).error().code, ErrorCode::kNotFound);
  EXPECT_EQ(engine->append("customer", {{"idd", int64_t{1}}}).error().code, ErrorCode::kNotFound);
  EXPECT_TRUE(engine->finish_load().ok());
  EXPECT_FALSE(engine->append("customer", {}).ok());
}

TEST(Engine, AStreamThatIsNullIsAnErrorInEveryState) {
  auto engine = std::move(Engine::create({}).value());
  const auto code = [&](const char* table) { return engine->import_arrow(table, nullptr).error().code; };
  EXPECT_EQ(code("customer"), ErrorCode::kInvalidArgument) << "before check";
  ASSERT_TRUE(engine->add_source("a.segql", kShopSchema).ok());
  ASSERT_TRUE(engine->check());
  EXPECT_EQ(code("customr"), ErrorCode::kInvalidArgument) << "a table that does not exist";
  EXPECT_EQ(code("customer"), ErrorCode::kInvalidArgument);
  ASSERT_TRUE(engine->finish_load().ok());
  EXPECT_EQ(code("customer"), ErrorCode::kInvalidArgument) << "after finish_load";
}

TEST(Engine, AnEmptyDatabaseAnswers) {
  auto engine = shop("segment s of customer { where no purchases }\nsegment t of customer { take top 5% by age }\n");
  ASSERT_TRUE(engine->finish_load().ok());
  EXPECT_EQ(keys(*engine, "s"), "");
  EXPECT_EQ(keys(*engine, "t"), "");
}

TEST(Engine, UnknownOptimiserRuleIsAnError) {
  EngineOptions options;
  options.disabled_rules = {"no_such_rule"};
  EXPECT_EQ(Engine::create(options).error().code, ErrorCode::kInvalidArgument);
}

TEST(Engine, SchemaInCodeIsTheSameSchema) {
  auto engine = std::move(Engine::create({}).value());
  ASSERT_TRUE(engine
                  ->add_source("schema", SchemaBuilder()
                                             .timezone("UTC")
                                             .entity("customer", "id", {{"id", "int"}, {"where", "text?"}})
                                             .event("sale", "at", {{"buyer", "ref customer"}, {"at", "timestamp"}})
                                             .relation("customer", "sales", "sale", "buyer")
                                             .text()
                                             .value())
                  .ok());
  ASSERT_TRUE(engine->check()) << (engine->diagnostics().empty() ? "" : engine->render(engine->diagnostics().front()));
  ASSERT_EQ(engine->tables().size(), 2U);
  EXPECT_EQ(engine->tables()[0].fields, (std::vector<std::string>{"id", "where"}));
  EXPECT_TRUE(engine->tables()[1].is_event);
}

TEST(Engine, MembersAreReadByManyThreads) {
  auto engine = two_buyers("segment s of customer { where age > 20 }\n");
  const auto evaluation = engine->evaluate_at(0).value();
  const Members members = evaluation->members("s").value();
  std::vector<std::thread> readers;
  for (int i = 0; i < 4; ++i) {
    readers.emplace_back([copy = members] {
      for (int round = 0; round < 1000; ++round) EXPECT_EQ(copy.count(), 2U);
    });
  }
  for (std::thread& reader : readers) reader.join();
}

TEST(Members, AreNeverEmptyHanded) {
  static_assert(!std::is_default_constructible_v<Members>);
  auto engine = two_buyers("segment s of customer { where age > 20 }\n");
  const auto evaluation = engine->evaluate_at(0).value();
  Members from = evaluation->members("s").value();
  const Members to = std::move(from);
  EXPECT_EQ(to.count(), 2U);
  EXPECT_EQ(from.count(), 2U) << "moving copies";  // NOLINT(bugprone-use-after-move)
}

TEST(Members, OutliveTheEngine) {
  auto engine = two_buyers("segment s of customer { where age > 20 }\n");
  auto evaluation = engine->evaluate_at(0).value();
  const Members members = evaluation->members("s").value();
  evaluation.reset();
  engine.reset();
  EXPECT_EQ(members.count(), 2U);
  EXPECT_EQ(members.rows(), (std::vector<uint32_t>{0, 1}));
  EXPECT_EQ(members.entity(), "customer");
  EXPECT_EQ(members.num_overflows(), 0U);
}

TEST(Members, AreListedByTheirOwnEngineOnly) {
  const std::string segments = "segment s of customer { where age > 20 }\n";
  auto one = two_buyers(segments);
  auto other = shop(segments);  // the same definitions over fewer rows
  customer(*other, "dana", {{"age", int64_t{50}}});
  ASSERT_TRUE(other->finish_load().ok());
  const Members members = one->evaluate_at(0).value()->members("s").value();
  EXPECT_EQ(one->evaluate_at(1'000'000).value()->list(members, {"id"}).value().text,
            (std::vector<std::vector<std::string>>{{"amal"}, {"badr"}}))
      << "another evaluation of the same rows";
  EXPECT_EQ(other->evaluate_at(0).value()->list(members, {"id"}).error().code, ErrorCode::kInvalidArgument);
}

TEST(Format, CanonicalTextIsStable) {
  const std::string once = format_source("a.segql", "segment  x of customer{where a=1 and b=2}").value();
  EXPECT_EQ(format_source("a.segql", once).value(), once);
  EXPECT_EQ(format_source("a.segql", "segment {").error().code, ErrorCode::kInvalidSource);
}

}  // namespace
}  // namespace segql::testing
