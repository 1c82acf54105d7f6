#pragma once
/// `SketchSearch`: where a pattern may stand in texts that have a sketch.

#include <array>
#include <cstdint>
#include <string_view>
#include <vector>

#include "runtime/table/text_sketch.h"

namespace segql::plan {

/// Looks for four bytes of the sketch, each the classes of two neighbouring bytes of the pattern, and the last perhaps
/// of its first or last byte alone: for patterns that begin in a low nibble, and as pairs are cut differently there,
/// for those that begin in a high one.
class SketchSearch {
 public:
  /// Shorter patterns have too few bytes of their own.
  static constexpr size_t kLeastPattern = 5;

  /// REQUIRES: the pattern is not shorter than kLeastPattern. The sketch outlives the search. `size`: of the texts.
  SketchSearch(std::string_view pattern, const runtime::TextSketch& sketch, uint64_t size);

  /// Adds the places in [begin, end) where the pattern may stand, in ascending order; all where it does stand are among
  /// them. False: there are too many for this to be worth it, and not all were added.
  bool find(uint64_t begin, uint64_t end, std::vector<uint64_t>& places) const;

 private:
  struct Byte {
    uint64_t offset;  ///< from the byte that the pattern begins in
    uint8_t value, mask;
    uint32_t count;  ///< how often it was seen
  };
  static constexpr size_t kBytes = 4;
  /// `before`: nibbles before the pattern in the byte it begins in. `counts`: how often each byte was seen.
  std::array<Byte, kBytes> rare_bytes(std::string_view pattern, uint64_t before,
                                      const std::array<uint32_t, 256>& counts) const;
  /// The classes at `place` are those the pattern begins with.
  bool may_stand_at(uint64_t place) const;

  const runtime::TextSketch& sketch_;
  std::array<Byte, kBytes> even_, odd_;
  uint64_t beginning_ = 0, mask_ = 0;  ///< classes of the pattern
};

}  // namespace segql::plan
