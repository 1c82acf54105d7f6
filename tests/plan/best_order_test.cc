// The order of terms: the best one of few, a good one of many.
#include "compiler/plan/best_order.h"

#include <bit>
#include <random>

#include <gtest/gtest.h>

namespace segql::plan {
namespace {

/// Rows as bits, terms that keep some of them. A term takes something for each row that is left.
struct Rows {
  using State = uint64_t;
  std::vector<double> costs;
  std::vector<uint64_t> kept;

  State start() const { return ~uint64_t{0}; }
  double rows(State state) const { return std::popcount(state); }
  double cost(size_t term, State state) const { return costs[term] * rows(state); }
  State after(size_t term, State state) const { return state & kept[term]; }
};

Rows random_rows(size_t num_terms, uint64_t seed) {
  std::mt19937_64 random(seed);
  Rows rows;
  for (size_t term = 0; term < num_terms; ++term) {
    rows.costs.push_back(static_cast<double>(1 + random() % 20));
    rows.kept.push_back(random() | (random() & random()));
  }
  return rows;
}

TEST(BestOrder, OfFewTermsThereIsNoBetter) {
  for (uint64_t seed = 1; seed <= 50; ++seed) {
    const size_t num_terms = 1 + seed % kEveryOrder;
    const Rows rows = random_rows(num_terms, seed);
    std::vector<size_t> order(num_terms);
    std::iota(order.begin(), order.end(), size_t{0});
    double least = cost_in_order(rows, order);
    while (std::next_permutation(order.begin(), order.end())) least = std::min(least, cost_in_order(rows, order));
    EXPECT_DOUBLE_EQ(cost_in_order(rows, best_order(rows, num_terms)), least) << seed;
  }
}

TEST(BestOrder, EqualTermsStay) {
  for (const size_t num_terms : {size_t{0}, size_t{1}, size_t{3}, kEveryOrder, kEveryOrder + 1, size_t{1000}}) {
    const Rows rows{std::vector<double>(num_terms, 1), std::vector<uint64_t>(num_terms, 0xff)};
    std::vector<size_t> order(num_terms);
    std::iota(order.begin(), order.end(), size_t{0});
    EXPECT_EQ(best_order(rows, num_terms), order);
  }
}

TEST(BestOrder, OfManyTermsTheFirstIsWhatRemovesMostForItsTime) {
  Rows rows = random_rows(100, 7);
  rows.costs[70] = 0.5, rows.kept[70] = 0xf;
  rows.costs[80] = 0.5, rows.kept[80] = ~uint64_t{3};  // of those four, two; of all, next to nothing
  const std::vector<size_t> order = best_order(rows, 100);
  EXPECT_EQ(order[0], 70U);
  EXPECT_EQ(order[1], 80U);
  std::vector<size_t> sorted = order;
  std::sort(sorted.begin(), sorted.end());
  for (size_t i = 0; i < 100; ++i) EXPECT_EQ(sorted[i], i);
}

}  // namespace
}  // namespace segql::plan
