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

void add_unknown(const ProjectFile& project, const std::vector<TableInfo>& tables,
                 std::vector<SourceFinding>& findings) {
  std::vector<std::string> table_names;
  for (const TableInfo& table : tables) table_names.push_back(table.name);
  for (const SourceSpec& source : project.sources) {
    const auto add = [&](std::string message) {
      findings.push_back({"E0801", Severity::kError, project.path, source.line, source.column, std::move(message)});
    };
    const auto table = std::ranges::find(tables, source.table, &TableInfo::name);
    if (table == tables.end()) {
      add("[sources." + source.table + "] is of no declared entity or event" +
          or_else(source.table, table_names, "declared are"));
      continue;
    }
    for (const ColumnName& mapping : source.columns) {
      if (std::ranges::find(table->fields, mapping.field) != table->fields.end()) continue;
      add("`" + source.table + "` has no field `" + mapping.field + "`" +
          or_else(mapping.field, table->fields, "its fields are"));
    }
  }
}

void add_missing(const ProjectFile& project, const std::vector<TableInfo>& tables,
                 std::vector<SourceFinding>& findings) {
  const std::vector<std::string> names = source_names(project);
  for (const TableInfo& table : tables) {
    if (source_of(project, table) != nullptr) continue;
    findings.push_back({"L-SOURCE", Severity::kInfo, project.path, 0, 0,
                        std::string(table.is_event ? "event" : "entity") + " `" + table.name +
                            "` has no source; add [sources." + table.name + "]" +
                            (names.empty() ? "" : ", beside those of " + quoted_list(names))});
  }
}

}  // namespace

std::vector<SourceFinding> check_sources(const ProjectFile& project, const std::vector<TableInfo>& tables) {
  std::vector<SourceFinding> findings;
  add_unknown(project, tables, findings);
  add_missing(project, tables, findings);
  return findings;
}

Result<std::vector<const SourceSpec*>> match_sources(const ProjectFile& project, const std::vector<TableInfo>& tables) {
  if (const auto findings = check_sources(project, tables); !findings.empty()) {
    return Error{ErrorCode::kNotFound, findings.front().place() + ": " + findings.front().message};
  }
  std::vector<const SourceSpec*> matched;
  for (const TableInfo& table : tables) matched.push_back(source_of(project, table));
  return matched;
}

}  // namespace segql::connect
