// A schema built in code, and short ways to fill and read it.

#include "tests/table/shop.h"

namespace segql::test {

schema::Field field(std::string name, Type type, bool nullable, schema::Value default_value) {
  schema::Field result;
  result.name = std::move(name);
  result.type = type;
  result.nullable = nullable;
  result.default_value = std::move(default_value);
  return result;
}

schema::Table entity(std::string name, std::vector<schema::Field> fields) {
  schema::Table table;
  table.name = std::move(name);
  table.key_or_time = FieldId{0};
  table.fields = std::move(fields);
  return table;
}

schema::Table event(std::string name, std::vector<schema::Field> fields) {
  schema::Table table = entity(std::move(name), std::move(fields));
  table.is_event = true;
  return table;
}

Schema one_field(schema::Field tested, std::string timezone) {
  Schema schema;
  schema.settings.timezone = std::move(timezone);
  tested.name = "value";
  schema.tables.push_back(entity("thing", {field("id", Type::of(Kind::kInt), false), std::move(tested)}));
  schema.enums.push_back({{"new", "paid", "refunded"}});
  return schema;
}

schema::Value Loaded::value(uint64_t row, uint32_t position, uint32_t table_id) const {
  return table(table_id).column(FieldId{position}).value(row);
}

uint64_t Loaded::count(ProblemKind kind) const {
  uint64_t count = 0;
  for (const SourceReport& source : report.sources)
    for (const Problem& problem : source.problems) count += problem.kind == kind ? problem.count : 0;
  return count;
}

const Problem* Loaded::find(ProblemKind kind) const {
  for (const SourceReport& source : report.sources)
    for (const Problem& problem : source.problems)
      if (problem.kind == kind) return &problem;
  return nullptr;
}

std::unique_ptr<DatabaseBuilder> make_builder(const Schema& schema, const Limits& limits) {
  return DatabaseBuilder::create(schema, limits).value();
}

Status import_batches(DatabaseBuilder& builder, TableId table, std::vector<ArrowColumn> batches,
                      const std::vector<ColumnMapping>& mapping, std::string origin) {
  ArrowArrayStream stream;
  make_stream(std::move(batches), &stream);
  return builder.import(table, &stream, mapping, std::move(origin));
}

Loaded finish(DatabaseBuilder& builder, Status status) {
  Loaded loaded;
  loaded.status = std::move(status);
  loaded.database = builder.finish(loaded.report).value();
  return loaded;
}

ArrowColumn ids(int64_t count) {
  std::vector<std::optional<int64_t>> values;
  for (int64_t i = 1; i <= count; ++i) values.emplace_back(i);
  return fixed<int64_t>("l", values);
}

Loaded load_one(const Schema& schema, ArrowColumn column) {
  auto builder = make_builder(schema);
  const int64_t rows = column.length - column.offset;
  Status status = import_batches(*builder, TableId{0}, {batch({ids(rows).named("id"), column.named("value")})});
  return finish(*builder, std::move(status));
}

}  // namespace segql::test
