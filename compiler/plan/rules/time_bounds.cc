/// time-bounds: rows of a set are sorted by time, so a filter on their instant belongs into the set's bounds, where the
/// engines find the first and the last row without testing each. Bounds that no row of the data crosses are dropped.
#include <algorithm>
#include <limits>

#include "compiler/plan/make.h"
#include "compiler/plan/rules/rules.h"
#include "compiler/plan/rules/slots.h"

namespace segql::plan::rules {
namespace {

constexpr int64_t kMin = std::numeric_limits<int64_t>::min();
constexpr int64_t kMax = std::numeric_limits<int64_t>::max();

class Bounds {
 public:
  Bounds(RuleContext& context, const RowSet& rows) : context_(context), rows_(rows) {}

  /// The set with as much of its filter in its bounds as possible; null when nothing changed.
  const RowSet* apply() {
    move_filters();
    drop_bounds();
    return changed_ ? context_.scan.arena.make<RowSet>(rows_) : nullptr;
  }

 private:
  bool is_time(ExprRef value) const {
    const auto* column = std::get_if<Column>(&value->node);
    return column != nullptr && column->row.slot == rows_.slot && column->row.hops.empty() &&
           column->column == context_.scan.relations[rows_.relation].time_column;
  }

  void move_filters() {
    if (rows_.where == nullptr) return;
    const auto* list = std::get_if<And>(&rows_.where->node);
    const ExprList terms = list == nullptr ? ExprList(&rows_.where, 1) : list->terms;
    std::vector<ExprRef> kept;
    for (const ExprRef term : terms) {
      if (!move(*term)) kept.push_back(term);
    }
    if (kept.size() == terms.size()) return;
    changed_ = true;
    rows_.where = kept.empty() ? nullptr : make_and(context_.scan, kept);
  }

  bool move(const Expr& term) {
    if (const auto* range = std::get_if<Range>(&term.node)) return is_time(range->value) && move_range(*range);
    if (const auto* compare = std::get_if<Compare>(&term.node)) return move_compare(*compare);
    return false;
  }

  /// A bound that is a constant or not there can be tightened; one that is computed per row cannot.
  bool move_range(const Range& range) {
    const bool low = range.low != kMin, high = range.high != kMax;
    if ((low && !is_fixed(rows_.from)) || (high && !is_fixed(rows_.to))) return false;
    if (low && (rows_.from == nullptr || *int_constant(rows_.from) < range.low)) {
      rows_.from = make_int(context_.scan, range.low);
    }
    if (high && (rows_.to == nullptr || *int_constant(rows_.to) > range.high + 1)) {
      rows_.to = make_int(context_.scan, range.high + 1);
    }
    return true;
  }

  /// time >= e and time < e, either way round, where e does not look at the row.
  bool move_compare(const Compare& compare) {
    const bool time_first = is_time(compare.lhs);
    if (!time_first && !is_time(compare.rhs)) return false;
    const ExprRef other = time_first ? compare.rhs : compare.lhs;
    if (refers_to(*other, rows_.slot)) return false;
    const hir::CompareOp from_op = time_first ? hir::CompareOp::kGreaterEqual : hir::CompareOp::kLessEqual;
    const hir::CompareOp to_op = time_first ? hir::CompareOp::kLess : hir::CompareOp::kGreater;
    if (compare.op == from_op && rows_.from == nullptr) return rows_.from = other, true;
    if (compare.op == to_op && rows_.to == nullptr) return rows_.to = other, true;
    return false;
  }

  static bool is_fixed(ExprRef bound) { return bound == nullptr || int_constant(bound) != nullptr; }

  void drop_bounds() {
    const ColumnUse& time = context_.scan.columns[context_.scan.relations[rows_.relation].time_column];
    const runtime::ColumnStats& stats = context_.catalog.column(time.source).stats();
    if (time.has_validity || stats.min > stats.max) return;
    const int64_t *from = int_constant(rows_.from), *to = int_constant(rows_.to);
    if (from != nullptr && *from <= stats.min) rows_.from = nullptr, changed_ = true;
    if (to != nullptr && *to > stats.max) rows_.to = nullptr, changed_ = true;
  }

  RuleContext& context_;
  RowSet rows_;
  bool changed_ = false;
};

template <typename Node>
ExprRef bounded(RuleContext& context, const Expr& expr, Node node) {
  node.rows = Bounds(context, *node.rows).apply();
  if (node.rows == nullptr) return nullptr;
  return make_value(context.scan, expr.repr, expr.nullable, node, expr.dictionary);
}

}  // namespace

ExprRef time_bounds(const Expr& expr, RuleContext& context) {
  if (const auto* n = std::get_if<Aggregate>(&expr.node)) return bounded(context, expr, *n);
  if (const auto* n = std::get_if<AtLeast>(&expr.node)) return bounded(context, expr, *n);
  if (const auto* n = std::get_if<Edge>(&expr.node)) return bounded(context, expr, *n);
  return nullptr;
}

}  // namespace segql::plan::rules
