#pragma once
/// `ProblemLog`: the problems of one source, counted by class and column, the first few with their row and value.

#include <string>
#include <string_view>
#include <vector>

#include "segql/load_report.h"

namespace segql::runtime {

class ProblemLog {
 public:
  struct Effect {
    bool drops_row = false;
    bool informational = false;
  };

  /// Counts one; `describe()` is the value as it stood in the source, asked for only while examples are wanted.
  template <typename Describe>
  void add(ProblemKind kind, std::string_view column, Effect effect, uint64_t row, Describe describe) {
    Problem& problem = find(kind, column, effect);
    ++problem.count;
    if (problem.examples.size() < kExamples) problem.examples.push_back({row, shortened(describe())});
  }
  /// Counts one that is of no row.
  void add(ProblemKind kind, std::string_view column, Effect effect) { ++find(kind, column, effect).count; }
  void merge(const ProblemLog& other);
  /// In the order of ProblemKind, then of first occurrence.
  std::vector<Problem> sorted() const;

 private:
  static constexpr size_t kExamples = 5;
  Problem& find(ProblemKind kind, std::string_view column, Effect effect);
  static std::string shortened(std::string_view value);

  std::vector<Problem> problems_;
};

}  // namespace segql::runtime
