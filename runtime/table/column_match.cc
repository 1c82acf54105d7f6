// Which column of a source each field is read from.

#include "runtime/table/column_match.h"

#include <algorithm>
#include <utility>

#include "base/nearest_name.h"
#include "base/quoted_list.h"
#include "base/try.h"

namespace segql::runtime {
namespace {

constexpr size_t kNamesShown = 20;

Error no_column(const schema::Table& table, const schema::Field& field, const std::string& column,
                const std::vector<std::string>& columns) {
  std::string message = "there is no column `" + column + "` for field `" + field.name + "` of `" + table.name + "`";
  message += columns.empty() ? "; the source has no columns" : "; the source has " + quoted_list(columns, kNamesShown);
  return {ErrorCode::kNotFound, message + did_you_mean(column, columns)};
}

/// The column the mapping names for each field; where it names none, the empty text.
Result<std::vector<std::string>> mapped_columns(const schema::Table& table, const std::vector<ColumnMapping>& mapping) {
  std::vector<std::string> names(table.fields.size());
  for (const ColumnMapping& entry : mapping) {
    const auto field = std::find_if(table.fields.begin(), table.fields.end(),
                                    [&](const schema::Field& f) { return f.name == entry.field; });
    if (field == table.fields.end()) {
      std::vector<std::string> fields;
      for (const schema::Field& known : table.fields) fields.push_back(known.name);
      return Error{ErrorCode::kNotFound, "the column mapping names `" + entry.field + "`, which is no field of `" +
                                             table.name + "`; it has " + quoted_list(fields, kNamesShown) +
                                             did_you_mean(entry.field, fields)};
    }
    std::string& name = names[static_cast<size_t>(field - table.fields.begin())];
    if (!name.empty())
      return Error{ErrorCode::kInvalidArgument, "the column mapping names field `" + entry.field + "` twice"};
    name = entry.column;
  }
  return names;
}

}  // namespace

Result<std::vector<std::optional<size_t>>> match_columns(const schema::Table& table,
                                                         const std::vector<std::string>& columns,
                                                         const std::vector<ColumnMapping>& mapping) {
  SEGQL_TRY(const auto mapped, mapped_columns(table, mapping));
  std::vector<std::optional<size_t>> matched(table.fields.size());
  for (size_t i = 0; i < table.fields.size(); ++i) {
    const schema::Field& field = table.fields[i];
    const std::string& name = mapped[i].empty() ? field.name : mapped[i];
    const auto found = std::find(columns.begin(), columns.end(), name);
    if (found != columns.end()) {
      if (std::find(std::next(found), columns.end(), name) != columns.end())
        return Error{ErrorCode::kInvalidData, "the source has two columns `" + name + "`"};
      matched[i] = static_cast<size_t>(found - columns.begin());
      continue;
    }
    const bool is_special = i == table.key_or_time.index;
    const bool has_default = !std::holds_alternative<schema::Missing>(field.default_value);
    const bool can_be_absent = has_default || (field.nullable && !is_special);
    // A mapping that names a column means it: then nothing stands in for it.
    if (!can_be_absent || !mapped[i].empty()) return no_column(table, field, name, columns);
  }
  return matched;
}

}  // namespace segql::runtime
