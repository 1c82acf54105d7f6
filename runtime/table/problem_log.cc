// ProblemLog: counting problems.

#include "runtime/table/problem_log.h"

#include <algorithm>

#include "base/utf8.h"

namespace segql::runtime {

Problem& ProblemLog::find(ProblemKind kind, std::string_view column, Effect effect) {
  for (Problem& problem : problems_)
    if (problem.kind == kind && problem.drops_row == effect.drops_row &&
        problem.informational == effect.informational && problem.column == column)
      return problem;
  return problems_.emplace_back(Problem{kind, std::string(column), 0, effect.drops_row, effect.informational, {}});
}

/// At most 60 characters, and UTF-8 whatever stood in the source.
std::string ProblemLog::shortened(std::string_view value) {
  constexpr size_t kLongest = 60;
  std::string result;
  size_t length = 0;
  for (size_t at = 0; at < value.size(); ++length) {
    if (length == kLongest - 1) {
      const auto last = utf8::decode(value, at);
      if (at + last.length < value.size()) return result + "…";
    }
    const auto next = utf8::decode(value, at);
    utf8::append(result, next.valid ? next.code_point : utf8::kReplacement);
    at += next.length;
  }
  return result;
}

void ProblemLog::merge(const ProblemLog& other) {
  for (const Problem& more : other.problems_) {
    Problem& problem = find(more.kind, more.column, {more.drops_row, more.informational});
    problem.count += more.count;
    for (const ProblemExample& example : more.examples)
      if (problem.examples.size() < kExamples) problem.examples.push_back(example);
  }
}

std::vector<Problem> ProblemLog::sorted() const {
  std::vector<Problem> result = problems_;
  std::stable_sort(result.begin(), result.end(), [](const Problem& a, const Problem& b) { return a.kind < b.kind; });
  return result;
}

}  // namespace segql::runtime
