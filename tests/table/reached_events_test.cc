// Events found from the rows they belong to: windows, both orders of events, what refers to nothing, and cancelling.
#include "runtime/table/reached_events.h"

#include <algorithm>
#include <atomic>
#include <numeric>
#include <random>
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

/// Runs of 0 to 300 events with equal times among them, and windows that begin and end anywhere.
TEST(ReachedEvents, OfLongRuns) {
  std::mt19937_64 random(5);
  constexpr uint64_t kOwners = 150;
  std::vector<uint32_t> starts = {0};
  std::vector<int64_t> times;
  for (uint64_t owner = 0; owner < kOwners; ++owner) {
    std::vector<int64_t> own(random() % 3 == 0 ? random() % 3 : random() % 300);
    for (int64_t& time : own) time = static_cast<int64_t>(random() % 200);
    std::sort(own.begin(), own.end());
    times.insert(times.end(), own.begin(), own.end());
    starts.push_back(static_cast<uint32_t>(times.size()));
  }
  starts.resize(kOwners + 65, static_cast<uint32_t>(times.size()));
  ColumnView instants;
  instants.data = times.data();
  for (int round = 0; round < 200; ++round) {
    Bitmap owners(kOwners);
    for (uint64_t owner = 0; owner < kOwners; ++owner) {
      if (random() % 2 == 0) owners.set(owner);
    }
    const int64_t from = round % 5 == 0 ? INT64_MIN : static_cast<int64_t>(random() % 220) - 10;
    const int64_t to = round % 7 == 0 ? INT64_MAX : static_cast<int64_t>(random() % 220) - 10;
    Bitmap expected(times.size());
    owners.for_each([&](uint64_t owner) {
      for (uint32_t event = starts[owner]; event < starts[owner + 1]; ++event) {
        if (times[event] >= from && times[event] < to) expected.set(event);
      }
    });
    EXPECT_EQ(reached_events({{starts.data(), nullptr}, owners, instants, from, to}, times.size()), expected)
        << from << " to " << to;
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
