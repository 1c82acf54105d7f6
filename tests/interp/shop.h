#pragma once
/// `Shop`: the small world of the row set and aggregate tests: four customers and what they bought.
///
///   purchase  customer  time  amount   score    city      item
///   0         0         10    5        0.5      Riyadh    0
///   1         0         20    missing  1.5      Jeddah    1
///   2         0         20    9        missing  Riyadh    missing
///   3         0         30    5        -2.0     missing   0
///   4         2         5     missing  missing  missing   missing
///   5         2         50    -7       0.25     Abha      1
///   6         3         40    1        4.0      Jeddah    0
///
/// Customer 1 bought nothing. `shuffled` is another relation over the same events, whose rows do not lie together: 0, 3
/// and 6 are of customer 0, 1 and 5 of customer 1, and 2 of customer 3.

#include "tests/interp/fixture.h"

namespace segql::interp {

struct Shop {
  World world{4};
  uint32_t time = world.integers({10, 20, 20, 30, 5, 50, 40});
  uint32_t amount = world.integers({5, kMissing, 9, 5, kMissing, -7, 1});
  uint32_t score = world.reals({0.5, 1.5, kMissing, -2.0, kMissing, 0.25, 4.0});
  uint32_t city = world.texts({"Riyadh", "Jeddah", "Riyadh", kMissing, kMissing, "Abha", "Jeddah"});
  uint32_t item = world.integers({0, 1, kMissing, 0, kMissing, 1, 0});
  uint32_t price = world.integers({100, kMissing});          ///< of items
  uint32_t since = world.integers({20, 20, kMissing, 0});    ///< of customers
  uint32_t friend_of = world.integers({2, 0, kMissing, 1});  ///< of customers
  uint32_t purchases = world.relation({{0, 1, 2, 3}, {}, {4, 5}, {6}}, time, /*clustered=*/true);
  uint32_t shuffled = world.relation({{0, 3, 6}, {1, 5}, {}, {2}}, time, /*clustered=*/false);

  plan::RowSet* mine() { return world.events(world.row(), purchases); }
  plan::ExprRef of(uint32_t column, const plan::RowSet* rows) { return world.cell(column, rows->slot); }
  plan::ExprRef at_least(const plan::RowSet* rows, int64_t count) {
    return world.condition(plan::AtLeast{rows, count});
  }
  plan::ExprRef any(const plan::RowSet* rows) { return at_least(rows, 1); }
};

}  // namespace segql::interp
