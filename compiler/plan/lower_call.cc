/// Functions of the language. Arguments of one call get one machine form; what the data at hand shows to be there ends
/// a `coalesce`.
#include <algorithm>
#include <cmath>
#include <cstdlib>

#include "compiler/plan/exact.h"
#include "compiler/plan/lower.h"
#include "compiler/plan/rounding.h"
#include "runtime/abi/support_time.h"

namespace segql::plan {
namespace {

using hir::Function;
using schema::Kind;

constexpr bool same_part(Function function, runtime::CalendarPart part) {
  return static_cast<uint32_t>(function) == static_cast<uint32_t>(part);
}
static_assert(same_part(Function::kYear, runtime::CalendarPart::kYear));
static_assert(same_part(Function::kQuarter, runtime::CalendarPart::kQuarter));
static_assert(same_part(Function::kMonth, runtime::CalendarPart::kMonth));
static_assert(same_part(Function::kWeek, runtime::CalendarPart::kWeek));
static_assert(same_part(Function::kDay, runtime::CalendarPart::kDay));
static_assert(same_part(Function::kWeekday, runtime::CalendarPart::kWeekday));
static_assert(same_part(Function::kHour, runtime::CalendarPart::kHour));
static_assert(same_part(Function::kMinute, runtime::CalendarPart::kMinute));
static_assert(same_part(Function::kSecond, runtime::CalendarPart::kSecond));

bool is_float(const hir::Expr& expr) { return expr.type.kind == Kind::kFloat; }

template <typename... Arguments>
ExprList list(Lowering& lowering, Arguments... arguments) {
  const ExprRef all[] = {arguments...};
  return lowering.scan.arena.copy(std::span<const ExprRef>(all));
}

ExprRef lower_calendar_part(Lowering& lowering, const hir::Call& call) {
  const ExprRef operand = lower_value(lowering, *call.arguments[0]);
  const bool is_date = call.arguments[0]->type.kind == Kind::kDate;
  return make_value(lowering.scan, Repr::kInt, operand->nullable,
                    Call{call.function, is_date, 0, list(lowering, operand)});
}

ExprRef lower_abs(Lowering& lowering, const hir::Expr& expr, const hir::Call& call) {
  ExprRef operand = lower_value(lowering, *call.arguments[0]);
  if (!is_float(expr)) operand = make_widened(lowering.scan, operand);
  return make_value(lowering.scan, operand->repr, operand->nullable,
                    Call{call.function, false, 0, list(lowering, operand)});
}

/// Exact numbers lose the digits after the last one kept; those lost before the point come back as zeros.
ExprRef lower_rounding(Lowering& lowering, const hir::Expr& expr, const hir::Call& call) {
  const ExprRef operand = lower_value(lowering, *call.arguments[0]);
  if (is_float(expr)) {
    return make_value(lowering.scan, Repr::kFloat, operand->nullable,
                      Call{call.function, false, call.digits, list(lowering, operand)});
  }
  const auto dropped = static_cast<int8_t>(call.arguments[0]->type.scale - call.digits);
  const ExprRef wide = make_widened(lowering.scan, operand);
  const ExprRef rounded =
      make_value(lowering.scan, Repr::kWide, wide->nullable, Call{call.function, false, dropped, list(lowering, wide)});
  return make_rescaled(lowering, rounded, std::max<int>(-call.digits, 0));
}

/// Values of one type in one form: as wide as the widest.
void unify(Lowering& lowering, std::vector<ExprRef>& values) {
  const bool text = std::any_of(values.begin(), values.end(), [](ExprRef v) { return v->dictionary != kNone; });
  if (text) return unify_texts(lowering, values);
  const bool wide = std::any_of(values.begin(), values.end(), [](ExprRef v) { return v->repr == Repr::kWide; });
  if (!wide) return;
  for (ExprRef& value : values) value = make_widened(lowering.scan, value);
}

bool may_be_missing(ExprRef value) { return value->nullable; }

ExprRef lower_extreme(Lowering& lowering, const hir::Call& call) {
  std::vector<ExprRef> values;
  for (const hir::ExprRef argument : call.arguments) values.push_back(lower_value(lowering, *argument));
  unify(lowering, values);
  const bool nullable = std::any_of(values.begin(), values.end(), may_be_missing);
  return make_value(lowering.scan, values.front()->repr, nullable,
                    Call{call.function, false, 0, lowering.scan.arena.copy(values)});
}

ExprRef lower_coalesce(Lowering& lowering, const hir::Call& call) {
  std::vector<ExprRef> values;
  for (const hir::ExprRef argument : call.arguments) {
    values.push_back(lower_value(lowering, *argument));
    if (!values.back()->nullable) break;  // what follows is never asked
  }
  if (values.size() == 1) return values.front();
  unify(lowering, values);
  return make_value(lowering.scan, values.front()->repr, values.back()->nullable,
                    Call{call.function, false, 0, lowering.scan.arena.copy(values)}, values.front()->dictionary);
}

ExprRef lower_if(Lowering& lowering, const hir::Call& call) {
  const ExprRef condition = lower_condition(lowering, *call.arguments[0]);
  std::vector<ExprRef> values{lower_value(lowering, *call.arguments[1]), lower_value(lowering, *call.arguments[2])};
  unify(lowering, values);
  const bool nullable = std::any_of(values.begin(), values.end(), may_be_missing);
  return make_value(lowering.scan, values[0]->repr, nullable,
                    Call{call.function, false, 0, list(lowering, condition, values[0], values[1])},
                    values[0]->dictionary);
}

Constant calendar_part(const Lowering& lowering, const hir::Call& call, const Constant& value) {
  runtime::EvalContext context;
  context.as_of = lowering.moment.as_of;
  context.zone = lowering.moment.zone;
  const bool is_date = call.arguments[0]->type.kind == Kind::kDate;
  const int64_t part = runtime::segql_calendar_part(&context, static_cast<uint32_t>(call.function), is_date ? 1 : 0,
                                                    static_cast<int64_t>(value.exact));
  return {false, part, 0, {}};
}

Constant rounded(const hir::Expr& expr, const hir::Call& call, const Constant& value) {
  const auto rounding = static_cast<uint32_t>(rounding_of(call.function));
  if (is_float(expr)) return {false, 0, runtime::segql_float_round(value.real, call.digits, rounding), {}};
  int128 result = 0;
  const int dropped = call.arguments[0]->type.scale - call.digits;
  runtime::segql_wide_round(&value.exact, static_cast<uint32_t>(dropped), rounding, &result);
  const auto scaled = rescaled(result, std::max<int>(-call.digits, 0));
  return scaled ? Constant{false, *scaled, 0, {}} : Constant{true, 0, 0, {}};
}

}  // namespace

ExprRef lower_call(Lowering& lowering, const hir::Expr& expr, const hir::Call& call) {
  switch (call.function) {
    case Function::kYear:
    case Function::kQuarter:
    case Function::kMonth:
    case Function::kWeek:
    case Function::kDay:
    case Function::kWeekday:
    case Function::kHour:
    case Function::kMinute:
    case Function::kSecond: return lower_calendar_part(lowering, call);
    case Function::kAbs: return lower_abs(lowering, expr, call);
    case Function::kRound:
    case Function::kFloor:
    case Function::kCeil: return lower_rounding(lowering, expr, call);
    case Function::kLeast:
    case Function::kGreatest: return lower_extreme(lowering, call);
    case Function::kCoalesce: return lower_coalesce(lowering, call);
    case Function::kIf: return lower_if(lowering, call);
    case Function::kLength:
    case Function::kLower:
    case Function::kUpper:
    case Function::kTrim: return lower_text_function(lowering, expr);
  }
  return nullptr;
}

/// Functions of one constant; those of several are left to the engines.
std::optional<Constant> constant_call(const Lowering& lowering, const hir::Expr& expr, const hir::Call& call) {
  if (call.function > Function::kCeil) return std::nullopt;
  const std::optional<Constant> value = constant_of(lowering, *call.arguments[0]);
  if (!value || value->missing) return value;
  if (hir::is_calendar_part(call.function)) return calendar_part(lowering, call, *value);
  if (call.function != Function::kAbs) return rounded(expr, call, *value);
  return Constant{false, value->exact < 0 ? -value->exact : value->exact, std::abs(value->real), {}};
}

}  // namespace segql::plan
