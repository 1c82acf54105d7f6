/// Every expression of the language, by its form.

#include "compiler/check/instants.h"
#include "compiler/check/names.h"
#include "compiler/check/rules.h"

namespace segql::check {
namespace {

using schema::Kind;
using schema::Type;

/// True for nodes that are true or false by themselves; other bools may be missing and are wrapped in Holds.
bool is_condition(const hir::Expr& expr) {
  return hir::match(
      expr, [](const hir::Constant&) { return false; }, [](const hir::InstantValue&) { return false; },
      [](const hir::FieldOf&) { return false; }, [](const hir::AttributeOf&) { return false; },
      [](const hir::MapEntry&) { return false; }, [](const hir::RowValue&) { return false; },
      [](const hir::Sum&) { return false; }, [](const hir::Product&) { return false; },
      [](const hir::Quotient&) { return false; }, [](const hir::Negate&) { return false; },
      [](const hir::Cast&) { return false; }, [](const hir::Elapsed&) { return false; },
      [](const hir::Call&) { return false; }, [](const hir::Aggregate&) { return false; },
      [](const hir::And&) { return true; }, [](const hir::Or&) { return true; }, [](const hir::Not&) { return true; },
      [](const hir::Holds&) { return true; }, [](const hir::Compare&) { return true; },
      [](const hir::InList&) { return true; }, [](const hir::IsMissing&) { return true; },
      [](const hir::TextTest&) { return true; }, [](const hir::HasItems&) { return true; },
      [](const hir::HasValue&) { return true; }, [](const hir::InWindow&) { return true; },
      [](const hir::Quantified&) { return true; }, [](const hir::InSegment&) { return true; },
      [](const hir::Moved&) { return true; });
}

hir::ExprRef check_literal(Context& ctx, const ast::Expr& expr) {
  const auto literal = natural_literal(ctx, expr);
  return literal ? ctx.make_literal(expr.span, *literal) : nullptr;
}

hir::ExprRef check_param(Context& ctx, const ast::Expr& expr, const ast::Param& param) {
  const Argument* argument = parameter(ctx, param.name, expr.span);
  if (argument == nullptr) return nullptr;
  if (argument->type.is_collection()) {
    ctx.report(expr.span, diag::ListAsValue);
    return nullptr;
  }
  return ctx.make_literal(expr.span, {argument->type, argument->one.value, argument->one.instant});
}

hir::ExprRef check_path(Context& ctx, const ast::Expr& expr, const ast::Path& path, const Type* expected) {
  if (expected != nullptr && expected->kind == Kind::kEnum && path.parts.size() == 1) {
    const ast::Name& name = path.parts[0];
    if (ctx.schema().enums[expected->target].find(name.text) || !is_known_name(ctx, name.text)) {
      const auto value = enumerator(ctx, name, *expected);
      return value ? ctx.make_literal(expr.span, {*expected, *value}) : nullptr;
    }
  }
  const auto value = resolve_value(ctx, path, expected);
  return value ? make_named(ctx, expr.span, *value) : nullptr;
}

hir::ExprRef check_text(Context& ctx, const ast::Expr& expr, const Type* expected) {
  const bool is_read = expected != nullptr && (expected->kind == Kind::kEnum || expected->kind == Kind::kPoint);
  if (!is_read) return check_literal(ctx, expr);
  const auto literal = literal_as(ctx, expr, *expected);  // of an enum it reports: an enumerator has no quotes
  return literal ? ctx.make_literal(expr.span, *literal) : nullptr;
}

hir::ExprRef check_presence(Context& ctx, const ast::Expr& expr, const ast::Presence& node) {
  const hir::ExprRef value = check_expr(ctx, *node.value);
  if (value == nullptr) return nullptr;
  const hir::ExprRef missing = ctx.make_condition(expr.span, hir::IsMissing{value});
  return node.missing ? missing : make_not(ctx, expr.span, missing);
}

hir::ExprRef misplaced(Context& ctx, Span span, const diag::Template<>& message) {
  ctx.report(span, message);
  return nullptr;
}

}  // namespace

hir::ExprRef check_expr(Context& ctx, const ast::Expr& expr, const Type* expected) {
  const Nesting level(ctx, expr.span);
  if (!level) return nullptr;
  using Result = hir::ExprRef;
  return ast::match(
      expr,  //
      [&](const ast::NumberLit&) -> Result { return check_literal(ctx, expr); },
      [&](const ast::TextLit&) -> Result { return check_text(ctx, expr, expected); },
      [&](const ast::BoolLit&) -> Result { return check_literal(ctx, expr); },
      [&](const ast::DurationLit&) -> Result { return misplaced(ctx, expr.span, diag::DurationAsValue); },
      [&](const ast::InstantLit&) -> Result { return check_literal(ctx, expr); },
      [&](const ast::ListLit&) -> Result { return misplaced(ctx, expr.span, diag::ListAsValue); },
      [&](const ast::Param& node) -> Result { return check_param(ctx, expr, node); },
      [&](const ast::PathExpr& node) -> Result { return check_path(ctx, expr, node.path, expected); },
      [&](const ast::Call& node) -> Result { return check_call(ctx, expr, node, expected); },
      [&](const ast::Negate& node) -> Result {
        return is_literal(expr) ? check_literal(ctx, expr) : check_negate(ctx, expr, node);
      },
      [&](const ast::Arith& node) -> Result { return check_arith(ctx, expr, node); },
      [&](const ast::And& node) -> Result { return check_and(ctx, expr.span, node.terms); },
      [&](const ast::Or& node) -> Result { return check_or(ctx, expr.span, node.terms); },
      [&](const ast::Not& node) -> Result { return check_not(ctx, expr.span, *node.operand); },
      [&](const ast::Block& node) -> Result { return check_block(ctx, expr.span, node); },
      [&](const ast::Compare& node) -> Result { return check_compare(ctx, expr, node); },
      [&](const ast::InList& node) -> Result { return check_in_list(ctx, expr, node); },
      [&](const ast::InSegment& node) -> Result { return check_in_segment(ctx, expr, node); },
      [&](const ast::Between& node) -> Result { return check_between(ctx, expr, node); },
      [&](const ast::Presence& node) -> Result { return check_presence(ctx, expr, node); },
      [&](const ast::TextTest& node) -> Result { return check_text_test(ctx, expr, node); },
      [&](const ast::Has& node) -> Result { return check_has(ctx, expr, node); },
      [&](const ast::InWindow& node) -> Result { return check_in_window(ctx, expr, node); },
      [&](const ast::Quantified& node) -> Result { return check_quantified(ctx, expr, node); },
      [&](const ast::Aggregate& node) -> Result { return check_aggregate(ctx, expr, node); },
      [&](const ast::Elapsed& node) -> Result { return check_elapsed(ctx, expr, node); },
      [&](const ast::Population& node) -> Result { return check_population(ctx, expr, node); },
      [&](const ast::Sequence& node) -> Result { return check_sequence(ctx, expr, node); },
      [&](const ast::WasIn& node) -> Result { return check_was_in(ctx, expr, node); },
      [&](const ast::Moved& node) -> Result { return check_moved(ctx, expr, node); });
}

hir::ExprRef check_condition(Context& ctx, const ast::Expr& expr) {
  const hir::ExprRef value = check_expr(ctx, expr);
  if (value == nullptr) return nullptr;
  if (value->type.kind != Kind::kBool) {
    ctx.report(expr.span, diag::NotACondition, ctx.text_of(value->type));
    return nullptr;
  }
  return is_condition(*value) ? value : ctx.make_condition(expr.span, hir::Holds{value});
}

}  // namespace segql::check
