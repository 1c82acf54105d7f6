/// Definitions of all files by name, with their entities and parameters.

#include "compiler/check/collect.h"

#include <algorithm>

#include "base/overload.h"
#include "compiler/check/schema_builder.h"

namespace segql::check {
namespace {

bool is_segment(DefinitionKind kind) { return kind != DefinitionKind::kAttribute && kind != DefinitionKind::kDefine; }

/// Segments share one space of names; attributes and defines one per entity.
bool collides(const Definition& lhs, const Definition& rhs) {
  if (is_segment(lhs.kind) || is_segment(rhs.kind)) return is_segment(lhs.kind) && is_segment(rhs.kind);
  return lhs.kind == rhs.kind && lhs.table == rhs.table;
}

/// `from` imports `to`, or files that do.
bool reaches(const Project& project, FileIndex from, FileIndex to) {
  if (from == kNoFile || to == kNoFile) return false;
  std::vector<bool> seen(project.files.size(), false);
  std::vector<FileIndex> open{from};
  while (!open.empty()) {
    const FileIndex current = open.back();
    open.pop_back();
    for (const ImportedFile& import : project.files[current].imports) {
      if (import.file == to) return true;
      if (!seen[import.file]) open.push_back(import.file);
      seen[import.file] = true;
    }
  }
  return false;
}

/// Reports `definition` beside `first` of the same name, and keeps one of them. A file that imports the other is the
/// second, whatever their order. Where the second is seen, the one that is kept is.
void report_duplicate(Env& env, Definition& first, const Definition& definition) {
  const bool swap =
      reaches(env.project, first.file, definition.file) && !reaches(env.project, definition.file, first.file);
  Definition kept = swap ? definition : first;
  const Definition dropped = swap ? first : definition;
  Diagnostic& d = env.reporter.report(dropped.source, dropped.name_span, diag::DuplicateName, kind_name(dropped.kind),
                                      dropped.name);
  add_note(d, kept.source, kept.name_span, "first declared here");
  if (swap && env.failed) kept.state = Definition::State::kBroken;
  kept.also_in = first.also_in;
  kept.also_in.push_back(dropped.file);
  first = std::move(kept);
  env.failed = true;
}

bool is_duplicate(Env& env, const Definition& definition) {
  const auto found = env.project.names.find(definition.name);
  if (found != env.project.names.end()) {
    for (const DefinitionIndex index : found->second) {
      if (!collides(definition, env.project.definition(index))) continue;
      report_duplicate(env, env.project.definition(index), definition);
      return true;
    }
  }
  if (definition.kind != DefinitionKind::kAttribute || !definition.table) return false;
  const schema::Table& table = env.schema().table(*definition.table);
  const auto field = table.find_field(definition.name);
  const auto relation = env.schema().find_relation(*definition.table, definition.name);
  const bool own_relation = relation && env.schema().relation(*relation).name == definition.name;
  if (!field && !own_relation) return false;
  Diagnostic& d = env.report(definition.name_span, diag::DuplicateName, "attribute", definition.name);
  if (field) {
    add_note(d, table.field(*field).source, table.field(*field).span, "a field of that name");
  } else {
    const schema::Relation& other = env.schema().relation(*relation);
    add_note(d, other.source, other.span, "a relation of that name");
  }
  return true;
}

void add_parameters(Env& env, Definition& definition, std::span<const ast::ParamDecl> parameters) {
  for (const ast::ParamDecl& written : parameters) {
    if (std::ranges::find(definition.parameters, written.name.text, &Parameter::name) != definition.parameters.end()) {
      env.report(written.name.span, diag::DuplicateName, "parameter", written.name.text);
      continue;
    }
    const auto type = resolve_type(env, written.type);
    if (!type) continue;
    if (type->kind == schema::Kind::kMap || type->kind == schema::Kind::kRef) {  // there are no constants of these
      env.report(written.type.span, diag::BadParameter, env.text_of(*type));
      continue;
    }
    Parameter parameter{written.name.text, *type, std::nullopt};
    if (written.default_value != nullptr) parameter.default_value = argument_as(env, *written.default_value, *type);
    definition.parameters.push_back(std::move(parameter));
  }
}

void add_definition(Env& env, const ast::Decl& decl, DefinitionKind kind, const ast::Name& name,
                    const ast::Name* entity, std::span<const ast::ParamDecl> parameters) {
  Definition definition;
  definition.kind = kind;
  definition.name = name.text;
  definition.name_span = name.span;
  definition.decl = &decl;
  definition.file = env.file;
  definition.source = env.source;
  env.failed = false;
  if (entity != nullptr) definition.table = resolve_entity(env, *entity);
  add_parameters(env, definition, parameters);
  if (is_duplicate(env, definition)) return;
  if (env.failed) definition.state = Definition::State::kBroken;
  const auto index = static_cast<DefinitionIndex>(env.project.definitions.size());
  env.project.names[definition.name].push_back(index);
  env.project.definitions.push_back(std::move(definition));
}

}  // namespace

void collect_definition(Env& env, const ast::Decl& decl) {
  std::visit(
      overload{
          [](const ast::Settings&) {},
          [](const ast::Entity&) {},
          [](const ast::Event&) {},
          [](const ast::Relation&) {},
          [](const ast::Extern&) {},
          [&](const ast::Attribute& node) {
            add_definition(env, decl, DefinitionKind::kAttribute, node.name, &node.entity, {});
          },
          [&](const ast::Define& node) {
            add_definition(env, decl, DefinitionKind::kDefine, node.name, &node.entity, node.params);
          },
          [&](const ast::Segment& node) {
            add_definition(env, decl, DefinitionKind::kSegment, node.name, &node.entity, node.params);
          },
          [&](const ast::StaticSegment& node) {
            add_definition(env, decl, DefinitionKind::kStatic, node.name, &node.entity, {});
          },
          [&](const ast::Split& node) { add_definition(env, decl, DefinitionKind::kSplit, node.name, nullptr, {}); },
          [&](const ast::Priority& node) {
            add_definition(env, decl, DefinitionKind::kPriority, node.name, &node.entity, {});
          },
          [](const ast::Test&) {},
          [](const ast::Claim&) {},
      },
      decl.node);
}

void collect_definitions(Project& project, Reporter& reporter) {
  for (FileIndex i = 0; i < project.files.size(); ++i) {
    const ast::File& file = *project.files[i].file;
    Env env{project, reporter, i, file.source, {}, false};
    for (const ast::Decl& decl : file.decls) collect_definition(env, decl);
  }
}

}  // namespace segql::check
