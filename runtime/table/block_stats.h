#pragma once
/// `BlockStats`: the least and greatest value of each 65,536 rows of a column, by which scans pass over blocks (G.
/// Moerkotte, "Small Materialized Aggregates: A Light Weight Index Structure for Data Warehousing", VLDB 1998).

#include <cstdint>
#include <vector>

namespace segql::runtime {

inline constexpr uint64_t kRowsPerBlock = 65'536;

/// T: int64_t for columns of integers, double for kF64.
template <typename T>
struct BlockStats {
  T min, max;  ///< over present values; without meaning when there is none
  uint64_t num_missing;
};

/// The blocks of a column of `num_rows` rows, the last one may be short; `valid` null: every row has a value. No NaN
/// among the values. Empty when they say next to nothing that the column as a whole does not say.
template <typename T>
std::vector<BlockStats<T>> block_stats(const T* values, const uint64_t* valid, uint64_t num_rows);

}  // namespace segql::runtime
