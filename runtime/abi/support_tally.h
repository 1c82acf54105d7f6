#pragma once
/// Support functions that count and add up events by owner, 64 owners at a time. Conventions: runtime/abi/support.h.
///
/// Everywhere: bit i of words[w] says that event first + 64 * w + i counts; words[num_words] is readable, and num_words
/// at most kTallyWords. `starts`: 65 of RelationView::starts.

#include <cstdint>

namespace segql::runtime {

inline constexpr uint64_t kTallyWords = 16;

extern "C" {

/// counts[o] += how many events of owner o count.
void segql_add_counts(const uint64_t* words, uint64_t first, uint64_t num_words, const uint32_t* starts,
                      uint32_t* counts);

/// The same, and sums[o] += the cells of those events. `cells`: of the whole column, readable up to a multiple of 64.
void segql_add_sums_u8(const uint64_t* words, uint64_t first, uint64_t num_words, const uint32_t* starts,
                       const uint8_t* cells, uint32_t* counts, uint64_t* sums);
void segql_add_sums_u16(const uint64_t* words, uint64_t first, uint64_t num_words, const uint32_t* starts,
                        const uint16_t* cells, uint32_t* counts, uint64_t* sums);
void segql_add_sums_u32(const uint64_t* words, uint64_t first, uint64_t num_words, const uint32_t* starts,
                        const uint32_t* cells, uint32_t* counts, uint64_t* sums);

}  // extern "C"

}  // namespace segql::runtime
