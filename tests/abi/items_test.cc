/// Texts, lists, sets and maps: every encoding, every kind of nothing.
#include <algorithm>
#include <limits>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "runtime/abi/cell.h"
#include "runtime/abi/support.h"

namespace segql::runtime {
namespace {

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
constexpr double kInfinity = std::numeric_limits<double>::infinity();

class Texts {
 public:
  explicit Texts(std::vector<std::string> texts) : texts_(std::move(texts)) {
    for (const std::string& text : texts_) {
      heap_ += text;
      offsets_.push_back(heap_.size());
    }
    view_ = {heap_.data(), offsets_.data(), texts_.size()};
  }
  Texts(const Texts&) = delete;
  const DictionaryView* view() const { return &view_; }
  const std::string& operator[](size_t code) const { return texts_[code]; }
  int64_t size() const { return static_cast<int64_t>(texts_.size()); }

 private:
  std::vector<std::string> texts_;
  std::string heap_;
  std::vector<uint64_t> offsets_ = {0};
  DictionaryView view_;
};

/// Code points of valid UTF-8, for a reference that does not look at bytes.
std::u32string code_points(const std::string& text) {
  std::u32string result;
  for (size_t i = 0; i < text.size();) {
    const auto lead = static_cast<unsigned char>(text[i]);
    const size_t length = lead < 0x80 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
    char32_t point = length == 1 ? lead : lead & (0xFF >> (length + 1));
    for (size_t k = 1; k < length; ++k) point = (point << 6) | (static_cast<unsigned char>(text[i + k]) & 0x3F);
    result.push_back(point);
    i += length;
  }
  return result;
}

int sign(int64_t number) { return number < 0 ? -1 : number > 0 ? 1 : 0; }

TEST(TextCompare, OrdersByCodePoints) {
  // U+FFFD orders before U+1F600 by code point, but after it by UTF-16 unit; "e" with an accent after "z".
  const Texts lhs({"", "a", "A", "ab", "b", "\xC3\xA9", "z", "\xEF\xBF\xBD", "\xF0\x9F\x98\x80", "\xD8\xA7",
                   std::string("a\0b", 3)});
  const Texts rhs({"\xF0\x9F\x98\x80", "z", "\xC3\xA9", "a", std::string("a\0", 2), "abc", "", "\xEF\xBF\xBD"});
  for (int64_t l = 0; l < lhs.size(); ++l) {
    for (int64_t r = 0; r < rhs.size(); ++r) {
      const int expected = code_points(lhs[l]).compare(code_points(rhs[r]));
      EXPECT_EQ(sign(segql_text_compare(lhs.view(), l, rhs.view(), r)), sign(expected)) << lhs[l] << " and " << rhs[r];
      EXPECT_EQ(sign(segql_text_compare(rhs.view(), r, lhs.view(), l)), sign(-expected));
    }
    EXPECT_EQ(segql_text_compare(lhs.view(), l, lhs.view(), l), 0);
  }
}

TEST(TextCompare, CodesOfNoTextStandForTheEmptyText) {
  const Texts texts({"a", ""});
  const DictionaryView none;
  for (const int64_t code : {int64_t{-1}, int64_t{2}, INT64_MIN, INT64_MAX}) {
    EXPECT_EQ(segql_text_compare(texts.view(), code, texts.view(), 1), 0);
    EXPECT_LT(segql_text_compare(texts.view(), code, texts.view(), 0), 0);
    EXPECT_EQ(segql_text_compare(&none, code, &none, 0), 0);
  }
}

TEST(InList, FindsWhatIsThere) {
  const std::vector<int64_t> items = {INT64_MIN, -5, 0, 7, 8, INT64_MAX};
  for (size_t n = 0; n <= items.size(); ++n) {
    for (const int64_t value : {INT64_MIN, INT64_MIN + 1, int64_t{-5}, int64_t{0}, int64_t{1}, int64_t{8}, INT64_MAX}) {
      const bool expected = std::count(items.begin(), items.begin() + static_cast<ptrdiff_t>(n), value) > 0;
      EXPECT_EQ(segql_in_list(items.data(), n, value), expected ? 1u : 0u);
    }
  }
  EXPECT_EQ(segql_in_list(nullptr, 0, 3), 0u);
}

TEST(InList, DoublesCompareAsNumbers) {
  const std::vector<double> items = {-kInfinity, -1.5, 0.0, 2.5, kInfinity};
  for (const double value : items) EXPECT_EQ(segql_in_list_float(items.data(), items.size(), value), 1u);
  EXPECT_EQ(segql_in_list_float(items.data(), items.size(), -0.0), 1u);
  EXPECT_EQ(segql_in_list_float(items.data(), items.size(), 1.0), 0u);
  EXPECT_EQ(segql_in_list_float(items.data(), items.size(), kNan), 0u);
  EXPECT_EQ(segql_in_list_float(nullptr, 0, kNan), 0u);
}

TEST(Cell, EveryEncodingAddsItsBase) {
  const uint8_t bytes[] = {0, 255};
  const uint16_t shorts[] = {0, 65535};
  const uint32_t words[] = {0, UINT32_MAX};
  const int64_t longs[] = {INT64_MIN, INT64_MAX};
  ColumnView column;
  column.base = -100;
  const auto cells = [&](const void* data, Encoding encoding) {
    column.data = data;
    column.encoding = encoding;
    return std::pair(integer_cell(column, 0), integer_cell(column, 1));
  };
  EXPECT_EQ(cells(bytes, Encoding::kU8), std::pair(int64_t{-100}, int64_t{155}));
  EXPECT_EQ(cells(shorts, Encoding::kU16), std::pair(int64_t{-100}, int64_t{65435}));
  EXPECT_EQ(cells(words, Encoding::kU32), std::pair(int64_t{-100}, int64_t{UINT32_MAX} - 100));
  column.base = 0;
  EXPECT_EQ(cells(longs, Encoding::kI64), std::pair(INT64_MIN, INT64_MAX));
  column.base = INT64_MAX;  // arbitrary cells of missing rows may go beyond
  EXPECT_EQ(cells(bytes, Encoding::kU8).second, INT64_MIN + 254);
}

/// Rows: {5, 7, 5}, {}, missing, {-3}.
class Collections : public ::testing::Test {
 protected:
  Collections() {
    integers_.data = integer_items_;
    integers_.valid = &valid_;
    integers_.base = -10;
    integers_.starts = starts_;
    integers_.encoding = Encoding::kU8;
    reals_ = integers_;
    reals_.data = real_items_;
    reals_.base = 0;
    reals_.encoding = Encoding::kF64;
  }
  bool any(int64_t row, std::vector<int64_t> items) {
    const std::vector<double> reals(items.begin(), items.end());
    const bool found = segql_has_any(&integers_, row, items.data(), items.size()) != 0;
    EXPECT_EQ(segql_has_any_float(&reals_, row, reals.data(), reals.size()) != 0, found);
    return found;
  }
  bool all(int64_t row, std::vector<int64_t> items) {
    const std::vector<double> reals(items.begin(), items.end());
    const bool found = segql_has_all(&integers_, row, items.data(), items.size()) != 0;
    EXPECT_EQ(segql_has_all_float(&reals_, row, reals.data(), reals.size()) != 0, found);
    return found;
  }
  bool value(int64_t row, int64_t item) {
    const bool found = segql_has_value(&integers_, row, item) != 0;
    EXPECT_EQ(segql_has_value_float(&reals_, row, static_cast<double>(item)) != 0, found);
    return found;
  }

