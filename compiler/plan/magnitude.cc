/// How large exact values can get, from the statistics of columns upward: decides whether arithmetic can overflow.
#include <algorithm>
#include <cmath>

#include "compiler/plan/lower.h"

namespace segql::plan {
namespace {

constexpr double kLargestInt = 9.3e18;   // beyond any int64_t
constexpr double kRowsPerOwner = 4.3e9;  // row ids are 32 bits wide

double power10(int power) { return std::pow(10.0, power); }

double of_column(const Scan& scan, const Catalog& catalog, uint32_t column) {
  const runtime::ColumnStats& stats = catalog.column(scan.columns[column].source).stats();
  if (stats.min > stats.max) return 0;
  return std::max(std::abs(static_cast<double>(stats.min)), std::abs(static_cast<double>(stats.max)));
}

double of_aggregate(const Scan& scan, const Catalog& catalog, const Aggregate& aggregate) {
  const auto value = [&] { return magnitude_of(scan, catalog, *aggregate.value); };
  switch (aggregate.kind) {
    case hir::AggregateKind::kCount:
    case hir::AggregateKind::kCountDistinct: return kRowsPerOwner;
    case hir::AggregateKind::kSum: return value() * kRowsPerOwner;
    case hir::AggregateKind::kAvg:
    case hir::AggregateKind::kMedian: return value() * power10(aggregate.power) + 1;
    case hir::AggregateKind::kShare: return power10(aggregate.power);
    case hir::AggregateKind::kMin:
    case hir::AggregateKind::kMax:
    case hir::AggregateKind::kFirst:
    case hir::AggregateKind::kLast:
    case hir::AggregateKind::kMostCommon: return value();
  }
  return kLargestInt;
}

double of_call(const Scan& scan, const Catalog& catalog, const Call& call) {
  if (hir::is_calendar_part(call.function)) return kLargestInt;
  double largest = 0;
  for (const ExprRef argument : call.arguments) {
    if (argument->repr != Repr::kBool) largest = std::max(largest, magnitude_of(scan, catalog, *argument));
  }
  const bool rounds = call.function >= hir::Function::kRound && call.function <= hir::Function::kCeil;
  return rounds ? largest / power10(call.digits) + 1 : largest;
}

}  // namespace

double magnitude_of(const Scan& scan, const Catalog& catalog, const Expr& expr) {
  const auto of = [&](ExprRef operand) { return magnitude_of(scan, catalog, *operand); };
  const auto condition = [](const auto&) { return 1.0; };
  return match(
      expr, [](const Missing&) { return 0.0; },
      [](const ConstInt& c) { return std::abs(static_cast<double>(c.value)); },
      [](const ConstWide& c) { return std::abs(static_cast<double>(value_of(c))); },
      [](const ConstFloat& c) { return std::abs(c.value); },
      [&](const Column& c) { return of_column(scan, catalog, c.column); }, [](const MapValue&) { return kLargestInt; },
      [](const RowId&) { return kRowsPerOwner; }, [&](const Widen& n) { return of(n.operand); },
      [&](const Rescale& n) { return of(n.operand) * power10(n.power); },
      [&](const ToFloat& n) { return of(n.operand) / power10(n.scale); },
      [&](const Narrow& n) { return std::min(of(n.operand), kLargestInt); },
      [&](const Sum& n) {
        double total = 0;
        for (const Term& term : n.terms) total += of(term.value);
        return total;
      },
      [&](const Product& n) { return of(n.lhs) * of(n.rhs); },
      [&](const Quotient& n) { return of(n.lhs) * power10(n.power) + 1; },  // a divisor is at least 1
      [&](const Negate& n) { return of(n.operand); }, [](const LocalDay&) { return kLargestInt; },
      [](const StartOfDay&) { return kLargestInt; }, [](const Elapsed&) { return kLargestInt; },
      [](const Lookup&) { return kLargestInt; }, [&](const Call& n) { return of_call(scan, catalog, n); },
      [&](const Aggregate& n) { return of_aggregate(scan, catalog, n); }, [](const Truth&) { return 1.0; },
      [&](const Literal& n) { return condition(n); }, [&](const And& n) { return condition(n); },
      [&](const Or& n) { return condition(n); }, [&](const Not& n) { return condition(n); },
      [&](const Compare& n) { return condition(n); }, [&](const Range& n) { return condition(n); },
      [&](const InList& n) { return condition(n); }, [&](const CodeIn& n) { return condition(n); },
      [&](const TextCompare& n) { return condition(n); }, [&](const IsMissing& n) { return condition(n); },
      [&](const HasItems& n) { return condition(n); }, [&](const HasValue& n) { return condition(n); },
      [&](const AtLeast& n) { return condition(n); }, [&](const Edge& n) { return condition(n); },
      [&](const InSegment& n) { return condition(n); }, [&](const Anniversary& n) { return condition(n); });
}

}  // namespace segql::plan
