#pragma once
/// `Evaluator`: the meaning of every plan node, for the rows bound to slots. One short function per node kind, no
/// caches, no shortcuts: whatever looks slow here is meant to. A node kind without a function does not compile.
///
/// The functions are spread over files by idea: values.cc, arithmetic.cc, functions.cc, conditions.cc, row_sets.cc,
/// aggregates.cc.

#include <cstdint>
#include <vector>

#include "compiler/interp/value.h"
#include "compiler/plan/plan.h"
#include "runtime/abi/scan.h"

namespace segql::interp {

class Evaluator {
 public:
  /// Both outlive the evaluator.
  Evaluator(const plan::Scan& scan, const runtime::ScanArgs& args)
      : scan_(scan), args_(args), rows_(scan.num_slots, runtime::kNoRow) {}

  /// From now on `slot` stands for `row`.
  void bind(uint32_t slot, int64_t row) { rows_[slot] = row; }
  Value evaluate(const plan::Expr& e) {
    return plan::match(e, [&](const auto& node) { return value_of(node, e); });
  }
  /// REQUIRES: `condition` is one (Repr::kBool).
  bool holds(const plan::Expr& condition) { return evaluate(condition).integer != 0; }

 private:
  using Expr = plan::Expr;

  // ---- values.cc ----
  Value value_of(const plan::Missing&, const Expr&);
  Value value_of(const plan::ConstInt&, const Expr&);
  Value value_of(const plan::ConstWide&, const Expr&);
  Value value_of(const plan::ConstFloat&, const Expr&);
  Value value_of(const plan::Column&, const Expr&);
  Value value_of(const plan::MapValue&, const Expr&);
  Value value_of(const plan::RowId&, const Expr&);
  Value value_of(const plan::LocalDay&, const Expr&);
  Value value_of(const plan::StartOfDay&, const Expr&);
  Value value_of(const plan::Elapsed&, const Expr&);
  Value value_of(const plan::Truth&, const Expr&);

  // ---- arithmetic.cc ----
  Value value_of(const plan::Widen&, const Expr&);
  Value value_of(const plan::Rescale&, const Expr&);
  Value value_of(const plan::ToFloat&, const Expr&);
  Value value_of(const plan::Narrow&, const Expr&);
  Value value_of(const plan::Sum&, const Expr&);
  Value value_of(const plan::Product&, const Expr&);
  Value value_of(const plan::Quotient&, const Expr&);
  Value value_of(const plan::Negate&, const Expr&);

  // ---- functions.cc ----
  Value value_of(const plan::Call&, const Expr&);
  Value value_of(const plan::Lookup&, const Expr&);
  Value extreme(const plan::Call&, const Expr&);

  // ---- aggregates.cc ----
  Value value_of(const plan::Aggregate&, const Expr&);
  std::vector<Value> present_values(const plan::Aggregate&);
  Value total(const std::vector<Value>& values, Repr repr);
  Value average(const std::vector<Value>& values, const plan::Aggregate& aggregate);
  Value median(std::vector<Value> values, const plan::Aggregate& aggregate);
  Value share(const plan::Aggregate& aggregate);
  Value row_value(const plan::Aggregate& aggregate, bool last);
  Value quotient(int128 lhs, int128 rhs, uint8_t power);

  // ---- conditions.cc ----
  Value value_of(const plan::Literal&, const Expr&);
  Value value_of(const plan::And&, const Expr&);
  Value value_of(const plan::Or&, const Expr&);
  Value value_of(const plan::Not&, const Expr&);
  Value value_of(const plan::Compare&, const Expr&);
  Value value_of(const plan::Range&, const Expr&);
  Value value_of(const plan::InList&, const Expr&);
  Value value_of(const plan::CodeIn&, const Expr&);
  Value value_of(const plan::TextCompare&, const Expr&);
  Value value_of(const plan::IsMissing&, const Expr&);
  Value value_of(const plan::HasItems&, const Expr&);
  Value value_of(const plan::HasValue&, const Expr&);
  Value value_of(const plan::InSegment&, const Expr&);
  Value value_of(const plan::Anniversary&, const Expr&);

  // ---- row_sets.cc ----
  Value value_of(const plan::AtLeast&, const Expr&);
  Value value_of(const plan::Edge&, const Expr&);
  /// The row `ref` leads to, or kNoRow.
  int64_t row_of(const plan::RowRef& ref) const;
  /// The rows of the set in order of time, equal times in load order.
  std::vector<int64_t> rows_of(const plan::RowSet& set);
  /// The items of a collection; none when it is missing.
  std::vector<Value> items_of(const plan::RowRef& ref, uint32_t column) const;

  const runtime::ColumnView& column(uint32_t index) const { return args_.columns[index]; }
  /// -1, 0 or 1, as lhs is less than, equal to or greater than rhs. REQUIRES: both present and of one form, not text.
  static int order_of(const Value& lhs, const Value& rhs);
  /// The same for two texts, whose codes are of the dictionaries of these columns.
  int text_order_of(const Value& lhs, uint32_t lhs_column, const Value& rhs, uint32_t rhs_column) const;

  const plan::Scan& scan_;
  const runtime::ScanArgs& args_;
  std::vector<int64_t> rows_;  ///< by slot
};

}  // namespace segql::interp
