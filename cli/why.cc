/// The command `why`: why a row is in a segment or not, and when time alone changes that.

#include "cli/why.h"

#include <cmath>
#include <iostream>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "cli/commands.h"
#include "cli/conditions.h"
#include "cli/printable.h"
#include "cli/segment_names.h"
#include "cli/session.h"

namespace segql::cli {
namespace {

using Json = nlohmann::ordered_json;

/// `in 34 days`, `in 5 hours`, `in 20 seconds`, `in less than a second`: rounded down.
std::string distance(Instant from, Instant to) {
  const int64_t seconds = (to - from) / 1'000'000;
  const auto counted = [](int64_t number, const char* unit) {
    return fmt::format("in {} {}{}", number, unit, number == 1 ? "" : "s");
  };
  if (seconds >= 2 * 86'400) return counted(seconds / 86'400, "day");
  if (seconds >= 2 * 3600) return counted(seconds / 3600, "hour");
  if (seconds >= 2 * 60) return counted(seconds / 60, "minute");
  return seconds > 0 ? counted(seconds, "second") : "in less than a second";
}

Json json_of(const Engine& engine, Instant as_of, const Explanation& answer) {
  const auto instant = [&](Instant at) { return Json(engine.format_instant(at)); };
  return {{"segment", answer.segment},
          {"of", answer.entity},
          {"key", answer.key},
          {"as_of", instant(as_of)},
          {"is_member", answer.is_member},
          {"conditions", conditions_json(answer.conditions)},
          {"next_change", answer.next_change ? instant(*answer.next_change) : Json()},
          {"unchanged_until", instant(answer.unchanged_until)},
          {"why_not_further", answer.why_not_further.empty() ? Json() : Json(answer.why_not_further)}};
}

}  // namespace

std::string why_text(const Engine& engine, Instant as_of, const Explanation& answer) {
  std::string text =
      fmt::format("{} {} {} {} as of {}\n", answer.entity, answer.key, answer.is_member ? "is in" : "is not in",
                  answer.segment, engine.format_instant(as_of));
  text += conditions_text(answer.conditions, 2);
  if (answer.next_change) {
    text += fmt::format("{} at {} ({}) if nothing happens before\n", answer.is_member ? "leaves" : "joins",
                        engine.format_instant(*answer.next_change), distance(as_of, *answer.next_change));
  } else if (answer.why_not_further.empty()) {
    constexpr double kYear = 365.2425 * 86'400e6;
    text += fmt::format("time alone does not change that (looked {:.0f} years ahead)\n",
                        static_cast<double>(answer.unchanged_until - as_of) / kYear);
  } else if (answer.unchanged_until > as_of) {
    text += fmt::format("time alone does not change that before {}; {}\n",
                        engine.format_instant(answer.unchanged_until), answer.why_not_further);
  } else {
    text += fmt::format("when time alone changes that is not known: {}\n", answer.why_not_further);
  }
  return text;
}

int why(const Options& options) {
  int exit_code = kFine;
  const auto session =
      open_session(options, exit_code, [&](Engine& engine) { return knows_segment(engine, options.segments.front()); });
  if (session == nullptr) return exit_code;
  const Engine& engine = session->engine();
  const auto answer = session->evaluation->why(options.segments.front(), options.key);
  if (!answer.ok()) {
    complain(answer.error());
    return answer.error().code == ErrorCode::kNotFound ? kUsage : kFindings;
  }
  const Instant as_of = session->evaluation->as_of();
  if (options.format == Format::kJson) {
    std::cout << json_of(engine, as_of, *answer).dump(2, ' ', false, Json::error_handler_t::replace) << '\n';
  } else {
    std::cout << printable_lines(why_text(engine, as_of, *answer));
  }
  return session->exit_code;
}

}  // namespace segql::cli
