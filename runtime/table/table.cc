// Table: rows by key, and rows in order of key. Database: its memory.

#include "runtime/table/table.h"

#include <algorithm>
#include <cstring>
#include <numeric>

#include "base/cancel.h"
#include "runtime/table/table_keys.h"

namespace segql::runtime {
namespace {

using schema::Kind;

/// The first eight bytes as a number that orders like them, so that most comparisons touch no text.
uint64_t prefix_of(std::string_view text) {
  uint64_t prefix = 0;
  for (size_t i = 0; i < sizeof prefix; ++i)
    prefix = prefix << 8 | (i < text.size() ? static_cast<uint8_t>(text[i]) : 0);
  return prefix;
}

std::vector<uint32_t> sorted_by_text(const Column& keys, uint64_t num_rows) {
  struct Key {
    uint64_t prefix;
    uint32_t row;
  };
  const auto text_of = [&](uint32_t row) { return keys.dictionary()->text(static_cast<uint32_t>(keys.integer(row))); };
  std::vector<Key> order(num_rows);
  for (uint32_t row = 0; row < num_rows; ++row) order[row] = {prefix_of(text_of(row)), row};
  // Bytes of UTF-8 order like the code points they encode.
  CancelPoll poll;
  std::sort(order.begin(), order.end(), [&](const Key& a, const Key& b) {
    poll();
    return a.prefix != b.prefix ? a.prefix < b.prefix : text_of(a.row) < text_of(b.row);
  });
  std::vector<uint32_t> rows(num_rows);
  std::transform(order.begin(), order.end(), rows.begin(), [](const Key& key) { return key.row; });
  return rows;
}

std::vector<uint32_t> sorted_by_number(const Column& keys, uint64_t num_rows) {
  std::vector<uint32_t> rows(num_rows);
  std::iota(rows.begin(), rows.end(), 0);
  CancelPoll poll;
  std::sort(rows.begin(), rows.end(), [&](uint32_t a, uint32_t b) {
    poll();
    return keys.integer(a) < keys.integer(b);
  });
  return rows;
}

std::optional<uint32_t> row_or_none(uint32_t row) { return row == KeyIndex::kNone ? std::nullopt : std::optional(row); }

}  // namespace

std::optional<uint32_t> Table::find(std::string_view key) const {
  if (!keys_ || column(keys_->field).type().kind != Kind::kText) return std::nullopt;
  const auto code = column(keys_->field).dictionary()->find(key);
  return code ? row_or_none(keys_->index->find(*code)) : std::nullopt;
}

std::optional<uint32_t> Table::find(int64_t key) const {
  if (!keys_ || column(keys_->field).type().kind == Kind::kText) return std::nullopt;
  return row_or_none(keys_->index->find(key));
}

std::span<const uint32_t> Table::rows_by_key() const {
  if (!keys_) return {};
  // No std::call_once: sorting may be cancelled, and not every system lets an exception out of that.
  const std::lock_guard lock(keys_->sorting);
  if (keys_->rows_by_key.empty()) {
    const Column& keys = column(keys_->field);
    keys_->rows_by_key =
        keys.type().kind == Kind::kText ? sorted_by_text(keys, num_rows_) : sorted_by_number(keys, num_rows_);
  }
  return keys_->rows_by_key;
}

size_t Table::memory_bytes() const {
  size_t bytes = sizeof(*this) + (keys_ ? keys_->index->memory_bytes() : 0);
  for (const Column& column : columns_) bytes += column.memory_bytes();
  return bytes;
}

size_t Database::memory_bytes() const {
  size_t bytes = sizeof(*this);
  for (const Table& table : tables_) bytes += table.memory_bytes();
  for (const Relation& relation : relations_) bytes += relation.memory_bytes();
  return bytes;
}

}  // namespace segql::runtime
