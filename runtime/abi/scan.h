#pragma once
/// The one calling convention of a scan, whichever engine runs it: evaluate a range of words (64 rows each) of one
/// table.

#include <cstdint>

#include "runtime/abi/column_view.h"
#include "runtime/abi/context.h"

namespace segql::runtime {

/// Where a scan writes one computed value per row. `data` is int64_t (integers, codes, row ids, bools) or double.
struct OutputView {
  void* data = nullptr;       ///< indexed by row
  uint64_t* valid = nullptr;  ///< bit per row; the caller has cleared it
};

/// Bit i of word w stands for row 64 * w + i. Nothing outside words [first_word, last_word) is written, so ranges can
/// be evaluated by several threads at once, each with a context of its own.
struct ScanArgs {
  const ColumnView* columns = nullptr;        ///< in the order of plan::Scan::columns
  const RelationView* relations = nullptr;    ///< in the order of plan::Scan::relations
  const uint64_t* const* segments = nullptr;  ///< member words, in the order of plan::Scan::segments; at least one
  const int64_t* params = nullptr;            ///< set by CompiledScan; the interpreter ignores it
  const void* const* tables = nullptr;        ///< set by CompiledScan: lists and code sets
  uint64_t first_word = 0;
  uint64_t last_word = 0;
  uint64_t num_rows = 0;                ///< of the scanned table; bits at and beyond it are written as 0
  uint64_t* out = nullptr;              ///< words, indexed absolutely
  const OutputView* outputs = nullptr;  ///< in the order of plan::Scan::outputs; written for rows whose bit is set
  EvalContext* context = nullptr;
};

using ScanFn = void (*)(const ScanArgs*);

}  // namespace segql::runtime
