/// window-to-range: `days since f <= 30` is a range of f. Elapsed units never decrease (`until`) or never increase
/// (`since`) with the value, so the range's ends are found by bisection over the support function that the engines
/// call: whatever it answers, the range answers the same. The same for the local day of an instant.
#include <limits>
#include <optional>

#include "compiler/plan/make.h"
#include "compiler/plan/rules/rules.h"
#include "runtime/abi/support_time.h"

namespace segql::plan::rules {
namespace {

constexpr int64_t kMin = std::numeric_limits<int64_t>::min();
constexpr int64_t kMax = std::numeric_limits<int64_t>::max();

/// The least value for which `test` is true; nothing when it never is. REQUIRES: once true, true for everything
/// greater.
template <typename Test>
std::optional<int64_t> first_true(const Test& test) {
  if (!test(kMax)) return std::nullopt;
  uint64_t low = 0, high = std::numeric_limits<uint64_t>::max();  // offsets from kMin; test(high) is true
  const auto at = [](uint64_t offset) { return static_cast<int64_t>(offset + static_cast<uint64_t>(kMin)); };
  while (low < high) {
    const uint64_t middle = low + (high - low) / 2;
    if (test(at(middle))) {
      high = middle;
    } else {
      low = middle + 1;
    }
  }
  return at(low);
}

/// Values for which the elapsed units lie in the range; empty when low > high.
Range values_of(const Elapsed& elapsed, bool is_date, const Range& range, const Moment& moment) {
  runtime::EvalContext context;
  context.as_of = moment.as_of;
  context.zone = moment.zone;
  const auto units = [&](int64_t value) {
    return runtime::segql_elapsed(&context, static_cast<uint32_t>(elapsed.unit), elapsed.until ? 1 : 0, is_date ? 1 : 0,
                                  value);
  };
  std::optional<int64_t> begin, end;  // [begin, end)
  if (elapsed.until) {
    begin = first_true([&](int64_t v) { return units(v) >= range.low; });
    end = first_true([&](int64_t v) { return units(v) > range.high; });
  } else {
    begin = first_true([&](int64_t v) { return units(v) <= range.high; });
    end = first_true([&](int64_t v) { return units(v) < range.low; });
  }
  if (!begin || (end && *end == kMin)) return {elapsed.operand, 1, 0};
  return {elapsed.operand, *begin, end ? *end - 1 : kMax};
}

/// True when every instant from the start of `day` on is on that day or later. It is not where clocks were set back
/// across that midnight: then instants after the start are on the day before.
bool starts_cleanly(int32_t day, const TimeZone& zone) {
  constexpr int64_t kStep = kMicrosPerDay / 96;  // no clock was ever set back for less
  const int64_t start = zone.start_of_day(day);
  for (int64_t after = 0; after <= kMicrosPerDay + 4 * kStep; after += kStep) {
    if (zone.local_day(add_saturating(start, after)) < day) return false;
  }
  return true;
}

/// Instants whose local day is in [first, last]; null when days do not follow one another cleanly there.
ExprRef instants_of(Scan& scan, ExprRef instant, int64_t first, int64_t last, const TimeZone& zone) {
  int64_t low = kMin, high = kMax;
  if (first > runtime::kFirstDay) {
    if (first > runtime::kLastDay) return nullptr;
    if (!starts_cleanly(static_cast<int32_t>(first), zone)) return nullptr;
    low = zone.start_of_day(static_cast<int32_t>(first));
  }
  if (last < runtime::kLastDay) {
    if (last < runtime::kFirstDay) return nullptr;
    const auto next = static_cast<int32_t>(last + 1);
    if (!starts_cleanly(next, zone)) return nullptr;
    high = zone.start_of_day(next) - 1;
  }
  return make_range(scan, instant, low, high);
}

}  // namespace

ExprRef window_to_range(const Expr& expr, RuleContext& context) {
  const auto* range = std::get_if<Range>(&expr.node);
  if (range == nullptr) return nullptr;
  Scan& scan = context.scan;
  const TimeZone& zone = *context.moment.zone;
  if (const auto* day = std::get_if<LocalDay>(&range->value->node)) {
    return instants_of(scan, day->operand, range->low, range->high, zone);
  }
  const auto* elapsed = std::get_if<Elapsed>(&range->value->node);
  if (elapsed == nullptr) return nullptr;
  const bool by_day = elapsed->is_date || !hir::is_clock_unit(elapsed->unit);
  const Range values = values_of(*elapsed, by_day, *range, context.moment);
  if (values.low > values.high) return make_literal(scan, false);
  if (elapsed->is_date || !by_day) return make_range(scan, values.value, values.low, values.high);
  return instants_of(scan, values.value, values.low, values.high, zone);
}

}  // namespace segql::plan::rules
