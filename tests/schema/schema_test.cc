/// Types, minor units, look-ups and values as people read them.

#include "schema/schema.h"

#include <gtest/gtest.h>

#include "schema/point.h"

namespace segql::schema {
namespace {

TEST(Currency, MinorUnitsOfIso4217) {
  EXPECT_EQ(minor_unit_digits(currency_of("SAR")), 2);
  EXPECT_EQ(minor_unit_digits(currency_of("JPY")), 0);
  EXPECT_EQ(minor_unit_digits(currency_of("KWD")), 3);
  EXPECT_EQ(minor_unit_digits(currency_of("CLF")), 4);
  EXPECT_EQ(minor_unit_digits(currency_of("XPF")), 0);
  EXPECT_EQ(minor_unit_digits(currency_of("ZZZ")), 2);
}

TEST(Type, CollectionsDescribeTheirElements) {
  const Type money = Type::money(currency_of("SAR"), 2);
  const Type set = Type::collection(Kind::kSet, money);
  EXPECT_TRUE(set.is_collection());
  EXPECT_EQ(set.element_type(), money);
  EXPECT_NE(set, Type::collection(Kind::kList, money));
  const Type enums = Type::collection(Kind::kList, Type::enumeration(EnumId{3}));
  EXPECT_EQ(enums.element_type(), Type::enumeration(EnumId{3}));
}

Table table(std::string name, bool is_event, std::vector<std::pair<std::string, Kind>> fields) {
  Table result;
  result.name = std::move(name);
  result.is_event = is_event;
  result.key_or_time = FieldId{0};
  for (auto& [field_name, kind] : fields) {
    Field field;
    field.name = std::move(field_name);
    field.type = Type::of(kind);
    result.fields.push_back(std::move(field));
  }
  return result;
}

Relation relation(std::string name, TableId event) {
  Relation result;
  result.name = std::move(name);
  result.owner = TableId{0};
  result.event = event;
  result.by = FieldId{0};
  return result;
}

Schema two_relations() {
  Schema schema;
  schema.enums.push_back({{"paid", "refunded"}});
  schema.tables.push_back(table("customer", false, {{"id", Kind::kText}, {"city", Kind::kText}}));
  schema.tables.push_back(table("purchase", true, {{"at", Kind::kTimestamp}}));
  schema.tables.push_back(table("view", true, {{"at", Kind::kTimestamp}}));
  schema.relations = {relation("purchases", TableId{1}), relation("gifts", TableId{1}), relation("views", TableId{2})};
  return schema;
}

TEST(Schema, RelationsByTheirNameOrTheOnlyEvent) {
  const Schema schema = two_relations();
  EXPECT_EQ(schema.find_relation(TableId{0}, "gifts"), RelationId{1});
  EXPECT_EQ(schema.find_relation(TableId{0}, "view"), RelationId{2});
  EXPECT_EQ(schema.find_relation(TableId{0}, "purchase"), std::nullopt) << "two relations over it";
  EXPECT_EQ(schema.find_relation(TableId{1}, "views"), std::nullopt);
  EXPECT_EQ(schema.find_table("view"), TableId{2});
  EXPECT_EQ(schema.find_table("views"), std::nullopt);
  EXPECT_EQ(schema.table(TableId{0}).find_field("city"), FieldId{1});
}

TEST(Schema, TypesAsWritten) {
  const Schema schema = two_relations();
  EXPECT_EQ(schema.type_text(Type::money(currency_of("SAR"), 2)), "money(SAR)");
  EXPECT_EQ(schema.type_text(Type::decimal(4)), "decimal(4)");
  EXPECT_EQ(schema.type_text(Type::ref(TableId{0})), "ref customer");
  EXPECT_EQ(schema.type_text(Type::enumeration(EnumId{0})), "enum { paid, refunded }");
  EXPECT_EQ(schema.type_text(Type::collection(Kind::kMap, Type::of(Kind::kInt))), "map<text, int>");
  EXPECT_EQ(schema.type_text(Type::collection(Kind::kSet, Type::of(Kind::kText))), "set<text>");
}

TEST(Value, AsPeopleReadThem) {
  const Schema schema = two_relations();
  const auto text = [&](const Type& type, const Value& value) { return value_text(schema, type, value); };
  EXPECT_EQ(text(Type::money(currency_of("SAR"), 2), int64_t{12050}), "120.50 SAR");
  EXPECT_EQ(text(Type::money(currency_of("SAR"), 2), int64_t{-5}), "-0.05 SAR");
  EXPECT_EQ(text(Type::decimal(4), int64_t{4000}), "0.4000");
  EXPECT_EQ(text(Type::of(Kind::kDate), int64_t{20543}), "2026-03-31");
  EXPECT_EQ(text(Type::of(Kind::kTimestamp), int64_t{20543} * 86'400'000'000 + 43'200'000'000), "2026-03-31T12:00:00Z");
  EXPECT_EQ(text(Type::of(Kind::kTimestamp), int64_t{-1}), "1969-12-31T23:59:59.999999Z");
  EXPECT_EQ(text(Type::enumeration(EnumId{0}), int64_t{1}), "refunded");
  EXPECT_EQ(text(Type::of(Kind::kFloat), 0.1), "0.1");
  EXPECT_EQ(text(Type::of(Kind::kBool), true), "true");
  EXPECT_EQ(text(Type::of(Kind::kText), std::string("a")), "a");
  EXPECT_EQ(text(Type::of(Kind::kInt), Missing{}), "missing");
}

TEST(Point, ACellAndBack) {
  for (const Point point : {Point{0, 0}, Point{-1, 1}, Point{1, -1}, Point{900'000'000, 1'800'000'000},
                            Point{-900'000'000, -1'800'000'000}}) {
    const Point back = point_of(cell_of(point));
    EXPECT_EQ(back.latitude, point.latitude);
    EXPECT_EQ(back.longitude, point.longitude);
    EXPECT_TRUE(is_on_the_globe(point));
    Point parsed;
    EXPECT_EQ(parse_point(point_text(point), parsed), PointOutcome::kPoint);
    EXPECT_EQ(cell_of(parsed), cell_of(point));
  }
  EXPECT_EQ(cell_of({1, 2}), (int64_t{1} << 32) + 2);
  EXPECT_FALSE(is_on_the_globe({900'000'001, 0}));
  EXPECT_FALSE(is_on_the_globe({0, INT32_MIN}));
}

TEST(Point, AsWritten) {
  const auto read = [](std::string_view text) {
    Point point;
    switch (parse_point(text, point)) {
      case PointOutcome::kPoint: return point_text(point);
      case PointOutcome::kNotAPoint: return std::string("no point");
      case PointOutcome::kOutOfRange: return std::string("beyond");
    }
    return std::string();
  };
  EXPECT_EQ(read("24.7136,46.6753"), "24.7136,46.6753");
  EXPECT_EQ(read("  +24.71360 ,\t46.6753\n"), "24.7136,46.6753");
  EXPECT_EQ(read("-.5,7."), "-0.5,7");
  EXPECT_EQ(read("-0,0"), "0,0");
  EXPECT_EQ(read("0.00000005,-0.00000005"), "0.0000001,-0.0000001");
  EXPECT_EQ(read("0.000000049999999,0"), "0,0");
  EXPECT_EQ(read("24.713599999999999,46.675300000000001"), "24.7136,46.6753") << "digits of a double";
  EXPECT_EQ(read("90.00000004,-180.00000004"), "90,-180");
  EXPECT_EQ(read("90.00000005,0"), "beyond");
  EXPECT_EQ(read("0,180.0000001"), "beyond");
  EXPECT_EQ(read("99999999999999999999,0"), "beyond");
  for (const char* text :
       {"", ",", "1", "1,", ",1", "1;2", "1,2,3", "1 2,3", "1e1,2", "--1,2", "1.2.3,4", ".,1", "nan,0"}) {
    EXPECT_EQ(read(text), "no point") << text;
  }
}

}  // namespace
}  // namespace segql::schema
