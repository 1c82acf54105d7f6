#pragma once
/// How a condition is evaluated: for 64 rows at once in vectors, or row by row; and what ranges of values are as cells.
/// Decided here alone, so that the shape's key and the emitters cannot disagree.

#include <cstdint>
#include <unordered_map>
#include <vector>

#include "compiler/plan/plan.h"

namespace segql::codegen {

/// Membership of the row that a reference of the row of `slot` leads to: a bit for each of 64 row ids.
bool is_referenced_member(const plan::Scan& scan, uint32_t slot, const plan::Expr& e);
/// At least so many events of the row of `slot`, whatever they are: a comparison of where its run begins and ends.
bool is_run_length(uint32_t slot, const plan::Expr& e);
/// kFloat made of plain columns, constants and arithmetic.
bool is_vector_float(const plan::Scan& scan, uint32_t slot, const plan::Expr& e);

/// Says which conditions are one straight line of vector code for 64 rows of `slot`; And, Or, Not over such included.
/// Remembers its answers, so asking at every level of a tree costs one walk.
class VectorForms {
 public:
  VectorForms(const plan::Scan& scan, uint32_t slot) : scan_(&scan), slot_(slot) {}
  bool is_vector(const plan::Expr& e);

 private:
  bool decide(const plan::Expr& e);
  const plan::Scan* scan_;
  uint32_t slot_;
  std::unordered_map<const plan::Expr*, bool> known_;
};

/// Row by row it costs more than the branch that would skip it: row sets, support calls.
bool is_expensive(const plan::Expr& e);

bool is_narrow(runtime::Encoding encoding);          ///< kU8, kU16, kU32: value = base + unit * cell
bool has_small_base(const plan::ColumnUse& column);  ///< of less than 2^31, and cells of at most 32 bits
unsigned bits_of(runtime::Encoding encoding);        ///< of a cell

// ---------- constants in the form of the cells ----------

/// Values [low, high] of a column, as cells: `cell - first <= span`, unsigned, in the width of the cell.
struct CellRange {
  uint64_t first = 0, span = 0;
  bool possible = false;
};
uint64_t last_cell_of(const plan::ColumnUse& column);  ///< no cell is beyond; of packed cells missing rows are
/// Packed cells say whether a cell is one of [0, last]. REQUIRES: no cell is beyond `last`, or some are not packed.
bool is_packed_until(const plan::ColumnUse& column, uint64_t last);
CellRange cell_range(const plan::ColumnUse& column, int64_t low, int64_t high);

/// Values [low, high] of a column, as codes of its sketch: those of [first, first + span] are of such values, `from`
/// and `to` may be.
struct SketchRange {
  uint8_t first = 0, span = 0;
  bool some_are = false;
  uint8_t from = 0, to = 0;
  bool some_may_be = false;
};
SketchRange sketch_range(const plan::ColumnUse& column, int64_t low, int64_t high);

/// Values [low, high] that `value op constant` admits. REQUIRES: op is not kNotEqual.
struct ValueRange {
  int64_t low, high;  ///< low > high: none
};
ValueRange values_admitted(hir::CompareOp op, int64_t constant);

}  // namespace segql::codegen
