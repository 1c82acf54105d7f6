/// Paths through attributes that are references: both engines find what the written-out condition finds.

#include "tests/engine/fixture.h"

namespace segql::testing {
namespace {

constexpr const char* kSegments =
    "attribute favourite of customer = most common item of purchases\n"
    "attribute newest of customer = last of item of purchases within last 90 days\n"
    "attribute best_buyer of product = most common buyer of sales\n"
    "attribute cheap of product = price < 20 SAR\n"
    "segment tea of product { where category = \"tea\" }\n"
    "segment by_tea of customer { where favourite in segment tea timezone \"America/New_York\" }\n";

/// 200 customers, 7 products, purchases that leave some customers and one product without any.
std::unique_ptr<Engine> customers(EngineKind kind) {
  EngineOptions options;
  options.engine = kind;
  auto engine = shop(kSegments, std::move(options));
  for (int i = 0; i < 7; ++i) {
    product(*engine, "p" + std::to_string(i), i % 3 == 0 ? "tea" : "mugs", std::to_string(5 + 7 * i));
  }
  for (int i = 0; i < 200; ++i) customer(*engine, "c" + std::to_string(1000 + i), {{"age", int64_t{i % 90}}});
  for (int i = 0; i < 600; ++i) {
    const int buyer = i * 37 % 170, item = (i * i + buyer) % 6;
    purchase(*engine, "c" + std::to_string(1000 + buyer), "p" + std::to_string(item), "1",
             i % 2 == 0 ? "2026-03-01T10:00" : "2025-06-01T23:00");
  }
  EXPECT_TRUE(engine->finish_load().ok());
  return engine;
}

std::string where(Evaluation& evaluation, const char* entity, const std::string& condition) {
  const auto members = evaluation.members_where(entity, condition);
  if (!members.ok()) return members.error().message;
  std::string keys;
  const Listing listing = evaluation.list(*members, {}).value();
  for (const auto& row : listing.text) keys += row[0] + " ";
  return keys;
}

std::vector<EngineKind> engines() {
#if SEGQL_JIT
  return {EngineKind::kInterpreter, EngineKind::kJit};
#else
  return {EngineKind::kInterpreter};
#endif
}

TEST(AttributePaths, BothEnginesFindWhatIsMeant) {
  struct Same {
    const char* entity;
    const char* path;
    const char* written_out;
  };
  const Same cases[] = {
      {"customer", "newest is missing", "no purchases within last 90 days"},
      {"customer", "newest.sku is missing", "no purchases within last 90 days"},
      {"customer", "favourite.sku = \"p1\" or favourite.sku != \"p1\"", "id is present"},
      {"customer", "favourite.category is present", "any purchases"},
      {"customer", "favourite.cheap and favourite.price < 20 SAR", "favourite.cheap"},
      {"customer", "favourite in segment tea", "favourite.category = \"tea\""},
      {"customer", "in segment by_tea", "favourite.category = \"tea\""},
      {"customer", "any favourite.sales where (buyer = self)", "any purchases"},
      {"customer", "favourite.best_buyer = self", "favourite.best_buyer.id = id"},
      {"customer", "any purchases where (item = self.favourite)", "any purchases"},
      {"product", "best_buyer.favourite = self", "best_buyer.favourite.sku = sku"},
      {"product", "count of best_buyer.purchases > 3 and best_buyer.age >= 0",
       "best_buyer.age >= 0 and not count of best_buyer.purchases <= 3"},
      {"product", "no best_buyer.purchases", "no sales"},
  };
  std::vector<std::string> first;
  for (const EngineKind kind : engines()) {
    const auto engine = customers(kind);
    const auto evaluation = std::move(engine->evaluate_at(engine->parse_instant("2026-03-31").value()).value());
    size_t at = 0;
    for (const Same& same : cases) {
      const std::string keys = where(*evaluation, same.entity, same.path);
      EXPECT_EQ(keys, where(*evaluation, same.entity, same.written_out)) << same.path;
      if (first.size() == at) first.push_back(keys);
      EXPECT_EQ(keys, first[at++]) << same.path;
    }
  }
  EXPECT_NE(first[5], "");
  EXPECT_NE(first[8], "");
}

TEST(AttributePaths, AMissingLinkIsNoRow) {
  const auto engine = customers(EngineKind::kAuto);
  const auto evaluation = std::move(engine->evaluate_at(engine->parse_instant("2026-03-31").value()).value());
  const auto members = evaluation->members_where("customer", "id in (\"c1000\", \"c1199\")").value();
  const Listing listing =
      evaluation->list(members, {"favourite", "favourite.price", "favourite.best_buyer.id"}).value();
  ASSERT_EQ(listing.text.size(), 2U);
  EXPECT_NE(listing.text[0][0], "");
  EXPECT_NE(listing.text[0][2], "");
  for (const std::string& cell : listing.text[1]) EXPECT_EQ(cell, "");
}

}  // namespace
}  // namespace segql::testing
