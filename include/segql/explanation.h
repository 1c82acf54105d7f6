#pragma once
/// Why one row is in a segment or not, and when time alone will change that: what `Evaluation::why` answers. Plain
/// data.

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "segql/test.h"

namespace segql {

struct Explanation {
  std::string segment;  ///< canonical, with its arguments
  std::string entity;
  std::string key;
  bool is_member = false;
  /// Every condition, then every `take`, which holds for those who are left after it, and `sample`, in the order
  /// written; what stands in a block follows the block. Of a part of a split or priority list: the segments it is made
  /// of, and whether the row's place is within its share. Of a static segment: whether the key stands in its list. Of a
  /// snapshot: as they were at its instant; empty: it was taken, and its members are written down.
  std::vector<TestCondition> conditions;
  /// The first instant after as_of at which the row becomes a member or ceases to be one if nothing happens: the rows
  /// and the definitions stay as they are. Microseconds since 1970-01-01T00:00Z.
  std::optional<int64_t> next_change;
  /// Up to this instant nothing else changes: `next_change` where there is one, else as far as was looked.
  int64_t unchanged_until = 0;
  /// Why it was not looked further; empty: ten years are far enough, or nobody asked.
  std::string why_not_further;
};

}  // namespace segql
