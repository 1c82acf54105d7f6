/// Conditions: logic as written, everything else handed to the file of its kind.
#include "base/try.h"
#include "compiler/plan/lower.h"

namespace segql::plan {
namespace {

ExprRef lower_is_missing(Lowering& lowering, const hir::Expr& value) {
  if (const std::optional<Constant> constant = constant_of(lowering, value)) {
    return make_literal(lowering.scan, constant->missing);
  }
  const ExprRef operand = lower_value(lowering, value);
  return make_condition(lowering.scan, IsMissing{operand});
}

/// A bool value as a condition.
ExprRef lower_holds(Lowering& lowering, const hir::Expr& value) {
  if (const std::optional<Constant> constant = constant_of(lowering, value)) {
    return make_literal(lowering.scan, !constant->missing && constant->exact != 0);
  }
  const ExprRef operand = lower_value(lowering, value);
  if (const auto* truth = std::get_if<Truth>(&operand->node)) return truth->condition;
  return make_range(lowering.scan, operand, 1, 1);
}

ExprRef lower_in_segment(Lowering& lowering, const hir::InSegment& in) {
  const RowRef row = lower_row(lowering, in.row);
  auto [known, added] = lowering.segments.try_emplace(in.segment, static_cast<uint32_t>(lowering.scan.segments.size()));
  if (added) {
    const hir::Segment& segment = lowering.definitions.segment(in.segment);
    lowering.scan.segments.push_back(
        {in.segment, segment.table, std::string(segment.name), lowering.catalog.num_rows(segment.table)});
  }
  return make_condition(lowering.scan, InSegment{row, known->second});
}

std::vector<ExprRef> lower_all(Lowering& lowering, hir::ExprList exprs) {
  std::vector<ExprRef> terms;
  terms.reserve(exprs.size());
  for (const hir::ExprRef expr : exprs) terms.push_back(lower_condition(lowering, *expr));
  return terms;
}

}  // namespace

ExprRef lower_condition(Lowering& lowering, const hir::Expr& expr) {
  const auto holds = [&](const auto&) { return lower_holds(lowering, expr); };
  return hir::match(
      expr, [&](const hir::And& node) { return make_and(lowering.scan, lower_all(lowering, node.terms)); },
      [&](const hir::Or& node) { return make_or(lowering.scan, lower_all(lowering, node.terms)); },
      [&](const hir::Not& node) { return make_not(lowering.scan, lower_condition(lowering, *node.operand)); },
      [&](const hir::Holds& node) { return lower_holds(lowering, *node.value); },
      [&](const hir::Compare& node) { return lower_compare(lowering, node.op, *node.lhs, *node.rhs); },
      [&](const hir::InList& node) { return lower_in_list(lowering, node); },
      [&](const hir::IsMissing& node) { return lower_is_missing(lowering, *node.value); },
      [&](const hir::TextTest& node) { return lower_text_test(lowering, node); },
      [&](const hir::HasItems& node) { return lower_has_items(lowering, node); },
      [&](const hir::HasValue& node) { return lower_has_value(lowering, node); },
      [&](const hir::InWindow& node) { return lower_in_window(lowering, node); },
      [&](const hir::Quantified& node) { return lower_quantified(lowering, node); },
      [&](const hir::InSegment& node) { return lower_in_segment(lowering, node); },
      [&](const hir::Moved&) -> ExprRef {
        SEGQL_CHECK(false);  // check::journal_use was not asked
        return nullptr;
      },
      [&](const hir::Constant& n) { return holds(n); }, [&](const hir::InstantValue& n) { return holds(n); },
      [&](const hir::FieldOf& n) { return holds(n); }, [&](const hir::AttributeOf& n) { return holds(n); },
      [&](const hir::MapEntry& n) { return holds(n); }, [&](const hir::RowValue& n) { return holds(n); },
      [&](const hir::Sum& n) { return holds(n); }, [&](const hir::Product& n) { return holds(n); },
      [&](const hir::Quotient& n) { return holds(n); }, [&](const hir::Negate& n) { return holds(n); },
      [&](const hir::Cast& n) { return holds(n); }, [&](const hir::Elapsed& n) { return holds(n); },
      [&](const hir::Call& n) { return holds(n); }, [&](const hir::Aggregate& n) { return holds(n); });
}

}  // namespace segql::plan
