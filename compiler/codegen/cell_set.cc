// Members are met as runs of consecutive cells, in the order of their values: the end of a run is found without looking
// at what is inside.
#include "compiler/codegen/cell_set.h"

#include <algorithm>
#include <bit>
#include <optional>
#include <span>

#include "base/int128.h"
#include "base/try.h"
#include "compiler/codegen/cell_hash.h"
#include "compiler/codegen/forms.h"

namespace segql::codegen {
namespace {

constexpr size_t kVectorRuns = 4;

struct Run {
  uint64_t first = 0, span = 0;
};

/// The members of a sorted list that a column can have, as cells.
class ListRuns {
 public:
  ListRuns(const plan::ColumnUse& column, const plan::ConstantList& list)
      : items_(list.integers),
        is_narrow_(is_narrow(column.encoding)),
        base_(is_narrow_ ? column.base : 0),
        unit_(is_narrow_ ? column.unit : 1) {
    if (is_narrow_) leave_out_others(column);
    if (!items_.empty()) last_ = cell(items_.back());
  }

  std::optional<Run> next() {
    while (!items_.empty() && !is_cell(items_.front())) items_ = items_.subspan(1);
    if (items_.empty()) return std::nullopt;
    Run run{cell(items_.front()), 0};
    if (unit_ == 1) {
      // Sorted, each once: up to the end of the run the n-th is n more than the first, and never again after.
      const auto end =
          std::partition_point(items_.begin(), items_.end(), [&, first = &items_.front()](const int64_t& item) {
            return cell(item) - run.first == static_cast<uint64_t>(&item - first);
          });
      run.span = static_cast<uint64_t>(end - items_.begin()) - 1;
      items_ = {end, items_.end()};
      return run;
    }
    for (items_ = items_.subspan(1); !items_.empty(); items_ = items_.subspan(1)) {
      if (!is_cell(items_.front())) continue;
      if (cell(items_.front()) != run.first + run.span + 1) break;
      ++run.span;
    }
    return run;
  }
  /// REQUIRES: there is one.
  uint64_t last() const { return last_; }
  /// At most so many are left.
  size_t size() const { return items_.size(); }

  template <typename F>
  void for_each(F f) const {
    for (const int64_t item : items_) {
      if (is_cell(item)) f(cell(item));
    }
  }

 private:
  void leave_out_others(const plan::ColumnUse& column) {
    const int128 last = int128{base_} + int128{unit_} * last_cell_of(column);
    const auto begin = std::lower_bound(items_.begin(), items_.end(), base_);
    items_ = {begin, std::upper_bound(begin, items_.end(), last, [](int128 a, int64_t b) { return a < b; })};
    while (!items_.empty() && !is_cell(items_.back())) items_ = items_.first(items_.size() - 1);
  }

  uint64_t distance(int64_t item) const { return static_cast<uint64_t>(item) - static_cast<uint64_t>(base_); }
  bool is_cell(int64_t item) const { return unit_ == 1 || distance(item) % static_cast<uint64_t>(unit_) == 0; }
  uint64_t cell(int64_t item) const {
    if (!is_narrow_) return static_cast<uint64_t>(item);
    return unit_ == 1 ? distance(item) : distance(item) / static_cast<uint64_t>(unit_);
  }

  std::span<const int64_t> items_;
  const bool is_narrow_;
  const int64_t base_, unit_;
  uint64_t last_ = 0;
};

/// The members of a set of codes, which are cells of their column.
class CodeRuns {
 public:
  CodeRuns(const plan::ColumnUse& column, const plan::CodeSet& codes)
      : words_(codes.words), size_(codes.count), end_(std::min(64 * words_.size(), last_cell_of(column) + 1)) {
    SEGQL_CHECK(is_narrow(column.encoding) && column.base == 0 && column.unit == 1);
  }

