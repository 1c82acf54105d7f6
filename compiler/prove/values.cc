/// Sets of values: merging of ranges, and what arithmetic does to them.

#include "compiler/prove/values.h"

#include <algorithm>
#include <bit>
#include <cstdint>

namespace segql::prove {
namespace {

bool has_no_end(int128 bound) { return bound == kLowest || bound == kHighest; }

int128 floor_quotient(int128 dividend, int128 divisor) {
  const int128 quotient = dividend / divisor;
  return dividend % divisor != 0 && (dividend < 0) != (divisor < 0) ? quotient - 1 : quotient;
}
int128 ceil_quotient(int128 dividend, int128 divisor) {
  const int128 quotient = dividend / divisor;
  return dividend % divisor != 0 && (dividend < 0) == (divisor < 0) ? quotient + 1 : quotient;
}

}  // namespace

Values Values::range(int128 first, int128 last) {
  Values values;
  if (first <= last) values.ranges_.push_back({first, last});
  return values;
}

Values Values::compared(hir::CompareOp op, int128 constant) {
  switch (op) {
    case hir::CompareOp::kEqual: return point(constant);
    case hir::CompareOp::kNotEqual: return point(constant).complement();
    case hir::CompareOp::kLess: return range(kLowest, constant - 1);
    case hir::CompareOp::kLessEqual: return range(kLowest, constant);
    case hir::CompareOp::kGreater: return range(constant + 1, kHighest);
    case hir::CompareOp::kGreaterEqual: return range(constant, kHighest);
  }
  return all();
}

Values Values::of(std::vector<Range> ranges) {
  std::ranges::sort(ranges, {}, &Range::first);
  Values values;
  for (const Range& range : ranges) {
    if (range.first > range.last) continue;
    if (!values.ranges_.empty() && range.first <= values.ranges_.back().last + 1) {
      values.ranges_.back().last = std::max(values.ranges_.back().last, range.last);
    } else {
      values.ranges_.push_back(range);
    }
  }
  return values;
}

bool Values::contains(int128 value) const {
  const auto found = std::ranges::lower_bound(ranges_, value, {}, &Range::last);
  return found != ranges_.end() && found->first <= value;
}

bool Values::is_part_of(const Values& other) const {
  auto at = other.ranges_.begin();
  for (const Range& range : ranges_) {
    while (at != other.ranges_.end() && at->last < range.first) ++at;
    if (at == other.ranges_.end() || at->first > range.first || at->last < range.last) return false;
  }
  return true;
}

bool Values::meets(const Values& other) const {
  auto at = other.ranges_.begin();
  for (const Range& range : ranges_) {
    while (at != other.ranges_.end() && at->last < range.first) ++at;
    if (at == other.ranges_.end()) return false;
    if (at->first <= range.last) return true;
  }
  return false;
}

std::optional<size_t> Values::count_up_to(size_t limit) const {
  size_t count = 0;
  for (const Range& range : ranges_) {
    // Unsigned: the difference of the ends has more digits than either.
    const uint128 further = static_cast<uint128>(range.last) - static_cast<uint128>(range.first);
    if (further >= limit - count) return std::nullopt;
    count += static_cast<size_t>(further) + 1;
  }
  return count;
}

std::vector<int128> Values::list() const {
  std::vector<int128> values;
  for (const Range& range : ranges_) {
    for (int128 value = range.first; value <= range.last; ++value) values.push_back(value);
  }
  return values;
}

Values Values::complement() const {
  Values result;
  int128 next = kLowest;
  for (const Range& range : ranges_) {
    if (next < range.first) result.ranges_.push_back({next, range.first - 1});
    next = range.last + 1;
  }
  if (next <= kHighest) result.ranges_.push_back({next, kHighest});
  return result;
}

Values Values::operator|(const Values& other) const {
  std::vector<Range> both = ranges_;
  both.insert(both.end(), other.ranges_.begin(), other.ranges_.end());
  return of(std::move(both));
}

Values Values::operator&(const Values& other) const {
  Values result;
  auto at = other.ranges_.begin();
  for (const Range& range : ranges_) {
    while (at != other.ranges_.end() && at->last < range.first) ++at;
    for (auto meeting = at; meeting != other.ranges_.end() && meeting->first <= range.last; ++meeting) {
      result.ranges_.push_back({std::max(range.first, meeting->first), std::min(range.last, meeting->last)});
    }
  }
  return result;
}

Values Values::before_sum(int128 summand) const {
  std::vector<Range> result;
  const auto moved = [&](int128 bound) { return has_no_end(bound) ? bound : bound - summand; };
  for (const Range& range : ranges_) {
    const int128 first = moved(range.first), last = moved(range.last);
    if (first > kHighest || last < kLowest) continue;
    result.push_back({std::max(first, kLowest), std::min(last, kHighest)});
  }
  return of(std::move(result));
}

Values Values::before_product(int128 factor) const {
  std::vector<Range> result;
  for (const Range& range : ranges_) {
    int128 low = range.first, high = range.last;
    const bool no_low = low == kLowest, no_high = high == kHighest;
    if (factor > 0) {
      result.push_back(
          {no_low ? kLowest : ceil_quotient(low, factor), no_high ? kHighest : floor_quotient(high, factor)});
    } else {
      result.push_back(
          {no_high ? kLowest : ceil_quotient(high, factor), no_low ? kHighest : floor_quotient(low, factor)});
    }
  }
  return of(std::move(result));
}

int128 float_ordinal(double value) {
  const auto bits = std::bit_cast<uint64_t>(value);
  constexpr uint64_t kMagnitude = ~uint64_t{0} >> 1;
  const auto magnitude = static_cast<int128>(bits & kMagnitude);
  return bits >> 63 != 0 ? -magnitude : magnitude;
}

double float_of(int128 ordinal) {
  const auto magnitude = static_cast<uint64_t>(ordinal < 0 ? -ordinal : ordinal);
  const double value = std::bit_cast<double>(magnitude);
  return ordinal < 0 ? -value : value;
}

}  // namespace segql::prove
