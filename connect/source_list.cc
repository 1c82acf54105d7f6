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

}  // namespace

Result<std::vector<const SourceSpec*>> match_sources(const ProjectFile& project, const std::vector<TableInfo>& tables) {
  std::vector<std::string> table_names;
  for (const TableInfo& table : tables) table_names.push_back(table.name);

  for (const SourceSpec& source : project.sources) {
    const auto table =
        std::find_if(tables.begin(), tables.end(), [&](const TableInfo& t) { return t.name == source.table; });
    if (table == tables.end()) {
      return Error{ErrorCode::kNotFound, source.place + ": [sources." + source.table +
                                             "] is of no declared entity or event" +
                                             or_else(source.table, table_names, "declared are")};
    }
    for (const ColumnName& mapping : source.columns) {
      if (std::find(table->fields.begin(), table->fields.end(), mapping.field) == table->fields.end()) {
        return Error{ErrorCode::kNotFound, source.place + ": `" + source.table + "` has no field `" + mapping.field +
                                               "`" + or_else(mapping.field, table->fields, "its fields are")};
      }
    }
  }

  std::vector<const SourceSpec*> matched;
  for (const TableInfo& table : tables) {
    const auto source = std::find_if(project.sources.begin(), project.sources.end(),
                                     [&](const SourceSpec& s) { return s.table == table.name; });
    if (source == project.sources.end()) {
      const std::vector<std::string> names = source_names(project);
      return Error{ErrorCode::kNotFound, project.path + ": " + (table.is_event ? "event" : "entity") + " `" +
                                             table.name + "` has no source; add [sources." + table.name + "]" +
                                             (names.empty() ? "" : ", beside those of " + quoted_list(names))};
    }
    matched.push_back(&*source);
  }
  return matched;
}

}  // namespace segql::connect
