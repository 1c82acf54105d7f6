/// What a condition costs and how many rows it keeps. Costs were chosen from measurements of the vector code (bytes
/// read are the currency for plain columns) and of support calls; only their order matters.
#include <algorithm>
#include <cmath>
#include <limits>
#include <span>

#include "compiler/plan/order.h"
#include "compiler/plan/traverse.h"

namespace segql::plan {
namespace {

constexpr double kPerByte = 0.03;  ///< a column read in order at 35 GB/s
constexpr double kTest = 0.02;     ///< one vector comparison
constexpr double kGather = 3;      ///< a cell somewhere else, by row id
constexpr double kBit = 0.7;       ///< a bit of a bitmap, by row id
constexpr double kEvent = 1;       ///< one step along a run of events
constexpr double kRun = 4;         ///< finding an owner's run
constexpr double kCount = 0.3;     ///< the length of a run
constexpr double kWideStep = 1;    ///< one 128-bit addition
constexpr double kDivision = 15;   ///< 128-bit division
constexpr double kCall = 6;        ///< a support call of few instructions
constexpr double kTextCompare = 25;
constexpr double kPlainNode = 12;       ///< one condition, with the plain evaluator, and
constexpr double kPlainFactor = 20;     ///< for each nanosecond that compiled code takes
constexpr double kCollect = 12;         ///< keeping one value and looking at all of them at the end
constexpr double kUnknownShare = 0.3;   ///< a comparison of which nothing is known
constexpr double kUnknownEqual = 0.05;  ///< an equality of which nothing is known

double bytes_of(runtime::Encoding encoding) {
  switch (encoding) {
    case runtime::Encoding::kU8: return 1;
    case runtime::Encoding::kU16: return 2;
    case runtime::Encoding::kU32: return 4;
    case runtime::Encoding::kI64:
    case runtime::Encoding::kF64: return 8;
  }
  return 8;
}

/// P(at least `count` events) when `expected` come on average, independently of one another.
double at_least(double count, double expected) {
  if (count > 100) return expected >= count ? 0.5 : 0.01;
  double term = std::exp(-std::min(expected, 700.0)), below = 0;
  for (double i = 0; i < count; ++i) {
    below += term;
    term *= expected / (i + 1);
  }
  return std::clamp(1 - below, 0.0, 1.0);
}

double share(double part, double whole) { return whole <= 0 ? 0 : std::clamp(part / whole, 0.0, 1.0); }

/// The share of the values in [low, high], with what else is known of it counting as one value.
template <typename T>
double sampled_share(std::span<const T> sample, T low, T high, double known) {
  if (low > high) return 0;
  const auto first = std::lower_bound(sample.begin(), sample.end(), low);
  const auto last = std::upper_bound(first, sample.end(), high);
  return (static_cast<double>(last - first) + known) / (static_cast<double>(sample.size()) + 1);
}

double sampled_share(std::span<const double> sample, hir::CompareOp op, double constant) {
  constexpr double kLeast = -std::numeric_limits<double>::infinity();
  switch (op) {
    case hir::CompareOp::kLess:
    case hir::CompareOp::kLessEqual: return sampled_share(sample, kLeast, constant, kUnknownShare);
    case hir::CompareOp::kGreater:
    case hir::CompareOp::kGreaterEqual: return sampled_share(sample, constant, -kLeast, kUnknownShare);
    case hir::CompareOp::kEqual:
    case hir::CompareOp::kNotEqual: break;
  }
  return sampled_share(sample, constant, constant, kUnknownEqual);
}

}  // namespace

double Estimator::row_access(const RowRef& row) const {
  return static_cast<double>(row.hops.size()) * kGather + (row.slot == 0 ? 0 : kTest);
}

double Estimator::missing_share(ExprRef value) const {
  if (!value->nullable) return 0;
  if (std::holds_alternative<Missing>(value->node)) return 1;
  if (const auto* found = std::get_if<Lookup>(&value->node)) return missing_share(found->value);
  const auto* column = std::get_if<Column>(&value->node);
  if (column == nullptr) return 0.1;
  return 1 - cell_share(column->column) * present_share(column->row);
}

double Estimator::cell_share(uint32_t column) const {
  const ColumnSource& source = scan_.columns[column].source;
  return 1 - share(static_cast<double>(catalog_.column(source).stats().num_missing),
                   static_cast<double>(catalog_.num_rows(source.table)));
}

double Estimator::present_share(const RowRef& row) const {
  double present = 1;
  for (const uint32_t hop : row.hops) present *= cell_share(hop);
  return present;
}

const runtime::Column* Estimator::data_of(const Expr& value) const {
  const auto* column = std::get_if<Column>(&value.node);
  if (column == nullptr || scan_.columns[column->column].texts != nullptr) return nullptr;
  return &catalog_.column(scan_.columns[column->column].source);
}

double Estimator::range_share(const Range& range) const {
  const runtime::Column* const data = data_of(*range.value);
  if (data == nullptr) return range.low == range.high ? kUnknownEqual : kUnknownShare;
  return sampled_share(data->sample(), range.low, range.high, even_share(*data, range));
}

double Estimator::even_share(const runtime::Column& data, const Range& range) {
  const runtime::ColumnStats& stats = data.stats();
  const auto width = [](double low, double high) { return high - low + 1; };
  if (data.dictionary() != nullptr) {
    return share(width(static_cast<double>(range.low), static_cast<double>(range.high)), data.dictionary()->size());
  }
  if (stats.min > stats.max) return 0;
  if (range.low == range.high && stats.num_distinct > 0) {
    return range.low < stats.min || range.low > stats.max ? 0 : 1 / static_cast<double>(stats.num_distinct);
  }
  const double low = static_cast<double>(std::max(range.low, stats.min));
  const double high = static_cast<double>(std::min(range.high, stats.max));
  return share(width(low, high), width(static_cast<double>(stats.min), static_cast<double>(stats.max)));
}

double Estimator::list_share(const InList& node) const {
  constexpr size_t kMostItems = 256;
  const ConstantList& list = scan_.lists[node.list];
  const auto items = static_cast<double>(list.integers.size() + list.reals.size());
  const runtime::Column* const data = data_of(*node.value);
  const uint64_t distinct = data == nullptr ? 0 : data->stats().num_distinct;
  const double even =
      distinct == 0 ? std::min(0.5, items * kUnknownEqual) : share(items, static_cast<double>(distinct));
  if (data == nullptr || data->sample().empty() || list.integers.size() > kMostItems) return even;
  double total = 0;
  for (const int64_t item : list.integers)
    total += sampled_share(data->sample(), item, item, even / static_cast<double>(list.integers.size()));
  return list.integers.empty() ? even : std::min(total, 1.0);
}

double Estimator::codes_share(const CodeIn& node) const {
  const CodeSet& set = scan_.code_sets[node.set];
  const double even = share(static_cast<double>(set.count), static_cast<double>(set.universe));
  const runtime::Column* const data = data_of(*node.value);
  if (data == nullptr) return even;
  uint64_t found = 0;
  const std::span<const int64_t> sample = data->sample();
  for (const int64_t code : sample) {
    const auto at = static_cast<uint64_t>(code);
    found += (set.words[at / 64] >> (at % 64)) & 1;
  }
  return (static_cast<double>(found) + even) / (static_cast<double>(sample.size()) + 1);
}

double Estimator::compare_share(const Compare& node) const {
  const auto* right = std::get_if<ConstFloat>(&node.rhs->node);
  const auto* constant = right != nullptr ? right : std::get_if<ConstFloat>(&node.lhs->node);
  const runtime::Column* const data = constant == nullptr ? nullptr : data_of(right != nullptr ? *node.lhs : *node.rhs);
  if (data == nullptr || data->real_sample().empty())
    return node.op == hir::CompareOp::kEqual ? kUnknownEqual : kUnknownShare;
  return sampled_share(data->real_sample(), right != nullptr ? node.op : hir::mirrored(node.op), constant->value);
}

double Estimator::rows_per_owner(const RowSet& rows) const {
  const RelationId id = scan_.relations[rows.relation].relation;
  const auto owners = static_cast<double>(catalog_.num_rows(catalog_.schema().relation(id).owner));
  return owners == 0 ? 0 : static_cast<double>(catalog_.relation(id).num_owned()) / owners;
}

double Estimator::window_share(const RowSet& rows) const {
  const ColumnSource& time = scan_.columns[scan_.relations[rows.relation].time_column].source;
  const runtime::Column& data = catalog_.column(time);
  const runtime::ColumnStats& stats = data.stats();
  if (stats.min > stats.max) return 0;
  const auto end = [](ExprRef limit, int64_t otherwise) {
    const auto* constant = limit == nullptr ? nullptr : std::get_if<ConstInt>(&limit->node);
    return constant == nullptr ? otherwise : constant->value;
  };
  const int64_t from = end(rows.from, INT64_MIN), to = end(rows.to, INT64_MAX);
  if (to == INT64_MIN) return 0;
  return sampled_share(data.sample(), from, to - 1, even_share(data, {nullptr, from, to - 1}));
}

double Estimator::rows_cost(const RowSet& rows, double per_match) const {
  const bool is_whole_run = rows.where == nullptr && rows.from == nullptr && rows.to == nullptr;
  if (is_whole_run && per_match == 0) return kCount + row_access(rows.owner);
  const double seen = rows_per_owner(rows) * window_share(rows);
  const double filter = rows.where == nullptr ? 0 : cost(*rows.where);
  const double matches = rows.where == nullptr ? 1 : selectivity(*rows.where);
  const double steps = scan_.relations[rows.relation].in_order ? kEvent : kEvent + kGather;
  double limits = 0;
  if (rows.from != nullptr) limits += cost(*rows.from);
  if (rows.to != nullptr) limits += cost(*rows.to);
  return kRun + row_access(rows.owner) + limits + seen * (steps + filter + matches * per_match);
}

double Estimator::ordered_cost(ExprList terms, bool is_and) const {
  double total = 0, reached = 1;
  for (const ExprRef term : terms) {
    total += reached * cost(*term);
    const double true_share = selectivity(*term);
    reached *= is_and ? true_share : 1 - true_share;
  }
  return total;
}

double Estimator::plain_cost(const Expr& expr) const {
  const auto of = [&](ExprList terms, bool is_and) {
    double total = 0, reached = 1;
    for (const ExprRef term : terms) {
      total += reached * plain_cost(*term);
      reached *= is_and ? selectivity(*term) : 1 - selectivity(*term);
    }
    return total;
  };
  if (const auto* n = std::get_if<And>(&expr.node)) return of(n->terms, true);
  if (const auto* n = std::get_if<Or>(&expr.node)) return of(n->terms, false);
  if (const auto* n = std::get_if<Not>(&expr.node)) return plain_cost(*n->operand);
  return kPlainNode + kPlainFactor * cost(expr);
}

double Estimator::cost(const Expr& expr) const {
  const auto of = [&](ExprRef e) { return cost(*e); };
  const auto cell = [&](const RowRef& row, uint32_t column) {
    return bytes_of(scan_.columns[column].encoding) * kPerByte + row_access(row);
  };
  const auto wide = [](const Expr& e) { return e.repr == Repr::kWide ? kWideStep : kTest; };
  const auto list_cost = [&](uint32_t list) {
    const ConstantList& items = scan_.lists[list];
    return 1 + std::log2(1 + static_cast<double>(items.integers.size() + items.reals.size()));
  };
  return match(
      expr, [](const Missing&) { return 0.0; }, [](const ConstInt&) { return 0.0; },
      [](const ConstWide&) { return 0.0; }, [](const ConstFloat&) { return 0.0; }, [](const Literal&) { return 0.0; },
      [&](const Column& n) { return cell(n.row, n.column); },
      [&](const MapValue& n) { return cell(n.row, n.column) + kCall; },
      [&](const RowId& n) { return kTest + row_access(n.row); }, [&](const Widen& n) { return of(n.operand) + kTest; },
      [&](const Rescale& n) { return of(n.operand) + kWideStep; },
      [&](const ToFloat& n) { return of(n.operand) + kWideStep; },
      [&](const Narrow& n) { return of(n.operand) + kTest; },
      [&](const Sum& n) {
        double total = 0;
        for (const Term& term : n.terms) total += of(term.value) + wide(expr);
        return total;
      },
      [&](const Product& n) { return of(n.lhs) + of(n.rhs) + 3 * wide(expr); },
      [&](const Quotient& n) { return of(n.lhs) + of(n.rhs) + (expr.repr == Repr::kWide ? kDivision : 1); },
      [&](const Negate& n) { return of(n.operand) + wide(expr); },
      [&](const LocalDay& n) { return of(n.operand) + kCall; },
      [&](const StartOfDay& n) { return of(n.operand) + kCall; },
      [&](const Elapsed& n) { return of(n.operand) + 2 * kCall; },
      [&](const Lookup& n) { return of(n.value) + kGather; },
      [&](const Call& n) {
        const bool is_slow = hir::is_calendar_part(n.function) || expr.repr == Repr::kWide;
        double total = is_slow ? 2 * kCall : kTest;
        for (const ExprRef argument : n.arguments) total += of(argument);
        return total;
      },
      [&](const Aggregate& n) {
        const bool counts = n.kind == hir::AggregateKind::kCount && n.collector == kNone;
        double per_match = counts ? 0 : n.collector == kNone ? kTest : kCollect;
        if (n.value != nullptr) per_match += of(n.value);
        if (n.satisfy != nullptr) per_match += of(n.satisfy);
        return rows_cost(*n.rows, per_match);
      },
      [&](const Truth& n) { return of(n.condition); }, [&](const And& n) { return ordered_cost(n.terms, true); },
      [&](const Or& n) { return ordered_cost(n.terms, false); }, [&](const Not& n) { return of(n.operand); },
      [&](const Compare& n) { return of(n.lhs) + of(n.rhs) + wide(*n.lhs); },
      [&](const Range& n) { return of(n.value) + kTest; },
      [&](const InList& n) { return of(n.value) + list_cost(n.list); },
      [&](const CodeIn& n) { return of(n.value) + 0.3; },
      [&](const TextCompare& n) { return of(n.lhs) + of(n.rhs) + kTextCompare; },
      [&](const IsMissing& n) { return kTest + (std::holds_alternative<Column>(n.value->node) ? 0 : of(n.value)); },
      [&](const HasItems& n) { return row_access(n.row) + kCall + 2 * list_cost(n.list); },
      [&](const HasValue& n) { return row_access(n.row) + kCall + of(n.value) + kTextCompare; },
      [&](const AtLeast& n) { return rows_cost(*n.rows, 0); },
      [&](const Edge& n) {
        // Looks from one end until the first row of the set.
        const double filter = n.rows->where == nullptr ? 0 : cost(*n.rows->where);
        return kRun + row_access(n.rows->owner) + kGather + filter + of(n.satisfy);
      },
      [&](const InSegment& n) {
        if (n.row.hops.empty()) return n.row.slot == 0 ? kPerByte / 8 : kGather + row_access(n.row);
        const double last = bytes_of(scan_.columns[n.row.hops.back()].encoding) * kPerByte + kBit;
        return last + static_cast<double>(n.row.hops.size() - 1) * kGather;
      },
      [&](const Anniversary& n) { return of(n.day) + 2 * kCall; });
}

double Estimator::selectivity(const Expr& condition) const {
  const auto of = [&](ExprRef e) { return selectivity(*e); };
  const auto value = [](const auto&) { return 1.0; };
  return match(
      condition, [](const Literal& n) { return n.value ? 1.0 : 0.0; },
      [&](const And& n) {
        double all = 1;
        for (const ExprRef term : n.terms) all *= of(term);
        return all;
      },
      [&](const Or& n) {
        double none = 1;
        for (const ExprRef term : n.terms) none *= 1 - of(term);
        return 1 - none;
      },
      [&](const Not& n) { return 1 - of(n.operand); },
      [&](const Compare& n) {
        const double known = present_share(n.lhs) * present_share(n.rhs);
        return known * compare_share(n);
      },
      [&](const Range& n) { return present_share(n.value) * range_share(n); },
      [&](const InList& n) { return present_share(n.value) * list_share(n); },
      [&](const CodeIn& n) { return present_share(n.value) * codes_share(n); },
      [&](const TextCompare& n) { return n.op == hir::CompareOp::kEqual ? kUnknownEqual : kUnknownShare; },
      [&](const IsMissing& n) { return missing_share(n.value); },
      [](const HasItems& n) { return n.mode == hir::HasMode::kAll ? kUnknownEqual : 2 * kUnknownEqual; },
      [](const HasValue&) { return kUnknownEqual; },
      [&](const AtLeast& n) {
        const double matches = n.rows->where == nullptr ? 1 : of(n.rows->where);
        return at_least(static_cast<double>(n.count), rows_per_owner(*n.rows) * window_share(*n.rows) * matches);
      },
      [&](const Edge& n) { return at_least(1, rows_per_owner(*n.rows) * window_share(*n.rows)) * of(n.satisfy); },
      [&](const InSegment& n) {
        const SegmentUse& use = scan_.segments[n.segment];
        if (use.condition != nullptr || use.reach != nullptr) return present_share(n.row) * use.share;
        return present_share(n.row) * share(static_cast<double>(catalog_.num_members(use.segment)),
                                            static_cast<double>(catalog_.num_rows(use.table)));
      },
      [&](const Anniversary& n) { return present_share(n.day) * share(n.end - n.first, 365.25); },
      [&](const Missing& n) { return value(n); }, [&](const ConstInt& n) { return value(n); },
      [&](const ConstWide& n) { return value(n); }, [&](const ConstFloat& n) { return value(n); },
      [&](const Column& n) { return value(n); }, [&](const MapValue& n) { return value(n); },
      [&](const RowId& n) { return value(n); }, [&](const Widen& n) { return value(n); },
      [&](const Rescale& n) { return value(n); }, [&](const ToFloat& n) { return value(n); },
      [&](const Narrow& n) { return value(n); }, [&](const Sum& n) { return value(n); },
      [&](const Product& n) { return value(n); }, [&](const Quotient& n) { return value(n); },
      [&](const Negate& n) { return value(n); }, [&](const LocalDay& n) { return value(n); },
      [&](const StartOfDay& n) { return value(n); }, [&](const Elapsed& n) { return value(n); },
      [&](const Call& n) { return value(n); }, [&](const Lookup& n) { return value(n); },
      [&](const Aggregate& n) { return value(n); }, [&](const Truth& n) { return value(n); });
}

}  // namespace segql::plan
