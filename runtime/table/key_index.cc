// KeyIndex: arrays for dense keys, Fibonacci hashing with linear probing for the rest.

#include "runtime/table/key_index.h"

#include <algorithm>
#include <bit>
#include <cstring>

namespace segql::runtime {
namespace {

/// An array of rows may have this many positions per key: then it is as large as the hash table, and faster.
constexpr uint64_t kPositionsPerKey = 4;
constexpr uint64_t kGoldenRatio = 0x9e3779b97f4a7c15ULL;

}  // namespace

KeyIndex::KeyIndex(int64_t min, int64_t max, uint64_t count) : min_(min), max_(max) {
  if (min > max || count == 0) {
    min_ = 0, max_ = -1;
    return;
  }
  const uint64_t range = static_cast<uint64_t>(max) - static_cast<uint64_t>(min);
  dense_ = range / kPositionsPerKey <= count + 256;
  num_slots_ = dense_ ? range + 1 : std::bit_ceil(std::max<uint64_t>(count + count / 2, 16));
  shift_ = 64 - std::countr_zero(num_slots_);
  memory_ = Buffer(num_slots_ * (dense_ ? sizeof(uint32_t) : sizeof(Slot)));
  std::memset(memory_.data(), 0xff, memory_.size());
}

uint64_t KeyIndex::slot_of(int64_t key) const {
  const auto* slots = reinterpret_cast<const Slot*>(memory_.data());
  uint64_t at = (static_cast<uint64_t>(key) * kGoldenRatio) >> shift_;
  while (slots[at].row != kNone && slots[at].key != key) at = (at + 1) & (num_slots_ - 1);
  return at;
}

uint32_t& KeyIndex::row_at(uint64_t at) {
  return dense_ ? reinterpret_cast<uint32_t*>(memory_.data())[at] : reinterpret_cast<Slot*>(memory_.data())[at].row;
}

uint32_t KeyIndex::find(int64_t key) const {
  if (!in_range(key)) return kNone;
  if (dense_)
    return reinterpret_cast<const uint32_t*>(memory_.data())[static_cast<uint64_t>(key) - static_cast<uint64_t>(min_)];
  return reinterpret_cast<const Slot*>(memory_.data())[slot_of(key)].row;
}

void KeyIndex::prefetch(int64_t key) const {
  if (!in_range(key)) return;
  if (dense_) {
    __builtin_prefetch(memory_.data() + (static_cast<uint64_t>(key) - static_cast<uint64_t>(min_)) * sizeof(uint32_t));
  } else {
    __builtin_prefetch(memory_.data() + ((static_cast<uint64_t>(key) * kGoldenRatio) >> shift_) * sizeof(Slot));
  }
}

uint32_t KeyIndex::exchange(int64_t key, uint32_t row) {
  const uint64_t at = dense_ ? static_cast<uint64_t>(key) - static_cast<uint64_t>(min_) : slot_of(key);
  if (!dense_) reinterpret_cast<Slot*>(memory_.data())[at].key = key;
  const uint32_t earlier = row_at(at);
  row_at(at) = row;
  return earlier;
}

}  // namespace segql::runtime
