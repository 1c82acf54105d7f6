// DatabaseBuilder: rules of fields, keys, references, reports, failing streams.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/table/shop.h"

namespace segql::test {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

constexpr TableId kCustomer{0}, kOrder{1};

/// customer key id: text { name: text?, parent: ref customer?, level: int = 3 }
/// order at at { buyer: ref customer?, amount: money(SAR), approver: ref customer }
Schema shop() {
  Schema schema;
  schema.tables.push_back(entity(
      "customer", {field("id", Type::of(Kind::kText), false), field("name", Type::of(Kind::kText)),
                   field("parent", Type::ref(kCustomer)), field("level", Type::of(Kind::kInt), false, int64_t{3})}));
  schema.tables.push_back(
      event("order", {field("at", Type::of(Kind::kTimestamp), false), field("buyer", Type::ref(kCustomer)),
                      field("amount", Type::money(schema::currency_of("SAR"), 2), false),
                      field("approver", Type::ref(kCustomer), false)}));
  schema.relations.push_back({"orders", kCustomer, kOrder, FieldId{1}, 0, {}});
  schema.relations.push_back({"approvals", kCustomer, kOrder, FieldId{3}, 0, {}});
  return schema;
}

TEST(Builder, HostRowsAndReferencesInAnyOrder) {
  const Schema schema = shop();
  auto builder = make_builder(schema);
  ASSERT_TRUE(
      builder
          ->append(kOrder,
                   {{FieldId{0}, "2026-01-02T10:00:00Z"}, {FieldId{1}, "b"}, {FieldId{2}, "12.50"}, {FieldId{3}, "a"}})
          .ok());
  ASSERT_TRUE(
      builder
          ->append(kOrder,
                   {{FieldId{0}, "2026-01-01"}, {FieldId{1}, "b"}, {FieldId{2}, int64_t{700}}, {FieldId{3}, "a"}})
          .ok());
  ASSERT_TRUE(
      builder
          ->append(kOrder,
                   {{FieldId{0}, int64_t{0}}, {FieldId{1}, Missing{}}, {FieldId{2}, 0.25}, {FieldId{3}, "nobody"}})
          .ok());
  ASSERT_TRUE(builder->append(kCustomer, {{FieldId{0}, "a"}, {FieldId{1}, "Ann"}, {FieldId{2}, "b"}}).ok());
  ASSERT_TRUE(builder->append(kCustomer, {{FieldId{0}, "b"}, {FieldId{3}, int64_t{9}}}).ok());
  const Loaded loaded = finish(*builder);

  const auto& customers = loaded.table(0);
  EXPECT_EQ(customers.num_rows(), 2u);
  EXPECT_EQ(customers.find("a"), 0u);
  EXPECT_EQ(customers.find("b"), 1u);
  EXPECT_EQ(customers.find("c"), std::nullopt);
  EXPECT_EQ(loaded.value(0, 2), schema::Value(int64_t{1}));
  EXPECT_EQ(loaded.value(1, 2), schema::Value(Missing{}));
  EXPECT_EQ(loaded.value(0, 3), schema::Value(int64_t{3}));
  EXPECT_EQ(loaded.value(1, 3), schema::Value(int64_t{9}));

  const auto& orders = loaded.table(1);
  ASSERT_EQ(orders.num_rows(), 3u);
  EXPECT_EQ(loaded.value(0, 2, 1), schema::Value(int64_t{700}));
  EXPECT_EQ(loaded.value(1, 2, 1), schema::Value(int64_t{1250}));
  EXPECT_EQ(loaded.value(2, 2, 1), schema::Value(int64_t{25}));

  const auto purchases = loaded.database->relation(schema::RelationId{0}).view();
  EXPECT_EQ(purchases.rows, nullptr);
  EXPECT_THAT(std::vector<uint32_t>(purchases.starts, purchases.starts + 3), ElementsAre(0, 0, 2));
  const auto approvals = loaded.database->relation(schema::RelationId{1}).view();
  ASSERT_NE(approvals.rows, nullptr);
  EXPECT_THAT(std::vector<uint32_t>(approvals.starts, approvals.starts + 3), ElementsAre(0, 2, 2));
  EXPECT_THAT(std::vector<uint32_t>(approvals.rows, approvals.rows + 2), ElementsAre(0, 1));

  ASSERT_EQ(loaded.report.sources.size(), 2u);
  EXPECT_EQ(loaded.report.sources[0].origin, "host");
  EXPECT_EQ(loaded.report.sources[0].rows_read, 3u);
  EXPECT_EQ(loaded.report.sources[0].rows_kept, 3u);
  const Problem* missing = loaded.find(ProblemKind::kMissingReference);
  ASSERT_NE(missing, nullptr);
  EXPECT_TRUE(missing->informational);
  EXPECT_EQ(missing->examples[0].row, 3u);
  const Problem* dangling = loaded.find(ProblemKind::kDanglingReference);
  ASSERT_NE(dangling, nullptr);
  EXPECT_FALSE(dangling->drops_row);
  EXPECT_EQ(dangling->examples[0].value, "nobody");
  EXPECT_TRUE(loaded.report.has_problems());
  EXPECT_GT(loaded.report.memory_bytes, 0u);
}

TEST(Builder, ImportMapsColumnsAndReportsRows) {
  const Schema schema = shop();
  auto builder = make_builder(schema);
  const Status status = import_batches(*builder, kCustomer,
                                       {batch({texts({"x", std::nullopt, "x", "y"}).named("CustomerID"),
                                               texts({"1", "2", "3", std::nullopt}).named("name")})},
                                       {{"id", "CustomerID"}}, "customers.csv");
  ASSERT_TRUE(status.ok()) << status.error().message;
  const Loaded loaded = finish(*builder);
  EXPECT_EQ(loaded.table().num_rows(), 2u);
  EXPECT_EQ(loaded.value(0), schema::Value(std::string("3")));
  EXPECT_EQ(loaded.value(1), schema::Value(Missing{}));
  const SourceReport& source = loaded.report.sources.at(0);
  EXPECT_EQ(source.origin, "customers.csv");
  EXPECT_EQ(source.rows_read, 4u);
  EXPECT_EQ(source.rows_kept, 2u);
  const Problem* missing = loaded.find(ProblemKind::kMissingValue);
  ASSERT_NE(missing, nullptr);
  EXPECT_EQ(missing->column, "CustomerID");
  EXPECT_TRUE(missing->drops_row);
  EXPECT_EQ(missing->examples.at(0).row, 2u);
  const Problem* duplicate = loaded.find(ProblemKind::kDuplicateKey);
  ASSERT_NE(duplicate, nullptr);
  EXPECT_EQ(duplicate->count, 1u);
  EXPECT_EQ(duplicate->examples.at(0).row, 3u);
  EXPECT_EQ(duplicate->examples.at(0).value, "x");
  EXPECT_EQ(loaded.table().column(FieldId{0}).dictionary()->size(), 2u);
}

TEST(Builder, MissingColumnNamesWhatThereIs) {
  const Schema schema = shop();
  auto builder = make_builder(schema);
  const Status status =
      import_batches(*builder, kCustomer, {batch({texts({"x"}).named("Id"), texts({"y"}).named("country")})});
  ASSERT_FALSE(status.ok());
  EXPECT_EQ(status.error().code, ErrorCode::kNotFound);
  EXPECT_THAT(status.error().message, HasSubstr("no column `id` for field `id` of `customer`"));
  EXPECT_THAT(status.error().message, HasSubstr("`Id`, `country`; did you mean `Id`?"));
  const Status mapped = import_batches(*builder, kCustomer, {batch({texts({"x"}).named("id")})}, {{"nmae", "id"}});
  ASSERT_FALSE(mapped.ok());
  EXPECT_THAT(mapped.error().message, HasSubstr("did you mean `name`?"));
  EXPECT_EQ(finish(*builder).table().num_rows(), 0u);
}

TEST(Builder, FailedStreamLeavesNothingBehind) {
  const Schema schema = shop();
  auto builder = make_builder(schema);
  ASSERT_TRUE(builder->append(kCustomer, {{FieldId{0}, "a"}}).ok());
  std::vector<std::optional<std::string>> keys;
  for (int i = 0; i < 70'000; ++i) keys.push_back("k" + std::to_string(i % 69'000));
  ArrowArrayStream stream;
  int released = 0;
  make_stream({batch({texts(keys).named("id")}), batch({texts(keys).named("id")})}, &stream, {1, false}, &released);
  const Status status = builder->import(kCustomer, &stream, {}, "broken");
  ASSERT_FALSE(status.ok());
  EXPECT_THAT(status.error().message, HasSubstr("the disk went away"));
  EXPECT_EQ(released, 1);
  ASSERT_TRUE(builder->append(kCustomer, {{FieldId{0}, "b"}}).ok());
  const Loaded loaded = finish(*builder);
  EXPECT_EQ(loaded.table().num_rows(), 2u);
  EXPECT_EQ(loaded.table().find("b"), 1u);
  EXPECT_EQ(loaded.table().find("k1"), std::nullopt);
  EXPECT_EQ(loaded.table().column(FieldId{0}).dictionary()->size(), 2u);
  ASSERT_EQ(loaded.report.sources.size(), 1u);
  EXPECT_EQ(loaded.report.sources[0].rows_read, 2u);
  EXPECT_FALSE(loaded.report.has_problems());
}

}  // namespace
}  // namespace segql::test
