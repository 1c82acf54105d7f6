#pragma once
/// A schema built in code, and short ways to fill and read it, for the tests of tables.

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "runtime/table/builder.h"
#include "runtime/table/table.h"
#include "schema/schema.h"
#include "tests/table/arrow_data.h"

namespace segql::test {

using runtime::Cell;
using runtime::ColumnMapping;
using runtime::Database;
using runtime::DatabaseBuilder;
using schema::FieldId;
using schema::Kind;
using schema::Missing;
using schema::Schema;
using schema::TableId;
using schema::Type;

schema::Field field(std::string name, Type type, bool nullable = true, schema::Value default_value = Missing{});

/// An entity whose first field is its key, or an event whose first field is its timestamp.
schema::Table entity(std::string name, std::vector<schema::Field> fields);
schema::Table event(std::string name, std::vector<schema::Field> fields);

/// `thing key id: int { value: type }`: one entity with one field under test (field 1), `value` as declared by
/// `tested`.
Schema one_field(schema::Field tested, std::string timezone = "UTC");

/// What became of a load.
struct Loaded {
  Status status;
  std::shared_ptr<const Database> database;
  LoadReport report;
  const runtime::Table& table(uint32_t id = 0) const { return database->table(TableId{id}); }
  /// The value of a field in a row, in the order of the table.
  schema::Value value(uint64_t row, uint32_t field = 1, uint32_t table_id = 0) const;
  /// Number of problems of that kind in all sources.
  uint64_t count(ProblemKind kind) const;
  const Problem* find(ProblemKind kind) const;
};

std::unique_ptr<DatabaseBuilder> make_builder(const Schema& schema, const Limits& limits = {});
Status import_batches(DatabaseBuilder& builder, TableId table, std::vector<ArrowColumn> batches,
                      const std::vector<ColumnMapping>& mapping = {}, std::string origin = "test");
Loaded finish(DatabaseBuilder& builder, Status status = {});

/// Loads `column` as field `value` of one_field(), with ids 1, 2, 3...
Loaded load_one(const Schema& schema, ArrowColumn column);
/// int64 column 1, 2, ... count.
ArrowColumn ids(int64_t count);

}  // namespace segql::test
