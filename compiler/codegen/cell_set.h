#pragma once
/// Sets of constants that cells are tested against: the form that suits a set, and its table. Choosing the form looks
/// at a few members only, however many there are, because the choice is part of compiling and the table is not.

#include <cstdint>
#include <utility>
#include <vector>

#include "compiler/plan/plan.h"

namespace segql::codegen {

enum class SetForm : uint8_t {
  kChain,   ///< a few cells, compared one by one
  kRuns,    ///< a few runs of consecutive cells
  kTable,   ///< a bit per cell of one span
  kHash,    ///< two places for each cell (cell_hash.h)
  kRows,    ///< codes that are the numbers of their rows: the words of the set are those of the rows
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

/// Words that compiled code looks up: its own, or those of the plan.
class Table {
 public:
  Table() = default;  ///< none could be made
  explicit Table(std::vector<uint64_t> own) : own_(std::move(own)), words_(own_.data()), is_made_(true) {}
  explicit Table(const uint64_t* words) : words_(words), is_made_(true) {}
  Table(Table&&) = default;
  Table& operator=(Table&&) = default;
  bool is_made() const { return is_made_; }
  const uint64_t* words() const { return words_; }

 private:
  std::vector<uint64_t> own_;
  const uint64_t* words_ = nullptr;
  bool is_made_ = false;
};

/// The table of a set of form kTable, kHash or kRows.
Table table_of(const plan::ColumnUse& column, const CellSet& set, const plan::CodeSet& codes);
Table table_of(const plan::ColumnUse& column, const CellSet& set, const plan::ConstantList& list);

/// Sets of at most this many members are compared one by one: in vectors, and row by row.
inline constexpr size_t kVectorChain = 8;
inline constexpr size_t kRowChain = 4;

}  // namespace segql::codegen
