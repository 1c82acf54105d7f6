#include "engine/instant.h"

#include <optional>

#include <fmt/format.h>

#include "base/arena.h"
#include "base/rfc3339.h"
#include "base/try.h"
#include "compiler/syntax/syntax.h"

namespace segql::engine {
namespace {

int32_t days_of(const ast::CivilDate& date) { return days_from_civil({date.year, date.month, date.day}); }

std::optional<Instant> resolve(const ast::Instant& instant, const TimeZone& zone, Instant now) {
  const int32_t today = zone.local_day(now);
  return std::visit(
      overload{
          [&](ast::NamedInstant named) -> std::optional<Instant> {
            switch (named) {
              case ast::NamedInstant::kNow: return now;
              case ast::NamedInstant::kToday: return zone.start_of_day(today);
              case ast::NamedInstant::kYesterday: return zone.start_of_day(today - 1);
              case ast::NamedInstant::kTomorrow: return zone.start_of_day(today + 1);
            }
            return std::nullopt;
          },
          [&](const ast::CivilDate& date) -> std::optional<Instant> { return zone.start_of_day(days_of(date)); },
          [&](const ast::DateTime& at) -> std::optional<Instant> {
            const int64_t seconds = at.time.hour * 3600 + at.time.minute * 60 + at.time.second;
            const int64_t local = days_of(at.date) * kMicrosPerDay + seconds * kMicrosPerSecond;
            if (!at.has_offset) return zone.from_local(local);
            return local - int64_t{at.offset_minutes} * 60 * kMicrosPerSecond;
          },
          [](const ast::RelativeInstant&) -> std::optional<Instant> { return std::nullopt; },
          [](const ast::InstantOf&) -> std::optional<Instant> { return std::nullopt; },
      },
      instant.node);
}

}  // namespace

Result<Instant> parse_instant(std::string_view text, const TimeZone& zone, Instant now) {
  const Error error{
      ErrorCode::kInvalidArgument,
      fmt::format("`{}` is not an instant; write `now`, `yesterday`, `2026-03-31` or `2026-03-31T12:00`, with `Z` or "
                  "`+03:00` after the time for another offset than that of {}",
                  text, zone.name())};
  const Limits limits;
  SEGQL_TRY(Source source, Source::create(0, "instant", std::string(text), limits));
  Arena arena;
  diag::Sink sink(limits);
  const ast::ExprRef expr = syntax::parse_expression(source, arena, sink, limits);
  if (expr == nullptr) return error;
  const auto* literal = std::get_if<ast::InstantLit>(&expr->node);
  const std::optional<Instant> instant = literal != nullptr ? resolve(literal->value, zone, now) : std::nullopt;
  if (!instant) return error;
  return *instant;
}

std::string format_instant(Instant instant, const TimeZone& zone) {
  return rfc3339(instant, zone.to_local(instant) - instant);
}

}  // namespace segql::engine
