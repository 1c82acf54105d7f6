/// Constant instants and counts.

#include "compiler/check/instants.h"

#include "base/overload.h"
#include "base/timezone.h"
#include "base/try.h"
#include "compiler/check/env.h"
#include "compiler/check/suggest.h"

namespace segql::check {
namespace {

using schema::Kind;
constexpr int64_t kSecondsPerMinute = 60;
constexpr int64_t kMicrosPerMinute = kSecondsPerMinute * kMicrosPerSecond;

int64_t micros_of(const ast::DateTime& time) {
  const int64_t seconds = (int64_t{time.time.hour} * 60 + time.time.minute) * 60 + time.time.second;
  return days_of(time.date) * kMicrosPerDay + seconds * kMicrosPerSecond;
}

hir::Instant named_instant(ast::NamedInstant name) {
  switch (name) {
    case ast::NamedInstant::kNow: return hir::Now{};
    case ast::NamedInstant::kToday: return hir::StartOfDay{0};
    case ast::NamedInstant::kYesterday: return hir::StartOfDay{-1};
    case ast::NamedInstant::kTomorrow: return hir::StartOfDay{1};
  }
  return hir::Now{};
}

}  // namespace

int32_t days_of(const ast::CivilDate& date) { return days_from_civil({date.year, date.month, date.day}); }

const Argument* parameter(Env& env, std::string_view name, Span at) {
  NearestName nearest(name);
  for (const Binding& binding : env.bindings) {
    if (binding.name == name) return &binding.value;
    nearest.consider(binding.name);
  }
  Diagnostic& d = env.report(at, diag::UnknownParameter, name);
  if (!nearest.best().empty()) {
    const std::string best = "$" + std::string(nearest.best());
    d.hint = "did you mean `" + best + "`?";
    add_guess(d, at, best, "replace by `" + best + "`");
  } else if (env.bindings.empty()) {
    d.hint = "parameters are declared after the name: `segment recent(days: int = 90) of ...`";
  }
  return nullptr;
}

int64_t longest(ast::Unit unit) {
  constexpr int64_t kYears = 9998;
  switch (unit) {
    case ast::Unit::kSecond: return kYears * 365 * 86'400;
    case ast::Unit::kMinute: return kYears * 365 * 1'440;
    case ast::Unit::kHour: return kYears * 365 * 24;
    case ast::Unit::kDay: return kYears * 365;
    case ast::Unit::kWeek: return kYears * 52;
    case ast::Unit::kMonth: return kYears * 12;
    case ast::Unit::kQuarter: return kYears * 4;
    case ast::Unit::kYear: return kYears;
  }
  return 0;
}

std::optional<int64_t> whole_number(Env& env, const ast::Expr& expr, int64_t low, int64_t high, std::string_view what) {
  int64_t value = 0;
  if (const auto* param = std::get_if<ast::Param>(&expr.node)) {
    const Argument* argument = parameter(env, param->name, expr.span);
    if (argument == nullptr) return std::nullopt;
    if (argument->type.kind != Kind::kInt) {
      env.report(expr.span, diag::WrongType, "int", env.text_of(argument->type));
      return std::nullopt;
    }
    if (argument->placeholder) return low;
    value = argument->one.value.integer;
  } else {
    const auto literal = natural_literal(env, expr);
    if (!literal) return std::nullopt;
    if (literal->type.kind != Kind::kInt) {
      env.report(expr.span, diag::BadCount, what, low, high);
      return std::nullopt;
    }
    value = literal->value.integer;
  }
  if (value < low || value > high) {
    Diagnostic& d = env.report(expr.span, diag::BadCount, what, low, high);
    if (const auto* param = std::get_if<ast::Param>(&expr.node)) {
      d.hint = "`$" + std::string(param->name) + "` is " + std::to_string(value) + " here";
    }
    return std::nullopt;
  }
  return value;
}

std::optional<hir::Instant> instant_of(Env& env, const Argument& argument, Span at) {
  if (argument.type.kind == Kind::kDate || argument.type.kind == Kind::kTimestamp) return argument.one.instant;
  env.report(at, diag::NotATime, "a window", env.text_of(argument.type));
  return std::nullopt;
}

std::optional<hir::Instant> constant_instant(Env& env, const ast::Instant& instant) {
  using Result = std::optional<hir::Instant>;
  return std::visit(
      overload{
          [](ast::NamedInstant name) -> Result { return named_instant(name); },
          [&](const ast::RelativeInstant& relative) -> Result {
            const auto count = whole_number(env, *relative.count, 0, longest(relative.unit), "a distance in time");
            if (!count) return std::nullopt;
            return hir::Relative{relative.future ? *count : -*count, static_cast<hir::Unit>(relative.unit)};
          },
          [](const ast::CivilDate& date) -> Result { return hir::LocalDate{days_of(date)}; },
          [](const ast::DateTime& time) -> Result {
            if (time.has_offset) return hir::Absolute{micros_of(time) - time.offset_minutes * kMicrosPerMinute};
            return hir::LocalTime{micros_of(time)};
          },
          [&](const ast::InstantOf& of) -> Result {
            if (const auto* param = std::get_if<ast::Param>(&of.value->node)) {
              const Argument* argument = parameter(env, param->name, of.value->span);
              return argument != nullptr ? instant_of(env, *argument, of.value->span) : std::nullopt;
            }
            env.report(of.value->span, diag::InstantNotConstant);
            return std::nullopt;
          },
      },
      instant.node);
}

}  // namespace segql::check
