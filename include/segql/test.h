#pragma once
/// `test` blocks of the definitions: what `Engine::tests` lists and `Engine::run_test` finds. Plain data.

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "segql/diagnostic.h"

namespace segql {

/// A test that can be run.
struct TestInfo {
  std::string name;
  std::string segment;  ///< canonical, with its arguments
  SourceId source = 0;
  Span span;  ///< of the declaration
};

/// A window of a condition and the instants it stood for: [from, to), as text in the segment's timezone.
struct TestWindow {
  std::string text;  ///< `within last 90 days`
  std::string from;  ///< empty: no beginning, or one that depends on a row
  std::string to;    ///< empty: no end, or one that depends on a row
};

/// A condition of the tested segment, as it was for one row.
struct TestCondition {
  std::string text;       ///< as written
  uint32_t depth = 0;     ///< in how many blocks it stands; those come before it
  bool excludes = false;  ///< of an `exclude`: takes rows away when it is true
  bool holds = false;
  /// Fields and attributes of the row in it, with their values as people read them.
  std::vector<std::pair<std::string, std::string>> values;
  std::vector<TestWindow> windows;  ///< in it, and in the definitions of those attributes
};

/// An expectation that was not met.
struct TestFailure {
  Span span;                                               ///< of the expectation
  std::string expected;                                    ///< `in`, `out` or `order_count = 2`
  std::string found;                                       ///< `out`, `in` or `order_count is 1`
  std::string engine;                                      ///< the first that found it: `interp` or `jit`
  std::string row;                                         ///< `customer c1`
  std::vector<std::pair<std::string, std::string>> given;  ///< its fields and values, as written
  std::string as_of;  ///< in the test's timezone, such as `2026-03-31T12:00:00+03:00`
  /// Of `in` and `out`: every condition of the segment, then every `take`, which holds for those who are left after it,
  /// and `sample`, in the order written. Of a part of a split or priority list: the segments it is made of, and
  /// whether the row's place is within its share.
  std::vector<TestCondition> conditions;
};

/// A condition of a segment, and what tests saw of it. A block stands before its parts, and is none itself.
struct TestedCondition {
  std::string text;  ///< as written
  uint32_t depth = 0;
  bool excludes = false;
  bool is_block = false;
  bool was_true = false, was_false = false;  ///< for a row that was expected to be in or out

  bool is_covered() const { return was_true && was_false; }
};

/// A segment as it is written, whether or not it has parameters.
struct WrittenSegment {
  std::string name;
  SourceId source = 0;
  Span span;  ///< of the name
  std::vector<TestedCondition> conditions;
};

struct TestResult {
  uint64_t num_expectations = 0;
  std::vector<std::string> engines;  ///< that evaluated it and agreed: `interp`, and `jit` where there is compiled code
  std::vector<TestFailure> failures;
  std::vector<TestedCondition> conditions;  ///< of the segment, in the order of `WrittenSegment`; where asked for
  double seconds = 0;

  bool passed() const { return failures.empty(); }
};

}  // namespace segql
