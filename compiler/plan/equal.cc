/// Structural equality of plan nodes. Slots that the two sides bind are compared by where they are bound, so that the
/// same row set written twice is found although it was numbered twice.
#include <algorithm>
#include <utility>
#include <vector>

#include "compiler/plan/traverse.h"

namespace segql::plan {
namespace {

class Equality {
 public:
  explicit Equality(const Scan& scan) : scan_(scan) {}

  bool same(ExprRef a, ExprRef b) {
    if (a == nullptr || b == nullptr) return a == b;
    if (a == b && bound_.empty()) return true;
    if (a->repr != b->repr || a->node.index() != b->node.index() || a->dictionary != b->dictionary) return false;
    return std::visit([&](const auto& node) { return same(node, std::get<std::decay_t<decltype(node)>>(b->node)); },
                      a->node);
  }

  bool same(const RowSet& a, const RowSet& b) {
    if (!same(a.owner, b.owner) || a.relation != b.relation || !same(a.from, b.from) || !same(a.to, b.to)) return false;
    bound_.emplace_back(a.slot, b.slot);
    const bool result = same(a.where, b.where);
    bound_.pop_back();
    return result;
  }

 private:
  bool same(const RowRef& a, const RowRef& b) const {
    const auto of = [&](auto member, uint32_t slot) {
      return std::find_if(bound_.rbegin(), bound_.rend(), [&](const auto& pair) { return pair.*member == slot; });
    };
    const auto x = of(&std::pair<uint32_t, uint32_t>::first, a.slot),
               y = of(&std::pair<uint32_t, uint32_t>::second, b.slot);
    if (x != y || (x == bound_.rend() && a.slot != b.slot)) return false;
    return std::equal(a.hops.begin(), a.hops.end(), b.hops.begin(), b.hops.end());
  }
  /// Row sets together with what is evaluated for their rows.
  template <typename Inner>
  bool same_rows(const RowSet& a, const RowSet& b, const Inner& inner) {
    if (!same(a, b)) return false;
    bound_.emplace_back(a.slot, b.slot);
    const bool result = inner();
    bound_.pop_back();
    return result;
  }
  bool same(ExprList a, ExprList b) {
    return std::equal(a.begin(), a.end(), b.begin(), b.end(), [&](ExprRef x, ExprRef y) { return same(x, y); });
  }

