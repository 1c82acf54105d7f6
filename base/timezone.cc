/// A zone is a sorted list of periods of constant offset, read once from the `date` library (which reads the system's
/// database). Both directions of conversion then are a search in that list.
///
/// Instant to local: the period that contains the instant; its offset is added.
///
/// Local to instant: the first instant whose local time is `local` or later. Where local times are skipped that is the
/// first instant after the gap, where they repeat it is the earlier one, and a day that does not exist starts where the
/// next one does: one definition, no special cases.
///
/// The system's files list transitions up to 2037; like the `date` library, later instants keep the last offset.
#include "base/timezone.h"

#include <algorithm>
#include <chrono>
#include <exception>
#include <limits>
#include <map>
#include <mutex>
#include <utility>

#include <date/tz.h>

namespace segql {
namespace {

constexpr int64_t kMinInstant = std::numeric_limits<int64_t>::min();
constexpr int64_t kMaxInstant = std::numeric_limits<int64_t>::max();
/// No zone was ever further than this from UTC (POSIX allows less than 25 hours).
constexpr int64_t kLargestOffset = 2 * kMicrosPerDay;
/// 2^43 microseconds are about 102 days: one transition at most in nearly every cell.
constexpr int kGridShift = 43;
constexpr size_t kMaxGrid = 4096;

int64_t micros(std::chrono::seconds seconds) {
  // Seconds of the library's range (years -32767 to 32767) always fit.
  return seconds.count() * kMicrosPerSecond;
}

}  // namespace

std::shared_ptr<const TimeZone> TimeZone::read(std::string name, const void* date_zone) {
  const auto* source = static_cast<const date::time_zone*>(date_zone);
  auto zone = std::shared_ptr<TimeZone>(new TimeZone);
  zone->name_ = std::move(name);
  const date::sys_seconds end_of_time = date::sys_days(date::year::max() / date::December / 31);
  date::sys_seconds at = date::sys_days(date::year(-9999) / date::January / 1);
  for (bool first = true;; first = false) {
    const date::sys_info info = source->get_info(at);
    const int64_t offset = micros(info.offset);
    if (first || offset != zone->offsets_.back()) {
      zone->starts_.push_back(first ? kMinInstant : micros(info.begin.time_since_epoch()));
      zone->offsets_.push_back(offset);
    }
    if (info.end >= end_of_time || info.end <= at) break;
    at = info.end;
  }
  zone->build_grid();
  return zone;
}

void TimeZone::build_grid() {
  if (starts_.size() < 2) return;
  grid_start_ = starts_[1];
  const size_t cells = static_cast<size_t>((starts_.back() - grid_start_) >> kGridShift) + 1;
  grid_.resize(std::min(cells, kMaxGrid));
  size_t period = 1;
  for (size_t cell = 0; cell < grid_.size(); ++cell) {
    const int64_t instant = grid_start_ + (static_cast<int64_t>(cell) << kGridShift);
    while (period + 1 < starts_.size() && starts_[period + 1] <= instant) ++period;
    grid_[cell] = static_cast<uint32_t>(period);
  }
}

/// The library reads the transitions a file lists and not the rule at its end, so that a database which was compiled
/// with `zic -b slim` would silently end in 2007.
static bool lists_transitions_to_come() {
  using namespace std::chrono_literals;
  const date::sys_days summer = date::year(2030) / date::July / 1;
  return date::locate_zone("Europe/Berlin")->get_info(summer).offset == 2h;
}

Result<std::shared_ptr<const TimeZone>> TimeZone::find(std::string_view name) {
  static std::mutex mutex;
  static std::map<std::string, std::shared_ptr<const TimeZone>, std::less<>> known;
  const std::lock_guard lock(mutex);
  if (const auto found = known.find(name); found != known.end()) return found->second;
  // A name for whatever this machine is set to: the same definition would mean something else elsewhere.
  if (name == "localtime") return Error{ErrorCode::kNotFound, "`localtime` is not the name of a timezone"};
  const date::time_zone* source = nullptr;
  try {
    date::get_tzdb();  // fails when the system has none at all
    if (known.empty() && !lists_transitions_to_come()) {
      return Error{ErrorCode::kIo,
                   "the system's timezone database is in the slim form, which cannot be read: install "
                   "one compiled with `zic -b fat`, as distributions do"};
    }
    try {
      source = date::locate_zone(name);
      source->get_info(date::sys_seconds{});  // reads the file now, while exceptions are caught
    } catch (const std::exception&) {
      return Error{ErrorCode::kNotFound, "no timezone `" + std::string(name) + "` in the system's database"};
    }
    auto zone = read(std::string(name), source);
    known.emplace(std::string(name), zone);
    return zone;
  } catch (const std::exception& e) {
    return Error{ErrorCode::kIo, std::string("the system's timezone database cannot be read: ") + e.what()};
  }
}

size_t TimeZone::period_of(int64_t instant) const {
  if (instant >= starts_.back()) return starts_.size() - 1;
  if (instant < starts_[1]) return 0;
  const auto cell =
      static_cast<size_t>((static_cast<uint64_t>(instant) - static_cast<uint64_t>(grid_start_)) >> kGridShift);
  if (cell < grid_.size()) {
    size_t period = grid_[cell];
    while (starts_[period + 1] <= instant) ++period;  // ends: instant is before the last start
    return period;
  }
  return static_cast<size_t>(std::upper_bound(starts_.begin(), starts_.end(), instant) - starts_.begin()) - 1;
}

int64_t TimeZone::to_local(int64_t instant) const { return add_saturating(instant, offsets_[period_of(instant)]); }

int32_t TimeZone::local_day(int64_t instant) const {
  const int64_t local = to_local(instant);
  return static_cast<int32_t>(floor_divide(local, kMicrosPerDay));
}

int64_t TimeZone::from_local(int64_t local_micros) const {
  // The two ends of time stand for "always" and "never" and stay what they are.
  if (local_micros == kMinInstant || local_micros == kMaxInstant) return local_micros;
  // Every period before this one ends at least kLargestOffset before `local_micros`, in UTC, so also locally.
  size_t period = period_of(add_saturating(local_micros, -kLargestOffset));
  while (period + 1 < starts_.size() && add_saturating(starts_[period + 1], offsets_[period]) <= local_micros) ++period;
  return std::max(starts_[period], add_saturating(local_micros, -offsets_[period]));
}

int64_t TimeZone::start_of_day(int32_t day) const { return from_local(micros_of_days(day)); }

}  // namespace segql
