/// Literals and their exact conversion.

#include "compiler/check/constants.h"

#include <algorithm>
#include <charconv>
#include <tuple>

#include "base/int128.h"
#include "base/timezone.h"
#include "compiler/check/env.h"
#include "compiler/check/instants.h"
#include "compiler/check/suggest.h"
#include "compiler/syntax/syntax.h"
#include "schema/point.h"

namespace segql::check {
namespace {

using schema::Kind;
using schema::Type;

hir::Literal integer_literal(int64_t value) { return {hir::Literal::Form::kInteger, value, 0, {}}; }

TypedLiteral number_literal(const ast::NumberLit& number, bool negative) {
  const int64_t unscaled = negative ? -number.value.unscaled : number.value.unscaled;
  uint8_t scale = number.value.scale;
  if (number.percent) {
    scale = static_cast<uint8_t>(scale + 2);
    return {Type::decimal(scale), integer_literal(unscaled)};
  }
  if (!number.currency.empty()) {
    const schema::Currency currency = schema::currency_of(number.currency);
    return {Type::money(currency, scale), integer_literal(unscaled)};
  }
  if (scale == 0) return {Type::of(Kind::kInt), integer_literal(unscaled)};
  return {Type::decimal(scale), integer_literal(unscaled)};
}

const ast::NumberLit* as_number(const ast::Expr& expr, bool& negative) {
  const ast::Expr* at = &expr;
  negative = false;
  while (const auto* minus = std::get_if<ast::Negate>(&at->node)) {
    negative = !negative;
    at = minus->operand;
  }
  return std::get_if<ast::NumberLit>(&at->node);
}

double to_double(int64_t unscaled, uint8_t scale) {
  const std::string text = decimal_text(unscaled, scale);
  double result = 0;
  std::from_chars(text.data(), text.data() + text.size(), result);
  return result;
}

enum class Fit : uint8_t { kFits, kTooLarge, kTooPrecise };

/// The same number with another scale.
Fit rescale(int64_t unscaled, uint8_t from, uint8_t to, int64_t& result) {
  if (to < from) {
    const int128 divisor = power_of_ten(from - to);
    if (unscaled % divisor != 0) return Fit::kTooPrecise;
    result = static_cast<int64_t>(unscaled / divisor);
    return Fit::kFits;
  }
  const int128 scaled = unscaled * power_of_ten(to - from);
  if (!fits_int64(scaled)) return Fit::kTooLarge;
  result = static_cast<int64_t>(scaled);
  return Fit::kFits;
}

bool converts(const Type& from, const Type& to) {
  switch (to.kind) {
    case Kind::kDecimal: return from.kind == Kind::kInt || from.kind == Kind::kDecimal;
    case Kind::kFloat: return from.is_number() && from.kind != Kind::kMoney;
    case Kind::kMoney: return from.kind == Kind::kMoney && from.currency == to.currency;
    case Kind::kText:
    case Kind::kInt:
    case Kind::kBool:
    case Kind::kDate:
    case Kind::kTimestamp: return from.kind == to.kind;
    case Kind::kEnum: return from == to;
    case Kind::kPoint:
    case Kind::kRef:
    case Kind::kSet:
    case Kind::kList:
    case Kind::kMap: return false;
  }
  return false;
}

void report_wrong_type(Env& env, const TypedLiteral& literal, const Type& to, Span at) {
  Diagnostic& d = env.report(at, diag::WrongType, env.text_of(to), env.text_of(literal.type));
  if (literal.type.kind == Kind::kText && to.kind == Kind::kEnum)
    d.hint = "the values of an enum are written without quotes";
  if (to.kind == Kind::kPoint) d.hint = "a point is written as in \"24.7136,46.6753\": latitude, longitude";
  if (literal.type.kind != Kind::kText && to.kind == Kind::kText) d.hint = "a text is written in double quotes";
  if (literal.type.kind == Kind::kText && to.kind == Kind::kDate)
    d.hint = "a date is written without quotes, as in 2026-03-31";
  if (literal.type.kind == Kind::kText && to.kind == Kind::kTimestamp)
    d.hint = "a timestamp is written without quotes, as in 2026-03-31T09:00";
  if (literal.type.kind == Kind::kInt && to.kind == Kind::kMoney) {
    const std::string money =
        std::to_string(literal.value.integer) + " " + std::string(schema::currency_text(to.currency));
    add_guess(d, at, money, "write `" + money + "`");
    d.hint = "write `" + money + "`";
  }
}

/// `seen_at: 31 days` where an instant is meant.
std::optional<TypedLiteral> report_length_of_time(Env& env, const ast::Expr& expr, const Type& to) {
  Diagnostic& d = env.report(expr.span, diag::DurationAsValue);
  if (to.kind == Kind::kDate) d.hint = "a date is written as in 2026-03-31";
  if (to.kind == Kind::kTimestamp) {
    const std::string ago = syntax::print(expr) + " ago";
    d.hint = "write `" + ago + "`";
    add_guess(d, expr.span, ago, "write `" + ago + "`");
  }
  return std::nullopt;
}

/// A point is written as a text, where a point is expected.
std::optional<TypedLiteral> point_literal(Env& env, const ast::TextLit& text, const Type& to, Span at) {
  schema::Point point;
  switch (schema::parse_point(text.value, point)) {
    case schema::PointOutcome::kPoint: return TypedLiteral{to, integer_literal(schema::cell_of(point))};
    case schema::PointOutcome::kNotAPoint: env.report(at, diag::BadPoint, text.value); return std::nullopt;
    case schema::PointOutcome::kOutOfRange: env.report(at, diag::PointRange, text.value); return std::nullopt;
  }
  return std::nullopt;
}

/// Each item once, in one order: equal sets are one argument, whatever the order they are written in.
void make_set(std::vector<hir::Literal>& items) {
  const auto key = [](const hir::Literal& item) { return std::tie(item.form, item.integer, item.real, item.text); };
  std::ranges::sort(items, {}, key);
  const auto repeated = std::ranges::unique(items, {}, key);
  items.erase(repeated.begin(), repeated.end());
}

}  // namespace

bool is_literal(const ast::Expr& expr) {
  bool negative = false;
  if (as_number(expr, negative) != nullptr) return true;
  return std::holds_alternative<ast::TextLit>(expr.node) || std::holds_alternative<ast::BoolLit>(expr.node) ||
         std::holds_alternative<ast::InstantLit>(expr.node);
}

bool is_bare_number(const ast::Expr& expr) {
  bool negative = false;
  const auto* number = as_number(expr, negative);
  return number != nullptr && number->currency.empty() && !number->percent;
}

std::optional<TypedLiteral> natural_literal(Env& env, const ast::Expr& expr) {
  bool negative = false;
  if (const auto* number = as_number(expr, negative)) {
    TypedLiteral result = number_literal(*number, negative);
    if (result.type.scale > 18) {
      env.report(expr.span, diag::ScaleTooLarge, int64_t{result.type.scale});
      return std::nullopt;
    }
    if (result.type.kind != Kind::kMoney) return result;
    const uint8_t minor = schema::minor_unit_digits(result.type.currency);
    if (result.type.scale >= minor) return result;
    return convert_literal(env, result, Type::money(result.type.currency, minor), expr.span);
  }
  if (const auto* text = std::get_if<ast::TextLit>(&expr.node)) {
    return TypedLiteral{Type::of(Kind::kText), {hir::Literal::Form::kText, 0, 0, env.arena().copy_text(text->value)}};
  }
  if (const auto* flag = std::get_if<ast::BoolLit>(&expr.node)) {
    return TypedLiteral{Type::of(Kind::kBool), {hir::Literal::Form::kBool, flag->value ? 1 : 0, 0, {}}};
  }
  if (const auto* instant = std::get_if<ast::InstantLit>(&expr.node)) {
    if (const auto* date = std::get_if<ast::CivilDate>(&instant->value.node)) {
      return TypedLiteral{Type::of(Kind::kDate), integer_literal(days_of(*date)), hir::LocalDate{days_of(*date)}};
    }
    const auto constant = constant_instant(env, instant->value);
    if (!constant) return std::nullopt;
    return TypedLiteral{Type::of(Kind::kTimestamp), {}, *constant};
  }
  if (std::holds_alternative<ast::DurationLit>(expr.node)) {
    env.report(expr.span, diag::DurationAsValue);
  } else {
    env.report(expr.span, diag::ArgumentNotConstant);
  }
  return std::nullopt;
}

std::optional<TypedLiteral> convert_literal(Env& env, const TypedLiteral& literal, const Type& to, Span at) {
  if (!converts(literal.type, to)) {
    report_wrong_type(env, literal, to, at);
    return std::nullopt;
  }
  TypedLiteral result{to, literal.value, literal.instant};
  if (to.kind == Kind::kFloat) {
    if (literal.type.kind == Kind::kFloat) return result;
    result.value = {hir::Literal::Form::kFloat, 0, to_double(literal.value.integer, literal.type.scale), {}};
    return result;
  }
  if (to.kind != Kind::kDecimal && to.kind != Kind::kMoney) return result;
  switch (rescale(literal.value.integer, literal.type.scale, to.scale, result.value.integer)) {
    case Fit::kFits: return result;
    case Fit::kTooLarge:
      env.report(at, diag::ConstantRange, literal_text(env.schema(), literal.type, literal.value), env.text_of(to));
      return std::nullopt;
    case Fit::kTooPrecise:
      env.report(at, diag::ConstantPrecision, literal_text(env.schema(), literal.type, literal.value), env.text_of(to));
      return std::nullopt;
  }
  return std::nullopt;
}

std::optional<hir::Literal> enumerator(Env& env, const ast::Name& name, const Type& type) {
  const schema::Enumeration& names = env.schema().enums[type.target];
  if (const auto position = names.find(name.text)) return integer_literal(*position);
  Diagnostic& d = env.report(name.span, diag::UnknownEnumerator, name.text, env.text_of(type));
  NearestName nearest(name.text);
  for (const std::string& candidate : names.names) nearest.consider(candidate);
  suggest(d, name.span, nearest);
  return std::nullopt;
}

std::optional<TypedLiteral> literal_as(Env& env, const ast::Expr& expr, const Type& to) {
  if (const auto* path = std::get_if<ast::PathExpr>(&expr.node); path != nullptr && path->path.parts.size() == 1) {
    const ast::Name& name = path->path.parts[0];
    if (to.kind == Kind::kEnum) {
      const auto value = enumerator(env, name, to);
      return value ? std::optional(TypedLiteral{to, *value}) : std::nullopt;
    }
    Diagnostic& d =
        env.report(expr.span, diag::WrongType, env.text_of(to), "the name `" + std::string(name.text) + "`");
    if (to.kind == Kind::kText) add_guess(d, expr.span, "\"" + std::string(name.text) + "\"", "put it in quotes");
    return std::nullopt;
  }
  if (const auto* text = std::get_if<ast::TextLit>(&expr.node); text != nullptr && to.kind == Kind::kEnum) {
    Diagnostic& d = env.report(expr.span, diag::QuotedEnumerator);
    if (env.schema().enums[to.target].find(text->value)) {
      add_fix(d, expr.span, std::string(text->value), "remove the quotes");
    }
    return std::nullopt;
  }
  if (const auto* text = std::get_if<ast::TextLit>(&expr.node); text != nullptr && to.kind == Kind::kPoint) {
    return point_literal(env, *text, to, expr.span);
  }
  if (std::holds_alternative<ast::DurationLit>(expr.node)) return report_length_of_time(env, expr, to);
  const auto literal = natural_literal(env, expr);
  return literal ? convert_literal(env, *literal, to, expr.span) : std::nullopt;
}

std::optional<std::vector<hir::Literal>> literals_as(Env& env, const ast::ListLit& list, const Type& element) {
  std::vector<hir::Literal> result;
  result.reserve(list.items.size());
  bool sound = true;
  for (const ast::ExprRef item : list.items) {
    const auto literal = literal_as(env, *item, element);
    sound &= literal.has_value();
    if (literal) result.push_back(literal->value);
  }
  if (!sound) return std::nullopt;
  return result;
}

std::optional<std::vector<hir::Instant>> instants_as(Env& env, const ast::ListLit& list) {
  std::vector<hir::Instant> result;
  bool sound = true;
  for (const ast::ExprRef item : list.items) {
    const auto literal = literal_as(env, *item, Type::of(Kind::kTimestamp));
    sound &= literal.has_value();
    if (literal) result.push_back(literal->instant);
  }
  if (!sound) return std::nullopt;
  return result;
}

std::optional<Argument> argument_as(Env& env, const ast::Expr& expr, const Type& type) {
  const auto* list = std::get_if<ast::ListLit>(&expr.node);
  if (type.is_collection()) {
    if (list == nullptr) {
      env.report(expr.span, diag::WrongType, env.text_of(type), "a single value").hint = "a list is written `(a, b)`";
      return std::nullopt;
    }
    if (type.element_type().kind == Kind::kTimestamp) {
      const auto instants = instants_as(env, *list);
      if (!instants) return std::nullopt;
      return Argument{type, {}, {}, false, env.arena().copy(*instants)};
    }
    auto items = literals_as(env, *list, type.element_type());
    if (!items) return std::nullopt;
    if (type.kind == Kind::kSet) make_set(*items);
    return Argument{type, {}, env.arena().copy(*items)};
  }
  if (list != nullptr) {
    env.report(expr.span, diag::WrongType, env.text_of(type), "a list");
    return std::nullopt;
  }
  const auto literal = literal_as(env, expr, type);
  return literal ? std::optional(Argument{type, *literal, {}}) : std::nullopt;
}

Argument placeholder(const Type& type) {
  Argument result{type, {type, {}}, {}, true};
  switch (type.kind) {
    case Kind::kText: result.one.value = {hir::Literal::Form::kText, 0, 0, ""}; break;
    case Kind::kFloat: result.one.value = {hir::Literal::Form::kFloat, 0, 1, {}}; break;
    case Kind::kBool: result.one.value = {hir::Literal::Form::kBool, 1, 0, {}}; break;
    case Kind::kEnum:
    case Kind::kPoint: result.one.value = integer_literal(0); break;
    case Kind::kDate:
      result.one.value = integer_literal(0);
      result.one.instant = hir::LocalDate{0};
      break;
    case Kind::kInt:
    case Kind::kDecimal:
    case Kind::kMoney: result.one.value = integer_literal(1); break;
    case Kind::kTimestamp:
    case Kind::kRef:
    case Kind::kSet:
    case Kind::kList:
    case Kind::kMap: break;
  }
  return result;
}

}  // namespace segql::check
