#pragma once
/// Instants and counts that do not depend on a row: `today`, `3 days ago`, `2026-03-01T00:00`, `$days`.

#include <optional>
#include <string>

#include "compiler/check/hir.h"
#include "compiler/syntax/ast.h"

namespace segql::check {

struct Argument;
struct Env;

/// Days since 1970-01-01.
int32_t days_of(const ast::CivilDate& date);

/// The value of `$name`; reports unknown ones with the nearest name.
const Argument* parameter(Env& env, std::string_view name, Span at);

/// A whole number written or bound to a parameter; reports what is not from `low` to `high`, naming `what`.
std::optional<int64_t> whole_number(Env& env, const ast::Expr& expr, int64_t low, int64_t high, std::string_view what);
/// The largest count of `unit` that stays within the years 1 to 9999.
int64_t longest(ast::Unit unit);

/// Reports an instant that is a path: the caller has no row.
std::optional<hir::Instant> constant_instant(Env& env, const ast::Instant& instant);
/// The instant a date or timestamp parameter stands for; reports other types.
std::optional<hir::Instant> instant_of(Env& env, const Argument& argument, Span at);

std::string_view unit_text(hir::Unit unit, bool plural);
/// As the language writes it. REQUIRES: not Computed.
std::string instant_text(const hir::Instant& instant);

}  // namespace segql::check
