/// Values in windows. A window known beforehand is a Range of instants or of days; one that depends on a row is a
/// comparison with it.
#include <limits>

#include "compiler/plan/lower.h"

namespace segql::plan {
namespace {

constexpr int64_t kMin = std::numeric_limits<int64_t>::min();
constexpr int64_t kMax = std::numeric_limits<int64_t>::max();

/// Local days [first, end) that start in a window known beforehand.
struct Days {
  int64_t first = kMin, end = kMax;
};
Days days_of(const Interval& interval, const TimeZone& zone) {
  Days days;
  if (interval.from.micros) days.first = first_day_from(*interval.from.micros, zone);
  if (interval.to.micros) days.end = first_day_from(*interval.to.micros, zone);
  return days;
}

ExprRef lower_anniversary(Lowering& lowering, ExprRef day, const Interval& interval) {
  Scan& scan = lowering.scan;
  if (interval.from.computed != nullptr || interval.to.computed != nullptr) {
    lowering.fail(ErrorCode::kUnsupported, "the window of an anniversary cannot depend on a row");
    return make_literal(scan, false);
  }
  const Days days = days_of(interval, *lowering.moment.zone);
  if (days.first >= days.end) return make_literal(scan, false);
  // 366 days in a row hold every day of the year (and the day on which 29 February is kept).
  if (days.first == kMin || days.end == kMax || days.end - days.first >= 366) return make_present(scan, day);
  return make_condition(scan, Anniversary{day, static_cast<int32_t>(days.first), static_cast<int32_t>(days.end),
                                          lowering.schema().settings.leap_day});
}

/// `value` is the instant (of a date: its start); the ends of the window are compared with it one by one.
ExprRef compare_with_ends(Lowering& lowering, ExprRef value, const Interval& interval) {
  Scan& scan = lowering.scan;
  std::vector<ExprRef> terms;
  const auto add = [&](hir::CompareOp op, const Limit& limit) {
    if (limit.unbounded()) return;
    if (limit.micros) {
      terms.push_back(make_compare_constant(scan, op, value, *limit.micros));
    } else {
      terms.push_back(make_compare(scan, op, value, lower_limit(lowering, limit)));
    }
  };
  add(hir::CompareOp::kGreaterEqual, interval.from);
  add(hir::CompareOp::kLess, interval.to);
  return terms.empty() ? make_present(scan, value) : make_and(scan, terms);
}

}  // namespace

ExprRef lower_limit(Lowering& lowering, const Limit& limit) {
  Scan& scan = lowering.scan;
  if (limit.micros) return make_int(scan, *limit.micros);
  if (limit.computed == nullptr) return nullptr;
  const ExprRef value = lower_value(lowering, *limit.computed);
  const bool is_date = limit.computed->type.kind == schema::Kind::kDate;
  if (is_date || limit.whole_day) {
    const ExprRef day = is_date ? value : make_value(scan, Repr::kInt, value->nullable, LocalDay{value});
    return make_value(scan, Repr::kInt, value->nullable, StartOfDay{day, limit.next ? 1 : 0});
  }
  if (!limit.next) return value;
  const Term terms[] = {{false, make_widened(scan, value)}, {false, make_wide(scan, 1)}};
  const ExprRef sum =
      make_value(scan, Repr::kWide, value->nullable, Sum{scan.arena.copy(std::span<const Term>(terms))});
  return make_value(scan, Repr::kInt, true, Narrow{sum});
}

ExprRef lower_in_window(Lowering& lowering, const hir::InWindow& in) {
  Scan& scan = lowering.scan;
  const Interval interval = resolve(in.window, lowering.moment, lowering.schema().settings);
  ExprRef value = lower_value(lowering, *in.value);
  const bool is_date = in.value->type.kind == schema::Kind::kDate;
  if (in.anniversary) {
    if (!is_date) value = make_value(scan, Repr::kInt, value->nullable, LocalDay{value});
    return lower_anniversary(lowering, value, interval);
  }
  if (interval.from.computed != nullptr || interval.to.computed != nullptr) {
    if (is_date) value = make_value(scan, Repr::kInt, value->nullable, StartOfDay{value, 0});
    return compare_with_ends(lowering, value, interval);
  }
  if (!is_date) {
    const int64_t to = interval.to.micros.value_or(kMax);
    if (to == kMin) return make_literal(scan, false);
    return make_range(scan, value, interval.from.micros.value_or(kMin), interval.to.micros ? to - 1 : kMax);
  }
  const Days days = days_of(interval, *lowering.moment.zone);
  if (days.end == kMin) return make_literal(scan, false);
  return make_range(scan, value, days.first, days.end == kMax ? kMax : days.end - 1);
}

}  // namespace segql::plan
