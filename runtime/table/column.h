#pragma once
/// `Column`: the cells of one field, immutable once built.

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "runtime/abi/column_view.h"
#include "runtime/table/block_stats.h"
#include "runtime/table/buffer.h"
#include "runtime/table/dictionary.h"
#include "runtime/table/packed.h"
#include "runtime/table/sketch.h"
#include "schema/schema.h"

namespace segql::runtime {

/// What the planner may know about a column without reading it.
struct ColumnStats {
  uint64_t num_missing = 0;
  uint64_t num_distinct = 0;  ///< exact for text, bool, enum; an estimate otherwise; 0: unknown
  int64_t min = 0, max = 0;   ///< integers, over present values; min > max when there is none
  double min_real = 0, max_real = 0;
};

class Column {
 public:
  const schema::Type& type() const { return type_; }
  const ColumnView& view() const { return view_; }
  const ColumnStats& stats() const { return stats_; }
  const Dictionary* dictionary() const { return dictionary_.get(); }
  const Dictionary* key_dictionary() const { return key_dictionary_.get(); }
  /// Bounds of its sketch; none: it has no sketch.
  std::span<const int64_t> sketch_bounds() const { return sketch_ ? sketch_->bounds() : std::span<const int64_t>(); }
  /// Text: every row has a text of its own, and its code is the row.
  bool codes_are_rows() const { return codes_are_rows_; }
  /// Of its blocks, where they say more than `stats` does; empty: they do not, or it is a collection. One of the two.
  std::span<const BlockStats<int64_t>> blocks() const { return blocks_; }
  std::span<const BlockStats<double>> real_blocks() const { return real_blocks_; }
  /// Of its values (codes, of texts), sorted; empty: nothing is known, or it is a collection. One of the two.
  std::span<const int64_t> sample() const { return sample_; }
  std::span<const double> real_sample() const { return real_sample_; }
  size_t memory_bytes() const;

  bool is_valid(uint64_t row) const {
    return view_.valid == nullptr || ((view_.valid[row / 64] >> (row % 64)) & 1) != 0;
  }
  /// The integer in cell `row` (also a collection's item by position). REQUIRES: not a kF64 column.
  int64_t integer(uint64_t row) const;
  double real(uint64_t row) const;
  /// Missing, or the scalar; for members, exports and messages, not for scans. REQUIRES: not a collection.
  schema::Value value(uint64_t row) const;

 private:
  friend class ColumnBuilder;
  schema::Type type_;
  ColumnView view_;
  ColumnStats stats_;
  Buffer data_, valid_, starts_, keys_;
  std::optional<Sketch> sketch_;
  std::optional<Packed> packed_;
  bool codes_are_rows_ = false;
  std::vector<BlockStats<int64_t>> blocks_;
  std::vector<BlockStats<double>> real_blocks_;
  std::vector<int64_t> sample_;
  std::vector<double> real_sample_;
  std::shared_ptr<const Dictionary> dictionary_, key_dictionary_;
};

}  // namespace segql::runtime
