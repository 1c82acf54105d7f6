#pragma once
/// What a condition measures of a row besides its fields and attributes: aggregates, and how many rows a quantifier
/// finds. For people who ask why a condition holds.

#include <deque>
#include <string>
#include <vector>

#include "compiler/check/definitions.h"
#include "compiler/syntax/ast.h"

namespace segql::engine {

struct Measure {
  std::string text;        ///< as written: `sum of amount of visits`, `count of visits within last 30 days`
  const hir::Expr* value;  ///< of the row the condition is about
  /// Of a count of rows in time: when the latest of them was, and, if there are none, of all of them at any time.
  std::string latest_text;
  const hir::Expr *latest = nullptr, *latest_ever = nullptr;
};

/// Those that are written in a condition itself; not those of the defines and attributes that it uses.
class Measures {
 public:
  Measures(const check::Definitions& definitions, const ast::Expr& written, const hir::Expr& typed);
  Measures(const Measures&) = delete;
  Measures& operator=(const Measures&) = delete;

  const std::vector<Measure>& all() const { return all_; }

 private:
  void look(const hir::Expr& typed, const std::vector<const ast::Expr*>& written);
  void add_count(const hir::Quantified& node, const ast::Quantified& written);
  const hir::Expr* make(schema::Kind kind, bool nullable, const hir::Aggregate& aggregate);

  const check::Definitions& definitions_;
  std::vector<Measure> all_;
  std::deque<hir::Expr> made_;
  std::deque<hir::RowSet> row_sets_;
};

}  // namespace segql::engine
