/// `contains`, `starts with`, `ends with`, `matches`.

#include <re2/re2.h>

#include "compiler/check/lint.h"
#include "compiler/check/rules.h"

namespace segql::check {
namespace {

using schema::Kind;

std::string_view operator_text(ast::TextOp op) {
  switch (op) {
    case ast::TextOp::kContains: return "contains";
    case ast::TextOp::kStartsWith: return "starts with";
    case ast::TextOp::kEndsWith: return "ends with";
    case ast::TextOp::kMatches: return "matches";
  }
  return "";
}

std::optional<std::string_view> check_pattern(Context& ctx, const ast::TextTest& node) {
  const hir::ExprRef pattern = check_expr(ctx, *node.pattern);
  if (pattern == nullptr) return std::nullopt;
  const auto* constant = std::get_if<hir::Constant>(&pattern->node);
  if (pattern->type.kind != Kind::kText || constant == nullptr) {
    ctx.report(node.pattern->span, diag::WrongType, "text", ctx.text_of(pattern->type));
    return std::nullopt;
  }
  const std::string_view text = constant->value.text;
  if (node.op != ast::TextOp::kMatches) return text;
  re2::RE2::Options options;
  options.set_log_errors(false);
  options.set_max_mem(static_cast<int64_t>(ctx.project.limits.regex_memory));
  options.set_case_sensitive(!node.ignore_case);
  const re2::RE2 compiled(re2::StringPiece(text.data(), text.size()), options);
  if (compiled.ok()) return text;
  ctx.report(node.pattern->span, diag::BadPattern, compiled.error());
  return std::nullopt;
}

}  // namespace

hir::ExprRef check_text_test(Context& ctx, const ast::Expr& expr, const ast::TextTest& node) {
  const hir::ExprRef value = check_expr(ctx, *node.value);
  const auto pattern = check_pattern(ctx, node);
  if (value == nullptr || !pattern) return nullptr;
  if (value->type.kind != Kind::kText) {
    Diagnostic& d = ctx.report(node.value->span, diag::NotAText, operator_text(node.op), ctx.text_of(value->type));
    if (value->type.is_collection()) d.hint = "use `has`";
    return nullptr;
  }
  const hir::ExprRef test = ctx.make_condition(
      expr.span, hir::TextTest{static_cast<hir::TextOp>(node.op), value, *pattern, node.ignore_case});
  if (test == nullptr || !node.negated) return test;
  const hir::ExprRef result = make_not(ctx, expr.span, test);
  if (result != nullptr) note_negation(ctx, expr, {value});
  return result;
}

}  // namespace segql::check
