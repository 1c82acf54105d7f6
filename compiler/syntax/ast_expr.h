#pragma once
/// Expressions of the syntax tree and the references inside them (see ast.h).

#include <cstdint>
#include <span>
#include <string_view>
#include <type_traits>
#include <utility>
#include <variant>

#include "base/decimal.h"
#include "base/overload.h"
#include "compiler/syntax/ast_time.h"
#include "segql/diagnostic.h"

namespace segql::ast {

// ---------- references ----------

struct Argument {
  Name name;      ///< name.text empty when positional
  ExprRef value;  ///< a literal or a ListLit
};
/// `slipping_away(days: 30)`; a path of two names reaches a part of a split or priority list.
struct SegmentRef {
  Path path;
  bool has_arguments;
  std::span<const Argument> arguments;
  Span span;
};
/// Population of a rank: `among everyone` (segment null) or `among segment s`.
struct Among {
  const SegmentRef* segment;
  Span span;
};

/// `p: purchases within last 30 days where (...)`.
struct RowSet {
  Name label;  ///< text empty when there is none
  Path path;
  const Window* window;  ///< null when none is written
  ExprRef where;         ///< null when none is written
  Span span;
};

// ---------- expressions ----------

struct NumberLit {
  Decimal value;              ///< never negative; a sign is a Negate around it
  std::string_view currency;  ///< "SAR", or empty
  bool percent;               ///< `40%`; `value` is still 40
};
struct TextLit {
  std::string_view value;  ///< escapes decoded
};
struct BoolLit {
  bool value;
};
struct DurationLit {
  int64_t count;
  Unit unit;
};
struct InstantLit {
  Instant value;
};
struct ListLit {
  ExprList items;  ///< literals: NumberLit, Negate of one, TextLit, BoolLit, InstantLit, DurationLit, or PathExpr of
                   ///< one name (enum)
};
struct Param {
  std::string_view name;  ///< without the `$`
};
struct PathExpr {
  Path path;
};
struct Call {
  Name function;
  std::span<const Argument> arguments;  ///< values are any expressions
};

struct Negate {
  ExprRef operand;
};
enum class ArithOp : uint8_t { kAdd, kSubtract, kMultiply, kDivide };
struct ArithTerm {
  ArithOp op;
  ExprRef operand;
};
/// One precedence level, left to right: first op operand op operand ... Keeps long chains flat.
struct Arith {
  ExprRef first;
  std::span<const ArithTerm> rest;  ///< not empty; all additive or all multiplicative
};

struct And {
  ExprList terms;
};
struct Or {
  ExprList terms;
};
struct Not {
  ExprRef operand;
};
enum class BlockKind : uint8_t { kAll, kAny, kNone };
struct Block {
  BlockKind kind;
  ExprList terms;
};

enum class CompareOp : uint8_t { kEqual, kNotEqual, kLess, kLessEqual, kGreater, kGreaterEqual };
struct Compare {
  CompareOp op;
  ExprRef lhs, rhs;
};
struct InList {
  ExprRef value;
  ExprRef list;  ///< ListLit or Param
  bool negated;
};
/// `in segment s` (subject null: the row the condition is about) or `item in segment s`.
struct InSegment {
  ExprRef subject;
  SegmentRef segment;
  bool negated;
};
struct Between {
  ExprRef value, low, high;
  bool negated;
};
struct Presence {
  ExprRef value;
  bool missing;  ///< `is missing`; false: `is present`
};
enum class TextOp : uint8_t { kContains, kStartsWith, kEndsWith, kMatches };
struct TextTest {
  TextOp op;
  ExprRef value;
  ExprRef pattern;  ///< TextLit or Param
  bool negated;
  bool ignore_case;
};
enum class HasMode : uint8_t { kOne, kAny, kAll, kNone };
struct Has {
  HasMode mode;
  ExprRef value;    ///< a set or list
  ExprRef operand;  ///< any expression for kOne, ListLit or Param otherwise
};
/// `signed_up_at within last 30 days`, `birthday anniversary within next 30 days`.
struct InWindow {
  ExprRef value;
  bool anniversary;
  const Window* window;
};

enum class Quantifier : uint8_t { kAny, kNo, kEvery, kAtLeast, kAtMost, kExactly, kLatest, kEarliest };
struct Quantified {
  Quantifier quantifier;
  ExprRef count;  ///< kAtLeast, kAtMost, kExactly: NumberLit or Param; otherwise null
  const RowSet* rows;
  ExprRef satisfy;  ///< null when none is written
};
enum class AggregateKind : uint8_t {
  kCount,
  kCountDistinct,
  kSum,
  kAvg,
  kMin,
  kMax,
  kMedian,
  kFirst,
  kLast,
  kMostCommon,
  kShare
};
struct Aggregate {
  AggregateKind kind;
  ExprRef value;  ///< null for kCount and kShare
  const RowSet* rows;
  ExprRef satisfy;  ///< kShare only
};
/// `days since last_order_at`, `hours until renewal`.
struct Elapsed {
  Unit unit;
  bool until;
  ExprRef operand;
};
/// `ntile 5 of x among everyone` (buckets non-null) or `percentile of x among ...`.
struct Population {
  ExprRef buckets;  ///< ntile: NumberLit or Param; percentile: null
  ExprRef value;
  Among among;
};

/// One step of a sequence; `absent` steps come from `then no ...`.
struct Step {
  Name label;
  Path path;
  bool absent;
  bool so_far;     ///< `then no x so far`
  bool has_limit;  ///< `within N unit`
  int64_t limit;
  Unit limit_unit;
  ExprRef where;
  Span span;
};
enum class Matching : uint8_t { kDefault, kAny, kFirst, kStrict };
struct Sequence {
  const Window* window;
  std::span<const Step> steps;
  Matching matching;
};
struct WasIn {
  SegmentRef segment;
  Instant as_of;
};
struct Moved {
  bool entered;  ///< `entered`; false: `left`
  SegmentRef segment;
  const Window* window;
};

struct Expr {
  Span span;
  std::variant<NumberLit, TextLit, BoolLit, DurationLit, InstantLit, ListLit, Param, PathExpr, Call, Negate, Arith, And,
               Or, Not, Block, Compare, InList, InSegment, Between, Presence, TextTest, Has, InWindow, Quantified,
               Aggregate, Elapsed, Population, Sequence, WasIn, Moved>
      node;
};
static_assert(std::is_trivially_destructible_v<Expr>);

template <typename... Fs>
decltype(auto) match(const Expr& e, Fs&&... fs) {
  return std::visit(overload{std::forward<Fs>(fs)...}, e.node);
}

}  // namespace segql::ast
