/// What an engine says about definitions before it has rows: which files are checked, imports, segments, explanations.

#include "tests/engine/fixture.h"

namespace segql::testing {
namespace {

using Files = std::vector<std::pair<std::string, std::string>>;

std::unique_ptr<Engine> of_files(const Files& files) {
  auto engine = std::move(Engine::create({}).value());
  for (const auto& [name, text] : files) EXPECT_TRUE(engine->add_source(name, text).ok());
  engine->check();
  return engine;
}

/// "E0102 vip.segql, ..." in order.
std::string errors(const Engine& engine) {
  std::string text;
  for (const Diagnostic& diagnostic : engine.diagnostics()) {
    if (diagnostic.severity != Severity::kError) continue;
    text += (text.empty() ? "" : ", ") + std::string(diagnostic.code) + " " +
            std::string(engine.source_name(diagnostic.source));
  }
  return text;
}

std::string segments(const Engine& engine) {
  std::string text;
  for (const SegmentInfo& info : engine.segments()) text += (text.empty() ? "" : " ") + info.name;
  return text;
}

const std::string kAdults = "segment adults of customer { where age >= 18 }\n";
const std::string kNoSegment = "segment broken of customer { where age >= }\n";

TEST(Definitions, AFileThatDoesNotParseLeavesTheOthersUsable) {
  const auto engine = of_files({{"shop.segql", kShopSchema},
                                {"adults.segql", kAdults + "segment wrong of customer { where agee > 3 }\n"},
                                {"broken.segql", kNoSegment}});
  EXPECT_EQ(errors(*engine), "E0102 adults.segql, E0110 broken.segql");
  EXPECT_EQ(segments(*engine), "adults");
  customer(*engine, "amal", {{"age", int64_t{30}}});
  ASSERT_TRUE(engine->finish_load().ok());
  EXPECT_EQ(keys(*engine, "adults"), "amal");
}

TEST(Definitions, NothingIsSaidAboutNamesThatABrokenFileMayHave) {
  const auto engine = of_files({{"shop.segql", kShopSchema},
                                {"adults.segql", kAdults},
                                {"broken.segql", kNoSegment},
                                {"a/uses.segql",
                                 "import \"../broken.segql\"\n"
                                 "segment uses of customer { where in segment broken }\n"},
                                {"a/uses_uses.segql",
                                 "import \"uses.segql\"\n"
                                 "segment uses_uses of customer { where in segment uses }\n"}});
  EXPECT_EQ(errors(*engine), "E0110 broken.segql");
  EXPECT_EQ(segments(*engine), "adults");
}

TEST(Definitions, WithoutItsSchemaNothingIsChecked) {
  const auto engine = of_files({{"shop.segql", std::string(kShopSchema) + "entity town key { }\n"},
                                {"adults.segql", kAdults + "segment wrong of customer { where agee > 3 }\n"}});
  EXPECT_EQ(errors(*engine).find("adults.segql"), std::string::npos) << errors(*engine);
  EXPECT_EQ(engine->num_errors(), 1U);
  EXPECT_TRUE(engine->segments().empty());
  EXPECT_TRUE(engine->tables().empty());
}

TEST(Definitions, NoImportIsAboveTheRoot) {
  auto engine = std::move(Engine::create({}).value());
  ASSERT_TRUE(engine->add_source("/x/vip.segql", "import \"../../shop.segql\"\n" + kAdults).ok());
  ASSERT_EQ(engine->missing_imports(), std::vector<std::string>{"/shop.segql"});
  ASSERT_TRUE(engine->add_source(engine->missing_imports().front(), kShopSchema).ok());
  EXPECT_TRUE(engine->check()) << engine->render(engine->diagnostics().front());
}

TEST(Definitions, SegmentsAreDescribed) {
  const auto engine =
      of_files({{"shop.segql", std::string(kShopSchema) + "/// Everyone who may buy coffee.\n"
                                                          "/// Checked at the till.\n"
                                                          "segment adults \"Adults\" of customer { where age >= 18 }\n"
                                                          "segment plain of product { }\n"}});
  ASSERT_EQ(engine->segments().size(), 2U);
  const SegmentInfo adults = engine->segments()[0];
  EXPECT_EQ(adults.name, "adults");
  EXPECT_EQ(adults.title, "Adults");
  EXPECT_EQ(adults.doc, "Everyone who may buy coffee.\nChecked at the till.");
  EXPECT_EQ(adults.entity, "customer");
  EXPECT_EQ(engine->segments()[1].title, "");
  EXPECT_EQ(engine->segments()[1].doc, "");
}

TEST(Definitions, AreExplainedWithoutRows) {
  auto engine = std::move(Engine::create({}).value());
  EXPECT_EQ(engine->explain("adults", ExplainStage::kSource).error().code, ErrorCode::kInvalidArgument);
  ASSERT_TRUE(engine->add_source("shop.segql", kShopSchema + kAdults).ok());
  ASSERT_TRUE(engine->check());
  EXPECT_EQ(engine->explain("adults", ExplainStage::kSource).value(), kAdults);
  EXPECT_NE(engine->explain("adults", ExplainStage::kAst).value().find("age"), std::string::npos);
  EXPECT_NE(engine->explain("adults", ExplainStage::kTyped).value().find("age"), std::string::npos);
  EXPECT_EQ(engine->explain("adults", ExplainStage::kPlan).error().code, ErrorCode::kInvalidArgument);
  EXPECT_EQ(engine->explain("adlts", ExplainStage::kSource).error().code, ErrorCode::kInvalidSource);
  ASSERT_TRUE(engine->finish_load().ok());
  const auto evaluation = engine->evaluate_at(0).value();
  for (const ExplainStage stage : {ExplainStage::kSource, ExplainStage::kAst, ExplainStage::kTyped}) {
    EXPECT_EQ(evaluation->explain("adults", stage).value(), engine->explain("adults", stage).value());
  }
}

}  // namespace
}  // namespace segql::testing
