#pragma once
/// Cost and selectivity of conditions, and the order of terms that follows from them.

#include <string_view>
#include <vector>

#include "compiler/plan/catalog.h"
#include "compiler/plan/plan.h"

namespace segql::plan {

/// Estimates from the statistics of columns, relations and segments. Orders of magnitude, never guarantees.
class Estimator {
 public:
  Estimator(const Scan& scan, const Catalog& catalog) : scan_(scan), catalog_(catalog) {}

  /// Nanoseconds for one row.
  double cost(const Expr& expr) const;
  /// Nanoseconds for one row with the plain evaluator.
  double plain_cost(const Expr& expr) const;
  /// Share of the rows for which a condition is true, 0 to 1.
  double selectivity(const Expr& condition) const;
  Estimate estimate(const Expr& condition) const {
    return {cost(condition), selectivity(condition), plain_cost(condition)};
  }

 private:
  double missing_share(ExprRef value) const;
  double present_share(ExprRef value) const { return 1 - missing_share(value); }
  double present_share(const RowRef& row) const;
  double cell_share(uint32_t column) const;  ///< rows that have a value
  /// The column a value is a cell of; null: it is something else.
  const runtime::Column* data_of(const Expr& value) const;
  // Of the rows that have a value.
  double range_share(const Range& range) const;
  double list_share(const InList& node) const;
  double codes_share(const CodeIn& node) const;
  double compare_share(const Compare& node) const;
  /// If all values between the least and the greatest were equally frequent.
  static double even_share(const runtime::Column& data, const Range& range);
  double rows_per_owner(const RowSet& rows) const;
  double window_share(const RowSet& rows) const;
  double rows_cost(const RowSet& rows, double per_match) const;
  double row_access(const RowRef& row) const;
  double ordered_cost(ExprList terms, bool is_and) const;

  const Scan& scan_;
  const Catalog& catalog_;
};

inline constexpr std::string_view kOrderTerms = "order-terms";

/// Fills Scan::estimates and Scan::cost. Where it `moves` terms: those of `And` in ascending cost / (1 - selectivity),
/// of `Or` in ascending cost / selectivity; equal ranks keep their order. Everywhere in the scan, inside row sets too.
void order(Scan& scan, const Catalog& catalog, bool moves);

}  // namespace segql::plan
