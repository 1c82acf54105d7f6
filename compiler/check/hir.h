#pragma once
/// The typed tree (HIR): what was meant. No names, only ids; every node typed; conversions explicit; parameters and
/// `define`s already put in; independent of data and of `as_of`. Every expression is total: no evaluation can fail.

#include <cstdint>
#include <span>
#include <string_view>
#include <type_traits>
#include <variant>

#include "base/ids.h"
#include "base/overload.h"
#include "compiler/check/compare_op.h"
#include "schema/schema.h"
#include "schema/type.h"
#include "segql/diagnostic.h"

namespace segql::hir {

using schema::FieldId;
using schema::RelationId;
using schema::TableId;
using schema::Type;
using AttributeId = Id<struct AttributeTag>;
/// A segment with its arguments: `slipping_away(days: 30)` and `slipping_away(days: 90)` are two.
using SegmentId = Id<struct SegmentTag>;

struct Expr;
struct Window;
struct RowSet;
using ExprRef = const Expr*;
using ExprList = std::span<const ExprRef>;

enum class Unit : uint8_t { kSecond, kMinute, kHour, kDay, kWeek, kMonth, kQuarter, kYear };
constexpr bool is_clock_unit(Unit u) { return u <= Unit::kHour; }

/// A step of a path: a reference field of the row before it, or an attribute of it that is a reference.
struct Hop {
  TableId from;  ///< of the row before it
  FieldId field;
  AttributeId attribute;  ///< valid: this; otherwise `field`
  TableId to;             ///< of the row it leads to
  bool operator==(const Hop&) const = default;
};
/// A row: the one in `slot` (0: the subject; each row set in scope has its own), then through references. A path
/// through a missing link is no row: every field of it is missing, it is in no segment, and its row sets are empty.
struct RowRef {
  uint32_t slot = 0;
  std::span<const Hop> hops;
  TableId table;  ///< of the row reached
  bool may_be_missing = false;
};

/// A constant. Text lives in the arena. Which member counts depends on the type beside it, as in schema::Value.
struct Literal {
  enum class Form : uint8_t { kMissing, kBool, kInteger, kFloat, kText } form = Form::kMissing;
  int64_t integer = 0;  ///< kBool: 0 or 1
  double real = 0;
  std::string_view text;
};

// ---------- time ----------

struct Now {};
/// Start of the local day that is `days` after today (negative: before): today 0, yesterday -1.
struct StartOfDay {
  int32_t days;
};
/// `count` units from `as_of` (negative: ago). Calendar units: start of that local day; clock units: exact.
struct Relative {
  int64_t count;
  Unit unit;
};
/// Start of a local day, days since 1970-01-01.
struct LocalDate {
  int32_t days;
};
/// Local civil time: microseconds since 1970-01-01T00:00 as if the zone were UTC; resolved in the zone in force
/// (section 5).
struct LocalTime {
  int64_t micros;
};
/// Microseconds since 1970-01-01T00:00Z.
struct Absolute {
  int64_t micros;
};
/// A timestamp, or a date (then: start of that local day), computed per row. Missing: the window is empty.
struct Computed {
  ExprRef value;
};
using Instant = std::variant<Now, StartOfDay, Relative, LocalDate, LocalTime, Absolute, Computed>;

struct WithinCount {
  bool next;
  int64_t count;  ///< >= 1
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
/// Local calendar days [first, end), days since 1970-01-01.
struct During {
  int32_t first_day, end_day;
};
struct Ever {};
struct Window {
  Span span;
  std::variant<WithinCount, WithinUnit, FromTo, Bounded, During, Ever> node;
};

// ---------- rows ----------

/// The rows of `relation` whose owner is `owner`, bound to `slot` in `where` and in the node that uses the set.
struct RowSet {
  Span span;
  RowRef owner;
  RelationId relation;
  uint32_t slot;
  const Window* window;  ///< null: everything before as_of
  ExprRef where;         ///< null: every row
};

// ---------- values ----------

struct Constant {
  Literal value;
};
/// An instant as a timestamp value (`min of bought_at of purchases >= 10 days ago`). Never Computed.
struct InstantValue {
  Instant instant;
};
struct FieldOf {
  RowRef row;
  FieldId field;
};
struct AttributeOf {
  RowRef row;
  AttributeId attribute;
};
/// Value of a map field under a key; missing when the key is not there.
struct MapEntry {
  RowRef row;
  FieldId field;
  std::string_view key;
};
/// The row itself as a reference value; missing when there is none.
struct RowValue {
  RowRef row;
};
struct Term {
  bool subtract;
  ExprRef value;
};
/// Terms all have the type of the sum. Beyond 38 digits: missing (law 8). float: IEEE 754, NaN is missing.
struct Sum {
  std::span<const Term> terms;
};
/// Exact numbers: the scale of the result is the sum of the scales.
struct Product {
  ExprRef lhs, rhs;
};
/// Exact numbers: the quotient rounded half away from zero to the scale of the result type; by zero: missing.
struct Quotient {
  ExprRef lhs, rhs;
};
struct Negate {
  ExprRef operand;
};
/// int -> decimal -> float, or exact numbers to a larger scale. To the type of this node. Also timestamp -> int: its
/// microseconds, where instants are compared by the time between them.
struct Cast {
  ExprRef operand;
};
/// Whole units from `operand` (date or timestamp) to as_of; `until`: from as_of to it. Calendar units count local
/// calendar days, weeks (7 days), or months stepped from as_of; clock units count elapsed time, truncated toward zero.
struct Elapsed {
  Unit unit;
  bool until;
  ExprRef operand;
};
/// The functions of the language, in the order of check::kFunctions.
enum class Function : uint8_t {
  kYear,
  kQuarter,
  kMonth,
  kWeek,
  kDay,
  kWeekday,
  kHour,
  kMinute,
  kSecond,
  kAbs,
  kRound,
  kFloor,
  kCeil,
  kLeast,
  kGreatest,
  kCoalesce,
  kIf,
  kLength,
  kLower,
  kUpper,
  kTrim
};
constexpr bool is_calendar_part(Function f) { return f <= Function::kSecond; }
/// A part of the time of day, which a date does not have.
constexpr bool is_clock_part(Function f) { return f >= Function::kHour && f <= Function::kSecond; }
/// docs/language-functions.md. Calendar parts: of a date or timestamp, in the zone in force. kAbs to kCeil: of a
/// number; exact ones have the scale of this node. kLeast to kIf: all values have the type of this node (kIf: behind a
/// condition). Missing when an argument is, but for kCoalesce and kIf, which are missing when what they choose is.
struct Call {
  Function function;
  ExprList arguments;
  int8_t digits;  ///< kRound: kept after the point; negative: that many before it become zeros
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
/// Over the rows of the set whose value is present (kCount, kShare: over all rows). Empty sets: law 7.
/// kFirst/kLast: the value of the earliest/latest row, missing if that row's value is missing. kMostCommon: ties go to
/// the smallest value. kMedian, kAvg: mean rounded as in Quotient.
struct Aggregate {
  AggregateKind kind;
  const RowSet* rows;
  ExprRef value;    ///< null for kCount and kShare
  ExprRef satisfy;  ///< kShare only
};

// ---------- conditions (type bool, never missing) ----------

struct And {
  ExprList terms;
};
struct Or {
  ExprList terms;
};
struct Not {
  ExprRef operand;
};
/// A bool value that may be missing, as a condition: true when present and true.
struct Holds {
  ExprRef value;
};
/// Both sides of one type. False when either side is missing, except kNotEqual, which is exactly not kEqual (law 3).
struct Compare {
  CompareOp op;
  ExprRef lhs, rhs;
};
struct InList {
  ExprRef value;
  std::span<const Literal> items;  ///< of the type of `value`; may be empty
};
struct IsMissing {
  ExprRef value;
};
enum class TextOp : uint8_t { kContains, kStartsWith, kEndsWith, kMatches };
struct TextTest {
  TextOp op;
  ExprRef value;
  std::string_view pattern;  ///< kMatches: a valid RE2 expression
  bool ignore_case;          ///< simple case folding
};
enum class HasMode : uint8_t { kAny, kAll, kNone };
/// A missing collection has nothing. kNone is exactly not kAny.
struct HasItems {
  HasMode mode;
  FieldOf collection;
  std::span<const Literal> items;
};
struct HasValue {
  FieldOf collection;
  ExprRef value;
};
/// A date or timestamp in a window; false when missing.
struct InWindow {
  ExprRef value;
  bool anniversary;
  const Window* window;
};
enum class Quantifier : uint8_t { kAny, kNo, kEvery, kAtLeast, kAtMost, kExactly, kLatest, kEarliest };
struct Quantified {
  Quantifier quantifier;
  int64_t count;  ///< kAtLeast, kAtMost, kExactly
  const RowSet* rows;
  ExprRef satisfy;  ///< null: every row
};
struct InSegment {
  RowRef row;
  SegmentId segment;
};

/// The row became a member of the segment in the window, or stopped being one. Only a journal of members knows: no plan
/// is made of it.
struct Moved {
  bool entered;  ///< false: left
  RowRef row;
  SegmentId segment;
  const Window* window;
};

struct Expr {
  Span span;
  Type type;
  bool nullable;
  std::variant<Constant, InstantValue, FieldOf, AttributeOf, MapEntry, RowValue, Sum, Product, Quotient, Negate, Cast,
               Elapsed, Call, Aggregate, And, Or, Not, Holds, Compare, InList, IsMissing, TextTest, HasItems, HasValue,
               InWindow, Quantified, InSegment, Moved>
      node;
};
static_assert(std::is_trivially_destructible_v<Expr>);

template <typename... Fs>
decltype(auto) match(const Expr& e, Fs&&... fs) {
  return std::visit(overload{std::forward<Fs>(fs)...}, e.node);
}

// ---------- definitions ----------

/// `ntile` and `percentile`: the place of a row's score among the scores of a population. A row without a score, or
/// outside of the population, has no place.
struct Ranking {
  ExprRef score;
  int64_t tiles;  ///< `ntile`: how many, and the place is an int from 1 to that. 0: `percentile`, from above 0 to 1
  bool among_everyone;
  SegmentId among;  ///< else
  Type type;        ///< of the place
};

/// A call of a host function. Its values are always computed before the rows are looked at that use them.
struct HostCall {
  std::string_view function;
  ExprList arguments;  ///< of the types of the parameters
  Type type;           ///< of the value
  uint32_t slot;       ///< of the row the arguments are of
};

/// A computed field. Slot 0 of its expressions (that of a host call: its own) is a row of `table`, which may be an
/// event where nobody named it.
struct Attribute {
  std::string_view name;
  TableId table;
  /// What it is: a value of the row, the place of its score, or what the host makes of its arguments.
  std::variant<ExprRef, const Ranking*, const HostCall*> form;
  uint32_t num_slots;
  SourceId source;
  Span span;

