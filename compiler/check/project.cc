/// Look-up of definitions: what a file declares or imports, else what it would have to import.

#include "compiler/check/project.h"

#include <algorithm>

#include "base/overload.h"

namespace segql::check {
namespace {

bool imports(const ProjectFile& from, FileIndex file, std::string_view name) {
  return std::ranges::any_of(from.imports, [&](const ImportedFile& import) {
    return import.file == file &&
           (import.names.empty() || std::ranges::find(import.names, name, &ast::Name::text) != import.names.end());
  });
}

bool is_visible(Project& project, FileIndex from, const Definition& definition) {
  if (from == kNoFile || definition.file == from) return true;
  ProjectFile& file = project.files[from];
  const auto seen_in = [&](FileIndex one) { return one == from || imports(file, one, definition.name); };
  if (seen_in(definition.file) || std::ranges::any_of(definition.also_in, seen_in)) return true;
  if (file.sees_all) file.seen.insert(definition.file);
  return file.sees_all;
}

template <typename Test>
FoundDefinition find(Project& project, FileIndex from, std::string_view name, Test test) {
  FoundDefinition result;
  const auto found = project.names.find(name);
  if (found == project.names.end()) return result;
  for (const DefinitionIndex index : found->second) {
    const Definition& definition = project.definitions[index];
    if (!test(definition) || result.visible) continue;
    result = {index, is_visible(project, from, definition)};
  }
  return result;
}

}  // namespace

FoundDefinition find_segment(Project& project, FileIndex from, std::string_view name) {
  return find(project, from, name, [](const Definition& definition) {
    return definition.kind != DefinitionKind::kAttribute && definition.kind != DefinitionKind::kDefine;
  });
}

FoundDefinition find_attribute(Project& project, FileIndex from, schema::TableId table, std::string_view name) {
  return find(project, from, name, [&](const Definition& definition) {
    return definition.kind == DefinitionKind::kAttribute && definition.table == table;
  });
}

FoundDefinition find_define(Project& project, FileIndex from, std::string_view name,
                            std::optional<schema::TableId> table) {
  return find(project, from, name, [&](const Definition& definition) {
    return definition.kind == DefinitionKind::kDefine && (!table || definition.table == table);
  });
}

std::string_view kind_name(DefinitionKind kind) {
  switch (kind) {
    case DefinitionKind::kSegment: return "segment";
    case DefinitionKind::kStatic: return "static segment";
    case DefinitionKind::kSplit: return "split";
    case DefinitionKind::kPriority: return "priority list";
    case DefinitionKind::kAttribute: return "attribute";
    case DefinitionKind::kDefine: return "definition";
  }
  return "";
}

}  // namespace segql::check
