#pragma once
/// `SharedConditions`: what several scans of one table ask of a row, each condition once. A thousand segments ask for
/// some hundred conditions; these are evaluated for a block of rows, and then the segments are `and`, `or` and `not` of
/// words that lie in the cache.

#include <cstdint>
#include <string>
#include <unordered_map>
#include <vector>

#include "compiler/plan/rank_cells.h"

namespace segql::engine {

/// A predicate over conditions.
struct MaskNode {
  enum class Kind : uint8_t { kCondition, kAnd, kOr, kNot, kEveryone, kNobody } kind = Kind::kEveryone;
  uint32_t condition = 0;          ///< kCondition
  std::vector<MaskNode> operands;  ///< kAnd, kOr: any number; kNot: one
};

class SharedConditions {
 public:
  /// The predicate of `scan`, for rows of the same table as all others. Nothing is added and false returned when it has
  /// conditions that look at more than the row's own cells: those cost so much that they are better asked of few rows.
  bool add(const plan::Scan& scan);

  /// After all were added and bound to data: see plan::rank_cells.
  std::vector<plan::RankedColumn> rank_cells() { return plan::rank_cells(conditions_); }

  /// One scan each.
  const std::vector<plan::Scan>& conditions() const { return conditions_; }
  /// In the order added.
  const std::vector<MaskNode>& predicates() const { return predicates_; }

 private:
  MaskNode node_of(const plan::Scan& scan, const plan::Expr& expr);
  uint32_t condition(const plan::Scan& scan, const plan::Expr& expr);

  std::vector<plan::Scan> conditions_;
  std::vector<MaskNode> predicates_;
  std::unordered_map<std::string, uint32_t> known_;  ///< by what `key_of` says
};

}  // namespace segql::engine
