// How conditions are evaluated, and ranges as cells.
#include "compiler/codegen/forms.h"

#include <algorithm>

#include "base/int128.h"
#include "base/try.h"
#include "compiler/codegen/cell_set.h"
#include "compiler/plan/traverse.h"

namespace segql::codegen {

using plan::Expr;
using plan::is_plain_column;
using plan::is_row_of;
using plan::Scan;
using runtime::Encoding;

namespace {

bool is_constant(const Expr& e) { return std::holds_alternative<plan::ConstInt>(e.node); }

bool is_vector_compare(const Scan& scan, uint32_t slot, const plan::Compare& n) {
  switch (n.lhs->repr) {
    case plan::Repr::kInt: {
      const bool lhs = is_plain_column(scan, slot, *n.lhs), rhs = is_plain_column(scan, slot, *n.rhs);
      return (lhs && rhs) || (lhs && is_constant(*n.rhs)) || (is_constant(*n.lhs) && rhs);
    }
    case plan::Repr::kFloat: return is_vector_float(scan, slot, *n.lhs) && is_vector_float(scan, slot, *n.rhs);
    case plan::Repr::kWide:
    case plan::Repr::kBool: return false;
  }
  return false;
}

bool is_vector_list(const Scan& scan, uint32_t slot, const plan::InList& n) {
  if (!is_plain_column(scan, slot, *n.value)) return false;
  const plan::ColumnUse& column = scan.columns[std::get<plan::Column>(n.value->node).column];
  return column.encoding != Encoding::kF64 || scan.lists[n.list].reals.size() <= kVectorChain;
}

bool any_expensive(plan::ExprList terms) {
  return std::any_of(terms.begin(), terms.end(), [](const Expr* t) { return is_expensive(*t); });
}

}  // namespace

bool is_narrow(Encoding encoding) {
  return encoding == Encoding::kU8 || encoding == Encoding::kU16 || encoding == Encoding::kU32;
}

bool has_small_base(const plan::ColumnUse& column) {
  return is_narrow(column.encoding) && column.base > -(int64_t{1} << 31) && column.base < int64_t{1} << 31;
}

unsigned bits_of(Encoding encoding) {
  switch (encoding) {
    case Encoding::kU8: return 8;
    case Encoding::kU16: return 16;
    case Encoding::kU32: return 32;
    case Encoding::kI64:
    case Encoding::kF64: return 64;
  }
  return 64;
}

bool is_referenced_member(const Scan& scan, uint32_t slot, const Expr& e) {
  const auto* n = std::get_if<plan::InSegment>(&e.node);
  return n != nullptr && n->row.slot == slot && n->row.hops.size() == 1 &&
         is_narrow(scan.columns[n->row.hops[0]].encoding);
}

bool is_run_length(uint32_t slot, const Expr& e) {
  const auto* n = std::get_if<plan::AtLeast>(&e.node);
  return n != nullptr && n->count <= UINT32_MAX && is_row_of(n->rows->owner, slot) && n->rows->from == nullptr &&
         n->rows->to == nullptr && n->rows->where == nullptr;
}

bool is_vector_float(const Scan& scan, uint32_t slot, const Expr& e) {
  if (e.repr != plan::Repr::kFloat) return false;
  if (std::holds_alternative<plan::ConstFloat>(e.node) || is_plain_column(scan, slot, e)) return true;
  if (const auto* n = std::get_if<plan::ToFloat>(&e.node)) {
    return n->operand->repr == plan::Repr::kInt && is_plain_column(scan, slot, *n->operand);
  }
  if (const auto* n = std::get_if<plan::Sum>(&e.node)) {
    return std::all_of(n->terms.begin(), n->terms.end(),
                       [&](const auto& t) { return is_vector_float(scan, slot, *t.value); });
  }
  if (const auto* n = std::get_if<plan::Product>(&e.node)) {
    return is_vector_float(scan, slot, *n->lhs) && is_vector_float(scan, slot, *n->rhs);
  }
  if (const auto* n = std::get_if<plan::Quotient>(&e.node)) {
    return is_vector_float(scan, slot, *n->lhs) && is_vector_float(scan, slot, *n->rhs);
  }
  if (const auto* n = std::get_if<plan::Negate>(&e.node)) return is_vector_float(scan, slot, *n->operand);
  return false;
}

bool VectorForms::is_vector(const Expr& e) {
  const auto [known, is_new] = known_.try_emplace(&e, false);
  if (!is_new) return known->second;
  const bool answer = decide(e);
  known_[&e] = answer;
  return answer;
}

bool VectorForms::decide(const Expr& e) {
  const auto all = [&](plan::ExprList terms) {
    return std::all_of(terms.begin(), terms.end(), [&](const Expr* t) { return is_vector(*t); });
  };
  if (std::holds_alternative<plan::Literal>(e.node)) return true;
  if (const auto* n = std::get_if<plan::And>(&e.node)) return all(n->terms);
  if (const auto* n = std::get_if<plan::Or>(&e.node)) return all(n->terms);
  if (const auto* n = std::get_if<plan::Not>(&e.node)) return is_vector(*n->operand);
  if (const auto* n = std::get_if<plan::Compare>(&e.node)) return is_vector_compare(*scan_, slot_, *n);
  if (const auto* n = std::get_if<plan::Range>(&e.node)) return is_plain_column(*scan_, slot_, *n->value);
  if (const auto* n = std::get_if<plan::InList>(&e.node)) return is_vector_list(*scan_, slot_, *n);
  if (const auto* n = std::get_if<plan::CodeIn>(&e.node)) return is_plain_column(*scan_, slot_, *n->value);
  if (const auto* n = std::get_if<plan::IsMissing>(&e.node)) {
    const auto* column = std::get_if<plan::Column>(&n->value->node);
    return column != nullptr && is_row_of(column->row, slot_);
  }
  if (is_run_length(slot_, e)) return true;
  if (const auto* n = std::get_if<plan::InSegment>(&e.node))
    return is_row_of(n->row, slot_) || is_referenced_member(*scan_, slot_, e);
  return false;
}

bool is_expensive(const Expr& e) {
  const auto no = [](const auto&) { return false; };
  const auto yes = [](const auto&) { return true; };
  const auto operand = [](const auto& n) { return is_expensive(*n.operand); };
  const auto both = [](const auto& n) { return is_expensive(*n.lhs) || is_expensive(*n.rhs); };
  const auto value = [](const auto& n) { return is_expensive(*n.value); };
  const auto terms = [](const auto& n) { return any_expensive(n.terms); };
  return plan::match(
      e, [&](const plan::Missing& n) { return no(n); }, [&](const plan::ConstInt& n) { return no(n); },
      [&](const plan::ConstWide& n) { return no(n); }, [&](const plan::ConstFloat& n) { return no(n); },
      [&](const plan::Column& n) { return no(n); }, [&](const plan::RowId& n) { return no(n); },
      [&](const plan::Literal& n) { return no(n); }, [&](const plan::InSegment& n) { return no(n); },
      [&](const plan::MapValue& n) { return yes(n); },
      [&](const plan::Quotient& n) { return e.repr == plan::Repr::kWide || both(n); },
      [&](const plan::LocalDay& n) { return yes(n); }, [&](const plan::StartOfDay& n) { return yes(n); },
      [&](const plan::Elapsed& n) { return yes(n); }, [&](const plan::Call& n) { return yes(n); },
      [&](const plan::Lookup& n) { return value(n); }, [&](const plan::Aggregate& n) { return yes(n); },
      [&](const plan::TextCompare& n) { return yes(n); }, [&](const plan::InList& n) { return yes(n); },
      [&](const plan::HasItems& n) { return yes(n); }, [&](const plan::HasValue& n) { return yes(n); },
      [&](const plan::AtLeast& n) { return yes(n); }, [&](const plan::Edge& n) { return yes(n); },
      [&](const plan::Anniversary& n) { return yes(n); }, [&](const plan::Widen& n) { return operand(n); },
      [&](const plan::Rescale& n) { return operand(n); }, [&](const plan::ToFloat& n) { return operand(n); },
      [&](const plan::Narrow& n) { return operand(n); }, [&](const plan::Negate& n) { return operand(n); },
      [&](const plan::Not& n) { return operand(n); },
      [&](const plan::Sum& n) {
        return std::any_of(n.terms.begin(), n.terms.end(), [](const plan::Term& t) { return is_expensive(*t.value); });
      },
      [&](const plan::Product& n) { return both(n); }, [&](const plan::Compare& n) { return both(n); },
      [&](const plan::And& n) { return terms(n); }, [&](const plan::Or& n) { return terms(n); },
      [&](const plan::Range& n) { return value(n); }, [&](const plan::CodeIn& n) { return value(n); },
      [&](const plan::IsMissing& n) { return value(n); },
      [&](const plan::Truth& n) { return is_expensive(*n.condition); });
}

namespace {

/// The last cell with a packed code of its own.
uint64_t last_packed_of(const plan::ColumnUse& column) {
  return (uint64_t{1} << column.packed_bits) - 1 - (column.has_validity ? 1 : 0) - (column.packed_has_rest ? 1 : 0);
}

}  // namespace

uint64_t last_cell_of(const plan::ColumnUse& column) {
  const bool is_packed = column.packed_bits != 0 && !column.packed_has_rest;
  return is_packed ? last_packed_of(column) : UINT64_MAX >> (64 - bits_of(column.encoding));
}

bool is_packed_until(const plan::ColumnUse& column, uint64_t last) {
  return column.packed_bits != 0 && last <= last_packed_of(column);
}

CellRange cell_range(const plan::ColumnUse& column, int64_t low, int64_t high) {
  if (low > high) return {};
  if (!is_narrow(column.encoding))
    return {static_cast<uint64_t>(low), static_cast<uint64_t>(high) - static_cast<uint64_t>(low), true};
  if (high < column.base) return {};
  // The first cell that is not below `low`, the last one that is not above `high`.
  const int128 last_cell = last_cell_of(column);
  const int128 first = low <= column.base ? int128{0} : (int128{low} - column.base + column.unit - 1) / column.unit;
  const int128 last = std::min<int128>((int128{high} - column.base) / column.unit, last_cell);
  if (first > last) return {};
  return {static_cast<uint64_t>(first), static_cast<uint64_t>(last - first), true};
}

SketchRange sketch_range(const plan::ColumnUse& column, int64_t low, int64_t high) {
  if (low > high) return {};
  const auto bounds = column.sketch;
  const auto code_of = [&](int64_t value) {
    return std::upper_bound(bounds.begin(), bounds.end(), value) - bounds.begin();
  };
  const auto size = static_cast<std::ptrdiff_t>(bounds.size());
  const std::ptrdiff_t from = code_of(low), to = code_of(high);
  // No value has the code 0 or the last one.
  const bool from_low = from == 0 || bounds[static_cast<size_t>(from) - 1] == low;
  const bool to_high = to == 0 || to == size || bounds[static_cast<size_t>(to)] - 1 == high;
  const std::ptrdiff_t first = from_low ? from : from + 1, last = to_high ? to : to - 1;
  SketchRange range;
  range.some_are = first <= last;
  if (range.some_are) range.first = static_cast<uint8_t>(first), range.span = static_cast<uint8_t>(last - first);
  range.some_may_be = !from_low || !to_high;
  range.from = static_cast<uint8_t>(from_low ? to : from);
  range.to = static_cast<uint8_t>(to_high ? from : to);
  return range;
}

ValueRange values_admitted(hir::CompareOp op, int64_t constant) {
  constexpr ValueRange kNothing{1, 0};
  switch (op) {
    case hir::CompareOp::kEqual: return {constant, constant};
    case hir::CompareOp::kLess: return constant == INT64_MIN ? kNothing : ValueRange{INT64_MIN, constant - 1};
    case hir::CompareOp::kLessEqual: return {INT64_MIN, constant};
    case hir::CompareOp::kGreater: return constant == INT64_MAX ? kNothing : ValueRange{constant + 1, INT64_MAX};
    case hir::CompareOp::kGreaterEqual: return {constant, INT64_MAX};
    case hir::CompareOp::kNotEqual: break;
  }
  SEGQL_CHECK(!"kNotEqual in a plan");
  return kNothing;
}

}  // namespace segql::codegen
