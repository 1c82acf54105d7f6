/// fold-constants: what the constants and the data at hand decide before a row is read. Terms that are always true or
/// false go; a range outside a column's least and greatest value is false, one that holds them all asks for presence
/// only; sets of rows or codes that are empty answer at once.
#include <algorithm>
#include <limits>

#include "compiler/plan/make.h"
#include "compiler/plan/rules/rules.h"

namespace segql::plan::rules {
namespace {

const bool* literal(ExprRef expr) {
  const auto* node = expr == nullptr ? nullptr : std::get_if<Literal>(&expr->node);
  return node == nullptr ? nullptr : &node->value;
}
bool is_literal(ExprRef expr, bool value) {
  const bool* known = literal(expr);
  return known != nullptr && *known == value;
}
bool is_missing(ExprRef value) { return std::holds_alternative<Missing>(value->node); }

ExprRef present(Scan& scan, ExprRef value) {
  return value->nullable ? make_present(scan, value) : make_literal(scan, true);
}

/// `absorbing` decides the whole list (false in `and`), its opposite changes nothing.
template <typename Node>
ExprRef fold_list(Scan& scan, const Node& node, bool absorbing) {
  std::vector<ExprRef> terms;
  for (const ExprRef term : node.terms) {
    if (is_literal(term, absorbing)) return make_literal(scan, absorbing);
    if (literal(term) == nullptr) terms.push_back(term);
  }
  if (terms.size() == node.terms.size()) return nullptr;
  if (terms.empty()) return make_literal(scan, !absorbing);
  return terms.size() == 1 ? terms.front() : make_condition(scan, Node{scan.arena.copy(terms)});
}

/// Least and greatest value that occurs in the column; text: any code.
struct Bounds {
  int64_t low, high;
};
Bounds bounds_of(const RuleContext& context, const Column& column) {
  const runtime::ColumnStats& stats = context.catalog.column(context.scan.columns[column.column].source).stats();
  return {stats.min, stats.max};
}

ExprRef fold_range(RuleContext& context, const Range& range) {
  Scan& scan = context.scan;
  if (is_missing(range.value)) return make_literal(scan, false);
  if (const int64_t* value = int_constant(range.value)) {
    return make_literal(scan, range.low <= *value && *value <= range.high);
  }
  Bounds bounds{std::numeric_limits<int64_t>::min(), std::numeric_limits<int64_t>::max()};
  if (const auto* column = std::get_if<Column>(&range.value->node)) bounds = bounds_of(context, *column);
  if (bounds.low > bounds.high || range.high < bounds.low || range.low > bounds.high) return make_literal(scan, false);
  if (range.low <= bounds.low && bounds.high <= range.high) return present(scan, range.value);
  return nullptr;
}

ExprRef fold_list_test(RuleContext& context, const InList& in) {
  Scan& scan = context.scan;
  if (is_missing(in.value)) return make_literal(scan, false);
  const auto* column = std::get_if<Column>(&in.value->node);
  if (column == nullptr || in.value->repr != Repr::kInt) return nullptr;
  // Items that no row can have: only worth a new list when they are all on the outside.
  const std::vector<int64_t>& items = scan.lists[in.list].integers;
  const Bounds bounds = bounds_of(context, *column);
  const auto first = std::lower_bound(items.begin(), items.end(), bounds.low);
  const auto last = std::upper_bound(first, items.end(), bounds.high);
  if (first == items.begin() && last == items.end()) return nullptr;
  return make_in_list(scan, in.value, std::vector<int64_t>(first, last));
}

ExprRef fold_code_in(Scan& scan, const CodeIn& in) {
  const CodeSet& set = scan.code_sets[in.set];
  if (is_missing(in.value) || set.count == 0) return make_literal(scan, false);
  if (const int64_t* value = int_constant(in.value)) {
    const auto code = static_cast<uint64_t>(*value);
    return make_literal(scan, ((set.words[code / 64] >> (code % 64)) & 1) != 0);
  }
  return set.count == set.universe ? present(scan, in.value) : nullptr;
}

ExprRef fold_lookup(Scan& scan, const Expr& expr, const Lookup& lookup) {
  if (is_missing(lookup.value)) return make_value(scan, Repr::kInt, true, Missing{}, expr.dictionary);
  const int64_t* code = int_constant(lookup.value);
  if (code == nullptr) return nullptr;
  const int64_t found = scan.tables[lookup.table].values[static_cast<size_t>(*code)];
  return make_value(scan, Repr::kInt, false, ConstInt{found}, expr.dictionary);
}

ExprRef fold_compare(Scan& scan, const Compare& compare) {
  if (is_missing(compare.lhs) || is_missing(compare.rhs)) return make_literal(scan, false);
  if (const int64_t* rhs = int_constant(compare.rhs)) return make_compare_constant(scan, compare.op, compare.lhs, *rhs);
  const auto* a = std::get_if<ConstWide>(&compare.lhs->node);
  const auto* b = std::get_if<ConstWide>(&compare.rhs->node);
  if (a != nullptr && b != nullptr) return make_literal(scan, holds(compare.op, value_of(*a), value_of(*b)));
  const auto* x = std::get_if<ConstFloat>(&compare.lhs->node);
  const auto* y = std::get_if<ConstFloat>(&compare.rhs->node);
  if (x != nullptr && y != nullptr) return make_literal(scan, holds(compare.op, x->value, y->value));
  return nullptr;
}

/// True when the set has no rows for any owner.
bool is_empty(const RuleContext& context, const RowSet& rows) {
  const int64_t *from = int_constant(rows.from), *to = int_constant(rows.to);
  if (rows.from != nullptr && is_missing(rows.from)) return true;
  if (rows.to != nullptr && is_missing(rows.to)) return true;
  if (from != nullptr && to != nullptr && *from >= *to) return true;
  if (is_literal(rows.where, false)) return true;
  return context.catalog.relation(context.scan.relations[rows.relation].relation).num_owned() == 0;
}

ExprRef fold_empty_aggregate(RuleContext& context, const Expr& expr, const Aggregate& aggregate) {
  Scan& scan = context.scan;
  switch (aggregate.kind) {  // law 7
    case hir::AggregateKind::kCount:
    case hir::AggregateKind::kCountDistinct: return make_int(scan, 0);
    case hir::AggregateKind::kSum: return expr.repr == Repr::kFloat ? make_float(scan, 0) : make_wide(scan, 0);
    case hir::AggregateKind::kAvg:
    case hir::AggregateKind::kMin:
    case hir::AggregateKind::kMax:
    case hir::AggregateKind::kMedian:
    case hir::AggregateKind::kFirst:
    case hir::AggregateKind::kLast:
    case hir::AggregateKind::kMostCommon:
    case hir::AggregateKind::kShare: return make_value(scan, expr.repr, true, Missing{}, expr.dictionary);
  }
  return nullptr;
}

/// The same node over the same rows without a filter that is always true.
template <typename Node>
ExprRef without_filter(Scan& scan, const Expr& expr, Node node) {
  RowSet rows = *node.rows;
  rows.where = nullptr;
  node.rows = scan.arena.make<RowSet>(rows);
  return make_value(scan, expr.repr, expr.nullable, node, expr.dictionary);
}

template <typename Node>
ExprRef fold_rows(RuleContext& context, const Expr& expr, const Node& node,
                  ExprRef (*empty)(RuleContext&, const Expr&, const Node&)) {
  if (is_empty(context, *node.rows)) return empty(context, expr, node);
  if (is_literal(node.rows->where, true)) return without_filter(context.scan, expr, node);
  return nullptr;
}

ExprRef fold_in_segment(RuleContext& context, const InSegment& in) {
  const SegmentUse& use = context.scan.segments[in.segment];
  const uint64_t members = context.catalog.num_members(use.segment);
  if (members == 0) return make_literal(context.scan, false);
  if (in.row.hops.empty() && members == context.catalog.num_rows(use.table)) return make_literal(context.scan, true);
  return nullptr;
}

}  // namespace

ExprRef fold_constants(const Expr& expr, RuleContext& context) {
  Scan& scan = context.scan;
  if (const auto* n = std::get_if<And>(&expr.node)) return fold_list(scan, *n, false);
  if (const auto* n = std::get_if<Or>(&expr.node)) return fold_list(scan, *n, true);
  if (const auto* n = std::get_if<Not>(&expr.node)) {
    const bool* known = literal(n->operand);
    return known == nullptr ? nullptr : make_literal(scan, !*known);
  }
  if (const auto* n = std::get_if<Range>(&expr.node)) return fold_range(context, *n);
  if (const auto* n = std::get_if<InList>(&expr.node)) return fold_list_test(context, *n);
  if (const auto* n = std::get_if<CodeIn>(&expr.node)) return fold_code_in(scan, *n);
  if (const auto* n = std::get_if<Lookup>(&expr.node)) return fold_lookup(scan, expr, *n);
  if (const auto* n = std::get_if<Compare>(&expr.node)) return fold_compare(scan, *n);
  if (const auto* n = std::get_if<TextCompare>(&expr.node)) {
    return is_missing(n->lhs) || is_missing(n->rhs) ? make_literal(scan, false) : nullptr;
  }
  if (const auto* n = std::get_if<IsMissing>(&expr.node)) {
    if (is_missing(n->value)) return make_literal(scan, true);
    return n->value->nullable ? nullptr : make_literal(scan, false);
  }
  if (const auto* n = std::get_if<Truth>(&expr.node)) {
    const bool* known = literal(n->condition);
    return known == nullptr ? nullptr : make_int(scan, *known ? 1 : 0);
  }
  if (const auto* n = std::get_if<AtLeast>(&expr.node)) {
    return fold_rows<AtLeast>(context, expr, *n,
                              [](RuleContext& c, const Expr&, const AtLeast&) { return make_literal(c.scan, false); });
  }
  if (const auto* n = std::get_if<Edge>(&expr.node)) {
    if (is_literal(n->satisfy, false)) return make_literal(scan, false);
    if (is_literal(n->satisfy, true)) return make_condition(scan, AtLeast{n->rows, 1});
    return fold_rows<Edge>(context, expr, *n,
                           [](RuleContext& c, const Expr&, const Edge&) { return make_literal(c.scan, false); });
  }
  if (const auto* n = std::get_if<Aggregate>(&expr.node))
    return fold_rows<Aggregate>(context, expr, *n, &fold_empty_aggregate);
  if (const auto* n = std::get_if<InSegment>(&expr.node)) return fold_in_segment(context, *n);
  if (const auto* n = std::get_if<Anniversary>(&expr.node))
    return is_missing(n->day) ? make_literal(scan, false) : nullptr;
  return nullptr;
}

}  // namespace segql::plan::rules
