/// Rows and what is read of them: columns, paths through references, row sets, and the questions asked of row sets.
#include <algorithm>
#include <utility>

#include "base/try.h"
#include "compiler/plan/lower.h"

namespace segql::plan {
namespace {

using hir::AggregateKind;

std::string column_name(const Lowering& lowering, const ColumnSource& source) {
  const schema::Table& table = lowering.schema().table(source.table);
  const std::string_view column = source.attribute.valid() ? lowering.definitions.attribute(source.attribute).name
                                                           : std::string_view(table.field(source.field).name);
  return table.name + "." + std::string(column);
}

uint32_t relation_index(Lowering& lowering, RelationId id) {
  if (const auto known = lowering.relations.find(id); known != lowering.relations.end()) return known->second;
  const schema::Relation& relation = lowering.schema().relation(id);
  RelationUse use;
  use.relation = id;
  use.time_column = column_index(lowering, {relation.event, lowering.schema().table(relation.event).key_or_time, {}});
  const runtime::Relation& data = lowering.catalog.relation(id);
  use.in_order = data.view().rows == nullptr;
  const uint64_t owners = lowering.catalog.num_rows(relation.owner);
  use.rows_per_owner = owners == 0 ? 0 : static_cast<double>(data.num_owned()) / static_cast<double>(owners);
  use.name = lowering.schema().table(relation.owner).name + "." + relation.name;
  const auto index = static_cast<uint32_t>(lowering.scan.relations.size());
  lowering.scan.relations.push_back(std::move(use));
  lowering.relations.emplace(id, index);
  return index;
}

bool needs_collector(AggregateKind kind) {
  return kind == AggregateKind::kCountDistinct || kind == AggregateKind::kMedian || kind == AggregateKind::kMostCommon;
}

}  // namespace

uint32_t column_index(Lowering& lowering, const ColumnSource& source) {
  if (const auto known = lowering.columns.find(source); known != lowering.columns.end()) return known->second;
  const runtime::Column& column = lowering.catalog.column(source);
  ColumnUse use;
  use.source = source;
  use.type = column.type();
  use.encoding = column.view().encoding;
  use.base = column.view().base;
  use.unit = column.view().unit;
  use.has_validity = column.view().valid != nullptr;
  use.codes_are_rows = column.codes_are_rows();
  use.packed_bits = column.view().packed_bits;
  use.packed_has_rest = column.view().packed_has_rest;
  use.sketch = column.sketch_bounds();
  use.name = column_name(lowering, source);
  if (use.type.kind == schema::Kind::kEnum) use.enumerators = lowering.schema().enums[use.type.target].names;
  const auto index = static_cast<uint32_t>(lowering.scan.columns.size());
  lowering.scan.columns.push_back(std::move(use));
  lowering.columns.emplace(source, index);
  return index;
}

const runtime::Column& column_data(const Lowering& lowering, uint32_t column) {
  return lowering.catalog.column(lowering.scan.columns[column].source);
}

RowRef lower_row(Lowering& lowering, const hir::RowRef& row) {
  std::vector<uint32_t> hops;
  for (const hir::Hop& hop : row.hops) {
    hops.push_back(column_index(lowering, {hop.from, hop.field, hop.attribute}));
  }
  return {row.slot == lowering.subject ? 0 : row.slot, lowering.scan.arena.copy(hops)};
}

bool may_be_missing(const Lowering& lowering, const RowRef& row) {
  return std::any_of(row.hops.begin(), row.hops.end(),
                     [&](uint32_t hop) { return lowering.scan.columns[hop].has_validity; });
}

ExprRef make_column(Lowering& lowering, const RowRef& row, uint32_t column) {
  const ColumnUse& use = lowering.scan.columns[column];
  const bool is_text = use.type.kind == schema::Kind::kText;
  return make_value(lowering.scan, use.type.kind == schema::Kind::kFloat ? Repr::kFloat : Repr::kInt,
                    use.has_validity || may_be_missing(lowering, row), Column{row, column}, is_text ? column : kNone);
}

const RowSet* lower_rows(Lowering& lowering, const hir::RowSet& rows, ExprRef also) {
  Scan& scan = lowering.scan;
  RowSet set;
  set.owner = lower_row(lowering, rows.owner);
  set.relation = relation_index(lowering, rows.relation);
  set.slot = rows.slot;

  Interval interval = resolve(rows.window, lowering.moment, lowering.schema().settings);
  const int64_t as_of = lowering.moment.as_of;
  std::vector<ExprRef> where;
  if (interval.clip_rows) {
    if (interval.to.computed == nullptr) {
      interval.to.micros = std::min(interval.to.micros.value_or(as_of), as_of);
    } else {
      // The end is known per row only, so law 5 becomes a condition on the instant.
      const ExprRef time = make_column(lowering, {set.slot, {}}, scan.relations[set.relation].time_column);
      where.push_back(make_compare_constant(scan, hir::CompareOp::kLess, time, as_of));
    }
  }
  set.from = lower_limit(lowering, interval.from);
  set.to = lower_limit(lowering, interval.to);
  if (rows.where != nullptr) where.push_back(lower_condition(lowering, *rows.where));
  if (also != nullptr) where.push_back(also);
  set.where = where.empty() ? nullptr : make_and(scan, where);
  return scan.arena.make<RowSet>(set);
}

ExprRef lower_quantified(Lowering& lowering, const hir::Quantified& q) {
  Scan& scan = lowering.scan;
  const ExprRef satisfy = q.satisfy == nullptr ? nullptr : lower_condition(lowering, *q.satisfy);
  const auto at_least = [&](int64_t count, ExprRef also) -> ExprRef {
    if (count <= 0) return make_literal(scan, true);
    return make_condition(scan, AtLeast{lower_rows(lowering, *q.rows, also), count});
  };
  switch (q.quantifier) {
    case hir::Quantifier::kAny: return at_least(1, satisfy);
    case hir::Quantifier::kNo: return make_not(scan, at_least(1, satisfy));
    case hir::Quantifier::kEvery:
      return satisfy == nullptr ? make_literal(scan, true) : make_not(scan, at_least(1, make_not(scan, satisfy)));
    case hir::Quantifier::kAtLeast: return at_least(q.count, satisfy);
    case hir::Quantifier::kAtMost:
      return q.count == INT64_MAX ? make_literal(scan, true) : make_not(scan, at_least(q.count + 1, satisfy));
    case hir::Quantifier::kExactly: {
      const RowSet* rows = lower_rows(lowering, *q.rows, satisfy);
      const ExprRef count =
          make_value(scan, Repr::kInt, false, Aggregate{AggregateKind::kCount, rows, nullptr, nullptr, 0, kNone});
      return make_range(scan, count, q.count, q.count);
    }
    case hir::Quantifier::kLatest:
    case hir::Quantifier::kEarliest:
      if (satisfy == nullptr) return at_least(1, nullptr);
      return make_condition(
          scan, Edge{q.quantifier == hir::Quantifier::kLatest, lower_rows(lowering, *q.rows, nullptr), satisfy});
  }
  return nullptr;
}

ExprRef lower_aggregate(Lowering& lowering, const hir::Expr& expr, const hir::Aggregate& node) {
  Scan& scan = lowering.scan;
  Aggregate result{node.kind, lower_rows(lowering, *node.rows, nullptr), nullptr, nullptr, 0, kNone};
  if (node.value != nullptr) result.value = lower_value(lowering, *node.value);
  if (node.satisfy != nullptr) result.satisfy = lower_condition(lowering, *node.satisfy);
  if (needs_collector(node.kind)) result.collector = scan.num_collectors++;
  const bool is_float = expr.type.kind == schema::Kind::kFloat;
  switch (node.kind) {
    case AggregateKind::kCount:
    case AggregateKind::kCountDistinct: return make_value(scan, Repr::kInt, false, result);
    case AggregateKind::kSum: {
      if (is_float) return make_value(scan, Repr::kFloat, true, result);
      const ExprRef sum = make_value(scan, Repr::kWide, false, result);
      if (magnitude_of(scan, lowering.catalog, *sum) < kSafeMagnitude) return sum;
      return make_value(scan, Repr::kWide, true, result);
    }
    case AggregateKind::kAvg:
    case AggregateKind::kMedian:
      if (is_float) return make_value(scan, Repr::kFloat, true, result);
      SEGQL_CHECK(expr.type.scale >= node.value->type.scale);
      result.power = static_cast<uint8_t>(expr.type.scale - node.value->type.scale);
      return make_value(scan, Repr::kWide, true, result);
    case AggregateKind::kShare: result.power = expr.type.scale; return make_value(scan, Repr::kWide, true, result);
    case AggregateKind::kMin:
    case AggregateKind::kMax:
    case AggregateKind::kFirst:
    case AggregateKind::kLast:
    case AggregateKind::kMostCommon:
      return make_value(scan, result.value->repr, true, result, result.value->dictionary);
  }
  return nullptr;
}

}  // namespace segql::plan
