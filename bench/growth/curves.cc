#include "bench/growth/curves.h"

#include <algorithm>
#include <functional>
#include <iterator>

#include <fmt/format.h>

#include "base/try.h"
#include "bench/report/document.h"
#include "bench/report/spread.h"

namespace segql::bench {
namespace {

constexpr uint64_t kLiterals[] = {10, 100, 1'000, 10'000, 100'000, 300'000};

double median_of(const std::vector<Asked>& all, const std::function<double(const Asked&)>& part) {
  std::vector<double> times;
  for (const Asked& asked : all) times.push_back(part(asked));
  return spread_of(times).median;
}

/// A condition with `count` literals that no other round has, spread over all customers.
std::string list_of(const Session& session, bool texts, uint64_t count, uint64_t round) {
  const uint64_t num_customers = session.num_rows("customer");
  std::string text = texts ? "email in (" : "id in (";
  const uint64_t step = std::max<uint64_t>(1, num_customers / count);
  for (uint64_t i = 0; i < count; ++i) {
    const uint64_t number = i * step + round;
    text += i == 0 ? "" : ", ";
    // No two customers have the same e-mail.
    text += texts ? '"' + session.text("customer", "email", static_cast<uint32_t>(number % num_customers)) + '"'
                  : std::to_string(1 + number);
  }
  return text + ")";
}

}  // namespace

std::vector<std::string> single_segments() { return {"s1", "s2", "s3", "s4", "s5", "s6", "s7", "s8", "s9"}; }

double Medians::of(double Asked::*part) const {
  return median_of(all_, [part](const Asked& asked) { return asked.*part; });
}
double Medians::of_rest() const {
  return median_of(all_, [](const Asked& asked) { return asked.rest(); });
}
double Medians::of_evaluation() const {
  return median_of(all_, [](const Asked& asked) { return asked.whole - asked.rest(); });
}

Plot rows_plot() {
  Plot plot{"One segment, against customers", "customers", "ms", {}};
  for (const std::string& segment : single_segments()) plot.lines.push_back({"S" + segment.substr(1), {}});
  return plot;
}

Status add_rows(Session& session, int rounds, Plot& plot) {
  const std::vector<std::string> segments = single_segments();
  for (size_t i = 0; i < segments.size(); ++i) {
    SEGQL_TRY_VOID(session.ask(segments[i]));
    Medians medians;
    for (int round = 0; round < rounds; ++round) {
      SEGQL_TRY(const Asked asked, session.ask(segments[i]));
      medians.add(asked);
    }
    plot.lines[i].points.emplace_back(session.num_rows("customer"), medians.of(&Asked::whole));
  }
  return {};
}

Result<Plot> segments_curve(Session& session, int rounds, size_t most) {
  Plot plot{fmt::format("One pass over {} customers, against segments", grouped(session.num_rows("customer"))),
            "segments",
            "ms",
            {{"all of it", {}}, {"planning", {}}, {"scanning", {}}}};
  for (size_t count = 1; count <= most; count *= 10) {
    std::vector<std::string> segments;
    for (size_t i = 1; i <= count; ++i) segments.push_back(fmt::format("m{}", i));
    SEGQL_TRY_VOID(session.ask(segments));
    Medians medians;
    for (int round = 0; round < rounds; ++round) {
      SEGQL_TRY(const Asked asked, session.ask(segments));
      medians.add(asked);
    }
    plot.lines[0].points.emplace_back(count, medians.of(&Asked::whole));
    plot.lines[1].points.emplace_back(count, medians.of(&Asked::plan));
    plot.lines[2].points.emplace_back(count, medians.of(&Asked::scan));
  }
  return plot;
}

Result<Plot> literals_curve(Session& session, int rounds) {
  Plot plot{fmt::format("A list over {} customers, against its literals", grouped(session.num_rows("customer"))),
            "literals",
            "ms",
            {}};
  uint64_t distinct = 0;
  // Reading a long list empties the caches, and the compiler is slower by half until it is back in them. So a long list
  // is read before each question; it is refused, and no other question has it.
  const auto read_long_list = [&] {
    const std::string list = list_of(session, false, kLiterals[std::size(kLiterals) - 1], ++distinct);
    return session.ask_where("customer", list + " and no_such_field = 1").ok();
  };
  for (const bool texts : {false, true}) {
    const std::string of = texts ? "texts: " : "numbers: ";
    Line read{of + "reading", {}}, compile{of + "compiling", {}}, rest{of + "all but reading", {}};
    for (const uint64_t count : kLiterals) {
      Medians medians;
      for (int round = 0; round <= rounds; ++round) {
        // Anew, so that the shape is compiled every time.
        SEGQL_TRY_VOID(session.start_anew(EngineKind::kJit));
        if (read_long_list()) return Error{ErrorCode::kInternal, "a field that no table has"};
        SEGQL_TRY(const Asked asked, session.ask_where("customer", list_of(session, texts, count, ++distinct)));
        if (round > 0) medians.add(asked);
      }
      read.points.emplace_back(count, medians.of_rest());
      compile.points.emplace_back(count, medians.of(&Asked::compile));
      rest.points.emplace_back(count, medians.of_evaluation());
    }
    for (Line* line : {&read, &compile, &rest}) plot.lines.push_back(std::move(*line));
  }
  return plot;
}

}  // namespace segql::bench
