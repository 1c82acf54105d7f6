#pragma once
/// Tables and relations: immutable once built (runtime/table/builder.h builds them), safe to read from many threads.

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "runtime/abi/column_view.h"
#include "runtime/table/buffer.h"
#include "runtime/table/column.h"
#include "schema/schema.h"

namespace segql::runtime {

/// Rows of an entity or event; columns in the order of the schema's fields.
class Table {
 public:
  schema::TableId id() const { return id_; }
  uint64_t num_rows() const { return num_rows_; }
  const Column& column(schema::FieldId field) const { return columns_[field.index]; }
  size_t num_columns() const { return columns_.size(); }
  /// Entities: the row whose key is `key` (an int, or the position of an enumerator). Hash look-up.
  std::optional<uint32_t> find(std::string_view key) const;
  std::optional<uint32_t> find(int64_t key) const;
  /// Entities: row ids in order of key (text by code points, numbers by value); computed on first use, thread-safe.
  std::span<const uint32_t> rows_by_key() const;
  /// Without what rows_by_key() adds.
  size_t memory_bytes() const;

 private:
  friend class DatabaseBuilder;
  struct Keys;
  schema::TableId id_;
  uint64_t num_rows_ = 0;
  std::vector<Column> columns_;
  std::shared_ptr<Keys> keys_;  ///< of entities
};

class Relation {
 public:
  RelationView view() const {
    return {reinterpret_cast<const uint32_t*>(starts_.data()),
            rows_.size() == 0 ? nullptr : reinterpret_cast<const uint32_t*>(rows_.data())};
  }
  uint64_t num_owned() const { return num_owned_; }  ///< events that have an owner
  /// As `typical_runs` (value_sample.h).
  std::span<const uint32_t> typical_runs() const { return typical_runs_; }
  size_t memory_bytes() const { return sizeof(*this) + starts_.size() + rows_.size(); }

 private:
  friend class DatabaseBuilder;
  Buffer starts_, rows_;
  uint64_t num_owned_ = 0;
  std::vector<uint32_t> typical_runs_;
};

/// One consistent state of all data.
class Database {
 public:
  const Table& table(schema::TableId id) const { return tables_[id.index]; }
  const Relation& relation(schema::RelationId id) const { return relations_[id.index]; }
  size_t memory_bytes() const;

 private:
  friend class DatabaseBuilder;
  std::vector<Table> tables_;
  std::vector<Relation> relations_;
};

}  // namespace segql::runtime
