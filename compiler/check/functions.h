#pragma once
/// The functions of the language, in one place: names, how many arguments, what they take and give. The checker, the
/// suggestions for a mistyped name and the test of docs/language-functions.md all read this table.

#include <array>
#include <cstdint>
#include <string_view>

#include "compiler/check/hir.h"

namespace segql::check {

struct Signature {
  hir::Function function;
  std::string_view name;
  uint8_t least, most;    ///< arguments
  std::string_view text;  ///< for people
};

inline constexpr uint8_t kAnyNumber = UINT8_MAX;

/// In the order of hir::Function.
inline constexpr std::array<Signature, 21> kFunctions{{
    {hir::Function::kYear, "year", 1, 1, "year(date or timestamp): int"},
    {hir::Function::kQuarter, "quarter", 1, 1, "quarter(date or timestamp): int"},
    {hir::Function::kMonth, "month", 1, 1, "month(date or timestamp): int"},
    {hir::Function::kWeek, "week", 1, 1, "week(date or timestamp): int"},
    {hir::Function::kDay, "day", 1, 1, "day(date or timestamp): int"},
    {hir::Function::kWeekday, "weekday", 1, 1, "weekday(date or timestamp): int"},
    {hir::Function::kHour, "hour", 1, 1, "hour(timestamp): int"},
    {hir::Function::kMinute, "minute", 1, 1, "minute(timestamp): int"},
    {hir::Function::kSecond, "second", 1, 1, "second(timestamp): int"},
    {hir::Function::kAbs, "abs", 1, 1, "abs(number): number"},
    {hir::Function::kRound, "round", 1, 2, "round(number, digits = 0): number"},
    {hir::Function::kFloor, "floor", 1, 1, "floor(number): number"},
    {hir::Function::kCeil, "ceil", 1, 1, "ceil(number): number"},
    {hir::Function::kLeast, "least", 2, kAnyNumber, "least(value, value, ...): value"},
    {hir::Function::kGreatest, "greatest", 2, kAnyNumber, "greatest(value, value, ...): value"},
    {hir::Function::kCoalesce, "coalesce", 2, kAnyNumber, "coalesce(value, value, ...): value"},
    {hir::Function::kIf, "if", 3, 3, "if(condition, value, value): value"},
    {hir::Function::kLength, "length", 1, 1, "length(text): int"},
    {hir::Function::kLower, "lower", 1, 1, "lower(text): text"},
    {hir::Function::kUpper, "upper", 1, 1, "upper(text): text"},
    {hir::Function::kTrim, "trim", 1, 1, "trim(text): text"},
}};

constexpr const Signature& signature_of(hir::Function function) { return kFunctions[static_cast<size_t>(function)]; }

/// The function called `name`, or null.
constexpr const Signature* find_function(std::string_view name) {
  for (const Signature& signature : kFunctions) {
    if (signature.name == name) return &signature;
  }
  return nullptr;
}

}  // namespace segql::check
