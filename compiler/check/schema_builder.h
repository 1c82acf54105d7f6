#pragma once
/// Schema declarations to a `Schema`.

#include <optional>

#include "compiler/check/env.h"

namespace segql::check {

/// Settings, entities, events, relations and externs of all files, into `project.schema` and `project.externs`. Returns
/// false, having reported, when the schema is not sound; then nothing else can be checked.
bool build_schema(Project& project, Reporter& reporter);
/// For a schema made by the host: reports what the files declare of it.
bool reject_schema_declarations(Project& project, Reporter& reporter);

/// A type as written; reports.
std::optional<schema::Type> resolve_type(Env& env, const ast::TypeExpr& type);
/// The entity called `name`; reports unknown ones and events.
std::optional<schema::TableId> resolve_entity(Env& env, const ast::Name& name);
void report_unknown_table(Env& env, const ast::Name& name, std::string_view what, bool events);

}  // namespace segql::check
