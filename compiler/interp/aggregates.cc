/// Aggregates: the rows of the set, the values they have, and one small function per kind. Empty sets are law 7.
#include <algorithm>
#include <numeric>

#include "base/try.h"
#include "compiler/interp/evaluator.h"
#include "runtime/abi/support.h"

namespace segql::interp {
namespace {

/// The value that stands longest in the sorted `values`; of several the first. REQUIRES: not empty.
template <typename Same>
Value longest_run(const std::vector<Value>& values, Same same) {
  Value best = values.front();
  size_t best_length = 0;
  size_t length = 0;
  for (size_t i = 0; i < values.size(); ++i) {
    length = i > 0 && same(values[i - 1], values[i]) ? length + 1 : 1;
    if (length > best_length) {
      best_length = length;
      best = values[i];
    }
  }
  return best;
}

}  // namespace

Value Evaluator::value_of(const plan::Aggregate& node, const Expr& e) {
  const auto order = [&](const Value& lhs, const Value& rhs) {
    const uint32_t dictionary = node.value->dictionary;
    return dictionary == plan::kNone ? order_of(lhs, rhs) : text_order_of(lhs, dictionary, rhs, dictionary);
  };
  const auto less = [&](const Value& lhs, const Value& rhs) { return order(lhs, rhs) < 0; };
  const auto same = [&](const Value& lhs, const Value& rhs) { return order(lhs, rhs) == 0; };
  const auto sorted_values = [&] {
    std::vector<Value> values = present_values(node);
    std::stable_sort(values.begin(), values.end(), less);
    return values;
  };

  switch (node.kind) {
    case hir::AggregateKind::kCount: return integer_value(static_cast<int64_t>(rows_of(*node.rows).size()));
    case hir::AggregateKind::kCountDistinct: {
      std::vector<Value> values = sorted_values();
      return integer_value(std::unique(values.begin(), values.end(), same) - values.begin());
    }
    case hir::AggregateKind::kSum: return total(present_values(node), e.repr);
    case hir::AggregateKind::kAvg: return average(present_values(node), node);
    case hir::AggregateKind::kMin: {
      const std::vector<Value> values = present_values(node);
      return values.empty() ? missing(e.repr) : *std::min_element(values.begin(), values.end(), less);
    }
    case hir::AggregateKind::kMax: {
      const std::vector<Value> values = present_values(node);
      return values.empty() ? missing(e.repr) : *std::max_element(values.begin(), values.end(), less);
    }
    case hir::AggregateKind::kMedian: return median(sorted_values(), node);
    case hir::AggregateKind::kFirst: return row_value(node, /*last=*/false);
    case hir::AggregateKind::kLast: return row_value(node, /*last=*/true);
    case hir::AggregateKind::kMostCommon: {
      const std::vector<Value> values = sorted_values();
      return values.empty() ? missing(e.repr) : longest_run(values, same);
    }
    case hir::AggregateKind::kShare: return share(node);
  }
  SEGQL_CHECK(false);
}

std::vector<Value> Evaluator::present_values(const plan::Aggregate& node) {
  std::vector<Value> values;
  for (const int64_t row : rows_of(*node.rows)) {
    bind(node.rows->slot, row);
    const Value value = evaluate(*node.value);
    if (value.present) values.push_back(value);
  }
  return values;
}

Value Evaluator::total(const std::vector<Value>& values, Repr repr) {
  runtime::WideSum wide_sum;
  double real_sum = 0;
  for (const Value& value : values) {
    const int128 number = exact(value);
    runtime::segql_wide_sum_add(&wide_sum, &number);
    real_sum += value.real;
  }
  if (repr == Repr::kFloat) return real_value(real_sum);
  int128 result = 0;
  const bool fits = runtime::segql_wide_sum_total(args_.context, &wide_sum, &result) != 0;
  return fits ? wide_value(result) : missing(Repr::kWide);
}

Value Evaluator::average(const std::vector<Value>& values, const plan::Aggregate& node) {
  const bool is_real = node.value->repr == Repr::kFloat;
  const Repr repr = is_real ? Repr::kFloat : Repr::kWide;
  const Value sum = total(values, repr);
  if (values.empty() || !sum.present) return missing(repr);
  return is_real ? real_value(sum.real / static_cast<double>(values.size()))
                 : quotient(sum.wide, static_cast<int128>(values.size()), node.power);
}

Value Evaluator::median(std::vector<Value> values, const plan::Aggregate& node) {
  const bool is_real = node.value->repr == Repr::kFloat;
  if (values.empty()) return missing(is_real ? Repr::kFloat : Repr::kWide);
  // The same value twice when their number is odd.
  const Value& lower = values[(values.size() - 1) / 2];
  const Value& upper = values[values.size() / 2];
  if (is_real) return real_value(std::midpoint(lower.real, upper.real));
  const int128 from = exact(lower);
  const int128 to = exact(upper);
  int128 result = 0;
  const bool fits = runtime::segql_wide_midpoint(args_.context, &from, &to, node.power, &result) != 0;
  return fits ? wide_value(result) : missing(Repr::kWide);
}

Value Evaluator::share(const plan::Aggregate& node) {
  const std::vector<int64_t> rows = rows_of(*node.rows);
  if (rows.empty()) return missing(Repr::kWide);
  const auto satisfies = [&](int64_t row) {
    bind(node.rows->slot, row);
    return holds(*node.satisfy);
  };
  return quotient(std::count_if(rows.begin(), rows.end(), satisfies), static_cast<int128>(rows.size()), node.power);
}

Value Evaluator::row_value(const plan::Aggregate& node, bool last) {
  const std::vector<int64_t> rows = rows_of(*node.rows);
  if (rows.empty()) return missing(node.value->repr);
  bind(node.rows->slot, last ? rows.back() : rows.front());
  return evaluate(*node.value);
}

}  // namespace segql::interp
