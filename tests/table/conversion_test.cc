// Every Arrow type into every kind of field: what is kept, what is missing, what is reported.

#include <cmath>
#include <limits>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/int128.h"
#include "base/timezone.h"
#include "tests/table/shop.h"

namespace segql::test {
namespace {

using schema::Value;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

constexpr int64_t kMin = std::numeric_limits<int64_t>::min(), kMax = std::numeric_limits<int64_t>::max();
const Value kNone = Missing{};

Value number(int64_t value) { return value; }
Value text(std::string value) { return value; }
Type money() { return Type::money(schema::currency_of("SAR"), 2); }
template <typename T>
using Cells = std::vector<std::optional<T>>;

/// The values of a nullable field of `type` read from `column`, and the classes of problems.
struct Converted {
  std::vector<Value> values;
  std::vector<std::string> problems;  ///< "kind: value", of each example
};
Converted convert(Type type, const ArrowColumn& column, const std::string& zone = "UTC") {
  const Schema schema = one_field(field("value", type), zone);
  const Loaded loaded = load_one(schema, column);
  EXPECT_TRUE(loaded.status.ok()) << loaded.status.error().message;
  Converted result;
  for (uint64_t row = 0; row < loaded.table().num_rows(); ++row) result.values.push_back(loaded.value(row));
  for (const SourceReport& source : loaded.report.sources)
    for (const Problem& problem : source.problems) {
      EXPECT_EQ(problem.column, "value");
      EXPECT_FALSE(problem.drops_row);
      for (const ProblemExample& example : problem.examples)
        result.problems.push_back(std::string(problem_kind_name(problem.kind)) + ": " + example.value);
    }
  return result;
}
std::string refusal(Type type, const ArrowColumn& column) {
  const Loaded loaded = load_one(one_field(field("value", type)), column);
  return loaded.status.ok() ? "accepted" : loaded.status.error().message;
}

TEST(Convert, IntegersOfEveryWidth) {
  const Type type = Type::of(Kind::kInt);
  EXPECT_THAT(convert(type, fixed<int8_t>("c", {-128, 127, std::nullopt})).values,
              ElementsAre(number(-128), number(127), kNone));
  EXPECT_THAT(convert(type, fixed<uint8_t>("C", {255})).values, ElementsAre(number(255)));
  EXPECT_THAT(convert(type, fixed<int16_t>("s", {-32768})).values, ElementsAre(number(-32768)));
  EXPECT_THAT(convert(type, fixed<uint16_t>("S", {65535})).values, ElementsAre(number(65535)));
  EXPECT_THAT(convert(type, fixed<int32_t>("i", {INT32_MIN})).values, ElementsAre(number(INT32_MIN)));
  EXPECT_THAT(convert(type, fixed<uint32_t>("I", {UINT32_MAX})).values, ElementsAre(number(UINT32_MAX)));
  EXPECT_THAT(convert(type, fixed<int64_t>("l", {kMin, kMax, 0})).values,
              ElementsAre(number(kMin), number(kMax), number(0)));
  const Converted large =
      convert(type, fixed<uint64_t>("L", {static_cast<uint64_t>(kMax), static_cast<uint64_t>(kMax) + 1}));
  EXPECT_THAT(large.values, ElementsAre(number(kMax), kNone));
  EXPECT_THAT(large.problems, ElementsAre("out-of-range: 9223372036854775808"));
}

TEST(Convert, NumbersToDecimalAndMoney) {
  EXPECT_THAT(convert(money(), fixed<int32_t>("i", {12})).values, ElementsAre(number(1200)));
  const Converted overflow = convert(money(), fixed<int64_t>("l", {kMax / 100, kMax / 100 + 1, kMin}));
  EXPECT_THAT(overflow.values, ElementsAre(number(kMax / 100 * 100), kNone, kNone));
  EXPECT_EQ(overflow.problems.size(), 2u);
  const Converted decimals = convert(money(), fixed<int128>("d:18,4", {125000, 125001, -1, std::nullopt}));
  EXPECT_THAT(decimals.values, ElementsAre(number(1250), kNone, kNone, kNone));
  EXPECT_THAT(decimals.problems, ElementsAre("out-of-range: 12.5001", "out-of-range: -0.0001"));
  EXPECT_THAT(convert(money(), fixed<int128>("d:38,0", {7})).values, ElementsAre(number(700)));
  EXPECT_THAT(convert(Type::of(Kind::kInt), fixed<int128>("d:5,-3", {7})).values, ElementsAre(number(7000)));
  EXPECT_THAT(convert(Type::of(Kind::kInt), fixed<int128>("d:38,0", {power_of_ten(37)})).values, ElementsAre(kNone));
  EXPECT_THAT(convert(Type::of(Kind::kFloat), fixed<int128>("d:10,2", {1250})).values, ElementsAre(Value(12.5)));
}

TEST(Convert, Decimal256) {
  struct Wide {
    uint64_t limbs[4];
  };
  const uint64_t ones = ~uint64_t{0};
  const std::vector<std::optional<Wide>> cells = {
      Wide{{1250, 0, 0, 0}}, Wide{{static_cast<uint64_t>(-1250), ones, ones, ones}}, Wide{{0, 0, 0, 1}}, std::nullopt};
  const Converted converted = convert(money(), fixed<Wide>("d:60,2,256", cells));
  EXPECT_THAT(converted.values, ElementsAre(number(1250), number(-1250), kNone, kNone));
  EXPECT_EQ(converted.problems.size(), 1u);
  // 5 at scale 38 needs 129 bits until the zeros behind the point are dropped: 5 * 10^38 = 0x1_7829 4ab0 ... .
  uint64_t limbs[4] = {5, 0, 0, 0};
  for (int i = 0; i < 38; ++i) {
    uint128 carry = 0;
    for (uint64_t& limb : limbs) {
      carry += static_cast<uint128>(limb) * 10;
      limb = static_cast<uint64_t>(carry);
      carry >>= 64;
    }
  }
  EXPECT_THAT(
      convert(Type::of(Kind::kInt), fixed<Wide>("d:60,38,256", {Wide{{limbs[0], limbs[1], limbs[2], limbs[3]}}}))
          .values,
      ElementsAre(number(5)));
}

TEST(Convert, FloatsOnlyWhenExact) {
  const double nan = std::nan(""), infinity = std::numeric_limits<double>::infinity();
  const Converted to_money = convert(money(), fixed<double>("g", {12.34, 0.1, 12.345, nan, 1e16, 1e300, -0.01}));
  EXPECT_THAT(to_money.values, ElementsAre(number(1234), number(10), kNone, kNone, number(1'000'000'000'000'000'000),
                                           kNone, number(-1)));
  EXPECT_THAT(to_money.problems, ElementsAre("out-of-range: 12.345", "out-of-range: 1e+300", "not-a-number: nan"));
  const Converted to_int = convert(Type::of(Kind::kInt), fixed<float>("f", {17850.0F, 0.5F, -9223372036854775808.0F}));
  EXPECT_THAT(to_int.values, ElementsAre(number(17850), kNone, number(kMin)));
  EXPECT_THAT(convert(Type::of(Kind::kInt), fixed<double>("g", {9223372036854775808.0})).values, ElementsAre(kNone));
  // 12.34 as a 32-bit float is not the double 12.34, yet the float nearest to it; and above 2^24 hundredths several
  // decimals share one.
  EXPECT_THAT(convert(money(), fixed<float>("f", {12.34F, 199999.99F, 0.333F})).values,
              ElementsAre(number(1234), kNone, kNone));
  const Converted to_float = convert(Type::of(Kind::kFloat), fixed<double>("g", {0.1, nan, infinity, -0.0}));
  EXPECT_THAT(to_float.values, ElementsAre(Value(0.1), kNone, kNone, Value(0.0)));
  EXPECT_THAT(to_float.problems, ElementsAre("out-of-range: inf", "not-a-number: nan"));
  EXPECT_THAT(convert(Type::of(Kind::kFloat), fixed<int32_t>("i", {3})).values, ElementsAre(Value(3.0)));
}

TEST(Convert, TextToNumbers) {
  const Converted ints =
      convert(Type::of(Kind::kInt),
              texts({"12", " -7 ", "+3", "1e3", "12.0", "1.5", "", "x", "9223372036854775807", "-9223372036854775808",
                     "9223372036854775808", "1e400", "0e999999999999", "1_000", "--1", "."}));
  EXPECT_THAT(ints.values, ElementsAre(number(12), number(-7), number(3), number(1000), number(12), kNone, kNone, kNone,
                                       number(kMax), number(kMin), kNone, kNone, number(0), kNone, kNone, kNone));
  EXPECT_THAT(ints.problems,
              ElementsAre("wrong-type: x", "wrong-type: 1_000", "wrong-type: --1", "wrong-type: .", "out-of-range: 1.5",
                          "out-of-range: 9223372036854775808", "out-of-range: 1e400"));
  EXPECT_THAT(
      convert(money(), texts({"12.5", "0.005", "-.5", "1.2300000000000000000000000000000000000000000000", "1,5"}))
          .values,
      ElementsAre(number(1250), kNone, number(-50), number(123), kNone));
  const Converted reals = convert(Type::of(Kind::kFloat), texts({"1.5", "1e400", "nan", "inf", "+2", "abc"}));
  EXPECT_THAT(reals.values, ElementsAre(Value(1.5), kNone, kNone, kNone, Value(2.0), kNone));
  EXPECT_THAT(reals.problems,
              ElementsAre("wrong-type: abc", "out-of-range: 1e400", "out-of-range: inf", "not-a-number: nan"));
}

TEST(Convert, TextOfEveryLayout) {
  const std::string kLong = "a text of more than twelve bytes";
  for (const ArrowColumn& column : {texts({"ab", std::nullopt, "", kLong}), texts({"ab", std::nullopt, "", kLong}, "U"),
                                    text_views({"ab", std::nullopt, "", kLong})}) {
    EXPECT_THAT(convert(Type::of(Kind::kText), column).values, ElementsAre(text("ab"), kNone, text(""), text(kLong)));
  }
  EXPECT_THAT(convert(Type::of(Kind::kText), fixed<int64_t>("l", {kMin, 7})).values,
              ElementsAre(text("-9223372036854775808"), text("7")));
  EXPECT_THAT(convert(Type::of(Kind::kText), fixed<uint64_t>("L", {UINT64_MAX})).values,
              ElementsAre(text("18446744073709551615")));
  const Converted broken = convert(Type::of(Kind::kText), texts({"ok", "a\xff", "\xed\xa0\x80"}));
  EXPECT_THAT(broken.values, ElementsAre(text("ok"), kNone, kNone));
  EXPECT_THAT(broken.problems[0], "wrong-type: a\xef\xbf\xbd");
}

TEST(Convert, BoolAndEnum) {
  EXPECT_THAT(convert(Type::of(Kind::kBool), bools({true, false, std::nullopt})).values,
              ElementsAre(Value(true), Value(false), kNone));
  EXPECT_THAT(convert(Type::of(Kind::kBool), texts({"TRUE", "n", "2"})).values,
              ElementsAre(Value(true), Value(false), kNone));
  EXPECT_THAT(convert(Type::of(Kind::kBool), fixed<int8_t>("c", {1, 0, 2})).values,
              ElementsAre(Value(true), Value(false), kNone));
  const Type state = Type::enumeration(schema::EnumId{0});
  const Converted states = convert(state, texts({"paid", "Paid", "", "refunded"}));
  EXPECT_THAT(states.values, ElementsAre(number(1), kNone, kNone, number(2)));
  EXPECT_THAT(states.problems, ElementsAre("unknown-enum-value: Paid"));
  const Converted encoded =
      convert(state, dictionary_encoded({1, 0, std::nullopt, 2, 5, -1, 1}, texts({"new", "refunded", "gone"})));
  EXPECT_THAT(encoded.values, ElementsAre(number(2), number(0), kNone, kNone, kNone, kNone, number(2)));
  EXPECT_THAT(encoded.problems, ElementsAre("wrong-type: an index outside its dictionary",
                                            "wrong-type: an index outside its dictionary", "unknown-enum-value: gone"));
}

TEST(Convert, Dates) {
  const Type type = Type::of(Kind::kDate);
  EXPECT_THAT(convert(type, fixed<int32_t>("tdD", {20543, INT32_MAX})).values, ElementsAre(number(20543), kNone));
  EXPECT_THAT(convert(type, fixed<int64_t>("tdm", {86'400'000, 1})).values, ElementsAre(number(1), kNone));
  const Converted dates =
      convert(type, texts({"2026-03-31", "2026-02-30", "31/03/2026", "0001-01-01", "9999-12-31", "0000-01-01", ""}));
  EXPECT_THAT(dates.values, ElementsAre(number(20543), kNone, kNone, number(-719162), number(2932896), kNone, kNone));
  EXPECT_THAT(dates.problems,
              ElementsAre("wrong-type: 2026-02-30", "wrong-type: 31/03/2026", "out-of-range: 0000-01-01"));
  const int64_t midnight = 20543 * kMicrosPerDay;
  const Converted instants = convert(type, fixed<int64_t>("tsu:", {midnight, midnight + 1, kMax}), "Asia/Riyadh");
  EXPECT_THAT(instants.values, ElementsAre(number(20543), kNone, kNone));
  EXPECT_THAT(instants.problems, ElementsAre("out-of-range: 2026-03-31T00:00:00.000001",
                                             "out-of-range: 9223372036854775807 us since 1970"));
  EXPECT_THAT(convert(type, fixed<int64_t>("tsu:UTC", {midnight - 3 * 3600 * kMicrosPerSecond}), "Asia/Riyadh").values,
              ElementsAre(number(20543)));
}

TEST(Convert, Timestamps) {
  const Type type = Type::of(Kind::kTimestamp);
  const int64_t hour = 3600 * kMicrosPerSecond, noon = 20543 * kMicrosPerDay + 12 * hour;
  for (const auto& [format, unit] :
       std::vector<std::pair<std::string, int64_t>>{{"tss:", 1'000'000}, {"tsm:", 1'000}, {"tsu:", 1}}) {
    EXPECT_THAT(convert(type, fixed<int64_t>(format, {noon / unit, kMax}), "Asia/Riyadh").values,
                ElementsAre(number(noon - 3 * hour), kNone));
    EXPECT_THAT(convert(type, fixed<int64_t>(format + "Europe/Paris", {noon / unit}), "Asia/Riyadh").values,
                ElementsAre(number(noon)));
  }
  EXPECT_THAT(convert(type, fixed<int64_t>("tsn:UTC", {noon * 1000 + 999, -1})).values,
              ElementsAre(number(noon), number(-1)));
  EXPECT_THAT(convert(type, fixed<int32_t>("tdD", {20543}), "Asia/Riyadh").values,
              ElementsAre(number(20543 * kMicrosPerDay - 3 * hour)));
  const Converted written =
      convert(type,
              texts({"2026-03-31T12:00:00", "2026-03-31 12:00", "2026-03-31T12:00:00Z", "2026-03-31T12:00:00.5+03:00",
                     "2026-03-31T12:00:00-0130", "2026-03-31", "2026-03-31T25:00", "2026-03-31T12", "noon"}),
              "Asia/Riyadh");
  EXPECT_THAT(written.values, ElementsAre(number(noon - 3 * hour), number(noon - 3 * hour), number(noon),
                                          number(noon - 3 * hour + 500'000), number(noon + hour + hour / 2),
                                          number(20543 * kMicrosPerDay - 3 * hour), kNone, kNone, kNone));
  EXPECT_EQ(written.problems.size(), 3u);
  // A naive time inside the gap of 2026-03-29 in London moves forward to the first instant after it.
  const int64_t gap = 20541 * kMicrosPerDay + hour + hour / 2;
  EXPECT_THAT(convert(type, fixed<int64_t>("tsu:", {gap}), "Europe/London").values,
              ElementsAre(number(20541 * kMicrosPerDay + hour)));
}

TEST(Convert, Collections) {
  const auto items_of = [](const Loaded& loaded, uint64_t row) {
    const runtime::Column& column = loaded.table().column(FieldId{1});
    std::vector<Value> items;
    for (uint64_t i = column.view().starts[row]; i < column.view().starts[row + 1]; ++i) {
      if (column.type().element == Kind::kText)
        items.push_back(std::string(column.dictionary()->text(static_cast<uint32_t>(column.integer(i)))));
      if (column.type().element == Kind::kFloat) items.push_back(column.real(i));
      if (column.type().element == Kind::kInt) items.push_back(column.integer(i));
    }
    return items;
  };
  const ArrowColumn words = lists({3, std::nullopt, 0, 2}, texts({"b", "a", "b", std::nullopt, "c"}));
  const Loaded set = load_one(one_field(field("value", Type::collection(Kind::kSet, Type::of(Kind::kText)))), words);
  ASSERT_TRUE(set.status.ok()) << set.status.error().message;
  EXPECT_THAT(items_of(set, 0), ElementsAre(text("b"), text("a")));
  EXPECT_FALSE(set.table().column(FieldId{1}).is_valid(1));
  EXPECT_TRUE(items_of(set, 2).empty());
  EXPECT_TRUE(set.table().column(FieldId{1}).is_valid(2));
  EXPECT_THAT(items_of(set, 3), ElementsAre(text("c")));
  EXPECT_EQ(set.find(ProblemKind::kMissingValue)->examples.at(0).row, 4u);
  EXPECT_FALSE(set.find(ProblemKind::kMissingValue)->drops_row);
  const Loaded list = load_one(one_field(field("value", Type::collection(Kind::kList, Type::of(Kind::kText)))), words);
  EXPECT_THAT(items_of(list, 0), ElementsAre(text("b"), text("a"), text("b")));
  const Loaded numbers = load_one(one_field(field("value", Type::collection(Kind::kList, Type::of(Kind::kInt)))),
                                  lists({2, 1}, texts({"5", "five", "6"}), "+L"));
  EXPECT_THAT(items_of(numbers, 0), ElementsAre(number(5)));
  EXPECT_THAT(items_of(numbers, 1), ElementsAre(number(6)));
  EXPECT_EQ(numbers.find(ProblemKind::kWrongType)->examples.at(0).value, "five");

  const Loaded map = load_one(one_field(field("value", Type::collection(Kind::kMap, Type::of(Kind::kFloat)))),
                              maps({3, 0}, texts({"x", "y", "x"}), fixed<double>("g", {1.0, 2.0, 3.0})));
  ASSERT_TRUE(map.status.ok()) << map.status.error().message;
  EXPECT_THAT(items_of(map, 0), ElementsAre(Value(3.0), Value(2.0)));
  const runtime::Column& column = map.table().column(FieldId{1});
  EXPECT_EQ(column.key_dictionary()->text(static_cast<const uint32_t*>(column.view().keys)[1]), "y");
}

TEST(Convert, RefusedInWords) {
  EXPECT_THAT(refusal(Type::of(Kind::kInt), fixed<int32_t>("ttm", {1})), HasSubstr("Arrow type time of day"));
  EXPECT_THAT(refusal(Type::of(Kind::kText), texts({"x"}).named("z")), "accepted");
  ArrowColumn binary = texts({"x"});
  binary.format = "z";
  EXPECT_THAT(refusal(Type::of(Kind::kText), binary), HasSubstr("Arrow type binary"));
  EXPECT_THAT(refusal(Type::of(Kind::kFloat), fixed<uint16_t>("e", {1})), HasSubstr("half-precision float"));
  EXPECT_THAT(refusal(Type::of(Kind::kInt), fixed<int32_t>("tdD", {1})),
              HasSubstr("date, from which field `value` of type int cannot be read"));
  EXPECT_THAT(refusal(Type::of(Kind::kDate), fixed<int32_t>("i", {1})), HasSubstr("int32, from which"));
  EXPECT_THAT(refusal(Type::of(Kind::kText), fixed<double>("g", {1.0})), HasSubstr("double"));
  const Type set = Type::collection(Kind::kSet, Type::of(Kind::kText));
  EXPECT_THAT(refusal(set, texts({"a,b"})),
              HasSubstr("text, from which field `value` of type set<text> cannot be read"));
  EXPECT_THAT(refusal(set, lists({1}, lists({1}, texts({"x"})))), HasSubstr("list"));
  EXPECT_THAT(refusal(Type::of(Kind::kText), lists({1}, texts({"x"}))), HasSubstr("list"));
  EXPECT_THAT(refusal(Type::of(Kind::kInt), fixed<int32_t>("?!", {1})), HasSubstr("`?!`, which is unknown"));
  EXPECT_THAT(convert(set, nulls(2)).values.size(), 2u);
  EXPECT_THAT(convert(Type::of(Kind::kInt), nulls(2)).values, ElementsAre(kNone, kNone));
}

TEST(Convert, RequiredFieldsDropRows) {
  const Loaded loaded =
      load_one(one_field(field("value", Type::of(Kind::kInt), false)), texts({"1", "x", std::nullopt, "4"}));
  EXPECT_EQ(loaded.table().num_rows(), 2u);
  EXPECT_EQ(loaded.value(1), number(4));
  EXPECT_EQ(loaded.table().find(4), 1u);
  EXPECT_TRUE(loaded.find(ProblemKind::kWrongType)->drops_row);
  EXPECT_TRUE(loaded.find(ProblemKind::kMissingValue)->drops_row);
  EXPECT_EQ(loaded.report.sources[0].rows_kept, 2u);
}

TEST(Convert, DefaultsStandInForMissingOnly) {
  const Schema schema = one_field(field("value", money(), false, int64_t{500}));
  const Loaded loaded = load_one(schema, texts({"1", std::nullopt, "x"}));
  EXPECT_EQ(loaded.table().num_rows(), 2u);
  EXPECT_EQ(loaded.value(1), number(500));
  EXPECT_EQ(loaded.count(ProblemKind::kWrongType), 1u);
  auto builder = make_builder(schema);
  ASSERT_TRUE(import_batches(*builder, TableId{0}, {batch({ids(2).named("id")})}).ok());
  EXPECT_EQ(finish(*builder).value(1), number(500));
}

}  // namespace
}  // namespace segql::test
