/// Functions of the language: arguments that fit, and the type of the answer. docs/language-functions.md says what each
/// means; the table is functions.h.

#include "compiler/check/functions.h"

#include "base/text_case.h"
#include "base/utf8.h"
#include "compiler/check/convert.h"
#include "compiler/check/rules.h"
#include "compiler/check/suggest.h"
#include "compiler/syntax/syntax.h"

namespace segql::check {
namespace {

using hir::Function;
using schema::Kind;
using schema::Type;

constexpr int64_t kMostDigitsOfRound = 18;

struct CallSite {
  const ast::Expr& expr;
  const ast::Call& node;
  const Signature& signature;

  const ast::Expr& argument(size_t i) const { return *node.arguments[i].value; }
};

std::string count_text(const Signature& signature) {
  constexpr std::string_view kNumbers[] = {"no", "one", "two", "three"};
  std::string text(kNumbers[signature.least]);
  if (signature.most == kAnyNumber) return text + " or more arguments";
  if (signature.most != signature.least) text += " or " + std::string(kNumbers[signature.most]);
  return text + (signature.most == 1 ? " argument" : " arguments");
}

bool check_count(Context& ctx, const CallSite& call) {
  bool sound = true;
  for (const ast::Argument& argument : call.node.arguments) {
    if (argument.name.text.empty()) continue;
    ctx.report(argument.name.span, diag::FunctionArgumentName, call.signature.name);
    sound = false;
  }
  const size_t given = call.node.arguments.size();
  if (given >= call.signature.least && given <= call.signature.most) return sound;
  ctx.report(call.expr.span, diag::FunctionArgumentCount, call.signature.name, count_text(call.signature)).hint =
      "it is `" + std::string(call.signature.text) + "`";
  return false;
}

hir::ExprRef make_call(Context& ctx, const CallSite& call, const Type& type, bool nullable,
                       const std::vector<hir::ExprRef>& arguments, int8_t digits = 0) {
  const hir::Call node{call.signature.function, ctx.arena().copy(arguments), digits};
  const hir::Expr probe{call.expr.span, type, nullable, node};
  return ctx.make(call.expr.span, type, nullable || may_overflow(ctx, probe), node);
}

hir::ExprRef wrong_type(Context& ctx, const CallSite& call, size_t argument, std::string_view needs, const Type& type) {
  ctx.report(call.argument(argument).span, diag::FunctionArgumentType, call.signature.name, needs, ctx.text_of(type));
  return nullptr;
}

hir::ExprRef check_calendar_part(Context& ctx, const CallSite& call) {
  const hir::ExprRef value = check_expr(ctx, call.argument(0));
  if (value == nullptr) return nullptr;
  const bool of_clock = hir::is_clock_part(call.signature.function);
  const bool fits = value->type.kind == Kind::kTimestamp || (value->type.kind == Kind::kDate && !of_clock);
  if (!fits) return wrong_type(ctx, call, 0, of_clock ? "a timestamp" : "a date or a timestamp", value->type);
  return make_call(ctx, call, Type::of(Kind::kInt), value->nullable, {value});
}

/// The digits that `round` keeps.
std::optional<int8_t> check_digits(Context& ctx, const CallSite& call) {
  if (call.node.arguments.size() < 2) return int8_t{0};
  const hir::ExprRef digits = check_expr(ctx, call.argument(1));
  if (digits == nullptr) return std::nullopt;
  const auto* constant = std::get_if<hir::Constant>(&digits->node);
  const bool is_int = constant != nullptr && digits->type.kind == Kind::kInt;
  if (is_int && std::abs(constant->value.integer) <= kMostDigitsOfRound) {
    return static_cast<int8_t>(constant->value.integer);
  }
  ctx.report(call.argument(1).span, diag::BadCount, "the second argument of `round`", -kMostDigitsOfRound,
             kMostDigitsOfRound);
  return std::nullopt;
}

/// What is left of an exact type when it has at most `digits` fractional digits.
Type rounded_type(const Type& type, int digits) {
  const auto scale = static_cast<uint8_t>(std::max(digits, 0));
  if (type.kind == Kind::kMoney) return Type::money(type.currency, scale);
  return scale == 0 ? Type::of(Kind::kInt) : Type::decimal(scale);
}

hir::ExprRef check_rounding(Context& ctx, const CallSite& call) {
  const hir::ExprRef value = check_expr(ctx, call.argument(0));
  const auto digits = check_digits(ctx, call);
  if (value == nullptr || !digits) return nullptr;
  if (!value->type.is_number()) return wrong_type(ctx, call, 0, "a number or money", value->type);
  if (value->type.kind == Kind::kFloat) return make_call(ctx, call, value->type, value->nullable, {value}, *digits);
  if (*digits >= 0 && *digits >= value->type.scale) return value;  // there is nothing to round
  return make_call(ctx, call, rounded_type(value->type, *digits), value->nullable, {value}, *digits);
}

hir::ExprRef check_abs(Context& ctx, const CallSite& call) {
  const hir::ExprRef value = check_expr(ctx, call.argument(0));
  if (value == nullptr) return nullptr;
  if (!value->type.is_number()) return wrong_type(ctx, call, 0, "a number or money", value->type);
  return make_call(ctx, call, value->type, value->nullable, {value});
}

void report_mixed(Context& ctx, const CallSite& call, size_t at, const Type& type, const Type& other) {
  const ast::Expr& written = call.argument(at);
  Diagnostic& d =
      ctx.report(written.span, diag::FunctionMixedTypes, call.signature.name, ctx.text_of(type), ctx.text_of(other));
  if (type.kind != Kind::kMoney || !is_bare_number(written)) return;
  const std::string fixed = syntax::print(written) + " " + std::string(schema::currency_text(type.currency));
  d.hint = "write `" + fixed + "`";
  add_guess(d, written.span, fixed, "add the currency");
}

/// The arguments from `first` on, all of one type; nothing when there is none.
std::optional<std::vector<hir::ExprRef>> check_alike(Context& ctx, const CallSite& call, size_t first,
                                                     const Type* expected) {
  std::vector<hir::ExprRef> values;
  Type type;
  bool sound = true;
  for (size_t i = first; i < call.node.arguments.size(); ++i) {
    const hir::ExprRef value = check_expr(ctx, call.argument(i), values.empty() ? expected : &type);
    if (value == nullptr) {
      sound = false;
      continue;
    }
    if (values.empty()) type = value->type;
    const auto common = type == value->type ? std::optional(type) : common_number(type, value->type);
    if (!common) report_mixed(ctx, call, i, type, value->type);
    sound &= common.has_value();
    type = common.value_or(type);
    values.push_back(value);
  }
  if (!sound) return std::nullopt;
  for (hir::ExprRef& value : values) {
    value = cast_to(ctx, value, type);
    if (value == nullptr) return std::nullopt;
  }
  return values;
}

hir::ExprRef check_extreme(Context& ctx, const CallSite& call, const Type* expected) {
  const auto values = check_alike(ctx, call, 0, expected);
  if (!values) return nullptr;
  const Type& type = values->front()->type;
  const bool has_order = type.is_number() || type.kind == Kind::kDate || type.kind == Kind::kTimestamp;
  if (!has_order) return wrong_type(ctx, call, 0, "numbers, dates or timestamps", type);
  const bool nullable = std::ranges::any_of(*values, [](const hir::Expr* value) { return value->nullable; });
  return make_call(ctx, call, type, nullable, *values);
}

/// A value that one of several arguments becomes.
bool can_be_chosen(Context& ctx, const CallSite& call, size_t at, const Type& type) {
  if (!type.is_collection()) return true;
  wrong_type(ctx, call, at, "single values", type);
  return false;
}

hir::ExprRef check_coalesce(Context& ctx, const CallSite& call, const Type* expected) {
  const auto values = check_alike(ctx, call, 0, expected);
  if (!values || !can_be_chosen(ctx, call, 0, values->front()->type)) return nullptr;
  const bool nullable = std::ranges::all_of(*values, [](const hir::Expr* value) { return value->nullable; });
  return make_call(ctx, call, values->front()->type, nullable, *values);
}

hir::ExprRef check_if(Context& ctx, const CallSite& call, const Type* expected) {
  const hir::ExprRef condition = check_condition(ctx, call.argument(0));
  const auto values = check_alike(ctx, call, 1, expected);
  if (condition == nullptr || !values || !can_be_chosen(ctx, call, 1, values->front()->type)) return nullptr;
  const hir::ExprRef then = values->front(), otherwise = values->back();
  return make_call(ctx, call, then->type, then->nullable || otherwise->nullable, {condition, then, otherwise});
}

std::string made_text(Function function, std::string_view text) {
  if (function == Function::kLower) return utf8::to_lower(text);
  if (function == Function::kUpper) return utf8::to_upper(text);
  return std::string(utf8::trimmed(text));
}

/// A function of a constant is a constant.
hir::ExprRef fold_text_function(Context& ctx, const CallSite& call, const hir::Literal& argument, const Type& type) {
  hir::Literal result = argument;
  if (argument.form == hir::Literal::Form::kText && call.signature.function == Function::kLength) {
    result.form = hir::Literal::Form::kInteger;
    result.integer = static_cast<int64_t>(utf8::length(argument.text));
  } else if (argument.form == hir::Literal::Form::kText) {
    result.text = ctx.arena().copy_text(made_text(call.signature.function, argument.text));
  }
  return ctx.make_literal(call.expr.span, {type, result});
}

hir::ExprRef check_text_function(Context& ctx, const CallSite& call) {
  const hir::ExprRef value = check_expr(ctx, call.argument(0));
  if (value == nullptr) return nullptr;
  if (value->type.kind != Kind::kText) return wrong_type(ctx, call, 0, "a text", value->type);
  const Type type = Type::of(call.signature.function == Function::kLength ? Kind::kInt : Kind::kText);
  const auto* constant = std::get_if<hir::Constant>(&value->node);
  if (constant != nullptr) return fold_text_function(ctx, call, constant->value, type);
  return make_call(ctx, call, type, value->nullable, {value});
}

}  // namespace

hir::ExprRef check_function(Context& ctx, const ast::Expr& expr, const ast::Call& node, const Signature& signature,
                            const Type* expected) {
  const CallSite call{expr, node, signature};
  if (!check_count(ctx, call)) return nullptr;
  switch (signature.function) {
    case Function::kYear:
    case Function::kQuarter:
    case Function::kMonth:
    case Function::kWeek:
    case Function::kDay:
    case Function::kWeekday:
    case Function::kHour:
    case Function::kMinute:
    case Function::kSecond: return check_calendar_part(ctx, call);
    case Function::kAbs: return check_abs(ctx, call);
    case Function::kRound:
    case Function::kFloor:
    case Function::kCeil: return check_rounding(ctx, call);
    case Function::kLeast:
    case Function::kGreatest: return check_extreme(ctx, call, expected);
    case Function::kCoalesce: return check_coalesce(ctx, call, expected);
    case Function::kIf: return check_if(ctx, call, expected);
    case Function::kLength:
    case Function::kLower:
    case Function::kUpper:
    case Function::kTrim: return check_text_function(ctx, call);
  }
  return nullptr;
}

}  // namespace segql::check
