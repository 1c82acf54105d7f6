#pragma once
/// `Value`: what an expression gives for one row: present in one of the plan's machine forms, or missing.

#include <cstdint>

#include "base/int128.h"
#include "compiler/plan/plan.h"

namespace segql::interp {

using plan::Repr;

struct Value {
  Repr repr = Repr::kInt;
  bool present = false;
  int64_t integer = 0;  ///< kInt; kBool: 0 or 1
  int128 wide = 0;      ///< kWide
  double real = 0;      ///< kFloat, never NaN
};

inline Value missing(Repr repr) {
  Value value;
  value.repr = repr;
  return value;
}
inline Value integer_value(int64_t integer) {
  Value value;
  value.repr = Repr::kInt;
  value.present = true;
  value.integer = integer;
  return value;
}
inline Value wide_value(int128 wide) {
  Value value;
  value.repr = Repr::kWide;
  value.present = true;
  value.wide = wide;
  return value;
}
/// NaN is missing (law 8).
inline Value real_value(double real) {
  if (real != real) return missing(Repr::kFloat);
  Value value;
  value.repr = Repr::kFloat;
  value.present = true;
  value.real = real;
  return value;
}
inline Value truth(bool holds) {
  Value value;
  value.repr = Repr::kBool;
  value.present = true;
  value.integer = holds ? 1 : 0;
  return value;
}

/// An exact number in 128 bits. REQUIRES: kInt or kWide.
inline int128 exact(const Value& value) { return value.repr == Repr::kWide ? value.wide : value.integer; }

}  // namespace segql::interp
