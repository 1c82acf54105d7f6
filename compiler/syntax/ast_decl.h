#pragma once
/// Types, declarations, clauses and files of the syntax tree (see ast.h).

#include <cstdint>
#include <span>
#include <string_view>
#include <variant>

#include "base/decimal.h"
#include "compiler/syntax/ast_expr.h"
#include "compiler/syntax/ast_time.h"
#include "segql/diagnostic.h"

namespace segql::ast {

// ---------- types as written ----------

enum class TypeKind : uint8_t {
  kText,
  kInt,
  kDecimal,
  kFloat,
  kBool,
  kDate,
  kTimestamp,
  kPoint,
  kMoney,
  kEnum,
  kRef,
  kSet,
  kList,
  kMap
};
struct TypeExpr {
  Span span;
  TypeKind kind;
  bool has_scale;  ///< `decimal(2)`
  int32_t scale;
  std::string_view currency;          ///< kMoney
  std::span<const Name> enumerators;  ///< kEnum
  Name target;                        ///< kRef
  const TypeExpr* key;                ///< kMap
  const TypeExpr* element;            ///< kSet, kList, kMap
};

// ---------- declarations ----------

struct Annotation {
  Name name;
  ExprRef value;  ///< null when none is written
  Span span;
};
struct Setting {
  enum class Kind : uint8_t { kTimezone, kWeekStarts, kCurrency, kLeapDay };
  Kind kind;
  std::string_view value;
  Span span;  ///< of the whole setting
  Span value_span;
};
struct Settings {
  std::span<const Setting> items;
};
struct Field {
  Name name;
  TypeExpr type;
  bool nullable;
  ExprRef default_value;  ///< null when none is written
  Span span;
};
struct Entity {
  Name name, key;
  std::span<const Field> fields;
};
struct Event {
  Name name, time;
  std::span<const Field> fields;
};
/// `relation customer has many purchases = purchase by buyer`.
struct Relation {
  Name owner, name, event, by;
};
struct ParamDecl {
  Name name;
  TypeExpr type;
  ExprRef default_value;
  Span span;
};
struct Extern {
  Name name;
  std::span<const ParamDecl> params;
  TypeExpr result;
  bool nullable;
};
struct Attribute {
  Name name, entity;
  ExprRef value;
};
struct Define {
  Name name, entity;
  bool has_params;
  std::span<const ParamDecl> params;
  ExprRef value;
};

struct Exclude {
  ExprRef condition;
};
struct Take {
  bool bottom;
  bool percent;  ///< `5%`: amount is a NumberLit; otherwise NumberLit or Param
  ExprRef amount;
  ExprRef by;
  const Path* per;     ///< null when none is written
  const Among* among;  ///< null when none is written
  enum class Ties : uint8_t { kDefault, kKept, kDropped } ties;
  bool has_at_most;
  int64_t at_most;
};
struct Sample {
  Decimal percent;
  std::string_view seed;
};
struct Timezone {
  std::string_view zone;
};
struct Refresh {
  enum class Kind : uint8_t { kLive, kManual, kDaily, kWeekly, kMonthly, kEvery } kind;
  std::span<const Name> weekdays;
  std::span<const int64_t> month_days;
  CivilTime at;
  int64_t every;
  Unit every_unit;
  std::span<const Name> also_on;
  Name priority;  ///< text empty when none is written
};
struct Keep {
  enum class Kind : uint8_t { kAfterEntry, kAfterLastMatch, kForever } kind;
  int64_t count;
  Unit unit;
};
struct Deliver {
  Path destination;
  bool has_name;
  std::string_view as_name;
  std::span<const Name> on;
  std::span<const Path> columns;
};
struct Clause {
  Span span;
  std::variant<Exclude, Take, Sample, Timezone, Refresh, Keep, Deliver> node;
};

struct Segment {
  bool snapshot;
  Name name, entity;
  bool has_params;
  std::span<const ParamDecl> params;
  bool has_title;
  std::string_view title;
  const Instant* as_of;  ///< null when none is written
  ExprRef where;         ///< null when none is written
  std::span<const Clause> clauses;
  Span where_span;  ///< of the whole clause
};
struct StaticSegment {
  Name name, entity, key;
  bool has_title;
  std::string_view title;
  std::string_view file;
  Span file_span;
};
struct SplitPart {
  Name name;
  Decimal percent;
};
struct Split {
  Name name;
  SegmentRef segment;
  std::string_view seed;
  std::span<const SplitPart> parts;
};
struct Priority {
  Name name, entity;
  std::span<const SegmentRef> segments;
};

struct GivenField {
  Name name;
  ExprRef value;
};
struct Given {
  Name table;
  Name row;  ///< text empty when the row has no name
  std::span<const GivenField> fields;
};
struct Expect {
  enum class Kind : uint8_t { kIn, kOut, kValue } kind;
  Path path;  ///< the row, or row.attribute for kValue
  CompareOp op;
  ExprRef value;
  const Instant* as_of;
};
struct TestItem {
  Span span;
  std::variant<Given, Expect> node;
};
struct Test {
  std::string_view title;
  SegmentRef segment;
  Instant as_of;
  bool has_timezone;
  std::string_view timezone;
  std::span<const TestItem> items;
};

/// `expect disjoint a, b`: what is to be proved of segments.
struct Claim {
  enum class Kind : uint8_t { kDisjoint, kCover, kImplies, kEquals } kind;
  std::span<const SegmentRef> segments;  ///< kImplies, kEquals: two
  Name entity;                           ///< kCover: whose rows; text empty: those of `population`
  ExprRef where;                         ///< which of them; null: all
  const SegmentRef* population;          ///< null when there is an entity
};

struct Decl {
  Span span;
  std::span<const Annotation> annotations;
  std::string_view doc;      ///< text of the `///` lines above, joined by newlines, without the slashes
  bool blank_above = false;  ///< the author left a blank line above it (below its comments)
  std::variant<Settings, Entity, Event, Relation, Extern, Attribute, Define, Segment, StaticSegment, Split, Priority,
               Test, Claim>
      node;
};

/// `with (purchases: lines)`: where a library says `purchases`, the project has `lines`.
struct Renaming {
  Name from, to;
};
struct Import {
  std::span<const Name> names;  ///< empty: everything
  std::string_view path;
  Span path_span;
  std::span<const Renaming> renamings;
  Span span;
};
/// `//`, `///` or `/* */` with its delimiters, in source order; what `fmt` puts back.
struct Comment {
  std::string_view text;
  Span span;
  bool own_line = false;     ///< no code stands before it on its line
  bool blank_above = false;  ///< the line above is blank
  bool doc = false;          ///< part of some Decl::doc
};
/// One file.
struct File {
  SourceId source = 0;
  bool has_language = false;
  int64_t language = 1;
  Span language_span;
  std::span<const Import> imports;
  std::span<const Decl> decls;
  std::span<const Comment> comments;
  std::string_view text;  ///< of the whole file: what spans count in
};

}  // namespace segql::ast
