// order_events: counting sort by owner, then by time within an owner.

#include "runtime/table/event_order.h"

#include <algorithm>
#include <array>
#include <utility>

#include "base/cancel.h"
#include "base/try.h"
#include "runtime/bitmap/bits.h"
#include "runtime/table/parallel.h"

namespace segql::runtime {
namespace {

struct Event {
  int64_t time;
  uint32_t row;
  bool operator<(const Event& other) const { return time != other.time ? time < other.time : row < other.row; }
};

/// From this many rows on, a few passes over the data are faster than comparing.
constexpr size_t kRadixRows = size_t{1} << 14;

/// By time; rows arrive in order, and every pass keeps the order of equal digits.
void radix_sort(LargeVector<Event>& events, LargeVector<Event>& spare) {
  constexpr int kBits = 11;
  constexpr uint64_t kDigits = uint64_t{1} << kBits;
  const auto [least, greatest] =
      std::minmax_element(events.begin(), events.end(), [](const Event& a, const Event& b) { return a.time < b.time; });
  const auto min = static_cast<uint64_t>(least->time);
  const uint64_t range = static_cast<uint64_t>(greatest->time) - min;
  spare.resize(events.size());
  CancelPoll poll;
  for (int shift = 0; shift < 64 && (range >> shift) != 0; shift += kBits) {
    std::array<size_t, kDigits + 1> next{};
    const auto digit = [&](const Event& event) {
      return ((static_cast<uint64_t>(event.time) - min) >> shift) & (kDigits - 1);
    };
    for (const Event& event : events) {
      poll();
      ++next[digit(event) + 1];
    }
    for (size_t i = 1; i < next.size(); ++i) next[i] += next[i - 1];
    for (const Event& event : events) {
      poll();
      spare[next[digit(event)]++] = event;
    }
    events.swap(spare);
  }
}

/// One run at a time; keeps its memory from run to run.
class RunSorter {
 public:
  explicit RunSorter(std::span<const int64_t> times) : times_(times) {}

  void sort(std::span<uint32_t> rows) {
    poll_();
    if (rows.size() < 2) return;
    events_.clear();
    for (const uint32_t row : rows) events_.push_back({times_[row], row});
    if (std::is_sorted(events_.begin(), events_.end())) return;
    if (events_.size() >= kRadixRows) {
      radix_sort(events_, spare_);
    } else {
      std::sort(events_.begin(), events_.end());
    }
    for (size_t i = 0; i < rows.size(); ++i) rows[i] = events_[i].row;
  }

 private:
  std::span<const int64_t> times_;
  LargeVector<Event> events_, spare_;
  CancelPoll poll_;
};

}  // namespace

Result<EventOrder> order_events(std::span<const uint32_t> owners, std::span<const int64_t> times,
                                std::span<const uint64_t> dropped, uint32_t num_owners, size_t workers) {
  EventOrder order;
  order.starts = Buffer((words_for(num_owners) * 64 + 1) * sizeof(uint32_t));
  auto* starts = reinterpret_cast<uint32_t*>(order.starts.data());
  // Group num_owners holds the rows without an owner; next[o] is where the next row of group o goes.
  Buffer memory((uint64_t{num_owners} + 2) * sizeof(uint32_t));
  const std::span<uint32_t> next(reinterpret_cast<uint32_t*>(memory.data()), uint64_t{num_owners} + 2);
  const auto group_of = [&](uint64_t row) { return owners.empty() ? num_owners : std::min(owners[row], num_owners); };
  CancelPoll poll;
  uint64_t kept = 0;
  for (uint64_t row = 0; row < times.size(); ++row, poll()) {
    if (test_bit(dropped, row)) continue;
    ++next[group_of(row) + 1];
    ++kept;
  }
  for (size_t group = 1; group < next.size(); ++group) next[group] += next[group - 1];
  std::copy_n(next.begin(), uint64_t{num_owners} + 1, starts);
  order.num_owned = starts[num_owners];
  std::fill(starts + num_owners, starts + words_for(num_owners) * 64 + 1, starts[num_owners]);
  order.rows.resize(kept);
  for (uint64_t row = 0; row < times.size(); ++row, poll())
    if (!test_bit(dropped, row)) order.rows[next[group_of(row)]++] = static_cast<uint32_t>(row);

  // The runs, in pieces of about equal rows; the last piece is the group without owners.
  const size_t pieces = workers * 4;
  SEGQL_TRY_VOID(parallel_for(workers, pieces + 1, [&](size_t piece, size_t) {
    RunSorter sorter(times);
    const auto run = [&](uint64_t begin, uint64_t end) {
      sorter.sort(std::span(order.rows).subspan(begin, end - begin));
    };
    if (piece == 0) return run(order.num_owned, kept);
    const auto first_owner = [&](size_t p) {
      const auto row = static_cast<uint32_t>(order.num_owned * p / pieces);
      return p == pieces ? uint64_t{num_owners}
                         : static_cast<uint64_t>(std::lower_bound(starts, starts + num_owners, row) - starts);
    };
    for (uint64_t owner = first_owner(piece - 1), end = first_owner(piece); owner < end; ++owner)
      run(starts[owner], starts[owner + 1]);
  }));
  return order;
}

}  // namespace segql::runtime
