// A set in whatever form it is given is the same set, and its form depends on few of its members.
#include "compiler/codegen/cell_set.h"

#include <algorithm>
#include <cstring>
#include <map>
#include <random>
#include <set>

#include <gtest/gtest.h>

#include "compiler/codegen/cell_hash.h"
#include "compiler/codegen/forms.h"

namespace segql::codegen {
namespace {

using runtime::Encoding;
using Cells = std::set<uint64_t>;

plan::ColumnUse column_of(Encoding encoding, int64_t base = 0, int64_t unit = 1) {
  plan::ColumnUse column{};
  column.encoding = encoding;
  column.base = base;
  column.unit = unit;
  return column;
}

/// As compiled code does.
bool is_in_hash_table(const uint64_t* table, uint64_t cell, unsigned bits) {
  CellHash hash;
  std::memcpy(&hash, table, sizeof hash);
  for (const CellHash::Factors& factors : hash.places) {
    uint32_t mixed = static_cast<uint32_t>(cell) * factors.low_factor;
    mixed ^= mixed >> kHashFold;
    if (bits == 64) {
      mixed = (mixed + static_cast<uint32_t>(cell >> 32)) * factors.high_factor;
      mixed ^= mixed >> kHashFold;
    }
    const size_t place = (mixed * factors.last_factor) >> hash.shift;
    uint64_t found = 0;
    const auto* const slots = reinterpret_cast<const char*>(table) + sizeof hash;
    std::memcpy(&found, slots + place * bits / 8, bits / 8);
    if (found == cell) return true;
  }
  return false;
}

template <typename Members>
Cells members(const plan::ColumnUse& column, const Members& of, std::map<SetForm, int>& forms) {
  const CellSet set = cell_set(column, of);
  ++forms[set.form];
  Cells cells;
  switch (set.form) {
    case SetForm::kChain: cells.insert(set.cells.begin(), set.cells.end()); break;
    case SetForm::kRuns:
      for (size_t i = 0; i < set.cells.size(); i += 2) {
        for (uint64_t c = 0; c <= set.cells[i + 1]; ++c) cells.insert(set.cells[i] + c);
      }
      break;
    case SetForm::kTable: {
      const Table table = table_of(column, set, of);
      for (uint64_t c = 0; c <= set.span; ++c) {
        if ((table.words()[c / 64] >> (c % 64) & 1) != 0) cells.insert(set.first + c);
      }
      break;
    }
    case SetForm::kHash: ADD_FAILURE() << "its cells cannot be listed"; break;
    case SetForm::kRows: ADD_FAILURE() << "no column is of texts that are its rows"; break;
    case SetForm::kSearch: ADD_FAILURE() << "rows are searched for one by one"; break;
  }
  return cells;
}

/// A list of runs, of which some cells are missing.
plan::ConstantList random_list(std::mt19937_64& random, int64_t least, uint64_t span) {
  plan::ConstantList list;
  for (uint64_t runs = 1 + random() % 12; runs > 0; --runs) {
    const int64_t first = least + static_cast<int64_t>(random() % span), step = random() % 3 == 0 ? 3 : 1;
    for (uint64_t length = 1 + random() % (random() % 4 == 0 ? 60 : 3); length > 0; --length)
      list.integers.push_back(first + step * static_cast<int64_t>(length));
  }
  std::sort(list.integers.begin(), list.integers.end());
  list.integers.erase(std::unique(list.integers.begin(), list.integers.end()), list.integers.end());
  return list;
}

TEST(CellSet, AListIsItsCells) {
  std::mt19937_64 random(7);
  std::map<SetForm, int> forms;
  const plan::ColumnUse columns[] = {column_of(Encoding::kU8, -20),      column_of(Encoding::kU16, 1000),
                                     column_of(Encoding::kU32, -70'000), column_of(Encoding::kU16, -300, 3),
                                     column_of(Encoding::kU8, 7, 60),    column_of(Encoding::kI64)};
  for (int round = 0; round < 20'000; ++round) {
    const plan::ColumnUse& column = columns[random() % std::size(columns)];
    const plan::ConstantList list = random_list(random, column.base - 200, random() % 2 == 0 ? 500 : 3'000'000);
    Cells expected;
    for (const int64_t item : list.integers) {
      if (const CellRange cell = cell_range(column, item, item); cell.possible) expected.insert(cell.first);
    }
    if (const CellSet set = cell_set(column, list); set.form == SetForm::kHash) {
      ++forms[set.form];
      const Table table = table_of(column, set, list);
      const unsigned bits = bits_of(column.encoding);
      for (const uint64_t cell : expected) {
        ASSERT_TRUE(is_in_hash_table(table.words(), cell, bits));
        if (expected.contains(cell + 1) || (bits == 32 && cell == UINT32_MAX)) continue;
        ASSERT_FALSE(is_in_hash_table(table.words(), cell + 1, bits));
      }
    } else {
      ASSERT_EQ(members(column, list, forms), expected) << "round " << round;
    }
  }
  for (const SetForm form : {SetForm::kChain, SetForm::kRuns, SetForm::kTable, SetForm::kHash})
    EXPECT_GT(forms[form], 100) << static_cast<int>(form);
}

TEST(CellSet, ASetOfCodesIsItsCells) {
  std::mt19937_64 random(8);
  std::map<SetForm, int> forms;
  for (int round = 0; round < 5'000; ++round) {
    const plan::ColumnUse column = column_of(random() % 2 == 0 ? Encoding::kU8 : Encoding::kU32);
    plan::CodeSet codes;
    codes.universe = 1 + random() % 700;
    codes.words.resize((codes.universe + 63) / 64);
    Cells expected;
    for (const int64_t code : random_list(random, 0, codes.universe).integers) {
      const auto c = static_cast<uint64_t>(code);
      if (c >= codes.universe) continue;
      codes.words[c / 64] |= uint64_t{1} << (c % 64);
      ++codes.count;
      if (column.encoding == Encoding::kU32 || c < 256) expected.insert(c);
    }
    Cells found = members(column, codes, forms);
    if (column.encoding == Encoding::kU8) found.erase(found.lower_bound(256), found.end());  // in no cell
    ASSERT_EQ(found, expected) << "round " << round;
  }
}

TEST(CellHash, ManyCellsHoweverTheyLie) {
  std::mt19937_64 random(9);
  for (const unsigned bits : {32u, 64u}) {
    for (const uint64_t count : {1, 2, 9, 100, 5'000, 200'000}) {
      for (const uint64_t step : {uint64_t{0}, uint64_t{129}, uint64_t{1} << 12, uint64_t{1} << 40}) {
        if (bits == 32 && step * count >> 32 != 0) continue;
        Cells cells;
        while (cells.size() < count)
          cells.insert(step == 0 ? random() >> (64 - bits) : cells.size() * step);  // 0: anywhere
        const std::vector<uint64_t> list(cells.begin(), cells.end());
        const std::vector<uint64_t> table = hash_table_of(list, bits);
        EXPECT_LE(table.size() * 64, (count + 8) * 10 * bits);
        for (const uint64_t cell : list) ASSERT_TRUE(is_in_hash_table(table.data(), cell, bits)) << cell;
        for (int i = 0; i < 1'000; ++i) {
          const uint64_t cell = random() >> (64 - bits);
          ASSERT_EQ(is_in_hash_table(table.data(), cell, bits), cells.contains(cell));
        }
      }
    }
  }
}

/// Made of two parts, as numbers that somebody composed are: what the parts have in common must not matter.
TEST(CellHash, GridsOfTwoParts) {
  const struct {
    unsigned high_shift, low_shift;
    uint64_t high, low;
  } kGrids[] = {{61, 30, 4, 4},     {48, 20, 40, 500}, {48, 16, 100, 1'000}, {56, 24, 32, 32},  {40, 0, 100, 200},
                {32, 31, 3'000, 2}, {63, 0, 2, 5'000}, {32, 0, 100, 100},    {33, 1, 300, 300}, {60, 28, 16, 16}};
  for (const auto& grid : kGrids) {
    std::vector<uint64_t> list;
    for (uint64_t a = 0; a < grid.high; ++a) {
      for (uint64_t b = 0; b < grid.low; ++b) list.push_back(a << grid.high_shift | b << grid.low_shift);
    }
    const std::vector<uint64_t> table = hash_table_of(list, 64);
    ASSERT_FALSE(table.empty()) << grid.high_shift << " and " << grid.low_shift;
    for (const uint64_t cell : list) ASSERT_TRUE(is_in_hash_table(table.data(), cell, 64)) << cell;
    EXPECT_FALSE(is_in_hash_table(table.data(), list.back() + 1, 64));
  }
}

TEST(CellSet, NineRuns) {
  plan::ConstantList list;
  list.integers = {1, 3, 5, 7, 9, 11, 13, 15, 17};
  const plan::ColumnUse column = column_of(Encoding::kI64);
  const CellSet set = cell_set(column, list);
  EXPECT_EQ(set.form, SetForm::kTable);
  EXPECT_EQ(set.first + set.span, 17U);
}

TEST(CellSet, TheEndsOfWhatAColumnCanHave) {
  std::map<SetForm, int> forms;
  plan::ConstantList list;
  list.integers = {INT64_MIN, INT64_MIN + 1, -1, 0, 1, INT64_MAX - 1, INT64_MAX};
  EXPECT_EQ(members(column_of(Encoding::kI64), list, forms).size(), 7u);
  EXPECT_EQ(members(column_of(Encoding::kU32), list, forms), Cells({0, 1}));
  EXPECT_EQ(members(column_of(Encoding::kU8, INT64_MAX - 1), list, forms), Cells({0, 1}));
  EXPECT_EQ(members(column_of(Encoding::kU32, INT64_MIN), list, forms), Cells({0, 1}));
  EXPECT_EQ(members(column_of(Encoding::kU8, 5, 60), list, forms), Cells());
  EXPECT_EQ(members(column_of(Encoding::kU8), plan::CodeSet{}, forms), Cells());
}

}  // namespace
}  // namespace segql::codegen
