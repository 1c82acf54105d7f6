#pragma once
/// The plan: one scan over one table, made for one `as_of` and one state of the data. Windows are instants, texts are
/// dictionary codes, quantifiers are counts; few node kinds, so that both engines stay small. Owns its memory.
///
/// After `optimise`: flat `And`/`Or` with terms in rank order, no `Not` over `And`/`Or`/`Not`, used columns, relations
/// and segments listed once. `verify` checks it.

#include <algorithm>
#include <array>
#include <cstdint>
#include <limits>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <type_traits>
#include <unordered_map>
#include <variant>
#include <vector>

#include "base/arena.h"
#include "base/int128.h"
#include "base/overload.h"
#include "compiler/check/hir.h"
#include "runtime/abi/column_view.h"
#include "runtime/table/dictionary.h"

namespace segql::plan {

struct Expr;
using ExprRef = const Expr*;
using ExprList = std::span<const ExprRef>;
using hir::AttributeId;
using hir::SegmentId;
using schema::FieldId;
using schema::RelationId;
using schema::TableId;

/// Machine form of a value. kInt: int64_t (also dates, timestamps, codes, row ids, bools). kWide: 128-bit integer.
enum class Repr : uint8_t { kBool, kInt, kWide, kFloat };

inline constexpr uint32_t kNone = UINT32_MAX;

/// A row: of `slot`, then through the reference columns `hops` (indices into Scan::columns). No row: every column of it
/// is missing, it is in no segment, its row sets are empty.
struct RowRef {
  uint32_t slot = 0;
  std::span<const uint32_t> hops;
};

/// Events of `owner` through Scan::relations[relation], bound to `slot`; those with from <= time < to for which `where`
/// is true. `from`, `to`: kInt instants, null: unbounded; missing: no rows at all. They do not refer to `slot`.
struct RowSet {
  RowRef owner;
  uint32_t relation;
  uint32_t slot;
  ExprRef from, to;
  ExprRef where;  ///< null: every row
};

// ---------- values ----------

struct Missing {};
struct ConstInt {
  int64_t value;
};
struct ConstWide {
  int64_t high;
  uint64_t low;  ///< value = high * 2^64 + low
};
struct ConstFloat {
  double value;
};
/// A cell of Scan::columns[column]. Of a collection only directly below IsMissing, where nothing but validity is read.
struct Column {
  RowRef row;
  uint32_t column;
};
/// The value of a map column under a key; `key`: code in the keys' dictionary, kNone: no row has that key.
struct MapValue {
  RowRef row;
  uint32_t column;
  uint32_t key;
};
/// The id of a row; missing when there is none.
struct RowId {
  RowRef row;
};
/// kInt to kWide.
struct Widen {
  ExprRef operand;
};
/// kWide times 10^power; beyond 38 digits: missing.
struct Rescale {
  ExprRef operand;
  uint8_t power;
};
/// kInt or kWide divided by 10^scale, to kFloat.
struct ToFloat {
  ExprRef operand;
  uint8_t scale;
};
/// kWide to kInt; missing when it does not fit.
struct Narrow {
  ExprRef operand;
};
struct Term {
  bool subtract;
  ExprRef value;
};
/// kWide or kFloat, terms of the same form. kWide: |result| < 10^38, otherwise missing. kFloat: NaN is missing.
struct Sum {
  std::span<const Term> terms;
};
struct Product {
  ExprRef lhs, rhs;
};
/// kWide: (lhs * 10^power) / rhs, rounded half away from zero; by zero or beyond 38 digits: missing. kFloat: by zero:
/// missing.
struct Quotient {
  ExprRef lhs, rhs;
  uint8_t power;
};
struct Negate {
  ExprRef operand;
};
/// kInt instant to the kInt local day it falls on.
struct LocalDay {
  ExprRef operand;
};
/// The first instant of the local day `plus` days after `operand` (kInt day), kInt: TimeZone::start_of_day. A day that
/// does not exist in the zone starts where the next one does.
struct StartOfDay {
  ExprRef operand;
  int32_t plus;
};
/// hir::Elapsed over a kInt day or instant.
struct Elapsed {
  hir::Unit unit;
  bool until;
  bool is_date;
  ExprRef operand;
};
/// hir::Call. Calendar parts: of a kInt day or instant, to kInt. kAbs: kWide or kFloat. kRound, kFloor, kCeil: kWide
/// divided by 10^digits, or kFloat to `digits` places. kLeast, kGreatest, kCoalesce and the values of kIf, which has
/// its condition first: any form, that of the result. The last two evaluate only what they need.
struct Call {
  hir::Function function;
  bool is_date;  ///< calendar parts
  int8_t digits;
  ExprList arguments;
};
/// What Scan::tables[table] has for a text of the row: its code is the index. kInt: a number, or the code of another
/// text.
struct Lookup {
  ExprRef value;
  uint32_t table;
};
/// kCount: kInt. kCountDistinct: kInt. kSum: kWide or kFloat. kAvg: kWide (numerator times 10^power, then as Quotient)
/// or kFloat. kMin..kMostCommon: form of the value; kMostCommon is of a cell, so it is never kWide. kMedian: kWide (as
/// kAvg) or kFloat. kShare: kWide, count of rows with `satisfy` times 10^power over count of rows. Text is compared as
/// text. `collector`: index into EvalContext::collectors for kCountDistinct, kMedian, kMostCommon, otherwise kNone.
struct Aggregate {
  hir::AggregateKind kind;
  const RowSet* rows;
  ExprRef value;
  ExprRef satisfy;
  uint8_t power;
  uint32_t collector;
};
/// A condition as a value 0 or 1 (kInt), never missing.
struct Truth {
  ExprRef condition;
};

// ---------- conditions (Repr::kBool, never missing) ----------

struct Literal {
  bool value;
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
/// Both sides of one form (kInt, kWide, kFloat), not text; false when either is missing. Never kNotEqual: that is Not.
struct Compare {
  hir::CompareOp op;
  ExprRef lhs, rhs;
};
/// kInt value present and low <= value <= high.
struct Range {
  ExprRef value;
  int64_t low, high;
};
/// kInt or kFloat value present and in Scan::lists[list].
struct InList {
  ExprRef value;
  uint32_t list;
};
/// Text value present and its code in Scan::code_sets[set].
struct CodeIn {
  ExprRef value;
  uint32_t set;
};
/// Two text values of different dictionaries (or ordered), by code points.
struct TextCompare {
  hir::CompareOp op;
  ExprRef lhs, rhs;
};
struct IsMissing {
  ExprRef value;
};
/// A collection column has any / all / none of the items Scan::lists[list] (codes for text). kNone does not occur: it
/// is Not.
struct HasItems {
  hir::HasMode mode;
  RowRef row;
  uint32_t column;
  uint32_t list;
};
/// A collection column has the value (kInt; text: compared as text).
struct HasValue {
  RowRef row;
  uint32_t column;
  ExprRef value;
};
/// The set has at least `count` rows; count >= 1. `any` is AtLeast 1.
struct AtLeast {
  const RowSet* rows;
  int64_t count;
};
/// The latest (earliest) row of the set exists and satisfies.
struct Edge {
  bool latest;
  const RowSet* rows;
  ExprRef satisfy;
};
/// The row exists and is a member of Scan::segments[segment].
struct InSegment {
  RowRef row;
  uint32_t segment;
};
/// The day of the year of `day` (kInt) comes round within local days [first, end); 29 February by `leap_day`.
struct Anniversary {
  ExprRef day;
  int32_t first, end;
  schema::LeapDay leap_day;
};

struct Expr {
  Repr repr;
  bool nullable;        ///< may be missing, by the data at hand; conditions never are
  uint32_t dictionary;  ///< text: index into Scan::columns of the column whose dictionary its codes are of; else kNone
  std::variant<Missing, ConstInt, ConstWide, ConstFloat, Column, MapValue, RowId, Widen, Rescale, ToFloat, Narrow, Sum,
               Product, Quotient, Negate, LocalDay, StartOfDay, Elapsed, Call, Lookup, Aggregate, Truth, Literal, And,
               Or, Not, Compare, Range, InList, CodeIn, TextCompare, IsMissing, HasItems, HasValue, AtLeast, Edge,
               InSegment, Anniversary>
      node;
};
static_assert(std::is_trivially_destructible_v<Expr>);

template <typename... Fs>
decltype(auto) match(const Expr& e, Fs&&... fs) {
  return std::visit(overload{std::forward<Fs>(fs)...}, e.node);
}

// ---------- the scan ----------

/// Where a column comes from: a field of the data, or an attribute computed beforehand for the same as_of and timezone.
struct ColumnSource {
  TableId table;
  FieldId field;          ///< valid, or
  AttributeId attribute;  ///< valid
  auto operator<=>(const ColumnSource&) const = default;
};
/// One column the scan reads, and what of its form the code may rely on. With `texts` it is no column of the data: no
/// cells, only a dictionary that was made for this plan.
struct ColumnUse {
  ColumnSource source;
  schema::Type type;
  runtime::Encoding encoding;
  int64_t base;
  int64_t unit = 1;
  bool has_validity;                     ///< false: no row is missing
  std::string name;                      ///< `customer.country`, for people
  std::vector<std::string> enumerators;  ///< kEnum: names by value, for people
  std::shared_ptr<const runtime::Dictionary> texts = nullptr;
  std::span<const int64_t> sketch = {};  ///< bounds of the column's (runtime/table/sketch.h); none: it has none
  bool codes_are_rows = false;           ///< text: every row has a text of its own, whose code is the row
  uint32_t packed_bits = 0;              ///< of its packed cells (runtime/table/packed.h); 0: it has none
  bool packed_has_rest = false;          ///< cells from the largest code on are one
};
struct RelationUse {
  RelationId relation;
  uint32_t time_column;  ///< index into columns
  bool in_order;         ///< RelationView::rows is null
  std::string name;
  double rows_per_owner = 0;  ///< on average, by the data at hand
};
struct Scan;
struct Reach;
/// Rows of a table by one bit each: the members of a segment, the rows that satisfy a condition of this plan, or rows
/// that are reached from those.
struct SegmentUse {
  SegmentId segment;  ///< valid, or
  TableId table;
  std::string name;
  uint64_t num_rows = 0;                            ///< of the table
  std::shared_ptr<const Scan> condition = nullptr;  ///< not null: to be evaluated before this scan
  std::shared_ptr<const Reach> reach = nullptr;     ///< not null: the same
  double share = 0;                                 ///< of the rows, expected; of `condition` and `reach`
};
/// The events that belong to the rows of `of` through `relation`, with from <= time < to; or their owners.
struct Reach {
  RelationId relation;
  SegmentUse of;
  int64_t from, to;
  RelationId owners;  ///< valid: those through this relation
};
/// Sorted, each value once. One of the two is used.
struct ConstantList {
  std::vector<int64_t> integers;
  std::vector<double> reals;
};
/// Codes of a dictionary for which a text predicate is true: bit c of words, and what it was, for people.
struct CodeSet {
  std::vector<uint64_t> words;
  uint64_t count = 0;     ///< bits set
  uint64_t universe = 0;  ///< dictionary size
  std::string text;       ///< `country in ("SA", "AE")`
};
/// What functions of one text give, for each text of a dictionary, by code. Not empty.
struct CodeTable {
  std::vector<int64_t> values;
  std::vector<hir::Function> functions;  ///< outermost first, for people; none: the same text in another dictionary
};
struct Output {
  ExprRef value;  ///< kInt or kFloat
  std::string name;
};
/// What the conditions before one have left undecided: shares of all rows, and of the words of 64 that have such a row.
struct Left {
  double rows = 1, words = 1;
};
/// The share of the words that have any of the rows, if these are spread evenly.
double words_with_any(double rows);

/// What a condition takes, in nanoseconds.
struct Cost {
  static constexpr double kNever = std::numeric_limits<double>::infinity();
  static constexpr double kDoubt = 1.5;

