// Arrow streams that are not what they say: an error or a report, never a crash.

#include <cerrno>
#include <limits>
#include <random>

#include <gtest/gtest.h>

#include "tests/table/shop.h"

namespace segql::test {
namespace {

Type text_type() { return Type::of(Kind::kText); }

/// Imports one column into a field of `type`; the status.
Status import_one(Type type, ArrowColumn column, int64_t rows) {
  const Schema schema = one_field(field("value", type));
  auto builder = make_builder(schema);
  Status status = import_batches(*builder, TableId{0}, {batch({ids(rows).named("id"), column.named("value")})});
  const Loaded loaded = finish(*builder);
  EXPECT_EQ(loaded.table().num_rows(), status.ok() ? static_cast<uint64_t>(rows) : 0u);
  return status;
}

void expect_refused(Type type, const ArrowColumn& column, int64_t rows = 2) {
  const Status status = import_one(type, column, rows);
  ASSERT_FALSE(status.ok());
  EXPECT_EQ(status.error().code, ErrorCode::kInvalidData) << status.error().message;
}

TEST(LyingArrow, CountsAndPointers) {
  const Type type = Type::of(Kind::kInt);
  const ArrowColumn good = fixed<int64_t>("l", {1, std::nullopt});
  EXPECT_TRUE(import_one(type, good, 2).ok());
  ArrowColumn column = good;
  column.length = -1;
  expect_refused(type, column);
  column = good, column.length = 1;
  expect_refused(type, column);
  column = good, column.offset = -1;
  expect_refused(type, column);
  column = good, column.offset = std::numeric_limits<int64_t>::max();
  expect_refused(type, column);
  column = good, column.null_count = 3;
  expect_refused(type, column);
  column = good, column.null_count = -7;
  expect_refused(type, column);
  column = good, column.null_count = 1, column.buffers[0] = std::nullopt;
  expect_refused(type, column);
  column = good, column.buffers[1] = std::nullopt;
  expect_refused(type, column);
  column = good, column.buffers.clear();
  expect_refused(type, column);
  column = good, column.buffers.resize(1);
  expect_refused(type, column);
}

TEST(LyingArrow, Offsets) {
  const auto with_offsets = [](const std::vector<int32_t>& offsets) {
    ArrowColumn column = texts({"ab", "cd"});
    Bytes bytes;
    for (const int32_t offset : offsets) append_bytes(bytes, offset);
    column.buffers[1] = bytes;
    return column;
  };
  EXPECT_TRUE(import_one(text_type(), with_offsets({0, 2, 4}), 2).ok());
  expect_refused(text_type(), with_offsets({0, 3, 2}));
  expect_refused(text_type(), with_offsets({-1, 2, 4}));
  expect_refused(text_type(), with_offsets({4, 2, 0}));
  ArrowColumn column = with_offsets({0, 2, 4});
  column.buffers[2] = std::nullopt;
  expect_refused(text_type(), column);
  column = texts({"ab", "cd"}, "U");
  column.buffers[1] = Bytes(24, 0xff);
  expect_refused(text_type(), column);
}

TEST(LyingArrow, Views) {
  const std::vector<std::optional<std::string>> words = {"short", "a text that is longer than twelve bytes"};
  const auto with_view = [&](size_t at, int32_t value) {
    ArrowColumn column = text_views(words);
    std::memcpy(column.buffers[1]->data() + at, &value, sizeof value);
    return column;
  };
  EXPECT_TRUE(import_one(text_type(), text_views(words), 2).ok());
  expect_refused(text_type(), with_view(0, -5));          // length
  expect_refused(text_type(), with_view(16, 1'000'000));  // length beyond the buffer
  expect_refused(text_type(), with_view(24, 1));          // which buffer
  expect_refused(text_type(), with_view(24, -1));
  expect_refused(text_type(), with_view(28, 1));  // offset beyond the buffer
  expect_refused(text_type(), with_view(28, -1));
  ArrowColumn column = text_views(words);
  column.buffers[3] = std::nullopt;  // the sizes
  expect_refused(text_type(), column);
  // A missing cell may hold any view.
  column = with_view(28, -1);
  column.buffers[0] = Bytes{1};
  EXPECT_TRUE(import_one(text_type(), column, 2).ok());
}

TEST(LyingArrow, ListsAndMaps) {
  const Type list = Type::collection(Kind::kList, Type::of(Kind::kInt)),
             map = Type::collection(Kind::kMap, Type::of(Kind::kInt));
  const ArrowColumn good = lists({1, 2}, fixed<int64_t>("l", {1, 2, 3}));
  EXPECT_TRUE(import_one(list, good, 2).ok());
  ArrowColumn column = good;
  column.children[0].length = 2;  // fewer items than the offsets need
  expect_refused(list, column);
  column = good, column.children[0].length = -1;
  expect_refused(list, column);
  column = good, column.children[0].buffers[1] = std::nullopt;
  expect_refused(list, column);
  column = good, column.children.clear();
  expect_refused(list, column);
  column = good, column.children.push_back(column.children[0]);
  expect_refused(list, column);
  Bytes offsets;
  for (const int32_t offset : {0, 2, 1}) append_bytes(offsets, offset);
  column = good, column.buffers[1] = offsets;
  expect_refused(list, column);
  const ArrowColumn good_map = maps({1, 1}, texts({"a", "b"}), fixed<int64_t>("l", {1, 2}));
  EXPECT_TRUE(import_one(map, good_map, 2).ok());
  column = good_map, column.children[0].children.pop_back();
  expect_refused(map, column);
  column = good_map, column.children[0].length = 1;
  expect_refused(map, column);
  column = good_map, column.children[0].children[1].length = 1;
  expect_refused(map, column);
  column = good_map, column.children[0].format = "l";
  expect_refused(map, column);
}

TEST(LyingArrow, DictionariesAndDepth) {
  ArrowColumn column = dictionary_encoded({0, 1}, texts({"a", "b"}));
  EXPECT_TRUE(import_one(text_type(), column, 2).ok());
  column.dictionary->length = -1;
  expect_refused(text_type(), column);
  column = dictionary_encoded({0, 1}, texts({}));
  EXPECT_TRUE(import_one(text_type(), column, 2).ok());  // reported as values of the wrong type
  column = dictionary_encoded({0, 1}, dictionary_encoded({0}, texts({"a"})));
  expect_refused(text_type(), column);
  column = dictionary_encoded({0, 1}, texts({"a", "b"}));
  column.format = "u";
  expect_refused(text_type(), column);
  ArrowColumn deep = fixed<int64_t>("l", {1});
  for (int i = 0; i < 1'000; ++i) {
    ArrowColumn outer = lists({1}, {});
    outer.children[0] = std::move(deep);
    deep = std::move(outer);
  }
  const Status status = import_one(Type::collection(Kind::kList, Type::of(Kind::kInt)), std::move(deep), 1);
  ASSERT_FALSE(status.ok());
  EXPECT_EQ(status.error().code, ErrorCode::kUnsupported);
}

TEST(LyingArrow, FormatsAtRandom) {
  std::mt19937 random(1);
  const std::string letters = "nbcCsSiIlLefguUvzdtDmTsw+rlm:,0129-";
  for (int i = 0; i < 20'000; ++i) {
    std::string format;
    for (size_t n = random() % 8; n > 0; --n) format += letters[random() % letters.size()];
    ArrowColumn column = fixed<int64_t>(format, {0, 0});
    column.buffers = {std::nullopt, Bytes(64), Bytes(64),
                      Bytes(64)};  // zeros are good offsets and good cells of any width
    const Schema schema = one_field(field("value", static_cast<bool>(random() % 2) ? text_type() : Type::decimal(2)));
    auto builder = make_builder(schema);
    const Status status = import_batches(*builder, TableId{0}, {batch({ids(2).named("id"), column.named("value")})});
    if (!status.ok()) {
      EXPECT_FALSE(status.error().message.empty());
    }
  }
}

TEST(LyingArrow, Streams) {
  const Schema schema = one_field(field("value", text_type()));
  auto builder = make_builder(schema);
  EXPECT_FALSE(builder->import(TableId{0}, nullptr, {}, "nothing").ok());
  ArrowArrayStream stream{};
  EXPECT_FALSE(builder->import(TableId{0}, &stream, {}, "released").ok());
  int released = 0;
  make_stream({batch({})}, &stream, {}, &released);
  EXPECT_FALSE(builder->import(TableId{9}, &stream, {}, "no table").ok());
  make_stream({batch({ids(1).named("id")})}, &stream, {-1, true}, &released);
  EXPECT_FALSE(builder->import(TableId{0}, &stream, {}, "no schema").ok());
  make_stream({ids(1)}, &stream, {}, &released);
  EXPECT_FALSE(builder->import(TableId{0}, &stream, {}, "not a struct").ok());
  ArrowColumn rows = batch({ids(2).named("id")});
  rows.null_count = 1;
  make_stream({rows}, &stream, {}, &released);
  EXPECT_FALSE(builder->import(TableId{0}, &stream, {}, "missing rows").ok());
  rows = batch({ids(2).named("id")});
  rows.buffers = {Bytes{1}}, rows.null_count = -1;
  make_stream({rows}, &stream, {}, &released);  // of rows that nobody counted
  EXPECT_FALSE(builder->import(TableId{0}, &stream, {}, "missing rows").ok());
  rows = batch({ids(2).named("id")});
  rows.length = 3;
  make_stream({rows}, &stream, {}, &released);
  EXPECT_FALSE(builder->import(TableId{0}, &stream, {}, "short column").ok());
  make_stream({batch({ids(2).named("id")}), batch({ids(2).named("id"), ids(2)})}, &stream, {}, &released);
  EXPECT_FALSE(builder->import(TableId{0}, &stream, {}, "other columns").ok());
  make_stream({batch({ids(2).named("id"), ids(2).named("id")})}, &stream, {}, &released);
  EXPECT_FALSE(builder->import(TableId{0}, &stream, {}, "two columns of a name").ok());
  EXPECT_EQ(released, 8);
  const Loaded loaded = finish(*builder);
  EXPECT_EQ(loaded.table().num_rows(), 0u);
  EXPECT_TRUE(loaded.report.sources.empty());
}

/// -1 is "not counted": what counts is the bitmap, from the offset on.
TEST(LyingArrow, BatchesWithABitmapOfRows) {
  const Schema schema = one_field(field("value", text_type()));
  const auto import_rows = [&](uint8_t bits, int64_t offset, int64_t length, int64_t null_count) {
    auto builder = make_builder(schema);
    ArrowColumn rows = batch({ids(9).named("id")});
    rows.buffers = {Bytes{bits, 0xff}};
    rows.offset = offset, rows.length = length, rows.null_count = null_count;
    const Status status = import_batches(*builder, TableId{0}, {rows});
    return status.ok() ? "kept " + std::to_string(finish(*builder).table().num_rows()) : status.error().message;
  };
  const std::string refused = "a batch of the Arrow stream has missing rows";
  EXPECT_EQ(import_rows(0xff, 0, 9, -1), "kept 9");
  EXPECT_EQ(import_rows(0xfe, 0, 9, -1), refused);
  EXPECT_EQ(import_rows(0xfe, 1, 8, -1), "kept 8");
  EXPECT_EQ(import_rows(0x7f, 1, 8, -1), refused);
  EXPECT_EQ(import_rows(0x7f, 0, 7, -1), "kept 7");
  EXPECT_EQ(import_rows(0xff, 0, 9, 1), refused);
  EXPECT_EQ(import_rows(0xff, 0, 9, 0), "kept 9");
}

TEST(LyingArrow, TooManyRows) {
  const Schema schema = one_field(field("value", text_type()));
  Limits limits;
  limits.rows_per_table = 3;
  auto builder = make_builder(schema, limits);
  ASSERT_TRUE(import_batches(*builder, TableId{0}, {batch({ids(3).named("id")})}).ok());
  const Status status = import_batches(*builder, TableId{0}, {batch({ids(1).named("id")})});
  ASSERT_FALSE(status.ok());
  EXPECT_EQ(status.error().code, ErrorCode::kLimitExceeded);
  EXPECT_EQ(builder->append(TableId{0}, {}).error().code, ErrorCode::kLimitExceeded);
  // A length nobody could have memory for is refused before a byte is read.
  auto unlimited = make_builder(schema);
  ArrowColumn column = ids(1).named("id");
  column.length = INT64_MAX / 64;
  EXPECT_EQ(import_batches(*unlimited, TableId{0}, {batch({column})}).error().code, ErrorCode::kLimitExceeded);
  EXPECT_EQ(finish(*builder).table().num_rows(), 3u);
}

/// Any one 4-byte word of a good batch's metadata and offsets may be changed to anything.
TEST(LyingArrow, OneWrongNumber) {
  std::mt19937 random(2);
  const Schema schema = one_field(field("value", Type::collection(Kind::kSet, text_type())));
  for (int round = 0; round < 5'000; ++round) {
    ArrowColumn column = lists({2, 1, std::nullopt}, texts({"a", "bc", "d"})).named("value");
    const int64_t wild[] = {-1, 0, 1, 2, 3, 4, 1'000, INT32_MAX, INT64_MAX, INT64_MIN};
    const int64_t value = wild[random() % std::size(wild)];
    ArrowColumn& target = random() % 2 == 0 ? column : column.children[0];
    switch (random() % 5) {
      case 0: target.null_count = value; break;
      case 1: target.offset = value < 0 ? value : value % 2 * INT64_MAX; break;
      case 2: target.length = value < 4 ? value : -value; break;
      case 3: {  // an offset, never beyond the text: that size nobody can know
        const auto small = static_cast<int32_t>(value % 5);
        std::memcpy(target.buffers[1]->data() + 4 * (random() % 4), &small, sizeof small);
        break;
      }
      default: target.buffers[random() % target.buffers.size()] = std::nullopt; break;
    }
    auto builder = make_builder(schema);
    const Status status = import_batches(*builder, TableId{0}, {batch({ids(3).named("id"), column})});
    EXPECT_EQ(finish(*builder).table().num_rows(), status.ok() ? 3u : 0u);
  }
}

}  // namespace
}  // namespace segql::test
