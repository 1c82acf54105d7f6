#pragma once
/// `CellSource`: the cells of one Arrow array, converted a slice at a time. `CollectionSource`: the rows of a list or
/// map.

#include <cstdint>
#include <memory>
#include <string>

#include "runtime/table/arrow_type.h"
#include "runtime/table/cell_target.h"

namespace segql::runtime {

class CellSource {
 public:
  virtual ~CellSource() = default;
  /// Converts cells [begin, begin + count) into `out`, whose `bad` is empty before. REQUIRES: count <= kSliceCells and
  /// the target accepts the type.
  virtual void read(int64_t begin, uint32_t count, const CellTarget& target, Slice& out, TextBatch& texts) = 0;
  /// Cell `at` as it stands in the source.
  virtual std::string describe(int64_t at) const = 0;
};

/// `type` is a scalar and `array` has passed check_arrow_array; both outlive the source. Cell 0 is that at `first`.
std::unique_ptr<CellSource> make_cell_source(const ArrowType& type, const ArrowArray& array, int64_t first);

class CollectionSource {
 public:
  CollectionSource(const ArrowType& type, const ArrowArray& array, int64_t first);

  bool is_valid(int64_t row) const;
  /// Items of `row` are cells [begin, end) of the sources below.
  int64_t begin(int64_t row) const;
  int64_t end(int64_t row) const { return begin(row + 1); }
  CellSource& items() { return *items_; }
  CellSource* keys() { return keys_.get(); }  ///< null for lists

 private:
  const uint8_t* bitmap_;
  const char* offsets_;
  uint8_t offset_bytes_;
  int64_t first_;
  std::unique_ptr<CellSource> items_, keys_;
};

}  // namespace segql::runtime
