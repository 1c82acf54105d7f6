/// Comparisons: both sides of one type, or a message that says how to make them so.

#include <algorithm>

#include "compiler/check/convert.h"
#include "compiler/check/lint.h"
#include "compiler/check/names.h"
#include "compiler/check/rules.h"
#include "compiler/syntax/syntax.h"

namespace segql::check {
namespace {

using schema::Kind;
using schema::Type;

bool is_unknown_bare_name(const Context& ctx, const ast::Expr& expr) {
  const auto* path = std::get_if<ast::PathExpr>(&expr.node);
  return path != nullptr && path->path.parts.size() == 1 && !is_known_name(ctx, path->path.parts[0].text);
}

struct Sides {
  hir::ExprRef lhs = nullptr, rhs = nullptr;
};

/// Both sides; a bare name that means nothing by itself is looked at after the other side has a type.
Sides check_sides(Context& ctx, const ast::Compare& node) {
  Sides sides;
  if (is_unknown_bare_name(ctx, *node.lhs) && !is_unknown_bare_name(ctx, *node.rhs)) {
    sides.rhs = check_expr(ctx, *node.rhs);
    if (sides.rhs == nullptr) return sides;  // the name might have been an enumerator
    sides.lhs = check_expr(ctx, *node.lhs, sides.rhs != nullptr ? &sides.rhs->type : nullptr);
    return sides;
  }
  sides.lhs = check_expr(ctx, *node.lhs);
  if (sides.lhs == nullptr && is_unknown_bare_name(ctx, *node.rhs)) return sides;
  sides.rhs = check_expr(ctx, *node.rhs, sides.lhs != nullptr ? &sides.lhs->type : nullptr);
  return sides;
}

bool is_equality(ast::CompareOp op) { return op == ast::CompareOp::kEqual || op == ast::CompareOp::kNotEqual; }

bool has_order(Kind kind) {
  return kind != Kind::kBool && kind != Kind::kEnum && kind != Kind::kRef && kind != Kind::kPoint;
}

/// The window that says what `x op day` is meant to say.
std::string as_window(ast::CompareOp op, const std::string& value, const std::string& day) {
  switch (op) {
    case ast::CompareOp::kEqual: return value + " on " + day;
    case ast::CompareOp::kNotEqual: return "not " + value + " on " + day;
    case ast::CompareOp::kLess: return value + " before " + day;
    case ast::CompareOp::kLessEqual: return value + " before " + day + " or " + value + " on " + day;
    case ast::CompareOp::kGreater: return value + " after " + day;
    case ast::CompareOp::kGreaterEqual: return value + " since " + day;
  }
  return {};
}

bool is_instant_literal(const ast::Expr& expr) { return std::holds_alternative<ast::InstantLit>(expr.node); }

void suggest_window(Diagnostic& d, const ast::Expr& expr, const ast::Compare& node) {
  if (!is_instant_literal(*node.rhs) || !std::holds_alternative<ast::PathExpr>(node.lhs->node)) {
    d.hint = "a window compares them, as in `x on today` or `x since 2026-01-01`";
    return;
  }
  const std::string fixed = as_window(node.op, syntax::print(*node.lhs), syntax::print(*node.rhs));
  d.hint = "use `" + fixed + "`";
  add_guess(d, expr.span, node.op == ast::CompareOp::kLessEqual ? "(" + fixed + ")" : fixed, "use a window");
}

bool is_time(const Type& type) { return type.kind == Kind::kDate || type.kind == Kind::kTimestamp; }

constexpr std::string_view kUnquotedDay = "a day is written without quotes, as in 2026-03-31";

/// `joined >= "2026-01-01"`: a day in quotes is a text.
void suggest_day(Diagnostic& d, const ast::Expr& expr, const ast::Compare& node, const Type& time) {
  const auto* text = std::get_if<ast::TextLit>(&node.rhs->node);
  if (text == nullptr) return;
  const std::string day(text->value);
  d.hint = kUnquotedDay;
  const bool is_day = day.size() == 10 && day[4] == '-' && day[7] == '-' &&
                      std::ranges::count_if(day, [](char c) { return c >= '0' && c <= '9'; }) == 8;
  if (!is_day) return;
  const bool instant = time.kind == Kind::kTimestamp;
  if (instant && !std::holds_alternative<ast::PathExpr>(node.lhs->node)) return;
  const std::string right = instant ? as_window(node.op, syntax::print(*node.lhs), day) : day;
  d.hint = "write it without quotes: `" + right + "`";
  const bool group = instant && node.op == ast::CompareOp::kLessEqual;
  add_guess(d, instant ? expr.span : node.rhs->span, group ? "(" + right + ")" : right, "write it without quotes");
}

/// `today`, `3 days ago`: an instant that is the start of a day.
bool is_start_of_day(const hir::Expr& expr) {
  const auto* value = std::get_if<hir::InstantValue>(&expr.node);
  if (value == nullptr) return false;
  const auto* relative = std::get_if<hir::Relative>(&value->instant);
  return std::holds_alternative<hir::StartOfDay>(value->instant) ||
         (relative != nullptr && !hir::is_clock_unit(relative->unit));
}

void report_types(Context& ctx, const ast::Expr& expr, const ast::Compare& node, const Type& lhs, const Type& rhs) {
  const bool lhs_bare = is_bare_number(*node.lhs) && rhs.kind == Kind::kMoney;
  const bool rhs_bare = is_bare_number(*node.rhs) && lhs.kind == Kind::kMoney;
  if (lhs_bare || rhs_bare) {
    const ast::Expr& number = lhs_bare ? *node.lhs : *node.rhs;
    const Type& money = lhs_bare ? rhs : lhs;
    const std::string fixed = syntax::print(number) + " " + std::string(schema::currency_text(money.currency));
    Diagnostic& d = ctx.report(number.span, diag::BareNumber, ctx.text_of(money));
    d.hint = "write `" + fixed + "`";
    add_guess(d, number.span, fixed, "add the currency");
    return;
  }
  if (is_time(lhs) && is_time(rhs)) {
    suggest_window(ctx.report(expr.span, diag::DateAndTimestamp, syntax::print(expr)), expr, node);
    return;
  }
  Diagnostic& d = ctx.report(expr.span, diag::CompareTypes, ctx.text_of(lhs), ctx.text_of(rhs));
  if (is_time(lhs) && rhs.kind == Kind::kText) suggest_day(d, expr, node, lhs);
  if (is_time(rhs) && std::holds_alternative<ast::TextLit>(node.lhs->node)) d.hint = kUnquotedDay;
  if (lhs.is_collection()) d.hint = "use `has`, `has any of (...)` or `has all of (...)`";
  if (lhs.kind == Kind::kRef && (rhs.kind == Kind::kText || rhs.kind == Kind::kInt)) {
    const schema::Table& table = ctx.schema().table(lhs.table());
    d.hint = "compare its key: `" + syntax::print(*node.lhs) + "." + table.field(table.key_or_time).name + "`";
  }
}

/// The type both sides are compared in; nothing when they cannot be.
std::optional<Type> compared_type(const Type& lhs, const Type& rhs) {
  if (lhs.is_number() && rhs.is_number()) return common_number(lhs, rhs);
  if (lhs != rhs || lhs.is_collection()) return std::nullopt;
  return lhs;
}

hir::ExprRef report_duration(Context& ctx, const ast::Expr& side, const ast::Expr& other) {
  const auto& duration = std::get<ast::DurationLit>(side.node);
  const auto* elapsed = std::get_if<ast::Elapsed>(&other.node);
  const bool same_unit = elapsed != nullptr && elapsed->unit == duration.unit;
  Diagnostic& d = ctx.report(side.span, diag::DurationAsValue);
  d.hint = "`days since x` is compared with a number";
  (same_unit ? add_fix : add_guess)(d, side.span, std::to_string(duration.count), "write the number alone");
  return nullptr;
}

}  // namespace

hir::ExprRef check_compare(Context& ctx, const ast::Expr& expr, const ast::Compare& node) {
  if (std::holds_alternative<ast::DurationLit>(node.lhs->node)) return report_duration(ctx, *node.lhs, *node.rhs);
  if (std::holds_alternative<ast::DurationLit>(node.rhs->node)) return report_duration(ctx, *node.rhs, *node.lhs);
  const Sides sides = check_sides(ctx, node);
  return compare_values(ctx, expr, node, sides.lhs, sides.rhs);
}

hir::ExprRef compare_values(Context& ctx, const ast::Expr& expr, const ast::Compare& node, hir::ExprRef lhs_value,
                            hir::ExprRef rhs_value) {
  if (lhs_value == nullptr || rhs_value == nullptr) return nullptr;
  const auto type = compared_type(lhs_value->type, rhs_value->type);
  if (!type) {
    report_types(ctx, expr, node, lhs_value->type, rhs_value->type);
    return nullptr;
  }
  if (!is_equality(node.op) && !has_order(type->kind)) {
    ctx.report(expr.span, diag::NoOrder, ctx.text_of(*type));
    return nullptr;
  }
  if (is_equality(node.op) && (is_start_of_day(*lhs_value) != is_start_of_day(*rhs_value))) {
    suggest_window(ctx.report(expr.span, diag::InstantAndDay, syntax::print(expr)), expr, node);
  }
  const hir::ExprRef lhs = cast_to(ctx, lhs_value, *type);
  const hir::ExprRef rhs = cast_to(ctx, rhs_value, *type);
  if (lhs == nullptr || rhs == nullptr) return nullptr;
  const hir::ExprRef result =
      ctx.make_condition(expr.span, hir::Compare{static_cast<hir::CompareOp>(node.op), lhs, rhs});
  if (result != nullptr && node.op == ast::CompareOp::kNotEqual) note_negation(ctx, expr, {lhs, rhs});
  return result;
}

}  // namespace segql::check
