/// Instants as the language writes them.

#include "base/overload.h"
#include "base/timezone.h"
#include "base/try.h"
#include "compiler/check/instants.h"
#include "schema/schema.h"

namespace segql::check {
namespace {

constexpr std::string_view kSingular[] = {"second", "minute", "hour", "day", "week", "month", "quarter", "year"};
constexpr std::string_view kPlural[] = {"seconds", "minutes", "hours", "days", "weeks", "months", "quarters", "years"};

std::string timestamp_text(int64_t micros) {
  return schema::value_text(schema::Schema{}, schema::Type::of(schema::Kind::kTimestamp), micros);
}

}  // namespace

std::string_view unit_text(hir::Unit unit, bool plural) {
  return (plural ? kPlural : kSingular)[static_cast<size_t>(unit)];
}

std::string instant_text(const hir::Instant& instant) {
  return std::visit(overload{
                        [](hir::Now) -> std::string { return "now"; },
                        [](hir::StartOfDay day) -> std::string {
                          if (day.days == 0) return "today";
                          return day.days < 0 ? "yesterday" : "tomorrow";
                        },
                        [](const hir::Relative& relative) {
                          const int64_t count = relative.count < 0 ? -relative.count : relative.count;
                          return std::to_string(count) + " " + std::string(unit_text(relative.unit, count != 1)) +
                                 (relative.count <= 0 ? " ago" : " from now");
                        },
                        [](hir::LocalDate date) {
                          return schema::value_text(schema::Schema{}, schema::Type::of(schema::Kind::kDate),
                                                    int64_t{date.days});
                        },
                        [](hir::LocalTime time) {
                          std::string text = timestamp_text(time.micros);
                          text.pop_back();  // the Z: this time is local
                          return text;
                        },
                        [](hir::Absolute absolute) { return timestamp_text(absolute.micros); },
                        [](const hir::Computed&) -> std::string {
                          SEGQL_CHECK(false);  // has no text without its row
                          return {};
                        },
                    },
                    instant);
}

}  // namespace segql::check
