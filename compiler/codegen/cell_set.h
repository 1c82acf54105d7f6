#pragma once
/// Sets of constants that cells are tested against: the form that suits a set, and its table. Choosing the form looks
/// at a few members only, however many there are, because the choice is part of compiling and the table is not.

#include <cstdint>
#include <vector>

#include "compiler/plan/plan.h"

namespace segql::codegen {

enum class SetForm : uint8_t {
  kChain,   ///< a few cells, compared one by one
  kRuns,    ///< a few runs of consecutive cells
  kTable,   ///< a bit per cell of one span
  kHash,    ///< two places for each cell (cell_hash.h)
  kSearch,  ///< binary search in the sorted list; row by row only
};

/// A set of values as cells of a column. kChain: `cells`. kRuns: pairs (first, span). kTable: bit c of the table says
/// whether first + c is in the set, for c <= span.
struct CellSet {
  SetForm form = SetForm::kChain;
  std::vector<uint64_t> cells;
  uint64_t first = 0, span = 0;
};
CellSet cell_set(const plan::ColumnUse& column, const plan::CodeSet& codes);
CellSet cell_set(const plan::ColumnUse& column, const plan::ConstantList& list);

/// The table of a set of form kTable or kHash.
std::vector<uint64_t> table_of(const plan::ColumnUse& column, const CellSet& set, const plan::CodeSet& codes);
std::vector<uint64_t> table_of(const plan::ColumnUse& column, const CellSet& set, const plan::ConstantList& list);

/// Sets of at most this many members are compared one by one: in vectors, and row by row.
inline constexpr size_t kVectorChain = 8;
inline constexpr size_t kRowChain = 4;

}  // namespace segql::codegen
