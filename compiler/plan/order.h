#pragma once
/// Cost and selectivity of conditions, and the order of terms that follows from them.

#include <optional>
#include <string_view>
#include <vector>

#include "compiler/plan/catalog.h"
#include "compiler/plan/plan.h"

namespace segql::plan {

/// Estimates from the statistics of columns, relations and segments. Orders of magnitude, never guarantees.
class Estimator {
 public:
  Estimator(const Scan& scan, const Catalog& catalog) : scan_(scan), catalog_(catalog) {}

  /// Nanoseconds for one row, where rows are taken one by one.
  double cost(const Expr& expr) const;
  /// Of a condition of the scanned row.
  Cost cost_of(const Expr& condition) const;
  /// Nanoseconds for one row with the plain evaluator.
  double plain_cost(const Expr& expr) const;
  /// Share of the rows for which a condition is true, 0 to 1.
  double selectivity(const Expr& condition) const;
  Estimate estimate(const Expr& condition) const {
    return {cost_of(condition), selectivity(condition), plain_cost(condition)};
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
  /// Of the owners: those that have at least `count` events in the set.
  double at_least_share(const RowSet& rows, double count) const;
  /// What an event of the set adds to a count or a sum, on average; nothing when that is not known.
  std::optional<double> mean_part(const Aggregate& total) const;
  /// Of the owners: those for which a count or a sum compares so with a constant.
  double total_share(const Aggregate& total, hir::CompareOp op, double constant) const;
  double window_share(const RowSet& rows) const;
  /// Until `enough` of the rows match; 0: all are looked at.
  double rows_cost(const RowSet& rows, double per_match, double enough) const;
  double event_words_cost(const Expr& condition) const;
  double row_access(const RowRef& row) const;
  double ordered_cost(ExprList terms, bool is_and) const;
  Cost ordered_cost_of(ExprList terms, bool is_and) const;

  const Scan& scan_;
  const Catalog& catalog_;
};

inline constexpr std::string_view kOrderTerms = "order-terms";

/// Fills Scan::estimates and Scan::cost. Where it `moves` terms, they are put into the order that is expected to take
/// least time (best_order.h). Everywhere in the scan, inside row sets too.
void order(Scan& scan, const Catalog& catalog, bool moves);

}  // namespace segql::plan
