#include "engine/ranking.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <functional>
#include <optional>
#include <unordered_map>
#include <vector>

#include <xxhash.h>

#include "base/cancel.h"
#include "base/int128.h"

namespace segql::engine {
namespace {

/// 100% in the ten-thousandths of a percent that hir::Take and hir::Sample use.
constexpr uint64_t kWhole = 1'000'000;

bool is_valid(const ScanOutput& output, uint32_t row) { return ((output.valid[row / 64] >> (row % 64)) & 1) != 0; }

/// Order-preserving integer of a score, so that one comparison serves both forms.
int64_t score_of(const ScanOutput& by, uint32_t row) {
  if (!by.is_real) return by.integers[row];
  const auto bits = std::bit_cast<int64_t>(by.reals[row] + 0.0);  // -0.0 ranks with 0.0
  return bits < 0 ? bits ^ INT64_MAX : bits;
}

struct Scored {
  int64_t score;
  uint32_t row;
};

struct Group {
  uint64_t population = 0;
  std::vector<Scored> rows;  ///< those with a score that may be kept
};

/// Whether the key of one row stands before that of another: numbers by value, texts by code points.
class KeyOrder {
 public:
  explicit KeyOrder(const runtime::Column& keys) : keys_(keys) {}
  bool operator()(const Scored& a, const Scored& b) const {
    const int64_t left = keys_.integer(a.row), right = keys_.integer(b.row);
    const runtime::Dictionary* texts = keys_.dictionary();
    if (texts == nullptr) return left < right;
    return texts->text(static_cast<uint32_t>(left)) < texts->text(static_cast<uint32_t>(right));
  }

