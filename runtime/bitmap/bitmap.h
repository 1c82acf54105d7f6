#pragma once
/// `Bitmap`: a set of rows of one table, one bit each. No bit at or beyond the row count is ever 1: every setter holds
/// to that, and whoever writes `words()` directly (a scan) must too. Any thread may read; one may write.

#include <bit>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "segql/result.h"

namespace segql::runtime {

inline constexpr uint64_t kRowsPerWord = 64;

class Bitmap {
 public:
  /// No rows of none.
  Bitmap() = default;
  /// No rows of `num_rows`.
  explicit Bitmap(uint64_t num_rows);
  /// Every row of `num_rows`.
  static Bitmap all(uint64_t num_rows);
  /// The rows whose bit is set; bits beyond `num_rows` are dropped, missing words are 0.
  static Bitmap of_words(std::span<const uint64_t> words, uint64_t num_rows);

  uint64_t num_rows() const { return num_rows_; }
  uint64_t num_words() const { return words_.size(); }
  /// Bit i of word w stands for row 64 * w + i.
  std::span<const uint64_t> words() const { return words_; }
  /// For engines, which write bits beyond the row count as 0 (runtime/abi/scan.h).
  std::span<uint64_t> words() { return words_; }
  /// Words [first_word, last_word), cut off at the end. REQUIRES: first_word <= last_word.
  std::span<const uint64_t> slice(uint64_t first_word, uint64_t last_word) const;
  /// The bits of word `word` that stand for rows: all but in the last word. REQUIRES: word < num_words().
  uint64_t mask_of(uint64_t word) const;

  bool test(uint64_t row) const {
    return row < num_rows_ && ((words_[row / kRowsPerWord] >> (row % kRowsPerWord)) & 1) != 0;
  }
  /// Rows beyond the row count are ignored by these two.
  void set(uint64_t row);
  void reset(uint64_t row);
  void clear();
  /// Drops rows beyond `num_rows`; new rows are not members.
  void resize(uint64_t num_rows);

  uint64_t count() const;
  /// Members among the rows of words [first_word, last_word), cut off at the end. REQUIRES: first_word <= last_word.
  uint64_t count(uint64_t first_word, uint64_t last_word) const;
  bool empty() const;

  /// In place. REQUIRES: the same number of rows.
  Bitmap& operator&=(const Bitmap& other);
  Bitmap& operator|=(const Bitmap& other);
  Bitmap& operator^=(const Bitmap& other);
  /// Takes the rows of `other` away.
  Bitmap& and_not(const Bitmap& other);
  /// Every row that was not a member becomes one, and the other way round.
  void flip();

  bool operator==(const Bitmap&) const = default;

  /// Calls `visit(row)` for each member, in ascending order.
  template <typename Visit>
  void for_each(Visit&& visit) const {
    for (uint64_t w = 0; w < words_.size(); ++w) {
      for (uint64_t rest = words_[w]; rest != 0; rest &= rest - 1) {
        visit(w * kRowsPerWord + static_cast<uint64_t>(std::countr_zero(rest)));
      }
    }
  }

  /// The portable serialisation of Roaring bitmaps (github.com/RoaringBitmap/RoaringFormatSpec), as hosts exchange it.
  /// REQUIRES: num_rows() <= 2^32.
  std::string to_roaring() const;
  /// kInvalidData when `bytes` is not exactly one such bitmap or names a row at or beyond `num_rows`. Safe on any
  /// bytes.
  static Result<Bitmap> of_roaring(std::string_view bytes, uint64_t num_rows);

 private:
  void clear_beyond_rows();

  uint64_t num_rows_ = 0;
  std::vector<uint64_t> words_;
};

}  // namespace segql::runtime
