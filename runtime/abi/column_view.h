#pragma once
/// What evaluated code sees of data: plain structs over memory that the tables own. Part of the ABI of compiled scans,
/// so layout is fixed: codegen mirrors these structs field by field (a test compares the offsets).

#include <cstdint>

namespace segql::runtime {

/// How the cells of a column are stored. kU8, kU16, kU32: value = base + unit * cell (frame of reference; the unit is
/// what all values are multiples of, such as a second); kI64: the value itself (base 0, unit 1); kF64: IEEE double.
/// Text cells are dictionary codes, bools 0 or 1, references row ids, all with base 0 and unit 1.
enum class Encoding : uint32_t { kU8, kU16, kU32, kI64, kF64 };

/// The distinct texts of a column: text c is heap[offsets[c] .. offsets[c + 1]). Codes are dense; their order means
/// nothing.
struct DictionaryView {
  const char* heap = nullptr;
  const uint64_t* offsets = nullptr;
  uint64_t size = 0;
};

/// One column. `data` is 64-byte aligned and readable up to the row count rounded up to a multiple of 64; cells of
/// missing rows hold an arbitrary value of the encoding. A collection's cells are its items: those of row r are the
/// cells [starts[r], starts[r + 1]); a map has a second column of keys beside its values.
struct ColumnView {
  const void* data = nullptr;
  const uint64_t* valid = nullptr;  ///< bit r: row r has a value; null: every row has one
  int64_t base = 0;
  int64_t unit = 1;                            ///< at least 1
  const DictionaryView* dictionary = nullptr;  ///< text (also of items); otherwise null
  const uint32_t* starts = nullptr;            ///< collections; otherwise null
  const void* keys = nullptr;                  ///< maps: codes of the keys as uint32_t; otherwise null
  const DictionaryView* key_dictionary = nullptr;
  Encoding encoding = Encoding::kI64;
  /// A code per row (runtime/table/sketch.h), readable up to a multiple of 64 and kSketchAhead beyond it; null: none.
  const uint8_t* sketch = nullptr;
  /// The cells of kU8 once more, `packed_bits` (1, 2 or 4) each, the first in the lowest bits; where `valid` is not
  /// null, missing rows hold the largest code, which no cell has. Readable up to a multiple of 64. Null: they need more
  /// bits.
  const uint8_t* packed = nullptr;
  uint32_t packed_bits = 0;
  bool packed_has_rest = false;  ///< cells from the largest code for cells on hold that one
};

/// Rows that compiled code looks ahead, so that cells which codes leave open are asked of the memory early.
inline constexpr uint64_t kSketchAhead = 2048;

/// Rows of an event by owner: the events of owner o are rows[starts[o] .. starts[o + 1]) in order of time, equal times
/// in load order. `starts` is as if there were a multiple of 64 owners, the last of them without events. `rows` null:
/// event rows themselves are in that order (row id = position).
struct RelationView {
  const uint32_t* starts = nullptr;
  const uint32_t* rows = nullptr;
};

/// A row id of a reference that leads nowhere.
inline constexpr int64_t kNoRow = -1;

}  // namespace segql::runtime
