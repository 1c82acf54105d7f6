#pragma once
/// How time grows: with rows, with segments asked for together, with literals of a list.

#include <string>
#include <vector>

#include "bench/peers/session.h"
#include "bench/report/plot.h"

namespace segql::bench {

/// The segments of one each: s1 to s9.
std::vector<std::string> single_segments();

/// What of a series of questions is told: the median of `rounds` after one that is not counted.
class Medians {
 public:
  void add(const Asked& asked) { all_.push_back(asked); }
  double of(double Asked::*part) const;
  double of_rest() const;
  double of_evaluation() const;  ///< without reading the text

 private:
  std::vector<Asked> all_;
};

/// Adds a point to each line of `plot`, one for each segment.
Status add_rows(Session& session, int rounds, Plot& plot);
Plot rows_plot();

/// Of as many as `most` segments, defined by many_segments.
Result<Plot> segments_curve(Session& session, int rounds, size_t most);

/// A list of numbers, and one of texts: reading it, compiling it, and evaluating it as a whole.
Result<Plot> literals_curve(Session& session, int rounds);

}  // namespace segql::bench
