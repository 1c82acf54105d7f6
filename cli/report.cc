#include "cli/report.h"

#include <algorithm>

#include <fmt/format.h>

#include "cli/printable.h"
#include "cli/table.h"

namespace segql::cli {
namespace {

std::string describe(const Problem& problem) {
  const bool is_one = problem.count == 1;
  const std::string column = printable(problem.column);
  const auto counted = [&](const char* one, const char* many) {
    return grouped(problem.count) + " " + (is_one ? one : many);
  };
  const std::string rows = counted("row", "rows");
  const std::string values = counted("value", "values") + " of `" + column + "` that ";
  switch (problem.kind) {
    case ProblemKind::kMissingColumn: return fmt::format("no column `{}`", column);
    case ProblemKind::kMalformedLine: return counted("line that is no row", "lines that are no rows");
    case ProblemKind::kMissingValue: return fmt::format("{} without the required `{}`", rows, column);
    case ProblemKind::kWrongType: return values + (is_one ? "is" : "are") + " not of its type";
    case ProblemKind::kOutOfRange: return values + "its type cannot hold";
    case ProblemKind::kNotANumber: return values + (is_one ? "is" : "are") + " not a number";
    case ProblemKind::kUnknownEnumValue: return values + "it does not list";
    case ProblemKind::kDuplicateKey: return fmt::format("{} whose `{}` comes again later", rows, column);
    case ProblemKind::kDanglingReference: return values + (is_one ? "refers" : "refer") + " to nothing";
    case ProblemKind::kMissingReference: return fmt::format("{} without `{}`", rows, column);
    case ProblemKind::kUnknownKey: return values + "no row has";
    case ProblemKind::kChangedDefinition: return "its definition changed after it was taken";
    case ProblemKind::kUnusedSnapshot: return "not used";
  }
  return "";
}

std::string consequence(const Problem& problem) {
  switch (problem.kind) {
    case ProblemKind::kMissingColumn: return "taken as missing in every row";
    case ProblemKind::kDuplicateKey: return "the last one counts";
    case ProblemKind::kDanglingReference: return "taken as missing";
    case ProblemKind::kMissingReference: return "kept, in no row set of that relation";
    case ProblemKind::kUnknownKey: return "not in the segment";
    case ProblemKind::kChangedDefinition:
      return "its members are those of then; `segql snapshot --retake` takes it again";
    case ProblemKind::kUnusedSnapshot: return "it stays in the file";
    default: return !problem.drops_row ? "taken as missing" : problem.count == 1 ? "not kept" : "rows not kept";
  }
}

/// Where lines were no rows, the others have other numbers than their lines.
bool has_malformed_lines(const SourceReport& source) {
  return std::ranges::find(source.problems, ProblemKind::kMalformedLine, &Problem::kind) != source.problems.end();
}

std::string line_of(const SourceReport& source, const Problem& problem) {
  std::string line = "    " + describe(problem) + ": " + consequence(problem);
  // A missing value has nothing to show.
  if (problem.informational && problem.kind != ProblemKind::kUnusedSnapshot) return line + "\n";
  for (size_t i = 0; i < problem.examples.size(); ++i) {
    const ProblemExample& example = problem.examples[i];
    line += i == 0 ? " (" : ", ";
    if (example.row != 0) {
      const bool is_line = problem.kind == ProblemKind::kMalformedLine;
      line += (is_line ? "line " : "row ") + std::to_string(example.row);
      if (!is_line && i == 0 && has_malformed_lines(source)) line += " of those read";
      if (!example.value.empty()) line += " ";
    }
    if (!example.value.empty()) line += "`" + printable(example.value) + "`";
  }
  if (!problem.examples.empty()) line += problem.examples.size() < problem.count ? ", ...)" : ")";
  return line + "\n";
}

}  // namespace

std::string print_report(const LoadReport& report) {
  Table table{{{"source", false}, {"rows read", true}, {"kept", true}, {"from", false}}, {}};
  for (const SourceReport& source : report.sources) {
    table.rows.push_back({source.table, grouped(source.rows_read), grouped(source.rows_kept), source.origin});
  }
  const std::string lines = print(table, Format::kText);
  std::string text;
  size_t at = 0;
  for (size_t i = 0; i <= report.sources.size(); ++i) {
    const size_t end = lines.find('\n', at) + 1;
    text += lines.substr(at, end - at);
    at = end;
    if (i == 0) continue;
    const SourceReport& source = report.sources[i - 1];
    for (const Problem& problem : source.problems) text += line_of(source, problem);
  }
  return text + fmt::format("loaded in {:.2f} s, {:.1f} MB in memory\n", report.seconds,
                            static_cast<double>(report.memory_bytes) / 1e6);
}

std::string print_problems(const LoadReport& report) {
  std::string text;
  for (const SourceReport& source : report.sources) {
    for (const Problem& problem : source.problems) {
      if (!problem.informational) text += printable(source.table) + ":" + line_of(source, problem).substr(3);
    }
  }
  return text;
}

}  // namespace segql::cli
