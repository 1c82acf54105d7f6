// Values put in are the values read back: random tables over all encodings, with missing values and extremes.

#include <bit>
#include <limits>
#include <random>
#include <set>

#include <gtest/gtest.h>

#include "runtime/bitmap/bits.h"
#include "runtime/table/column_builder.h"
#include "runtime/table/staged_cells.h"
#include "tests/table/shop.h"

namespace segql::test {
namespace {

using runtime::Encoding;
using schema::Value;

constexpr int64_t kMin = std::numeric_limits<int64_t>::min(), kMax = std::numeric_limits<int64_t>::max();

struct Range {
  int64_t low, high;
  Encoding encoding;
};
const Range kRanges[] = {
    {0, 0, Encoding::kU8},
    {-5, 250, Encoding::kU8},
    {0, 256, Encoding::kU16},
    {kMin, kMin + 65535, Encoding::kU16},
    {kMax - 65536, kMax, Encoding::kU32},
    {-1, INT64_C(4294967294), Encoding::kU32},
    {0, INT64_C(4294967296), Encoding::kI64},
    {kMin, kMax, Encoding::kI64},
};

class Random {
 public:
  explicit Random(uint64_t seed) : engine_(seed) {}
  uint64_t below(uint64_t bound) { return engine_() % bound; }
  int64_t between(int64_t low, int64_t high) {
    const uint64_t span = static_cast<uint64_t>(high) - static_cast<uint64_t>(low);
    const uint64_t offset = span == UINT64_MAX ? engine_() : engine_() % (span + 1);
    return static_cast<int64_t>(static_cast<uint64_t>(low) + offset);
  }

