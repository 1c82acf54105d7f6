/// The edge list of plan nodes. Node kinds without children say so by name: a new kind does not compile until it is
/// listed.
#include "compiler/plan/traverse.h"

#include <vector>

namespace segql::plan {
namespace {

using Visit = std::function<void(ExprRef)>;
using Map = std::function<ExprRef(ExprRef)>;

void visit_rows(const RowSet& rows, const Visit& visit) {
  if (rows.from != nullptr) visit(rows.from);
  if (rows.to != nullptr) visit(rows.to);
  if (rows.where != nullptr) visit(rows.where);
}

/// Applies a map to children and remembers whether one changed.
class Mapper {
 public:
  Mapper(Scan& scan, ExprRef expr, const Map& map) : scan_(scan), expr_(expr), map_(map) {}

  ExprRef operator()(ExprRef child) {
    if (child == nullptr) return nullptr;
    const ExprRef result = map_(child);
    changed_ |= result != child;
    return result;
  }
  ExprList operator()(ExprList children) {
    std::vector<ExprRef> results;
    results.reserve(children.size());
    for (const ExprRef child : children) results.push_back((*this)(child));
    return changed_ ? scan_.arena.copy(results) : children;
  }
  std::span<const Term> operator()(std::span<const Term> terms) {
    std::vector<Term> results;
    results.reserve(terms.size());
    for (const Term& term : terms) results.push_back({term.subtract, (*this)(term.value)});
    return changed_ ? scan_.arena.copy(results) : terms;
  }
  const RowSet* operator()(const RowSet* rows) {
    RowSet result = *rows;
    result.from = (*this)(rows->from);
    result.to = (*this)(rows->to);
    result.where = (*this)(rows->where);
    return changed_ ? scan_.arena.make<RowSet>(result) : rows;
  }
  template <typename Node>
  ExprRef finish(const Node& node) {
    if (!changed_) return expr_;
    return scan_.arena.make<Expr>(expr_->repr, expr_->nullable, expr_->dictionary, decltype(Expr::node)(node));
  }

