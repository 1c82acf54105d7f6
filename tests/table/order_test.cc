// Relations: the order of events, against the plainest sort there is; the same result however many threads work.

#include <algorithm>
#include <numeric>
#include <random>

#include <gtest/gtest.h>

#include "runtime/table/event_order.h"
#include "tests/table/shop.h"

namespace segql::test {
namespace {

constexpr TableId kOwner{0}, kEvent{1};

Schema two_relations() {
  Schema schema;
  schema.tables.push_back(entity("owner", {field("id", Type::of(Kind::kInt), false)}));
  schema.tables.push_back(
      event("event", {field("at", Type::of(Kind::kTimestamp), false), field("by", Type::ref(kOwner)),
                      field("other", Type::ref(kOwner)), field("number", Type::of(Kind::kInt), false)}));
  schema.relations.push_back({"events", kOwner, kEvent, FieldId{1}, 0, {}});
  schema.relations.push_back({"others", kOwner, kEvent, FieldId{2}, 0, {}});
  return schema;
}

struct Event {
  int64_t at;
  std::optional<int64_t> by, other;
};

std::vector<Event> random_events(uint32_t seed, size_t count, int64_t owners, int64_t instants) {
  std::mt19937 random(seed);
  const auto pick = [&](int64_t below) { return static_cast<int64_t>(random() % static_cast<uint64_t>(below)); };
  std::vector<Event> events;
  for (size_t i = 0; i < count; ++i) {
    Event event{pick(instants) * 1'000'000, std::nullopt, std::nullopt};
    if (pick(10) != 0) event.by = pick(owners + 2);  // the last two lead nowhere
    if (pick(10) != 0) event.other = pick(owners + 2);
    events.push_back(event);
  }
  return events;
}

Loaded load(const Schema& schema, const std::vector<Event>& events, int64_t owners, size_t batch_rows) {
  auto builder = make_builder(schema);
  std::vector<ArrowColumn> batches;
  for (size_t begin = 0; begin == 0 || begin < events.size(); begin += batch_rows) {
    std::vector<std::optional<int64_t>> at, by, other, numbers;
    for (size_t i = begin; i < std::min(events.size(), begin + batch_rows); ++i) {
      at.emplace_back(events[i].at);
      by.push_back(events[i].by);
      other.push_back(events[i].other);
      numbers.emplace_back(static_cast<int64_t>(i));
    }
    batches.push_back(batch({fixed<int64_t>("tsu:UTC", at).named("at"), fixed<int64_t>("l", by).named("by"),
                             fixed<int64_t>("l", other).named("other"), fixed<int64_t>("l", numbers).named("number")}));
  }
  Status status = import_batches(*builder, kEvent, batches);
  EXPECT_TRUE(status.ok());
  std::vector<std::optional<int64_t>> keys;
  for (int64_t i = 0; i < owners; ++i) keys.emplace_back((i * 7 + 3) % owners);  // not in order of key
  EXPECT_TRUE(import_batches(*builder, kOwner, {batch({fixed<int64_t>("l", keys).named("id")})}).ok());
  return finish(*builder, std::move(status));
}

/// Numbers of the events of each owner row, by time and arrival.
std::vector<std::vector<int64_t>> expected_runs(const std::vector<Event>& events, const runtime::Table& owners,
                                                std::optional<int64_t> Event::*by) {
  std::vector<std::vector<int64_t>> runs(owners.num_rows());
  std::vector<size_t> order(events.size());
  std::iota(order.begin(), order.end(), 0);
  std::stable_sort(order.begin(), order.end(), [&](size_t a, size_t b) { return events[a].at < events[b].at; });
  for (const size_t i : order)
    if (const auto& key = events[i].*by)
      if (const auto row = owners.find(*key)) runs[*row].push_back(static_cast<int64_t>(i));
  return runs;
}

std::vector<std::vector<int64_t>> actual_runs(const Loaded& loaded, uint32_t relation) {
  const auto view = loaded.database->relation(schema::RelationId{relation}).view();
  const runtime::Column& numbers = loaded.table(1).column(FieldId{3});
  std::vector<std::vector<int64_t>> runs(loaded.table(0).num_rows());
  for (size_t owner = 0; owner < runs.size(); ++owner)
    for (uint32_t i = view.starts[owner]; i < view.starts[owner + 1]; ++i)
      runs[owner].push_back(numbers.integer(view.rows == nullptr ? i : view.rows[i]));
  return runs;
}

TEST(EventOrder, RunsOfBothRelations) {
  const Schema schema = two_relations();
  const struct {
    size_t events;
    int64_t owners, instants;
  } cases[] = {{0, 3, 5}, {1, 1, 1}, {500, 40, 3}, {3'000, 7, 100'000}, {70'000, 11, 1'000'000}, {70'000, 50'000, 50}};
  for (const auto& [count, owners, instants] : cases) {
    const std::vector<Event> events = random_events(static_cast<uint32_t>(count), count, owners, instants);
    const Loaded loaded = load(schema, events, owners, 777);
    ASSERT_EQ(loaded.table(1).num_rows(), count);
    if (count > 0) {
      EXPECT_EQ(loaded.database->relation(schema::RelationId{0}).view().rows, nullptr);
    }
    EXPECT_EQ(actual_runs(loaded, 0), expected_runs(events, loaded.table(0), &Event::by));
    EXPECT_EQ(actual_runs(loaded, 1), expected_runs(events, loaded.table(0), &Event::other));
    // Events without an owner stand at the end, by time.
    const runtime::Column& at = loaded.table(1).column(FieldId{0});
    for (uint64_t row = loaded.database->relation(schema::RelationId{0}).num_owned() + 1; row < count; ++row)
      EXPECT_LE(at.integer(row - 1), at.integer(row));
  }
}

TEST(EventOrder, SameFromAnyBatchesAndOnAnyRun) {
  const Schema schema = two_relations();
  const std::vector<Event> events = random_events(5, 200'000, 3'000, 1'000);
  const Loaded first = load(schema, events, 3'000, 100'000);
  for (const size_t batch_rows : {100'000, 65'536, 1'000}) {
    const Loaded again = load(schema, events, 3'000, batch_rows);
    EXPECT_EQ(actual_runs(first, 1), actual_runs(again, 1));
    for (uint32_t f = 0; f < 4; ++f) {
      const runtime::Column &a = first.table(1).column(FieldId{f}), &b = again.table(1).column(FieldId{f});
      ASSERT_EQ(a.view().encoding, b.view().encoding);
      bool same = true;
      for (uint64_t row = 0; row < events.size(); ++row) same = same && a.value(row) == b.value(row);
      EXPECT_TRUE(same);
    }
    ASSERT_EQ(first.report.sources.size(), again.report.sources.size());
    for (size_t s = 0; s < first.report.sources.size(); ++s) {
      const auto &p = first.report.sources[s].problems, &q = again.report.sources[s].problems;
      ASSERT_EQ(p.size(), q.size());
      for (size_t i = 0; i < p.size(); ++i) {
        EXPECT_EQ(p[i].count, q[i].count);
        EXPECT_EQ(p[i].column, q[i].column);
        for (size_t e = 0; e < p[i].examples.size(); ++e) EXPECT_EQ(p[i].examples[e].row, q[i].examples[e].row);
      }
    }
  }
}

TEST(EventOrder, LongRunsAndExtremeTimes) {
  std::mt19937_64 random(1);
  std::vector<int64_t> times(100'000);
  for (int64_t& time : times) time = static_cast<int64_t>(random());
  times[5] = INT64_MIN, times[6] = INT64_MAX, times[7] = INT64_MIN;
  const std::vector<uint64_t> dropped((times.size() + 63) / 64, 4);  // row 2 of each word
  const auto order = runtime::order_events({}, times, dropped, 0, 2).value();
  std::vector<uint32_t> expected;
  for (uint32_t row = 0; row < times.size(); ++row)
    if (row % 64 != 2) expected.push_back(row);
  std::stable_sort(expected.begin(), expected.end(), [&](uint32_t a, uint32_t b) { return times[a] < times[b]; });
  EXPECT_EQ(std::vector<uint32_t>(order.rows.begin(), order.rows.end()), expected);
}

}  // namespace
}  // namespace segql::test
