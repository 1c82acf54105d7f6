#pragma once
/// `TableReporter`: what Google Benchmark measured, as lines on the console, and as a table of nanoseconds for a row.

#include <map>
#include <string>
#include <vector>

#include <benchmark/benchmark.h>

namespace segql::bench {

/// Of benchmarks named <family>/<column>/<engine>/<size>.
class TableReporter final : public benchmark::ConsoleReporter {
 public:
  TableReporter() : ConsoleReporter(OO_None) {}
  void ReportRuns(const std::vector<Run>& runs) override;
  /// A row for each family and column, a column for each engine and size.
  std::string table() const;

 private:
  std::vector<std::string> rows_, columns_;  ///< in the order they were first seen
  std::map<std::pair<std::string, std::string>, double> cells_;
};

}  // namespace segql::bench
