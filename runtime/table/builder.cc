// DatabaseBuilder: the door to staging and assembly.

#include "runtime/table/builder.h"

#include <algorithm>
#include <chrono>
#include <utility>

#include "base/try.h"
#include "runtime/table/arrow_import.h"
#include "runtime/table/assembly.h"
#include "runtime/table/host_row.h"
#include "runtime/table/parallel.h"
#include "runtime/table/staging.h"
#include "runtime/table/table_keys.h"
#include "runtime/table/value_sample.h"

namespace segql::runtime {

struct DatabaseBuilder::Impl {
  Staging staging;
};

DatabaseBuilder::DatabaseBuilder(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
DatabaseBuilder::~DatabaseBuilder() = default;

Result<std::unique_ptr<DatabaseBuilder>> DatabaseBuilder::create(const schema::Schema& schema, const Limits& limits,
                                                                 unsigned threads) {
  SEGQL_TRY(Staging staging, Staging::create(schema, limits));
  // More only wait for memory, and each may need scratch space of a whole column.
  constexpr size_t kMostWorkers = 8;
  staging.workers = std::min(num_threads(threads), kMostWorkers);
  auto impl = std::make_unique<Impl>();
  impl->staging = std::move(staging);
  return std::unique_ptr<DatabaseBuilder>(new DatabaseBuilder(std::move(impl)));
}

Status DatabaseBuilder::import(schema::TableId table, ArrowArrayStream* stream,
                               const std::vector<ColumnMapping>& mapping, std::string origin) {
  return import_stream(impl_->staging, table, stream, mapping, std::move(origin));
}

Status DatabaseBuilder::append(schema::TableId table, const std::vector<std::pair<schema::FieldId, Cell>>& cells,
                               const std::vector<Items>& items) {
  return append_host_row(impl_->staging, table, cells, items);
}

Result<std::shared_ptr<const Database>> DatabaseBuilder::finish(LoadReport& report) {
  const auto begin = std::chrono::steady_clock::now();
  SEGQL_TRY(Staging empty, Staging::create(*impl_->staging.schema, impl_->staging.limits));
  empty.workers = impl_->staging.workers;
  Staging staging = std::exchange(impl_->staging, std::move(empty));
  Assembly assembly(staging);
  SEGQL_TRY_VOID(assembly.run());

  auto database = std::make_shared<Database>();
  auto tables = assembly.take_tables();
  for (uint32_t i = 0; i < tables.size(); ++i) {
    Table& table = database->tables_.emplace_back();
    table.id_ = schema::TableId{i};
    table.num_rows_ = tables[i].num_rows;
    table.columns_ = std::move(tables[i].columns);
    if (!tables[i].keys) continue;
    table.keys_ = std::make_shared<Table::Keys>();
    table.keys_->index = std::move(tables[i].keys);
    table.keys_->field = staging.schema->tables[i].key_or_time;
  }
  for (auto& assembled : assembly.take_relations()) {
    Relation& relation = database->relations_.emplace_back();
    relation.starts_ = std::move(assembled.starts);
    relation.rows_ = std::move(assembled.rows);
    relation.num_owned_ = assembled.num_owned;
    const schema::TableId owner = staging.schema->relations[database->relations_.size() - 1].owner;
    relation.typical_runs_ = typical_runs(relation.view().starts, database->table(owner).num_rows());
  }

  report = {};
  for (Staging::Source& source : staging.sources) {
    source.report.problems = source.log.sorted();
    report.sources.push_back(std::move(source.report));
  }
  report.memory_bytes = database->memory_bytes();
  report.seconds = staging.seconds + std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
  return std::shared_ptr<const Database>(std::move(database));
}

}  // namespace segql::runtime
