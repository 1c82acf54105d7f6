#pragma once
/// Columns, tables, relations: immutable once built (runtime/table/builder.h builds them), safe to read from many
/// threads.

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "runtime/abi/column_view.h"
#include "schema/schema.h"

namespace segql::runtime {

/// Memory of a column: 64-byte aligned, zero-filled, padded so that whole words of 64 rows can be read.
class Buffer {
 public:
  Buffer() = default;
  explicit Buffer(size_t bytes);
  std::byte* data() { return data_.get(); }
  const std::byte* data() const { return data_.get(); }
  size_t size() const { return size_; }

 private:
  struct Free {
    void operator()(std::byte* p) const;
  };
  std::unique_ptr<std::byte[], Free> data_;
  size_t size_ = 0;
};

/// Distinct texts and their codes. Look-up by text is a hash look-up.
class Dictionary {
 public:
  Dictionary();
  Dictionary(const Dictionary&) = delete;
  Dictionary& operator=(const Dictionary&) = delete;
  ~Dictionary();

  /// The code of `text`, added when new. Not thread-safe.
  uint32_t add(std::string_view text);
  /// The same for each of `texts`, with the look-ups overlapped: several times faster in a large dictionary.
  void add_all(std::span<const std::string_view> texts, uint32_t* codes);
  std::optional<uint32_t> find(std::string_view text) const;
  std::string_view text(uint32_t code) const {
    return {heap_.data() + offsets_[code], static_cast<size_t>(offsets_[code + 1] - offsets_[code])};
  }
  uint32_t size() const { return static_cast<uint32_t>(offsets_.size() - 1); }
  /// Valid until the next `add`.
  const DictionaryView* view() const { return &view_; }
  /// Gives back memory kept for growth.
  void shrink();
  size_t memory_bytes() const;

 private:
  struct Index;
  void prefetch(std::span<const uint32_t> tags) const;
  uint32_t add_tagged(std::string_view added, uint32_t tag);

  std::string heap_;
  std::vector<uint64_t> offsets_;
  std::unique_ptr<Index> index_;
  DictionaryView view_;
};

/// What the planner may know about a column without reading it.
struct ColumnStats {
  uint64_t num_missing = 0;
  uint64_t num_distinct = 0;  ///< exact for text, bool, enum; an estimate otherwise; 0: unknown
  int64_t min = 0, max = 0;   ///< integers, over present values; min > max when there is none
  double min_real = 0, max_real = 0;
};

class Column {
 public:
  const schema::Type& type() const { return type_; }
  const ColumnView& view() const { return view_; }
  const ColumnStats& stats() const { return stats_; }
  const Dictionary* dictionary() const { return dictionary_.get(); }
  const Dictionary* key_dictionary() const { return key_dictionary_.get(); }
  size_t memory_bytes() const;

  bool is_valid(uint64_t row) const {
    return view_.valid == nullptr || ((view_.valid[row / 64] >> (row % 64)) & 1) != 0;
  }
  /// The integer in cell `row` (also a collection's item by position). REQUIRES: not a kF64 column.
  int64_t integer(uint64_t row) const;
  double real(uint64_t row) const;
  /// Missing, or the scalar; for members, exports and messages, not for scans. REQUIRES: not a collection.
  schema::Value value(uint64_t row) const;

 private:
  friend class ColumnBuilder;
  schema::Type type_;
  ColumnView view_;
  ColumnStats stats_;
  Buffer data_, valid_, starts_, keys_;
  std::shared_ptr<const Dictionary> dictionary_, key_dictionary_;
};

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
  size_t memory_bytes() const { return sizeof(*this) + starts_.size() + rows_.size(); }

 private:
  friend class DatabaseBuilder;
  Buffer starts_, rows_;
  uint64_t num_owned_ = 0;
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
