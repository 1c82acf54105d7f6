#pragma once
/// State of one lowering, typed tree to plan. It only stores; the work is in functions over it, one file per kind of
/// node.

#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "compiler/plan/build.h"
#include "compiler/plan/make.h"
#include "compiler/plan/window.h"

namespace segql::plan {

/// What was made for texts that are not of the data, so that it is made once.
struct MadeTexts {
  struct Result {
    uint32_t table;   ///< index into Scan::tables
    uint32_t column;  ///< of the dictionary of the texts made; kNone: numbers
  };
  std::map<std::string, uint32_t, std::less<>> constants;  ///< to columns
  std::map<std::pair<const runtime::Dictionary*, std::vector<hir::Function>>, Result> functions;
  size_t bytes = 0;  ///< so far, against Limits::made_text_bytes
};

struct Lowering {
  const check::Definitions& definitions;
  const Moment& moment;
  const Catalog& catalog;
  const Limits& limits;
  Scan& scan;
  uint32_t subject;  ///< slot in the typed tree of the scanned row, which is slot 0 of the plan
  std::map<ColumnSource, uint32_t> columns;
  std::map<RelationId, uint32_t> relations;
  std::map<SegmentId, uint32_t> segments;
  MadeTexts made = {};
  std::optional<Error> error = {};  ///< the first; lowering goes on and its result is dropped

  const schema::Schema& schema() const { return definitions.schema(); }
  void fail(ErrorCode code, std::string message) {
    if (!error) error = Error{code, std::move(message)};
  }
  void fail_unless(const Status& done) {
    if (!done.ok()) fail(done.error().code, done.error().message);
  }
};

// lower_rows.cc: rows, columns, row sets
uint32_t column_index(Lowering& lowering, const ColumnSource& source);
const runtime::Column& column_data(const Lowering& lowering, uint32_t column);
RowRef lower_row(Lowering& lowering, const hir::RowRef& row);
/// True when, by the data at hand, the path of `row` may lead nowhere.
bool may_be_missing(const Lowering& lowering, const RowRef& row);
ExprRef make_column(Lowering& lowering, const RowRef& row, uint32_t column);
const RowSet* lower_rows(Lowering& lowering, const hir::RowSet& rows, ExprRef also);
ExprRef lower_quantified(Lowering& lowering, const hir::Quantified& quantified);
ExprRef lower_aggregate(Lowering& lowering, const hir::Expr& expr, const hir::Aggregate& aggregate);

// lower_value.cc: every value
ExprRef lower_value(Lowering& lowering, const hir::Expr& expr);
/// An exact value times 10^power.
ExprRef make_rescaled(Lowering& lowering, ExprRef value, int power);

// lower_constant.cc: expressions whose value is known
struct Constant {
  bool missing = false;
  int128 exact = 0;  ///< everything but float and text; numbers at the scale of the expression's type
  double real = 0;
  std::string_view text;
};
std::optional<Constant> constant_of(const Lowering& lowering, const hir::Expr& expr);

// lower_call.cc: functions of the language
ExprRef lower_call(Lowering& lowering, const hir::Expr& expr, const hir::Call& call);
std::optional<Constant> constant_call(const Lowering& lowering, const hir::Expr& expr, const hir::Call& call);

// lower_made_text.cc: texts that are not cells
/// The texts whose codes a value has.
const runtime::Dictionary& dictionary_of(const Lowering& lowering, ExprRef value);
ExprRef make_text(Lowering& lowering, const Constant& constant);
/// `length`, `lower`, `upper`, `trim` of a text, which may be one of them again.
ExprRef lower_text_function(Lowering& lowering, const hir::Expr& expr);
/// Brings texts to one dictionary, so that one of them can be chosen.
void unify_texts(Lowering& lowering, std::vector<ExprRef>& values);

// lower_condition.cc
ExprRef lower_condition(Lowering& lowering, const hir::Expr& expr);

// lower_compare.cc: comparisons and lists of everything but text
ExprRef lower_compare(Lowering& lowering, hir::CompareOp op, const hir::Expr& lhs, const hir::Expr& rhs);
ExprRef lower_in_list(Lowering& lowering, const hir::InList& list);
ExprRef lower_has_items(Lowering& lowering, const hir::HasItems& has);
ExprRef lower_has_value(Lowering& lowering, const hir::HasValue& has);

// lower_text.cc: text tests become sets of codes
ExprRef lower_text_compare(Lowering& lowering, hir::CompareOp op, const hir::Expr& lhs, const hir::Expr& rhs);
ExprRef lower_text_list(Lowering& lowering, const hir::InList& list);
ExprRef lower_text_test(Lowering& lowering, const hir::TextTest& test);
/// A literal text as it stands in explanations: quoted, shortened.
std::string quoted(std::string_view text);

// lower_window.cc: values in windows, and the ends of windows over rows
ExprRef lower_in_window(Lowering& lowering, const hir::InWindow& in);
/// A kInt instant; null: unbounded.
ExprRef lower_limit(Lowering& lowering, const Limit& limit);

// magnitude.cc
/// No value of a kInt or kWide expression is further from zero than this.
double magnitude_of(const Scan& scan, const Catalog& catalog, const Expr& expr);
/// Law 8: exact values of 10^38 and beyond are missing; a little less, so that estimates err on the safe side.
inline constexpr double kSafeMagnitude = 9.9e37;

}  // namespace segql::plan
