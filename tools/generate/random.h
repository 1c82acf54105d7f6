#pragma once
/// Random numbers that depend on nothing but (seed, what for, which row): the same on every machine, in any order, from
/// any thread. SplitMix64 over integers; no floating point and no std:: distribution, whose results vary between
/// libraries.

#include <cstdint>

#include "base/int128.h"

namespace segql::generate {

constexpr uint64_t mix(uint64_t x) {
  x += 0x9E3779B97F4A7C15u;
  x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9u;
  x = (x ^ (x >> 27)) * 0x94D049BB133111EBu;
  return x ^ (x >> 31);
}

/// A short sequence of draws for one row of one purpose.
class Draw {
 public:
  constexpr Draw(uint64_t seed, uint64_t purpose, uint64_t row)
      : state_(mix(mix(seed ^ purpose * 0xD6E8FEB86659FD93u) ^ row)) {}

  constexpr uint64_t bits() { return state_ = mix(state_); }
  /// Uniform in [0, n). REQUIRES: n > 0.
  constexpr uint64_t below(uint64_t n) { return static_cast<uint64_t>((uint128{bits()} * n) >> 64); }
  /// Uniform in [low, high].
  constexpr int64_t between(int64_t low, int64_t high) {
    return low + static_cast<int64_t>(below(static_cast<uint64_t>(high - low) + 1));
  }
  constexpr bool percent(uint64_t p) { return below(100) < p; }

  /// A rank in [0, n), low ranks more often: the first n / 2^octaves ranks are as likely together as the next so many,
  /// the next twice so many, and so on; that is Zipf's law with steps and a flat top. REQUIRES: n > 0.
  constexpr uint64_t skewed(uint64_t n, unsigned octaves) {
    const uint64_t top = (n >> octaves) + 1;
    for (;;) {
      const uint64_t octave = below(octaves + 1);
      const uint64_t begin = octave == 0 ? 0 : top << (octave - 1);
      const uint64_t rank = begin + below(octave == 0 ? top : begin);
      if (rank < n) return rank;
    }
  }

 private:
  uint64_t state_;
};

/// A fixed shuffle of [0, n): the multiplier is a prime larger than any n in use, so it has no factor in common with n.
constexpr uint64_t shuffled(uint64_t i, uint64_t n) {
  constexpr uint64_t kPrime = 68'718'952'447;  // 36 bits
  return static_cast<uint64_t>((uint128{i} * kPrime + n / 3) % n);
}

}  // namespace segql::generate
