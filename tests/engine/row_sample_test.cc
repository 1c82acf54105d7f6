// Samples of the rows: where they are taken from, and that taking one ends when nobody waits for it any more.
#include "engine/row_sample.h"

#include <atomic>

#include <gtest/gtest.h>

#include "base/cancel.h"

namespace segql::engine {
namespace {

/// `no and yes` over rows without columns, of which a sample is worth its time.
struct Asked {
  plan::Scan scan;
  Bindings bindings;

  explicit Asked(uint64_t num_rows) {
    const auto literal = [&](bool value) {
      return scan.arena.make<plan::Expr>(plan::Expr{plan::Repr::kBool, false, plan::kNone, plan::Literal{value}});
    };
    const std::vector<plan::ExprRef> terms{literal(false), literal(true)};
    const plan::Expr both{plan::Repr::kBool, false, plan::kNone, plan::And{scan.arena.copy(terms)}};
    scan.predicate = scan.arena.make<plan::Expr>(both);
    for (const plan::ExprRef term : terms) scan.estimates[term] = {{1}, 0.5, 1};
    scan.cost = 1000;
    bindings.num_rows = num_rows;
  }
  plan::Sample sample() { return sample_terms(scan, bindings, 0, *TimeZone::find("UTC").value()); }
};

TEST(RowSample, SaysForWhichRowsEachTermIsTrue) {
  Asked asked(1'000);
  const plan::ExprRef before = asked.scan.predicate;
  const plan::Sample sample = asked.sample();
  EXPECT_EQ(asked.scan.predicate, before);
  ASSERT_EQ(sample.rows.size(), 16U) << "all words there are";
  EXPECT_EQ(sample.rows.back(), (uint64_t{1} << (1'000 % 64)) - 1);
  ASSERT_EQ(sample.terms.size(), 2U);
  EXPECT_EQ(sample.terms[0], std::vector<uint64_t>(16, 0));
  EXPECT_EQ(sample.terms[1], sample.rows);
}

TEST(RowSample, SomeWordsOfManyRows) {
  Asked asked(100'000'000);
  const plan::Sample sample = asked.sample();
  EXPECT_EQ(sample.rows, std::vector<uint64_t>(sample.rows.size(), ~uint64_t{0}));
  EXPECT_GE(sample.rows.size(), 3U);
  EXPECT_LE(sample.rows.size(), 64U);
}

TEST(RowSample, EndsWhenItIsCancelled) {
  Asked asked(100'000'000);
  const std::atomic<bool> cancelled{true};
  const CancelScope scope({&cancelled});
  EXPECT_THROW(asked.sample(), Cancelled);
}

}  // namespace
}  // namespace segql::engine
