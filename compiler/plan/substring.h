#pragma once
/// `SubstringSearch`: all places of a text in a long one, at the speed of memory.

#include <array>
#include <cstdint>
#include <string_view>

namespace segql::plan {

/// Finds by three bytes of the pattern that are rare where it is sought: 64 places are compared at once, and only those
/// where all three stand are looked at (W. Mula, "SIMD-friendly algorithms for substring searching", 2016). Where that
/// happens too often, memmem goes on, which is linear whatever the texts are.
class SubstringSearch {
 public:
  /// `pattern` is not empty and, like `text`, outlives the search.
  SubstringSearch(std::string_view pattern, std::string_view text);

  /// The first place at or after `from` where the pattern stands; the size of the text: nowhere.
  uint64_t find(uint64_t from);

 private:
  uint64_t find_in_blocks(uint64_t from);

  std::string_view pattern_, text_;
  std::array<uint64_t, 3> rare_{};  ///< where the rare bytes are in the pattern; a short one has them twice
  uint64_t wasted_ = 0;             ///< bytes compared at places where the pattern does not stand
};

}  // namespace segql::plan
