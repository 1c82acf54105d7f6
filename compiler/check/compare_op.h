#pragma once
/// `CompareOp`, and what follows from what the operators mean.

#include <cstdint>

namespace segql::hir {

enum class CompareOp : uint8_t { kEqual, kNotEqual, kLess, kLessEqual, kGreater, kGreaterEqual };

/// lhs `op` rhs, of values that are there.
template <typename T>
constexpr bool holds(CompareOp op, const T& lhs, const T& rhs) {
  switch (op) {
    case CompareOp::kEqual: return lhs == rhs;
    case CompareOp::kNotEqual: return lhs != rhs;
    case CompareOp::kLess: return lhs < rhs;
    case CompareOp::kLessEqual: return lhs <= rhs;
    case CompareOp::kGreater: return lhs > rhs;
    case CompareOp::kGreaterEqual: return lhs >= rhs;
  }
  return false;
}

/// The operator with its sides exchanged: a < b is b > a.
constexpr CompareOp mirrored(CompareOp op) {
  switch (op) {
    case CompareOp::kLess: return CompareOp::kGreater;
    case CompareOp::kLessEqual: return CompareOp::kGreaterEqual;
    case CompareOp::kGreater: return CompareOp::kLess;
    case CompareOp::kGreaterEqual: return CompareOp::kLessEqual;
    case CompareOp::kEqual:
    case CompareOp::kNotEqual: return op;
  }
  return op;
}

/// The operator that is true where `op` is false, of values that are there and are ordered (not NaN).
constexpr CompareOp complement(CompareOp op) {
  switch (op) {
    case CompareOp::kEqual: return CompareOp::kNotEqual;
    case CompareOp::kNotEqual: return CompareOp::kEqual;
    case CompareOp::kLess: return CompareOp::kGreaterEqual;
    case CompareOp::kLessEqual: return CompareOp::kGreater;
    case CompareOp::kGreater: return CompareOp::kLessEqual;
    case CompareOp::kGreaterEqual: return CompareOp::kLess;
  }
  return op;
}

}  // namespace segql::hir
