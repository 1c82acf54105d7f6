#include "engine/given_rows.h"

#include "base/overload.h"
#include "base/try.h"
#include "compiler/check/constants.h"
#include "compiler/plan/window.h"
#include "runtime/table/builder.h"

namespace segql::engine {
namespace {

schema::Value value_of(const schema::Type& type, const hir::GivenScalar& given, const plan::Moment& moment) {
  if (const auto* instant = std::get_if<hir::Instant>(&given)) return plan::resolve(*instant, moment).micros;
  return check::to_value(type, std::get<hir::Literal>(given));
}

/// The key of a given row of an entity: it always has one (E0701), and a key is no timestamp.
schema::Value key_of(const schema::Schema& schema, const hir::GivenRow& row) {
  const schema::Table& table = schema.table(row.table);
  const hir::GivenCell* cell = row.find(table.key_or_time);
  if (cell == nullptr) return table.field(table.key_or_time).default_value;
  return check::to_value(table.field(table.key_or_time).type,
                         std::get<hir::Literal>(std::get<hir::GivenScalar>(cell->value)));
}

Status append(runtime::DatabaseBuilder& builder, const schema::Schema& schema, const hir::Test& test,
              const hir::GivenRow& row, const plan::Moment& moment) {
  const schema::Table& table = schema.table(row.table);
  std::vector<std::pair<schema::FieldId, runtime::Cell>> cells;
  std::vector<runtime::Items> items;
  for (const hir::GivenCell& cell : row.cells) {
    const schema::Type& type = table.field(cell.field).type;
    std::visit(
        overload{
            [&](const hir::GivenScalar& one) { cells.emplace_back(cell.field, value_of(type, one, moment)); },
            [&](const hir::GivenItems& many) {
              runtime::Items& added = items.emplace_back();
              added.field = cell.field;
              for (const hir::GivenScalar& one : many.items) {
                added.values.push_back(value_of(type.element_type(), one, moment));
              }
            },
            [&](const hir::GivenReference& to) { cells.emplace_back(cell.field, key_of(schema, test.rows[to.row])); },
        },
        cell.value);
  }
  // A collection that has to be there and is left out is empty.
  for (uint32_t i = 0; i < table.fields.size(); ++i) {
    const schema::Field& field = table.fields[i];
    if (!field.type.is_collection() || field.nullable || row.find(schema::FieldId{i}) != nullptr) continue;
    items.push_back({schema::FieldId{i}, {}, {}});
  }
  return builder.append(row.table, cells, items);
}

}  // namespace

Result<std::shared_ptr<const runtime::Database>> load_given(const schema::Schema& schema, const hir::Test& test,
                                                            const plan::Moment& moment, const Limits& limits) {
  SEGQL_TRY(std::unique_ptr<runtime::DatabaseBuilder> builder, runtime::DatabaseBuilder::create(schema, limits, 1));
  for (const hir::GivenRow& row : test.rows) SEGQL_TRY_VOID(append(*builder, schema, test, row, moment));
  LoadReport report;
  SEGQL_TRY(std::shared_ptr<const runtime::Database> data, builder->finish(report));
  for (const SourceReport& source : report.sources) {
    for (const Problem& problem : source.problems) {
      if (problem.informational) continue;
      std::string what = "a given row of " + source.table + " cannot be kept: " + problem_kind_name(problem.kind) +
                         " in `" + problem.column + "`";
      if (!problem.examples.empty()) what += " (" + problem.examples.front().value + ")";
      return Error{ErrorCode::kInvalidData, what};
    }
  }
  return data;
}

uint32_t find_given(const schema::Schema& schema, const runtime::Database& data, const hir::Test& test, uint32_t row) {
  const hir::GivenRow& given = test.rows[row];
  const runtime::Table& table = data.table(given.table);
  const schema::Value key = key_of(schema, given);
  const auto* text = std::get_if<std::string>(&key);
  const auto found = text != nullptr ? table.find(*text) : table.find(std::get<int64_t>(key));
  SEGQL_CHECK(found.has_value());  // load_given kept it
  return *found;
}

}  // namespace segql::engine
