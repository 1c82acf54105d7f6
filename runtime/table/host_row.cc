// Rows that a host appends one by one.

#include "runtime/table/host_row.h"

#include <string>

#include "base/try.h"
#include "schema/value.h"

namespace segql::runtime {
namespace {

constexpr std::string_view kHost = "host";

/// What the host gives for one field: nothing, a cell or items.
struct Given {
  const Cell* cell = nullptr;
  const Items* items = nullptr;
};

Result<std::vector<Given>> by_field(const StagedTable& table,
                                    const std::vector<std::pair<schema::FieldId, Cell>>& cells,
                                    const std::vector<Items>& items) {
  std::vector<Given> given(table.fields.size());
  const auto bad = [&](schema::FieldId field, const std::string& what) {
    const std::string name =
        field.index < given.size() ? "`" + table.fields[field.index].field().name + "`" : std::to_string(field.index);
    return Error{ErrorCode::kInvalidArgument, "field " + name + " of `" + table.table->name + "` " + what};
  };
  const auto taken = [&](schema::FieldId field) {
    return given[field.index].cell != nullptr || given[field.index].items != nullptr;
  };
  for (const auto& [field, cell] : cells) {
    if (field.index >= given.size()) return bad(field, "does not exist");
    if (taken(field)) return bad(field, "stands twice in one row");
    if (table.fields[field.index].is_collection() && !std::holds_alternative<schema::Missing>(cell))
      return bad(field, "is a collection: pass its items");
    given[field.index].cell = &cell;
  }
  for (const Items& row : items) {
    if (row.field.index >= given.size()) return bad(row.field, "does not exist");
    if (taken(row.field)) return bad(row.field, "stands twice in one row");
    const StagedField& field = table.fields[row.field.index];
    if (!field.is_collection()) return bad(row.field, "is not a collection");
    if (row.keys.size() != (field.key_target() ? row.values.size() : 0))
      return bad(row.field, "needs one key per value of a map, and none otherwise");
    given[row.field.index].items = &row;
  }
  return given;
}

/// The host's rows of a table are one source in the report, and one load as long as nothing comes between them.
uint32_t host_source(Staging& staging, StagedTable& table) {
  for (const StagedTable::Load& load : table.loads)
    if (staging.sources[load.source].report.origin == kHost && staging.sources[load.source].columns.empty())
      return load.source;
  Staging::Source source;
  source.report.table = table.table->name;
  source.report.origin = kHost;
  staging.sources.push_back(std::move(source));
  return static_cast<uint32_t>(staging.sources.size() - 1);
}

std::string as_written(const Staging& staging, const StagedField& field, const Cell& cell) {
  return schema::value_text(*staging.schema, field.target().type(), cell);
}

/// Adds the items that are good, reports the others.
int64_t add_items(const Staging& staging, StagedField& field, const Items& items, uint64_t row, const Origin& origin) {
  std::vector<int64_t> values, keys;
  for (size_t i = 0; i < items.values.size(); ++i) {
    int64_t value = 0, key = 0;
    Outcome outcome = cell_of_value(field.target(), items.values[i], value);
    if (outcome == Outcome::kValue && field.key_target())
      outcome = cell_of_value(*field.key_target(), items.keys[i], key);
    if (outcome == Outcome::kValue) {
      values.push_back(value);
      if (field.key_target()) keys.push_back(key);
      continue;
    }
    origin.log->add(problem_of(outcome), field.field().name, {}, origin.number_of(row),
                    [&] { return as_written(staging, field, items.values[i]); });
  }
  return field.add_items(values, keys);
}

}  // namespace

Status append_host_row(Staging& staging, schema::TableId id, const std::vector<std::pair<schema::FieldId, Cell>>& cells,
                       const std::vector<Items>& items) {
  if (id.index >= staging.tables.size()) return Error{ErrorCode::kInvalidArgument, "a table that does not exist"};
  StagedTable& table = staging.tables[id.index];
  SEGQL_TRY(const auto given, by_field(table, cells, items));
  SEGQL_TRY_VOID(staging.check_room(table, 1));

  const uint32_t source_id = host_source(staging, table);
  Staging::Source& source = staging.sources[source_id];
  const uint64_t number = ++source.report.rows_read;
  if (table.loads.empty() || table.loads.back().source != source_id)
    table.loads.push_back({table.num_rows, number, source_id});
  const uint64_t row = table.num_rows;
  const Origin origin{&source.log, row, number};
  table.start_rows(1);
  Slice slice;
  for (size_t i = 0; i < table.fields.size(); ++i) {
    StagedField& field = table.fields[i];
    slice.valid[0] = 1;
    slice.values[0] = 0;
    if (given[i].items != nullptr) {
      slice.values[0] = add_items(staging, field, *given[i].items, row, origin);
    } else {
      const Outcome outcome =
          given[i].cell == nullptr ? Outcome::kMissing : cell_of_value(field.target(), *given[i].cell, slice.values[0]);
      if (outcome != Outcome::kValue) slice.reject(0, outcome);
    }
    table.take(field, slice, 1, row, origin, field.field().name,
               [&](uint32_t) { return as_written(staging, field, *given[i].cell); });
  }
  ++table.num_rows;
  return {};
}

}  // namespace segql::runtime