 private:
  std::mt19937_64 engine_;
};

std::vector<std::optional<int64_t>> random_values(Random& random, const Range& range, size_t count,
                                                  uint64_t missing_in) {
  std::vector<std::optional<int64_t>> values;
  for (size_t i = 0; i < count; ++i) {
    if (missing_in != 0 && random.below(missing_in) == 0) {
      values.emplace_back();
    } else {
      values.emplace_back(random.between(range.low, range.high));
    }
  }
  if (count > 1) values[0] = range.low, values[count - 1] = range.high;
  return values;
}

void expect_column(const runtime::Column& column, const std::vector<std::optional<int64_t>>& values) {
  int64_t min = kMax, max = kMin;
  uint64_t missing = 0;
  std::set<int64_t> distinct;
  for (size_t row = 0; row < values.size(); ++row) {
    ASSERT_EQ(column.is_valid(row), values[row].has_value()) << row;
    if (!values[row]) {
      ++missing;
      continue;
    }
    ASSERT_EQ(column.integer(row), *values[row]) << row;
    min = std::min(min, *values[row]), max = std::max(max, *values[row]);
    distinct.insert(*values[row]);
  }
  EXPECT_EQ(column.stats().num_missing, missing);
  EXPECT_EQ(column.view().valid == nullptr, missing == 0);
  if (distinct.empty()) {
    EXPECT_GT(column.stats().min, column.stats().max);
    return;
  }
  EXPECT_EQ(column.stats().min, min);
  EXPECT_EQ(column.stats().max, max);
  EXPECT_NEAR(static_cast<double>(column.stats().num_distinct), static_cast<double>(distinct.size()),
              0.1 * static_cast<double>(distinct.size()));
  if (column.view().valid != nullptr && values.size() % 64 != 0) {
    EXPECT_EQ(column.view().valid[values.size() / 64] >> (values.size() % 64), 0u) << "bits beyond the rows";
  }
}

TEST(RoundTrip, IntegersInEveryEncoding) {
  Random random(1);
  for (const Range& range : kRanges)
    for (const size_t count : {0, 1, 63, 64, 65, 1'000, 70'001})
      for (const uint64_t missing_in : {0, 1, 2, 10, 1'000}) {
        const auto values = random_values(random, range, count, missing_in);
        const Loaded loaded = load_one(one_field(field("value", Type::of(Kind::kInt))), fixed<int64_t>("l", values));
        const runtime::Column& column = loaded.table().column(FieldId{1});
        expect_column(column, values);
        if (count > 1 && column.view().unit == 1) {
          EXPECT_EQ(column.view().encoding, range.encoding) << range.low << " " << range.high;
        }
        if (column.view().encoding == Encoding::kI64) {
          EXPECT_EQ(column.view().base, 0);
        }
      }
}

TEST(RoundTrip, MultiplesOfAUnitAreStoredNarrower) {
  constexpr int64_t kSecond = 1'000'000;
  struct Case {
    const char* what;
    int64_t base, unit;
    uint64_t steps;  ///< the largest value is base + unit * steps
    int64_t stored;  ///< the unit of the column
    Encoding encoding;
  };
  const Case cases[] = {
      {"whole seconds", 1'700'000'000'000'000, kSecond, 86'400'000, kSecond, Encoding::kU32},
      {"whole hours", -3'600'000'000, 3600 * kSecond, 60'000, 3600 * kSecond, Encoding::kU16},
      {"whole thousands", 5, 1000, 255, 1000, Encoding::kU8},
      {"narrow enough as it is", 0, 10, 25, 1, Encoding::kU8},
      {"no narrower for it", 7, 2, 5'000'000'000, 1, Encoding::kI64},
      {"the whole range", kMin, int64_t{1} << 40, 0xFFFFFF, 1, Encoding::kI64},
      {"beyond exact doubles", -5, (int64_t{1} << 31) + 1, (uint64_t{1} << 31), (int64_t{1} << 31) + 1, Encoding::kU32},
  };
  Random random(3);
  for (const Case& c : cases) {
    const auto at = [&](uint64_t step) {
      return static_cast<int64_t>(static_cast<uint64_t>(c.base) + static_cast<uint64_t>(c.unit) * step);
    };
    std::vector<std::optional<int64_t>> values = {at(0), at(c.steps), at(1), std::nullopt};
    for (int i = 0; i < 10'000; ++i) values.emplace_back(at(random.below(c.steps + 1)));
    const Loaded loaded = load_one(one_field(field("value", Type::of(Kind::kInt))), fixed<int64_t>("l", values));
    const runtime::Column& column = loaded.table().column(FieldId{1});
    expect_column(column, values);
    EXPECT_EQ(column.view().unit, c.stored) << c.what;
    EXPECT_EQ(column.view().encoding, c.encoding) << c.what;
    // One value beside the others, and late: no unit is left.
    values.emplace_back(at(0) + 1);
    const Loaded odd = load_one(one_field(field("value", Type::of(Kind::kInt))), fixed<int64_t>("l", values));
    expect_column(odd.table().column(FieldId{1}), values);
    EXPECT_EQ(odd.table().column(FieldId{1}).view().unit, 1) << c.what;
  }
}

TEST(RoundTrip, SlicedArraysAndManyBatches) {
  Random random(2);
  const Schema schema = one_field(field("value", Type::of(Kind::kInt)));
  for (int round = 0; round < 20; ++round) {
    auto builder = make_builder(schema);
    std::vector<std::optional<int64_t>> all;
    std::vector<ArrowColumn> batches;
    int64_t next_id = 0;
    while (all.size() < 150'000) {
      const auto values = random_values(random, kRanges[random.below(std::size(kRanges))], 1 + random.below(30'000), 5);
      const auto skipped = static_cast<size_t>(random.below(values.size()));
      ArrowColumn column = fixed<int64_t>("l", values).named("value"), id = fixed<int64_t>("l", {}).named("id");
      column.offset = static_cast<int64_t>(skipped);
      column.length -= column.offset;
      std::vector<std::optional<int64_t>> numbers;
      for (size_t i = skipped; i < values.size(); ++i) numbers.emplace_back(next_id++);
      all.insert(all.end(), values.begin() + static_cast<std::ptrdiff_t>(skipped), values.end());
      batches.push_back(batch({fixed<int64_t>("l", numbers).named("id"), column}));
    }
    ASSERT_TRUE(import_batches(*builder, TableId{0}, batches).ok());
    expect_column(finish(*builder).table().column(FieldId{1}), all);
  }
}

TEST(RoundTrip, TextsFloatsAndDroppedRows) {
  Random random(3);
  Schema schema;
  schema.tables.push_back(
      entity("thing", {field("id", Type::of(Kind::kText), false), field("name", Type::of(Kind::kText)),
                       field("score", Type::of(Kind::kFloat)), field("level", Type::of(Kind::kInt), false)}));
  for (int round = 0; round < 10; ++round) {
    const size_t count = random.below(100'000);
    std::vector<std::optional<std::string>> keys, names, levels;
    std::vector<std::optional<double>> scores;
    std::vector<size_t> kept;
    std::set<std::string> distinct;
    for (size_t i = 0; i < count; ++i) {
      keys.push_back("key " + std::to_string(i));
      names.push_back(random.below(4) == 0 ? std::nullopt : std::optional("name " + std::to_string(random.below(300))));
      scores.push_back(random.below(4) == 0 ? std::nullopt
                                            : std::optional(static_cast<double>(random.below(1'000'000)) / 7));
      const bool good = random.below(10) != 0;
      levels.push_back(good ? "1" : "one");
      if (!good) continue;
      kept.push_back(i);
      if (names[i]) distinct.insert(*names[i]);
    }
    auto builder = make_builder(schema);
    ASSERT_TRUE(import_batches(*builder, TableId{0},
                               {batch({texts(keys).named("id"), texts(names).named("name"),
                                       fixed<double>("g", scores).named("score"), texts(levels).named("level")})})
                    .ok());
    const Loaded loaded = finish(*builder);
    ASSERT_EQ(loaded.table().num_rows(), kept.size());
    EXPECT_EQ(loaded.count(ProblemKind::kWrongType), count - kept.size());
    EXPECT_EQ(loaded.table().column(FieldId{1}).stats().num_distinct, distinct.size());
    EXPECT_EQ(loaded.table().column(FieldId{1}).dictionary()->size(), distinct.size());
    for (size_t row = 0; row < kept.size(); ++row) {
      const size_t i = kept[row];
      ASSERT_EQ(loaded.value(row, 0), Value(*keys[i]));
      ASSERT_EQ(loaded.value(row, 1), names[i] ? Value(*names[i]) : Value(Missing{}));
      ASSERT_EQ(loaded.value(row, 2), scores[i] ? Value(*scores[i]) : Value(Missing{}));
      ASSERT_EQ(loaded.table().find(*keys[i]), row);
    }
    const auto order = loaded.table().rows_by_key();
    ASSERT_EQ(order.size(), kept.size());
    for (size_t i = 1; i < order.size(); ++i)
      ASSERT_LT(std::get<std::string>(loaded.value(order[i - 1], 0)), std::get<std::string>(loaded.value(order[i], 0)));
  }
}

TEST(RoundTrip, KeysOfEveryDensity) {
  Random random(4);
  const Schema schema = one_field(field("value", Type::ref(TableId{0})));
  for (const Range& range : kRanges) {
    auto builder = make_builder(schema);
    std::vector<std::optional<int64_t>> keys = random_values(random, range, 20'000, 0);
    std::vector<std::optional<int64_t>> references;
    for (size_t i = 0; i < keys.size(); ++i)
      references.push_back(random.below(3) == 0 ? random.between(range.low, range.high)
                                                : *keys[random.below(keys.size())]);
    ASSERT_TRUE(
        import_batches(*builder, TableId{0},
                       {batch({fixed<int64_t>("l", keys).named("id"), fixed<int64_t>("l", references).named("value")})})
            .ok());
    const Loaded loaded = finish(*builder);
    const runtime::Table& table = loaded.table();
    std::set<int64_t> distinct;
    for (const auto& key : keys) distinct.insert(*key);
    ASSERT_EQ(table.num_rows(), distinct.size());
    EXPECT_EQ(loaded.count(ProblemKind::kDuplicateKey), keys.size() - distinct.size());
    for (uint64_t row = 0; row < table.num_rows(); ++row) {
      const int64_t key = table.column(FieldId{0}).integer(row);
      ASSERT_EQ(table.find(key), row);
    }
    const std::vector<uint32_t> order(table.rows_by_key().begin(), table.rows_by_key().end());
    size_t i = 0;
    for (const int64_t key : distinct) ASSERT_EQ(table.column(FieldId{0}).integer(order[i++]), key);
    for (const auto& reference : references)
      EXPECT_EQ(table.find(*reference).has_value(), distinct.contains(*reference));
  }
}

TEST(RoundTrip, ComputedColumns) {
  const std::vector<int64_t> values = {7, -1, 300, 0};
  const std::vector<uint64_t> valid = {~uint64_t{0} & ~uint64_t{2}};  // bits beyond the rows are set too
  const runtime::Column column = runtime::make_computed_column(Type::of(Kind::kInt), values, valid, nullptr);
  expect_column(column, {7, std::nullopt, 300, 0});
  EXPECT_EQ(column.view().encoding, Encoding::kU16);
  const std::vector<int64_t> hundreds = {0, 100'000, 300'000};
  EXPECT_EQ(runtime::make_computed_column(Type::of(Kind::kInt), hundreds, {}, nullptr).view().unit, 1);
  const std::vector<double> reals = {0.5, std::numeric_limits<double>::quiet_NaN(), -2.0};
  const runtime::Column real = runtime::make_computed_column(Type::of(Kind::kFloat), reals, {});
  EXPECT_EQ(real.value(0), Value(0.5));
  EXPECT_EQ(real.value(1), Value(Missing{}));
  EXPECT_EQ(real.stats().min_real, -2.0);
  EXPECT_EQ(real.stats().num_missing, 1u);
  const auto dictionary = std::make_shared<runtime::Dictionary>();
  dictionary->add("a");
  dictionary->add("b");
  const std::vector<int64_t> codes = {1, 1};
  const runtime::Column text = runtime::make_computed_column(Type::of(Kind::kText), codes, {}, dictionary);
  EXPECT_EQ(text.value(1), Value(std::string("b")));
  EXPECT_EQ(text.stats().num_distinct, 1u);
  const runtime::Column none =
      runtime::make_computed_column(Type::of(Kind::kInt), std::span<const int64_t>(), {}, nullptr);
  EXPECT_NE(none.view().data, nullptr);
}

TEST(RoundTrip, StagedCellsForgetTheEnd) {
  Random random(6);
  for (int round = 0; round < 30; ++round) {
    runtime::StagedCells cells;
    std::vector<std::optional<int64_t>> expected;
    for (int step = 0; step < 40; ++step) {
      if (random.below(4) == 0) {
        expected.resize(random.below(expected.size() + 1));
        cells.truncate(expected.size());
        continue;
      }
      const auto values = random_values(random, kRanges[random.below(std::size(kRanges))], random.below(20'000), 3);
      std::vector<int64_t> numbers(values.size());
      std::vector<uint64_t> valid(values.size() / 64 + 1, random.below(2) == 0 ? 0 : ~uint64_t{0});
      for (size_t i = 0; i < values.size(); ++i) {
        numbers[i] = values[i].value_or(99);
        values[i] ? runtime::set_bit(valid, i) : runtime::clear_bit(valid, i);
      }
      cells.append(numbers.data(), valid.data(), static_cast<uint32_t>(values.size()));
      expected.insert(expected.end(), values.begin(), values.end());
      ASSERT_EQ(cells.size(), expected.size());
    }
    cells.seal();
    ASSERT_EQ(cells.size(), expected.size());
    for (size_t i = 0; i < expected.size(); ++i) {
      ASSERT_EQ(cells.is_valid(i), expected[i].has_value()) << i;
      if (expected[i]) {
        ASSERT_EQ(cells.at(i), *expected[i]) << i;
      }
    }
  }
}

TEST(RoundTrip, DictionaryFindsWhatItHolds) {
  runtime::Dictionary dictionary;
  std::vector<std::string> words = {"", std::string("nul\0inside", 10), "é"};
  for (int i = 0; i < 200'000; ++i) words.push_back("word " + std::to_string(i));
  for (size_t i = 0; i < words.size(); ++i) ASSERT_EQ(dictionary.add(words[i]), i);
  std::vector<std::string_view> views(words.begin(), words.end());
  std::vector<uint32_t> codes(views.size());
  dictionary.add_all(views, codes.data());
  ASSERT_EQ(dictionary.size(), words.size());
  dictionary.shrink();
  for (size_t i = 0; i < words.size(); ++i) {
    ASSERT_EQ(codes[i], i);
    ASSERT_EQ(dictionary.find(words[i]), i);
    ASSERT_EQ(dictionary.text(codes[i]), words[i]);
  }
  EXPECT_EQ(dictionary.find("word"), std::nullopt);
  EXPECT_EQ(dictionary.view()->size, words.size());
}

}  // namespace
}  // namespace segql::test
