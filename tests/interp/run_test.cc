/// The driver: words, the last partial word, ranges, outputs.
#include <gtest/gtest.h>

#include "compiler/interp/interp.h"
#include "tests/interp/fixture.h"

namespace segql::interp {
namespace {

using hir::CompareOp;

/// 150 rows with the values 0 to 149; row 100 has none.
class Run : public ::testing::Test {
 protected:
  static Cells<int64_t> numbers() {
    Cells<int64_t> cells;
    for (int64_t i = 0; i < 150; ++i) cells.push_back(i == 100 ? Cells<int64_t>::value_type(kMissing) : i);
    return cells;
  }
  World world{150};
  uint32_t number = world.integers(numbers());
};

TEST_F(Run, WithoutAPredicateEveryRowAndNoBitBeyondThem) {
  const Rows rows = world.members(nullptr);
  EXPECT_EQ(rows.size(), 150u);
  EXPECT_EQ(rows.back(), 149);
}

TEST_F(Run, AlwaysTrueSetsNoBitBeyondTheRows) {
  EXPECT_EQ(world.members(world.condition(plan::Literal{true})).size(), 150u);
  EXPECT_EQ(world.members(world.negation(world.condition(plan::Literal{false}))).size(), 150u);
}

TEST_F(Run, OnlyTheWordsAskedForAreWritten) {
  world.scan().predicate = world.compare(world.cell(number), CompareOp::kGreaterEqual, world.integer(64));
  constexpr uint64_t kUntouched = 0x5555;
  std::vector<uint64_t> words(3, kUntouched);
  runtime::ScanArgs args = world.args();
  args.out = words.data();
  args.first_word = 1;
  args.last_word = 2;
  run(world.scan(), args);
  EXPECT_EQ(words, (std::vector<uint64_t>{kUntouched, ~(uint64_t{1} << 36), kUntouched}));
  args.first_word = args.last_word = 0;
  run(world.scan(), args);
  EXPECT_EQ(words[0], kUntouched);
}

TEST_F(Run, WordsBeyondTheRowsAreZero) {
  std::vector<uint64_t> words(5, UINT64_MAX);
  runtime::ScanArgs args = world.args();
  args.out = words.data();
  args.last_word = 5;
  run(world.scan(), args);
  EXPECT_EQ(words, (std::vector<uint64_t>{UINT64_MAX, UINT64_MAX, (uint64_t{1} << 22) - 1, 0, 0}));
}

TEST_F(Run, OutputsAreWrittenForMembersWithAValue) {
  world.scan().predicate = world.compare(world.cell(number), CompareOp::kLess, world.integer(90));
  world.scan().predicate = world.negation(world.scan().predicate);  // rows 90 to 149, also the missing one
  world.scan().outputs = {{world.cell(number), "number"},
                          {world.make(Repr::kFloat, plan::ToFloat{world.cell(number), 1}), "tenth"}};
  constexpr int64_t kUntouched = -77;
  std::vector<uint64_t> words(3);
  std::vector<int64_t> integers(192, kUntouched);
  std::vector<double> reals(192, kUntouched);
  std::vector<uint64_t> integer_valid(3), real_valid(3);
  const runtime::OutputView outputs[] = {{integers.data(), integer_valid.data()}, {reals.data(), real_valid.data()}};
  runtime::ScanArgs args = world.args();
  args.out = words.data();
  args.outputs = outputs;
  run(world.scan(), args);
  for (uint64_t row = 0; row < 192; ++row) {
    const bool written = row >= 90 && row < 150 && row != 100;
    EXPECT_EQ((words[row / 64] >> (row % 64)) & 1, written || row == 100 ? 1u : 0u) << row;
    EXPECT_EQ((integer_valid[row / 64] >> (row % 64)) & 1, written ? 1u : 0u) << row;
    EXPECT_EQ(real_valid[row / 64], integer_valid[row / 64]);
    EXPECT_EQ(integers[row], written ? static_cast<int64_t>(row) : kUntouched);
    EXPECT_EQ(reals[row], written ? static_cast<double>(row) / 10 : kUntouched);
  }
}

TEST_F(Run, ALongChainIsFlat) {
  std::vector<plan::ExprRef> terms;
  for (int64_t i = 0; i < 10'000; ++i) {
    terms.push_back(world.compare(world.cell(number), CompareOp::kEqual, world.integer(i * 2)));
  }
  EXPECT_EQ(world.members(world.any_of(terms)).size(), 74u);
}

}  // namespace
}  // namespace segql::interp