  bool same(const Missing&, const Missing&) { return true; }
  bool same(const ConstInt& a, const ConstInt& b) { return a.value == b.value; }
  bool same(const ConstWide& a, const ConstWide& b) { return a.high == b.high && a.low == b.low; }
  bool same(const ConstFloat& a, const ConstFloat& b) { return a.value == b.value; }
  bool same(const Column& a, const Column& b) { return a.column == b.column && same(a.row, b.row); }
  bool same(const MapValue& a, const MapValue& b) {
    return a.column == b.column && a.key == b.key && same(a.row, b.row);
  }
  bool same(const RowId& a, const RowId& b) { return same(a.row, b.row); }
  bool same(const Widen& a, const Widen& b) { return same(a.operand, b.operand); }
  bool same(const Rescale& a, const Rescale& b) { return a.power == b.power && same(a.operand, b.operand); }
  bool same(const ToFloat& a, const ToFloat& b) { return a.scale == b.scale && same(a.operand, b.operand); }
  bool same(const Narrow& a, const Narrow& b) { return same(a.operand, b.operand); }
  bool same(const Sum& a, const Sum& b) {
    return std::equal(a.terms.begin(), a.terms.end(), b.terms.begin(), b.terms.end(),
                      [&](const Term& x, const Term& y) { return x.subtract == y.subtract && same(x.value, y.value); });
  }
  bool same(const Product& a, const Product& b) { return same(a.lhs, b.lhs) && same(a.rhs, b.rhs); }
  bool same(const Quotient& a, const Quotient& b) {
    return a.power == b.power && same(a.lhs, b.lhs) && same(a.rhs, b.rhs);
  }
  bool same(const Negate& a, const Negate& b) { return same(a.operand, b.operand); }
  bool same(const LocalDay& a, const LocalDay& b) { return same(a.operand, b.operand); }
  bool same(const StartOfDay& a, const StartOfDay& b) { return a.plus == b.plus && same(a.operand, b.operand); }
  bool same(const Elapsed& a, const Elapsed& b) {
    return a.unit == b.unit && a.until == b.until && a.is_date == b.is_date && same(a.operand, b.operand);
  }
  bool same(const Lookup& a, const Lookup& b) { return a.table == b.table && same(a.value, b.value); }
  bool same(const Call& a, const Call& b) {
    return a.function == b.function && a.is_date == b.is_date && a.digits == b.digits && same(a.arguments, b.arguments);
  }
  bool same(const Aggregate& a, const Aggregate& b) {
    return a.kind == b.kind && a.power == b.power &&
           same_rows(*a.rows, *b.rows, [&] { return same(a.value, b.value) && same(a.satisfy, b.satisfy); });
  }
  bool same(const Truth& a, const Truth& b) { return same(a.condition, b.condition); }
  bool same(const Literal& a, const Literal& b) { return a.value == b.value; }
  bool same(const And& a, const And& b) { return same(a.terms, b.terms); }
  bool same(const Or& a, const Or& b) { return same(a.terms, b.terms); }
  bool same(const Not& a, const Not& b) { return same(a.operand, b.operand); }
  bool same(const Compare& a, const Compare& b) { return a.op == b.op && same(a.lhs, b.lhs) && same(a.rhs, b.rhs); }
  bool same(const Range& a, const Range& b) { return a.low == b.low && a.high == b.high && same(a.value, b.value); }
  bool same(const InList& a, const InList& b) { return same_list(a.list, b.list) && same(a.value, b.value); }
  bool same(const CodeIn& a, const CodeIn& b) {
    return (a.set == b.set || scan_.code_sets[a.set].words == scan_.code_sets[b.set].words) && same(a.value, b.value);
  }
  bool same(const TextCompare& a, const TextCompare& b) {
    return a.op == b.op && same(a.lhs, b.lhs) && same(a.rhs, b.rhs);
  }
  bool same(const IsMissing& a, const IsMissing& b) { return same(a.value, b.value); }
  bool same(const HasItems& a, const HasItems& b) {
    return a.mode == b.mode && a.column == b.column && same(a.row, b.row) && same_list(a.list, b.list);
  }
  bool same(const HasValue& a, const HasValue& b) {
    return a.column == b.column && same(a.row, b.row) && same(a.value, b.value);
  }
  bool same(const AtLeast& a, const AtLeast& b) { return a.count == b.count && same(*a.rows, *b.rows); }
  bool same(const Edge& a, const Edge& b) {
    return a.latest == b.latest && same_rows(*a.rows, *b.rows, [&] { return same(a.satisfy, b.satisfy); });
  }
  bool same(const InSegment& a, const InSegment& b) { return a.segment == b.segment && same(a.row, b.row); }
  bool same(const Anniversary& a, const Anniversary& b) {
    return a.first == b.first && a.end == b.end && a.leap_day == b.leap_day && same(a.day, b.day);
  }
  bool same_list(uint32_t a, uint32_t b) const {
    return a == b ||
           (scan_.lists[a].integers == scan_.lists[b].integers && scan_.lists[a].reals == scan_.lists[b].reals);
  }

  const Scan& scan_;
  std::vector<std::pair<uint32_t, uint32_t>> bound_;
};

}  // namespace

bool equal(const Scan& scan, const Expr& lhs, const Expr& rhs) { return Equality(scan).same(&lhs, &rhs); }
size_t hash(const Expr& expr) {
  // Slots are left out, because equal nodes may number them differently; so is what `equal` compares cheaply.
  size_t result = expr.node.index();
  const auto mix = [&](size_t more) { result = (result ^ more) * 0x9E3779B97F4A7C15u + (result >> 29); };
  if (const auto* column = std::get_if<Column>(&expr.node)) mix(column->column);
  if (const auto* range = std::get_if<Range>(&expr.node))
    mix(static_cast<size_t>(range->low)), mix(static_cast<size_t>(range->high));
  if (const auto* in = std::get_if<InSegment>(&expr.node)) mix(in->segment);
  if (const auto* constant = std::get_if<ConstInt>(&expr.node)) mix(static_cast<size_t>(constant->value));
  if (const RowSet* rows = rows_of(expr)) mix(rows->relation);
  for_each_row(expr, [&](const RowRef& row) {
    for (const uint32_t hop : row.hops) mix(hop);
  });
  for_each_child(expr, [&](ExprRef child) { mix(hash(*child)); });
  return result;
}

bool equal(const Scan& scan, const RowSet& lhs, const RowSet& rhs) { return Equality(scan).same(lhs, rhs); }

}  // namespace segql::plan