  double row = 0;               ///< for each undecided row
  double word = 0;              ///< and for each row of a word of 64 that has an undecided one
  double event_words = kNever;  ///< or instead of both, for each row of such a word; kNever: there is no such choice
  bool visits_events = false;   ///< row by row: the fewer rows, the dearer each

  /// Where runs are not expected to be quicker by far: they take what is left to look at, which may be more than was
  /// expected; event words never take longer than for all.
  bool is_by_event_words(Left left) const { return event_words * left.words <= kDoubt * runs(left); }
  /// For each row of the table.
  double of(Left left) const { return is_by_event_words(left) ? event_words * left.words : runs(left); }

 private:
  double runs(Left left) const;
};

/// What `optimise` expected of a condition.
struct Estimate {
  Cost cost;
  double selectivity;     ///< share of the rows for which it is true
  double plain_cost = 0;  ///< nanoseconds for one row with the plain evaluator
};

/// For which rows of a block the predicate is true.
enum class Verdict : uint8_t { kNobody, kEverybody, kUnknown };

struct Scan {
  TableId table;
  ExprRef predicate = nullptr;  ///< null: every row
  std::vector<Output> outputs;  ///< computed for the rows that satisfy the predicate
  std::vector<ColumnUse> columns;
  std::vector<RelationUse> relations;
  std::vector<SegmentUse> segments;
  std::vector<ConstantList> lists;
  std::vector<CodeSet> code_sets;
  std::vector<CodeTable> tables;
  uint32_t num_slots = 1;
  uint32_t num_collectors = 0;
  double cost = 0;        ///< estimated nanoseconds per row of the table, an order of magnitude (law 10)
  double plain_cost = 0;  ///< the same, with the plain evaluator
  int64_t as_of = 0;      ///< the instant it was made for
  std::string timezone;   ///< the zone it was made for
  std::string name;       ///< of the table
  /// What a Range of text codes stands for, for people: (dictionary, low, high) to `= "SA"`.
  std::map<std::array<int64_t, 3>, std::string> code_ranges;
  std::unordered_map<ExprRef, Estimate> estimates;  ///< of its conditions; empty before `optimise`
  Arena arena;
};

}  // namespace segql::plan
