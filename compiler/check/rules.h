#pragma once
/// The rules of the checker: one function per idea, each in the file named beside it. All report to the context and
/// return null (or nothing) when they did.

#include <optional>
#include <vector>

#include "compiler/check/context.h"

namespace segql::check {

// expressions.cc
/// Any expression. `expected`: the type of the other side of a comparison, which gives bare enumerators their meaning.
hir::ExprRef check_expr(Context& ctx, const ast::Expr& expr, const schema::Type* expected = nullptr);
/// A condition: type bool, never missing.
hir::ExprRef check_condition(Context& ctx, const ast::Expr& expr);

// logic.cc
hir::ExprRef check_and(Context& ctx, Span span, ast::ExprList terms);
hir::ExprRef check_or(Context& ctx, Span span, ast::ExprList terms);
hir::ExprRef check_not(Context& ctx, Span span, const ast::Expr& operand);
hir::ExprRef check_block(Context& ctx, Span span, const ast::Block& block);
hir::ExprRef make_not(Context& ctx, Span span, hir::ExprRef operand);

// compare.cc
hir::ExprRef check_compare(Context& ctx, const ast::Expr& expr, const ast::Compare& node);
/// The same for sides that have been checked (null: with errors); `node` is what messages show.
hir::ExprRef compare_values(Context& ctx, const ast::Expr& expr, const ast::Compare& node, hir::ExprRef lhs_value,
                            hir::ExprRef rhs_value);
// between.cc
hir::ExprRef check_between(Context& ctx, const ast::Expr& expr, const ast::Between& node);
// lists.cc
hir::ExprRef check_in_list(Context& ctx, const ast::Expr& expr, const ast::InList& node);
hir::ExprRef check_has(Context& ctx, const ast::Expr& expr, const ast::Has& node);
// text_tests.cc
hir::ExprRef check_text_test(Context& ctx, const ast::Expr& expr, const ast::TextTest& node);

// arithmetic.cc
hir::ExprRef check_arith(Context& ctx, const ast::Expr& expr, const ast::Arith& node);
hir::ExprRef check_negate(Context& ctx, const ast::Expr& expr, const ast::Negate& node);

// windows.cc
const hir::Window* check_window(Context& ctx, const ast::Window& window);
std::optional<hir::Instant> check_instant(Context& ctx, const ast::Instant& instant);
/// A value as a bound of a window: constant instants as such, dates and timestamps of a row as Computed.
std::optional<hir::Instant> bound_of(Context& ctx, const ast::Expr& expr);
bool is_reversed(const hir::Instant& from, const hir::Instant& to);
// field_windows.cc
hir::ExprRef check_in_window(Context& ctx, const ast::Expr& expr, const ast::InWindow& node);
hir::ExprRef check_elapsed(Context& ctx, const ast::Expr& expr, const ast::Elapsed& node);

// row_sets.cc
/// A row set whose row is in scope as long as the object lives.
class OpenRows {
 public:
  OpenRows(Context& ctx, const ast::RowSet& rows);
  ~OpenRows();
  OpenRows(const OpenRows&) = delete;
  OpenRows& operator=(const OpenRows&) = delete;
  const hir::RowSet* get() const { return set_; }  ///< null: reported

 private:
  Context& ctx_;
  const hir::RowSet* set_ = nullptr;
  bool pushed_ = false;
};
hir::ExprRef check_quantified(Context& ctx, const ast::Expr& expr, const ast::Quantified& node);
// sequences.cc
hir::ExprRef check_sequence(Context& ctx, const ast::Expr& expr, const ast::Sequence& node);
// aggregates.cc
hir::ExprRef check_aggregate(Context& ctx, const ast::Expr& expr, const ast::Aggregate& node);

// populations.cc
hir::ExprRef check_population(Context& ctx, const ast::Expr& expr, const ast::Population& node);
/// What rows can be ranked by, of `among`; reports. An invalid id: everyone.
bool can_rank(const schema::Type& type);
std::optional<hir::SegmentId> check_among(Context& ctx, const ast::Among& among);

// calls.cc
hir::ExprRef check_call(Context& ctx, const ast::Expr& expr, const ast::Call& node, const schema::Type* expected);
/// What is given for each of `parameters`, by place or by name; null: its default. Reports what fits none, or is
/// missing.
std::optional<std::vector<const ast::Expr*>> match_arguments(Env& env, std::string_view callee,
                                                             std::span<const Parameter> parameters,
                                                             std::span<const ast::Argument> arguments, Span at);
/// What the parameters of `definition` get; defaults where nothing is given.
std::optional<std::vector<Binding>> bind_arguments(Env& env, const Definition& definition,
                                                   std::span<const ast::Argument> arguments, Span at);

// functions.cc
struct Signature;
/// A call of a function of the language.
hir::ExprRef check_function(Context& ctx, const ast::Expr& expr, const ast::Call& node, const Signature& signature,
                            const schema::Type* expected);

// host_calls.cc
hir::ExprRef check_host_call(Context& ctx, const ast::Expr& expr, const ast::Call& node, const HostFunction& function);

// references.cc
struct UsedSegment {
  hir::SegmentId id;
  schema::TableId table;
};
std::optional<UsedSegment> use_segment(Env& env, const ast::SegmentRef& reference);
/// The name of a reference as written, without its arguments.
std::string syntax_name(const ast::SegmentRef& reference);
hir::ExprRef check_in_segment(Context& ctx, const ast::Expr& expr, const ast::InSegment& node);
std::optional<hir::AttributeId> use_attribute(Env& env, DefinitionIndex index, Span at);
/// The definition is sound: it has been checked by itself, and can be put in.
bool use_define(Env& env, DefinitionIndex index, Span at);

// snapshots.cc
/// REQUIRES: the members and clauses of `segment` have been checked.
void check_snapshot(Context& ctx, const ast::Segment& node, hir::Segment& segment);
hir::ExprRef check_was_in(Context& ctx, const ast::Expr& expr, const ast::WasIn& node);

// journal.cc
hir::ExprRef check_moved(Context& ctx, const ast::Expr& expr, const ast::Moved& node);
const hir::Keep* check_keep(Context& ctx, Span at, const ast::Keep& keep);

// schedule.cc
void check_refresh(Context& ctx, Span at, const ast::Refresh& node);
hir::Delivery check_deliver(Context& ctx, Span at, const ast::Deliver& node);

// clauses.cc
bool check_clauses(Context& ctx, std::span<const ast::Clause> clauses, hir::Segment& segment);

}  // namespace segql::check
