#pragma once
/// `Class`: one question of the benchmark, in the words of each system.

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace segql::bench {

/// In the order of `sql`.
enum class Peer : uint8_t { kDuckDb, kClickHouse };
inline constexpr size_t kNumPeers = 2;

/// The answer is the sum of i * (rows of question i), i from 1: the count, where there is one question.
struct Class {
  std::string name;                   ///< "s1"
  std::string about;                  ///< for people
  std::vector<std::string> segments;  ///< one, or those of a pass over many
  std::vector<std::string> sql[kNumPeers];
  /// The sum of the keys of the rows, which tells whether it is the same rows; empty: the answer tells enough.
  std::string keys_sql[kNumPeers];
};

/// One segment each: S1 to S9. As of 2026-03-31T12:00Z.
std::vector<Class> single_classes(uint64_t num_customers);

/// Segments of two to five conditions over customers, the same for the same `count`.
struct ManySegments {
  Class question;
  std::string source;  ///< their definitions
};
ManySegments many_segments(size_t count);

}  // namespace segql::bench
