// Windows, instants, dates and units.
#include <string>

#include "compiler/syntax/tree_builder.h"

namespace segql::syntax {
namespace {

int digits(std::string_view text, size_t at, size_t count) {
  int value = 0;
  for (const char c : text.substr(at, count)) value = value * 10 + (c - '0');
  return value;
}

bool is_leap(int year) { return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0; }

int days_in_month(int year, int month) {
  constexpr int kDays[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  return month == 2 && is_leap(year) ? 29 : kDays[month - 1];
}

constexpr std::string_view kMonths[] = {"January", "February", "March",     "April",   "May",      "June",
                                        "July",    "August",   "September", "October", "November", "December"};

std::string why_not_a_date(int year, int month, int day) {
  if (year == 0) return "years are 0001 to 9999";
  if (month < 1 || month > 12) return "months are 01 to 12; a date is written year-month-day";
  return std::string(kMonths[month - 1]) + " " + std::to_string(year) + " has days 1 to " +
         std::to_string(days_in_month(year, month)) + (day == 0 ? ", not 0" : "");
}

}  // namespace

ast::CivilDate TreeBuilder::date(std::string_view text, Span at) {
  const int year = digits(text, 0, 4), month = digits(text, 5, 2), day = digits(text, 8, 2);
  const bool real = year >= 1 && month >= 1 && month <= 12 && day >= 1 && day <= days_in_month(year, month);
  if (!real) report(at, diag::NoSuchDate, text.substr(0, 10), why_not_a_date(year, month, day));
  return {year, static_cast<uint8_t>(month), static_cast<uint8_t>(day)};
}

ast::CivilTime TreeBuilder::time(std::string_view text, Span at) {
  if (text.size() < 5) return {};  // `3:00`, reported before
  const int hour = digits(text, 0, 2), minute = digits(text, 3, 2);
  const int second = text.size() > 5 && text[5] == ':' ? digits(text, 6, 2) : 0;
  if (hour > 23 || minute > 59 || second > 59) {
    report(at, diag::NoSuchTime, text.substr(0, text.size() > 5 && text[5] == ':' ? 8 : 5),
           hour == 24 ? "midnight is 00:00 of the next day" : "times are 00:00:00 to 23:59:59");
  }
  return {static_cast<uint8_t>(hour), static_cast<uint8_t>(minute), static_cast<uint8_t>(second)};
}

ast::DateTime TreeBuilder::date_time(std::string_view text, Span at) {
  ast::DateTime result{date(text, at), time(text.substr(11), at), false, 0};
  const std::string_view zone = text.substr(
      text.find_first_of("Z+-", 11) == std::string_view::npos ? text.size() : text.find_first_of("Z+-", 11));
  if (zone.empty()) return result;
  result.has_offset = true;
  if (zone == "Z") return result;
  const int hours = digits(zone, 1, 2), minutes = digits(zone, 4, 2);
  if (hours > 18 || minutes > 59) report(at, diag::NoSuchTime, zone, "offsets from UTC are -18:00 to +18:00");
  result.offset_minutes = (zone[0] == '-' ? -1 : 1) * (hours * 60 + minutes);
  return result;
}

ast::During TreeBuilder::period(std::string_view text, Span at) {
  const int year = digits(text, 0, 4);
  const bool quarter = text[5] == 'Q';
  const int number = quarter ? text[6] - '0' : digits(text, 5, 2);
  if (year == 0 || number < 1 || number > (quarter ? 4 : 12)) report(at, diag::NoSuchPeriod, text);
  return {year, static_cast<uint8_t>(quarter ? number : 0), static_cast<uint8_t>(quarter ? 0 : number)};
}

ast::Unit TreeBuilder::unit(P::UnitContext* ctx) {
  switch (ctx->start->getType()) {
    case P::KW_SECOND:
    case P::KW_SECONDS: return ast::Unit::kSecond;
    case P::KW_MINUTE:
    case P::KW_MINUTES: return ast::Unit::kMinute;
    case P::KW_HOUR:
    case P::KW_HOURS: return ast::Unit::kHour;
    case P::KW_DAY:
    case P::KW_DAYS: return ast::Unit::kDay;
    case P::KW_WEEK:
    case P::KW_WEEKS: return ast::Unit::kWeek;
    case P::KW_MONTH:
    case P::KW_MONTHS: return ast::Unit::kMonth;
    case P::KW_QUARTER:
    case P::KW_QUARTERS: return ast::Unit::kQuarter;
    default: return ast::Unit::kYear;
  }
}

ast::Instant TreeBuilder::named_instant(const antlr4::Token* token) {
  const Span at = span_of(token);
  switch (token->getType()) {
    case P::KW_NOW: return {at, ast::NamedInstant::kNow};
    case P::KW_TODAY: return {at, ast::NamedInstant::kToday};
    case P::KW_YESTERDAY: return {at, ast::NamedInstant::kYesterday};
    case P::KW_TOMORROW: return {at, ast::NamedInstant::kTomorrow};
    case P::DATE: return {at, date(text_of(at), at)};
    default: return {at, date_time(text_of(at), at)};
  }
}

ast::Instant TreeBuilder::relative(Context* ctx, ast::ExprRef count, P::FromNowContext* from_now) {
  return {span_of(ctx), ast::RelativeInstant{count, unit(from_now->unit()), from_now->KW_FROM() != nullptr}};
}

ast::Instant TreeBuilder::fixed_instant(P::FixedInstantContext* ctx) {
  P::FromNowContext* from_now = ctx->fromNow();
  if (!from_now) return named_instant(ctx->start);
  return relative(ctx, whole_expr(ctx->start, "a length of time", 0), from_now);
}

ast::Instant TreeBuilder::instant(P::InstantContext* ctx) {
  if (P::FixedInstantContext* fixed = ctx->fixedInstant()) return fixed_instant(fixed);
  if (P::PathContext* names = ctx->path()) {
    return {span_of(ctx), ast::InstantOf{make(span_of(ctx), ast::PathExpr{path(names)})}};
  }
  const ast::ExprRef parameter = param(ctx->start);
  if (P::FromNowContext* from_now = ctx->fromNow()) return relative(ctx, parameter, from_now);
  return {span_of(ctx), ast::InstantOf{parameter}};
}

const ast::Window* TreeBuilder::window(P::WindowContext* ctx) {
  const auto make_window = [&](auto node) { return keep_in_arena(ast::Window{span_of(ctx), node}); };
  const auto bounded = [&](ast::Bound bound) { return make_window(ast::Bounded{bound, instant(ctx->instant(0))}); };
  switch (ctx->start->getType()) {
    case P::KW_BEFORE: return bounded(ast::Bound::kBefore);
    case P::KW_AFTER: return bounded(ast::Bound::kAfter);
    case P::KW_SINCE: return bounded(ast::Bound::kSince);
    case P::KW_ON: return bounded(ast::Bound::kOn);
    case P::KW_FROM: return make_window(ast::FromTo{instant(ctx->instant(0)), instant(ctx->instant(1))});
    case P::KW_DURING: return make_window(period(text_of(token_of(ctx->PERIOD())), span_of(ctx->PERIOD())));
    case P::KW_EVER: return make_window(ast::Ever{});
    default: break;
  }
  if (P::CountContext* number = ctx->count()) {
    return make_window(ast::WithinCount{ctx->KW_NEXT() != nullptr, count(number, "a window"),
                                        ctx->KW_COMPLETE() != nullptr, unit(ctx->unit()),
                                        ctx->KW_ROLLING() != nullptr});
  }
  const auto which = ctx->KW_THIS()       ? ast::WhichUnit::kThis
                     : ctx->KW_PREVIOUS() ? ast::WhichUnit::kPrevious
                                          : ast::WhichUnit::kFollowing;
  return make_window(ast::WithinUnit{which, unit(ctx->unit())});
}

}  // namespace segql::syntax
