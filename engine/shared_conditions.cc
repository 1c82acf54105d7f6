#include "engine/shared_conditions.h"

#include <bit>
#include <type_traits>

#include "compiler/plan/compact.h"
#include "compiler/plan/traverse.h"

namespace segql::engine {
namespace {

using plan::Expr;
using plan::Scan;

bool is_own_cell(const Scan& scan, const Expr& expr) { return plan::is_plain_column(scan, 0, expr); }

/// A condition on one cell of the row, or on its membership.
bool is_cheap(const Scan& scan, const Expr& expr) {
  if (const auto* n = std::get_if<plan::Range>(&expr.node)) return is_own_cell(scan, *n->value);
  if (const auto* n = std::get_if<plan::InList>(&expr.node)) return is_own_cell(scan, *n->value);
  if (const auto* n = std::get_if<plan::CodeIn>(&expr.node)) return is_own_cell(scan, *n->value);
  if (const auto* n = std::get_if<plan::IsMissing>(&expr.node)) return is_own_cell(scan, *n->value);
  if (const auto* n = std::get_if<plan::InSegment>(&expr.node))
    return plan::is_row_of(n->row, 0) && scan.segments[n->segment].segment.valid();
  return false;
}

bool is_shareable(const Scan& scan, const Expr& expr) {
  const auto all = [&](plan::ExprList terms) {
    for (const Expr* term : terms) {
      if (!is_shareable(scan, *term)) return false;
    }
    return true;
  };
  if (std::holds_alternative<plan::Literal>(expr.node)) return true;
  if (const auto* n = std::get_if<plan::And>(&expr.node)) return all(n->terms);
  if (const auto* n = std::get_if<plan::Or>(&expr.node)) return all(n->terms);
  if (const auto* n = std::get_if<plan::Not>(&expr.node)) return is_shareable(scan, *n->operand);
  return is_cheap(scan, expr);
}

/// The same bytes for the same condition, whichever scan it is of.
class Key {
 public:
  template <typename... Ts>
  void add(const Ts&... values) {
    (append(&values, sizeof values), ...);
  }
  template <typename T>
  void add_all(const std::vector<T>& values) {
    add(values.size());
    append(values.data(), values.size() * sizeof(T));
  }
  void add_cell(const Scan& scan, const Expr& value) {
    const plan::ColumnSource& source = scan.columns[std::get<plan::Column>(value.node).column].source;
    add(source.table.index, source.field.index, source.attribute.index);
  }
  std::string take() { return std::move(bytes_); }

 private:
  void append(const void* data, size_t size) { bytes_.append(static_cast<const char*>(data), size); }
  std::string bytes_;
};

/// REQUIRES: is_cheap.
std::string key_of(const Scan& scan, const Expr& expr) {
  Key key;
  key.add(expr.node.index());
  if (const auto* n = std::get_if<plan::Range>(&expr.node)) {
    key.add_cell(scan, *n->value);
    key.add(n->low, n->high);
  }
  if (const auto* n = std::get_if<plan::InList>(&expr.node)) {
    key.add_cell(scan, *n->value);
    key.add_all(scan.lists[n->list].integers);
    key.add_all(scan.lists[n->list].reals);
  }
  if (const auto* n = std::get_if<plan::CodeIn>(&expr.node)) {
    key.add_cell(scan, *n->value);
    key.add_all(scan.code_sets[n->set].words);
  }
  if (const auto* n = std::get_if<plan::IsMissing>(&expr.node)) {
    key.add_cell(scan, *n->value);
  }
  if (const auto* n = std::get_if<plan::InSegment>(&expr.node)) {
    key.add(scan.segments[n->segment].segment.index);
  }
  return key.take();
}

}  // namespace

bool SharedConditions::add(const Scan& scan) {
  if (!scan.outputs.empty()) return false;
  if (scan.predicate == nullptr) {
    predicates_.emplace_back();
    return true;
  }
  if (!is_shareable(scan, *scan.predicate)) return false;
  predicates_.push_back(node_of(scan, *scan.predicate));
  return true;
}

MaskNode SharedConditions::node_of(const Scan& scan, const Expr& expr) {
  using Kind = MaskNode::Kind;
  const auto of_terms = [&](Kind kind, plan::ExprList terms) {
    MaskNode node{kind, 0, {}};
    for (const Expr* term : terms) node.operands.push_back(node_of(scan, *term));
    return node;
  };
  if (const auto* n = std::get_if<plan::Literal>(&expr.node))
    return {n->value ? Kind::kEveryone : Kind::kNobody, 0, {}};
  if (const auto* n = std::get_if<plan::And>(&expr.node)) return of_terms(Kind::kAnd, n->terms);
  if (const auto* n = std::get_if<plan::Or>(&expr.node)) return of_terms(Kind::kOr, n->terms);
  if (const auto* n = std::get_if<plan::Not>(&expr.node)) return of_terms(Kind::kNot, {&n->operand, 1});
  return {Kind::kCondition, condition(scan, expr), {}};
}

uint32_t SharedConditions::condition(const Scan& scan, const Expr& expr) {
  const auto [known, is_new] = known_.try_emplace(key_of(scan, expr), static_cast<uint32_t>(conditions_.size()));
  if (is_new) {
    plan::Scan& made = conditions_.emplace_back(plan::alone(scan, expr));
    // Blocks stay in the cache, where fewer bytes have little to save.
    for (plan::ColumnUse& column : made.columns) column.sketch = {}, column.packed_bits = 0;
    if (const auto known_cost = scan.estimates.find(&expr); known_cost != scan.estimates.end())
      made.cost = known_cost->second.cost.of({}), made.plain_cost = known_cost->second.plain_cost;
  }
  return known->second;
}

}  // namespace segql::engine
