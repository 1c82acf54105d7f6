#pragma once
/// Lints that need the neighbours of a condition: negations of what may be missing (law 4), `every` over nothing (law
/// 7), contradicting constants. A suspicious condition is noted where it is found; the conjunction around it may still
/// answer it; what is left when the definition ends is reported.

#include <string>
#include <vector>

#include "compiler/check/context.h"

namespace segql::check {

/// A field, attribute or map entry read somewhere in a value, if the schema says it may be missing.
struct NullableLeaf {
  std::string key;   ///< the same for the same field of the same row
  std::string text;  ///< as people write it: `item.brand`
};
/// The leaves whose absence makes `value` missing.
std::vector<NullableLeaf> nullable_leaves(const Context& ctx, const hir::Expr& value);
/// True when `value` can be missing by what the schema and the definitions say (law 4); what only broken data or an
/// overflow makes missing does not count.
bool may_be_missing_as_declared(const Context& ctx, const hir::Expr& value);
/// Names the field, attribute or map entry that `value` is; empty for anything else.
std::string leaf_key(const hir::Expr& value);

/// Notes that `expr`, written `condition`, is a direct negation that also holds for missing values of its leaves.
void note_negation(Context& ctx, const ast::Expr& condition, const std::vector<const hir::Expr*>& values);
/// Notes an `every` over rows that may not exist.
void note_vacuous(Context& ctx, const ast::Expr& condition, const ast::RowSet& written, const hir::RowSet& rows);
/// Notes that the definition cannot be evaluated, because of `construct`: who only puts a `define` in has nothing to
/// say.
void note_journal(Context& ctx, Span at, std::string construct);

/// Notes since `mark` that the terms of a conjunction answer are dropped: presence and existence are proven.
void answer_in_conjunction(Context& ctx, size_t mark, hir::ExprList terms);
/// The same for `x is missing or ...`.
void answer_in_disjunction(Context& ctx, size_t mark, hir::ExprList terms);
/// Under a `not` or in `none of { }` a negation is no longer what it looks like: notes of this row scope are dropped.
void drop_notes(Context& ctx, size_t mark);
/// Reports what nobody answered. Under --strict L-NULL is an error.
void report_notes(Context& ctx);

/// Terms of one conjunction or disjunction that are the same.
void lint_duplicates(Context& ctx, ast::ExprList terms);
/// Terms of one conjunction (or disjunction) that compare one field with constants no value can satisfy (or escape).
void lint_contradictions(Context& ctx, Span span, ast::ExprList written, hir::ExprList terms, bool conjunction);

}  // namespace segql::check
