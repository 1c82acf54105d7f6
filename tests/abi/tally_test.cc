// Counts and sums by owner, against adding up event by event: few and many events, several calls for one word of
// owners, every width of cells.
#include <algorithm>
#include <limits>
#include <random>
#include <vector>

#include <gtest/gtest.h>

#include "runtime/abi/support_tally.h"

namespace segql::runtime {
namespace {

constexpr uint64_t kOwners = 64;

struct Tallied {
  std::vector<uint32_t> counts = std::vector<uint32_t>(kOwners);
  std::vector<uint64_t> sums = std::vector<uint64_t>(kOwners);
  bool operator==(const Tallied&) const = default;
};

/// 64 owners whose events begin somewhere in a column; the last ones may not exist.
template <typename Cell>
class Events {
 public:
  Events(std::mt19937_64& random, uint64_t num_owners, uint32_t longest, double share) : num_owners_(num_owners) {
    starts_.assign(kOwners + 1, 0);
    starts_[0] = static_cast<uint32_t>(random() % 300);
    for (uint64_t o = 0; o < kOwners; ++o) {
      const bool has_none = o >= num_owners || random() % 3 == 0;
      starts_[o + 1] = starts_[o] + (has_none ? 0 : static_cast<uint32_t>(random() % (longest + 1)));
    }
    const uint64_t end = starts_[num_owners], num_words = (end + 63) / 64 + 1;
    cells_.resize(64 * num_words);
    for (Cell& cell : cells_) cell = random() % 5 == 0 ? std::numeric_limits<Cell>::max() : static_cast<Cell>(random());
    words_.resize(num_words);
    for (uint64_t event = starts_[0]; event < end; ++event) {
      const bool counts = static_cast<double>(random() % 1'000'000) < share * 1e6;
      words_[event / 64] |= uint64_t{counts} << (event % 64);
    }
  }

  Tallied expected() const {
    Tallied all;
    for (uint64_t o = 0; o < num_owners_; ++o) {
      for (uint64_t event = starts_[o]; event < starts_[o + 1]; ++event) {
        if (((words_[event / 64] >> (event % 64)) & 1) == 0) continue;
        ++all.counts[o];
        all.sums[o] += cells_[event];
      }
    }
    return all;
  }

  /// `call(words, first, num_words, starts, tallied)` for all words, some at a time.
  template <typename Call>
  Tallied tallied(uint64_t words_at_once, const Call& call) const {
    Tallied all;
    const uint64_t end = starts_[num_owners_];
    for (uint64_t first = starts_[0] / 64; 64 * first < end; first += words_at_once) {
      const uint64_t count = std::min(words_at_once, (end + 63) / 64 - first);
      std::vector<uint64_t> words(words_.begin() + static_cast<ptrdiff_t>(first),
                                  words_.begin() + static_cast<ptrdiff_t>(first + count));
      words.push_back(~uint64_t{0});  // readable, and no matter
      call(words.data(), 64 * first, count, starts_.data(), all);
    }
    for (uint64_t o = num_owners_; o < kOwners; ++o) all.counts[o] = 0, all.sums[o] = 0;  // they mean nothing
    return all;
  }

  const Cell* cells() const { return cells_.data(); }

 private:
  uint64_t num_owners_;
  std::vector<uint32_t> starts_;
  std::vector<Cell> cells_;
  std::vector<uint64_t> words_;
};

template <typename Cell, typename AddSums>
void compare(const AddSums& add_sums) {
  std::mt19937_64 random(sizeof(Cell));
  for (int round = 0; round < 400; ++round) {
    const uint64_t owners = round % 4 == 0 ? random() % 64 + 1 : 64;
    const uint32_t longest = round % 5 == 0 ? 200 : 6;
    const Events<Cell> events(random, owners, longest, round % 3 == 0 ? 0.01 : 0.5);
    const uint64_t at_once = round % 2 == 0 ? kTallyWords : random() % kTallyWords + 1;
    const Tallied expected = events.expected();
    const Tallied sums = events.tallied(
        at_once, [&](const uint64_t* words, uint64_t first, uint64_t count, const uint32_t* starts, Tallied& all) {
          add_sums(words, first, count, starts, events.cells(), all.counts.data(), all.sums.data());
        });
    ASSERT_EQ(sums, expected) << round;
    const Tallied counts = events.tallied(
        at_once, [&](const uint64_t* words, uint64_t first, uint64_t count, const uint32_t* starts, Tallied& all) {
          segql_add_counts(words, first, count, starts, all.counts.data());
        });
    ASSERT_EQ(counts.counts, expected.counts) << round;
  }
}

TEST(Tally, BytesByOwner) { compare<uint8_t>(segql_add_sums_u8); }
TEST(Tally, SixteenBitsByOwner) { compare<uint16_t>(segql_add_sums_u16); }
TEST(Tally, ThirtyTwoBitsByOwner) { compare<uint32_t>(segql_add_sums_u32); }

}  // namespace
}  // namespace segql::runtime
