#pragma once
/// `Comparison`: one class on all systems, in turns, as a row of a table.

#include <memory>
#include <string>
#include <vector>

#include "bench/peers/worker.h"
#include "bench/report/spread.h"

namespace segql::bench {

/// Who takes part, in the order of the columns: SegQL first, then the code written by hand, then its peers.
struct Contestant {
  Worker* worker;
  By by;
  std::string name;
};

/// The columns of a table.
struct Columns {
  std::vector<Contestant> contestants;
  bool has_goals = false;

  std::string header() const;
};

class Comparison {
 public:
  Comparison(const Columns& columns, const Class& question, size_t index)
      : columns_(columns), question_(question), index_(index), times_(columns.contestants.size()) {}

  /// Whether all who can answer answer the same, which is said on stderr where they do not.
  bool agree();
  void run(int rounds);
  std::string row() const;
  /// The best peer's time to SegQL's; nothing when no peer answers.
  std::optional<double> ratio() const;

 private:
  double median(size_t contestant) const { return spread_of(times_[contestant]).median; }

  const Columns& columns_;
  const Class& question_;
  size_t index_;
  std::vector<std::vector<double>> times_;  ///< empty: does not answer
  int64_t answer_ = 0;
  double compile_ms_ = 0;
};

}  // namespace segql::bench
