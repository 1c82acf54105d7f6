#pragma once
/// Names and paths: which row, field, attribute or set of rows they mean (language.md section 2).

#include <optional>
#include <variant>

#include "compiler/check/context.h"

namespace segql::check {

/// A set of rows that is named: the relation of one row.
struct NamedRows {
  hir::RowRef owner;
  schema::RelationId relation;
};
using NamedValue = std::variant<hir::RowRef, hir::FieldOf, hir::AttributeOf, hir::MapEntry>;

/// What `path` means as a value; reports unknown names with the nearest one, and rows used as a value. `expected` as in
/// check_expr.
std::optional<NamedValue> resolve_value(Context& ctx, const ast::Path& path, const schema::Type* expected = nullptr);
/// The set of rows `path` means; reports.
std::optional<NamedRows> resolve_rows(Context& ctx, const ast::Path& path);
/// True when some row in scope has `name`, or it is a label, `self` or an entity in scope. Reports nothing.
bool is_known_name(const Context& ctx, std::string_view name);

/// The row as an expression, and a value as one.
hir::ExprRef make_named(Context& ctx, Span span, const NamedValue& value);
/// The row that a reference or a row name stands for; reports values of other types at `span`.
std::optional<hir::RowRef> row_of(Context& ctx, Span span, const NamedValue& value);

}  // namespace segql::check
