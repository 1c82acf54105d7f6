#include "engine/time_points.h"

#include <algorithm>
#include <optional>

#include "base/cancel.h"
#include "base/try.h"
#include "engine/time_uses.h"
#include "runtime/abi/support_time.h"

namespace segql::engine {
namespace {

/// Instants to try; a row with more is followed until as many have passed.
constexpr size_t kMostInstants = 50'000;
/// Longest time for which a number of elapsed units stays what it is.
constexpr int64_t kLongestUnit = 367 * kMicrosPerDay;

/// The first t of (after, until] for which `reached(t)`, which stays true from then on; nothing: none.
template <typename Reached>
std::optional<int64_t> first_after(int64_t after, int64_t until, const Reached& reached) {
  if (after >= until || !reached(until)) return std::nullopt;
  while (after + 1 < until) {
    const int64_t middle = after + (until - after) / 2;
    (reached(middle) ? until : after) = middle;
  }
  return until;
}

class Points {
 public:
  /// All after `as_of`, up to `until`.
  Points(TimeUses uses, int64_t as_of, int64_t until) : uses_(std::move(uses)), as_of_(as_of), until_(until) {}

  TimePoints find();

 private:
  void add_crossings(const TimeUses::Function& function, std::vector<int64_t>& found) const;
  void add_rough_crossings(const TimeUses::Function& function, int64_t value, std::vector<int64_t>& found) const;
  /// Returns up to when all were added.
  int64_t add_elapsed(const TimeUses::ElapsedUnits& item, std::vector<int64_t>& found) const;
  void add_clock_changes(std::vector<int64_t>& found) const;

  TimeUses uses_;
  const int64_t as_of_, until_;
};

void Points::add_crossings(const TimeUses::Function& function, std::vector<int64_t>& found) const {
  const auto passes = [&](int64_t value) {
    const auto at = first_after(as_of_, until_, [&](int64_t as_of) { return function.at(as_of) >= value; });
    if (at) found.push_back(*at);
  };
  const int64_t slack = function.is_rough ? 5 * kMicrosPerDay : 0;
  const int64_t least = function.at(as_of_) - slack, greatest = function.at(until_) + slack;
  CancelPoll poll;
  for (auto value = std::ranges::lower_bound(uses_.values, least); value != uses_.values.end() && *value <= greatest;
       ++value) {
    poll();
    if (function.is_rough) {
      add_rough_crossings(function, *value, found);
    } else {
      if (*value > least) passes(*value);
      if (*value < greatest) passes(*value + 1);
    }
  }
}

/// Around where the function passes `value`, it does so on each of a few days.
void Points::add_rough_crossings(const TimeUses::Function& function, int64_t value, std::vector<int64_t>& found) const {
  constexpr int64_t kStep = kMicrosPerDay / 4, kSteps = 4 * 10;
  const int64_t guess = add_saturating(value, as_of_ - function.at(as_of_));
  for (int64_t i = -kSteps; i < kSteps; ++i) {
    const int64_t begin = std::max(add_saturating(guess, i * kStep), as_of_);
    const int64_t end = std::min(add_saturating(guess, (i + 1) * kStep), until_);
    for (const int64_t wanted : {value, value + 1}) {
      const bool before = begin < end && function.at(begin) >= wanted;
      if (const auto at = first_after(begin, end, [&](int64_t t) { return (function.at(t) >= wanted) != before; })) {
        found.push_back(*at);
      }
    }
  }
}

int64_t Points::add_elapsed(const TimeUses::ElapsedUnits& item, std::vector<int64_t>& found) const {
  runtime::EvalContext context;
  context.zone = item.zone.get();
  const auto units = [&](int64_t as_of, int64_t value) {
    context.as_of = item.clock(as_of);
    return runtime::segql_elapsed(&context, static_cast<uint32_t>(item.unit), 0, 0, value);
  };
  const size_t most = kMostInstants / std::max<size_t>(item.values.size(), 1) + 1;  // of each value
  int64_t complete_until = until_;
  for (const int64_t value : item.values) {
    const int64_t last = units(until_, value);
    if (item.targets) {
      for (const int64_t target : *item.targets) {
        // `until` counts the same with another sign; what is compared with a number changes there or one later.
        for (const int64_t number : {target, target + 1, -target, 1 - target}) {
          const auto at = first_after(as_of_, until_, [&](int64_t as_of) { return units(as_of, value) >= number; });
          if (at && units(as_of_, value) < number) found.push_back(*at);
        }
      }
      continue;
    }
    size_t num_found = 0;
    for (int64_t at = as_of_; at < until_;) {
      const int64_t number = units(at, value);
      if (number == last) break;
      const auto next = first_after(at, std::min(until_, at + kLongestUnit),
                                    [&](int64_t as_of) { return units(as_of, value) > number; });
      at = next.value_or(at + kLongestUnit);
      if (!next) continue;
      found.push_back(at);
      if (++num_found < most) continue;
      complete_until = std::min(complete_until, at);
      break;
    }
  }
  return complete_until;
}

/// Where a zone sets its clocks anew, local times are passed twice or never.
void Points::add_clock_changes(std::vector<int64_t>& found) const {
  for (const auto& zone : uses_.zones) {
    const auto offset = [&](int64_t at) { return zone->to_local(at) - at; };
    for (int64_t at = as_of_; at < until_; at += std::min(kMicrosPerDay, until_ - at)) {
      const int64_t before = offset(at);
      const int64_t end = at + std::min(kMicrosPerDay, until_ - at);
      if (const auto change = first_after(at, end, [&](int64_t t) { return offset(t) != before; })) {
        found.push_back(*change);
      }
    }
  }
}

TimePoints Points::find() {
  TimePoints points{{}, until_, uses_.is_about_row, uses_.unknown};
  if (!uses_.unknown.empty()) {
    points.until = as_of_;
    return points;
  }
  std::ranges::sort(uses_.values);
  uses_.values.erase(std::unique(uses_.values.begin(), uses_.values.end()), uses_.values.end());
  std::vector<int64_t>& found = points.instants;
  for (const TimeUses::Function& function : uses_.functions) add_crossings(function, found);
  for (const TimeUses::ElapsedUnits& item : uses_.elapsed)
    points.until = std::min(points.until, add_elapsed(item, found));
  if (!uses_.functions.empty() || !uses_.elapsed.empty()) add_clock_changes(found);
  std::ranges::sort(found);
  found.erase(std::unique(found.begin(), found.end()), found.end());
  if (found.size() > kMostInstants) points.until = std::min(points.until, found[kMostInstants]);
  std::erase_if(found, [&](int64_t at) { return at > points.until; });
  if (points.until < until_) {
    points.why_not_beyond = "it might change at more than " + std::to_string(kMostInstants) + " instants";
  }
  return points;
}

}  // namespace

Result<TimePoints> time_points(Evaluator& evaluator, hir::SegmentId segment, uint32_t row, Instant until) {
  SEGQL_TRY(TimeUses uses, time_uses(evaluator, segment, row));
  return Points(std::move(uses), evaluator.as_of(), until).find();
}

}  // namespace segql::engine
