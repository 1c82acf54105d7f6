#pragma once
/// What to say about a name that is not known: the nearest one, or what it would have been elsewhere.

#include "compiler/check/context.h"

namespace segql::check {

/// `name` is no value: a set of rows, a definition, a segment, or nothing at all. `expected` as in check_expr.
void report_unknown_value(Context& ctx, const ast::Name& name, const schema::Type* expected);
/// The field of `table` itself; reports a name that is none, with the nearest one.
std::optional<schema::FieldId> find_own_field(Env& env, schema::TableId table, const ast::Name& name);
/// `name` is neither a field nor an attribute of `table`.
void report_unknown_member(Context& ctx, const ast::Name& name, schema::TableId table);
/// `name` is no set of rows of `table` (or, without a path, of any row in scope).
void report_unknown_rows(Context& ctx, const ast::Name& name, schema::TableId table);
/// `name` exists, in a file that this one does not import.
void report_not_imported(Env& env, const ast::Name& name, DefinitionIndex definition);

}  // namespace segql::check
