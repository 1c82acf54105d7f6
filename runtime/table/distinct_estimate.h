#pragma once
/// About how many different values were seen: HyperLogLog with 4096 registers (standard error 1.6%) and the linear
/// count for small numbers.

#include <array>
#include <bit>
#include <cmath>
#include <cstdint>

namespace segql::runtime {

class DistinctEstimate {
 public:
  void add(uint64_t value) {
    // The finaliser of MurmurHash3: every bit of the value reaches every bit of the hash.
    value = (value ^ (value >> 33)) * 0xff51afd7ed558ccdULL;
    value = (value ^ (value >> 33)) * 0xc4ceb9fe1a85ec53ULL;
    value ^= value >> 33;
    const auto rank = static_cast<uint8_t>(std::countl_zero(value | (kRegisters - 1)) + 1);
    uint8_t& seen = registers_[value & (kRegisters - 1)];
    if (rank > seen) seen = rank;
  }

  uint64_t count() const {
    double sum = 0;
    double untouched = 0;
    for (const uint8_t rank : registers_) {
      sum += std::ldexp(1.0, -rank);
      untouched += rank == 0 ? 1 : 0;
    }
    constexpr double kSize = kRegisters;
    const double estimate = (0.7213 / (1 + 1.079 / kSize)) * kSize * kSize / sum;
    const bool small = estimate <= 2.5 * kSize && untouched > 0;
    return static_cast<uint64_t>(std::llround(small ? kSize * std::log(kSize / untouched) : estimate));
  }

 private:
  static constexpr uint64_t kRegisters = 4096;
  std::array<uint8_t, kRegisters> registers_{};
};

}  // namespace segql::runtime
