#pragma once
/// `Outcome`: one segment of several that were asked for, and what came of it.

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "cli/session.h"

namespace segql::cli {

struct Outcome {
  SegmentInfo info;  ///< of one that there is not: the name as it was asked for, and no span
  bool is_known = true;
  bool is_there = false;
  std::string error;  ///< empty: it was evaluated
  uint64_t count = 0;
  uint64_t num_rows = 0;
  Timing timing;
  uint64_t num_overflows = 0;

  bool ok() const { return error.empty(); }
  double share() const { return num_rows == 0 ? 0 : static_cast<double>(count) / static_cast<double>(num_rows); }
};

/// Those that are named, or all that need no arguments. Says on standard error which are not known.
std::vector<Outcome> wanted_outcomes(Engine& engine, const std::vector<std::string>& names);

/// Opens the project, finds those that are wanted, and loads its data. Null after saying why not, as `open_session`;
/// also when none of those that are named is known.
std::unique_ptr<Session> open_session(const Options& options, std::vector<Outcome>& outcomes, int& exit_code);

/// Evaluates them, and says on a terminal how many are there. Calls `ready` with each as soon as it is: in order, those
/// that take long after the others.
void evaluate(Session& session, std::vector<Outcome>& outcomes, const std::function<void(const Outcome&)>& ready);

/// Passes on what is ready in the order it was asked for: each when all before it are there.
class InOrder {
 public:
  InOrder(const std::vector<Outcome>& outcomes, std::function<void(const Outcome&)> print)
      : outcomes_(outcomes), print_(std::move(print)) {}
  void operator()(const Outcome&) {
    for (; next_ < outcomes_.size() && outcomes_[next_].is_there; ++next_) print_(outcomes_[next_]);
  }

 private:
  const std::vector<Outcome>& outcomes_;
  std::function<void(const Outcome&)> print_;
  size_t next_ = 0;
};

/// Failures and values that did not fit, to standard error. True when a segment failed.
bool show_failures(const Engine& engine, const std::vector<Outcome>& outcomes);

}  // namespace segql::cli
