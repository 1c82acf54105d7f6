#pragma once
/// `StagedCells`: values on their way into a column, in order of arrival, in chunks of 65,536 that are kept in the
/// narrowest width once full. So staging costs about as much memory as the column will.

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

namespace segql::runtime {

class StagedCells {
 public:
  uint64_t size() const { return sealed_ ? sealed_size_ : chunks_.size() * kChunk + open_size_; }
  /// `valid` null: all have a value. Values without one may be anything.
  void append(const int64_t* values, const uint64_t* valid, uint32_t count);
  /// Forgets all but the first `size` cells.
  void truncate(uint64_t size);
  /// Ends the appending; from here on cells can be read.
  void seal();

  /// REQUIRES: sealed, as for all below. A missing cell reads as any value.
  int64_t at(uint64_t cell) const { return chunks_[cell / kChunk].at(cell % kChunk); }
  bool is_valid(uint64_t cell) const { return chunks_[cell / kChunk].is_valid(cell % kChunk); }
  /// The least and the greatest value in sight; min > max when there is none.
  void range(int64_t& min, int64_t& max) const;
  /// Cells [begin, begin + count) in order. `valid` is written for whole words. REQUIRES: `begin` is a multiple of 64
  /// and the range lies in one chunk.
  void read(uint64_t begin, uint32_t count, int64_t* values, uint64_t* valid) const;
  /// values[i] = cell rows[i], and its bit in `valid`, which has room for whole words.
  void gather(std::span<const uint32_t> rows, int64_t* values, uint64_t* valid) const;

  static constexpr uint64_t kChunk = 65'536;

 private:
  struct Chunk {
    std::unique_ptr<std::byte[]> cells;
    std::unique_ptr<uint64_t[]> valid;  ///< null: all have a value
    int64_t base = 0, min = 0, max = -1;
    uint8_t width = 1;  ///< bytes of a cell

    int64_t at(uint64_t cell) const;
    bool is_valid(uint64_t cell) const { return !valid || ((valid[cell / 64] >> (cell % 64)) & 1) != 0; }
  };
  void close_chunk();

  std::vector<Chunk> chunks_;
  std::vector<int64_t> open_values_;
  std::vector<uint64_t> open_valid_;
  uint64_t open_size_ = 0;
  uint64_t sealed_size_ = 0;  ///< the last chunk may be shorter than kChunk
  bool sealed_ = false;
};

/// Gives the memory of `num_cells` freed cells back to the system: it lies in many small pieces, which the C library
/// keeps for itself, and what takes their place would come on top.
void return_memory(uint64_t num_cells);

}  // namespace segql::runtime
