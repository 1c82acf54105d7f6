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
  EXPECT_THAT(status.error().message, HasSubstr("`Id` and `country`; did you mean `Id`?"));
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

TEST(Builder, OwnerMissingFromRequiredFieldIsAProblem) {
  const Schema schema = shop();
  auto builder = make_builder(schema);
  ASSERT_TRUE(builder->append(kCustomer, {{FieldId{0}, "a"}}).ok());
  ASSERT_TRUE(builder->append(kOrder, {{FieldId{0}, int64_t{0}}, {FieldId{1}, "a"}, {FieldId{2}, int64_t{1}}}).ok());
  const Loaded loaded = finish(*builder);
  EXPECT_EQ(loaded.table(1).num_rows(), 1u);
  const Problem* missing = loaded.find(ProblemKind::kMissingReference);
  ASSERT_NE(missing, nullptr);
  EXPECT_EQ(missing->column, "approver");
  EXPECT_FALSE(missing->informational);
  EXPECT_FALSE(missing->drops_row);
  EXPECT_EQ(loaded.database->relation(schema::RelationId{0}).num_owned(), 1u);
  EXPECT_EQ(loaded.database->relation(schema::RelationId{1}).num_owned(), 0u);
}

/// team key code: enum { new, paid, refunded } · person key id: int { teams: set<ref team>, best: ref team?, scores:
/// map<int> }
Schema teams() {
  Schema schema;
  schema.enums.push_back({{"new", "paid", "refunded"}});
  schema.tables.push_back(entity("team", {field("code", Type::enumeration(schema::EnumId{0}), false)}));
  schema.tables.push_back(entity("person", {field("id", Type::of(Kind::kInt), false),
                                            field("teams", Type::collection(Kind::kSet, Type::ref(TableId{0})), false),
                                            field("best", Type::ref(TableId{0})),
                                            field("scores", Type::collection(Kind::kMap, Type::of(Kind::kInt)))}));
  return schema;
}

TEST(Builder, CollectionsFromHostsAndKeysThatAreEnumerators) {
  const Schema schema = teams();
  const TableId team{0}, person{1};
  auto builder = make_builder(schema);
  ASSERT_TRUE(builder
                  ->append(person, {{FieldId{0}, int64_t{7}}, {FieldId{2}, "paid"}},
                           {{FieldId{1}, {"refunded", "paid", "new", "paid", "sold"}, {}},
                            {FieldId{3}, {int64_t{1}, "x", int64_t{3}}, {"a", "b", "a"}}})
                  .ok());
  ASSERT_TRUE(
      builder->append(person, {{FieldId{0}, int64_t{8}}, {FieldId{2}, int64_t{0}}}, {{FieldId{1}, {}, {}}}).ok());
  ASSERT_TRUE(builder->append(person, {{FieldId{0}, int64_t{9}}}).ok());  // without teams: not kept
  ASSERT_TRUE(builder->append(team, {{FieldId{0}, "refunded"}}).ok());
  ASSERT_TRUE(builder->append(team, {{FieldId{0}, int64_t{1}}}).ok());
  const Loaded loaded = finish(*builder);
  ASSERT_EQ(loaded.table(1).num_rows(), 2u);
  EXPECT_EQ(loaded.table(0).find(int64_t{1}), 1u);
  const runtime::Column& set = loaded.table(1).column(FieldId{1});
  EXPECT_THAT(std::vector<uint32_t>(set.view().starts, set.view().starts + 3), ElementsAre(0, 2, 2));
  EXPECT_EQ(set.integer(0), 0);
  EXPECT_EQ(set.integer(1), 1);
  EXPECT_EQ(loaded.value(0, 2, 1), schema::Value(int64_t{1}));
  EXPECT_EQ(loaded.value(1, 2, 1), schema::Value(Missing{}));
  const runtime::Column& map = loaded.table(1).column(FieldId{3});
  EXPECT_THAT(std::vector<uint32_t>(map.view().starts, map.view().starts + 3), ElementsAre(0, 1, 1));
  EXPECT_EQ(map.integer(0), 3);
  EXPECT_FALSE(map.is_valid(1));
  EXPECT_EQ(loaded.find(ProblemKind::kUnknownEnumValue)->examples.at(0).value, "sold");
  EXPECT_EQ(loaded.count(ProblemKind::kDanglingReference), 2u);  // the item and the field that name the team `new`
  EXPECT_EQ(loaded.find(ProblemKind::kDanglingReference)->examples.at(0).value, "new");
  EXPECT_EQ(loaded.count(ProblemKind::kMissingValue), 1u);
  EXPECT_EQ(loaded.count(ProblemKind::kWrongType), 1u);
}

