#include "cli/report.h"

#include <fmt/format.h>

#include "cli/printable.h"
#include "cli/table.h"

namespace segql::cli {
namespace {

std::string describe(const Problem& problem) {
  const std::string count = grouped(problem.count);
  const std::string column = printable(problem.column);
  switch (problem.kind) {
    case ProblemKind::kMissingColumn: return fmt::format("no column `{}`", column);
    case ProblemKind::kMalformedLine: return count + " lines that are no rows";
    case ProblemKind::kMissingValue: return fmt::format("{} rows without the required `{}`", count, column);
    case ProblemKind::kWrongType: return fmt::format("{} values of `{}` that are not of its type", count, column);
    case ProblemKind::kOutOfRange: return fmt::format("{} values of `{}` that its type cannot hold", count, column);
    case ProblemKind::kNotANumber: return fmt::format("{} values of `{}` that are not a number", count, column);
    case ProblemKind::kUnknownEnumValue: return fmt::format("{} values of `{}` that it does not list", count, column);
    case ProblemKind::kDuplicateKey: return fmt::format("{} rows whose `{}` comes again later", count, column);
    case ProblemKind::kDanglingReference: return fmt::format("{} values of `{}` that refer to nothing", count, column);
    case ProblemKind::kMissingReference: return fmt::format("{} rows without `{}`", count, column);
    case ProblemKind::kUnknownKey: return fmt::format("{} values of `{}` that no row has", count, column);
    case ProblemKind::kChangedDefinition: return "its definition changed after it was taken";
    case ProblemKind::kUnusedSnapshot: return "not used";
  }
  return count;
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
    default: return problem.drops_row ? "rows not kept" : "taken as missing";
  }
}

std::string line_of(const Problem& problem) {
  std::string line = "    " + describe(problem) + ": " + consequence(problem);
  // A missing value has nothing to show.
  if (problem.informational && problem.kind != ProblemKind::kUnusedSnapshot) return line + "\n";
  for (size_t i = 0; i < problem.examples.size(); ++i) {
    const ProblemExample& example = problem.examples[i];
    line += i == 0 ? " (" : ", ";
    if (example.row != 0) {
      line += (problem.kind == ProblemKind::kMalformedLine ? "line " : "row ") + std::to_string(example.row);
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
    for (const Problem& problem : report.sources[i - 1].problems) text += line_of(problem);
  }
  return text + fmt::format("loaded in {:.2f} s, {:.1f} MB in memory\n", report.seconds,
                            static_cast<double>(report.memory_bytes) / 1e6);
}

std::string print_problems(const LoadReport& report) {
  std::string text;
  for (const SourceReport& source : report.sources) {
    for (const Problem& problem : source.problems) {
      if (!problem.informational) text += printable(source.table) + ":" + line_of(problem).substr(3);
    }
  }
  return text;
}

}  // namespace segql::cli
