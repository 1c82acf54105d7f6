#include "engine/ranking.h"

#include <algorithm>
#include <bit>
#include <unordered_map>
#include <vector>

#include <xxhash.h>

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

struct Candidate {
  int64_t score;
  uint32_t key_rank;
  uint32_t row;
};

struct Group {
  uint64_t population = 0;
  std::vector<Candidate> candidates;
};

/// Marks the rows of one group that are kept.
void cut(const hir::Take& take, Group& group, runtime::Bitmap& kept) {
  std::vector<Candidate>& rows = group.candidates;
  const auto before = [&](const Candidate& a, const Candidate& b) {
    if (a.score != b.score) return take.bottom ? a.score < b.score : a.score > b.score;
    return a.key_rank < b.key_rank;
  };
  const auto amount = static_cast<uint64_t>(take.amount);
  uint64_t limit = amount;
  if (take.percent) {
    limit = static_cast<uint64_t>((static_cast<uint128>(group.population) * amount + kWhole - 1) / kWhole);
  }
  limit = std::min<uint64_t>(limit, rows.size());
  if (limit == 0) return;
  const auto middle = rows.begin() + static_cast<ptrdiff_t>(limit);
  if (limit < rows.size()) std::nth_element(rows.begin(), middle - 1, rows.end(), before);
  const int64_t last_score = rows[limit - 1].score;
  if (take.ties_kept) {
    const auto end = std::partition(middle, rows.end(), [&](const Candidate& c) { return c.score == last_score; });
    limit = static_cast<uint64_t>(end - rows.begin());
  }
  if (take.at_most >= 0 && static_cast<uint64_t>(take.at_most) < limit) {
    limit = static_cast<uint64_t>(take.at_most);
    std::nth_element(rows.begin(), rows.begin() + static_cast<ptrdiff_t>(limit), rows.end(), before);
  }
  for (uint64_t i = 0; i < limit; ++i) kept.set(rows[i].row);
}

}  // namespace

runtime::Bitmap take(const hir::Take& take, const runtime::Bitmap& population, const ScanOutput& by,
                     const ScanOutput* per, const runtime::Table& table) {
  std::vector<uint32_t> key_rank(table.num_rows());
  const std::span<const uint32_t> by_key = table.rows_by_key();
  for (uint32_t i = 0; i < by_key.size(); ++i) key_rank[by_key[i]] = i;

  Group missing, everyone;
  std::unordered_map<int64_t, Group> groups;
  population.for_each([&](uint64_t index) {
    const auto row = static_cast<uint32_t>(index);
    Group* group = &everyone;
    if (per != nullptr) group = is_valid(*per, row) ? &groups[score_of(*per, row)] : &missing;
    ++group->population;
    if (is_valid(by, row)) group->candidates.push_back({score_of(by, row), key_rank[row], row});
  });

  runtime::Bitmap kept(table.num_rows());
  cut(take, everyone, kept);
  cut(take, missing, kept);
  for (auto& [value, group] : groups) cut(take, group, kept);
  return kept;
}

ScanOutput places(const hir::Ranking& ranking, const runtime::Bitmap& population, const ScanOutput& scores) {
  struct Scored {
    int64_t score;
    uint32_t row;
  };
  std::vector<Scored> rows;
  population.for_each([&](uint64_t index) {
    const auto row = static_cast<uint32_t>(index);
    if (is_valid(scores, row)) rows.push_back({score_of(scores, row), row});
  });
  std::sort(rows.begin(), rows.end(), [](const Scored& a, const Scored& b) { return a.score < b.score; });

  ScanOutput places;
  places.integers.resize(population.num_rows());
  places.valid.resize(scores.valid.size());
  const auto whole = static_cast<uint128>(power_of_ten(ranking.type.scale));
  for (size_t below = 0, up_to = 0; below < rows.size(); below = up_to) {
    while (up_to < rows.size() && rows[up_to].score == rows[below].score) ++up_to;
    const uint128 place = ranking.tiles != 0
                              ? static_cast<uint128>(below) * static_cast<uint128>(ranking.tiles) / rows.size() + 1
                              : up_to * whole / rows.size();
    for (size_t i = below; i < up_to; ++i) {
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
  members.for_each([&](uint64_t row) {
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
