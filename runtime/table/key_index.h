#pragma once
/// `KeyIndex`: from an integer key (a number, a text's code, an enumerator) to its row. Keys that lie close together
/// are positions of an array, others go to an open-addressing hash table; both take at most 16 bytes a key or so.

#include <cstdint>

#include "runtime/table/buffer.h"

namespace segql::runtime {

class KeyIndex {
 public:
  static constexpr uint32_t kNone = UINT32_MAX;

  /// For at most `count` keys between `min` and `max`; none when min > max.
  KeyIndex(int64_t min, int64_t max, uint64_t count);

  /// The row of `key`, or kNone.
  uint32_t find(int64_t key) const;
  /// Starts to fetch what find() will read.
  void prefetch(int64_t key) const;
  /// Sets the row of `key`; returns the one it had, or kNone.
  uint32_t exchange(int64_t key, uint32_t row);
  /// Replaces every row by `renumber(row)`.
  template <typename Renumber>
  void renumber(Renumber renumber) {
    for (uint64_t at = 0; at < num_slots_; ++at)
      if (uint32_t& row = row_at(at); row != kNone) row = renumber(row);
  }
  size_t memory_bytes() const { return sizeof(*this) + memory_.size(); }

 private:
  struct Slot {
    int64_t key;
    uint32_t row;
  };
  bool in_range(int64_t key) const { return key >= min_ && key <= max_; }
  uint64_t slot_of(int64_t key) const;
  uint32_t& row_at(uint64_t at);

  int64_t min_, max_;
  bool dense_ = true;
  int shift_ = 0;
  uint64_t num_slots_ = 0;
  Buffer memory_;  ///< uint32_t rows when dense, else Slots
};

}  // namespace segql::runtime