 private:
  const runtime::Column& keys_;
};

/// How many rows of a group `take` asks for; ties may make them more.
uint64_t wanted(const hir::Take& take, uint64_t population) {
  const auto amount = static_cast<uint64_t>(take.amount);
  if (!take.percent) return amount;
  return static_cast<uint64_t>((static_cast<uint128>(population) * amount + kWhole - 1) / kWhole);
}

/// Marks the rows of one group that are kept.
void cut(const hir::Take& take, Group& group, const KeyOrder& by_key, runtime::Bitmap& kept) {
  CancelPoll poll;
  const auto better = [&](const Scored& a, const Scored& b) {
    poll();
    return take.bottom ? a.score < b.score : a.score > b.score;
  };
  const uint64_t at_most = take.at_most < 0 ? UINT64_MAX : static_cast<uint64_t>(take.at_most);
  const uint64_t limit = std::min({wanted(take, group.population), group.rows.size(), at_most});
  if (limit == 0) return;
  // Those before the last one's score, then those of that score, then all others.
  const auto begin = group.rows.begin(), middle = begin + static_cast<ptrdiff_t>(limit), end = group.rows.end();
  std::nth_element(begin, middle - 1, end, better);
  const Scored last = *(middle - 1);
  const auto tied = std::partition(begin, middle, [&](const Scored& row) { return better(row, last); });
  const auto worse = std::partition(middle, end, [&](const Scored& row) { return row.score == last.score; });
  const auto num_better = static_cast<uint64_t>(tied - begin), num_tied = static_cast<uint64_t>(worse - tied);
  const uint64_t num_kept = take.ties_kept ? std::min(num_tied, at_most - num_better) : limit - num_better;
  const auto cut_off = tied + static_cast<ptrdiff_t>(num_kept);
  if (cut_off != worse) std::nth_element(tied, cut_off, worse, by_key);
  for (auto row = begin; row != cut_off; ++row) kept.set(row->row);
}

/// Calls visit(row) for the rows of the population that have a score.
template <typename Visit>
void for_each_scored(const runtime::Bitmap& population, const ScanOutput& by, Visit visit) {
  const std::span<const uint64_t> words = population.words();
  CancelPoll poll;
  for (uint64_t word = 0; word < words.size(); ++word, poll()) {
    for (uint64_t bits = words[word] & by.valid[word]; bits != 0; bits &= bits - 1) {
      visit(static_cast<uint32_t>(64 * word + static_cast<uint64_t>(std::countr_zero(bits))));
    }
  }
}

uint64_t count_scored(const runtime::Bitmap& population, const ScanOutput& by) {
  const std::span<const uint64_t> words = population.words();
  uint64_t count = 0;
  for (uint64_t word = 0; word < words.size(); ++word)
    count += static_cast<uint64_t>(std::popcount(words[word] & by.valid[word]));
  return count;
}

/// A score that about `limit` of `num_scored` rows reach, and rather more than fewer: from a sample of rows that lie
/// apart evenly. Nothing when a sample says too little.
std::optional<int64_t> likely_cut(const hir::Take& take, const runtime::Bitmap& population, const ScanOutput& by,
                                  uint64_t num_scored, uint64_t limit) {
  constexpr uint64_t kSample = 16'384;
  if (num_scored < 8 * kSample || limit > num_scored / 2) return std::nullopt;
  const uint64_t stride = num_scored / kSample;
  std::vector<int64_t> sample;
  uint64_t index = 0;
  for_each_scored(population, by, [&](uint32_t row) {
    if (index++ % stride == 0) sample.push_back(score_of(by, row));
  });
  // Four standard deviations of where the sample's quantile lies.
  const double share = static_cast<double>(limit) / static_cast<double>(num_scored);
  const auto size = static_cast<double>(sample.size());
  const auto place = static_cast<size_t>(share * size + 4 * std::sqrt(share * (1 - share) * size) + 4);
  if (place >= sample.size()) return std::nullopt;
  const auto at = sample.begin() + static_cast<ptrdiff_t>(place);
  if (take.bottom) {
    std::nth_element(sample.begin(), at, sample.end());
  } else {
    std::nth_element(sample.begin(), at, sample.end(), std::greater<>());
  }
  return *at;
}

/// The rows of one group that is everyone. Sorting all of a large population to keep a few would be a waste.
Group contenders(const hir::Take& take, const runtime::Bitmap& population, const ScanOutput& by) {
  Group group;
  group.population = population.count();
  const uint64_t num_scored = count_scored(population, by);
  const uint64_t limit = std::min(wanted(take, group.population), num_scored);
  if (const auto reached = likely_cut(take, population, by, num_scored, limit)) {
    for_each_scored(population, by, [&](uint32_t row) {
      const int64_t score = score_of(by, row);
      if (take.bottom ? score <= *reached : score >= *reached) group.rows.push_back({score, row});
    });
    if (group.rows.size() >= limit) return group;
    group.rows.clear();  // the sample was not like the others
  }
  group.rows.reserve(num_scored);
  for_each_scored(population, by, [&](uint32_t row) { group.rows.push_back({score_of(by, row), row}); });
  return group;
}

}  // namespace

runtime::Bitmap take(const hir::Take& take, const runtime::Bitmap& population, const ScanOutput& by,
                     const ScanOutput* per, const runtime::Column& keys) {
  runtime::Bitmap kept(population.num_rows());
  const KeyOrder by_key(keys);
  if (per == nullptr) {
    Group everyone = contenders(take, population, by);
    cut(take, everyone, by_key, kept);
    return kept;
  }
  CancelPoll poll;
  Group missing;
  std::unordered_map<int64_t, Group> groups;
  population.for_each([&](uint64_t index) {
    poll();
    const auto row = static_cast<uint32_t>(index);
    Group& group = is_valid(*per, row) ? groups[score_of(*per, row)] : missing;
    ++group.population;
    if (is_valid(by, row)) group.rows.push_back({score_of(by, row), row});
  });
  cut(take, missing, by_key, kept);
  for (auto& [value, group] : groups) cut(take, group, by_key, kept);
  return kept;
}

ScanOutput places(const hir::Ranking& ranking, const runtime::Bitmap& population, const ScanOutput& scores) {
  std::vector<Scored> rows;
  rows.reserve(count_scored(population, scores));
  for_each_scored(population, scores, [&](uint32_t row) { rows.push_back({score_of(scores, row), row}); });
  CancelPoll poll;
  std::sort(rows.begin(), rows.end(), [&](const Scored& a, const Scored& b) {
    poll();
    return a.score < b.score;
  });

  ScanOutput places;
  places.integers.resize(population.num_rows());
  places.valid.resize(scores.valid.size());
  const auto whole = static_cast<uint128>(power_of_ten(ranking.type.scale));
  for (size_t below = 0, up_to = 0; below < rows.size(); below = up_to) {
    while (up_to < rows.size() && rows[up_to].score == rows[below].score) ++up_to;
    const uint128 place = ranking.tiles != 0
                              ? static_cast<uint128>(below) * static_cast<uint128>(ranking.tiles) / rows.size() + 1
                              : up_to * whole / rows.size();
    for (size_t i = below; i < up_to; ++i, poll()) {
      places.integers[rows[i].row] = static_cast<int64_t>(place);
      places.valid[rows[i].row / 64] |= uint64_t{1} << (rows[i].row % 64);
    }
  }
  return places;
}

runtime::Bitmap sample(const hir::Sample& sample, const runtime::Bitmap& members, const runtime::Table& table,
                       schema::FieldId key) {
  const uint64_t seed = XXH3_64bits(sample.seed.data(), sample.seed.size());
  const runtime::Column& keys = table.column(key);
  const auto begin = static_cast<uint64_t>(sample.begin), end = static_cast<uint64_t>(sample.end);
  runtime::Bitmap kept(table.num_rows());
  CancelPoll poll;
  members.for_each([&](uint64_t row) {
    poll();
    const int64_t cell = keys.integer(row);
    uint64_t hash = 0;
    if (const runtime::Dictionary* texts = keys.dictionary()) {
      const std::string_view text = texts->text(static_cast<uint32_t>(cell));
      hash = XXH3_64bits_withSeed(text.data(), text.size(), seed);
    } else {
      hash = XXH3_64bits_withSeed(&cell, sizeof cell, seed);
    }
    const auto bucket = static_cast<uint64_t>((static_cast<uint128>(hash) * kWhole) >> 64);
    if (bucket >= begin && bucket < end) kept.set(row);
  });
  return kept;
}

}  // namespace segql::engine
