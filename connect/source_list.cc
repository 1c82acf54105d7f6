// Which source belongs to which declared entity or event.
#include "connect/source_list.h"

#include <algorithm>

#include "base/nearest_name.h"
#include "base/quoted_list.h"

namespace segql::connect {

namespace {

std::vector<std::string> source_names(const ProjectFile& project) {
  std::vector<std::string> names;
  for (const SourceSpec& source : project.sources) names.push_back(source.table);
  return names;
}

/// A name, and what there is instead: the nearest, or else all.
std::string or_else(const std::string& wanted, const std::vector<std::string>& names, const std::string& introduction) {
  const std::string hint = did_you_mean(wanted, names);
  if (!hint.empty()) return hint;
  return names.empty() ? "" : "; " + introduction + " " + quoted_list(names);
}

const SourceSpec* source_of(const ProjectFile& project, const TableInfo& table) {
  const auto found = std::ranges::find(project.sources, table.name, &SourceSpec::table);
  return found == project.sources.end() ? nullptr : &*found;
}

}  // namespace

std::vector<Error> unknown_in_sources(const ProjectFile& project, const std::vector<TableInfo>& tables) {
  std::vector<std::string> table_names;
  for (const TableInfo& table : tables) table_names.push_back(table.name);
  std::vector<Error> unknown;
  for (const SourceSpec& source : project.sources) {
    const auto table = std::ranges::find(tables, source.table, &TableInfo::name);
    if (table == tables.end()) {
      unknown.push_back({ErrorCode::kNotFound, source.place + ": [sources." + source.table +
                                                   "] is of no declared entity or event" +
                                                   or_else(source.table, table_names, "declared are")});
      continue;
    }
    for (const ColumnName& mapping : source.columns) {
      if (std::ranges::find(table->fields, mapping.field) != table->fields.end()) continue;
      unknown.push_back({ErrorCode::kNotFound, source.place + ": `" + source.table + "` has no field `" +
                                                   mapping.field + "`" +
                                                   or_else(mapping.field, table->fields, "its fields are")});
    }
  }
  return unknown;
}

std::vector<Error> without_source(const ProjectFile& project, const std::vector<TableInfo>& tables) {
  std::vector<Error> missing;
  const std::vector<std::string> names = source_names(project);
  for (const TableInfo& table : tables) {
    if (source_of(project, table) != nullptr) continue;
    missing.push_back({ErrorCode::kNotFound, project.path + ": " + (table.is_event ? "event" : "entity") + " `" +
                                                 table.name + "` has no source; add [sources." + table.name + "]" +
                                                 (names.empty() ? "" : ", beside those of " + quoted_list(names))});
  }
  return missing;
}

Result<std::vector<const SourceSpec*>> match_sources(const ProjectFile& project, const std::vector<TableInfo>& tables) {
  for (auto* const find_wrong : {&unknown_in_sources, &without_source}) {
    if (std::vector<Error> wrong = find_wrong(project, tables); !wrong.empty()) return std::move(wrong.front());
  }
  std::vector<const SourceSpec*> matched;
  for (const TableInfo& table : tables) matched.push_back(source_of(project, table));
  return matched;
}

}  // namespace segql::connect
