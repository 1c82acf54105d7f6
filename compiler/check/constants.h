#pragma once
/// Constants: literals as written, and their conversion to the type they are used as. Exact or an error, never rounded.

#include <optional>
#include <span>

#include "compiler/check/hir.h"
#include "compiler/syntax/ast.h"
#include "schema/schema.h"

namespace segql::check {

struct Env;

/// A literal with its type. For kTimestamp the meaning is in `instant`, because local times depend on a zone.
struct TypedLiteral {
  schema::Type type;
  hir::Literal value;
  hir::Instant instant = hir::Now{};
};

/// The value of a parameter: one literal, or the items of a set or list.
struct Argument {
  schema::Type type;
  TypedLiteral one;
  std::span<const hir::Literal> items;
  bool placeholder = false;  ///< stands in for an argument nobody gave: types are checked, ranges are not
  /// Instead of `items` where they are timestamps, whose meaning depends on a zone.
  std::span<const hir::Instant> instants = {};
};

/// The literal by itself: `5` int, `0.8` decimal(1), `40%` decimal(2), `5 SAR` money, `2026-01-01` date. A Negate
/// around a number belongs to it. Reports and returns nothing if `expr` is no literal; a bare name is none.
std::optional<TypedLiteral> natural_literal(Env& env, const ast::Expr& expr);
/// True for what natural_literal takes.
bool is_literal(const ast::Expr& expr);
/// A NumberLit that is neither money nor a percentage, maybe negated.
bool is_bare_number(const ast::Expr& expr);

/// `literal` as a `to`. Reports what does not fit at `at`.
std::optional<TypedLiteral> convert_literal(Env& env, const TypedLiteral& literal, const schema::Type& to, Span at);
/// A literal or a bare enumerator, as a `to`.
std::optional<TypedLiteral> literal_as(Env& env, const ast::Expr& expr, const schema::Type& to);
/// All items of a list as `element`s, which are no timestamps; reports every one that does not fit.
std::optional<std::vector<hir::Literal>> literals_as(Env& env, const ast::ListLit& list, const schema::Type& element);
/// The same for timestamps, whose meaning depends on a zone.
std::optional<std::vector<hir::Instant>> instants_as(Env& env, const ast::ListLit& list);
/// What a parameter of type `type` gets: a literal or, for sets and lists, a list.
std::optional<Argument> argument_as(Env& env, const ast::Expr& expr, const schema::Type& type);
/// Something of the right type, for checking a definition nobody has given arguments to.
Argument placeholder(const schema::Type& type);

/// The enumerator called `name`; reports with the nearest one.
std::optional<hir::Literal> enumerator(Env& env, const ast::Name& name, const schema::Type& type);

/// As written in the language: `"gold"`, `120.50 SAR`, `2026-03-31`, `paid`.
std::string literal_text(const schema::Schema& schema, const schema::Type& type, const hir::Literal& value);
/// A placeholder is `?`: what is made with one has a name that no call has.
std::string argument_text(const schema::Schema& schema, const Argument& argument);

schema::Value to_value(const schema::Type& type, const hir::Literal& literal);

}  // namespace segql::check