  const uint8_t integer_items_[5] = {15, 17, 15, 99, 7};  // the missing row has an arbitrary item
  const double real_items_[5] = {5, 7, 5, 99, -3};
  const uint32_t starts_[5] = {0, 3, 3, 4, 5};
  const uint64_t valid_ = 0b1011;
  ColumnView integers_, reals_;
};

TEST_F(Collections, HasAny) {
  EXPECT_TRUE(any(0, {5}));
  EXPECT_TRUE(any(0, {6, 7, 8}));
  EXPECT_FALSE(any(0, {-3, 4, 6}));
  EXPECT_FALSE(any(0, {}));
  EXPECT_FALSE(any(1, {5}));
  EXPECT_FALSE(any(2, {89, 99}));
  EXPECT_TRUE(any(3, {-3}));
  EXPECT_FALSE(any(kNoRow, {-3}));
}

TEST_F(Collections, HasAll) {
  EXPECT_TRUE(all(0, {5}));
  EXPECT_TRUE(all(0, {5, 7}));
  EXPECT_FALSE(all(0, {5, 6, 7}));
  EXPECT_FALSE(all(1, {5}));
  EXPECT_TRUE(all(0, {}));
  EXPECT_TRUE(all(1, {}));
  EXPECT_FALSE(all(2, {})) << "a positive test of a missing collection is false";
  EXPECT_FALSE(all(2, {89}));
  EXPECT_FALSE(all(kNoRow, {}));
}

TEST_F(Collections, HasValue) {
  EXPECT_TRUE(value(0, 7));
  EXPECT_FALSE(value(0, 6));
  EXPECT_FALSE(value(1, 5));
  EXPECT_FALSE(value(2, 89));
  EXPECT_TRUE(value(3, -3));
  EXPECT_FALSE(value(kNoRow, -3));
  EXPECT_EQ(segql_has_value_float(&reals_, 0, kNan), 0u);
}

TEST_F(Collections, WithoutValidityEveryRowIsPresent) {
  integers_.valid = nullptr;
  EXPECT_EQ(segql_has_value(&integers_, 2, 89), 1u);
}

TEST(HasValueText, ComparesTextsNotCodes) {
  const Texts column_texts({"red", "green", "blue"});
  const Texts other_texts({"blue", "yellow", "red"});
  const uint32_t items[] = {0, 2};
  const uint32_t starts[] = {0, 2, 2};
  ColumnView column;
  column.data = items;
  column.starts = starts;
  column.encoding = Encoding::kU32;
  column.dictionary = column_texts.view();
  EXPECT_EQ(segql_has_value_text(&column, 0, other_texts.view(), 0), 1u);
  EXPECT_EQ(segql_has_value_text(&column, 0, other_texts.view(), 1), 0u);
  EXPECT_EQ(segql_has_value_text(&column, 0, other_texts.view(), 2), 1u);
  EXPECT_EQ(segql_has_value_text(&column, 0, column_texts.view(), 1), 0u);
  EXPECT_EQ(segql_has_value_text(&column, 1, other_texts.view(), 0), 0u);
  EXPECT_EQ(segql_has_value_text(&column, kNoRow, other_texts.view(), 0), 0u);
}

TEST(MapValue, FindsTheFirstValueOfTheKey) {
  const int64_t values[] = {10, 20, 30, 40};
  const double reals[] = {1.5, 2.5, 3.5, 4.5};
  const uint32_t keys[] = {7, 9, 7, 9};
  const uint32_t starts[] = {0, 3, 4, 4};
  const uint64_t valid = 0b101;
  ColumnView map;
  map.data = values;
  map.keys = keys;
  map.starts = starts;
  map.valid = &valid;
  const auto value = [&](int64_t row, uint32_t key) {
    int64_t out = -1;
    const uint32_t found = segql_map_value(&map, row, key, &out);
    EXPECT_EQ(found, out == -1 ? 0u : 1u);
    return out;
  };
  EXPECT_EQ(value(0, 7), 10);
  EXPECT_EQ(value(0, 9), 20);
  EXPECT_EQ(value(0, 8), -1);
  EXPECT_EQ(value(1, 9), -1) << "missing row";
  EXPECT_EQ(value(2, 9), -1) << "no entries";
  EXPECT_EQ(value(kNoRow, 9), -1);
  map.data = reals;
  map.encoding = Encoding::kF64;
  double real = 0;
  EXPECT_EQ(segql_map_value_float(&map, 0, 9, &real), 1u);
  EXPECT_EQ(real, 2.5);
  EXPECT_EQ(segql_map_value_float(&map, 0, 8, &real), 0u);
}

}  // namespace
}  // namespace segql::runtime
