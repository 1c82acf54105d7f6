/// Values: every expression that is not a condition. Exact numbers stay 64 bits wide as long as they are cells, counts
/// or constants; arithmetic on them is 128 bits wide.
#include <algorithm>

#include "compiler/plan/exact.h"
#include "compiler/plan/lower.h"

namespace segql::plan {
namespace {

using schema::Kind;

bool is_float(const hir::Expr& expr) { return expr.type.kind == Kind::kFloat; }

ExprRef lower_known(Lowering& lowering, const hir::Expr& expr, const Constant& constant) {
  Scan& scan = lowering.scan;
  if (is_float(expr)) return constant.missing ? make_missing(scan, Repr::kFloat) : make_float(scan, constant.real);
  if (expr.type.kind == Kind::kText) return make_text(lowering, constant);
  if (constant.missing) return make_missing(scan, Repr::kInt);
  return fits_int64(constant.exact) ? make_int(scan, static_cast<int64_t>(constant.exact))
                                    : make_wide(scan, constant.exact);
}

/// A 128-bit node, nullable when an operand is or when its value may have more than 38 digits.
template <typename Node>
ExprRef make_exact(Lowering& lowering, bool operands_nullable, const Node& node) {
  const ExprRef expr = make_value(lowering.scan, Repr::kWide, operands_nullable, node);
  if (operands_nullable || magnitude_of(lowering.scan, lowering.catalog, *expr) < kSafeMagnitude) return expr;
  return make_value(lowering.scan, Repr::kWide, true, node);
}

ExprRef lower_cast(Lowering& lowering, const hir::Expr& expr, const hir::Cast& cast) {
  const ExprRef operand = lower_value(lowering, *cast.operand);
  if (is_float(expr)) {
    if (operand->repr == Repr::kFloat) return operand;
    return make_value(lowering.scan, Repr::kFloat, operand->nullable, ToFloat{operand, cast.operand->type.scale});
  }
  return make_rescaled(lowering, operand, expr.type.scale - cast.operand->type.scale);
}

ExprRef lower_sum(Lowering& lowering, const hir::Expr& expr, const hir::Sum& sum) {
  std::vector<Term> terms;
  bool nullable = false;
  for (const hir::Term& term : sum.terms) {
    ExprRef value = lower_value(lowering, *term.value);
    if (!is_float(expr)) value = make_widened(lowering.scan, value);
    nullable |= value->nullable;
    terms.push_back({term.subtract, value});
  }
  const Sum node{lowering.scan.arena.copy(terms)};
  return is_float(expr) ? make_value(lowering.scan, Repr::kFloat, true, node) : make_exact(lowering, nullable, node);
}

ExprRef lower_product(Lowering& lowering, const hir::Expr& expr, const hir::Product& product) {
  const ExprRef lhs = lower_value(lowering, *product.lhs), rhs = lower_value(lowering, *product.rhs);
  if (is_float(expr)) return make_value(lowering.scan, Repr::kFloat, true, Product{lhs, rhs});
  const Product node{make_widened(lowering.scan, lhs), make_widened(lowering.scan, rhs)};
  return make_exact(lowering, lhs->nullable || rhs->nullable, node);
}

ExprRef lower_quotient(Lowering& lowering, const hir::Expr& expr, const hir::Quotient& quotient) {
  const ExprRef lhs = lower_value(lowering, *quotient.lhs), rhs = lower_value(lowering, *quotient.rhs);
  if (is_float(expr)) return make_value(lowering.scan, Repr::kFloat, true, Quotient{lhs, rhs, 0});
  const int power = expr.type.scale + quotient.rhs->type.scale - quotient.lhs->type.scale;
  const ExprRef denominator = make_widened(lowering.scan, make_rescaled(lowering, rhs, std::max(-power, 0)));
  const Quotient node{make_widened(lowering.scan, lhs), denominator, static_cast<uint8_t>(std::max(power, 0))};
  // By zero is missing; a constant other than zero is the one divisor that cannot be.
  const auto* constant = std::get_if<ConstWide>(&denominator->node);
  const bool may_be_zero = constant == nullptr || value_of(*constant) == 0;
  return make_exact(lowering, lhs->nullable || denominator->nullable || may_be_zero, node);
}

ExprRef lower_map_entry(Lowering& lowering, const hir::Expr& expr, const hir::MapEntry& entry) {
  const RowRef row = lower_row(lowering, entry.row);
  const uint32_t column = column_index(lowering, {entry.row.table, entry.field, {}});
  const auto code = column_data(lowering, column).key_dictionary()->find(entry.key);
  const Repr repr = is_float(expr) ? Repr::kFloat : Repr::kInt;
  const uint32_t dictionary = expr.type.kind == Kind::kText ? column : kNone;
  if (!code) return make_value(lowering.scan, repr, true, Missing{}, dictionary);
  return make_value(lowering.scan, repr, true, MapValue{row, column, *code}, dictionary);
}

ExprRef lower_row_value(Lowering& lowering, const hir::RowValue& value) {
  const RowRef row = lower_row(lowering, value.row);
  if (row.hops.empty()) return make_value(lowering.scan, Repr::kInt, false, RowId{row});
  // The row at the end of a path is the value of the path's last reference.
  return make_column(lowering, {row.slot, row.hops.first(row.hops.size() - 1)}, row.hops.back());
}

ExprRef make_truth(Lowering& lowering, const hir::Expr& expr) {
  return make_value(lowering.scan, Repr::kInt, false, Truth{lower_condition(lowering, expr)});
}

}  // namespace

ExprRef make_rescaled(Lowering& lowering, ExprRef value, int power) {
  if (power == 0) return value;
  const ExprRef wide = make_widened(lowering.scan, value);
  return make_exact(lowering, wide->nullable, Rescale{wide, static_cast<uint8_t>(power)});
}

ExprRef lower_value(Lowering& lowering, const hir::Expr& expr) {
  if (const std::optional<Constant> constant = constant_of(lowering, expr))
    return lower_known(lowering, expr, *constant);
  const auto truth = [&](const auto&) { return make_truth(lowering, expr); };
  return hir::match(
      expr,
      // Constants were dealt with above.
      [&](const hir::Constant&) { return make_missing(lowering.scan, Repr::kInt); },
      [&](const hir::InstantValue&) { return make_missing(lowering.scan, Repr::kInt); },
      [&](const hir::FieldOf& field) {
        const RowRef row = lower_row(lowering, field.row);
        return make_column(lowering, row, column_index(lowering, {field.row.table, field.field, {}}));
      },
      [&](const hir::AttributeOf& attribute) {
        const RowRef row = lower_row(lowering, attribute.row);
        return make_column(lowering, row, column_index(lowering, {attribute.row.table, {}, attribute.attribute}));
      },
      [&](const hir::MapEntry& entry) { return lower_map_entry(lowering, expr, entry); },
      [&](const hir::RowValue& value) { return lower_row_value(lowering, value); },
      [&](const hir::Sum& sum) { return lower_sum(lowering, expr, sum); },
      [&](const hir::Product& product) { return lower_product(lowering, expr, product); },
      [&](const hir::Quotient& quotient) { return lower_quotient(lowering, expr, quotient); },
      [&](const hir::Negate& negate) {
        ExprRef operand = lower_value(lowering, *negate.operand);
        if (!is_float(expr)) operand = make_widened(lowering.scan, operand);
        return make_value(lowering.scan, operand->repr, operand->nullable, Negate{operand});
      },
      [&](const hir::Cast& cast) { return lower_cast(lowering, expr, cast); },
      [&](const hir::Elapsed& elapsed) {
        const ExprRef operand = lower_value(lowering, *elapsed.operand);
        const bool is_date = elapsed.operand->type.kind == Kind::kDate;
        return make_value(lowering.scan, Repr::kInt, operand->nullable,
                          Elapsed{elapsed.unit, elapsed.until, is_date, operand});
      },
      [&](const hir::Call& call) { return lower_call(lowering, expr, call); },
      [&](const hir::Aggregate& aggregate) { return lower_aggregate(lowering, expr, aggregate); },
      [&](const hir::And& n) { return truth(n); }, [&](const hir::Or& n) { return truth(n); },
      [&](const hir::Not& n) { return truth(n); }, [&](const hir::Holds& n) { return truth(n); },
      [&](const hir::Compare& n) { return truth(n); }, [&](const hir::InList& n) { return truth(n); },
      [&](const hir::IsMissing& n) { return truth(n); }, [&](const hir::TextTest& n) { return truth(n); },
      [&](const hir::HasItems& n) { return truth(n); }, [&](const hir::HasValue& n) { return truth(n); },
      [&](const hir::InWindow& n) { return truth(n); }, [&](const hir::Quantified& n) { return truth(n); },
      [&](const hir::InSegment& n) { return truth(n); }, [&](const hir::Moved& n) { return truth(n); });
}

}  // namespace segql::plan
