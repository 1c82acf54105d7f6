// How long a large load takes: printed, never asserted. SEGQL_TIMING_ROWS sets the number of rows.

#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <utility>

#include <gtest/gtest.h>

#include "tests/table/shop.h"

namespace segql::test {
namespace {

TEST(Timing, IntegersAndDistinctTexts) {
  const char* const wanted = std::getenv("SEGQL_TIMING_ROWS");
  const int64_t rows = wanted != nullptr ? std::atoll(wanted) : 100'000;
  constexpr int64_t kBatch = 100'000;
  Schema schema;
  schema.tables.push_back(
      entity("customer", {field("id", Type::of(Kind::kText), false), field("number", Type::of(Kind::kInt))}));
  schema.tables.push_back(
      event("order", {field("at", Type::of(Kind::kTimestamp), false), field("buyer", Type::ref(TableId{0}))}));
  schema.relations.push_back({"orders", TableId{0}, TableId{1}, FieldId{1}, 0, {}});
  std::vector<ArrowColumn> customers, orders;
  for (int64_t begin = 0; begin < rows; begin += kBatch) {
    std::vector<std::optional<std::string>> keys, buyers;
    std::vector<std::optional<int64_t>> numbers, instants;
    for (int64_t i = begin; i < begin + kBatch; ++i) {
      const auto scattered = static_cast<int64_t>(static_cast<uint64_t>(i) * 0x9e3779b97f4a7c15ULL >> 1);
      keys.push_back("customer" + std::to_string(i) + "@example.com");
      buyers.push_back("customer" + std::to_string(scattered % rows) + "@example.com");
      numbers.emplace_back(scattered % 1'000'000'000);
      instants.emplace_back(scattered % 1'000 * 86'400'000'000);
    }
    customers.push_back(batch({texts(keys).named("id"), fixed<int64_t>("l", numbers).named("number")}));
    orders.push_back(batch({fixed<int64_t>("tsu:UTC", instants).named("at"), texts(buyers).named("buyer")}));
  }
  // Processor time stands beside the wall clock: on a busy machine it is the one that tells.
  auto processor = [begin = std::clock()]() mutable {
    const std::clock_t end = std::clock();
    return static_cast<double>(end - std::exchange(begin, end)) / CLOCKS_PER_SEC;
  };
  auto builder = make_builder(schema);
  std::printf("  %lld customers with distinct texts as keys, as many orders that refer to them\n",
              static_cast<long long>(rows));
  processor();
  ASSERT_TRUE(import_batches(*builder, TableId{0}, std::move(customers)).ok());
  std::printf("  customers read: %.2f s of processor time\n", processor());
  ASSERT_TRUE(import_batches(*builder, TableId{1}, std::move(orders)).ok());
  std::printf("  orders read:    %.2f s\n", processor());
  const Loaded loaded = finish(*builder);
  std::printf("  finished:       %.2f s; %.2f s of wall clock in all, %llu MB\n", processor(), loaded.report.seconds,
              static_cast<unsigned long long>(loaded.report.memory_bytes >> 20));
  EXPECT_EQ(loaded.table(0).num_rows(), static_cast<uint64_t>(rows));
  EXPECT_FALSE(loaded.report.has_problems());
}

}  // namespace
}  // namespace segql::test
