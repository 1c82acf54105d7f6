#pragma once
/// `Values`: a set of values of one ordered domain, as ranges of whole numbers. Exact numbers, dates, instants and
/// enumerators are the numbers they are stored as; floats and texts are numbered in their order (see `float_ordinal`
/// and TextOrder).

#include <cstddef>
#include <optional>
#include <vector>

#include "base/int128.h"
#include "compiler/check/compare_op.h"

namespace segql::prove {

/// The ends of every domain: exact arithmetic has no more digits (law 8). A range that reaches one of them has no end
/// on that side.
inline constexpr int128 kHighest = power_of_ten(38);
inline constexpr int128 kLowest = -kHighest;

class Values {
 public:
  struct Range {
    int128 first, last;  ///< both are in it
    bool operator==(const Range&) const = default;
  };

  /// None.
  Values() = default;
  static Values all() { return range(kLowest, kHighest); }
  /// Empty when `first` is above `last`.
  static Values range(int128 first, int128 last);
  static Values point(int128 value) { return range(value, value); }
  /// Those that are `op` the constant.
  static Values compared(hir::CompareOp op, int128 constant);
  /// Ranges in any order, which may overlap.
  static Values of(std::vector<Range> ranges);

  const std::vector<Range>& ranges() const { return ranges_; }
  bool empty() const { return ranges_.empty(); }
  bool contains(int128 value) const;
  bool is_part_of(const Values& other) const;
  bool meets(const Values& other) const;
  /// REQUIRES: not empty.
  int128 lowest() const { return ranges_.front().first; }
  int128 highest() const { return ranges_.back().last; }
  /// How many there are, when that is at most `limit`.
  std::optional<size_t> count_up_to(size_t limit) const;
  /// Each of them, in order. REQUIRES: there are few.
  std::vector<int128> list() const;

  Values complement() const;
  Values operator|(const Values& other) const;
  Values operator&(const Values& other) const;
  bool operator==(const Values&) const = default;

  /// The x for which x + `summand` is in this set. REQUIRES: `summand` has at most 37 digits.
  Values before_sum(int128 summand) const;
  /// The x for which x * `factor` is in this set. REQUIRES: factor != 0.
  Values before_product(int128 factor) const;

 private:
  std::vector<Range> ranges_;  ///< in order, none touching the next
};

/// Numbers floats in their order, neighbours next to each other; both zeros are one. REQUIRES: not NaN.
int128 float_ordinal(double value);
double float_of(int128 ordinal);

}  // namespace segql::prove
