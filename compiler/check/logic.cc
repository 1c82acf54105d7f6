/// `and`, `or`, `not` and the blocks `all of`, `any of`, `none of`.

#include "compiler/check/lint.h"
#include "compiler/check/rules.h"

namespace segql::check {
namespace {

std::optional<hir::ExprList> check_terms(Context& ctx, ast::ExprList terms) {
  std::vector<hir::ExprRef> result;
  result.reserve(terms.size());
  bool sound = true;
  for (const ast::ExprRef term : terms) {
    const hir::ExprRef checked = check_condition(ctx, *term);
    sound &= checked != nullptr;
    if (checked != nullptr) result.push_back(checked);
  }
  if (!sound) return std::nullopt;
  return ctx.arena().copy(result);
}

/// One test on one value: what `not` in front of it turns into "or missing".
bool is_plain_test(const ast::Expr& expr) {
  if (const auto* compare = std::get_if<ast::Compare>(&expr.node)) return compare->op != ast::CompareOp::kNotEqual;
  if (const auto* in = std::get_if<ast::InList>(&expr.node)) return !in->negated;
  if (const auto* between = std::get_if<ast::Between>(&expr.node)) return !between->negated;
  if (const auto* text = std::get_if<ast::TextTest>(&expr.node)) return !text->negated;
  if (const auto* has = std::get_if<ast::Has>(&expr.node)) return has->mode != ast::HasMode::kNone;
  if (const auto* in = std::get_if<ast::InSegment>(&expr.node)) return !in->negated;
  return std::holds_alternative<ast::InWindow>(expr.node) || std::holds_alternative<ast::PathExpr>(expr.node);
}

/// The values a plain test is about.
std::vector<const hir::Expr*> tested_values(Context& ctx, const hir::Expr& test) {
  if (const auto* both = std::get_if<hir::And>(&test.node))
    return tested_values(ctx, *both->terms.front());  // `between`
  const auto collection = [&](const hir::FieldOf& field) {
    return ctx.arena().make<hir::Expr>(test.span, schema::Type{}, true, field);
  };
  if (const auto* has = std::get_if<hir::HasItems>(&test.node)) return {collection(has->collection)};
  if (const auto* has = std::get_if<hir::HasValue>(&test.node)) return {collection(has->collection), has->value};
  if (const auto* in = std::get_if<hir::InSegment>(&test.node)) {
    return {ctx.arena().make<hir::Expr>(test.span, schema::Type{}, true, hir::RowValue{in->row})};
  }
  if (std::holds_alternative<hir::Compare>(test.node) || std::holds_alternative<hir::InList>(test.node) ||
      std::holds_alternative<hir::TextTest>(test.node) || std::holds_alternative<hir::InWindow>(test.node) ||
      std::holds_alternative<hir::Holds>(test.node)) {
    std::vector<const hir::Expr*> values;
    for_each_child(test, [&](const hir::Expr& child) { values.push_back(&child); });
    return values;
  }
  return {};
}

}  // namespace

hir::ExprRef make_not(Context& ctx, Span span, hir::ExprRef operand) {
  return operand != nullptr ? ctx.make_condition(span, hir::Not{operand}) : nullptr;
}

hir::ExprRef check_and(Context& ctx, Span span, ast::ExprList terms) {
  const size_t mark = ctx.pending.size();
  const auto checked = check_terms(ctx, terms);
  if (!checked) return nullptr;
  answer_in_conjunction(ctx, mark, *checked);
  lint_duplicates(ctx, terms);
  lint_contradictions(ctx, span, terms, *checked, true);
  return ctx.make_condition(span, hir::And{*checked});
}

hir::ExprRef check_or(Context& ctx, Span span, ast::ExprList terms) {
  const size_t mark = ctx.pending.size();
  const auto checked = check_terms(ctx, terms);
  if (!checked) return nullptr;
  answer_in_disjunction(ctx, mark, *checked);
  lint_duplicates(ctx, terms);
  lint_contradictions(ctx, span, terms, *checked, false);
  return ctx.make_condition(span, hir::Or{*checked});
}

hir::ExprRef check_not(Context& ctx, Span span, const ast::Expr& operand) {
  const size_t mark = ctx.pending.size();
  const hir::ExprRef checked = check_condition(ctx, operand);
  if (checked == nullptr) return nullptr;
  drop_notes(ctx, mark);
  const hir::ExprRef result = make_not(ctx, span, checked);
  if (result != nullptr && is_plain_test(operand)) {
    const ast::Expr written{span, ast::Not{&operand}};
    note_negation(ctx, written, tested_values(ctx, *checked));
  }
  return result;
}

hir::ExprRef check_block(Context& ctx, Span span, const ast::Block& block) {
  switch (block.kind) {
    case ast::BlockKind::kAll: return check_and(ctx, span, block.terms);
    case ast::BlockKind::kAny: return check_or(ctx, span, block.terms);
    case ast::BlockKind::kNone: {
      const size_t mark = ctx.pending.size();
      const hir::ExprRef any = check_or(ctx, span, block.terms);
      drop_notes(ctx, mark);
      return make_not(ctx, span, any);
    }
  }
  return nullptr;
}

}  // namespace segql::check
