#pragma once
/// Some of a column's values, sorted: how many lie between two limits is about how many of all do. And the same of how
/// many events owners have.

#include <cstdint>
#include <vector>

namespace segql::runtime {

/// Rows that a column's own sample looks at.
inline constexpr uint64_t kSampledRows = 1024;

/// The values of up to `most` rows from all over the column, sorted; `valid` null: every row has one. T: int64_t,
/// double without NaN.
template <typename T>
std::vector<T> sorted_sample(const T* values, const uint64_t* valid, uint64_t num_rows, uint64_t most);

/// How many events owners have: for each of 32 equal parts of all owners, in ascending order, what one in its middle
/// has. Empty: there are no owners.
std::vector<uint32_t> typical_runs(const uint32_t* starts, uint64_t num_owners);

}  // namespace segql::runtime
