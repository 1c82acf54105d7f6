// Events found from the rows they belong to: windows, both orders of events, what refers to nothing, and cancelling.
#include "runtime/table/reached_events.h"

#include <atomic>
#include <numeric>
#include <vector>

#include <gtest/gtest.h>

#include "base/cancel.h"

namespace segql::runtime {
namespace {

/// Five owners with 0, 3, 2, 0 and 1 events; times rise by 10 within an owner, two of them equal.
struct Shop {
  std::vector<uint32_t> starts = {0, 0, 3, 5, 5, 6}, rows = {4, 0, 2, 5, 1, 3};
  std::vector<int64_t> times;  ///< by row
  std::vector<uint8_t> buyers = {7, 1, 7, 0, 3, 2};
  uint64_t has_buyer = 0b111011;

  explicit Shop(bool in_order) {
    times.resize(6);
    if (in_order) std::iota(rows.begin(), rows.end(), 0U);
    const int64_t of_runs[] = {10, 20, 20, 10, 30, 50};
    for (size_t i = 0; i < 6; ++i) times[rows[i]] = of_runs[i];
    starts.resize(65, 6);
    is_in_order = in_order;
  }
  bool is_in_order;

  RelationView relation() const { return {starts.data(), is_in_order ? nullptr : rows.data()}; }
  ColumnView instants() const {
    ColumnView view;
    view.data = times.data();
    return view;
  }
  ColumnView references() const {
    ColumnView view;
    view.data = buyers.data();
    view.encoding = Encoding::kU8;
    view.valid = &has_buyer;
    return view;
  }
};

Bitmap rows_of(uint64_t num_rows, const std::vector<uint64_t>& members) {
  Bitmap rows(num_rows);
  for (const uint64_t row : members) rows.set(row);
  return rows;
}

TEST(ReachedEvents, OfWhoseWhen) {
  for (const bool in_order : {true, false}) {
    const Shop shop(in_order);
    const struct {
      std::vector<uint64_t> owners;
      int64_t from, to;
      std::vector<uint64_t> runs;  ///< places in the runs
    } kCases[] = {
        {{}, INT64_MIN, INT64_MAX, {}},
        {{0, 3}, INT64_MIN, INT64_MAX, {}},
        {{1, 4}, INT64_MIN, INT64_MAX, {0, 1, 2, 5}},
        {{1, 2}, 20, INT64_MAX, {1, 2, 4}},
        {{1, 2}, INT64_MIN, 20, {0, 3}},
        {{1, 2, 4}, 20, 21, {1, 2}},
        {{1, 2, 4}, 21, 20, {}},
        {{1, 2, 4}, 60, 70, {}},
    };
    for (const auto& of : kCases) {
      const Bitmap owners = rows_of(5, of.owners);
      const EventsOf wanted{shop.relation(), owners, shop.instants(), of.from, of.to};
      std::vector<uint64_t> events;
      Bitmap referenced(8);
      for (const uint64_t run : of.runs) {
        events.push_back(shop.rows[run]);
        if ((shop.has_buyer >> shop.rows[run] & 1) != 0) referenced.set(shop.buyers[shop.rows[run]]);
      }
      EXPECT_EQ(reached_events(wanted, 6), rows_of(6, events)) << of.from << " to " << of.to;
      EXPECT_EQ(reached_rows(wanted, shop.references(), 8), referenced);
    }
    EXPECT_EQ(count_reached(shop.relation(), rows_of(5, {0, 1, 2, 3, 4}), 100), 6U);
    EXPECT_GT(count_reached(shop.relation(), rows_of(5, {0, 1, 2, 3, 4}), 2), 2U);
    EXPECT_EQ(count_reached(shop.relation(), Bitmap(5), 100), 0U);
  }
}

TEST(ReachedEvents, EndsWhenItIsCancelled) {
  const std::vector<uint32_t> starts(200'065, 0);
  Bitmap owners(200'000);
  for (uint64_t owner = 0; owner < 200'000; ++owner) owners.set(owner);
  const std::atomic<bool> wish{true};
  const auto found = cancellable(CancelWish{&wish}, [&]() -> Result<uint64_t> {
    return reached_events({{starts.data(), nullptr}, owners, {}, INT64_MIN, INT64_MAX}, 10).count();
  });
  EXPECT_FALSE(found.ok());
}

}  // namespace
}  // namespace segql::runtime