  const Ranking* ranking() const { return alternative<const Ranking*>(); }  ///< null: another form
  const HostCall* host_call() const { return alternative<const HostCall*>(); }
  /// What a scan computes for every row: the value, or the score; null: the host is asked.
  ExprRef scanned() const { return ranking() != nullptr ? ranking()->score : alternative<ExprRef>(); }
  const Type& type() const {
    return ranking() != nullptr ? ranking()->type : host_call() != nullptr ? host_call()->type : scanned()->type;
  }
  bool nullable() const { return !std::holds_alternative<ExprRef>(form) || scanned()->nullable; }

 private:
  template <typename T>
  T alternative() const {
    const T* found = std::get_if<T>(&form);
    return found != nullptr ? *found : nullptr;
  }
};

struct Take {
  bool bottom;
  bool percent;
  int64_t amount;  ///< rows; percent: ten-thousandths of a percent (5% is 50'000), 0 < amount <= 1'000'000
  ExprRef by;
  ExprRef per;       ///< null: one group
  bool among_given;  ///< false: the rows that satisfy `where` and `exclude`
  SegmentId among;   ///< invalid with among_given: everyone
  bool ties_kept;
  int64_t at_most;  ///< -1: no cap
};
/// Rows by the place of a stable hash of (seed, key) in the whole range: those from `begin` on and before `end`, both
/// in ten-thousandths of a percent. `sample 10%` is [0, 100'000); the parts of a split follow one another.
struct Sample {
  int64_t begin, end;
  std::string_view seed;
};

/// The members of a `static segment`: the rows whose keys stand in a list that comes with the data.
struct KeyList {
  std::string_view file;  ///< as written: relative to the file of the definition
  Span file_span;
  FieldId key;  ///< of the entity; the file has a column of that name
};

/// The members a segment has at another instant; nobody when that is after the one asked for.
struct Past {
  SegmentId segment;
  Instant instant;  ///< never Computed
};

/// Who was a member stays one for some time, or for ever. Only a journal of members knows who was.
struct Keep {
  enum class Kind : uint8_t { kAfterEntry, kAfterLastMatch, kForever } kind;
  int64_t count;
  Unit unit;
};
/// Where a scheduler sends the members. It never changes them.
struct Delivery {
  std::string_view destination;  ///< as written: `ads.meta`
  std::string_view title;        ///< may be empty
  bool on_enter, on_exit;        ///< neither is written: both false
  ExprList columns;
};
/// The members a snapshot without `as of` had when it was taken: keys that were written down then.
struct Frozen {
  SegmentId live;  ///< the same definition, to be evaluated when it is taken
};

struct Segment {
  std::string_view name;   ///< canonical: `slipping_away(days: 30)`, without parentheses when it has no parameters
  std::string_view title;  ///< may be empty
  TableId table;
  ExprRef where;  ///< null: everyone
  ExprList excludes;
  std::span<const Take> takes;      ///< in the order written
  std::span<const Sample> samples;  ///< in the order written, after the takes
  const Keep* keep;                 ///< null: the conditions alone say who is in it
  std::string_view refresh;         ///< canonical text of the clause; empty: none is written
  std::span<const Delivery> deliveries;
  const KeyList* keys;        ///< of a static segment, of which nothing above says who is in it; else null
  const Past* past;           ///< of a snapshot, of which nothing above says who is in it either; else null
  const Frozen* frozen;       ///< of a snapshot without `as of`: likewise; else null
  std::string_view timezone;  ///< never empty: the segment's or the project's
  uint32_t num_slots;
  SourceId source;
  Span span;             ///< of the name
  std::string_view doc;  ///< text of the `///` lines above; may be empty
};

}  // namespace segql::hir
