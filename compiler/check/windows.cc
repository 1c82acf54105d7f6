/// Windows and their bounds (law 6 and the table of section 3).

#include "base/overload.h"
#include "base/timezone.h"
#include "compiler/check/instants.h"
#include "compiler/check/rules.h"
#include "compiler/syntax/syntax.h"

namespace segql::check {
namespace {

using schema::Kind;
using Node = decltype(hir::Window::node);
using Result = std::optional<Node>;

bool is_clock_unit(ast::Unit unit) { return hir::is_clock_unit(static_cast<hir::Unit>(unit)); }

Result check_count(Context& ctx, Span span, const ast::WithinCount& window) {
  const auto count = whole_number(ctx, *window.count, 1, longest(window.unit), "a window");
  if (window.complete && window.rolling) {
    ctx.report(span, diag::CompleteAndRolling);
    return std::nullopt;
  }
  if ((window.complete || window.rolling) && is_clock_unit(window.unit)) {
    ctx.report(span, diag::NeedsCalendarUnit, window.complete ? "complete" : "rolling");
    return std::nullopt;
  }
  if (!count) return std::nullopt;
  return hir::WithinCount{window.next, *count, window.complete, static_cast<hir::Unit>(window.unit), window.rolling};
}

Result check_unit(Context& ctx, Span span, const ast::WithinUnit& window) {
  if (is_clock_unit(window.unit)) {
    constexpr std::string_view kWords[] = {"within this", "within previous", "within following"};
    ctx.report(span, diag::NeedsCalendarUnit, kWords[static_cast<size_t>(window.which)]);
    return std::nullopt;
  }
  return hir::WithinUnit{static_cast<hir::WhichUnit>(window.which), static_cast<hir::Unit>(window.unit)};
}

Result check_from_to(Context& ctx, Span span, const ast::FromTo& window) {
  const auto from = check_instant(ctx, window.from);
  const auto to = check_instant(ctx, window.to);
  if (!from || !to) return std::nullopt;
  if (!ctx.has_placeholders() && is_reversed(*from, *to)) {
    ctx.report(span, diag::BoundsReversed, instant_text(*from), instant_text(*to));
    return std::nullopt;
  }
  return hir::FromTo{*from, *to};
}

/// `on` takes a local day: a date, or something that is the start of one, or the day a row's instant falls on.
bool is_day(const hir::Instant& instant) {
  return std::visit(overload{[](hir::Now) { return false; }, [](hir::StartOfDay) { return true; },
                             [](const hir::Relative& relative) { return !hir::is_clock_unit(relative.unit); },
                             [](hir::LocalDate) { return true; }, [](hir::LocalTime) { return false; },
                             [](hir::Absolute) { return false; }, [](const hir::Computed&) { return true; }},
                    instant);
}

Result check_bounded(Context& ctx, const ast::Bounded& window) {
  const auto instant = check_instant(ctx, window.instant);
  if (!instant) return std::nullopt;
  if (window.bound == ast::Bound::kOn && !is_day(*instant)) {
    ctx.report(window.instant.span, diag::OnNeedsDay).hint = "write `on today`, `on 2026-03-31` or `on 3 days ago`";
    return std::nullopt;
  }
  return hir::Bounded{static_cast<hir::Bound>(window.bound), *instant};
}

hir::During check_during(const ast::During& window) {
  constexpr int32_t kMonths = 12;
  constexpr int32_t kMonthsPerQuarter = 3;
  const int32_t length = window.quarter != 0 ? kMonthsPerQuarter : 1;
  const int32_t first = window.quarter != 0 ? (window.quarter - 1) * kMonthsPerQuarter : window.month - 1;
  const int32_t end = first + length;
  return {days_from_civil({window.year, first + 1, 1}),
          days_from_civil({window.year + end / kMonths, end % kMonths + 1, 1})};
}

/// A point on one of the scales on which constant instants can be told apart without knowing `as_of` or the zone.
struct Position {
  enum class Scale : uint8_t { kLocal, kUtc, kDaysFromNow, kMonthsFromNow, kMicrosFromNow, kUnknown } scale;
  int64_t value;
};

Position position_of(const hir::Relative& relative) {
  switch (relative.unit) {
    case hir::Unit::kSecond: return {Position::Scale::kMicrosFromNow, relative.count};
    case hir::Unit::kMinute: return {Position::Scale::kMicrosFromNow, relative.count * 60};
    case hir::Unit::kHour: return {Position::Scale::kMicrosFromNow, relative.count * 3600};
    case hir::Unit::kDay: return {Position::Scale::kDaysFromNow, relative.count};
    case hir::Unit::kWeek: return {Position::Scale::kDaysFromNow, relative.count * 7};
    case hir::Unit::kMonth: return {Position::Scale::kMonthsFromNow, relative.count};
    case hir::Unit::kQuarter: return {Position::Scale::kMonthsFromNow, relative.count * 3};
    case hir::Unit::kYear: return {Position::Scale::kMonthsFromNow, relative.count * 12};
  }
  return {Position::Scale::kUnknown, 0};
}

Position position(const hir::Instant& instant) {
  return std::visit(overload{[](hir::Now) {
                               return Position{Position::Scale::kMicrosFromNow, 0};
                             },
                             [](hir::StartOfDay day) {
                               return Position{Position::Scale::kDaysFromNow, day.days};
                             },
                             [](const hir::Relative& relative) { return position_of(relative); },
                             [](hir::LocalDate date) {
                               return Position{Position::Scale::kLocal, date.days * kMicrosPerDay};
                             },
                             [](hir::LocalTime time) {
                               return Position{Position::Scale::kLocal, time.micros};
                             },
                             [](hir::Absolute absolute) {
                               return Position{Position::Scale::kUtc, absolute.micros};
                             },
                             [](const hir::Computed&) {
                               return Position{Position::Scale::kUnknown, 0};
                             }},
                    instant);
}

/// Before, at or after the instant of the run; nothing when that is not certain.
std::optional<int> side_of_now(const Position& position) {
  switch (position.scale) {
    case Position::Scale::kMicrosFromNow: return position.value < 0 ? -1 : (position.value > 0 ? 1 : 0);
    case Position::Scale::kDaysFromNow:
    case Position::Scale::kMonthsFromNow: return position.value > 0 ? 1 : -1;
    case Position::Scale::kLocal:
    case Position::Scale::kUtc:
    case Position::Scale::kUnknown: return std::nullopt;
  }
  return std::nullopt;
}

std::optional<hir::Instant> computed(Context& ctx, Span span, hir::ExprRef value) {
  if (value == nullptr) return std::nullopt;
  if (value->type.kind != Kind::kDate && value->type.kind != Kind::kTimestamp) {
    Diagnostic& d = ctx.report(span, diag::NotATime, "a window", ctx.text_of(value->type));
    if (std::holds_alternative<hir::Constant>(value->node) && value->type.kind == Kind::kText)
      d.hint = "a day is written without quotes, as in 2026-03-31";
    return std::nullopt;
  }
  return hir::Computed{value};
}

}  // namespace

bool is_reversed(const hir::Instant& from, const hir::Instant& to) {
  const Position lower = position(from);
  const Position upper = position(to);
  if (lower.scale == upper.scale) return lower.scale != Position::Scale::kUnknown && lower.value > upper.value;
  const auto lower_side = side_of_now(lower);
  const auto upper_side = side_of_now(upper);
  return lower_side && upper_side && *lower_side > *upper_side;
}

std::optional<hir::Instant> check_instant(Context& ctx, const ast::Instant& instant) {
  const auto* of = std::get_if<ast::InstantOf>(&instant.node);
  if (of == nullptr || std::holds_alternative<ast::Param>(of->value->node)) return constant_instant(ctx, instant);
  return computed(ctx, of->value->span, check_expr(ctx, *of->value));
}

std::optional<hir::Instant> bound_of(Context& ctx, const ast::Expr& expr) {
  if (const auto* literal = std::get_if<ast::InstantLit>(&expr.node)) return check_instant(ctx, literal->value);
  const hir::ExprRef value = check_expr(ctx, expr);
  if (value == nullptr) return std::nullopt;
  if (const auto* instant = std::get_if<hir::InstantValue>(&value->node)) return instant->instant;
  if (const auto* date = std::get_if<hir::Constant>(&value->node); date != nullptr && value->type.kind == Kind::kDate) {
    return hir::LocalDate{static_cast<int32_t>(date->value.integer)};
  }
  return computed(ctx, expr.span, value);
}

const hir::Window* check_window(Context& ctx, const ast::Window& window) {
  const Result node =
      std::visit(overload{
                     [&](const ast::WithinCount& within) { return check_count(ctx, window.span, within); },
                     [&](const ast::WithinUnit& within) { return check_unit(ctx, window.span, within); },
                     [&](const ast::FromTo& range) { return check_from_to(ctx, window.span, range); },
                     [&](const ast::Bounded& bounded) { return check_bounded(ctx, bounded); },
                     [](const ast::During& during) -> Result { return check_during(during); },
                     [](const ast::Ever&) -> Result { return hir::Ever{}; },
                 },
                 window.node);
  return node ? ctx.arena().make<hir::Window>(window.span, *node) : nullptr;
}

}  // namespace segql::check