 private:
  Scan& scan_;
  ExprRef expr_;
  const Map& map_;
  bool changed_ = false;
};

}  // namespace

const RowSet* rows_of(const Expr& expr) {
  if (const auto* aggregate = std::get_if<Aggregate>(&expr.node)) return aggregate->rows;
  if (const auto* at_least = std::get_if<AtLeast>(&expr.node)) return at_least->rows;
  if (const auto* edge = std::get_if<Edge>(&expr.node)) return edge->rows;
  return nullptr;
}

void for_each_child(const Expr& expr, const Visit& visit) {
  const auto all = [&](ExprList terms) {
    for (const ExprRef term : terms) visit(term);
  };
  match(
      expr, [](const Missing&) {}, [](const ConstInt&) {}, [](const ConstWide&) {}, [](const ConstFloat&) {},
      [](const Column&) {}, [](const MapValue&) {}, [](const RowId&) {}, [](const Literal&) {}, [](const HasItems&) {},
      [](const InSegment&) {}, [&](const Widen& n) { visit(n.operand); }, [&](const Rescale& n) { visit(n.operand); },
      [&](const ToFloat& n) { visit(n.operand); }, [&](const Narrow& n) { visit(n.operand); },
      [&](const Negate& n) { visit(n.operand); }, [&](const LocalDay& n) { visit(n.operand); },
      [&](const StartOfDay& n) { visit(n.operand); }, [&](const Elapsed& n) { visit(n.operand); },
      [&](const Sum& n) {
        for (const Term& term : n.terms) visit(term.value);
      },
      [&](const Product& n) { visit(n.lhs), visit(n.rhs); }, [&](const Quotient& n) { visit(n.lhs), visit(n.rhs); },
      [&](const Call& n) { all(n.arguments); }, [&](const Lookup& n) { visit(n.value); },
      [&](const Aggregate& n) {
        visit_rows(*n.rows, visit);
        if (n.value != nullptr) visit(n.value);
        if (n.satisfy != nullptr) visit(n.satisfy);
      },
      [&](const Truth& n) { visit(n.condition); }, [&](const And& n) { all(n.terms); },
      [&](const Or& n) { all(n.terms); }, [&](const Not& n) { visit(n.operand); },
      [&](const Compare& n) { visit(n.lhs), visit(n.rhs); }, [&](const Range& n) { visit(n.value); },
      [&](const InList& n) { visit(n.value); }, [&](const CodeIn& n) { visit(n.value); },
      [&](const TextCompare& n) { visit(n.lhs), visit(n.rhs); }, [&](const IsMissing& n) { visit(n.value); },
      [&](const HasValue& n) { visit(n.value); }, [&](const AtLeast& n) { visit_rows(*n.rows, visit); },
      [&](const Edge& n) {
        visit_rows(*n.rows, visit);
        visit(n.satisfy);
      },
      [&](const Anniversary& n) { visit(n.day); });
}

ExprRef with_children(Scan& scan, ExprRef expr, const Map& map) {
  Mapper m(scan, expr, map);
  // Replaces one child and gives the node back.
  const auto one = [&](auto node, auto member) {
    node.*member = m(node.*member);
    return m.finish(node);
  };
  const auto two = [&](auto node, auto lhs, auto rhs) {
    node.*lhs = m(node.*lhs);
    node.*rhs = m(node.*rhs);
    return m.finish(node);
  };
  const auto none = [&](const auto&) { return expr; };
  return match(
      *expr, [&](const Missing& n) { return none(n); }, [&](const ConstInt& n) { return none(n); },
      [&](const ConstWide& n) { return none(n); }, [&](const ConstFloat& n) { return none(n); },
      [&](const Column& n) { return none(n); }, [&](const MapValue& n) { return none(n); },
      [&](const RowId& n) { return none(n); }, [&](const Literal& n) { return none(n); },
      [&](const HasItems& n) { return none(n); }, [&](const InSegment& n) { return none(n); },
      [&](const Widen& n) { return one(n, &Widen::operand); },
      [&](const Rescale& n) { return one(n, &Rescale::operand); },
      [&](const ToFloat& n) { return one(n, &ToFloat::operand); },
      [&](const Narrow& n) { return one(n, &Narrow::operand); },
      [&](const Negate& n) { return one(n, &Negate::operand); },
      [&](const LocalDay& n) { return one(n, &LocalDay::operand); },
      [&](const StartOfDay& n) { return one(n, &StartOfDay::operand); },
      [&](const Elapsed& n) { return one(n, &Elapsed::operand); }, [&](const Sum& n) { return one(n, &Sum::terms); },
      [&](const Product& n) { return two(n, &Product::lhs, &Product::rhs); },
      [&](const Quotient& n) { return two(n, &Quotient::lhs, &Quotient::rhs); },
      [&](const Call& n) { return one(n, &Call::arguments); }, [&](const Lookup& n) { return one(n, &Lookup::value); },
      [&](Aggregate n) {
        n.rows = m(n.rows);
        n.value = m(n.value);
        n.satisfy = m(n.satisfy);
        return m.finish(n);
      },
      [&](const Truth& n) { return one(n, &Truth::condition); }, [&](const And& n) { return one(n, &And::terms); },
      [&](const Or& n) { return one(n, &Or::terms); }, [&](const Not& n) { return one(n, &Not::operand); },
      [&](const Compare& n) { return two(n, &Compare::lhs, &Compare::rhs); },
      [&](const Range& n) { return one(n, &Range::value); }, [&](const InList& n) { return one(n, &InList::value); },
      [&](const CodeIn& n) { return one(n, &CodeIn::value); },
      [&](const TextCompare& n) { return two(n, &TextCompare::lhs, &TextCompare::rhs); },
      [&](const IsMissing& n) { return one(n, &IsMissing::value); },
      [&](const HasValue& n) { return one(n, &HasValue::value); },
      [&](const AtLeast& n) { return one(n, &AtLeast::rows); },
      [&](const Edge& n) { return two(n, &Edge::rows, &Edge::satisfy); },
      [&](const Anniversary& n) { return one(n, &Anniversary::day); });
}

void for_each_row(const Expr& expr, const std::function<void(const RowRef&)>& visit) {
  if (const RowSet* rows = rows_of(expr)) return visit(rows->owner);
  if (const auto* n = std::get_if<Column>(&expr.node)) return visit(n->row);
  if (const auto* n = std::get_if<MapValue>(&expr.node)) return visit(n->row);
  if (const auto* n = std::get_if<RowId>(&expr.node)) return visit(n->row);
  if (const auto* n = std::get_if<HasItems>(&expr.node)) return visit(n->row);
  if (const auto* n = std::get_if<HasValue>(&expr.node)) return visit(n->row);
  if (const auto* n = std::get_if<InSegment>(&expr.node)) return visit(n->row);
}

}  // namespace segql::plan
