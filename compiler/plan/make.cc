/// Construction of plan nodes.
#include "compiler/plan/make.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <utility>

namespace segql::plan {
namespace {

constexpr int64_t kMin = std::numeric_limits<int64_t>::min();
constexpr int64_t kMax = std::numeric_limits<int64_t>::max();

}  // namespace

ExprRef make_literal(Scan& scan, bool value) { return make_condition(scan, Literal{value}); }

ExprRef make_missing(Scan& scan, Repr repr) { return make_value(scan, repr, true, Missing{}); }

ExprRef make_int(Scan& scan, int64_t value) { return make_value(scan, Repr::kInt, false, ConstInt{value}); }

ExprRef make_wide(Scan& scan, int128 value) {
  return make_value(scan, Repr::kWide, false,
                    ConstWide{static_cast<int64_t>(value >> 64), static_cast<uint64_t>(value)});
}

ExprRef make_float(Scan& scan, double value) {
  if (std::isnan(value)) return make_missing(scan, Repr::kFloat);
  return make_value(scan, Repr::kFloat, false, ConstFloat{value});
}

int128 value_of(const ConstWide& constant) {
  return static_cast<int128>((static_cast<uint128>(static_cast<int128>(constant.high)) << 64) | constant.low);
}

const int64_t* int_constant(ExprRef expr) {
  const auto* constant = expr == nullptr ? nullptr : std::get_if<ConstInt>(&expr->node);
  return constant == nullptr ? nullptr : &constant->value;
}

ExprRef make_and(Scan& scan, const std::vector<ExprRef>& terms) {
  if (terms.empty()) return make_literal(scan, true);
  if (terms.size() == 1) return terms.front();
  return make_condition(scan, And{scan.arena.copy(terms)});
}

ExprRef make_or(Scan& scan, const std::vector<ExprRef>& terms) {
  if (terms.empty()) return make_literal(scan, false);
  if (terms.size() == 1) return terms.front();
  return make_condition(scan, Or{scan.arena.copy(terms)});
}

ExprRef make_not(Scan& scan, ExprRef operand) { return make_condition(scan, Not{operand}); }

ExprRef make_present(Scan& scan, ExprRef value) { return make_not(scan, make_condition(scan, IsMissing{value})); }

ExprRef make_range(Scan& scan, ExprRef value, int64_t low, int64_t high) {
  if (low > high) return make_literal(scan, false);
  return make_condition(scan, Range{value, low, high});
}

ExprRef make_compare(Scan& scan, hir::CompareOp op, ExprRef lhs, ExprRef rhs) {
  if (op == hir::CompareOp::kNotEqual) return make_not(scan, make_compare(scan, hir::CompareOp::kEqual, lhs, rhs));
  return make_condition(scan, Compare{op, lhs, rhs});
}

ExprRef make_compare_constant(Scan& scan, hir::CompareOp op, ExprRef value, int128 constant) {
  // [low, high] of the answer in 128 bits, then cut to what the value can be.
  int128 low = kMin, high = kMax;
  switch (op) {
    case hir::CompareOp::kNotEqual:
      return make_not(scan, make_compare_constant(scan, hir::CompareOp::kEqual, value, constant));
    case hir::CompareOp::kEqual: low = high = constant; break;
    case hir::CompareOp::kLess: high = constant - 1; break;
    case hir::CompareOp::kLessEqual: high = constant; break;
    case hir::CompareOp::kGreater: low = constant + 1; break;
    case hir::CompareOp::kGreaterEqual: low = constant; break;
  }
  if (low > kMax || high < kMin) return make_literal(scan, false);
  return make_range(scan, value, static_cast<int64_t>(std::max<int128>(low, kMin)),
                    static_cast<int64_t>(std::min<int128>(high, kMax)));
}

ExprRef make_in_list(Scan& scan, ExprRef value, std::vector<int64_t> items) {
  // Long lists come from machines, mostly in order; looking is a tenth of sorting.
  if (!std::is_sorted(items.begin(), items.end(), std::less_equal<>())) {
    std::sort(items.begin(), items.end());
    items.erase(std::unique(items.begin(), items.end()), items.end());
  }
  if (items.empty()) return make_literal(scan, false);
  if (static_cast<uint64_t>(items.back()) - static_cast<uint64_t>(items.front()) == items.size() - 1) {
    return make_range(scan, value, items.front(), items.back());
  }
  ConstantList list;
  list.integers = std::move(items);
  scan.lists.push_back(std::move(list));
  return make_condition(scan, InList{value, static_cast<uint32_t>(scan.lists.size() - 1)});
}

ExprRef make_widened(Scan& scan, ExprRef value) {
  if (value->repr == Repr::kWide) return value;
  if (std::holds_alternative<Missing>(value->node)) return make_missing(scan, Repr::kWide);
  if (const int64_t* constant = int_constant(value)) return make_wide(scan, *constant);
  return make_value(scan, Repr::kWide, value->nullable, Widen{value});
}

}  // namespace segql::plan
