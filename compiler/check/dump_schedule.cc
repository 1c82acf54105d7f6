/// `refresh` and `keep members` as the language writes them.

#include <fmt/format.h>

#include "compiler/check/dump.h"
#include "compiler/check/instants.h"

namespace segql::check {
namespace {

std::string time_text(int64_t seconds) {
  constexpr int64_t kMinute = 60, kHour = 3600;
  const std::string text = fmt::format(" at {:02}:{:02}", seconds / kHour, seconds % kHour / kMinute);
  return seconds % kMinute == 0 ? text : text + fmt::format(":{:02}", seconds % kMinute);
}

std::string days_text(const hir::Refresh& refresh) {
  constexpr std::string_view kWeekdays[] = {"mon", "tue", "wed", "thu", "fri", "sat", "sun"};
  std::string text;
  for (const int64_t day : refresh.days) {
    text += text.empty() ? " on " : ", ";
    text += refresh.kind == hir::Refresh::Kind::kWeekly ? std::string(kWeekdays[day - 1]) : std::to_string(day);
  }
  return text;
}

std::string schedule_text(const hir::Refresh& refresh) {
  switch (refresh.kind) {
    case hir::Refresh::Kind::kLive: return "live";
    case hir::Refresh::Kind::kManual: return "manual";
    case hir::Refresh::Kind::kDaily: return "daily" + time_text(refresh.at);
    case hir::Refresh::Kind::kWeekly: return "weekly" + days_text(refresh) + time_text(refresh.at);
    case hir::Refresh::Kind::kMonthly: return "monthly" + days_text(refresh) + time_text(refresh.at);
    case hir::Refresh::Kind::kEvery:
      return fmt::format("every {} {}", refresh.every, unit_text(refresh.every_unit, refresh.every != 1));
  }
  return {};
}

}  // namespace

std::string dump_refresh(const hir::Refresh& refresh) {
  std::string text = "refresh " + schedule_text(refresh);
  for (size_t i = 0; i < refresh.also_on.size(); ++i) {
    text += (i == 0 ? " also on " : ", ") + std::string(refresh.also_on[i]);
  }
  return refresh.priority.empty() ? text : text + " priority " + std::string(refresh.priority);
}

std::string dump_keep(const hir::Keep& keep) {
  if (keep.kind == hir::Keep::Kind::kForever) return "keep members forever";
  return fmt::format("keep members for {} {} after {}", keep.count, unit_text(keep.unit, keep.count != 1),
                     keep.kind == hir::Keep::Kind::kAfterEntry ? "entry" : "last match");
}

}  // namespace segql::check
