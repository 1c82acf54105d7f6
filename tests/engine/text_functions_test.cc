/// Text functions and texts that are chosen, wherever a text may stand, by both engines.

#include "tests/engine/fixture.h"

namespace segql::testing {
namespace {

class TextFunctions : public ::testing::TestWithParam<EngineKind> {
 protected:
  std::unique_ptr<Engine> load(const std::string& definitions, Limits limits = {}) {
    EngineOptions options;
    options.engine = GetParam();
    options.limits = limits;
    auto engine = shop(definitions, std::move(options));
    const std::pair<const char*, const char*> kCities[] = {
        {"a", "Riyadh"}, {"b", "RIYADH "},    {"c", "riyadh"}, {"d", "Straße"}, {"e", "STRASSE"},
        {"f", ""},       {"g", " \u00A0\t "}, {"h", "İ"},      {"i", "ΟΔΟΣ"},   {"j", "e\u0301😀"}};
    for (const auto& [id, city] : kCities) customer(*engine, id, {{"city", std::string(city)}});
    customer(*engine, "k");
    product(*engine, "tea", "Food", "12.50");
    product(*engine, "TEA", "FOOD", "3");
    product(*engine, "pen", "office", "3");
    purchase(*engine, "a", "tea", "25.00", "2026-03-01T10:00");
    purchase(*engine, "a", "TEA", "3", "2026-03-02T10:00");
    purchase(*engine, "a", "pen", "3", "2026-03-03T10:00");
    purchase(*engine, "b", "pen", "3", "2026-03-03T10:00");
    EXPECT_TRUE(engine->finish_load().ok());
    return engine;
  }
  std::string who(const std::string& condition) {
    return keys(*load("segment s of customer { where " + condition + " }\n"), "s");
  }
  void expect(const std::string& condition, const std::string& members) {
    EXPECT_EQ(who(condition), members) << condition;
  }
};
#if SEGQL_JIT
INSTANTIATE_TEST_SUITE_P(Engines, TextFunctions, ::testing::Values(EngineKind::kInterpreter, EngineKind::kJit));
#else
INSTANTIATE_TEST_SUITE_P(Engines, TextFunctions, ::testing::Values(EngineKind::kInterpreter));
#endif

TEST_P(TextFunctions, AgainstConstants) {
  expect("lower(city) = \"riyadh\"", "a c");
  expect("lower(trim(city)) = \"riyadh\"", "a b c");
  expect("upper(city) = \"STRAẞE\"", "d");
  expect("upper(city) = \"STRASSE\"", "e");
  expect("lower(city) = \"i\"", "h");
  expect("lower(city) = \"οδοσ\"", "i");
  expect("trim(city) = \"\"", "f g");
  expect("lower(city) = \"Riyadh\"", "");
  expect("city is present and lower(city) != \"riyadh\"", "b d e f g h i j");
  expect("lower(city) in (\"riyadh\", \"straße\", \"nowhere\")", "a c d");
  expect("lower(city) starts with \"stra\" and upper(city) ends with \"E\"", "d e");
  expect("lower(city) contains \"yad\"", "a b c");
  expect("upper(city) matches \"^R.*H$\"", "a c");
  expect("lower(city) < \"s\" and lower(city) >= \"r\"", "a b c");
  expect("lower(city) is missing", "k");
  expect("trim(city) is present and trim(city) = upper(\"\")", "f g");
}

TEST_P(TextFunctions, Length) {
  expect("length(city) = 7", "b e");
  expect("length(city) = 0", "f");
  expect("length(city) = 3", "j");
  expect("length(trim(city)) > 5", "a b c d e");
  expect("length(city) in (0, 4)", "f g i");
  expect("length(city) * 2 + 1 > 13", "b e");
  expect("length(city) > length(trim(city))", "b g");
  expect("length(city) is missing", "k");
  expect("coalesce(length(city), 1) = 1", "h k");
  expect("length(lower(upper(city))) between 6 and 6", "a c d");
}

TEST_P(TextFunctions, AgainstOneAnother) {
  expect("city = lower(city)", "c f g j");
  expect("lower(city) = lower(trim(city))", "a c d e f h i j");
  expect("city != lower(city) and city is present", "a b d e h i");
  expect("lower(city) = id", "");
  expect("lower(city) > upper(city)", "a b c d e i j");
  expect("any purchases where (lower(item.sku) = item.sku)", "a b");
  expect("any purchases where (lower(item.category) = \"food\" and upper(item.sku) = item.sku)", "a");
  expect("count of purchases where (lower(item.category) = lower(self.city)) = 0 and id = \"a\"", "a");
}

TEST_P(TextFunctions, Chosen) {
  expect("coalesce(city, \"nowhere\") = \"nowhere\"", "k");
  expect("coalesce(city, \"ΟΔΟΣ\") = \"ΟΔΟΣ\"", "i k");
  expect("coalesce(city, id) = id", "k");
  expect("lower(coalesce(city, \"Riyadh\")) = \"riyadh\"", "a c k");
  expect("if(length(city) > 6, \"long\", \"short\") = \"long\"", "b e");
  expect("if(city is missing, \"?\", trim(city)) in (\"?\", \"\")", "f g k");
  expect("if(id < \"c\", city, id) contains \"i\"", "a i");
  expect("length(if(id = \"a\", city, \"ab\")) = 2", "b c d e f g h i j k");
  expect("coalesce(city, id) is missing", "");
  expect("if(id = \"a\", city, city) = \"Riyadh\"", "a");
  expect("coalesce(\"x\", city) = \"x\"", "a b c d e f g h i j k");
  expect("if(id = \"a\", \"x\", \"y\") = if(id = \"b\", \"y\", \"x\")", "a b");
  expect("coalesce(trim(city), lower(id)) = id", "k");
}

TEST_P(TextFunctions, OverRows) {
  expect("upper(most common item.category of purchases) = \"OFFICE\"", "b");
  expect("upper(last of item.category of purchases) = \"OFFICE\"", "a b");
  expect("coalesce(first of item.category of purchases, \"none\") = \"none\"", "c d e f g h i j k");
  expect("lower(first of item.category of purchases) = \"food\"", "a");
  expect("length(last of item.sku of purchases) = 3", "a b");
  expect("sum of (length(item.category)) of purchases > 7", "a");
}

TEST_P(TextFunctions, AsAttributesAndColumns) {
  auto engine = load(
      "attribute place of customer = lower(trim(city))\n"
      "attribute named of customer = coalesce(place, \"nowhere\")\n"
      "attribute letters of customer = length(place)\n"
      "attribute same of customer = \"x\"\n"
      "attribute taste of customer = lower(first of item.category of purchases)\n"
      "segment s of customer { where named in (\"riyadh\", \"nowhere\") and same = \"x\" }\n"
      "segment shortest of customer { where place is present take top 1 by letters per place }\n"
      "segment shout of customer { where upper(place) = \"RIYADH\" and place = lower(city) }\n"
      "attribute kind of product = lower(category)\n"
      "segment kinds of customer { where count of distinct item.kind of purchases = 2 and\n"
      "  most common item.kind of purchases = \"food\" }\n"
      "segment hungry of customer { where taste = \"food\" }\n");
  EXPECT_EQ(keys(*engine, "s"), "a b c k");
  EXPECT_EQ(keys(*engine, "shortest"), "a d e f h i j");
  EXPECT_EQ(keys(*engine, "shout"), "a c");
  EXPECT_EQ(keys(*engine, "hungry"), "a");
  EXPECT_EQ(keys(*engine, "kinds"), "a");
  const auto evaluation = engine->evaluate_at(engine->parse_instant("2026-03-31").value()).value();
  const Members members = evaluation->members_where("customer", "id in (\"b\", \"i\", \"k\")").value();
  const Listing listing =
      evaluation->list(members, {"id", "named", "upper(place)", "letters", "if(letters > 5, \"long\", place)"}).value();
  EXPECT_EQ(listing.text, (std::vector<std::vector<std::string>>{{"b", "riyadh", "RIYADH", "6", "long"},
                                                                 {"i", "οδοσ", "ΟΔΟΣ", "4", "οδοσ"},
                                                                 {"k", "nowhere", "", "", ""}}));
}

TEST_P(TextFunctions, MadeTextsAreLimited) {
  Limits limits;
  limits.made_text_bytes = 100;
  auto engine = load(
      "segment s of customer { where lower(city) = \"riyadh\" }\n"
      "segment t of customer { where city = \"Riyadh\" }\n",
      limits);
  EXPECT_NE(keys(*engine, "s").find("more memory than the limit allows"), std::string::npos);
  EXPECT_EQ(keys(*engine, "t"), "a");
}

TEST_P(TextFunctions, AnEmptyTable) {
  EngineOptions options;
  options.engine = GetParam();
  auto engine = shop(
      "segment s of customer { where lower(city) = \"a\" or length(city) = 0 or coalesce(city, \"x\") = lower(id) }\n",
      std::move(options));
  EXPECT_TRUE(engine->finish_load().ok());
  EXPECT_EQ(keys(*engine, "s"), "");
}

}  // namespace
}  // namespace segql::testing