  std::optional<Run> next() {
    const uint64_t first = find(at_, 0);
    if (first >= end_) return std::nullopt;
    at_ = std::min(find(first, UINT64_MAX), end_);
    return Run{first, at_ - first - 1};
  }
  uint64_t last() const {
    uint64_t last = end_ - 1;
    while ((words_[last / 64] >> (last % 64) & 1) == 0) {
      const uint64_t below = words_[last / 64] << (63 - last % 64);
      last = below == 0 ? last / 64 * 64 - 1 : last - static_cast<uint64_t>(std::countl_zero(below));
    }
    return last;
  }
  size_t size() const { return size_; }

 private:
  /// The first code from `at` on whose bit differs from that of `all`: in the set for 0, outside of it for all ones.
  uint64_t find(uint64_t at, uint64_t all) const {
    while (at < end_) {
      if (const uint64_t rest = (words_[at / 64] ^ all) >> (at % 64); rest != 0)
        return at + static_cast<uint64_t>(std::countr_zero(rest));
      at = (at / 64 + 1) * 64;
    }
    return end_;
  }

  std::span<const uint64_t> words_;
  const size_t size_;
  const uint64_t end_;  ///< codes from here on are in no cell
  uint64_t at_ = 0;
};

template <typename Runs>
CellSet set_of(Runs members) {
  const size_t most = members.size();
  std::vector<Run> runs;
  size_t count = 0;
  bool is_all = true;
  while (const std::optional<Run> run = members.next()) {
    runs.push_back(*run);
    count += run->span + 1;
    is_all = runs.size() <= kVectorChain;
    if (!is_all) break;
  }
  CellSet set;
  if (is_all && count > 2 && runs.size() <= kVectorRuns && runs.size() < count) {
    set.form = SetForm::kRuns;
    for (const Run& run : runs) set.cells.insert(set.cells.end(), {run.first, run.span});
    return set;
  }
  if (is_all && count <= kVectorChain) {
    for (const Run& run : runs) {
      for (uint64_t i = 0; i <= run.span; ++i) set.cells.push_back(run.first + i);
    }
    return set;
  }
  set.first = runs.front().first;
  set.span = (is_all ? runs.back().first + runs.back().span : members.last()) - set.first;
  // At most two bytes of table per byte of list, or 8 KB.
  set.form = set.span <= std::max<uint64_t>(65'535, 128 * most) ? SetForm::kTable : SetForm::kHash;
  return set;
}

}  // namespace

CellSet cell_set(const plan::ColumnUse& column, const plan::CodeSet& codes) {
  CellSet set = set_of(CodeRuns(column, codes));
  if (set.form >= SetForm::kTable && column.codes_are_rows) return {SetForm::kRows, {}, 0, 0};
  if (set.form == SetForm::kHash) set.form = SetForm::kTable;  // a dictionary is never larger than its column
  set.span += set.first % 64;                                  // so that the table is made of words of the set
  set.first -= set.first % 64;
  return set;
}

CellSet cell_set(const plan::ColumnUse& column, const plan::ConstantList& list) {
  return set_of(ListRuns(column, list));
}

Table table_of(const plan::ColumnUse&, const CellSet& set, const plan::CodeSet& codes) {
  return Table(codes.words.data() + set.first / 64);
}

Table table_of(const plan::ColumnUse& column, const CellSet& set, const plan::ConstantList& list) {
  if (set.form == SetForm::kHash) {
    std::vector<uint64_t> cells;
    cells.reserve(list.integers.size());
    ListRuns(column, list).for_each([&](uint64_t cell) { cells.push_back(cell); });
    std::vector<uint64_t> table = hash_table_of(cells, bits_of(column.encoding));
    return table.empty() ? Table() : Table(std::move(table));
  }
  std::vector<uint64_t> bits(set.span / 64 + 1);
  ListRuns(column, list).for_each([&](uint64_t cell) {
    bits[(cell - set.first) / 64] |= uint64_t{1} << ((cell - set.first) % 64);
  });
  return Table(std::move(bits));
}

}  // namespace segql::codegen
