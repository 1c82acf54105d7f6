/// What a condition costs and how many rows it keeps. The costs are nanoseconds measured by `bench_order --costs`,
/// which prints what is expected beside what it takes; what matters is which of two is the larger, and about how much.
#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>
#include <span>

#include "compiler/plan/event_words.h"
#include "compiler/plan/order.h"
#include "compiler/plan/traverse.h"

namespace segql::plan {
namespace {

constexpr double kPerByte = 0.02;   ///< a column read in order
constexpr double kTest = 0.02;      ///< one vector comparison
constexpr double kFewItems = 8;     ///< that many are compared one by one
constexpr double kTable = 0.2;      ///< a bit of a table, for each of 64 rows
constexpr double kGather = 3;       ///< a cell somewhere else, by row id
constexpr double kBit = 0.15;       ///< a bit of a bitmap, by row id
constexpr double kCount = 0.1;      ///< the length of a run
constexpr double kWideStep = 0.25;  ///< one 128-bit addition
constexpr double kDivision = 12;    ///< 128-bit division
constexpr double kCall = 6;         ///< a support call of few instructions
constexpr double kTextCompare = 25;
constexpr double kCollect = 12;     ///< keeping one value and looking at all of them at the end
constexpr double kRowLoop = 0.1;    ///< beginning to take the rows of a word one by one, for each of the 64
constexpr double kLeastOfRows = 1;  ///< what costs less is done for 64 rows at once

// Runs of events, one after the other.
constexpr double kRun = 2.5;     ///< finding an owner's run
constexpr double kEvent = 1.8;   ///< one step along it
constexpr double kSearch = 2.4;  ///< one step of a binary search
constexpr double kSurprise = 8;  ///< a branch that went the other way
/// What is looked at for a share `u` of the owners takes u^kScattered of the time that all take: what stands between
/// them comes with them from memory, and the processor foretells less.
constexpr double kScattered = 0.65;

// Event words.
constexpr double kOwner = 0.6;      ///< for each owner, and
constexpr double kEventBit = 0.04;  ///< for each of its events
constexpr double kAddCell = 0.28;   ///< adding up a cell of each event
constexpr double kOneByOne = 1.5;   ///< asking an owner's numbers what vectors cannot ask
constexpr double kTurn = 5;         ///< for each owner, where events are added up one by one
/// Of longer runs a window or a test for one event looks at a small part.
constexpr double kMostRowsPerOwner = 32;

// The plain evaluator.
constexpr double kPlainNode = 5;    ///< one node, besides what it computes
constexpr double kPlainRun = 10;    ///< finding an owner's events, and
constexpr double kPlainEvent = 3;   ///< for each of them
constexpr double kPlainMatch = 10;  ///< keeping one

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

/// P(at least `count` of `events` happen), each with the same probability and independently of the others.
double at_least(double count, double events, double probability) {
  if (count > events) return 0;
  if (probability >= 1) return 1;
  // Of many events: that many of their expectation, which spares adding up long series.
  if (count > 100) return probability * events >= count ? 1 : 0;
  double term = std::pow(1 - probability, events), below = 0;
  for (double i = 0; i < count; ++i) {
    below += term;
    term *= (events - i) / (i + 1) * probability / (1 - probability);
  }
  return std::clamp(1 - below, 0.0, 1.0);
}

/// The value of a constant.
std::optional<double> number_of(const Expr& e) {
  if (const auto* n = std::get_if<ConstInt>(&e.node)) return static_cast<double>(n->value);
  if (const auto* n = std::get_if<ConstFloat>(&e.node)) return n->value;
  if (const auto* n = std::get_if<ConstWide>(&e.node))
    return std::ldexp(static_cast<double>(n->high), 64) + static_cast<double>(n->low);
  return std::nullopt;
}

bool looks_at_events(const Expr& e) {
  if (rows_of(e) != nullptr) return true;
  bool does = false;
  for_each_child(e, [&](ExprRef child) { does = does || looks_at_events(*child); });
  return does;
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

double words_with_any(double rows) { return 1 - std::pow(1 - std::clamp(rows, 0.0, 1.0), 64); }

double Cost::runs(Left left) const {
  const double rows = visits_events ? std::pow(left.rows, kScattered) : left.rows;
  return row * rows + word * left.words;
}

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
  const bool is_left = number_of(*node.lhs).has_value();
  const std::optional<double> number = number_of(is_left ? *node.lhs : *node.rhs);
  if (const auto* total = std::get_if<Aggregate>(&(is_left ? node.rhs : node.lhs)->node); total && number) {
    if (total->kind == hir::AggregateKind::kSum || total->kind == hir::AggregateKind::kCount)
      return total_share(*total, is_left ? hir::mirrored(node.op) : node.op, *number);
  }
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

double Estimator::at_least_share(const RowSet& rows, double count) const {
  const std::span<const uint32_t> runs = catalog_.relation(scan_.relations[rows.relation].relation).typical_runs();
  if (runs.empty()) return 0;
  const double matches = window_share(rows) * (rows.where == nullptr ? 1 : selectivity(*rows.where));
  double total = 0;
  for (const uint32_t run : runs) total += at_least(count, run, matches);
  return total / static_cast<double>(runs.size());
}

std::optional<double> Estimator::mean_part(const Aggregate& total) const {
  if (total.kind == hir::AggregateKind::kCount) return 1;
  const auto* wide = std::get_if<Widen>(&total.value->node);
  const Expr& value = wide == nullptr ? *total.value : *wide->operand;
  const runtime::Column* const data = data_of(value);
  if (data == nullptr) return std::nullopt;
  // `where` may have to do with the very cells that are added up.
  Range range{nullptr, INT64_MIN, INT64_MAX};
  const auto narrow = [&](const Expr& condition) {
    const auto* n = std::get_if<Range>(&condition.node);
    if (n != nullptr && equal(scan_, *n->value, value)) range = *n;
  };
  if (const Expr* where = total.rows->where) {
    narrow(*where);
    if (const auto* all = std::get_if<And>(&where->node)) {
      for (const ExprRef term : all->terms) narrow(*term);
    }
  }
  double sum = 0, count = 0;
  for (const int64_t cell : data->sample()) {
    if (range.low <= cell && cell <= range.high) sum += static_cast<double>(cell), ++count;
  }
  return count == 0 ? std::nullopt : std::optional(sum / count);
}

double Estimator::total_share(const Aggregate& total, hir::CompareOp op, double constant) const {
  const std::optional<double> each = mean_part(total);
  if (op == hir::CompareOp::kEqual) return kUnknownEqual;
  if (!each || *each <= 0) return kUnknownShare;
  const bool is_above = op == hir::CompareOp::kGreater || op == hir::CompareOp::kGreaterEqual;
  const bool is_strict = op == hir::CompareOp::kGreater || op == hir::CompareOp::kLessEqual;
  const double events = constant / *each, least = is_strict ? std::floor(events) + 1 : std::ceil(events);
  const double above = at_least_share(*total.rows, least);
  return is_above ? above : 1 - above;
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

double Estimator::rows_cost(const RowSet& rows, double per_match, double enough) const {
  const bool is_bounded = rows.from != nullptr || rows.to != nullptr;
  if (rows.where == nullptr && !is_bounded && per_match == 0) return kCount + row_access(rows.owner);
  double found = kRun + row_access(rows.owner);
  if (rows.from != nullptr) found += cost(*rows.from);
  if (rows.to != nullptr) found += cost(*rows.to);
  const double events = rows_per_owner(rows);
  if (rows.where == nullptr && per_match == 0) return found + kSearch * std::log2(1 + events);
  const double filter = rows.where == nullptr ? 0 : cost(*rows.where);
  const double matches = rows.where == nullptr ? 1 : selectivity(*rows.where);
  double seen = events * window_share(rows);
  if (enough > 0) seen = std::min(seen, enough / std::max(matches, 1e-3));
  const double step = scan_.relations[rows.relation].in_order ? kEvent : kEvent + kGather;
  const double surprise = kSurprise * std::min(matches, 1 - matches);
  return found + seen * (step + filter + surprise + matches * per_match);
}

double Estimator::event_words_cost(const Expr& condition) const {
  const std::optional<EventTerm> term = event_term(scan_, condition);
  if (!term) return Cost::kNever;
  const double events = scan_.relations[term->relation].rows_per_owner;
  if (events > kMostRowsPerOwner) return Cost::kNever;
  double total = kOwner;
  std::vector<const RowSet*> sets;
  for (const ExprRef tally : term->tallies) {
    const RowSet& rows = *rows_of(*tally);
    const double matches = window_share(rows) * (rows.where == nullptr ? 1 : selectivity(*rows.where));
    if (std::find(sets.begin(), sets.end(), &rows) == sets.end()) {
      sets.push_back(&rows);
      total += events * kEventBit;
      const uint32_t time = scan_.relations[rows.relation].time_column;
      if (rows.from != nullptr || rows.to != nullptr)
        total += events * (bytes_of(scan_.columns[time].encoding) * kPerByte + kTest);
      if (rows.where != nullptr) total += events * cost_of(*rows.where).of({window_share(rows), 1});
    }
    const auto* n = std::get_if<Aggregate>(&tally->node);
    if (n == nullptr) continue;
    if (n->kind == hir::AggregateKind::kCount) {
      total += kOneByOne;
    } else if (term->is_plain) {
      total += events * std::min(kAddCell, matches * kEvent);
    } else {
      total += kTurn + events * matches * (kEvent + cost(*n->value));
    }
    if (n->kind == hir::AggregateKind::kAvg) total += kDivision;
  }
  return total;
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

Cost Estimator::ordered_cost_of(ExprList terms, bool is_and) const {
  Cost total;
  Left left;
  for (const ExprRef term : terms) {
    const Cost one = cost_of(*term);
    if (one.is_by_event_words(left)) {
      total.word += left.words * one.event_words;
    } else {
      total.row += left.rows * one.row;
      total.word += left.words * one.word;
      total.visits_events = total.visits_events || one.visits_events;
    }
    const double true_share = selectivity(*term);
    left.rows *= is_and ? true_share : 1 - true_share;
    left.words = words_with_any(left.rows);
  }
  return total;
}

Cost Estimator::cost_of(const Expr& condition) const {
  if (const auto* n = std::get_if<And>(&condition.node)) return ordered_cost_of(n->terms, true);
  if (const auto* n = std::get_if<Or>(&condition.node)) return ordered_cost_of(n->terms, false);
  if (const auto* n = std::get_if<Not>(&condition.node)) return cost_of(*n->operand);
  const double one = cost(condition);
  if (one < kLeastOfRows) return {0, one};
  return {one, kRowLoop, event_words_cost(condition), looks_at_events(condition)};
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
  double operands = 0, compiled = 0;
  for_each_child(expr, [&](ExprRef child) { operands += plain_cost(*child), compiled += cost(*child); });
  if (const RowSet* rows = rows_of(expr)) {
    const double events = rows_per_owner(*rows), seen = events * window_share(*rows);
    const double filter = rows->where == nullptr ? 0 : plain_cost(*rows->where);
    const double matches = rows->where == nullptr ? 1 : selectivity(*rows->where);
    const double kept = std::holds_alternative<Aggregate>(expr.node) ? 2 * kPlainMatch : kPlainMatch;
    const double per_match = kept + operands - filter;
    return kPlainNode + kPlainRun + events * kPlainEvent + seen * (filter + matches * per_match);
  }
  return kPlainNode + operands + std::max(cost(expr) - compiled, 0.0);
}

double Estimator::cost(const Expr& expr) const {
  const auto of = [&](ExprRef e) { return cost(*e); };
  const auto cell = [&](const RowRef& row, uint32_t column) {
    return bytes_of(scan_.columns[column].encoding) * kPerByte + row_access(row);
  };
  const auto wide = [](const Expr& e) { return e.repr == Repr::kWide ? kWideStep : kTest; };
  const auto list_cost = [&](uint32_t list) {
    const ConstantList& items = scan_.lists[list];
    const auto size = static_cast<double>(items.integers.size() + items.reals.size());
    if (size <= kFewItems) return size * kTest;
    const bool is_dense = !items.integers.empty() &&
                          static_cast<double>(items.integers.back()) - static_cast<double>(items.integers.front()) <=
                              std::max(65'535.0, 128 * size);
    return is_dense ? kTable : 1 + std::log2(1 + size);
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
      [&](const Quotient& n) { return of(n.lhs) + of(n.rhs) + (expr.repr == Repr::kWide ? kDivision : kTest); },
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
        return rows_cost(*n.rows, per_match, 0) + (n.kind == hir::AggregateKind::kAvg ? kDivision : 0);
      },
      [&](const Truth& n) { return of(n.condition); }, [&](const And& n) { return ordered_cost(n.terms, true); },
      [&](const Or& n) { return ordered_cost(n.terms, false); }, [&](const Not& n) { return of(n.operand); },
      [&](const Compare& n) { return of(n.lhs) + of(n.rhs) + wide(*n.lhs); },
      [&](const Range& n) { return of(n.value) + kTest; },
      [&](const InList& n) { return of(n.value) + list_cost(n.list); },
      [&](const CodeIn& n) { return of(n.value) + kTable; },
      [&](const TextCompare& n) { return of(n.lhs) + of(n.rhs) + kTextCompare; },
      [&](const IsMissing& n) { return kTest + (std::holds_alternative<Column>(n.value->node) ? 0 : of(n.value)); },
      [&](const HasItems& n) { return row_access(n.row) + kCall + 2 * list_cost(n.list); },
      [&](const HasValue& n) { return row_access(n.row) + kCall + of(n.value) + kTextCompare; },
      [&](const AtLeast& n) { return rows_cost(*n.rows, 0, static_cast<double>(n.count)); },
      [&](const Edge& n) {
        // Looks from one end until the first row of the set.
        const double filter = n.rows->where == nullptr ? 0 : cost(*n.rows->where);
        return kRun + row_access(n.rows->owner) + filter + of(n.satisfy);
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
      [&](const AtLeast& n) { return at_least_share(*n.rows, static_cast<double>(n.count)); },
      [&](const Edge& n) { return at_least_share(*n.rows, 1) * of(n.satisfy); },
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
