#pragma once
/// `ArrowType`: what an Arrow column says it holds, and whether its arrays can be what they say.

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "runtime/table/cell_target.h"
#include "segql/arrow.h"
#include "segql/result.h"

namespace segql::runtime {

enum class ArrowLayout : uint8_t {
  kNull,
  kBool,
  kInteger,
  kFloat,
  kDecimal,
  kText,
  kTextView,
  kDate32,
  kDate64,
  kTimestamp,
  kList,
  kMap
};
enum class TimeUnit : uint8_t { kSecond, kMilli, kMicro, kNano };

struct ArrowType {
  ArrowLayout layout = ArrowLayout::kNull;
  uint8_t bytes = 0;                  ///< of an integer, float or decimal; of the offsets of text and lists
  bool is_signed = false;             ///< integers
  int scale = 0;                      ///< decimals
  TimeUnit unit = TimeUnit::kSecond;  ///< timestamps
  bool is_naive = true;               ///< timestamps: without a timezone
  std::vector<ArrowType> items;       ///< of a list: its items; of a map: keys and values
  std::unique_ptr<ArrowType> values;  ///< dictionary-encoded: what the indices, described by the members above, lead to

  /// What a cell is once read; kNothing also for collections.
  SourceKind kind() const;
  bool is_collection() const { return layout == ArrowLayout::kList || layout == ArrowLayout::kMap; }
};

/// kUnsupported, in words, for types no field can be read from. `column` is named in messages.
Result<ArrowType> parse_arrow_type(const ArrowSchema& schema, const std::string& column);
/// `timestamp`, `list`: the type of a format in words.
std::string arrow_type_words(const char* format);

/// Everything that can be known to be wrong about `array` as a `type`: counts, null pointers, offsets out of order or
/// beyond their child. At least `min_length` cells are needed. What is left unchecked is only the size of plain
/// buffers, which the interface does not tell.
Status check_arrow_array(const ArrowType& type, const ArrowArray& array, int64_t min_length, const std::string& column);

}  // namespace segql::runtime
