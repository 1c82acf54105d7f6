#pragma once
/// A small shop over the public API, for tests that read like uses of it.

#include <memory>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "segql/engine.h"

namespace segql::testing {

inline constexpr const char* kShopSchema = R"(language 1
settings { timezone "Asia/Riyadh" currency SAR }
entity customer key id { id: text  city: text?  age: int?  points: int?  score: float?  vip: bool?  joined: timestamp? }
entity product key sku { sku: text  category: text?  price: money(SAR)? }
event purchase at bought_at { buyer: ref customer?  item: ref product?  amount: money(SAR)  bought_at: timestamp }
relation customer has many purchases = purchase by buyer
relation product has many sales = purchase by item
)";

/// An engine with the shop's schema and `segments`, checked; the test fails when they have errors.
inline std::unique_ptr<Engine> shop(const std::string& segments, EngineOptions options = {}) {
  auto engine = std::move(Engine::create(std::move(options)).value());
  EXPECT_TRUE(engine->add_source("shop.segql", kShopSchema + segments).ok());
  EXPECT_TRUE(engine->check());
  for (const Diagnostic& diagnostic : engine->diagnostics()) {
    if (diagnostic.severity == Severity::kError) ADD_FAILURE() << engine->render(diagnostic);
  }
  return engine;
}

inline void customer(Engine& engine, const std::string& id, std::vector<std::pair<std::string, Value>> cells = {}) {
  cells.emplace_back("id", id);
  const Status added = engine.append("customer", cells);
  ASSERT_TRUE(added.ok()) << added.error().message;
}

inline void purchase(Engine& engine, const std::string& buyer, const std::string& item, const std::string& amount,
                     const std::string& at) {
  const Status added =
      engine.append("purchase", {{"buyer", buyer}, {"item", item}, {"amount", amount}, {"bought_at", at}});
  ASSERT_TRUE(added.ok()) << added.error().message;
}

inline void product(Engine& engine, const std::string& sku, const std::string& category, const std::string& price) {
  const Status added = engine.append("product", {{"sku", sku}, {"category", category}, {"price", price}});
  ASSERT_TRUE(added.ok()) << added.error().message;
}

/// Keys of the members, in order of key, joined by spaces; or the error.
inline std::string keys(Engine& engine, const std::string& segment, const std::string& as_of = "2026-03-31T12:00") {
  const auto instant = engine.parse_instant(as_of);
  if (!instant.ok()) return instant.error().message;
  const auto evaluation = engine.evaluate_at(*instant);
  if (!evaluation.ok()) return evaluation.error().message;
  const auto members = (*evaluation)->members(segment);
  if (!members.ok()) return members.error().message;
  const auto listing = (*evaluation)->list(*members, {});
  if (!listing.ok()) return listing.error().message;
  std::string text;
  for (const auto& row : listing->text) text += (text.empty() ? "" : " ") + row[0];
  return text;
}

}  // namespace segql::testing
