/// `in (...)` and `has ...`: values against lists of constants.

#include "compiler/check/instants.h"
#include "compiler/check/lint.h"
#include "compiler/check/names.h"
#include "compiler/check/rules.h"
#include "compiler/syntax/syntax.h"

namespace segql::check {
namespace {

using schema::Kind;
using schema::Type;
using Items = std::optional<std::span<const hir::Literal>>;

/// The items of a written list, or of a parameter of type set or list, as `element`s.
Items check_items(Context& ctx, const ast::Expr& list, const Type& element) {
  if (const auto* written = std::get_if<ast::ListLit>(&list.node)) {
    const auto items = literals_as(ctx, *written, element);
    return items ? Items(ctx.arena().copy(*items)) : std::nullopt;
  }
  const auto* param = std::get_if<ast::Param>(&list.node);
  if (param == nullptr) {
    ctx.report(list.span, diag::ArgumentNotConstant);
    return std::nullopt;
  }
  const Argument* argument = parameter(ctx, param->name, list.span);
  if (argument == nullptr) return std::nullopt;
  if (!argument->type.is_collection()) {
    ctx.report(list.span, diag::WrongType, "set<" + ctx.text_of(element) + ">", ctx.text_of(argument->type));
    return std::nullopt;
  }
  const Type from = argument->type.element_type();
  if (from == element) return argument->items;
  std::vector<hir::Literal> items;
  for (const hir::Literal& item : argument->items) {
    const auto converted = convert_literal(ctx, {from, item}, element, list.span);
    if (!converted) return std::nullopt;
    items.push_back(converted->value);
  }
  if (items.empty() && !convert_literal(ctx, placeholder(from).one, element, list.span)) return std::nullopt;
  return ctx.arena().copy(items);
}

bool is_empty_list(const ast::Expr& list) {
  const auto* written = std::get_if<ast::ListLit>(&list.node);
  return written != nullptr && written->items.empty();
}

/// The timestamps of a written list, or of a parameter that is a set or list of them, as values: what they mean depends
/// on the zone, so they are no items.
std::optional<std::vector<hir::ExprRef>> check_timestamps(Context& ctx, const ast::Expr& list) {
  const Type timestamp = Type::of(Kind::kTimestamp);
  std::vector<hir::ExprRef> values;
  const auto add = [&](Span at, const TypedLiteral& literal) {
    values.push_back(ctx.make_literal(at, literal));
    return values.back() != nullptr;
  };
  if (const auto* written = std::get_if<ast::ListLit>(&list.node)) {
    for (const ast::ExprRef item : written->items) {
      const auto literal = literal_as(ctx, *item, timestamp);
      if (!literal || !add(item->span, *literal)) return std::nullopt;
    }
    return values;
  }
  const auto* param = std::get_if<ast::Param>(&list.node);
  if (param == nullptr) {
    ctx.report(list.span, diag::ArgumentNotConstant);
    return std::nullopt;
  }
  const Argument* argument = parameter(ctx, param->name, list.span);
  if (argument == nullptr) return std::nullopt;
  if (!argument->type.is_collection() || argument->type.element_type() != timestamp) {
    ctx.report(list.span, diag::WrongType, "set<timestamp>", ctx.text_of(argument->type));
    return std::nullopt;
  }
  for (const hir::Instant& instant : argument->instants) {
    if (!add(list.span, {timestamp, {}, instant})) return std::nullopt;
  }
  return values;
}

/// A list of timestamps is an `or` of equalities.
hir::ExprRef in_timestamps(Context& ctx, const ast::Expr& expr, const ast::InList& node, hir::ExprRef value) {
  const auto instants = check_timestamps(ctx, *node.list);
  if (!instants) return nullptr;
  std::vector<hir::ExprRef> terms;
  for (const hir::ExprRef instant : *instants) {
    terms.push_back(ctx.make_condition(instant->span, hir::Compare{hir::CompareOp::kEqual, value, instant}));
    if (terms.back() == nullptr) return nullptr;
  }
  return ctx.make_condition(expr.span, hir::Or{ctx.arena().copy(terms)});
}

bool can_be_listed(Context& ctx, const ast::InList& node, const Type& type) {
  if (type.kind == Kind::kRef) {
    const schema::Table& table = ctx.schema().table(type.table());
    ctx.report(node.value->span, diag::NotAScalar, "`in (...)`", ctx.text_of(type)).hint =
        "list its key: `" + syntax::print(*node.value) + "." + table.field(table.key_or_time).name + " in (...)`";
    return false;
  }
  if (!type.is_collection()) return true;
  Diagnostic& d = ctx.report(node.value->span, diag::NotAScalar, "`in (...)`", ctx.text_of(type));
  if (type.is_collection()) d.hint = "use `has any of (...)`";
  return false;
}

/// The field that `has` looks into.
std::optional<hir::FieldOf> check_collection(Context& ctx, const ast::Expr& expr, Type& element) {
  const hir::ExprRef value = check_expr(ctx, expr);
  if (value == nullptr) return std::nullopt;
  if (value->type.kind != Kind::kSet && value->type.kind != Kind::kList) {
    ctx.report(expr.span, diag::NotACollection, ctx.text_of(value->type));
    return std::nullopt;
  }
  element = value->type.element_type();
  return std::get<hir::FieldOf>(value->node);  // attributes and map entries are single values
}

/// A timestamp depends on the zone, so it is looked for as a value and not as an item of a list.
hir::ExprRef has_timestamp(Context& ctx, const ast::Expr& literal, const hir::FieldOf& field, const Type& element) {
  const auto item = literal_as(ctx, literal, element);
  const hir::ExprRef value = item ? ctx.make_literal(literal.span, *item) : nullptr;
  return value != nullptr ? ctx.make_condition(literal.span, hir::HasValue{field, value}) : nullptr;
}

hir::HasMode mode_of(ast::HasMode mode) {
  if (mode == ast::HasMode::kAll) return hir::HasMode::kAll;
  return mode == ast::HasMode::kNone ? hir::HasMode::kNone : hir::HasMode::kAny;
}

hir::ExprRef has_timestamps(Context& ctx, const ast::Expr& expr, const ast::Has& node, const hir::FieldOf& field) {
  const auto instants = check_timestamps(ctx, *node.operand);
  if (!instants) return nullptr;
  if (instants->empty()) return ctx.make_condition(expr.span, hir::HasItems{mode_of(node.mode), field, {}});
  std::vector<hir::ExprRef> terms;
  for (const hir::ExprRef instant : *instants) {
    terms.push_back(ctx.make_condition(instant->span, hir::HasValue{field, instant}));
    if (terms.back() == nullptr) return nullptr;
  }
  if (node.mode == ast::HasMode::kAll) return ctx.make_condition(expr.span, hir::And{ctx.arena().copy(terms)});
  const hir::ExprRef any = ctx.make_condition(expr.span, hir::Or{ctx.arena().copy(terms)});
  return any == nullptr || node.mode == ast::HasMode::kAny ? any : make_not(ctx, expr.span, any);
}

/// A bare name that means an element of an enum: one of its values, or nothing else that is known.
bool is_enumerator(const Context& ctx, const ast::Expr& expr, const Type& element) {
  const auto* name = std::get_if<ast::PathExpr>(&expr.node);
  if (element.kind != Kind::kEnum || name == nullptr || name->path.parts.size() != 1) return false;
  const std::string_view text = name->path.parts[0].text;
  return ctx.schema().enums[element.target].find(text).has_value() || !is_known_name(ctx, text);
}

hir::ExprRef has_one(Context& ctx, const ast::Expr& expr, const ast::Has& node, const hir::FieldOf& field,
                     const Type& element) {
  if (is_literal(*node.operand) || is_enumerator(ctx, *node.operand, element)) {
    if (element.kind == Kind::kTimestamp) return has_timestamp(ctx, *node.operand, field, element);
    const auto item = literal_as(ctx, *node.operand, element);
    if (!item) return nullptr;
    const hir::Literal items[] = {item->value};
    return ctx.make_condition(
        expr.span, hir::HasItems{hir::HasMode::kAny, field, ctx.arena().copy(std::span<const hir::Literal>(items))});
  }
  const hir::ExprRef value = check_expr(ctx, *node.operand);
  if (value == nullptr) return nullptr;
  if (value->type != element) {
    ctx.report(node.operand->span, diag::WrongType, ctx.text_of(element), ctx.text_of(value->type));
    return nullptr;
  }
  return ctx.make_condition(expr.span, hir::HasValue{field, value});
}

}  // namespace

hir::ExprRef check_in_list(Context& ctx, const ast::Expr& expr, const ast::InList& node) {
  const hir::ExprRef value = check_expr(ctx, *node.value);
  if (value == nullptr || !can_be_listed(ctx, node, value->type)) return nullptr;
  if (is_empty_list(*node.list)) {
    ctx.report(expr.span, diag::EmptyList, syntax::print(expr), node.negated ? "true" : "false");
  }
  hir::ExprRef result = nullptr;
  if (value->type.kind == Kind::kTimestamp) {
    result = in_timestamps(ctx, expr, node, value);
  } else if (const Items items = check_items(ctx, *node.list, value->type)) {
    result = ctx.make_condition(expr.span, hir::InList{value, *items});
  }
  if (result == nullptr || !node.negated) return result;
  result = make_not(ctx, expr.span, result);
  if (result != nullptr) note_negation(ctx, expr, {value});
  return result;
}

hir::ExprRef check_has(Context& ctx, const ast::Expr& expr, const ast::Has& node) {
  Type element;
  const auto field = check_collection(ctx, *node.value, element);
  if (!field) return nullptr;
  if (node.mode == ast::HasMode::kOne) return has_one(ctx, expr, node, *field, element);
  const hir::Expr collection{node.value->span, {}, true, *field};
  const bool is_empty = is_empty_list(*node.operand);
  if (is_empty) {
    std::string truth = node.mode == ast::HasMode::kAny ? "false" : "true";
    if (node.mode == ast::HasMode::kAll && !nullable_leaves(ctx, collection).empty()) {
      truth += " where `" + syntax::print(*node.value) + "` is present";  // law 3: false for a missing set
    }
    ctx.report(expr.span, diag::EmptyList, syntax::print(expr), truth);
  }
  hir::ExprRef result = nullptr;
  if (element.kind == Kind::kTimestamp) {
    result = has_timestamps(ctx, expr, node, *field);
  } else if (const Items items = check_items(ctx, *node.operand, element)) {
    result = ctx.make_condition(expr.span, hir::HasItems{mode_of(node.mode), *field, *items});
  }
  if (result != nullptr && node.mode == ast::HasMode::kNone) note_negation(ctx, expr, {&collection});
  return result;
}

}  // namespace segql::check
