// LoadReport: names of problems, and whether there is any that counts.

#include "segql/load_report.h"

#include <algorithm>

namespace segql {

const char* problem_kind_name(ProblemKind kind) {
  switch (kind) {
    case ProblemKind::kMissingColumn: return "missing-column";
    case ProblemKind::kMalformedLine: return "malformed-line";
    case ProblemKind::kMissingValue: return "missing-value";
    case ProblemKind::kWrongType: return "wrong-type";
    case ProblemKind::kOutOfRange: return "out-of-range";
    case ProblemKind::kNotANumber: return "not-a-number";
    case ProblemKind::kUnknownEnumValue: return "unknown-enum-value";
    case ProblemKind::kDuplicateKey: return "duplicate-key";
    case ProblemKind::kDanglingReference: return "dangling-reference";
    case ProblemKind::kMissingReference: return "missing-reference";
    case ProblemKind::kUnknownKey: return "unknown-key";
    case ProblemKind::kChangedDefinition: return "changed-definition";
    case ProblemKind::kUnusedSnapshot: return "unused-snapshot";
  }
  return "unknown";
}

bool LoadReport::has_problems() const {
  return std::any_of(sources.begin(), sources.end(), [](const SourceReport& source) {
    return std::any_of(source.problems.begin(), source.problems.end(),
                       [](const Problem& problem) { return !problem.informational; });
  });
}

}  // namespace segql
