#pragma once
/// Which slots an expression looks at.

#include "compiler/plan/traverse.h"

namespace segql::plan::rules {

/// True when the expression, or anything inside it, reads the row bound to `slot`. Row sets inside bind other slots
/// than those in scope around them.
inline bool refers_to(const Expr& expr, uint32_t slot) {
  bool found = false;
  for_each_row(expr, [&](const RowRef& row) { found |= row.slot == slot; });
  for_each_child(expr, [&](ExprRef child) { found = found || refers_to(*child, slot); });
  return found;
}

}  // namespace segql::plan::rules
