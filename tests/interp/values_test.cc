/// Values: constants, cells through paths with missing links, maps, row ids and time.
#include <gtest/gtest.h>

#include "tests/interp/fixture.h"

namespace segql::interp {
namespace {

constexpr int64_t kHour = 3600 * kMicrosPerSecond;

TEST(Values, Constants) {
  World world(1);
  EXPECT_EQ(world.values(world.integer(INT64_MIN)), Cells<int64_t>{INT64_MIN});
  EXPECT_EQ(world.real_values(world.real(-2.5)), Cells<double>{-2.5});
  for (const int128 value : {int128{0}, int128{-1}, power_of_ten(38) - 1, -power_of_ten(38) + 1, int128{1} << 64}) {
    EXPECT_EQ(world.wide_text(world.wide(value)), decimal_text(value, 0));
  }
  EXPECT_EQ(world.values(world.missing()), Cells<int64_t>{kMissing});
  EXPECT_EQ(world.real_values(world.missing(Repr::kFloat)), Cells<double>{kMissing});
  EXPECT_EQ(world.wide_text(world.missing(Repr::kWide)), "missing");
}

TEST(Values, CellsOfEveryForm) {
  World world(4);
  const Cells<int64_t> ages = {-3, kMissing, 250, 0};
  EXPECT_EQ(world.values(world.cell(world.integers(ages))), ages);
  EXPECT_EQ(world.values(world.cell(world.bytes(ages, -5))), ages);
  const Cells<double> scores = {0.5, -0.25, kMissing, 1e300};
  EXPECT_EQ(world.real_values(world.cell(world.reals(scores))), scores);
  EXPECT_EQ(world.values(world.cell(world.texts({"b", "a", kMissing, "b"}))), (Cells<int64_t>{0, 1, kMissing, 0}));
}

/// Each row refers to the next one; row 3 to nothing.
struct Chain {
  World world{4};
  uint32_t next = world.integers({1, 2, 3, kMissing});
  uint32_t age = world.integers({10, 20, kMissing, 40});
};

TEST(Values, PathsThroughMissingLinksAreMissing) {
  Chain chain;
  World& world = chain.world;
  const uint32_t next = chain.next;
  EXPECT_EQ(world.values(world.cell(chain.age, world.row(0, {next}))), (Cells<int64_t>{20, kMissing, 40, kMissing}));
  EXPECT_EQ(world.values(world.cell(chain.age, world.row(0, {next, next}))),
            (Cells<int64_t>{kMissing, 40, kMissing, kMissing}));
  EXPECT_EQ(world.values(world.cell(chain.age, world.row(0, {next, next, next}))),
            (Cells<int64_t>{40, kMissing, kMissing, kMissing}));
  EXPECT_EQ(world.values(world.cell(chain.age, world.row(0, {next, next, next, next}))), Cells<int64_t>(4, kMissing));
}

TEST(Values, RowIds) {
  Chain chain;
  World& world = chain.world;
  EXPECT_EQ(world.values(world.make(Repr::kInt, plan::RowId{world.row()})), (Cells<int64_t>{0, 1, 2, 3}));
  EXPECT_EQ(world.values(world.make(Repr::kInt, plan::RowId{world.row(0, {chain.next})})),
            (Cells<int64_t>{1, 2, 3, kMissing}));
}

TEST(Values, MapsUnderAKey) {
  World world(4);
  const uint32_t points = world.maps({{{{"gold", 5}, {"blue", 7}}}, {{}}, kMissing, {{{"blue", -1}}}});
  const auto under = [&](const char* key) {
    return world.values(world.make(Repr::kInt, plan::MapValue{world.row(), points, world.key_code(points, key)}));
  };
  EXPECT_EQ(under("gold"), (Cells<int64_t>{5, kMissing, kMissing, kMissing}));
  EXPECT_EQ(under("blue"), (Cells<int64_t>{7, kMissing, kMissing, -1}));
  EXPECT_EQ(under("red"), Cells<int64_t>(4, kMissing)) << "a key no row has";
  const uint32_t nowhere = world.integers(Cells<int64_t>(4, kMissing));
  const plan::MapValue through{world.row(0, {nowhere}), points, world.key_code(points, "blue")};
  EXPECT_EQ(world.values(world.make(Repr::kInt, through)), Cells<int64_t>(4, kMissing));
}

TEST(Values, LocalDayAndItsStart) {
  World world(3, "Asia/Riyadh");
  const uint32_t at = world.integers({20 * kHour, 21 * kHour, kMissing});
  EXPECT_EQ(world.values(world.make(Repr::kInt, plan::LocalDay{world.cell(at)})), (Cells<int64_t>{0, 1, kMissing}));
  const uint32_t day = world.integers({0, 1, kMissing});
  EXPECT_EQ(world.values(world.make(Repr::kInt, plan::StartOfDay{world.cell(day), 0})),
            (Cells<int64_t>{-3 * kHour, 21 * kHour, kMissing}));
  EXPECT_EQ(world.values(world.make(Repr::kInt, plan::StartOfDay{world.cell(day), -1})),
            (Cells<int64_t>{-27 * kHour, -3 * kHour, kMissing}));
}

TEST(Values, Elapsed) {
  World world(3, "Asia/Riyadh");
  world.set_as_of(days_from_civil({2024, 3, 1}) * kMicrosPerDay);  // 3 in the morning of 1 March there
  const uint32_t day = world.integers({days_from_civil({2024, 2, 29}), days_from_civil({2024, 4, 1}), kMissing});
  const auto elapsed = [&](hir::Unit unit, bool until, bool is_date, uint32_t column) {
    return world.values(world.make(Repr::kInt, plan::Elapsed{unit, until, is_date, world.cell(column)}));
  };
  EXPECT_EQ(elapsed(hir::Unit::kDay, false, true, day), (Cells<int64_t>{1, -31, kMissing}));
  EXPECT_EQ(elapsed(hir::Unit::kDay, true, true, day), (Cells<int64_t>{-1, 31, kMissing}));
  EXPECT_EQ(elapsed(hir::Unit::kMonth, true, true, day), (Cells<int64_t>{0, 1, kMissing}));
  EXPECT_EQ(elapsed(hir::Unit::kHour, false, true, day), (Cells<int64_t>{27, -31 * 24 + 3, kMissing}));
  const int64_t midnight = days_from_civil({2024, 2, 29}) * kMicrosPerDay + 21 * kHour;  // of 1 March there
  const uint32_t instant = world.integers({midnight - 1, midnight, kMissing});
  EXPECT_EQ(elapsed(hir::Unit::kDay, false, false, instant), (Cells<int64_t>{1, 0, kMissing}));
  EXPECT_EQ(elapsed(hir::Unit::kMinute, false, false, instant), (Cells<int64_t>{180, 180, kMissing}));
}

TEST(Values, TruthOfAConditionIsNeverMissing) {
  World world(3);
  const uint32_t age = world.integers({1, kMissing, 9});
  const auto above = world.compare(world.cell(age), hir::CompareOp::kGreater, world.integer(5));
  EXPECT_EQ(world.values(world.truth(above)), (Cells<int64_t>{0, 0, 1}));
}

}  // namespace
}  // namespace segql::interp
