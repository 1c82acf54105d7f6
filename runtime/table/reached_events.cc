#include "runtime/table/reached_events.h"

#include <array>
#include <bit>

#include "base/cancel.h"
#include "runtime/abi/cell.h"

namespace segql::runtime {
namespace {

/// Events whose cells are under way at once.
constexpr size_t kAtOnce = 64;

const char* address_of(const ColumnView& column, uint64_t row) {
  constexpr uint64_t kBytes[] = {1, 2, 4, 8, 8};
  return static_cast<const char*>(column.data) + row * kBytes[static_cast<size_t>(column.encoding)];
}

/// The first of the events [first, last) of one owner whose time is not before `instant`; row_at(i): the row of one.
/// Searched for from the end in steps that double, because most windows are recent.
template <typename RowAt>
uint64_t first_not_before(const RowAt& row_at, const ColumnView& times, uint64_t first, uint64_t last,
                          int64_t instant) {
  const auto is_before = [&](uint64_t i) { return integer_cell(times, row_at(i)) < instant; };
  for (uint64_t step = 1; first < last && step < last - first; step *= 2) {
    if (is_before(last - step)) {
      first = last - step + 1;
      break;
    }
    last -= step;
  }
  while (first < last) {
    const uint64_t middle = first + (last - first) / 2;
    is_before(middle) ? first = middle + 1 : last = middle;
  }
  return first;
}

template <typename RowAt, typename Visit>
void each_row(const EventsOf& wanted, const RowAt& row_at, const Visit& visit) {
  CancelPoll poll;
  std::array<uint64_t, kAtOnce> owners{};
  size_t count = 0;
  const auto look = [&] {
    const uint32_t* const starts = wanted.relation.starts;
    for (size_t i = 0; i < count; ++i) {
      const uint64_t last = starts[owners[i] + 1];
      if (last > starts[owners[i]]) __builtin_prefetch(address_of(wanted.times, row_at(last - 1)));
    }
    for (size_t i = 0; i < count; ++i) {
      uint64_t first = starts[owners[i]], last = starts[owners[i] + 1];
      if (wanted.to != INT64_MAX) last = first_not_before(row_at, wanted.times, first, last, wanted.to);
      if (wanted.from != INT64_MIN) first = first_not_before(row_at, wanted.times, first, last, wanted.from);
      for (uint64_t event = first; event < last; ++event, poll()) visit(row_at(event));
      poll();
    }
    count = 0;
  };
  wanted.owners.for_each([&](uint64_t owner) {
    owners[count++] = owner;
    if (count == kAtOnce) look();
  });
  look();
}

/// Calls visit(row) for each event.
template <typename Visit>
void each_event(const EventsOf& wanted, const Visit& visit) {
  const uint32_t* const rows = wanted.relation.rows;
  if (rows == nullptr) {
    each_row(
        wanted, [](uint64_t i) { return i; }, visit);
  } else {
    each_row(
        wanted, [rows](uint64_t i) { return uint64_t{rows[i]}; }, visit);
  }
}

}  // namespace

uint64_t count_reached(const RelationView& relation, const Bitmap& owners, uint64_t most) {
  uint64_t count = 0;
  CancelPoll poll;
  const std::span<const uint64_t> words = owners.words();
  for (uint64_t w = 0; w < words.size() && count <= most; ++w, poll()) {
    for (uint64_t rest = words[w]; rest != 0; rest &= rest - 1) {
      const uint64_t owner = 64 * w + static_cast<uint64_t>(std::countr_zero(rest));
      count += relation.starts[owner + 1] - relation.starts[owner];
    }
  }
  return count;
}

Bitmap reached_events(const EventsOf& wanted, uint64_t num_events) {
  Bitmap events(num_events);
  each_event(wanted, [&](uint64_t row) { events.set(row); });
  return events;
}

Bitmap reached_rows(const EventsOf& wanted, const ColumnView& references, uint64_t num_rows) {
  Bitmap found(num_rows);
  std::array<uint64_t, kAtOnce> waiting{};
  size_t count = 0;
  const auto look = [&] {
    for (size_t i = 0; i < count; ++i) {
      if (has_cell(references, static_cast<int64_t>(waiting[i])))
        found.set(static_cast<uint64_t>(integer_cell(references, waiting[i])));
    }
    count = 0;
  };
  each_event(wanted, [&](uint64_t row) {
    __builtin_prefetch(address_of(references, row));
    waiting[count++] = row;
    if (count == kAtOnce) look();
  });
  look();
  return found;
}

}  // namespace segql::runtime
