#pragma once
/// `SketchSearch`: where a pattern may stand in texts that have a sketch.

#include <array>
#include <cstdint>
#include <string_view>
#include <vector>

#include "runtime/table/text_sketch.h"

namespace segql::plan {

/// Looks, 256 bytes of the sketch at once, for three pairs of neighbouring bytes of the pattern that are rare, by their
/// classes: for those that begin at an even place and, as pairs are cut differently there, for those that begin at an
/// odd one.
class SketchSearch {
 public:
  /// Shorter patterns have too few pairs.
  static constexpr size_t kLeastPattern = 5;

  /// REQUIRES: the pattern is not shorter than kLeastPattern. The sketch outlives the search. `size`: of the texts.
  SketchSearch(std::string_view pattern, const runtime::TextSketch& sketch, uint64_t size);

  /// Adds the places in [begin, end) where the pattern may stand, in ascending order; all where it does stand are among
  /// them. False: there are too many for this to be worth it, and not all were added.
  bool find(uint64_t begin, uint64_t end, std::vector<uint64_t>& places) const;

 private:
  static constexpr size_t kPairs = 3;
  /// Bytes of the sketch, and how far from the one that the pattern begins in.
  struct Pairs {
    std::array<uint64_t, kPairs> offset{};
    std::array<uint8_t, kPairs> byte{};
  };
  /// `before`: nibbles before the pattern in the byte it begins in. `counts`: how often each byte was seen.
  Pairs rare_pairs(std::string_view pattern, uint64_t before, const std::array<uint32_t, 256>& counts) const;

  /// The classes at `place` are those the pattern begins with.
  bool may_stand_at(uint64_t place) const;

  const runtime::TextSketch& sketch_;
  Pairs even_, odd_;
  uint64_t beginning_ = 0, mask_ = 0;  ///< classes of the pattern
};

}  // namespace segql::plan