TEST(Builder, HostsHearAboutMisuse) {
  const Schema schema = teams();
  auto builder = make_builder(schema);
  const TableId person{1};
  EXPECT_FALSE(builder->append(TableId{5}, {}).ok());
  EXPECT_FALSE(builder->append(person, {{FieldId{9}, int64_t{1}}}).ok());
  EXPECT_FALSE(builder->append(person, {{FieldId{0}, int64_t{1}}, {FieldId{0}, int64_t{1}}}).ok());
  EXPECT_FALSE(builder->append(person, {{FieldId{1}, "paid"}}).ok());
  EXPECT_FALSE(builder->append(person, {}, {{FieldId{0}, {int64_t{1}}, {}}}).ok());
  EXPECT_FALSE(builder->append(person, {}, {{FieldId{3}, {int64_t{1}}, {}}}).ok());
  EXPECT_EQ(finish(*builder).table(1).num_rows(), 0u);
}

TEST(Builder, LastRowOfAKeyWinsAcrossSources) {
  const Schema schema = one_field(field("value", Type::of(Kind::kText)));
  const TableId thing{0};
  auto builder = make_builder(schema);
  ASSERT_TRUE(builder->append(thing, {{FieldId{0}, int64_t{1}}, {FieldId{1}, "first"}}).ok());
  ASSERT_TRUE(
      import_batches(*builder, thing, {batch({ids(2).named("id"), texts({"second", "b"}).named("value")})}).ok());
  ASSERT_TRUE(builder->append(thing, {{FieldId{0}, int64_t{1}}, {FieldId{1}, "third"}}).ok());
  const Loaded loaded = finish(*builder);
  ASSERT_EQ(loaded.table().num_rows(), 2u);
  EXPECT_EQ(loaded.value(*loaded.table().find(1)), schema::Value(std::string("third")));
  ASSERT_EQ(loaded.report.sources.size(), 2u);
  EXPECT_EQ(loaded.report.sources[0].rows_read, 2u);
  EXPECT_EQ(loaded.report.sources[0].rows_kept, 1u);
  EXPECT_EQ(loaded.report.sources[1].rows_kept, 1u);
  EXPECT_EQ(loaded.report.sources[0].problems.at(0).examples.at(0).row, 2u);  // the host's second row
  EXPECT_EQ(finish(*builder).table().num_rows(), 0u);                         // empty afterwards
}

TEST(Builder, SchemasThatCannotBeBuilt) {
  const auto refused = [](Schema schema) { return !DatabaseBuilder::create(schema, Limits()).ok(); };
  Schema schema = shop();
  schema.settings.timezone = "Mars/Olympus";
  EXPECT_TRUE(refused(schema));
  schema = shop();
  schema.tables[0].key_or_time = FieldId{};
  EXPECT_TRUE(refused(schema));
  schema = shop();
  schema.tables[0].fields[0].type = Type::of(Kind::kFloat);
  EXPECT_TRUE(refused(schema));
  schema = shop();
  schema.tables[1].fields[1].type = Type::ref(kOrder);
  EXPECT_TRUE(refused(schema));
  schema = shop();
  schema.relations[0].by = FieldId{2};
  EXPECT_TRUE(refused(schema));
  schema = shop();
  schema.tables[0].fields[3].default_value = std::string("three");
  EXPECT_TRUE(refused(schema));
}

TEST(Builder, ExamplesAreFewAndShort) {
  std::vector<std::optional<std::string>> values(9, std::string(100, 'x'));
  const Loaded loaded = load_one(one_field(field("value", Type::of(Kind::kInt))), texts(values));
  const Problem* problem = loaded.find(ProblemKind::kWrongType);
  ASSERT_NE(problem, nullptr);
  EXPECT_EQ(problem->count, 9u);
  ASSERT_EQ(problem->examples.size(), 5u);
  EXPECT_EQ(problem->examples[4].row, 5u);
  EXPECT_EQ(problem->examples[0].value, std::string(59, 'x') + "…");
}

}  // namespace
}  // namespace segql::test
