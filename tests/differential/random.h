#pragma once
/// `Random`: SplitMix64 (Steele, Lea, Flood 2014), the same numbers on every machine.

#include <cstdint>
#include <initializer_list>
#include <string>
#include <vector>

namespace segql::testing {

class Random {
 public:
  explicit Random(uint64_t seed) : state_(seed) {}
  uint64_t next() {
    uint64_t z = (state_ += 0x9E3779B97F4A7C15ULL);
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9ULL;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBULL;
    return z ^ (z >> 31);
  }
  /// 0 <= result < bound.
  int64_t below(int64_t bound) { return static_cast<int64_t>(next() % static_cast<uint64_t>(bound)); }
  int64_t between(int64_t low, int64_t high) { return low + below(high - low + 1); }
  bool chance(int percent) { return below(100) < percent; }
  template <typename T>
  const T& pick(const std::vector<T>& items) {
    return items[static_cast<size_t>(below(static_cast<int64_t>(items.size())))];
  }
  std::string one_of(std::initializer_list<const char*> items) {
    return *(items.begin() + below(static_cast<int64_t>(items.size())));
  }

 private:
  uint64_t state_;
};

}  // namespace segql::testing
