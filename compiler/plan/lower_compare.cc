/// Comparisons of numbers, dates, enums, references. Against a constant they become a Range on the cell as it is
/// stored: the constant is brought to the scale of the column (rounding the bound the right way), never the column to
/// the constant's.
#include <algorithm>
#include <utility>

#include "compiler/plan/exact.h"
#include "compiler/plan/lower.h"

namespace segql::plan {
namespace {

using hir::CompareOp;
using schema::Kind;

/// `value` * 10^power is the number meant.
struct Scaled {
  ExprRef value;
  int power;
};

/// Takes conversions to a larger scale off, down to what is stored.
Scaled lower_scaled(Lowering& lowering, const hir::Expr& expr) {
  const hir::Expr* inner = &expr;
  int power = 0;
  while (const auto* cast = std::get_if<hir::Cast>(&inner->node)) {
    if (!cast->operand->type.is_exact_number() || !inner->type.is_exact_number()) break;
    power += inner->type.scale - cast->operand->type.scale;
    inner = cast->operand;
  }
  const ExprRef value = lower_value(lowering, *inner);
  return {value, power};
}

ExprRef widened(Lowering& lowering, const Scaled& scaled) {
  const ExprRef wide = make_widened(lowering.scan, scaled.value);
  if (scaled.power == 0) return wide;
  const Rescale node{wide, static_cast<uint8_t>(scaled.power)};
  const ExprRef result = make_value(lowering.scan, Repr::kWide, wide->nullable, node);
  if (magnitude_of(lowering.scan, lowering.catalog, *result) < kSafeMagnitude) return result;
  return make_value(lowering.scan, Repr::kWide, true, node);
}

/// value * 10^power `op` constant, on the value itself.
ExprRef compare_scaled(Lowering& lowering, CompareOp op, const Scaled& lhs, int128 constant) {
  const Floored bound = floored(constant, lhs.power);
  switch (op) {
    case CompareOp::kNotEqual:
      return make_not(lowering.scan, compare_scaled(lowering, CompareOp::kEqual, lhs, constant));
    case CompareOp::kEqual:
      if (!bound.is_exact) return make_literal(lowering.scan, false);
      break;
    case CompareOp::kLess:  // x * 10^p < c  is  x < ceil(c / 10^p)
    case CompareOp::kGreaterEqual:
      return make_compare_constant(lowering.scan, op, lhs.value, bound.value + (bound.is_exact ? 0 : 1));
    case CompareOp::kLessEqual:  // x * 10^p <= c  is  x <= floor(c / 10^p)
    case CompareOp::kGreater: break;
  }
  return make_compare_constant(lowering.scan, op, lhs.value, bound.value);
}

ExprRef compare_with_constant(Lowering& lowering, CompareOp op, const hir::Expr& lhs, const Constant& rhs) {
  Scan& scan = lowering.scan;
  if (rhs.missing) return make_literal(scan, op == CompareOp::kNotEqual);
  if (lhs.type.kind == Kind::kFloat)
    return make_compare(scan, op, lower_value(lowering, lhs), make_float(scan, rhs.real));
  const Scaled scaled = lower_scaled(lowering, lhs);
  if (scaled.value->repr == Repr::kInt && scaled.power <= 38) return compare_scaled(lowering, op, scaled, rhs.exact);
  return make_compare(scan, op, widened(lowering, scaled), make_wide(scan, rhs.exact));
}

}  // namespace

ExprRef lower_compare(Lowering& lowering, CompareOp op, const hir::Expr& lhs, const hir::Expr& rhs) {
  if (lhs.type.kind == Kind::kText) return lower_text_compare(lowering, op, lhs, rhs);
  const std::optional<Constant> left = constant_of(lowering, lhs), right = constant_of(lowering, rhs);
  if (left && right) {
    if (left->missing || right->missing) return make_literal(lowering.scan, op == CompareOp::kNotEqual);
    const bool is_float = lhs.type.kind == Kind::kFloat;
    return make_literal(lowering.scan,
                        is_float ? holds(op, left->real, right->real) : holds(op, left->exact, right->exact));
  }
  if (right) return compare_with_constant(lowering, op, lhs, *right);
  if (left) return compare_with_constant(lowering, mirrored(op), rhs, *left);
  if (lhs.type.kind == Kind::kFloat) {
    return make_compare(lowering.scan, op, lower_value(lowering, lhs), lower_value(lowering, rhs));
  }
  Scaled a = lower_scaled(lowering, lhs), b = lower_scaled(lowering, rhs);
  const int shared = std::min(a.power, b.power);  // dividing both sides by the same power of ten changes nothing
  a.power -= shared;
  b.power -= shared;
  if (a.value->repr == Repr::kInt && b.value->repr == Repr::kInt && a.power == 0 && b.power == 0) {
    return make_compare(lowering.scan, op, a.value, b.value);
  }
  return make_compare(lowering.scan, op, widened(lowering, a), widened(lowering, b));
}

namespace {

/// Numbers stored as integers, of a list; those that the scale of the column cannot express are in no row.
std::vector<int64_t> integers_of(std::span<const hir::Literal> items, int power) {
  std::vector<int64_t> integers;
  integers.reserve(items.size());
  for (const hir::Literal& item : items) {
    if (item.form == hir::Literal::Form::kMissing) continue;
    const Floored value = floored(item.integer, power);
    if (value.is_exact) integers.push_back(static_cast<int64_t>(value.value));
  }
  return integers;
}

uint32_t add_real_list(Scan& scan, std::span<const hir::Literal> items) {
  ConstantList list;
  for (const hir::Literal& item : items) {
    if (item.form != hir::Literal::Form::kMissing) list.reals.push_back(item.real);
  }
  std::sort(list.reals.begin(), list.reals.end());
  list.reals.erase(std::unique(list.reals.begin(), list.reals.end()), list.reals.end());
  scan.lists.push_back(std::move(list));
  return static_cast<uint32_t>(scan.lists.size() - 1);
}

/// Items of a collection: codes for text. `complete` is false when some item is in no row at all.
uint32_t add_item_list(Lowering& lowering, uint32_t column, std::span<const hir::Literal> items, bool& complete) {
  Scan& scan = lowering.scan;
  const schema::Kind element = scan.columns[column].type.element;
  complete = true;
  if (element == Kind::kFloat) return add_real_list(scan, items);
  ConstantList list;
  for (const hir::Literal& item : items) {
    if (element != Kind::kText) {
      list.integers.push_back(item.integer);
    } else if (const auto code = column_data(lowering, column).dictionary()->find(item.text)) {
      list.integers.push_back(*code);
    } else {
      complete = false;
    }
  }
  std::sort(list.integers.begin(), list.integers.end());
  list.integers.erase(std::unique(list.integers.begin(), list.integers.end()), list.integers.end());
  scan.lists.push_back(std::move(list));
  return static_cast<uint32_t>(scan.lists.size() - 1);
}

ExprRef make_has_items(Lowering& lowering, const hir::FieldOf& collection, hir::HasMode mode,
                       std::span<const hir::Literal> items) {
  Scan& scan = lowering.scan;
  if (items.empty() && mode != hir::HasMode::kAll) return make_literal(scan, false);
  const RowRef row = lower_row(lowering, collection.row);
  const uint32_t column = column_index(lowering, {collection.row.table, collection.field, {}});
  // Every set has all of nothing, but a positive test is false for a set that is missing (law 3).
  if (items.empty()) return make_present(scan, make_column(lowering, row, column));
  bool complete = true;
  const uint32_t list = add_item_list(lowering, column, items, complete);
  const bool none_known = scan.lists[list].integers.empty() && scan.lists[list].reals.empty();
  if (none_known || (mode == hir::HasMode::kAll && !complete)) {
    scan.lists.pop_back();
    return make_literal(scan, false);
  }
  return make_condition(scan, HasItems{mode, row, column, list});
}

}  // namespace

ExprRef lower_in_list(Lowering& lowering, const hir::InList& list) {
  Scan& scan = lowering.scan;
  if (list.value->type.kind == Kind::kText) return lower_text_list(lowering, list);
  if (list.value->type.kind == Kind::kFloat) {
    const ExprRef value = lower_value(lowering, *list.value);
    const uint32_t index = add_real_list(scan, list.items);
    if (!scan.lists[index].reals.empty()) return make_condition(scan, InList{value, index});
    scan.lists.pop_back();
    return make_literal(scan, false);
  }
  if (const std::optional<Constant> constant = constant_of(lowering, *list.value)) {
    const bool found =
        !constant->missing && std::any_of(list.items.begin(), list.items.end(), [&](const hir::Literal& item) {
          return item.form != hir::Literal::Form::kMissing && item.integer == constant->exact;
        });
    return make_literal(scan, found);
  }
  Scaled scaled = lower_scaled(lowering, *list.value);
  if (scaled.value->repr == Repr::kWide || scaled.power > 38) {
    scaled = {make_value(scan, Repr::kInt, true, Narrow{widened(lowering, scaled)}), 0};
  }
  return make_in_list(scan, scaled.value, integers_of(list.items, scaled.power));
}

ExprRef lower_has_items(Lowering& lowering, const hir::HasItems& has) {
  if (has.mode != hir::HasMode::kNone) return make_has_items(lowering, has.collection, has.mode, has.items);
  return make_not(lowering.scan, make_has_items(lowering, has.collection, hir::HasMode::kAny, has.items));
}

ExprRef lower_has_value(Lowering& lowering, const hir::HasValue& has) {
  Scan& scan = lowering.scan;
  if (const auto* constant = std::get_if<hir::Constant>(&has.value->node)) {
    if (constant->value.form == hir::Literal::Form::kMissing) return make_literal(scan, false);
    return make_has_items(lowering, has.collection, hir::HasMode::kAny, {&constant->value, 1});
  }
  ExprRef value = lower_value(lowering, *has.value);
  if (value->repr == Repr::kWide) value = make_value(scan, Repr::kInt, true, Narrow{value});
  const RowRef row = lower_row(lowering, has.collection.row);
  const uint32_t column = column_index(lowering, {has.collection.row.table, has.collection.field, {}});
  return make_condition(scan, HasValue{row, column, value});
}

}  // namespace segql::plan
