#pragma once
/// Names, units, instants and windows of the syntax tree (see ast.h).

#include <cstdint>
#include <span>
#include <string_view>
#include <variant>

#include "segql/diagnostic.h"

namespace segql::ast {

struct Expr;
using ExprRef = const Expr*;
using ExprList = std::span<const ExprRef>;

/// A name as the user meant it: back-quotes removed.
struct Name {
  std::string_view text;
  Span span;
};
/// Names joined by dots; at least one.
struct Path {
  std::span<const Name> parts;
  Span span;
};

enum class Unit : uint8_t { kSecond, kMinute, kHour, kDay, kWeek, kMonth, kQuarter, kYear };

// ---------- instants and windows ----------

struct CivilDate {
  int32_t year = 0;
  uint8_t month = 0, day = 0;  ///< validated: a real day of the proleptic Gregorian calendar, years 1 to 9999
  bool operator==(const CivilDate&) const = default;
};
struct CivilTime {
  uint8_t hour = 0, minute = 0, second = 0;
  bool operator==(const CivilTime&) const = default;
};

enum class NamedInstant : uint8_t { kNow, kToday, kYesterday, kTomorrow };
/// `3 days ago`, `2 hours from now`; `count` is a NumberLit or Param.
struct RelativeInstant {
  ExprRef count;
  Unit unit;
  bool future;
};
struct DateTime {
  CivilDate date;
  CivilTime time;
  bool has_offset;         ///< false: local time of the timezone in force
  int32_t offset_minutes;  ///< east of UTC; 0 for `Z`
};
/// An instant that is computed from a parameter or a row (`$since`, `p.bought_at`): PathExpr or Param.
struct InstantOf {
  ExprRef value;
};
using InstantNode = std::variant<NamedInstant, RelativeInstant, CivilDate, DateTime, InstantOf>;
struct Instant {
  Span span;
  InstantNode node;
};

/// `within last 90 days`, `within next 3 complete months`, `within last 1 day rolling`.
struct WithinCount {
  bool next;
  ExprRef count;  ///< NumberLit (a positive integer) or Param
  bool complete;
  Unit unit;
  bool rolling;
};
enum class WhichUnit : uint8_t { kThis, kPrevious, kFollowing };
struct WithinUnit {
  WhichUnit which;
  Unit unit;
};
struct FromTo {
  Instant from, to;
};
enum class Bound : uint8_t { kBefore, kAfter, kSince, kOn };
struct Bounded {
  Bound bound;
  Instant instant;
};
/// `during 2026-Q1` (quarter 1 to 4, month 0) or `during 2026-03` (month 1 to 12, quarter 0).
struct During {
  int32_t year;
  uint8_t quarter, month;
};
struct Ever {};
struct Window {
  Span span;
  std::variant<WithinCount, WithinUnit, FromTo, Bounded, During, Ever> node;
};

}  // namespace segql::ast
